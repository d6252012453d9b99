"""What is held back as a guarantee: said on the document (use case 26), due later than the rest."""

from collections.abc import Iterable, Mapping

from sansfaute.drafts.rules.records import WorkRecord
from sansfaute.en16931.model import Note


def retention_notes(lines: Iterable[WorkRecord]) -> Iterable[Note]:
    """ABU (use case 26): what is held back as a guarantee, and until when."""
    for one in lines:
        held = one.basis.get("retention")
        if isinstance(held, Mapping):
            yield Note(subject_code="ABU", text=str(held.get("text", "")))


def due_amounts(lines: Iterable[WorkRecord]) -> list[dict[str, str]]:
    """What of an invoice is due later than the rest: kind, amount with VAT, day ("" while it is not known)."""
    held = (one.basis.get("retention") for one in lines)
    return [
        {"kind": "retention", "amount": str(one["amount"]), "due_on": str(one.get("release_on") or "")}
        for one in held
        if isinstance(one, Mapping)
    ]
