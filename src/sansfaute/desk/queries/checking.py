"""A file that somebody brings: its verdict, what to mend, what it says, what it can become. Nothing is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial

from sansfaute.desk.queries.readable import Readable, attached_file, readable
from sansfaute.desk.queries.terms import Section, TermWriter
from sansfaute.documents import queries as documents
from sansfaute.documents.rules import CII, FACTURX, filename
from sansfaute.documents.rules.conversion import TARGETS, Conversion, as_bytes, conversions, converted
from sansfaute.en16931 import cdar, syntaxes
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.values import Finding
from sansfaute.review import queries as review
from sansfaute.review.rules.checks import Check, conclude, prepare
from sansfaute.review.rules.parts import Part, parts_of

_MEDIA_TYPES = {
    "cii": "application/xml",
    "ubl": "application/xml",
    "facturx": "application/pdf",
    "json": "application/json",
}
_ENDINGS = {"cii": "-cii.xml", "ubl": "-ubl.xml", "facturx": ".pdf", "json": ".json"}
_UNSAFE = re.compile(r"[^\w.()+ -]+")
_LONGEST_NAME = 120


PLANNED_UP_TO = 1024 * 1024
"""Largest file, in bytes, whose conversions are tried beforehand; those of others are tried when asked for."""


@dataclass(frozen=True, slots=True)
class File:
    """Something to save: its name, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """All that the page shows of one file."""

    check: Check
    parts: list[Part]
    readable: Readable | None
    message: Section | None
    conversions: list[Conversion]
    planned: bool

    @property
    def errors(self) -> int:
        """How many distinct errors."""
        return sum(part.errors for part in self.parts)

    @property
    def warnings(self) -> int:
        """How many distinct warnings."""
        return sum(len(part.told) for part in self.parts) - self.errors


def examined(content: bytes, language: str, today: date) -> Examined:
    """Judge a file on this day and write it out, in French or in English."""
    judge = partial(review.native_judgement, today=today)
    prepared = prepare(content, open_pdf=documents.open_pdf, judge=judge)
    official = review.official_verdicts([prepared.xml])[0] if prepared.xml else None
    check = conclude(prepared, official)
    return Examined(
        check=check,
        parts=parts_of(check.findings, check.invoice),
        readable=readable(check.invoice, language) if check.invoice else None,
        message=_message(content, language) if check.syntax == "cdar" else None,
        conversions=_conversions(content, check.invoice) if check.invoice else [],
        planned=len(content) <= PLANNED_UP_TO,
    )


def conversion_of(content: bytes, to: str) -> File | tuple[Finding, ...]:
    """The document in another syntax, else all that would be lost.

    Raises NotPrinted (of documents) when it cannot be set as a PDF.
    """
    conversion = converted(_reading(content), to)
    if conversion.invoice is None:
        return conversion.findings
    written = as_bytes(conversion)
    stem = filename(conversion.invoice.invoice_number, CII).removesuffix(".xml")
    if to == FACTURX:
        written = documents.facturx(conversion.invoice, written)
    return File(stem + _ENDINGS[to], _MEDIA_TYPES[to], written)


def attachment_of(content: bytes, place: int) -> File | None:
    """An attachment of the document, as mere bytes; None when it has none there."""
    invoice = _reading(content).invoice
    found = attached_file(invoice, place) if invoice else None
    return File(safe_name(found[0]), "application/octet-stream", found[1]) if found else None


def safe_name(name: str) -> str:
    """A file name that is no path and hides nothing: the last part, without control characters or quotes."""
    last = re.split(r"[/\\]", name)[-1]
    return _UNSAFE.sub("-", last).strip(". -")[:_LONGEST_NAME] or "piece-jointe"


def _conversions(content: bytes, invoice: Invoice) -> list[Conversion]:
    """What each target would make of the document; of a large one, only the targets."""
    if len(content) <= PLANNED_UP_TO:
        return conversions(_reading(content))
    return [Conversion(to=to, profile="", invoice=invoice) for to in TARGETS]


def _message(content: bytes, language: str) -> Section | None:
    """A lifecycle message, term by term."""
    try:
        return TermWriter(language).section(cdar.read(content), "", "")
    except syntaxes.ReadRefused:
        return None


def _reading(content: bytes) -> syntaxes.Reading:
    """What the document says; that of a PDF is inside."""
    reading = syntaxes.read(content)
    return syntaxes.read(documents.open_pdf(content)[0]) if reading.syntax == "pdf" else reading
