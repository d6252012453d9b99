"""France, VAT and figures: BR-FR-15, BR-FR-16, BR-FR-DEC-*."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.model import Line, LineVat
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.groups import GROUP, INFORMATION
from sansfaute.en16931.rules.mending import exchanged
from sansfaute.en16931.rules.rule import NAMES, Rule, getter, rule, rules_in
from sansfaute.en16931.rules.scopes import TWO_WAY
from sansfaute.en16931.values import decimal_text, rate_text

_CATEGORIES = codes("fr_vat_categories")
_RATES = codes("fr_vat_rates")
_OF_ISLANDS = ("L", "M")
_PRICE = re.compile(r"\d{1,19}(\.\d{1,6})?", re.ASCII)
_SIGNED_PRICE = re.compile(r"-?\d{1,19}(\.\d{1,6})?", re.ASCII)
_RATE = re.compile(r"\d{1,4}(\.\d{1,2})?", re.ASCII)

# Scope, ends of the identifiers (in CII, in UBL), term and field of each place that has a VAT category.
_PLACES = (
    ("allowances", "BT-95_BT-102", ("BT-95_BT-102-1", "BT-95_BT-102-2"), "BT-95", ""),
    ("charges", "BT-95_BT-102", ("BT-95_BT-102-1", "BT-95_BT-102-2"), "BT-102", ""),
    ("vat_breakdown", "BT-95_BT-118", ("BT-118-1", "BT-118-2"), "BT-118", ""),
    ("lines", "BT-95_BT-151", ("BT-151-1", ""), "BT-151", "vat."),
)
# Scope, ends of the identifiers (in both, in UBL), term and field of each VAT rate.
_RATE_PLACES = (
    ("allowances", "BT-96_BT-103", "BT-96", "BT-96", "vat_rate"),
    ("charges", "BT-96_BT-103", "BT-96", "BT-103", "vat_rate"),
    ("vat_breakdown", "BT-119", "BT-119", "BT-119", "vat_rate"),
    ("lines", "BT-152", "BT-152", "BT-152", "vat.vat_rate"),
)


def _category(on: str, end: str, in_ubl: tuple[str, str], term: str, under: str) -> Rule:
    """BR-FR-15: the VAT categories that exist in France; a line that counts for nothing may have none."""
    at = f"{under}vat_category_code"
    read = getter(at)
    declare = rule(
        f"BR-FR-15_{end}",
        on,
        term,
        at,
        fr=f"La catégorie de TVA ({term}) n'est pas admise en France.",
        en=f"The VAT category ({term}) is not allowed in France.",
        fix_fr="S, E, AE, K, G, O ou Z.",
        fix_en="S, E, AE, K, G, O or Z.",
        also=(f"BR-FR-15_{in_ubl[0]}",),
    )
    if on == "lines":
        return declare(_is_line_of_france)
    return declare(lambda item, facts: read(item) in _CATEGORIES or (not read(item) and _may_lack(on, item, facts)))


def _may_lack(on: str, item: Any, facts: Facts) -> bool:
    """Whether this rule lets an allowance, charge or row have no category: in CII, when it says nothing of VAT."""
    return facts.syntax == "ubl" or (on != "vat_breakdown" and item.vat_rate is None)


def _is_line_of_france(line: Line, facts: Facts) -> bool:
    """The category of a line, and in CII of each VAT that it gives; a line that gives none is not asked."""
    own = line.vat.vat_category_code
    if facts.syntax == "ubl":
        return own in _CATEGORIES or not own
    accepted = _CATEGORIES | {""} if line.subtype_code in (GROUP, INFORMATION) else _CATEGORIES
    further = [one.vat_category_code for one in facts.taxes(line)[1:]]
    return (own in _CATEGORIES or _lacks_category(line, facts)) and accepted.issuperset(further)


def _lacks_category(line: Line, facts: Facts) -> bool:
    """Whether a line has no category at all, and may have none: it is a group or for information, or without VAT."""
    if line.vat.vat_category_code or facts.noted(line, "vat.vat_category_code") is not None:
        return False
    without_vat = line.vat == LineVat(vat_category_code="") and facts.noted(line, "vat") is None
    return without_vat or line.subtype_code in (GROUP, INFORMATION)


def _not_of_islands(on: str, end: str, in_ubl: tuple[str, str], term: str, under: str) -> Rule:
    """BR-FR-15, L and M: taxes of the Canary Islands, Ceuta and Melilla."""
    at = f"{under}vat_category_code"
    read = getter(at)
    declare = rule(
        f"BR-FR-15_{end}_LM",
        on,
        term,
        at,
        fr=f"Les catégories L et M ({term}) sont espagnoles.",
        en=f"Categories L and M ({term}) are Spanish.",
        fix_fr="S, E, AE, K, G, O ou Z.",
        fix_en="S, E, AE, K, G, O or Z.",
        # The stylesheet for UBL numbers the one of lines after another rule.
        also=(f"BR-FR-15_{in_ubl[1]}" if in_ubl[1] else "BR-FR-08_BT-151-2",),
        text=lambda written, _: written not in _OF_ISLANDS,
    )
    if on == "lines":
        return declare(lambda line, facts: all(one.vat_category_code not in _OF_ISLANDS for one in facts.taxes(line)))
    return declare(lambda item, facts: read(item) not in _OF_ISLANDS and not _gives_islands_too(item, facts))


def _gives_islands_too(item: Any, facts: Facts) -> bool:
    """Whether an allowance or charge wrongly gives such a tax beside its own."""
    found = facts.further_taxes.get(id(item), ()) if facts.raw else ()
    return any(one.vat_category_code in _OF_ISLANDS for one in found)


def _rate(on: str, end: str, in_ubl: str, term: str, at: str) -> Rule:
    """BR-FR-16: the rates that exist, or existed, in France."""
    read = getter(at)
    declare = rule(
        f"BR-FR-16_{end}",
        on,
        term,
        at,
        fr=f"Ce taux de TVA ({term}) n'existe pas en France.",
        en=f"This VAT rate ({term}) does not exist in France.",
        fix_fr="Choisir 20, 10, 5,5, 2,1, un taux de Corse ou d'outre-mer, ou 0.",
        fix_en="Choose 20, 10, 5.5, 2.1, a rate of Corsica or overseas, or 0.",
        also=(f"BR-FR-16_{in_ubl}",) if in_ubl != end else (),
        mend=lambda item, _: _nearest_rate(read(item)),
        text=lambda written, _: not written or written in _RATES,
    )
    return declare(lambda item, _: (given := read(item)) is None or given.is_nan() or rate_text(given) in _RATES)


def _nearest_rate(given: Decimal | None) -> dict[str, str] | None:
    """The French rate within a quarter of a point, if there is one: most often a slip of the pen.

    None for no rate; decimal.InvalidOperation for a text that is no number.
    """
    if given is None:
        return None
    near = [one for one in (Decimal(text) for text in _RATES) if abs(one - given) <= Decimal("0.25")]
    return exchanged(rate_text(given), rate_text(min(near, key=lambda one: abs(one - given)))) if near else None


def _small_rate(on: str, end: str, _: str, term: str, at: str) -> Rule:
    """BR-FR-DEC-04: at most four digits, two decimals, no sign."""
    read = getter(at)
    declare = rule(
        f"BR-FR-DEC-04_{end}",
        on,
        term,
        at,
        fr=f"Le taux de TVA ({term}) a plus de 4 chiffres ou de 2 décimales, ou un signe.",
        en=f"The VAT rate ({term}) has more than 4 digits or 2 decimals, or a sign.",
        fix_fr="Écrire le taux avec 4 chiffres au plus, dont 2 décimales, sans signe.",
        fix_en="Write the rate with at most 4 digits, 2 of them decimals, without sign.",
        text=lambda written, _: _fits(_RATE, " ".join(written.split()), 4),
    )
    return declare(
        lambda item, _: (
            (given := read(item)) is None
            or _is_short(given, 4, 2)
            or given.is_nan()
            or _fits(_RATE, rate_text(given), 4)
        )
    )


br_fr_15 = tuple(_category(*place) for place in _PLACES)
br_fr_15_lm = tuple(_not_of_islands(*place) for place in _PLACES)
br_fr_16 = tuple(_rate(*place) for place in _RATE_PLACES)
br_fr_dec_04 = tuple(_small_rate(*place) for place in _RATE_PLACES)


def _figure(id: str, on: str, term: str, at: str, decimals: int, **where: Any) -> Rule:
    """BR-FR-DEC-01 and 02: at most 19 characters without the point, and so many decimals."""
    read = getter(at)
    pattern = re.compile(rf"-?\d{{1,19}}(\.\d{{1,{decimals}}})?", re.ASCII)
    fr, en = NAMES[term]
    declare = rule(
        id,
        on,
        term,
        at,
        fr=f"{fr} ({term}) a plus de 19 chiffres ou de {decimals} décimales.",
        en=f"{en} ({term}) has more than 19 digits or {decimals} decimals.",
        fix_fr=f"Arrondir à {decimals} décimales, 19 chiffres au plus.",
        fix_en=f"Round to {decimals} decimals, 19 digits at most.",
        text=lambda written, _: _fits(pattern, " ".join(written.split()), 19),
        **where,
    )
    return declare(
        lambda item, _: (
            (given := read(item)) is None
            or _is_short(given, 19, decimals)
            or given.is_nan()
            or _fits(pattern, decimal_text(given), 19)
        )
    )


def _amount(end: str, on: str, term: str, at: str) -> Rule:
    return _figure(f"BR-FR-DEC-01_{end}", on, term, at, 2)


br_fr_dec_01 = (
    _amount("BT-92_BT-99", "allowances", "BT-92", "amount"),
    _amount("BT-92_BT-99", "charges", "BT-99", "amount"),
    _amount("BT-93_BT-100", "allowances", "BT-93", "base_amount"),
    _amount("BT-93_BT-100", "charges", "BT-100", "base_amount"),
    _amount("BT-106", "document", "BT-106", "totals.sum_of_line_net_amounts"),
    _amount("BT-107", "document", "BT-107", "totals.sum_of_allowances"),
    _amount("BT-108", "document", "BT-108", "totals.sum_of_charges"),
    _amount("BT-109", "document", "BT-109", "totals.total_without_vat"),
    _amount("BT-110", "document", "BT-110", "totals.total_vat"),
    _amount("BT-110", "document", "BT-111", "totals.total_vat_in_accounting_currency"),
    _amount("BT-112", "document", "BT-112", "totals.total_with_vat"),
    _amount("BT-113", "document", "BT-113", "totals.paid_amount"),
    _amount("BT-114", "document", "BT-114", "totals.rounding_amount"),
    _amount("BT-115", "document", "BT-115", "totals.amount_due"),
    _amount("BT-116", "vat_breakdown", "BT-116", "taxable_amount"),
    _amount("BT-117", "vat_breakdown", "BT-117", "tax_amount"),
    _amount("BT-131", "lines", "BT-131", "line_net_amount"),
    _amount("BT-136_BT-141", "line_allowances", "BT-136", "amount"),
    _amount("BT-136_BT-141", "line_charges", "BT-141", "amount"),
    _amount("BT-137_BT-142", "line_allowances", "BT-137", "base_amount"),
    _amount("BT-137_BT-142", "line_charges", "BT-142", "base_amount"),
    # In UBL the VAT of a line is written as that of the document, and judged with it.
    _figure("BR-FR-DEC-01_BT-110", "lines", "EXT-FR-FE-181", "vat_amount", 2, syntaxes=("ubl",)),
    _figure(
        "BR-FR-DEC-01_BT-110",
        "lines",
        "EXT-FR-FE-182",
        "vat_amount_in_accounting_currency",
        2,
        syntaxes=("ubl",),
    ),
)
br_fr_dec_02 = (
    _figure("BR-FR-DEC-02_BT-129", "lines", "BT-129", "invoiced_quantity", 4),
    _figure("BR-FR-DEC-02_BT-149", "lines", "BT-149", "price.base_quantity", 4),
)


def _price(term: str, at: str, read: Callable[[Any, Facts], Decimal | None]) -> Rule:
    """BR-FR-DEC-03: at most 19 digits and six decimals, no sign except in two-way self-billing."""
    fr, en = NAMES[term]
    declare = rule(
        f"BR-FR-DEC-03_{term}",
        "lines",
        term,
        at,
        fr=f"{fr} ({term}) a plus de 19 chiffres ou de 6 décimales, ou un signe.",
        en=f"{en} ({term}) has more than 19 digits or 6 decimals, or a sign.",
        fix_fr="Mettre le signe moins sur la quantité.",
        fix_en="Put the minus sign on the quantity.",
        text=lambda written, facts: _priced(" ".join(written.split()), facts),
    )

    def holds(line: Any, facts: Facts) -> bool:
        given = read(line.price, facts)
        if given is None or _is_short(given, 19, 6):
            return True
        return given.is_nan() or _priced(decimal_text(given), facts)

    return declare(holds)


def _priced(text: str, facts: Facts) -> bool:
    return _fits(_SIGNED_PRICE if facts.shared_process in TWO_WAY else _PRICE, text, 19)


def _gross(price: Any, facts: Facts) -> Decimal | None:
    """The gross price that the document will show: in CII, a discount implies one."""
    if facts.syntax == "cii" and price.item_gross_price is None and price.item_price_discount is not None:
        return Decimal(price.item_net_price + price.item_price_discount)
    given: Decimal | None = price.item_gross_price
    return given


br_fr_dec_03 = (
    _price("BT-146", "price.item_net_price", lambda price, _: price.item_net_price),
    _price("BT-147", "price.item_price_discount", lambda price, _: price.item_price_discount),
    _price("BT-148", "price.item_gross_price", _gross),
)


def _is_short(value: Decimal, digits: int, decimals: int) -> bool:
    """Whether a number without sign plainly has so many digits and decimals at most, as nearly all have.

    Those it refuses are judged by the pattern of their rule, which takes several times longer.
    """
    text = str(value)
    whole, _, part = text.partition(".")
    return len(whole) + len(part) <= digits and len(part) <= decimals and whole.isdecimal() and "E" not in part


def _fits(pattern: re.Pattern[str], text: str, length: int) -> bool:
    return pattern.fullmatch(text) is not None and len(text.replace(".", "")) <= length


RULES = rules_in(globals())
