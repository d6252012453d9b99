"""Imports: the files that were dropped, how far each is, and what its report says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, QuerySet

from sansfaute.contracts import queries as contracts
from sansfaute.intake import queries as intake
from sansfaute.intake import rules as intake_rules
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books
    from sansfaute.intake.models import RefusedFile, SourceFile

RECORDS = ("items", "buyers", "invoices")
"""Kinds of file whose rows become buyers and items; the others become contracts, usage, orders."""
UNDER_WAY = ("reading", "judging", "agreeing", "undoing")
"""States that end by themselves."""


@dataclass(frozen=True, slots=True)
class Import:
    """One file, how far it is, and the figures of what is under way."""

    file: SourceFile
    state: str  # doubt, reading, judging, ready, agreeing, accepted, undoing, undone, dropped
    done: int = 0
    total: int = 0
    failure: str = ""
    judged_at: Any = None
    undone_set_id: UUID | None = None  # while an undo is under way: the change set that it takes back

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has it in hand."""
        return self.state in UNDER_WAY

    @property
    def may_be_read_otherwise(self) -> bool:
        """Whether somebody may still say how it is to be read."""
        return self.state in ("doubt", "reading", "judging", "ready", "dropped", "undone")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an accepted import, row by row."""

    made: int
    changed: int
    unchanged: int
    set_aside: int
    built: tuple[contracts.Built, ...] = ()
    changed_since: tuple[str, ...] = ()  # codes of the first records changed since, which hold the import

    @property
    def may_be_undone(self) -> bool:
        """Whether nothing was built on it."""
        return not (self.built or self.changed_since)


def files(books: Books) -> QuerySet[SourceFile]:
    """Every file of these books, the latest first."""
    return intake.source_files(books.seller.pk).order_by("-received_at", "-id").select_related("received_by")


def refused(books: Books) -> QuerySet[RefusedFile]:
    """The files that nothing could read."""
    return intake.refused_files(books.seller.pk)


def imports(rows: Sequence[SourceFile]) -> list[Import]:
    """These files with how far each is; two queries, and two more when some were undone."""
    ids = [one.pk for one in rows]
    judged, agreed = (masterdata.progress_by_subject(task, ids) for task in ("judge", "agree"))
    undoing = masterdata.undo_progress(one.pk for one in rows if one.undone_at is not None)
    return [
        _undoing(one, undoing[one.pk]) if one.pk in undoing else _import(one, judged.get(one.pk), agreed.get(one.pk))
        for one in rows
    ]


def _undoing(file: SourceFile, progress: Any) -> Import:
    return Import(file, "undoing", progress.done, progress.total, undone_set_id=progress.subject_id)


def _import(file: SourceFile, judged: Any, agreed: Any) -> Import:
    if file.undone_at is not None or file.dropped_at is not None:
        return Import(file, "dropped" if file.dropped_at else "undone", judged_at=_ended(judged))
    if file.accepted_at is not None:
        return _accepted(file, agreed)
    if "trouble" in file.recognised:
        return Import(file, "doubt")
    if file.parsed_at is None:
        return Import(file, "reading", file.rows_done, int(file.recognised.get("row_count") or 0))
    if judged is None or judged.started_at < file.parsed_at:
        return Import(file, "judging", 0, file.row_count)
    if judged.ended_at is None:
        return Import(file, "judging", judged.done, judged.total, judged.failure)
    return Import(file, "ready", judged_at=judged.started_at)


def _ended(progress: Any) -> Any:
    return progress.started_at if progress is not None and progress.ended_at is not None else None


def _accepted(file: SourceFile, agreed: Any) -> Import:
    if file.kind not in RECORDS:
        return Import(file, "accepted")
    if agreed is None or agreed.started_at < file.accepted_at:
        return Import(file, "agreeing", 0, file.row_count)
    if agreed.ended_at is None:
        return Import(file, "agreeing", min(agreed.done, agreed.total), agreed.total, agreed.failure)
    return Import(file, "accepted")


def import_of(books: Books, source_file_id: UUID) -> Import | None:
    """One import of these books; None when it is not theirs."""
    file = intake.source_files(books.seller.pk).filter(pk=source_file_id).select_related("received_by").first()
    return imports([file])[0] if file else None


def left_out(books: Books, source_file_id: UUID) -> QuerySet[Any]:
    """Rows that a person leaves out, though they could be used."""
    return intake.rows_set_aside(books.seller.pk, ["left_out"]).filter(source_file_id=source_file_id)


def some_right(books: Books, source_file_id: UUID) -> bool:
    """Whether any row without errors would be taken."""
    right = masterdata.verdicts(source_file_id).filter(has_errors=False).exclude(outcome="rejected")
    return bool(right.exclude(source_row_id__in=left_out(books, source_file_id).order_by().values("pk")).exists())


def set_aside_counts(books: Books, file_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many rows of each of these files are set aside."""
    rows = intake.rows_set_aside(books.seller.pk).filter(source_file_id__in=list(file_ids)).order_by()
    return dict(rows.values_list("source_file_id").annotate(count=Count("id")))


def reason_lines(books: Books, source_file_id: UUID, language: str) -> list[tuple[str, int, int]]:
    """Why rows of a file are set aside, the most frequent first: the first row's own sentence, how many, its number."""
    rows = intake.rows_set_aside(books.seller.pk).filter(source_file_id=source_file_id)
    counts = dict(rows.order_by().values_list("set_aside__reason_code").annotate(count=Count("id")))
    firsts = rows.order_by("set_aside__reason_code", "row_number").distinct("set_aside__reason_code")
    lines = [
        (intake_rules.reason_parts(code, row.set_aside.details, language)[0], counts[code], row.row_number)
        for row in firsts
        if (code := row.set_aside.reason_code) in counts
    ]
    return sorted(lines, key=lambda line: -line[1])


def report(books: Books, file: SourceFile) -> Report:
    """What an import made, changed, left as it was, and what was built on it since."""
    aside = set_aside_counts(books, [file.pk]).get(file.pk, 0)
    built = tuple(contracts.built_on(file))
    if file.kind not in RECORDS:
        made = contracts.recorded_from(file).count()
        return Report(made, 0, max(file.row_count - aside - made, 0), aside, built)
    done = masterdata.import_report(books.seller.pk, file.pk)
    unchanged = max(file.row_count - aside - done.made - done.changed, 0)
    since = masterdata.changed_since_import(file.pk)
    codes = tuple(dict.fromkeys(since.values_list("code", flat=True)[:20]))[:3]
    return Report(done.made, done.changed, unchanged, aside, built, codes)


def exported_rows(books: Books, kind: str) -> Iterator[Sequence[str]]:
    """All records of a kind, headers first, as our own import reads them back."""
    return exported(books.seller.pk, kind)


def exported(seller_id: UUID, kind: str) -> Iterator[Sequence[str]]:
    """The same for a seller that a command names."""
    rows: Iterator[Mapping[str, str]]
    rows = (masterdata if kind in ("items", "buyers") else contracts).exported_values(seller_id, kind)
    yield rules.headers_exported(kind)
    for values in rows:
        yield rules.row_exported(kind, values)
