"""VAT categories: BR-S-*, BR-Z-*, BR-E-*, BR-AE-*, BR-IC-*, BR-G-*, BR-O-*, BR-AF-*, BR-AG-*.

The norm states the same ten rules for each category, with variations: each is one function here,
made for a category. Source: EN 16931-1, section 6.4.3.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sansfaute.en16931.model import Invoice, VatBreakdown
from sansfaute.en16931.rules import expected
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.figures import cents, product
from sansfaute.en16931.rules.mending import replacing
from sansfaute.en16931.rules.rule import AGAIN, Rule, getter, rule, rules_in

Parties = Callable[[Facts], bool]
Rate = Callable[[Decimal | None], bool]


@dataclass(frozen=True, slots=True)
class Category:
    """A VAT category: its code, the prefix of its rules, who must (or must not) have a VAT number, its rate."""

    code: str
    prefix: str
    fr: str
    en: str
    parties: Parties
    parties_fr: str
    parties_en: str
    rate: Rate
    rate_fr: str
    rate_en: str


def _seller(facts: Facts) -> bool:
    return facts.seller_tax or facts.representative_vat


def _seller_with_number(facts: Facts) -> bool:
    return facts.seller_vat or facts.representative_vat


_SELLER = (
    _seller,
    "un numéro de TVA ou fiscal du vendeur, ou de son représentant",
    "a VAT or tax number of the seller, or of its representative",
)
_NUMBER = (
    _seller_with_number,
    "un numéro de TVA du vendeur ou de son représentant",
    "a VAT number of the seller or of its representative",
)
_BOTH = (
    lambda facts: _seller_with_number(facts) and facts.buyer_vat,
    "les numéros de TVA du vendeur et de l'acheteur",
    "the VAT numbers of seller and buyer",
)
_REVERSE = (
    lambda facts: _seller(facts) and (facts.buyer_vat or facts.buyer_legal),
    "un numéro du vendeur, et le numéro de TVA ou le SIREN de l'acheteur",
    "a number of the seller, and the VAT number or legal registration of the buyer",
)
_NOBODY = (
    lambda facts: not (facts.seller_vat or facts.representative_vat or facts.buyer_vat),
    "qu'aucun numéro de TVA ne figure",
    "that no VAT number is given",
)

_POSITIVE = (lambda rate: rate is not None and rate > 0, "supérieur à 0", "greater than 0")
_ZERO = (lambda rate: rate is not None and rate == 0, "0", "0")
_NOT_NEGATIVE = (lambda rate: rate is not None and rate >= 0, "0 ou plus", "0 or more")
_NO_RATE = (lambda rate: rate is None, "absent", "absent")

STANDARD = Category("S", "S", "taux normal ou réduit", "standard rate", *_SELLER, *_POSITIVE)
ZERO = Category("Z", "Z", "taux zéro", "zero rate", *_SELLER, *_ZERO)
EXEMPT = Category("E", "E", "exonération", "exempt", *_SELLER, *_ZERO)
REVERSE_CHARGE = Category("AE", "AE", "autoliquidation", "reverse charge", *_REVERSE, *_ZERO)
INTRA_COMMUNITY = Category("K", "IC", "livraison intracommunautaire", "intra-community supply", *_BOTH, *_ZERO)
EXPORT = Category("G", "G", "exportation", "export", *_NUMBER, *_ZERO)
OUT_OF_SCOPE = Category("O", "O", "hors champ", "not subject to VAT", *_NOBODY, *_NO_RATE)
IGIC = Category("L", "AF", "IGIC", "IGIC", *_SELLER, *_POSITIVE)
IPSI = Category("M", "AG", "IPSI", "IPSI", *_SELLER, *_NOT_NEGATIVE)

BY_RATE = (STANDARD, IGIC, IPSI)
AT_ZERO = (ZERO, EXEMPT, REVERSE_CHARGE, INTRA_COMMUNITY, EXPORT)
CATEGORIES = (*BY_RATE, *AT_ZERO, OUT_OF_SCOPE)
WITH_REASON = (EXEMPT, REVERSE_CHARGE, INTRA_COMMUNITY, EXPORT, OUT_OF_SCOPE)
WITHOUT_REASON = (STANDARD, IGIC, IPSI, ZERO)


def row_present(category: Category) -> Rule:
    """BR-*-01: the breakdown has the row that the category asks (one only, except by rate)."""
    code = category.code

    def holds(invoice: Invoice, facts: Facts) -> bool:
        rows, lines, changes = facts.row_categories[code], facts.line_categories[code], facts.categories[code]
        if category in BY_RATE:
            return (not lines or lines + rows >= 2) and (not changes or changes + rows >= 2)
        if category is OUT_OF_SCOPE and not rows:
            return True
        return rows == 1 if lines or changes else rows == 0

    return rule(
        f"BR-{category.prefix}-01",
        "document",
        "BG-23",
        "vat_breakdown",
        fr=f"La ventilation de TVA ne correspond pas aux lignes de catégorie {code} ({category.fr}).",
        en=f"The VAT breakdown does not match the lines of category {code} ({category.en}).",
        syntaxes=("cii",),
        **AGAIN,
    )(holds)


def numbers_present(category: Category) -> tuple[Rule, ...]:
    """BR-*-02, 03, 04: who must have a VAT number when a line, allowance or charge has the category."""
    return tuple(_numbers(category, *scope) for scope in (("02", "lines"), ("03", "allowances"), ("04", "charges")))


def _numbers(category: Category, number: str, on: str) -> Rule:
    code, parties, category_of = category.code, category.parties, _CATEGORY_OF[on]
    declare = rule(
        f"BR-{category.prefix}-{number}",
        on,
        "BT-31",
        "",
        fr=f"La catégorie {code} ({category.fr}) demande {category.parties_fr}.",
        en=f"Category {code} ({category.en}) asks {category.parties_en}.",
        fix_fr="Compléter les numéros des parties, ou changer le régime de TVA.",
        fix_en="Complete the numbers of the parties, or change the VAT category.",
        category=code,
    )
    return declare(lambda item, facts: category_of(item) != code or parties(facts))


def rates(category: Category) -> tuple[Rule, ...]:
    """BR-*-05, 06, 07: the rate of a line, allowance or charge of the category."""
    scopes = (("05", "lines", "BT-152"), ("06", "allowances", "BT-96"), ("07", "charges", "BT-103"))
    return tuple(_rate(category, *scope) for scope in scopes)


def _rate(category: Category, number: str, on: str, term: str) -> Rule:
    code, right, category_of, rate_of = category.code, category.rate, _CATEGORY_OF[on], _RATE_OF[on]
    declare = rule(
        f"BR-{category.prefix}-{number}",
        on,
        term,
        "vat.vat_rate" if on == "lines" else "vat_rate",
        fr=f"Dans la catégorie {code} ({category.fr}), le taux de TVA ({term}) doit être {category.rate_fr}.",
        en=f"In category {code} ({category.en}), the VAT rate ({term}) must be {category.rate_en}.",
        fix_fr="Corriger le taux ou le régime.",
        fix_en="Correct the rate or the category.",
        category=code,
    )
    if category is IGIC:  # UBL takes 0 as well
        return declare(lambda item, facts: right(rate := rate_of(item)) or (facts.syntax == "ubl" and rate == 0))
    return declare(lambda item, _: category_of(item) != code or right(rate_of(item)))


_CATEGORY_OF: dict[str, Callable[[Any], str]] = {
    "lines": lambda line: str(line.vat.vat_category_code),
    "allowances": lambda one: str(one.vat_category_code),
    "charges": lambda one: str(one.vat_category_code),
}
_RATE_OF: dict[str, Callable[[Any], Decimal | None]] = {
    "lines": lambda line: line.vat.vat_rate,
    "allowances": lambda one: one.vat_rate,
    "charges": lambda one: one.vat_rate,
}


def base(category: Category) -> Rule:
    """BR-*-08: the base of the row; to within one unit where the official pack allows it."""
    code = category.code

    def due(row: VatBreakdown, facts: Facts) -> Decimal:
        return facts.base((code, row.vat_rate) if category is STANDARD else code)

    def holds(row: VatBreakdown, facts: Facts) -> bool:
        if row.vat_category_code != code:
            return True
        if category is STANDARD:
            return row.vat_rate is None or row.taxable_amount == facts.base((code, row.vat_rate))
        if category is OUT_OF_SCOPE:
            return row.taxable_amount == facts.base(code)
        return row.taxable_amount - 1 <= facts.base(code) < row.taxable_amount + 1

    return rule(
        f"BR-{category.prefix}-08",
        "vat_breakdown",
        "BT-116",
        "taxable_amount",
        fr=f"La base de TVA (BT-116) de catégorie {code} n'est pas celle des lignes, remises et frais.",
        en=f"The VAT base (BT-116) of category {code} is not that of lines, allowances and charges.",
        mend=replacing(getter("taxable_amount"), due),
        syntaxes=("cii",),
        **AGAIN,
    )(holds)


def tax(category: Category) -> Rule:
    """BR-*-09: the tax of the row, zero except where there is a rate (L and M: coded for UBL only)."""
    code = category.code

    def holds(row: VatBreakdown, facts: Facts) -> bool:
        if row.vat_category_code != code or (facts.syntax == "ubl" and not facts.is_vat(row)):
            return True
        if category not in BY_RATE:
            return row.tax_amount == 0
        if row.vat_rate is None:
            return False
        right = cents(product(abs(row.taxable_amount), row.vat_rate, Decimal("0.01")))
        return abs(row.tax_amount) - 1 < right < abs(row.tax_amount) + 1

    expected_fr = "la base multipliée par le taux" if category in BY_RATE else "0"
    expected_en = "the base times the rate" if category in BY_RATE else "0"
    return rule(
        f"BR-{category.prefix}-09",
        "vat_breakdown",
        "BT-117",
        "tax_amount",
        fr=f"Dans la catégorie {code} ({category.fr}), la TVA (BT-117) doit être {expected_fr}.",
        en=f"In category {code} ({category.en}), VAT (BT-117) must be {expected_en}.",
        mend=replacing(getter("tax_amount"), expected.tax if category in BY_RATE else lambda *_: Decimal(0)),
        **AGAIN,
    )(holds)


def reason(category: Category) -> Rule:
    """BR-*-10: the reason of exemption, compulsory or forbidden."""
    code, asked = category.code, category in WITH_REASON
    fr = "un motif d'exonération est obligatoire" if asked else "il n'y a pas de motif d'exonération"
    en = "an exemption reason is compulsory" if asked else "there is no exemption reason"
    declare = rule(
        f"BR-{category.prefix}-10",
        "vat_breakdown",
        "BT-120",
        "exemption_reason",
        fr=f"Dans la catégorie {code} ({category.fr}), {fr} (BT-120, BT-121).",
        en=f"In category {code} ({category.en}), {en} (BT-120, BT-121).",
        fix_fr="Donner le motif ou son code." if asked else "Retirer le motif.",
        fix_en="Give the reason or its code." if asked else "Remove the reason.",
    )
    return declare(
        lambda row, _: row.vat_category_code != code or bool(row.exemption_reason or row.exemption_reason_code) == asked
    )


br_x_01 = tuple(row_present(one) for one in CATEGORIES)
br_x_02_to_04 = tuple(made for one in CATEGORIES for made in numbers_present(one))
br_x_05_to_07 = tuple(made for one in CATEGORIES for made in rates(one))
br_x_08 = tuple(base(one) for one in (STANDARD, *AT_ZERO, OUT_OF_SCOPE))
br_x_09 = tuple(tax(one) for one in CATEGORIES)
br_x_10 = tuple(reason(one) for one in CATEGORIES)


@rule(
    "BR-IC-11",
    "vat_breakdown",
    "BT-72",
    "",
    fr="Une livraison intracommunautaire demande la date de livraison (BT-72) ou la période facturée (BG-14).",
    en="An intra-community supply asks the delivery date (BT-72) or the invoicing period (BG-14).",
    fix_fr="Donner la date de livraison.",
    fix_en="Give the delivery date.",
)
def br_ic_11(row: VatBreakdown, facts: Facts) -> bool:
    """A date of delivery or a period."""
    delivery = facts.invoice.delivery
    period = delivery.invoicing_period if delivery else None
    given = delivery and (delivery.actual_delivery_date or (period and (period.start_date or period.end_date)))
    # UBL writes the code of BT-8 in the element of the period, which then is there.
    coded = facts.syntax == "ubl" and facts.invoice.vat_point_date_code
    return not facts.is_row_of(row, "K") or bool(given or coded)


@rule(
    "BR-IC-12",
    "vat_breakdown",
    "BT-80",
    "",
    fr="Une livraison intracommunautaire demande le pays de livraison (BT-80).",
    en="An intra-community supply asks the country of delivery (BT-80).",
    fix_fr="Donner l'adresse de livraison.",
    fix_en="Give the delivery address.",
)
def br_ic_12(row: VatBreakdown, facts: Facts) -> bool:
    """An address of delivery, with its country."""
    delivery = facts.invoice.delivery
    address = delivery and delivery.deliver_to_address
    return not facts.is_row_of(row, "K") or bool(address and (facts.syntax == "cii" or len(address.country_code) > 1))


def _alone(id: str, fr: str, en: str, others: Callable[[Facts], bool], in_ubl: Callable[[Facts], bool]) -> Rule:
    """BR-O-11 to 14: out of scope does not mix with another category; CII looks at two places at a time."""
    declare = rule(
        id,
        "vat_breakdown",
        "BT-118",
        "vat_category_code",
        fr=f"La catégorie O (hors champ) ne se mélange pas : {fr}.",
        en=f"Category O (not subject to VAT) does not mix: {en}.",
        fix_fr="Faire deux factures, ou passer au profil EXTENDED.",
        fix_en="Make two invoices, or use the EXTENDED profile.",
    )
    return declare(
        lambda row, facts: row.vat_category_code != "O" or not (in_ubl if facts.syntax == "ubl" else others)(facts)
    )


def _not_o(codes: Iterable[str]) -> bool:
    return any(code not in ("O", "") for code in codes)


def _other_taxes(facts: Facts) -> bool:
    return any(code != "O" for code in (*facts.row_categories, *facts.line_categories))


def _other_changes(facts: Facts) -> bool:
    return any(code != "O" for code in facts.categories)


br_o_11 = _alone(
    "BR-O-11",
    "autre ligne de ventilation",
    "another row of the breakdown",
    _other_taxes,
    lambda facts: _not_o(facts.row_categories),
)
br_o_12 = _alone(
    "BR-O-12",
    "autre catégorie à la ligne",
    "another category in a line",
    _other_taxes,
    lambda facts: _not_o(facts.line_categories),
)
br_o_13 = _alone(
    "BR-O-13",
    "autre catégorie de remise",
    "another category in an allowance",
    _other_changes,
    lambda facts: _not_o(one.vat_category_code for one in facts.invoice.allowances),
)
br_o_14 = _alone(
    "BR-O-14",
    "autre catégorie de frais",
    "another category in a charge",
    _other_changes,
    lambda facts: _not_o(one.vat_category_code for one in facts.invoice.charges),
)


@rule(
    "BR-B-01",
    "document",
    "BT-118",
    "",
    fr="La TVA fractionnée (catégorie B) n'existe qu'en Italie.",
    en="Split payment (category B) exists in Italy only.",
    fix_fr="Choisir un autre régime de TVA.",
    fix_en="Choose another VAT category.",
)
def br_b_01(invoice: Invoice, facts: Facts) -> bool:
    """Every address of a split payment is Italian."""
    delivery, representative = invoice.delivery, invoice.tax_representative
    addresses: tuple[Any, ...] = (
        invoice.seller.postal_address,
        invoice.buyer.postal_address,
        representative and representative.postal_address,
        delivery and delivery.deliver_to_address,
    )
    return not _split(facts) or all(one is None or one.country_code == "IT" for one in addresses)


@rule(
    "BR-B-02",
    "document",
    "BT-118",
    "",
    fr="La TVA fractionnée (catégorie B) ne se mélange pas avec la catégorie S.",
    en="Split payment (category B) does not mix with category S.",
    fix_fr="Choisir un autre régime de TVA.",
    fix_en="Choose another VAT category.",
)
def br_b_02(_: Invoice, facts: Facts) -> bool:
    """No standard rate beside a split payment."""
    return not _split(facts) or not (facts.declared("S") or "S" in facts.row_categories)


def _split(facts: Facts) -> bool:
    return facts.declared("B") or "B" in facts.row_categories


RULES = rules_in(globals())
