"""France, VAT and figures: BR-FR-15, BR-FR-16, BR-FR-DEC-*."""

import re
from decimal import Decimal
from typing import Any

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import NAMES, Rule, getter, rule, rules_in
from sansfaute.en16931.values import decimal_text, rate_text

_CATEGORIES = codes("fr_vat_categories")
_RATES = codes("fr_vat_rates")
_TWO_WAY = ("B9", "S9", "M9")
_AMOUNT = re.compile(r"-?\d{1,19}(\.\d{1,2})?", re.ASCII)
_QUANTITY = re.compile(r"-?\d{1,19}(\.\d{1,4})?", re.ASCII)
_PRICE = re.compile(r"\d{1,19}(\.\d{1,6})?", re.ASCII)
_SIGNED_PRICE = re.compile(r"-?\d{1,19}(\.\d{1,6})?", re.ASCII)
_RATE = re.compile(r"\d{1,4}(\.\d{1,2})?", re.ASCII)

# Scope, end of the official identifiers, term and field of each place that has a VAT category.
_PLACES = (
    ("allowances", "BT-95_BT-102", "BT-96_BT-103", "BT-95", "BT-96", ""),
    ("charges", "BT-95_BT-102", "BT-96_BT-103", "BT-102", "BT-103", ""),
    ("vat_breakdown", "BT-95_BT-118", "BT-119", "BT-118", "BT-119", ""),
    ("lines", "BT-95_BT-151", "BT-152", "BT-151", "BT-152", "vat."),
)


def _category(on: str, end: str, term: str, at: str) -> Rule:
    """BR-FR-15: the VAT categories that exist in France."""
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
    )
    return declare(lambda item, _: read(item) in _CATEGORIES)


def _not_of_islands(on: str, end: str, term: str, at: str) -> Rule:
    """BR-FR-15, L and M: taxes of the Canary Islands, Ceuta and Melilla."""
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
    )
    return declare(lambda item, _: read(item) not in ("L", "M"))


def _rate(on: str, end: str, term: str, at: str) -> Rule:
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
    )
    return declare(lambda item, _: (given := read(item)) is None or rate_text(given) in _RATES)


def _small_rate(on: str, end: str, term: str, at: str) -> Rule:
    """BR-FR-DEC-04: at most four digits, two decimals, no sign."""
    read = getter(at)
    declare = rule(
        f"BR-FR-DEC-04_{end}",
        on,
        term,
        at,
        fr=f"Le taux de TVA ({term}) a plus de 4 chiffres ou de 2 décimales, ou un signe.",
        en=f"The VAT rate ({term}) has more than 4 digits or 2 decimals, or a sign.",
    )
    return declare(lambda item, _: (given := read(item)) is None or _fits(_RATE, rate_text(given), 4))


br_fr_15 = tuple(_category(on, end, term, f"{under}vat_category_code") for on, end, _, term, _, under in _PLACES)
br_fr_15_lm = tuple(
    _not_of_islands(on, end, term, f"{under}vat_category_code") for on, end, _, term, _, under in _PLACES
)
br_fr_16 = tuple(_rate(on, end, term, f"{under}vat_rate") for on, _, end, _, term, under in _PLACES)
br_fr_dec_04 = tuple(_small_rate(on, end, term, f"{under}vat_rate") for on, _, end, _, term, under in _PLACES)


def _figure(id: str, on: str, term: str, at: str, pattern: re.Pattern[str], decimals: int) -> Rule:
    """BR-FR-DEC-01 and 02: at most 19 characters without the point, and so many decimals."""
    read = getter(at)
    fr, en = NAMES[term]
    declare = rule(
        id,
        on,
        term,
        at,
        fr=f"{fr} ({term}) a plus de 19 chiffres ou de {decimals} décimales.",
        en=f"{en} ({term}) has more than 19 digits or {decimals} decimals.",
    )
    return declare(lambda item, _: (given := read(item)) is None or _fits(pattern, decimal_text(given), 19))


def _amount(end: str, on: str, term: str, at: str) -> Rule:
    return _figure(f"BR-FR-DEC-01_{end}", on, term, at, _AMOUNT, 2)


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
)
br_fr_dec_02 = (
    _figure("BR-FR-DEC-02_BT-129", "lines", "BT-129", "invoiced_quantity", _QUANTITY, 4),
    _figure("BR-FR-DEC-02_BT-149", "lines", "BT-149", "price.base_quantity", _QUANTITY, 4),
)


def _price(term: str, read: Any) -> Rule:
    """BR-FR-DEC-03: at most 19 digits and six decimals, no sign except in two-way self-billing."""
    fr, en = NAMES[term]
    declare = rule(
        f"BR-FR-DEC-03_{term}",
        "lines",
        term,
        "price",
        fr=f"{fr} ({term}) a plus de 19 chiffres ou de 6 décimales, ou un signe.",
        en=f"{en} ({term}) has more than 19 digits or 6 decimals, or a sign.",
        fix_fr="Mettre le signe moins sur la quantité.",
        fix_en="Put the minus sign on the quantity.",
    )

    def holds(line: Any, facts: Facts) -> bool:
        given: Decimal | None = read(line.price)
        pattern = _SIGNED_PRICE if facts.process in _TWO_WAY else _PRICE
        return given is None or _fits(pattern, decimal_text(given), 19)

    return declare(holds)


def _gross(price: Any) -> Decimal | None:
    """The gross price that the document will show: a discount implies one."""
    if price.item_gross_price is None and price.item_price_discount is not None:
        return Decimal(price.item_net_price + price.item_price_discount)
    given: Decimal | None = price.item_gross_price
    return given


br_fr_dec_03 = (
    _price("BT-146", getter("item_net_price")),
    _price("BT-147", getter("item_price_discount")),
    _price("BT-148", _gross),
)


def _fits(pattern: re.Pattern[str], text: str, length: int) -> bool:
    return pattern.fullmatch(text) is not None and len(text.replace(".", "")) <= length


RULES = rules_in(globals())
