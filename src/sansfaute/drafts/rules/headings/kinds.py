"""What kind of document work becomes: its type code, and the invoice it credits or deducts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sansfaute.drafts.rules.records import WorkRecord

TYPE_CODES: Mapping[str, str] = {"credit": "381", "deposit": "386"}
"""UNTDID 1001 of documents whose kind of work is not that of an ordinary invoice (380)."""
_DEPOSIT_CREDIT = "503"  # of a credit note on a deposit invoice (386)


@dataclass(frozen=True, slots=True)
class Preceding:
    """An invoice that a document credits or deducts: number, date, type code."""

    invoice_number: str
    issue_date: date | None
    type_code: str


def kind_of_document(work: WorkRecord) -> str:
    """ "credit", "deposit" (also an instalment that a settlement will take back) or "" for an ordinary invoice."""
    if work.kind == "instalment" and work.basis.get("settled_on"):
        return "deposit"
    return work.kind if work.kind in TYPE_CODES else ""


def type_code_of(work: WorkRecord) -> str:
    """BT-3 of the document of a kind of work: 380, 381, 386, or 503 for a credit of a deposit."""
    kind = kind_of_document(work)
    preceding = preceding_of(work) if kind == "credit" else None
    if preceding is not None and preceding.type_code == TYPE_CODES["deposit"]:
        return _DEPOSIT_CREDIT
    return TYPE_CODES.get(kind, "380")


def preceding_of(work: WorkRecord) -> Preceding | None:
    """The invoice that a line credits or deducts, as its basis names it."""
    number = str(work.basis.get("invoice_number") or "")
    if not number:
        return None
    day = work.basis.get("invoice_date")
    type_code = str(work.basis.get("invoice_type_code") or ("386" if work.kind == "deduction" else "380"))
    return Preceding(number, date.fromisoformat(str(day)) if day else None, type_code)
