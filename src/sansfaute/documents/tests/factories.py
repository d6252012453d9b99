"""Issued invoices in the database, with what they stand on."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sansfaute.contracts.models import BillRun
from sansfaute.documents.tests import samples
from sansfaute.drafts.models import Draft
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import json
from sansfaute.issuing.models import Invoice, NumberSeries
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Buyer, Seller

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)


def seller(siren: str = "732829320") -> Seller:
    """A seller; another SIREN makes another one."""
    return Seller.objects.create(
        name="Ondine Informatique", siren=siren, line_1="12 quai Rambaud", post_code="69002", city="Lyon"
    )


def buyer(of: Seller, code: str = "C1", **more: Any) -> Buyer:
    """A buyer with an address to write to."""
    fields = {"name": "Mercier", "email": "compta@mercier.example", "country_code": "FR"}
    return Buyer.objects.create(seller=of, code=code, **fields | more)


def issued(of: Seller, count: int = 1, to: Buyer | None = None, document: Document | None = None) -> list[Invoice]:
    """The seller's first `count` invoices, sealed in form only."""
    to = to or buyer(of)
    run = BillRun.objects.create(seller=of, until=date(2026, 10, 31), issue_date=date(2026, 10, 31), started_at=NOW)
    series = NumberSeries.objects.create(seller=of, kind="invoice", year=2026, prefix="F2026-", last_number=count)
    return [_issued(number, to, run, series, document or samples.invoice()) for number in range(1, count + 1)]


def _issued(number: int, to: Buyer, run: BillRun, series: NumberSeries, like: Document) -> Invoice:
    document = replace(like, invoice_number=f"F2026-{number:06}")
    totals = document.totals
    sums: dict[str, Any] = {
        "total_without_vat": totals.total_without_vat,
        "total_vat": totals.total_vat or Decimal(0),
        "total_with_vat": totals.total_with_vat,
    }
    common: dict[str, Any] = {
        "seller": to.seller,
        "buyer": to,
        "issue_date": document.issue_date,
        "currency_code": "EUR",
    }
    draft = Draft.objects.create(run=run, document={}, assembled_at=NOW, **common, **sums)
    text = json.write(document)
    return Invoice.objects.create(
        **common,
        **sums,
        id=new_id(),
        series=series,
        draft=draft,
        sequence_number=number,
        invoice_number=document.invoice_number,
        type_code=document.type_code,
        buyer_name=document.buyer.name,
        payment_due_date=document.payment_due_date,
        amount_due=totals.amount_due,
        document=text,
        chain_position=number,
        document_hash=sha256(text.encode()).hexdigest(),
        issued_at=NOW,
    )
