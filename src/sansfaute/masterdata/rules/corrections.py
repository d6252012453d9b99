"""Corrections: what opens one, for when it is due, what a person may accept as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sansfaute.masterdata.rules.audits import PREFIX
from sansfaute.masterdata.rules.records import RecordFinding
from sansfaute.masterdata.rules.workdays import due_date

ERROR_DAYS, WARNING_DAYS, RETURN_DAYS = 5, 15, 2
"""Working days to mend an error, a warning, and what has already cost a refusal."""

OF_COMFORT = frozenset(
    {
        "email_syntax",  # an invoice may leave by another way
        "iban_checksum",  # a buyer's account matters to direct debits alone
        "discount_unreadable",
        "telephone_unreadable",
        "payment_means_unreadable",
        "payment_terms_unreadable",
        "language_unreadable",
    }
)
"""Errors of the house's own that neither the norm nor the law refuses on an invoice."""


@dataclass(frozen=True, slots=True)
class Follow:
    """How a rule's findings are followed up: whether they open corrections, in how many working days, by whom."""

    opens: bool
    days: int
    owner_id: UUID | None = None


def follow_of(finding: RecordFinding, own: Mapping[str, Follow]) -> Follow:
    """How this finding is followed up: as the company's rule says, else errors within ERROR_DAYS."""
    if known := own.get(finding.rule):
        return known
    return Follow(finding.level == "error", ERROR_DAYS if finding.level == "error" else WARNING_DAYS)


def due_for(follow: Follow, day: date) -> date:
    """When a correction opened that day is due."""
    return due_date(day, follow.days)


def may_be_lifted(rule: str, level: str) -> bool:
    """Whether accepting what a rule says lets invoices pass: never what the norm or the law refuses.

    A warning holds nothing; a rule of the company's own is the company's to lift; an error of the
    house holds unless it is one of comfort, so that a rule added later holds until somebody decides.
    """
    return level != "error" or rule.startswith(PREFIX) or rule in OF_COMFORT


def still_wanted(findings: Iterable[RecordFinding], own: Mapping[str, Follow]) -> dict[tuple[str, str], RecordFinding]:
    """The findings that want a correction, by field and rule."""
    return {(one.field, one.rule): one for one in findings if follow_of(one, own).opens}


def is_from_outside(source: str) -> bool:
    """Whether a correction was opened by something that the rules cannot see: it ends when the value changes."""
    return source in ("refusal", "bounce", "registry", "person")
