"""An invoice from anybody as a person reads it: parties, references, lines, VAT, totals, attachments."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sansfaute.desk.queries.codes import code_word, is_plural
from sansfaute.desk.queries.terms import Entry, Section, TermWriter
from sansfaute.documents.rules import words
from sansfaute.documents.rules.formats import clean
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.values import is_absent
from sansfaute.ui.rules import write_day

MOST_LINES = 200
"""Lines shown on the page; a conversion holds them all."""

_PARTIES = (
    "seller", "buyer", "payee", "tax_representative", "buyer_agent", "seller_agent", "payer", "invoicee", "invoicer",
)  # fmt: skip
_PARTS = {
    "delivery": ("delivery", "delivery_terms"),
    "payment": (
        "payment_due_date", "payment_terms", "payment_instructions", "further_payment_terms",
        "partial_payment_amount", "partial_payment_payee",
    ),
    "adjustments": ("allowances", "charges", "logistics_charges"),
}  # fmt: skip
_UNFOLDED = frozenset({"delivery", "payment_instructions"})  # their terms stand directly in their part
_ELSEWHERE = frozenset(
    ("lines", "vat_breakdown", "totals", "supporting_documents", "notes", *_PARTIES, *sum(_PARTS.values(), ()))
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a text for each column, and the terms that have none."""

    cells: dict[str, str]
    more: Section
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Attachment:
    """A supporting document (BG-24); `place` finds it again in the file, `size` is in bytes."""

    place: int
    terms: Section
    filename: str
    mime_code: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """The whole document, part by part; what is absent is empty."""

    kind: str
    number: str
    issued: str
    due: str
    amount_due: str
    document: Section
    parties: list[Section]
    delivery: Section
    payment: Section
    adjustments: Section
    notes: list[Entry]
    lines: list[Row]
    line_count: int
    vat: list[Row]
    totals: list[Entry]
    attachments: list[Attachment]


def readable(invoice: Invoice, language: str) -> Readable:
    """The invoice, written in French ("fr") or in English ("en")."""
    writer = TermWriter(language, invoice.currency_code, invoice.vat_accounting_currency_code or "")
    return Readable(
        kind=code_word("type_code", invoice.type_code, language) or clean(invoice.type_code),
        number=clean(invoice.invoice_number),
        issued=_day(invoice.issue_date, language),
        due=_day(invoice.payment_due_date, language),
        amount_due=writer.money(invoice.totals.amount_due, invoice.currency_code),
        document=writer.section(invoice, "", "BG-0", _ELSEWHERE),
        parties=[_named(writer, invoice, one) for one in _PARTIES if getattr(invoice, one) is not None],
        delivery=_part(writer, invoice, "delivery"),
        payment=_part(writer, invoice, "payment"),
        adjustments=_part(writer, invoice, "adjustments"),
        notes=[_note(writer, note) for note in invoice.notes],
        lines=[_line(writer, line) for line in invoice.lines[:MOST_LINES]],
        line_count=len(invoice.lines),
        vat=[_vat(writer, row) for row in invoice.vat_breakdown],
        totals=_named(writer, invoice, "totals").entries,
        attachments=[_attachment(writer, place, one) for place, one in enumerate(invoice.supporting_documents)],
    )


def attached_file(invoice: Invoice, place: int) -> tuple[str, bytes] | None:
    """File name and bytes of one attachment; None when there is none at this place."""
    if not 0 <= place < len(invoice.supporting_documents):
        return None
    held = invoice.supporting_documents[place].attachment
    return (held.filename, held.content) if held else None


def _day(value: date | None, language: str) -> str:
    return "" if value is None or is_absent(value) else write_day(value, language, "long")


def _note(writer: TermWriter, note: Any) -> Entry:
    """A note under its subject."""
    plain = writer.named(note, "text") or Entry("", "BT-22", "")
    subject = writer.named(note, "subject_code")
    if subject is None:
        return plain
    return Entry(subject.text, plain.term, plain.text, subject.code)


def _line(writer: TermWriter, line: Any) -> Row:
    """The columns of the table; all that they do not show is said below."""
    shown = frozenset({"identifier", "invoiced_quantity", "unit_code", "line_net_amount", "item", "price", "vat"})
    more = writer.section(line, "", "BG-25", shown)
    inside = {"item": ("name", "description"), "price": ("item_net_price",), "vat": ("vat_category_code", "vat_rate")}
    for name, columns in inside.items():
        rest = _named(writer, line, name, frozenset(columns))
        more.sections.extend([] if rest.is_empty else [rest])
    cells = {
        "identifier": clean(line.identifier),
        "name": clean(line.item.name),
        "description": clean(line.item.description or ""),
        "quantity": _quantity(writer, line),
        "price": _texts(writer, line.price, "item_net_price"),
        "vat": _treatment(writer, line.vat),
        "net": _texts(writer, line, "line_net_amount"),
    }
    return Row(cells, more, line.counts)


def _quantity(writer: TermWriter, line: Any) -> str:
    """200 heures, 1 heure; a line that groups others may have neither number nor unit."""
    count = writer.named(line, "invoiced_quantity")
    several = not is_absent(line.invoiced_quantity) and is_plural(line.invoiced_quantity, writer.language)
    unit = clean(words.unit(line.unit_code, several, writer.language))
    return "\N{NO-BREAK SPACE}".join(filter(None, (count.text if count else "", unit)))


def _treatment(writer: TermWriter, vat: Any) -> str:
    """The rate alone where VAT is charged, else why it is not."""
    if vat.vat_category_code == "S" and not is_absent(vat.vat_rate):
        return _texts(writer, vat, "vat_rate")
    return _texts(writer, vat, "vat_category_code")


def _vat(writer: TermWriter, row: Any) -> Row:
    columns = {"treatment": "vat_category_code", "rate": "vat_rate", "base": "taxable_amount", "tax": "tax_amount"}
    cells = {name: _texts(writer, row, field) for name, field in columns.items()}
    return Row(cells, writer.section(row, "", "BG-23", frozenset(columns.values())))


def _attachment(writer: TermWriter, place: int, document: Any) -> Attachment:
    held = document.attachment
    terms = writer.section(document, "", "BG-24", frozenset({"attachment"}))
    if held is None:
        return Attachment(place, terms, "", "", 0)
    return Attachment(place, terms, clean(held.filename), clean(held.mime_code), len(held.content))


def _texts(writer: TermWriter, group: Any, *names: str) -> str:
    """Terms of a group, one after the other."""
    found = (writer.named(group, name) for name in names)
    return "\N{NO-BREAK SPACE}".join(one.text for one in found if one)


def _named(writer: TermWriter, group: Any, name: str, without: frozenset[str] = frozenset()) -> Section:
    """A group within a group, under its own name."""
    meta = type(group).__dataclass_fields__[name].metadata
    return writer.section(getattr(group, name), meta[writer.language], meta["term"], without)


def _part(writer: TermWriter, invoice: Invoice, part: str) -> Section:
    """Fields of the invoice that are read together, in the norm's order."""
    found = Section("", "")
    others = frozenset(one.name for one in fields(invoice))
    for name in _PARTS[part]:
        folded = name not in _UNFOLDED or is_absent(getattr(invoice, name))
        one = writer.section(invoice, "", "", others - {name}) if folded else _named(writer, invoice, name)
        found.entries.extend(one.entries)
        found.sections.extend(one.sections)
    return found
