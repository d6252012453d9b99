"""What must be there: dates, amounts, codes and addresses that a document leaves out (BR-03 to BR-54, BR-CO-04).

A compulsory figure that is absent is `ABSENT`, a date `NO_DATE`, a text or code `""`; a group without
any of its terms counts as left out.
"""

from dataclasses import fields
from typing import Any

from sansfaute.en16931.model import Invoice, InvoicingPeriod, ItemAttribute, Line, LinePeriod, PaymentInstructions
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import NAMES, Rule, getter, rule, rules_in
from sansfaute.en16931.values import is_absent


def given(id: str, on: str, term: str, at: str, **where: Any) -> Rule:
    """The rule that a compulsory amount, quantity or code is given, wherever its group is."""
    read = getter(at)
    name_fr, name_en = NAMES[term]
    declare = rule(
        id,
        on,
        term,
        at,
        fr=f"{name_fr} ({term}) manque.",
        en=f"{name_en} ({term}) is missing.",
        fix_fr=f"Renseigner : {name_fr} ({term}).",
        fix_en=f"Give: {name_en} ({term}).",
        **where,
    )
    return declare(lambda item, _: (value := read(item)) is None or not is_absent(value))


@rule(
    "BR-03",
    "document",
    "BT-2",
    "issue_date",
    fr="La date d'émission (BT-2) manque.",
    en="The invoice issue date (BT-2) is missing.",
    fix_fr="Donner la date d'émission, au format de la syntaxe.",
    fix_en="Give the issue date, in the format of the syntax.",
)
def br_03(invoice: Invoice, facts: Facts) -> bool:
    """A date, be it one that cannot be read (another rule says so)."""
    return not is_absent(invoice.issue_date) or bool(facts.raw.get("issue_date"))


def _address(id: str, term: str, at: str, fr: str, en: str) -> Rule:
    read = getter(at)
    declare = rule(
        id,
        "document",
        term,
        at,
        fr=f"L'adresse postale {fr} ({term}) manque.",
        en=f"The postal address of {en} ({term}) is missing.",
        fix_fr="Donner l'adresse, au moins le pays.",
        fix_en="Give the address, at least the country.",
    )
    return declare(lambda invoice, _: (address := read(invoice)) is None or not is_empty(address))


br_08 = _address("BR-08", "BG-5", "seller.postal_address", "du vendeur", "the seller")
br_10 = _address("BR-10", "BG-8", "buyer.postal_address", "de l'acheteur", "the buyer")
br_19 = _address("BR-19", "BG-12", "tax_representative.postal_address", "du représentant fiscal", "the representative")

br_12 = given("BR-12", "document", "BT-106", "totals.sum_of_line_net_amounts")
br_13 = given("BR-13", "document", "BT-109", "totals.total_without_vat")
br_14 = given("BR-14", "document", "BT-112", "totals.total_with_vat")
br_15 = given("BR-15", "document", "BT-115", "totals.amount_due")
br_22 = given("BR-22", "lines", "BT-129", "invoiced_quantity")
br_24 = given("BR-24", "lines", "BT-131", "line_net_amount")
br_26 = given("BR-26", "lines", "BT-146", "price.item_net_price")
br_31 = given("BR-31", "allowances", "BT-92", "amount")
br_32 = given("BR-32", "allowances", "BT-95", "vat_category_code")
br_36 = given("BR-36", "charges", "BT-99", "amount")
br_37 = given("BR-37", "charges", "BT-102", "vat_category_code")
br_41 = given("BR-41", "line_allowances", "BT-136", "amount")
br_43 = given("BR-43", "line_charges", "BT-141", "amount")
br_45 = given("BR-45", "vat_breakdown", "BT-116", "taxable_amount")
br_46 = given("BR-46", "vat_breakdown", "BT-117", "tax_amount")
br_47 = given("BR-47", "vat_breakdown", "BT-118", "vat_category_code")
br_co_04 = given("BR-CO-04", "lines", "BT-151", "vat.vat_category_code")


@rule(
    "BR-49",
    "payment_instructions",
    "BT-81",
    "means_type_code",
    fr="Le moyen de paiement (BT-81) manque.",
    en="The payment means type code (BT-81) is missing.",
    fix_fr="Donner le code : 30 ou 58 pour un virement, 59 pour un prélèvement.",
    fix_en="Give the code: 30 or 58 for a credit transfer, 59 for a direct debit.",
)
def br_49(payment: PaymentInstructions, _: Facts) -> bool:
    """Payment instructions say by which means."""
    return bool(payment.means_type_code) or not payment.says_means


@rule(
    "BR-54",
    "attributes",
    "BT-161",
    "value",
    fr="Une caractéristique d'article doit avoir un nom (BT-160) et une valeur (BT-161).",
    en="An item attribute must have a name (BT-160) and a value (BT-161).",
    fix_fr="Compléter la caractéristique, ou la retirer.",
    fix_en="Complete the attribute, or remove it.",
)
def br_54(attribute: ItemAttribute, _: Facts) -> bool:
    """A name and a value."""
    return bool(attribute.name and attribute.value)


@rule(
    "BR-CO-19",
    "document",
    "BG-14",
    "delivery.invoicing_period",
    fr="La période facturée (BG-14) n'a ni début ni fin.",
    en="The invoicing period (BG-14) has neither start nor end.",
    fix_fr="Donner au moins l'une des deux dates, ou retirer la période.",
    fix_en="Give one date at least, or remove the period.",
)
def br_co_19(invoice: Invoice, facts: Facts) -> bool:
    """A period has a day (in UBL, the code of BT-8 stands in the same element, and is enough)."""
    period = invoice.delivery.invoicing_period if invoice.delivery else None
    coded = facts.syntax == "ubl" and bool(invoice.vat_point_date_code)
    return coded or _begins_or_ends(period)


@rule(
    "BR-CO-20",
    "lines",
    "BG-26",
    "period",
    fr="La période de la ligne (BG-26) n'a ni début ni fin.",
    en="The line period (BG-26) has neither start nor end.",
    fix_fr="Donner au moins l'une des deux dates, ou retirer la période.",
    fix_en="Give one date at least, or remove the period.",
)
def br_co_20(line: Line, _: Facts) -> bool:
    """A line period has a day."""
    return _begins_or_ends(line.period)


def _begins_or_ends(period: InvoicingPeriod | LinePeriod | None) -> bool:
    return period is None or bool(period.start_date or period.end_date)


def is_empty(group: Any) -> bool:
    """Whether a group gives none of its terms: a document that leaves it out reads so."""
    return all(is_absent(getattr(group, one.name)) for one in fields(group))


RULES = rules_in(globals())
