"""How records are written: cleaned and judged by the same rules whatever the way in, with their findings."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import copy_in, write_over
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.judging import company_rules, with_company_findings
from sansfaute.masterdata.actions.settling import settle_corrections
from sansfaute.masterdata.events import RecordAgreed
from sansfaute.masterdata.models import Buyer, Finding, Item

AnyRecord = Buyer | Item


@dataclass(frozen=True, slots=True)
class RecordType:
    """How one kind of record is made of text values."""

    name: str
    model: type[Buyer] | type[Item]
    read: Callable[[Mapping[str, str]], rules.Record]


RECORD_TYPES = {
    "buyer": RecordType("buyer", Buyer, rules.read_buyer),
    "item": RecordType("item", Item, rules.read_item),
}
OF_KIND = {"buyers": RECORD_TYPES["buyer"], "items": RECORD_TYPES["item"]}
"""Which records the rows of a kind of file become."""


def state_of(record: AnyRecord) -> dict[str, str]:
    """What a record holds now, as `rules.state_of` writes it."""
    return rules.state_of(record.values, record.imported, getattr(record, "merged_into_id", None))


def put_state(record: AnyRecord, kind: RecordType, state: Mapping[str, str]) -> tuple[rules.RecordFinding, ...]:
    """Give a record (unsaved yet) this state; all its other fields follow. Returns what the rules find."""
    record.values, record.imported = rules.values_in(state), rules.imported_in(state)
    if isinstance(record, Buyer):
        merged = state.get("merged_into", "")
        record.merged_into_id = UUID(merged) if merged else None
    read = kind.read({**record.values, "code": record.code})
    for name, value in read.fields.items():
        setattr(record, name, value)
    return read.findings


def write_records(
    kind: RecordType,
    judged: Sequence[tuple[AnyRecord, tuple[rules.RecordFinding, ...]]],
    *,
    at: datetime,
    actor: journal.Actor | None = None,
) -> None:
    """Insert the new and change the known, replace their findings, announce RecordAgreed for each.

    The company's own rules judge them too, and corrections follow: all ways in pass here. To be
    called under the seller's lock.
    """
    if not judged:
        return
    company = company_rules(judged[0][0].seller_id, kind.name)
    found = with_company_findings(company, judged, at)
    fresh = {record.pk for record, _ in judged if record._state.adding}
    save_records([record for record, _ in judged])
    replace_findings(kind, found, at, fresh)
    settle_corrections(company, found, at=at, actor=actor, fresh=fresh)
    agreed = [
        RecordAgreed(seller_id=one.seller_id, subject_id=one.pk, record_type=kind.name, code=one.code)
        for one, _ in judged
    ]
    journal.record(agreed, at=at, actor=actor)


def save_records(records: Sequence[AnyRecord]) -> None:
    """Insert or change these rows, of one kind, and nothing else: no finding, no fact."""
    known = [one for one in records if not one._state.adding]
    copy_in([one for one in records if one._state.adding])
    write_over(known)


Text = tuple[str, str, str, str, str]


def replace_findings(
    kind: RecordType,
    judged: Sequence[tuple[AnyRecord, tuple[rules.RecordFinding, ...]]],
    at: datetime,
    fresh: Set[UUID] = frozenset(),
) -> None:
    """Findings that say the same stay as they are, with their date. `fresh` records have none yet."""
    said = _findings_said(record.pk for record, _ in judged if record.pk not in fresh)
    changed = [(one, found) for one, found in judged if said[one.pk] != _texts(found)]
    if gone := [one.pk for one, _ in changed if said[one.pk]]:
        Finding.objects.filter(record_id__in=gone).delete()
    copy_in([_finding(one, kind, finding, at) for one, found in changed for finding in found])


def _findings_said(record_ids: Iterable[UUID]) -> dict[UUID, set[Text]]:
    said: dict[UUID, set[Text]] = defaultdict(set)
    names = ("field", "rule", "level", "value", "fix")
    if not (ids := list(record_ids)):
        return said
    for record_id, *text in Finding.objects.filter(record_id__in=ids).values_list("record_id", *names):
        said[record_id].add((text[0], text[1], text[2], text[3], text[4]))
    return said


def _texts(findings: Iterable[rules.RecordFinding]) -> set[Text]:
    return {(one.field, one.rule, one.level, one.value, one.fix) for one in findings}


def _finding(record: AnyRecord, kind: RecordType, found: rules.RecordFinding, at: datetime) -> Finding:
    return Finding(
        id=new_id(),
        seller_id=record.seller_id,
        record_type=kind.name,
        record_id=record.pk,
        code=record.code,
        field=found.field,
        rule=found.rule,
        level=found.level,
        value=found.value,
        fix=found.fix,
        found_at=at,
    )
