"""What many rules ask of the same invoice, worked out once: sums by VAT category, parties, processes."""

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_FLOOR, Context, Decimal
from typing import Any

from sansfaute.en16931.model import Invoice

_EXACT = Context(prec=200, rounding=ROUND_FLOOR)
_ZERO = Decimal(0)
_HALF = Decimal("0.5")

SELF_BILLED = frozenset(("389", "501", "500", "471", "473", "261", "502"))
"""Document types issued by the buyer in the seller's name (France: BR-FR-21, BR-FR-22)."""


class Facts:
    """Answers about one invoice; sums are exact and rounded as the official stylesheets round."""

    __slots__ = (
        "allowances",
        "b2b",
        "buyer_legal",
        "buyer_vat",
        "categories",
        "charges",
        "empty",
        "invoice",
        "line_categories",
        "lines",
        "process",
        "representative_vat",
        "row_categories",
        "self_billed",
        "seller_tax",
        "seller_vat",
    )

    def __init__(self, invoice: Invoice, empty: str = "") -> None:
        self.invoice = invoice
        self.empty = empty  # where the document would have an element without text
        lines = [(one.vat.vat_category_code, one.vat.vat_rate, one.line_net_amount) for one in invoice.lines]
        self.lines = _sums(lines)
        self.charges = _sums(_parts(invoice.charges))
        self.allowances = _sums(_parts(invoice.allowances))
        self.line_categories = Counter(one[0] for one in lines)
        self.categories = Counter(
            [one.vat_category_code for one in invoice.allowances] + [one.vat_category_code for one in invoice.charges]
        )
        self.row_categories = Counter(row.vat_category_code for row in invoice.vat_breakdown)
        representative = invoice.tax_representative
        self.representative_vat = bool(representative and representative.vat_identifier)
        self.seller_vat = bool(invoice.seller.vat_identifier)
        self.seller_tax = self.seller_vat or bool(invoice.seller.tax_registration)
        self.buyer_vat = bool(invoice.buyer.vat_identifier)
        self.buyer_legal = invoice.buyer.legal_registration is not None
        self.process = invoice.process_control.business_process_type or ""
        self.self_billed = invoice.type_code in SELF_BILLED
        self.b2b = any(note.subject_code == "BAR" and note.text == "B2B" for note in invoice.notes)

    def base(self, key: object) -> Decimal:
        """What VAT is due on for a category, or for a (category, rate): lines + charges - allowances."""
        gross = _EXACT.add(cents(self.lines.get(key, _ZERO)), cents(self.charges.get(key, _ZERO)))
        return _EXACT.subtract(gross, cents(self.allowances.get(key, _ZERO)))

    def declared(self, category: str) -> bool:
        """Whether a line, allowance or charge of the document has this category."""
        return category in self.line_categories or category in self.categories


def cents(value: Decimal) -> Decimal:
    """`value` to two decimals, a half going up (as XPath rounds, -0.005 is 0.00)."""
    scaled = _EXACT.add(_EXACT.multiply(value, Decimal(100)), _HALF)
    return _EXACT.divide(scaled.to_integral_value(ROUND_FLOOR), Decimal(100))


def units(value: Decimal) -> Decimal:
    """`value` to the unit, a half going up, as XPath rounds."""
    return _EXACT.add(value, _HALF).to_integral_value(ROUND_FLOOR)


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """The exact sum of the amounts that are given."""
    result = _ZERO
    for amount in amounts:
        if amount is not None:
            result = _EXACT.add(result, amount)
    return result


def product(*factors: Decimal) -> Decimal:
    """The exact product."""
    result = Decimal(1)
    for factor in factors:
        result = _EXACT.multiply(result, factor)
    return result


def _parts(changes: Iterable[Any]) -> list[tuple[str, Decimal | None, Decimal]]:
    return [(one.vat_category_code, one.vat_rate, one.amount) for one in changes]


def _sums(parts: Iterable[tuple[str, Decimal | None, Decimal]]) -> dict[object, Decimal]:
    """Sums by category, and by (category, rate)."""
    sums: dict[object, Decimal] = {}
    for category, rate, amount in parts:
        for key in (category, (category, rate)):
            sums[key] = _EXACT.add(sums.get(key, _ZERO), amount)
    return sums
