"""A credit note put together from what it is to credit, in minor units."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    Invoice,
    Line,
    LineAllowance,
    LineCharge,
    LogisticsCharge,
    PrecedingInvoice,
    Price,
    VatBreakdown,
)
from sansfaute.en16931.totals.arithmetic import amount_of, multiply, nearest_unit
from sansfaute.en16931.totals.credits import AMOUNT_MARK, Account, ChangeKey, change_key
from sansfaute.en16931.totals.document import UNCALCULATED, calculate, totals_of
from sansfaute.en16931.totals.pricing import priced_at
from sansfaute.en16931.totals.vat import Charge, VatKey, has_sub_invoices, key_of
from sansfaute.en16931.values import NO_DATE, Quantity

Change = TypeVar("Change", LineAllowance, LineCharge)
DocumentChange = TypeVar("DocumentChange", DocumentAllowance, DocumentCharge, LogisticsCharge)

_TYPE_CODES: Mapping[str, str] = {
    "386": "503",
    "389": "261",
    "471": "261",
    "500": "261",
    "393": "396",
    "472": "396",
    "501": "502",
    "473": "502",
}
"""The type code of the credit note of an invoice (BT-3), where it is not 381."""

AMOUNT_UNIT = "C62"
"""The unit of a line for an amount alone (BT-130): one."""


@dataclass(slots=True)
class Plan:
    """What to credit: quantity and units of lines (by index), units of allowances and charges, lines of
    their own, and the VAT of each category and rate that is touched."""

    lines: dict[int, tuple[Quantity, int]] = field(default_factory=dict)
    changes: dict[ChangeKey, int] = field(default_factory=dict)
    own_lines: list[Line] = field(default_factory=list)
    taxes: dict[VatKey, int] = field(default_factory=dict)


def assembled(account: Account, plan: Plan, decimals: int | None) -> Invoice:
    """The calculated credit note of this plan, without number or date."""
    invoice, places = account.invoice, account.places
    lines = (
        credited_line(invoice.lines[number], quantity, units, places)
        for number, (quantity, units) in plan.lines.items()
    )
    draft = replace(
        invoice,
        invoice_number="",
        issue_date=NO_DATE,
        type_code=_TYPE_CODES.get(invoice.type_code, "381"),
        payment_due_date=None,
        process_control=replace(
            invoice.process_control, business_process_type=_process(invoice.process_control.business_process_type)
        ),
        preceding_invoices=(PrecedingInvoice(invoice_number=invoice.invoice_number, issue_date=invoice.issue_date),),
        lines=(*lines, *plan.own_lines),
        allowances=tuple(_credited_changes("allowances", invoice.allowances, account, plan)),
        charges=tuple(_credited_changes("charges", invoice.charges, account, plan)),
        logistics_charges=tuple(_credited_changes("logistics_charges", invoice.logistics_charges, account, plan)),
        totals=UNCALCULATED,
    )
    return _with_taxes(account, calculate(draft, decimals=decimals), plan)


def _process(process: str | None) -> str | None:
    """The business process (BT-23): that of an ordinary credit note where the invoice was already paid (x2)."""
    return f"{process[0]}1" if process in ("B2", "S2", "M2") else process


def _with_taxes(account: Account, credit_note: Invoice, plan: Plan) -> Invoice:
    """The credit note with the VAT that the invoice has left for it; BT-111 in proportion."""
    by_sub_invoice = has_sub_invoices(credit_note)
    rows = tuple(_with_tax(account, row, plan.taxes[key_of(row, by_sub_invoice)]) for row in credit_note.vat_breakdown)
    charges: tuple[Charge, ...] = (*credit_note.charges, *credit_note.logistics_charges)
    given = replace(
        credit_note.totals,
        total_vat_in_accounting_currency=account.in_accounting_currency(plan.taxes),
        rounding_amount=account.rounding_with(rows),
    )
    totals = totals_of(credit_note.lines, credit_note.allowances, charges, rows, given, account.places)
    return replace(credit_note, vat_breakdown=rows, totals=totals)


def _with_tax(account: Account, row: VatBreakdown, tax: int) -> VatBreakdown:
    return replace(row, tax_amount=amount_of(tax, account.places))


def credited_line(line: Line, quantity: Quantity, units: int, places: int) -> Line:
    """So much of a line, of exactly so many units: at its price if that gives them. No quantity: an amount alone."""
    amount = amount_of(units, places)
    if amount and not quantity and line.invoiced_quantity:
        return _amount_line(line, units, places)
    plain = not (line.allowances or line.charges)
    gives = multiply(multiply(quantity, line.price.item_net_price), amount)
    if plain and amount and gives <= 0:
        return replace(
            line,
            invoiced_quantity=once(units),
            unit_code=AMOUNT_UNIT,
            price=Price(item_net_price=amount.copy_abs()),
            subtype_code=None,
            parent_line_identifier=None,
        )
    share = Fraction(quantity) / Fraction(line.invoiced_quantity) if line.invoiced_quantity else Fraction(1)
    credited = replace(
        line,
        invoiced_quantity=quantity,
        subtype_code=None,
        parent_line_identifier=None,
        allowances=tuple(_part_of(one, share, places) for one in line.allowances),
        charges=tuple(_part_of(one, share, places) for one in line.charges),
    )
    return priced_at(credited, amount, places)


def _amount_line(line: Line, units: int, places: int) -> Line:
    """An amount of a line, at the price of one; marked, so that no quantity of the line counts as credited."""
    return replace(
        line,
        identifier=f"{line.identifier}{AMOUNT_MARK}",
        invoiced_quantity=once(units),
        unit_code=AMOUNT_UNIT,
        price=Price(item_net_price=amount_of(abs(units), places)),
        allowances=(),
        charges=(),
        subtype_code=None,
        parent_line_identifier=None,
    )


def once(units: int) -> Quantity:
    """The quantity of a line for an amount alone: 1, or -1, since no price is negative (BR-27)."""
    return Decimal(1 if units >= 0 else -1)


def _part_of(change: Change, share: Fraction, places: int) -> Change:
    """A share of an allowance or charge of a line."""
    if share == 1:
        return change
    base = None if change.base_amount is None else _share_of(change.base_amount, share, places)
    return replace(change, amount=_share_of(change.amount, share, places), base_amount=base)


def _share_of(amount: Decimal, share: Fraction, places: int) -> Decimal:
    return amount_of(nearest_unit(Fraction(amount) * share * 10**places), places)


def _credited_changes(
    name: str, changes: tuple[DocumentChange, ...], account: Account, plan: Plan
) -> Iterator[DocumentChange]:
    """The allowances or charges to credit: those alike all together, unless they are credited whole."""
    by_sub_invoice = has_sub_invoices(account.invoice)
    for key, units in plan.changes.items():
        alike = [one for one in changes if units and change_key(name, one, by_sub_invoice) == key]
        if sum(account.units(one.amount) for one in alike) == units:
            yield from alike
        elif alike:
            yield _of_amount(alike[0], amount_of(units, account.places))


def _of_amount(change: DocumentChange, amount: Decimal) -> DocumentChange:
    """An allowance or charge of another amount, which is no percentage any more."""
    if isinstance(change, LogisticsCharge):
        return replace(change, amount=amount)
    return replace(change, amount=amount, base_amount=None, percentage=None)
