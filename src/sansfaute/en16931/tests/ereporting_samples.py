"""Transmissions and invoices for e-reporting tests: every rule accepts them, until a test spoils one thing."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sansfaute.en16931.ereporting.building import (
    Receipt,
    Sale,
    daily_sales,
    receipts_of_days,
    receipts_of_invoices,
    reported_invoice,
    transmission_header,
)
from sansfaute.en16931.ereporting.model import OperationsReport, PaymentPeriod, PaymentsReport, Period, Transmission
from sansfaute.en16931.model import BuyerAddress, Invoice
from sansfaute.en16931.tests.samples import BUYER, changed, ordinary
from sansfaute.en16931.values import Identifier

SENT_ON = date(2026, 11, 10)
HEAD = transmission_header(
    identifier="20261110-001",
    issued_at=datetime(2026, 11, 10, 8, 0, 0),  # noqa: DTZ001 - the format writes no zone
    platform="0003",
    platform_name="Plateforme",
    siren="100000009",
    declarant_name="Ondine Services",
)
GERMAN = replace(
    BUYER,
    name="Müller GmbH",
    legal_registration=None,
    vat_identifier="DE123456789",
    postal_address=BuyerAddress(city="Berlin", country_code="DE"),
)


def abroad(**fields: Any) -> Invoice:
    """An invoice to a German company, with French VAT."""
    return changed(ordinary(3), buyer=GERMAN, issue_date=date(2026, 10, 25), **fields)


def sale(**fields: Any) -> Sale:
    """A sale of 100 € at 20 %."""
    known = {"day": date(2026, 10, 22), "category_code": "TLB1", "vat_rate": Decimal(20)}
    amounts = {"taxable_amount": Decimal("100.00"), "tax_amount": Decimal("20.00")}
    return Sale(**{**known, **amounts, **fields})


def operations(sent_on: date = SENT_ON, **report: Any) -> Transmission:
    """An invoice abroad and a day's sales of the last ten days of October 2026."""
    known = OperationsReport(
        period=Period(start_date=date(2026, 10, 21), end_date=date(2026, 10, 31)),
        invoices=(reported_invoice(abroad(), sent_on=sent_on),),
        daily_sales=daily_sales(
            [sale(), sale(category_code="TPS1", vat_rate=Decimal("5.5"), tax_amount=Decimal("5.50"))]
        ),
    )
    return Transmission(header=HEAD, operations=replace(known, **report))


def receipt(**fields: Any) -> Receipt:
    """120 € received at 20 %, of an invoice."""
    known = {"day": date(2026, 10, 30), "vat_rate": Decimal(20), "amount": Decimal("120.00")}
    invoice = {"invoice_number": "F2026-00001", "issue_date": date(2026, 10, 2)}
    return Receipt(**{**known, **invoice, **fields})


def payments(**report: Any) -> Transmission:
    """The payments of October 2026."""
    known = PaymentsReport(
        period=PaymentPeriod(start_date=date(2026, 10, 1), end_date=date(2026, 10, 31)),
        invoices=receipts_of_invoices([receipt()], sent_on=SENT_ON),
        days=receipts_of_days([receipt(), receipt(vat_rate=Decimal(10))]),
    )
    return Transmission(header=HEAD, payments=replace(known, **report))


def identified(value: str, scheme: str | None = None) -> Identifier:
    """An identifier."""
    return Identifier(value, scheme)
