"""Money received becomes payments by invoice (10.2) or by day (10.4), by VAT rate, in euros."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sansfaute.en16931.ereporting.building.numbers import shortened
from sansfaute.en16931.ereporting.facts import LIMITS, Limit
from sansfaute.en16931.ereporting.model import (
    DailyReceipt,
    DailyReceiptRate,
    InvoiceReceipt,
    InvoiceReceiptRate,
    ReceiptOfDay,
    ReceiptOfInvoice,
)

_EURO = "EUR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was received on one day at one VAT rate, VAT included, in euros; negative when given back.

    `invoice_number` and its date are needed for 10.2 only.
    """

    day: date
    vat_rate: Decimal
    amount: Decimal
    invoice_number: str = ""
    issue_date: date | None = None


def receipts_of_invoices(
    receipts: Iterable[Receipt], *, sent_on: date, limits: Iterable[Limit] = LIMITS
) -> tuple[ReceiptOfInvoice, ...]:
    """One payment for each invoice and day, by rate, in that order; sums are exact (10.2).

    `sent_on` says which limits of the portal are in force. Raises ValueError for a receipt without invoice.
    """
    found: dict[tuple[date, str, date], dict[Decimal, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in receipts:
        if one.issue_date is None or not one.invoice_number:
            raise ValueError(f"receipt of {one.day.isoformat()} without invoice")
        found[one.issue_date, one.invoice_number, one.day][one.vat_rate] += one.amount
    limits = tuple(limits)
    return tuple(
        ReceiptOfInvoice(
            invoice_number=shortened(number, sent_on, limits),
            issue_date=issued,
            receipt=InvoiceReceipt(
                day=day,
                rates=tuple(
                    InvoiceReceiptRate(vat_rate=rate, currency_code=_EURO, amount=by_rate[rate])
                    for rate in sorted(by_rate)
                ),
            ),
        )
        for (issued, number, day), by_rate in sorted(found.items())
    )


def receipts_of_days(receipts: Iterable[Receipt]) -> tuple[ReceiptOfDay, ...]:
    """One payment for each day, by rate; sums are exact (10.4).

    A day on which more was given back than received keeps its negative amount, which `check` refuses
    (G1.16): how to report it is unconfirmed, and a corrective transmission of the first period is safe.
    """
    found: dict[date, dict[Decimal, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in receipts:
        found[one.day][one.vat_rate] += one.amount
    return tuple(
        ReceiptOfDay(
            receipt=DailyReceipt(
                day=day,
                rates=tuple(
                    DailyReceiptRate(vat_rate=rate, currency_code=_EURO, amount=found[day][rate])
                    for rate in sorted(found[day])
                ),
            )
        )
        for day in sorted(found)
    )
