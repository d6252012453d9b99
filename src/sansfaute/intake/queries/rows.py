"""Files received, their rows, and what is set aside."""

from collections.abc import Iterable
from typing import TypedDict
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sansfaute.intake.models import RefusedFile, SetAside, SourceFile, SourceRow


class RowCounts(TypedDict):
    """Every row read is either usable or set aside."""

    read: int
    usable: int
    set_aside: int


def source_files(seller_id: UUID | str) -> QuerySet[SourceFile]:
    """The files received for one seller, oldest first."""
    return SourceFile.objects.filter(seller_id=seller_id).order_by("received_at", "id")


def source_file(source_file_id: UUID | str) -> SourceFile:
    """One received file. Raises SourceFile.DoesNotExist."""
    return SourceFile.objects.get(pk=source_file_id)


def holds_accepted(source_file_id: UUID | str) -> bool:
    """Whether an import still stands (it was not undone); held so until the caller's transaction ends."""
    files = SourceFile.objects.select_for_update(of=("self",), no_key=True).filter(pk=source_file_id)
    return any(one.undone_at is None for one in files)


def refused_files(seller_id: UUID | str) -> QuerySet[RefusedFile]:
    """The files that could not be read, latest first."""
    return RefusedFile.objects.filter(seller_id=seller_id).order_by("-refused_at", "-id")


def rows_of(source_file_id: UUID | str) -> QuerySet[SourceRow]:
    """The usable rows of a file, in the order of the file (rows set aside are not among them)."""
    return SourceRow.objects.filter(source_file__pk=source_file_id, set_aside=None).order_by("row_number")


def rows_by_id(row_ids: Iterable[UUID | str]) -> dict[UUID, SourceRow]:
    """The rows among these identifiers, usable or not."""
    return SourceRow.objects.in_bulk(list(row_ids))


def rows_by_code(source_file_id: UUID | str, kind: str, codes: Iterable[str]) -> dict[str, UUID]:
    """The last usable row of a file, of one kind, that says each of these codes."""
    rows = rows_of(source_file_id).filter(kind=kind, values__code__in=list(codes))
    return dict(rows.values_list("values__code", "pk"))


def rows_shown(row_ids: Iterable[UUID | str]) -> QuerySet[SourceRow]:
    """These rows, each with why it is set aside, if it is."""
    return SourceRow.objects.filter(pk__in=list(row_ids)).select_related("set_aside").order_by("row_number")


def rows_set_aside(seller_id: UUID | str, reason_codes: Iterable[str] | None = None) -> QuerySet[SourceRow]:
    """Rows set aside (for these reasons, else for any), each with its `set_aside` and `source_file`."""
    rows = SourceRow.objects.filter(seller_id=seller_id, set_aside__isnull=False)
    if reason_codes is not None:
        rows = rows.filter(set_aside__reason_code__in=list(reason_codes))
    return rows.select_related("set_aside", "source_file").order_by(
        "source_file__received_at", "source_file_id", "row_number"
    )


def reason_counts(seller_id: UUID | str) -> dict[str, int]:
    """How many rows are set aside for each reason code."""
    counted = SetAside.objects.filter(seller_id=seller_id).values_list("reason_code").annotate(Count("id"))
    return dict(counted.order_by("reason_code"))


def row_counts(seller_id: UUID | str) -> RowCounts:
    """Rows of all files of one seller: read = usable + set aside."""
    counted = SourceRow.objects.filter(seller_id=seller_id).aggregate(**_COUNTS)
    return RowCounts(read=counted["read"], usable=counted["usable"], set_aside=counted["aside"])


def row_counts_by_file(seller_id: UUID | str) -> dict[UUID, RowCounts]:
    """The same counts for each file received; one query."""
    counted = SourceFile.objects.filter(seller_id=seller_id).annotate(**_FILE_COUNTS)
    numbers = counted.values_list("id", *_FILE_COUNTS)
    return {file_id: RowCounts(read=read, usable=usable, set_aside=aside) for file_id, read, usable, aside in numbers}


_COUNTS = {
    "read": Count("id"),
    "usable": Count("id", filter=Q(set_aside=None)),
    "aside": Count("id", filter=Q(set_aside__isnull=False)),
}
_FILE_COUNTS = {
    "read": Count("rows"),
    "usable": Count("rows", filter=Q(rows__set_aside=None)),
    "aside": Count("rows__set_aside"),
}


def said_at(row_ids: Iterable[UUID | str]) -> dict[UUID, str]:
    """The day of which each of these rows speaks (ISO): when an invoice was issued, else when its file arrived."""
    rows = SourceRow.objects.filter(pk__in=list(row_ids)).values_list(
        "pk", "source_file__recognised__issue_date", "source_file__received_at"
    )
    return {row_id: issue_date or received_at.date().isoformat() for row_id, issue_date, received_at in rows}


def rows_said_after(source_file_id: UUID | str, row_ids: Iterable[UUID | None]) -> set[UUID]:
    """Which of these rows speak of a later day than a past invoice that is read only now.

    None for any other file: what is exported today is what is known today.
    """
    issue_date = SourceFile.objects.get(pk=source_file_id).recognised.get("issue_date", "")
    wanted = [row_id for row_id in row_ids if row_id is not None] if issue_date else []
    return {row_id for row_id, day in said_at(wanted).items() if day > issue_date} if wanted else set()
