"""The dry run: a verdict for each row of a file that is not accepted yet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from sansfaute.intake import actions as intake_actions
from sansfaute.intake import queries as intake
from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import copy_in
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.judging import CompanyRules, company_rules
from sansfaute.masterdata.actions.records import stranger_of
from sansfaute.masterdata.actions.undoing import finish_undos
from sansfaute.masterdata.actions.writing import OF_KIND, RECORD_TYPES, AnyRecord, RecordType, state_of
from sansfaute.masterdata.events import VerdictsAsked
from sansfaute.masterdata.models import Buyer, Progress, RowVerdict

CHUNK = 1000
TASK = "judge"

Judge = Callable[[UUID, Sequence[Any]], Iterable[tuple[str, str, rules.Verdict]]]
"""Given a seller and usable rows, in the order of the file: record type, code and verdict of each."""


def judge_rows(*, source_file_id: UUID | str, at: datetime) -> int:
    """Judge the rows of buyers and items of a file; other kinds of file are for other rooms. Returns how many."""
    source_file = intake.source_file(source_file_id)
    if source_file.kind not in (*OF_KIND, "invoices"):
        return 0
    issuer = stranger_of(source_file)
    return judge_file(source_file_id=source_file_id, judge=_turned_away(issuer) if issuer else _judge, at=at)


def judge_file(*, source_file_id: UUID | str, judge: Judge, at: datetime) -> int:
    """Give each row of a file its verdict, unless the file is accepted already. Returns how many rows were judged.

    A thousand rows are one transaction. Stopped anywhere and run again, it goes on from there; run
    twice at once, both share the work; run again once it has ended, it changes nothing
    (`ask_verdicts` lets it begin anew, and so does reading the file again).
    """
    source_file = intake.source_file(source_file_id)
    if source_file.parsed_at is None or (source_file.accepted_at and not source_file.undone_at):
        return 0
    finish_undos(seller_id=source_file.seller_id, at=at)  # what is half undone would be told as it was
    _begin(source_file, at)
    judged = 0
    while (count := _judge_chunk(source_file, judge, at)) is not None:
        judged += count
    return judged


@transaction.atomic
def ask_verdicts(
    *, seller_id: UUID | str, source_file_id: UUID | str, at: datetime, actor: journal.Actor | None = None
) -> None:
    """Have every row judged again by the records as they are now: the old verdicts go, a job writes the new ones.

    Raises ImportRefused (of intake) once it is accepted: nobody would judge it again. Raises
    SourceFile.DoesNotExist when the file is not this seller's.
    """
    source_file = intake_actions.undecided_file(source_file_id, seller_id)
    progress = _locked_progress(source_file, at)
    _restart(progress, source_file, at)
    asked = VerdictsAsked(seller_id=source_file.seller_id, subject_id=source_file.pk, kind=source_file.kind)
    journal.record([asked], at=at, actor=actor)


@transaction.atomic
def leave_out_rows(
    *, seller_id: UUID | str, source_file_id: UUID | str, row_ids: Iterable[UUID | str], at: datetime
) -> int:
    """Set usable rows of a file aside by choice, before it is accepted. Returns how many.

    Raises ImportRefused (of intake) once it is accepted, SourceFile.DoesNotExist when it is not this seller's.
    """
    source_file = intake_actions.undecided_file(source_file_id, seller_id)
    usable = intake.rows_of(source_file.pk).filter(pk__in=list(row_ids)).values_list("pk", flat=True)
    return intake_actions.set_aside_rows(
        seller_id=source_file.seller_id, reasons=[(row_id, "left_out", {}) for row_id in usable], at=at
    )


@transaction.atomic
def take_rows_again(
    *, seller_id: UUID | str, source_file_id: UUID | str, row_ids: Iterable[UUID | str], at: datetime
) -> int:
    """Take up again rows that were left out by choice; the same refusals. Returns how many."""
    source_file = intake_actions.undecided_file(source_file_id, seller_id)
    left = intake.rows_set_aside(source_file.seller_id, ["left_out"]).filter(source_file_id=source_file.pk)
    chosen = list(left.filter(pk__in=list(row_ids)).values_list("pk", flat=True))
    return intake_actions.use_rows_again(row_ids=chosen, at=at)


@transaction.atomic
def _begin(source_file: Any, at: datetime) -> None:
    """Start, or go on; verdicts of an earlier reading of the file are worth nothing."""
    progress = _locked_progress(source_file, at)
    if progress.started_at < source_file.parsed_at:
        _restart(progress, source_file, max(at, source_file.parsed_at))
    elif not progress.total:
        progress.total = source_file.row_count
        progress.save(update_fields=["total"])


def _locked_progress(source_file: Any, at: datetime) -> Progress:
    """How far the verdicts of a file are, held until the transaction ends."""
    Progress.objects.bulk_create(
        [
            Progress(
                id=new_id(), seller_id=source_file.seller_id, task=TASK, subject_id=source_file.pk,
                total=source_file.row_count, started_at=max(at, source_file.parsed_at or at),
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return Progress.objects.select_for_update(of=("self",)).get(task=TASK, subject_id=source_file.pk)


def _restart(progress: Progress, source_file: Any, at: datetime) -> None:
    RowVerdict.objects.filter(source_file_id=source_file.pk).delete()
    progress.done, progress.total, progress.failure = 0, source_file.row_count, ""
    progress.started_at, progress.ended_at = at, None
    progress.save(update_fields=["done", "total", "failure", "started_at", "ended_at"])


@transaction.atomic
def _judge_chunk(source_file: Any, judge: Judge, at: datetime) -> int | None:
    """The next rows without verdict; None when every row has its own."""
    progress = Progress.objects.select_for_update(of=("self",)).get(task=TASK, subject_id=source_file.pk)
    if progress.ended_at is not None:
        return None
    last = RowVerdict.objects.filter(source_file_id=source_file.pk).aggregate(last=Max("row_number"))["last"] or 0
    following = source_file.rows.filter(row_number__gt=last).order_by("row_number").defer("original")
    rows = list(following.select_related("set_aside")[:CHUNK])
    copy_in(_verdicts(source_file, rows, judge))
    progress.done += len(rows)
    progress.ended_at = None if len(rows) == CHUNK else max(at, progress.started_at)
    progress.save(update_fields=["done", "ended_at"])
    return len(rows)


def _verdicts(source_file: Any, rows: Sequence[Any], judge: Judge) -> list[RowVerdict]:
    # What a person leaves out by choice keeps its verdict: the choice can still be taken back.
    usable = [row for row in rows if not hasattr(row, "set_aside") or row.set_aside.reason_code == "left_out"]
    said = dict(zip((row.pk for row in usable), judge(source_file.seller_id, usable), strict=True))
    rejected = rules.Verdict("rejected")
    return [_written(source_file, row, *said.get(row.pk, ("", row.values.get("code", ""), rejected))) for row in rows]


def _written(source_file: Any, row: Any, record_type: str, code: str, verdict: rules.Verdict) -> RowVerdict:
    return RowVerdict(
        id=new_id(),
        seller_id=source_file.seller_id,
        source_file_id=source_file.pk,
        source_row_id=row.pk,
        row_number=row.row_number,
        record_type=record_type,
        code=code[:60],
        outcome=verdict.outcome,
        differences=[asdict(one) for one in verdict.differences],
        findings=[asdict(one) for one in verdict.findings],
        has_errors=verdict.has_errors,
    )


def _turned_away(issuer: str) -> Judge:
    """The invoice of another company: none of its rows is ours."""
    finding = rules.RecordFinding("", "other_seller", "error", issuer)
    verdict = rules.Verdict("rejected", (), (finding,))
    return lambda _, rows: [(OF_KIND[row.kind].name, row.values["code"], verdict) for row in rows]


def _judge(seller_id: UUID, rows: Sequence[Any]) -> list[tuple[str, str, rules.Verdict]]:
    """Rows of buyers and items, each beside the record of its code."""
    known = {kind.name: _known(kind, seller_id, rows) for kind in RECORD_TYPES.values()}
    own = {kind.name: company_rules(seller_id, kind.name) for kind in RECORD_TYPES.values()}
    records = [record for found in known.values() for record in found.values()]
    newer = intake.rows_said_after(rows[0].source_file_id, [one.source_row_id for one in records]) if rows else set()
    said = []
    for row in rows:
        kind = OF_KIND[row.kind]
        code = row.values["code"]
        record = known[kind.name].get(code)
        older = record is not None and record.source_row_id in newer
        said.append((kind.name, code, _verdict_of(kind, row, record, own[kind.name], older)))
    return said


def _known(kind: RecordType, seller_id: UUID, rows: Sequence[Any]) -> Mapping[str, AnyRecord]:
    codes = [row.values["code"] for row in rows if OF_KIND[row.kind] is kind]
    if not codes:
        return {}
    return {one.code: one for one in kind.model._default_manager.filter(seller_id=seller_id, code__in=codes)}


def _verdict_of(kind: RecordType, row: Any, record: AnyRecord | None, own: CompanyRules, older: bool) -> rules.Verdict:
    said = {name: text for name, text in row.values.items() if name != "code"}
    if record is None:
        given = {name: text for name, text in said.items() if text}
        return rules.Verdict("new", (), _found(kind, given, row.values["code"], own))
    state, guarded = state_of(record), isinstance(record, Buyer) and bool(record.iban)
    differences = rules.differences_of(state, said, guarded=guarded)
    after = rules.state_agreed(state, said, guarded=guarded)
    # Identifiers of rows grow with time: what a later file said of this record stays said.
    if older or (record.source_row_id is not None and record.source_row_id > row.pk):
        differences, after = rules.as_older(differences), state
    found = _found(kind, rules.values_in(after), record.code, own)
    return rules.Verdict(rules.outcome_of(differences), differences, found)


def _found(
    kind: RecordType, values: Mapping[str, str], code: str, own: CompanyRules
) -> tuple[rules.RecordFinding, ...]:
    """What both sets of rules say of a record alone; what needs other records is said once it is written."""
    read = kind.read({**values, "code": code})
    return read.findings + rules.company_findings(own.own, rules.view_of(values, read.fields), rules.ALONE)
