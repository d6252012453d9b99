"""The dry run of contracts, usage and orders: what each row would become, with nothing written of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sansfaute.contracts import rules
from sansfaute.contracts.actions.agreements import rank_of
from sansfaute.contracts.actions.recorders import RECORDERS, Known, Record, Recorder, Row, known_to
from sansfaute.intake import queries as intake
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata import rules as masterdata_rules

RECORD_TYPE = {"contracts": "contract", "usage": "usage", "orders": "order"}
Said = tuple[str, str, masterdata_rules.Verdict]


def judge_agreements(*, source_file_id: UUID | str, at: datetime) -> int:
    """Give the rows of a contracts, usage or orders file their verdicts; other kinds are left alone."""
    source_file = intake.source_file(source_file_id)
    if source_file.kind not in RECORDERS:
        return 0
    return masterdata.judge_file(source_file_id=source_file.pk, judge=_Judge(source_file), at=at)


class _Judge:
    """Judges pages of rows, in the order of the file; the rank of an order line counts all rows before it."""

    def __init__(self, source_file: Any) -> None:
        self.source_file = source_file
        self.recorder = RECORDERS[source_file.kind]
        self.ranks: Counter[str] = Counter()
        self.last = 0

    def __call__(self, seller_id: UUID, rows: Sequence[Any]) -> list[Said]:
        """Record type, identity and verdict of each row."""
        ranked = [Row(row.pk, seller_id, row.values, self._rank(row)) for row in rows]
        reads = [self._read(row) for row in ranked]
        known = known_to(seller_id, [read for read, _ in reads if read is not None])
        built = [self._build(row, read, trouble, known) for row, (read, trouble) in zip(ranked, reads, strict=True)]
        standing = _standing(self.recorder, [record for record, _ in built if record is not None])
        return [
            (RECORD_TYPE[self.source_file.kind], _code(row, self.source_file.kind), self._said(one, standing))
            for row, one in zip(ranked, built, strict=True)
        ]

    def _rank(self, row: Any) -> int:
        if self.source_file.kind != "orders":
            return 0
        if row.row_number > self.last + 1:  # rows set aside stand between: they count
            between = self.source_file.rows.filter(row_number__gt=self.last, row_number__lt=row.row_number)
            for values in between.order_by("row_number").values_list("values", flat=True).iterator():
                rank_of(values, self.ranks)
        self.last = row.row_number
        return rank_of(row.values, self.ranks)

    def _read(self, row: Row) -> tuple[Any, rules.RowUnusable | None]:
        try:
            return self.recorder.read(row.values), None
        except rules.RowUnusable as unusable:
            return None, unusable

    def _build(
        self, row: Row, read: Any, trouble: rules.RowUnusable | None, known: Known
    ) -> tuple[Record | None, rules.RowUnusable | None]:
        if read is None:
            return None, trouble
        try:
            return self.recorder.build(row, read, known), None
        except rules.RowUnusable as unusable:
            return None, unusable

    def _said(
        self, one: tuple[Record | None, rules.RowUnusable | None], standing: dict[tuple[Any, ...], Record]
    ) -> masterdata_rules.Verdict:
        record, trouble = one
        if record is None:
            assert trouble is not None
            return masterdata_rules.Verdict("rejected", (), (_finding(trouble.code, trouble.details),))
        known = standing.get(_identity(self.recorder, record))
        if known is None:
            return masterdata_rules.Verdict("new")
        differences = self._differences(known, record)
        if not differences:
            return masterdata_rules.Verdict("same")
        identity = " / ".join(map(str, _identity(self.recorder, record)))
        contradiction = _finding("contradicts_record", {"identity": identity})
        return masterdata_rules.Verdict("rejected", differences, (contradiction,))

    def _differences(self, known: Record, record: Record) -> tuple[masterdata_rules.Difference, ...]:
        if all(getattr(known, name) == getattr(record, name) for name in self.recorder.content):
            return ()
        values_of = rules.VALUES_OF[self.source_file.kind]
        ours, said = values_of(known), values_of(record)
        return tuple(
            masterdata_rules.Difference(name, ours[name], said[name]) for name in ours if ours[name] != said[name]
        )


def _identity(recorder: Recorder, record: Record) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in recorder.identity)


def _standing(recorder: Recorder, records: Sequence[Record]) -> dict[tuple[Any, ...], Record]:
    """The records that hold these identities already."""
    if not records:
        return {}
    found = recorder.model.objects.filter(seller_id=records[0].seller_id, **recorder.named(records))
    related = {"contracts": ("contract__buyer", "item"), "usage": ("contract", "item")}
    kind = next(kind for kind, one in RECORDERS.items() if one is recorder)
    return {_identity(recorder, one): one for one in found.select_related(*related.get(kind, ("buyer", "item")))}


def _code(row: Row, kind: str) -> str:
    name = {"contracts": "contract_number", "usage": "event_id", "orders": "order_number"}[kind]
    return str(row.values.get(name) or "")


def _finding(code: str, details: dict[str, Any]) -> masterdata_rules.RecordFinding:
    """A reason of intake's, carried as a finding: its value is what the sentence names."""
    value = next((str(details[name]) for name in ("value", "code", "identity") if details.get(name)), "")
    return masterdata_rules.RecordFinding(str(details.get("field", "")), code, "error", value)
