"""Whether a credit note, however it was made, stays within its invoice."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.totals.arithmetic import amount_of
from sansfaute.en16931.totals.credit_refusals import category_name, credit_finding
from sansfaute.en16931.totals.credits import Account, CategoryAccount
from sansfaute.en16931.values import Finding, decimal_text

CREDIT_NOTES = frozenset(("381", "261", "262", "396", "502", "503"))
"""Type codes (BT-3) of credit notes in France (BR-FR-04)."""


def credit_findings(
    invoice: Invoice, credit_notes: Iterable[Invoice], credit_note: Invoice, *, decimals: int | None = None
) -> list[Finding]:
    """What is wrong with `credit_note` as a credit of `invoice` after the earlier `credit_notes`.

    Base and VAT of each category, and amount and quantity of each line, may at most reach what is left.
    All documents are calculated; `decimals` as it was given to `calculate`.
    """
    if credit_note.currency_code != invoice.currency_code:
        return [
            credit_finding(
                "credit_currency", "BT-5", "currency_code", value=credit_note.currency_code, where=invoice.currency_code
            )
        ]
    earlier = tuple(credit_notes)
    before = Account.of(invoice, earlier, decimals)
    after = Account.of(invoice, (*earlier, credit_note), decimals)
    return [*_headers(invoice, credit_note), *_categories(before, after), *_lines(before, after)]


def _headers(invoice: Invoice, credit_note: Invoice) -> Iterator[Finding]:
    if credit_note.type_code not in CREDIT_NOTES:
        yield credit_finding("credit_type", "BT-3", "type_code", value=credit_note.type_code)
    named = {one.invoice_number for one in credit_note.preceding_invoices}
    named |= {one.invoice_number for line in credit_note.lines for one in line.preceding_invoices}
    if invoice.invoice_number not in named:
        yield credit_finding("credit_reference", "BG-3", "preceding_invoices", where=invoice.invoice_number)


def _categories(before: Account, after: Account) -> Iterator[Finding]:
    """The categories of which more is taken than there was."""
    for key, category in after.categories.items():
        earlier = before.categories.get(key, CategoryAccount(None))
        for name, term, was, left, whole in (
            ("credit_category", "BT-116", earlier.left_base, category.left_base, category.base),
            ("credit_tax", "BT-117", earlier.left_tax, category.left_tax, category.tax),
        ):
            if was != left and not _within(left, whole):
                yield credit_finding(
                    name,
                    term,
                    "vat_breakdown",
                    value=decimal_text(amount_of(was - left, before.places)),
                    where=category_name(key),
                    left=decimal_text(amount_of(was, before.places)),
                )


def _lines(before: Account, after: Account) -> Iterator[Finding]:
    """The lines of which more is taken than there was."""
    for number, was in before.amounts.items():
        line, left = before.invoice.lines[number], after.amounts[number]
        quantity = before.quantities[number]
        if was != left and not _within(left, before.units(line.line_net_amount)):
            remaining = decimal_text(amount_of(was, before.places))
            yield credit_finding("credit_line", "BT-131", "lines", where=line.identifier, left=remaining)
        if quantity != after.quantities[number] and not _within(after.quantities[number], line.invoiced_quantity):
            yield credit_finding(
                "credit_quantity", "BT-129", "lines", where=line.identifier, left=decimal_text(quantity)
            )


def _within(left: int | Decimal, whole: int | Decimal) -> bool:
    """Whether what is left lies between nothing and the whole."""
    return min(0, whole) <= left <= max(0, whole)
