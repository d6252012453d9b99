"""Named reads of issuing; those shown to a person take the person first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, QuerySet

from sansfaute.drafts import queries as drafts
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.issuing import rules
from sansfaute.issuing.adapters.signing import is_signed
from sansfaute.issuing.models import Invoice, NumberSeries, SealChain, SealKey
from sansfaute.issuing.queries.corrections import (
    corrections_for,
    corrections_of,
    credits_among,
    left_to_credit,
    plans_of,
    standing_corrections,
)
from sansfaute.issuing.queries.duplicates import Duplicate, duplicate_for, duplicate_of, duplicates_of, may_be_unpaid
from sansfaute.issuing.queries.series import SeriesState, planned_series, series_of
from sansfaute.issuing.queries.waiting import Waiting, WaitingTotal, waiting_drafts, waiting_totals, why_waiting
from sansfaute.lib.bulk import read
from sansfaute.people import queries as people

if TYPE_CHECKING:
    from sansfaute.people.models import Person

__all__ = [
    "Duplicate",
    "Problem",
    "SeriesState",
    "Waiting",
    "WaitingTotal",
    "approved_unissued",
    "corrections_for",
    "corrections_of",
    "counts",
    "credits_among",
    "duplicate_for",
    "duplicate_of",
    "duplicates_of",
    "invoice_for",
    "invoice_numbered",
    "invoices",
    "invoices_for",
    "invoices_of",
    "issued_draft_ids",
    "left_to_credit",
    "may_be_unpaid",
    "model_of",
    "planned_series",
    "plans_of",
    "seal_statement",
    "series_of",
    "standing_corrections",
    "verify_chain",
    "verify_series",
    "waiting_drafts",
    "waiting_totals",
    "why_waiting",
]


def invoices_for(person: Person) -> QuerySet[Invoice]:
    """Invoices of the sellers open to this person, newest number first; the sealed text is not loaded."""
    rows = Invoice.objects.filter(seller_id__in=people.sellers_open_to(person, act="see invoices"))
    return rows.defer("document").order_by("-issue_date", "-chain_position")


def invoice_for(person: Person, invoice_id: UUID) -> Invoice | None:
    """One invoice, if its seller is open to this person."""
    sellers = people.sellers_open_to(person, act="see invoices")
    return Invoice.objects.filter(id=invoice_id, seller_id__in=sellers).select_related("series").first()


def invoices(invoice_ids: Iterable[UUID]) -> list[Invoice]:
    """These invoices, in order of the chain."""
    return read(Invoice.objects.filter(id__in=invoice_ids).order_by("seller_id", "chain_position"))


def invoice_numbered(number: str) -> Invoice | None:
    """The invoice of this number, of any seller of the installation."""
    return Invoice.objects.filter(invoice_number=number).order_by("issued_at").first()


def invoices_of(seller_id: UUID) -> QuerySet[Invoice]:
    """All invoices of a seller, in order of the chain."""
    return Invoice.objects.filter(seller_id=seller_id).order_by("chain_position")


def issued_draft_ids(draft_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these drafts are issued already."""
    return set(Invoice.objects.filter(draft_id__in=draft_ids).values_list("draft_id", flat=True))


def approved_unissued(run_id: UUID, *, after: UUID, limit: int) -> list[UUID]:
    """The next approved drafts of a run, in the order of their ids, that no invoice came of."""
    found = drafts.drafts_of_run(run_id).filter(approval__isnull=False, discard=None, invoice=None, pk__gt=after)
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])


def model_of(invoice: Invoice) -> Document:
    """The sealed document as the EN 16931 model."""
    return json_form.read(invoice.document)


def seal_statement(invoice: Invoice) -> rules.SealStatement:
    """What the seal of this row covers."""
    return rules.SealStatement(
        seller_id=str(invoice.seller_id),
        chain_position=invoice.chain_position,
        previous_seal_hash=invoice.previous_seal_hash,
        document_hash=invoice.document_hash,
        invoice_id=str(invoice.id),
        draft_id=str(invoice.draft_id),
        buyer_id=str(invoice.buyer_id),
        series=str(invoice.series_id),
        sequence_number=invoice.sequence_number,
        issued_at=invoice.issued_at.isoformat(),
        key_id=invoice.key_id,
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """Something `verify` found: what kind (gap, seal, counter…), which document, in words."""

    kind: str
    document: str
    message: str


def verify_series() -> Iterator[Problem]:
    """Numbers of each series are 1, 2, 3… up to its counter, and dates never go backwards."""
    for series in NumberSeries.objects.order_by("prefix"):
        facts = Invoice.objects.filter(series=series).aggregate(count=Count("id"), last=Max("sequence_number"))
        if facts["count"] != (facts["last"] or 0):
            yield from _gaps(series, facts["last"] or 0)
        if (facts["last"] or 0) != series.last_number:
            yield Problem(
                "counter", series.prefix, f"counter at {series.last_number}, last invoice {facts['last'] or 0}"
            )
        yield from _backward_dates(series)


def _gaps(series: NumberSeries, last: int) -> Iterator[Problem]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select n from generate_series(1, %s) n where not exists"
            " (select 1 from issuing_invoice i where i.series_id = %s and i.sequence_number = n)",
            [last, series.id],
        )
        for (number,) in cursor.fetchall():
            yield Problem("gap", rules.invoice_number(series.prefix, number), "this number is missing")


def _backward_dates(series: NumberSeries) -> Iterator[Problem]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select invoice_number from (select invoice_number, issue_date,"
            " lag(issue_date) over (order by sequence_number) as before"
            " from issuing_invoice where series_id = %s) dated where issue_date < before",
            [series.id],
        )
        for (number,) in cursor.fetchall():
            yield Problem("date", number, "its issue date is before that of the number before")


def verify_chain() -> Iterator[Problem]:
    """Every seal: the document's hash, the row against the document, the link, the signature, the head."""
    keys = dict(SealKey.objects.values_list("key_id", "public_key"))
    for chain in SealChain.objects.order_by("seller_id"):
        previous, position = rules.first_seal_hash(str(chain.seller_id)), 0
        for invoice in invoices_of(chain.seller_id).select_related("series").iterator(chunk_size=500):
            position += 1
            for message in _broken(invoice, previous, position, keys):
                yield Problem("seal", invoice.invoice_number, message)
            previous, position = invoice.seal_hash, invoice.chain_position
        if (chain.last_position, chain.last_seal_hash) != (position, previous):
            yield Problem("chain", str(chain.seller_id), "the chain does not end where its head says")


def _broken(invoice: Invoice, previous: str, position: int, keys: dict[str, str]) -> Iterator[str]:
    if rules.sha256(invoice.document.encode()) != invoice.document_hash:
        yield "the sealed document was changed"
    elif differing := _columns_unlike_document(invoice):
        yield f"its row differs from the sealed document ({', '.join(differing)})"
    if invoice.chain_position != position or invoice.previous_seal_hash != previous:
        yield "it does not follow the invoice before it in the chain"
    if rules.sha256(bytes.fromhex(invoice.signature)) != invoice.seal_hash:
        yield "its seal was changed"
    if not is_signed(keys.get(invoice.key_id, ""), invoice.signature, seal_statement(invoice).message()):
        yield "its signature does not match: the row or the seal was changed"


def _columns_unlike_document(invoice: Invoice) -> list[str]:
    document = model_of(invoice)
    expected = {
        "invoice_number": document.invoice_number,
        "issue_date": document.issue_date,
        "type_code": document.type_code,
        "buyer_name": document.buyer.name,
        "purchase_order_reference": document.purchase_order_reference or "",
        "payment_due_date": document.payment_due_date,
        "currency_code": document.currency_code,
        "total_without_vat": document.totals.total_without_vat,
        "total_vat": document.totals.total_vat or 0,
        "total_with_vat": document.totals.total_with_vat,
        "amount_due": document.totals.amount_due,
    }
    unlike = [name for name, value in expected.items() if getattr(invoice, name) != value]
    numbered = rules.invoice_number(invoice.series.prefix, invoice.sequence_number)
    return unlike if numbered == invoice.invoice_number else [*unlike, "series"]


def counts() -> dict[str, int]:
    """How many invoices, by seller and in all: what `verify` looked at."""
    return {"invoices": Invoice.objects.count(), "series": NumberSeries.objects.count()}
