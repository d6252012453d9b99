"""The legal mentions and notes, in the order of the law, and what stays for machines only."""

from collections.abc import Iterator

from sansfaute.documents.rules import words
from sansfaute.documents.rules.formats import printable
from sansfaute.documents.rules.parties import IN_THE_FOOTER, unique
from sansfaute.en16931.model import Invoice

FOR_MACHINES = frozenset({"BAR", "ADN"})
"""Notes that steer platforms and say nothing to a reader (France: BR-FR-20, CPRO)."""
COMPANY = "ABL"
_FIRST = ("PMD", "PMT", "AAB")


def legal_information(invoice: Invoice) -> list[str]:
    """Legal form, capital, registry of the seller (BT-33, notes ABL), without repetition."""
    notes = [note.text for note in invoice.notes if note.subject_code == COMPANY]
    return unique(printable(text) for text in (invoice.seller.additional_legal_information or "", *notes))


def fits_in_footer(texts: list[str]) -> bool:
    """Whether every page can carry these texts; otherwise they stand once, with the notes."""
    return sum(map(len, texts)) <= IN_THE_FOOTER and not any("\n" in text for text in texts)


def notes(invoice: Invoice) -> list[str]:
    """Every sentence to print after the totals."""
    company = legal_information(invoice)
    return unique([*_mentions(invoice), *_written(invoice), *([] if fits_in_footer(company) else company)])


def _mentions(invoice: Invoice) -> Iterator[str]:
    """What codes of the invoice stand for, said in the words of the law."""
    code = words.SAME_DUE_CODE.get(invoice.vat_point_date_code or "", invoice.vat_point_date_code or "")
    services = (invoice.process_control.business_process_type or "")[:1] in ("S", "M")
    if code == "5" and services:
        yield words.VAT_ON_DEBITS.fr
    elif code in words.VAT_DUE:
        yield words.VAT_DUE[code].fr
    if any(note.subject_code == "TXD" and note.text == "MEMBRE_ASSUJETTI_UNIQUE" for note in invoice.notes):
        yield words.VAT_GROUP_MEMBER.fr
    for document in invoice.supporting_documents:
        text = f"Pièce jointe : {document.reference}"
        described = f", {document.description}" if document.description else ""
        yield printable(text + described + (f" ({document.external_location})" if document.external_location else ""))


def _written(invoice: Invoice) -> Iterator[str]:
    shown = [note for note in invoice.notes if note.subject_code not in FOR_MACHINES | {COMPANY, "TXD"}]
    for code in _FIRST:
        yield from (printable(note.text) for note in shown if note.subject_code == code)
    yield from (printable(note.text) for note in shown if note.subject_code not in _FIRST)
