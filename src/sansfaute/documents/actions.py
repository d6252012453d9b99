"""Write the files of issued invoices: the CII, then the Factur-X that carries it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.documents import queries, rules
from sansfaute.documents.adapters import facturx_pdf
from sansfaute.documents.adapters.typst_pdf import RenderingError, template_version
from sansfaute.documents.events import DocumentsReady
from sansfaute.documents.models import StoredDocument
from sansfaute.documents.rules import CII, FACTURX, MEDIA_TYPES
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import cii
from sansfaute.issuing import queries as issuing
from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import fresh
from sansfaute.lib.errors import Refusal, Trouble

if TYPE_CHECKING:
    from sansfaute.issuing.models import Invoice

AT_ONCE, AT_ONCE_WITHOUT_PAGES = 40, 200
"""Invoices rendered, kept and recorded together: memory stays flat, a kill loses at most these.

An XML takes little memory and time: more of them share one transaction and the forcing of folders to the disk."""
_FAILURES = (RenderingError, ValueError, Trouble)


class RenderingRefused(Refusal):
    """Some invoices could not be rendered; each is named with its reason. All others are stored."""

    def __init__(self, failures: Sequence[tuple[str, str]]) -> None:
        self.failures = tuple(failures)
        named = "; ".join(f"{number}: {reason}" for number, reason in self.failures)
        super().__init__(_("These invoices could not be rendered: %s") % named)


@dataclass(slots=True)
class _Made:
    """What is new for one invoice: content by kind."""

    invoice: Invoice
    contents: dict[str, bytes]


def render_documents(*, seller_id: UUID, invoice_ids: Sequence[UUID], at: datetime, only_cii: bool = False) -> int:
    """Write and keep the files that these invoices do not have yet; how many files were new.

    Each small group is rendered outside any transaction and recorded in one of its own. Run twice,
    even at once, or after a kill, it ends in the same state: contents are kept under their hash,
    records are unique, and facts are recorded for new records alone. With `only_cii` nothing is
    announced, because an invoice is ready when its Factur-X is. Raises RenderingRefused at the end,
    when everything else is stored.
    """
    kinds = (CII,) if only_cii else (CII, FACTURX)
    failures: list[tuple[str, str]] = []
    stored = 0
    at_once = AT_ONCE_WITHOUT_PAGES if only_cii else AT_ONCE
    for start in range(0, len(invoice_ids), at_once):
        stored += _store(_make(seller_id, invoice_ids[start : start + at_once], kinds, failures), at)
    if failures:
        raise RenderingRefused(failures)
    return stored


_Due = tuple["Invoice", Sequence[str], StoredDocument | None]
"""An invoice, the kinds of files that it lacks, its CII if that is stored."""


def _make(
    seller_id: UUID, invoice_ids: Sequence[UUID], kinds: Sequence[str], failures: list[tuple[str, str]]
) -> list[_Made]:
    known = queries.documents_of(invoice_ids)
    due: list[_Due] = [
        (invoice, missing, known.get((invoice.id, CII)))
        for invoice in issuing.invoices(invoice_ids)
        if invoice.seller_id == seller_id and (missing := [kind for kind in kinds if (invoice.id, kind) not in known])
    ]
    if FACTURX not in kinds:
        return list(_made(due, failures))
    # One page at a time: there is a worker for each core. Yet a fresh thread for each group: measured side by
    # side, pages took 26 ms so and 31 ms in one thread that lives on.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: list(_made(due, failures))).result()


def _made(due: Sequence[_Due], failures: list[tuple[str, str]]) -> Iterator[_Made]:
    for invoice, missing, stored_cii in due:
        try:
            yield _Made(invoice, _contents(invoice, missing, stored_cii))
        except _FAILURES as failure:
            failures.append((invoice.invoice_number, str(failure)))


def _contents(invoice: Invoice, missing: Sequence[str], stored_cii: StoredDocument | None) -> dict[str, bytes]:
    """The missing files; a CII already stored is the one that the PDF carries. May run in a thread: no database."""
    document = issuing.model_of(invoice)
    xml = queries.content(stored_cii) if stored_cii else _proven_cii(document)
    contents = {CII: xml} if CII in missing else {}
    if FACTURX in missing:
        contents[FACTURX] = facturx_pdf.write(document, xml)
    return contents


def _proven_cii(document: Document) -> bytes:
    """The CII; raises ValueError unless, read back, it is the same document (I4)."""
    xml = cii.write(document)
    if cii.read(xml) != document:
        raise ValueError("the CII, read back, is not the same invoice")
    return xml


def _store(made: Sequence[_Made], at: datetime) -> int:
    """Keep the bytes, then record them: a kill in between leaves files nobody names, never the reverse."""
    if not made:
        return 0
    pairs = [(one.invoice, kind, content) for one in made for kind, content in one.contents.items()]
    digests = queries.store().put_many(content for _invoice, _kind, content in pairs)
    rows = [_row(*pair, digest, at) for pair, digest in zip(pairs, digests, strict=True)]
    numbers = {one.invoice.id: one.invoice.invoice_number for one in made}
    return _record(rows, numbers, at)


@transaction.atomic
def _record(rows: Sequence[StoredDocument], numbers: dict[UUID, str], at: datetime) -> int:
    # In one order for everybody, so that two workers on the same invoices wait instead of deadlocking.
    ordered = sorted(rows, key=lambda row: (row.invoice_id, row.kind))
    StoredDocument.objects.bulk_create(ordered, ignore_conflicts=True)
    ours = set(StoredDocument.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    new = [row for row in ordered if row.id in ours]
    ready = [row for row in new if row.kind == FACTURX]
    journal.record(
        [DocumentsReady(row.seller_id, row.invoice_id, invoice_number=numbers[row.invoice_id]) for row in ready], at=at
    )
    return len(new)


def _row(invoice: Invoice, kind: str, content: bytes, digest: str, at: datetime) -> StoredDocument:
    values = {
        "seller_id": invoice.seller_id,
        "invoice_id": invoice.id,
        "kind": kind,
        "filename": rules.filename(invoice.invoice_number, kind),
        "media_type": MEDIA_TYPES[kind],
        "sha256": digest,
        "size": len(content),
        "template_version": template_version(),
        "stored_at": at,
    }
    return fresh(StoredDocument, values)
