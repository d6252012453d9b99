"""Named reads of documents; those shown to a person take the person first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from sansfaute.documents import rules
from sansfaute.documents.adapters import facturx_pdf
from sansfaute.documents.adapters.typst_pdf import RenderingError, template_version
from sansfaute.documents.models import StoredDocument, invoices_without
from sansfaute.documents.rules import CII, ENDINGS, FACTURX
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import ReadRefused, cii
from sansfaute.issuing import queries as issuing
from sansfaute.issuing.queries import Duplicate, Problem
from sansfaute.lib.errors import Trouble
from sansfaute.lib.files import FileStore
from sansfaute.people import queries as people

if TYPE_CHECKING:
    from sansfaute.people.models import Person

Progress = Callable[[int], None]
PdfRefused = facturx_pdf.PdfRefused
NotPrinted = RenderingError
_STEP = 200
_SAMPLE = 50


def store() -> FileStore:
    """Where the bytes of documents are."""
    return FileStore(Path(settings.FILE_STORE))


def extract_cii(pdf: bytes) -> bytes | None:
    """The XML invoice inside a Factur-X or ZUGFeRD PDF from anybody, or None; raises PdfRefused."""
    return facturx_pdf.extract_cii(pdf)


def open_pdf(pdf: bytes) -> tuple[bytes, str]:
    """The XML invoice inside a PDF from anybody, else nothing and why: none, broken, locked or too_large."""
    return facturx_pdf.opened(pdf)


def facturx(document: Document, cii_content: bytes) -> bytes:
    """The Factur-X of a document, stored nowhere: to convert, preview or compare.

    Raises RenderingError.
    """
    return facturx_pdf.write(document, cii_content)


def document_for(person: Person, invoice_id: UUID, kind: str) -> StoredDocument | None:
    """One file ("cii" or "facturx") of one invoice, if its seller is open to this person."""
    sellers = people.sellers_open_to(person, act="see invoices")
    return StoredDocument.objects.filter(invoice_id=invoice_id, kind=kind, seller_id__in=sellers).first()


def documents_of(invoice_ids: Iterable[UUID]) -> dict[tuple[UUID, str], StoredDocument]:
    """The stored files of these invoices, by invoice and kind; one query."""
    rows = StoredDocument.objects.filter(invoice_id__in=list(invoice_ids))
    return {(row.invoice_id, row.kind): row for row in rows}


def content(stored: StoredDocument) -> bytes:
    """The bytes, checked against their SHA-256; raises Trouble when they are lost or damaged."""
    return store().get(stored.sha256)


def kept(seller_id: UUID) -> QuerySet[StoredDocument]:
    """All stored files of one seller."""
    return StoredDocument.objects.filter(seller_id=seller_id)


def count_kept(seller_id: UUID) -> int:
    """How many of the seller's invoices have their CII stored: with a PDF wanted, it is stored with it."""
    return kept(seller_id).filter(kind=CII).count()


def template() -> str:
    """The version of the template that new documents are made with."""
    return template_version()


def duplicate_pdf(duplicate: Duplicate) -> bytes:
    """The PDF of a duplicate that was asked for: the sealed invoice, marked, with the very XML of the original.

    Stored nowhere: the same asking gives the same bytes under one template version. Raises Trouble
    while the original's XML is not kept, or when it is lost or damaged; RenderingError.
    """
    assert duplicate.made_on is not None, "a duplicate is printed once somebody asked for it"
    stored = documents_of([duplicate.invoice.pk]).get((duplicate.invoice.pk, CII))
    if stored is None:
        raise Trouble(
            f"The XML of invoice {duplicate.invoice.invoice_number} is not written yet.",
            "Wait until the documents of the invoice are ready, then ask again.",
        )
    copy = rules.CopyMark(duplicate.mark, duplicate.made_on, duplicate.unpaid)
    return facturx_pdf.write(duplicate.document, content(stored), copy)


def path(stored: StoredDocument) -> Path:
    """Where the bytes are on this machine."""
    return store().path(stored.sha256)


def count() -> dict[str, int]:
    """How many files are stored, by kind: what `verify_archive` looks at."""
    return {kind: StoredDocument.objects.filter(kind=kind).count() for kind in ENDINGS}


def verify_archive(
    seller_id: UUID | None = None, progress: Progress | None = None, *, rerender: bool = False
) -> Iterator[Problem]:
    """Each problem of the archive: a file lost, changed or unlike its sealed invoice, or never made.

    `progress` is told the number of files just looked at. With `rerender`, a sample of the PDFs made by
    the present template is made again and compared byte for byte. Memory stays flat.
    """
    rows = StoredDocument.objects.all() if seller_id is None else StoredDocument.objects.filter(seller_id=seller_id)
    yield from _verify_each(rows, progress or (lambda _: None))
    yield from _missing(seller_id)
    if rerender:
        for row in rows.filter(kind=FACTURX, template_version=template_version()).order_by("sha256")[:_SAMPLE]:
            yield from _verify_again(row)


def _verify_each(rows: QuerySet[StoredDocument], progress: Progress) -> Iterator[Problem]:
    since = 0
    for row in rows.select_related("invoice").order_by("invoice_id", "kind").iterator(chunk_size=_STEP):
        for message in _wrongs(row):
            yield Problem("document", row.invoice.invoice_number, f"{row.kind}: {message}")
        since += 1
        if since == _STEP:
            progress(since)
            since = 0
    progress(since)


def _wrongs(row: StoredDocument) -> Iterator[str]:
    """What is wrong with one stored file, in words."""
    try:
        found = content(row)
    except Trouble as trouble:
        yield trouble.what
        return
    if _record(row) != (row.invoice.seller_id, len(found), rules.filename(row.invoice.invoice_number, row.kind)):
        yield "its record was changed"
    document = issuing.model_of(row.invoice)
    try:
        inside = found if row.kind == CII else facturx_pdf.extract_cii(found)
        same = inside is not None and cii.read(inside) == document
    except (ReadRefused, facturx_pdf.PdfRefused):
        same = False
    if not same:
        yield "it does not say what the sealed invoice says"


def _record(row: StoredDocument) -> tuple[UUID, int, str]:
    return row.seller_id, row.size, row.filename


def _missing(seller_id: UUID | None) -> Iterator[Problem]:
    for kind in ENDINGS:
        lacking = invoices_without(kind).order_by("seller_id", "chain_position")
        lacking = lacking if seller_id is None else lacking.filter(seller_id=seller_id)
        for number in lacking.values_list("invoice_number", flat=True).iterator(chunk_size=_STEP):
            yield Problem("document", number, f"{kind}: it was never stored")


def _verify_again(row: StoredDocument) -> Iterator[Problem]:
    number = row.invoice.invoice_number
    xml = StoredDocument.objects.filter(invoice_id=row.invoice_id, kind=CII).first()
    try:
        again = facturx_pdf.write(issuing.model_of(row.invoice), content(xml)) if xml else b""
        if again != content(row):
            yield Problem("document", number, f"{row.kind}: made again, it differs from the stored one")
    except (Trouble, RenderingError) as failure:
        yield Problem("document", number, f"{row.kind}: it cannot be made again ({failure})")
