"""Facts of drafts."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DraftAssembled:
    """A draft is complete and waits for review; the subject is the draft."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """A draft will not be invoiced; the subject is the draft."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class DraftEdited:
    """A person changed a draft, or it took up a corrected record; the subject is the draft."""

    seller_id: UUID
    subject_id: UUID
    revision: int
