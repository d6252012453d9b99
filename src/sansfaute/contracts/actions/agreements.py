"""Record contracts, usage and orders from parsed rows, page by page; set the others aside."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.contract_lines import close_contracts, on_their_contracts
from sansfaute.contracts.actions.recorders import RECORDERS, Known, Read, Record, Recorder, Row, known_to
from sansfaute.contracts.events import ContractSigned
from sansfaute.contracts.models import Contract, ContractLine
from sansfaute.intake import actions as intake
from sansfaute.intake import queries as intake_queries
from sansfaute.journal import actions as journal

PAGE = 500
LINE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
Refusal = tuple[UUID, str, dict[str, Any]]


@dataclass(slots=True)
class _Outcome:
    """What became of a page of rows."""

    used: list[UUID] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    new: list[Record] = field(default_factory=list)
    signed: list[Contract] = field(default_factory=list)

    @property
    def new_contract_numbers(self) -> set[str]:
        return {contract.contract_number for contract in self.signed}


def record_rows(*, source_file_id: UUID, at: datetime) -> None:
    """Turn the usable rows of a contracts, usage or orders file into records; other kinds are left alone.

    Twice, at once, or stopped anywhere and run again: the same records. A row that cannot be used
    is set aside with its reason. Each page of 500 rows is one transaction with a bounded number of
    queries.
    """
    source_file = intake_queries.source_file(source_file_id)
    recorder = RECORDERS.get(source_file.kind)
    if recorder is None:
        return
    signed: set[str] = set()
    for rows in _pages(source_file):
        outcome = _record_page(recorder, source_file.pk, rows, at)
        if outcome is None:
            return
        signed |= outcome.new_contract_numbers
    if signed:
        retry_rows(seller_id=source_file.seller_id, codes=signed, at=at)
    # A record agreed between our look-up and our commit saw nothing waiting: look again, once.
    _retry(source_file.seller_id, Q(source_file_id=source_file_id), at)


def retry_rows(*, seller_id: UUID, codes: set[str], at: datetime) -> None:
    """Try again the rows that wait for a buyer, item or contract of these codes."""
    signed = _retry(seller_id, Q(set_aside__details__code__in=sorted(codes)), at)
    if signed:
        _retry(seller_id, Q(set_aside__details__code__in=sorted(signed)), at)


def _pages(source_file: Any) -> Iterator[list[Row]]:
    """Usable rows by pages. The rank of an order line counts the lines set aside too: it never moves."""
    ranks: Counter[str] = Counter()
    last = -1
    while True:
        rows = source_file.rows.annotate(is_usable=Q(set_aside=None)).order_by("row_number")
        page = list(rows.filter(row_number__gt=last)[:PAGE])
        if not page:
            return
        last = page[-1].row_number
        ordered = source_file.kind == "orders"
        ranked = [(row, rank_of(row.values, ranks) if ordered else 0) for row in page]
        yield [Row(row.id, row.seller_id, row.values, rank) for row, rank in ranked if row.is_usable]


def rank_of(values: dict[str, Any], ranks: Counter[str]) -> int:
    """The number that the file gives to a line of an order, else its rank among the lines counted so far."""
    number, stated = str(values.get("order_number") or ""), str(values.get("line_number") or "")
    ranks[number] += 1
    return int(stated) if LINE_NUMBER.fullmatch(stated) else ranks[number]


@transaction.atomic
def _record_page(recorder: Recorder, source_file_id: UUID, rows: Sequence[Row], at: datetime) -> _Outcome | None:
    """Record one page; None when the import was undone meanwhile."""
    if not intake_queries.holds_accepted(source_file_id):
        return None
    if not rows:
        return _Outcome()
    outcome = _record(recorder, rows, at)
    if outcome.refusals:
        intake.set_aside_rows(seller_id=rows[0].seller_id, reasons=outcome.refusals, at=at)
    return outcome


def _retry(seller_id: UUID, chosen: Q, at: datetime) -> set[str]:
    """One pass over chosen waiting rows, kind by kind; the numbers of contracts recorded by it."""
    signed: set[str] = set()
    for kind in RECORDERS:
        last = UUID(int=0)
        while page := _retry_page(kind, seller_id, chosen & Q(pk__gt=last), at):
            last, numbers = page
            signed |= numbers
    return signed


@transaction.atomic
def _retry_page(kind: str, seller_id: UUID, chosen: Q, at: datetime) -> tuple[UUID, set[str]] | None:
    """Try one page again: used rows leave quarantine, a row that now lacks something else says so."""
    waiting = intake_queries.rows_set_aside(seller_id, rules.WAITING).filter(chosen, kind=kind)
    waiting = waiting.filter(source_file__undone_at=None)
    page = list(waiting.order_by("pk").select_for_update(of=("self",))[:PAGE])
    if not page:
        return None
    rows = [Row(row.id, row.seller_id, row.values, row.set_aside.details.get("line_number", 0)) for row in page]
    outcome = _record(RECORDERS[kind], rows, at)
    intake.use_rows_again(row_ids=outcome.used, at=at)
    intake.set_aside_rows(seller_id=seller_id, reasons=outcome.refusals, at=at)  # the same reason again is nothing new
    return page[-1].pk, outcome.new_contract_numbers


def _record(recorder: Recorder, rows: Sequence[Row], at: datetime) -> _Outcome:
    """Insert what is new, compare what was known; one fact for each new record."""
    outcome = _Outcome()
    reads = list(_readings(recorder, rows, outcome))
    known = known_to(rows[0].seller_id, [read for _, read in reads])
    built = list(_built(recorder, reads, known, outcome))
    _hold_buyers(built)
    if recorder.model is ContractLine:
        built = _placed(built, outcome)
    recorded = _insert(recorder, [record for _, record in built])
    for row, record in built:
        _settle(recorder, row, record, recorded[_identity(recorder, record)], outcome)
    _announce(recorder, outcome, at)
    return outcome


def _placed(built: Sequence[tuple[Row, Any]], outcome: _Outcome) -> list[tuple[Row, Record]]:
    """The lines on their contracts; one that contradicts its contract is set aside."""
    fitting, contradicting, outcome.signed = on_their_contracts(built)
    for row, line in contradicting:
        identity = f"{line.contract_number} / {line.line_number}"
        outcome.refusals.append((row.id, "contradicts_record", {"identity": identity}))
    return [*fitting]


def _announce(recorder: Recorder, outcome: _Outcome, at: datetime) -> None:
    facts: list[Any] = [ContractSigned(seller_id=one.seller_id, subject_id=one.pk) for one in outcome.signed]
    facts += [recorder.event(seller_id=one.seller_id, subject_id=one.pk) for one in outcome.new]
    journal.record(facts, at=at)
    close_contracts({one.contract_id for one in outcome.new if isinstance(one, ContractLine)})


def _readings(recorder: Recorder, rows: Sequence[Row], outcome: _Outcome) -> Iterator[tuple[Row, Read]]:
    for row in rows:
        try:
            yield row, recorder.read(row.values)
        except rules.RowUnusable as unusable:
            outcome.refusals.append((row.id, unusable.code, _details(row, unusable)))


def _built(
    recorder: Recorder, reads: Sequence[tuple[Row, Read]], known: Known, outcome: _Outcome
) -> Iterator[tuple[Row, Record]]:
    for row, read in reads:
        try:
            yield row, recorder.build(row, read, known)
        except rules.RowUnusable as unusable:
            outcome.refusals.append((row.id, unusable.code, _details(row, unusable)))


def _details(row: Row, unusable: rules.RowUnusable) -> dict[str, Any]:
    """The reason's details, with the line's number in its order: it must not be lost while it waits."""
    return unusable.details | ({"line_number": row.rank} if row.rank else {})


def _hold_buyers(built: Sequence[tuple[Row, Record]]) -> None:
    """Usage of a buyer is added up under his lock: an event may not slip in between sum and mark."""
    contracts = [record.contract for _, record in built if hasattr(record, "contract")]
    if contracts:
        queries.locked_buyers({contract.buyer_id for contract in contracts})


def _insert(recorder: Recorder, records: Sequence[Record]) -> dict[tuple[Any, ...], Record]:
    """Insert the first of each identity unless it is recorded already; all of them as they now stand."""
    first: dict[tuple[Any, ...], Record] = {}
    for record in records:
        first.setdefault(_identity(recorder, record), record)
    if not first:
        return {}
    ordered = [first[identity] for identity in sorted(first)]  # in one order: two inserters never wait for each other
    recorder.model.objects.bulk_create(ordered, ignore_conflicts=True)  # type: ignore[arg-type]  # one model at a time
    standing: QuerySet[Any] = recorder.model.objects.filter(seller_id=ordered[0].seller_id, **recorder.named(ordered))
    if recorder.model is ContractLine:
        standing = standing.select_related("contract")
    return {_identity(recorder, one): one for one in standing}


def _settle(recorder: Recorder, row: Row, record: Record, standing: Record, outcome: _Outcome) -> None:
    """Is the standing record this row's own, new or old, or does another row hold its identity?"""
    if standing.source_row_id == row.id:
        outcome.used.append(row.id)
        if standing.pk == record.pk:
            outcome.new.append(record)
        return
    same = all(getattr(standing, name) == getattr(record, name) for name in recorder.content)
    details: dict[str, Any] = {"identity": " / ".join(str(one) for one in _identity(recorder, record))}
    outcome.refusals.append((row.id, "already_recorded" if same else "contradicts_record", details))


def _identity(recorder: Recorder, record: Record) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in recorder.identity)
