"""Facts of intake."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FileReceived:
    """A file arrived and is kept byte for byte; the subject is the source file."""

    seller_id: UUID
    subject_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ReadingAsked:
    """The rows of a file are to be read by a worker; the subject is the source file."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class RowsParsed:
    """Every row of a file has been read; the subject is the source file."""

    seller_id: UUID
    subject_id: UUID
    kind: str
    row_count: int


@dataclass(frozen=True, slots=True)
class RowSetAside:
    """A row cannot be used as it stands; the subject is the row."""

    seller_id: UUID
    subject_id: UUID
    reason_code: str


@dataclass(frozen=True, slots=True)
class RowUsedAgain:
    """A row set aside was found usable after all; the subject is the row."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class FileTurnedAway:
    """A file could not be read; its bytes are kept and the subject is the refused file."""

    seller_id: UUID
    subject_id: UUID
    name: str
    reason_code: str


@dataclass(frozen=True, slots=True)
class ImportAccepted:
    """The usable rows of a file may become records; the subject is the source file."""

    seller_id: UUID
    subject_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class ImportDropped:
    """A person let a file go before accepting it; the subject is the source file."""

    seller_id: UUID
    subject_id: UUID
