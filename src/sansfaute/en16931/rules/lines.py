"""Lines, allowances and charges: BR-21 to BR-44, BR-64, BR-65, BR-CO-20 to BR-CO-24."""

from typing import Any

from sansfaute.en16931.model import Line
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import Rule, missing, rule, rules_in

br_21 = missing("BR-21", "lines", "BT-126", "identifier")
br_23 = missing("BR-23", "lines", "BT-130", "unit_code")
br_25 = missing("BR-25", "lines", "BT-153", "item.name")
br_52_line = missing("BR-52", "lines", "BT-128", "object_identifier.value")


@rule(
    "BR-27",
    "lines",
    "BT-146",
    "price.item_net_price",
    fr="Le prix net (BT-146) est négatif.",
    en="The net price (BT-146) is negative.",
    fix_fr="Mettre le signe moins sur la quantité.",
    fix_en="Put the minus sign on the quantity.",
)
def br_27(line: Line, _: Facts) -> bool:
    """The net price is not negative."""
    return line.price.item_net_price >= 0


@rule(
    "BR-28",
    "lines",
    "BT-148",
    "price.item_gross_price",
    fr="Le prix brut (BT-148) est négatif.",
    en="The gross price (BT-148) is negative.",
    fix_fr="Mettre le signe moins sur la quantité.",
    fix_en="Put the minus sign on the quantity.",
    syntaxes=("cii",),
)
def br_28(line: Line, _: Facts) -> bool:
    """The gross price, given or implied by a discount, is not negative."""
    price = line.price
    gross = price.item_gross_price
    if gross is None and price.item_price_discount is not None:
        gross = price.item_net_price + price.item_price_discount
    return gross is None or gross >= 0


@rule(
    "BR-30",
    "lines",
    "BT-135",
    "period.end_date",
    fr="La période de la ligne finit avant de commencer.",
    en="The line period ends before it starts.",
    fix_fr="Corriger les dates de la période.",
    fix_en="Correct the dates of the period.",
)
def br_30(line: Line, _: Facts) -> bool:
    """The end is not before the start."""
    period = line.period
    return period is None or not (period.start_date and period.end_date) or period.end_date >= period.start_date


@rule(
    "BR-64",
    "lines",
    "BT-157",
    "item.standard_identifier.value",
    fr="L'identifiant normalisé de l'article (BT-157) n'a pas de schéma.",
    en="The item's standard identifier (BT-157) has no scheme.",
    fix_fr="Donner le schéma : 0160 pour un GTIN.",
    fix_en="Give the scheme: 0160 for a GTIN.",
)
def br_64(line: Line, _: Facts) -> bool:
    """The standard identifier has a scheme."""
    identifier = line.item.standard_identifier
    return identifier is None or bool(identifier.scheme)


@rule(
    "BR-65",
    "lines",
    "BT-158",
    "item.classifications",
    fr="La classification de l'article (BT-158) n'a pas de schéma.",
    en="The item's classification (BT-158) has no scheme.",
    fix_fr="Donner le schéma de la classification.",
    fix_en="Give the scheme of the classification.",
    syntaxes=("cii",),
)
def br_65(line: Line, _: Facts) -> bool:
    """One classification at least has a scheme, if there are any: so the official pack reads the rule."""
    classifications = line.item.classifications
    return not classifications or any(one.scheme for one in classifications)


def _reason(id: str, on: str, term: str, *also: str) -> Rule:
    """The rule that an allowance or charge says why, by a text or a code."""
    what_fr = "La remise" if "allowance" in on else "Les frais"
    what_en = "The allowance" if "allowance" in on else "The charge"
    declare = rule(
        id,
        on,
        term,
        "reason",
        fr=f"{what_fr} n'ont ni motif ni code motif ({term})."
        if "charge" in on
        else f"{what_fr} n'a ni motif ni code motif ({term}).",
        en=f"{what_en} has neither reason nor reason code ({term}).",
        fix_fr="Donner un motif.",
        fix_en="Give a reason.",
        also=also,
    )
    return declare(_explained)


def _explained(change: Any, _: Facts) -> bool:
    return bool(change.reason or change.reason_code)


br_33 = _reason("BR-33", "allowances", "BT-97")
br_co_21 = _reason("BR-CO-21", "allowances", "BT-97")
br_38 = _reason("BR-38", "charges", "BT-104", "BR-FREXT-BR-38", "BR-FXEXT-BR-38")
br_co_22 = _reason("BR-CO-22", "charges", "BT-104")
br_42 = _reason("BR-42", "line_allowances", "BT-139")
br_co_23 = _reason("BR-CO-23", "line_allowances", "BT-139")
br_44 = _reason("BR-44", "line_charges", "BT-144", "BR-FREXT-BR-44", "BR-FXEXT-BR-44")
br_co_24 = _reason("BR-CO-24", "line_charges", "BT-144")

RULES = rules_in(globals())
