"""What may still be credited of an invoice: by line, by VAT category and rate, in all.

Pure functions of the invoice and of the credit notes that stand. Together they never exceed the invoice, and
a series of them can reach it to the cent, base and VAT of each category: the credit that takes the whole base
that is left takes the VAT that is left. A credit's VAT is its base times its rate, rounded, as BR-CO-17 has it,
unless that would leave a rest whose VAT is more than one minor unit (or more than the invoice's own deviation)
off the product, or more VAT than there was: then it is the nearest that does not. It may thus differ from the
product by one unit, which the official rules allow (they compare BT-117 to within one unit of currency).

Which line of the invoice a line of a credit note credits: the one it names (EXT-FR-FE-139, with the invoice's
number in EXT-FR-FE-136), else the one with the same identifier, category and rate. An identifier that ends with
AMOUNT_MARK credits an amount of the line before the mark, and none of its quantity. What credits no line counts
for its category alone. Group and information lines are left out.
Source: EN 16931-1:2017+A1:2019 (credit notes carry positive amounts); CGI 289 I-5 and 272 for France.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from sansfaute.en16931.model import DocumentAllowance, DocumentCharge, Invoice, Line, LogisticsCharge, VatBreakdown
from sansfaute.en16931.totals.arithmetic import (
    ZERO,
    add,
    amount_of,
    minor_unit,
    minor_units,
    nearest_unit,
    places_of,
    subtract,
)
from sansfaute.en16931.totals.vat import VatKey, has_sub_invoices, key_of
from sansfaute.en16931.values import Amount, Percentage, Quantity

ChangeKey = tuple[str, VatKey, str | None, str | None]
"""What tells an allowance or charge of the document from another: kind, category and rate, reason and its code."""


AMOUNT_MARK = "+"
"""What follows the identifier of a line (BT-126) that credits an amount of it, without quantity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRemainder:
    """What may still be credited of a line; its amount is limited by that of its category as well."""

    identifier: str
    quantity: Quantity
    net_amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRemainder:
    """What may still be credited of one category and rate."""

    vat_category_code: str
    vat_rate: Percentage | None
    taxable_amount: Amount
    tax_amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRemaining:
    """What may still be credited of an invoice, in its currency; the rounding amount goes with the last credit."""

    lines: tuple[LineRemainder, ...]
    categories: tuple[CategoryRemainder, ...]
    total_without_vat: Amount
    total_vat: Amount
    total_with_vat: Amount
    rounding_amount: Amount


def credit_remaining(
    invoice: Invoice, credit_notes: Iterable[Invoice], *, decimals: int | None = None
) -> CreditRemaining:
    """What these credit notes leave of the invoice; all are calculated. Nothing is refused here.

    `decimals` as it was given to `calculate`. A figure below zero (above, for what is negative in the
    invoice) tells that too much was credited: `credit_findings` says so.
    """
    account = Account.of(invoice, credit_notes, decimals)
    places = account.places
    base = sum(one.left_base for one in account.categories.values())
    tax = sum(one.left_tax for one in account.categories.values())
    return CreditRemaining(
        lines=tuple(
            LineRemainder(
                identifier=line.identifier,
                quantity=account.quantities[number],
                net_amount=amount_of(account.amounts[number], places),
            )
            for number, line in enumerate(invoice.lines)
            if line.counts
        ),
        categories=tuple(
            CategoryRemainder(
                vat_category_code=key[0],
                vat_rate=one.vat_rate,
                taxable_amount=amount_of(one.left_base, places),
                tax_amount=amount_of(one.left_tax, places),
            )
            for key, one in account.categories.items()
        ),
        total_without_vat=amount_of(base, places),
        total_vat=amount_of(tax, places),
        total_with_vat=amount_of(base + tax, places),
        rounding_amount=amount_of(account.rounding, places),
    )


@dataclass(slots=True)
class CategoryAccount:
    """Base and VAT of one category and rate, in minor units: of the invoice, and what is left of them."""

    vat_rate: Percentage | None
    base: int = 0
    tax: int = 0
    left_base: int = 0
    left_tax: int = 0

    def rate(self) -> Fraction:
        """1/5 for 20 %."""
        return Fraction(self.vat_rate or ZERO) / 100

    def add(self, base: int, tax: int) -> None:
        """More of the invoice."""
        self.base += base
        self.tax += tax
        self.left_base += base
        self.left_tax += tax

    def left(self) -> int:
        """What is left with VAT."""
        return self.left_base + self.left_tax

    def is_exceeded(self) -> bool:
        """Whether more was credited than there was."""
        return not min(0, self.base) <= self.left_base <= max(0, self.base)

    def holds(self, base: int) -> bool:
        """Whether so much base can be credited: what is left then lies between nothing and the invoice."""
        return min(0, self.base) <= self.left_base - base <= max(0, self.base)

    def tax_of(self, base: int) -> int:
        """The VAT of a credit of this base."""
        if base == self.left_base:
            return self.left_tax
        tax = nearest_unit(base * self.rate())
        rest = (self.left_tax - tax) - (self.left_base - base) * self.rate()
        allowed = self._allowed()
        tax += max(0, ceil(rest - allowed)) - max(0, ceil(-rest - allowed))
        return self._within(tax)

    def leaves_order(self, base: int, tax: int) -> bool:
        """Whether base and VAT can be credited, and leave a rest whose VAT is in keeping with its base."""
        rest = abs((self.left_tax - tax) - (self.left_base - base) * self.rate())
        return self.holds(base) and self._within(tax) == tax and rest <= self._allowed()

    def _allowed(self) -> Fraction:
        """How far the VAT of a rest may be from the product of its base and rate: one unit, or as far as the
        invoice's own is."""
        return max(Fraction(1), abs(self.tax - self.base * self.rate()))

    def _within(self, tax: int) -> int:
        """The nearest VAT that leaves between nothing and the invoice's."""
        return max(self.left_tax - max(0, self.tax), min(self.left_tax - min(0, self.tax), tax))


@dataclass(slots=True)
class Account:
    """An invoice and what its credit notes leave of it, in minor units; lines by their index."""

    invoice: Invoice
    places: int
    categories: dict[VatKey, CategoryAccount] = field(default_factory=dict)
    numbers: dict[tuple[str, VatKey], int] = field(default_factory=dict)
    amounts: dict[int, int] = field(default_factory=dict)
    quantities: dict[int, Quantity] = field(default_factory=dict)
    apart: set[int] = field(default_factory=set)  # lines of which an amount was credited without quantity
    changes: dict[ChangeKey, int] = field(default_factory=dict)
    invoiced_changes: dict[ChangeKey, int] = field(default_factory=dict)
    credited_vat_in_accounting_currency: Amount = ZERO
    rounding: int = 0

    @classmethod
    def of(cls, invoice: Invoice, credit_notes: Iterable[Invoice], decimals: int | None = None) -> "Account":
        """The account after these credit notes."""
        account = cls(invoice, places_of(invoice.currency_code, decimals))
        by_sub_invoice = has_sub_invoices(invoice)
        for row in invoice.vat_breakdown:
            category = account.categories.setdefault(key_of(row, by_sub_invoice), CategoryAccount(row.vat_rate))
            category.add(account.units(row.taxable_amount), account.units(row.tax_amount))
        for number, line in enumerate(invoice.lines):
            if line.counts:
                account.numbers.setdefault((line.identifier, key_of(line.vat, True)), number)
                account.amounts[number] = account.units(line.line_net_amount)
                account.quantities[number] = line.invoiced_quantity
        for key, amount in changes_of(invoice):
            account.changes[key] = account.changes.get(key, 0) + account.units(amount)
        account.invoiced_changes.update(account.changes)
        account.rounding = account.units(invoice.totals.rounding_amount or ZERO)
        for credit_note in credit_notes:
            account.take(credit_note)
        return account

    def units(self, amount: Amount) -> int:
        """An amount in minor units."""
        return minor_units(amount, self.places)

    def take(self, credit_note: Invoice) -> None:
        """Takes one credit note off."""
        by_sub_invoice = has_sub_invoices(self.invoice)
        for row in credit_note.vat_breakdown:
            category = self.categories.setdefault(key_of(row, by_sub_invoice), CategoryAccount(row.vat_rate))
            category.left_base -= self.units(row.taxable_amount)
            category.left_tax -= self.units(row.tax_amount)
        for line in credit_note.lines:
            number, with_quantity = self.credited_line(line)
            if number is None:
                continue
            self.amounts[number] -= self.units(line.line_net_amount)
            if not with_quantity:
                self.apart.add(number)
            else:
                self.quantities[number] = subtract(self.quantities[number], line.invoiced_quantity)
        for key, amount in changes_of(credit_note):
            if key in self.changes:
                self.changes[key] -= self.units(amount)
        self.rounding -= self.units(credit_note.totals.rounding_amount or ZERO)
        converted = credit_note.totals.total_vat_in_accounting_currency or ZERO
        self.credited_vat_in_accounting_currency = add(self.credited_vat_in_accounting_currency, converted)

    def rounding_with(self, rows: Iterable[VatBreakdown]) -> Amount | None:
        """BT-114 of a credit of these rows: that of the invoice if it leaves nothing, else none."""
        by_sub_invoice = has_sub_invoices(self.invoice)
        bases = {key_of(row, by_sub_invoice): self.units(row.taxable_amount) for row in rows}
        leaves = any(one.left_base != bases.get(key, 0) for key, one in self.categories.items())
        return None if leaves or not self.rounding else amount_of(self.rounding, self.places)

    def in_accounting_currency(self, taxes: Mapping[VatKey, int]) -> Amount | None:
        """BT-111 of a credit of these taxes: in proportion to all that is then credited, less what was before."""
        whole = self.invoice.totals.total_vat_in_accounting_currency
        if whole is None:
            return None
        tax = sum(one.tax for one in self.categories.values())
        rest = sum(one.left_tax for one in self.categories.values()) - sum(taxes.values())
        places = minor_unit(self.invoice.vat_accounting_currency_code or "")
        units = minor_units(whole, places)
        left = units - minor_units(self.credited_vat_in_accounting_currency, places)
        return amount_of(left - nearest_unit(Fraction(units * rest, tax)) if tax else left, places)

    def credited_line(self, line: Line) -> tuple[int | None, bool]:
        """The index of the invoice's line that a credit note's line credits, and whether its quantity counts."""
        named = [
            one.line_reference
            for one in line.preceding_invoices
            if one.invoice_number == self.invoice.invoice_number and one.line_reference
        ]
        identifier, vat = named[0] if named else line.identifier, key_of(line.vat, True)
        if not line.counts:
            return None, False
        if (identifier, vat) in self.numbers or not identifier.endswith(AMOUNT_MARK):
            return self.numbers.get((identifier, vat)), True
        return self.numbers.get((identifier.removesuffix(AMOUNT_MARK), vat)), False


def changes_of(document: Invoice) -> Iterator[tuple[ChangeKey, Amount]]:
    """Allowances and charges of the document, each with what tells it from others."""
    by_sub_invoice = has_sub_invoices(document)
    for name in ("allowances", "charges", "logistics_charges"):
        for change in getattr(document, name):
            yield change_key(name, change, by_sub_invoice), change.amount


def change_key(
    name: str, change: DocumentAllowance | DocumentCharge | LogisticsCharge, by_sub_invoice: bool
) -> ChangeKey:
    """What tells an allowance or charge of the document from another."""
    key = key_of(change, by_sub_invoice)
    if isinstance(change, LogisticsCharge):
        return name, key, change.description, None
    return name, key, change.reason, change.reason_code
