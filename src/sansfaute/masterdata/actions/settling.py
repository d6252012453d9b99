"""Corrections follow findings: opened with them, ended when they are gone, whatever the way in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.bulk import copy_in
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.judging import AnyRecord, CompanyRules, Findings
from sansfaute.masterdata.events import CorrectionClosed, CorrectionOpened
from sansfaute.masterdata.models import AcceptedFinding, Correction

Key = tuple[str, str]
"""Field and rule: what makes a correction of a record one."""


@dataclass(slots=True)
class Settled:
    """What came of some records: corrections opened, told anew, ended."""

    opened: list[Correction] = field(default_factory=list)
    told_anew: list[Correction] = field(default_factory=list)
    ended: list[Correction] = field(default_factory=list)


def settle_corrections(
    company: CompanyRules,
    judged: Sequence[tuple[AnyRecord, Findings]],
    *,
    at: datetime,
    actor: journal.Actor | None = None,
    otherwise: str = "mended",
    fresh: Set[UUID] = frozenset(),
) -> Settled:
    """Open a correction for each finding that wants one, end those whose finding is gone (`otherwise` says how).

    To be called under the seller's lock. What a person accepted of the same value opens nothing. A
    record merged into another has nothing to mend. `fresh` records have no correction yet, and nothing
    accepted. Four statements at most, and one fact for each.
    """
    ids = [record.pk for record, _ in judged if record.pk not in fresh]
    standing, accepted = _standing(ids), _accepted(ids)
    settled = Settled()
    for record, findings in judged:
        gone = bool(getattr(record, "merged_into_id", None))
        wanted = {} if gone else rules.still_wanted(findings, company.follow)
        wanted = {key: one for key, one in wanted.items() if (record.pk, *key, one.value) not in accepted}
        for correction in standing[record.pk]:
            _settle_one(settled, correction, record, wanted, "gone" if gone else otherwise)
        settled.opened += [_opened(company, record, one, at) for one in wanted.values()]
    write_settled(settled, at, actor)
    return settled


def _standing(record_ids: Sequence[UUID]) -> dict[UUID, list[Correction]]:
    found: dict[UUID, list[Correction]] = defaultdict(list)
    if not record_ids:
        return found
    for one in Correction.objects.filter(record_id__in=record_ids, closed_at=None).order_by("id"):
        found[one.record_id].append(one)
    return found


def _accepted(record_ids: Sequence[UUID]) -> set[tuple[UUID, str, str, str]]:
    if not record_ids:
        return set()
    rows = AcceptedFinding.objects.filter(record_id__in=record_ids)
    return set(rows.values_list("record_id", "field", "rule", "value"))


def _settle_one(
    settled: Settled, correction: Correction, record: AnyRecord, wanted: dict[Key, rules.RecordFinding], outcome: str
) -> None:
    """Take what is still wanted out of `wanted`; end the rest."""
    merged = bool(getattr(record, "merged_into_id", None))
    if rules.is_from_outside(correction.source):
        # It ends when its value changed or its record was merged; no rule can tell it otherwise.
        if merged or (correction.field and record.values.get(correction.field, "") != correction.value):
            correction.outcome = "gone" if merged else "mended"
            settled.ended.append(correction)
        return
    finding = wanted.pop((correction.field, correction.rule), None)
    if finding is None:
        correction.outcome = outcome
        settled.ended.append(correction)
    elif (correction.value, correction.fix, correction.level) != (finding.value, finding.fix, finding.level):
        correction.value, correction.fix, correction.level = finding.value, finding.fix, finding.level
        settled.told_anew.append(correction)


def _opened(company: CompanyRules, record: AnyRecord, finding: rules.RecordFinding, at: datetime) -> Correction:
    follow = rules.follow_of(finding, company.follow)
    return Correction(
        id=new_id(),
        seller_id=record.seller_id,
        record_type=company.record_type,
        record_id=record.pk,
        code=record.code,
        field=finding.field,
        rule=finding.rule,
        level=finding.level,
        value=finding.value,
        fix=finding.fix,
        source="audit",
        owner_id=follow.owner_id,
        due_date=rules.due_for(follow, clock.day_of(at)),
        opened_at=at,
    )


def end_corrections(
    record_ids: Sequence[UUID], *, at: datetime, actor: journal.Actor | None = None, outcome: str = "gone"
) -> None:
    """End every open correction of records that are no more."""
    rows = list(Correction.objects.filter(record_id__in=record_ids, closed_at=None).order_by("id"))
    for one in rows:
        one.outcome = outcome
    write_settled(Settled(ended=rows), at, actor)


def end_registry_corrections(
    differences: Sequence[tuple[UUID, str]], *, outcome: str, at: datetime, actor: journal.Actor | None = None
) -> None:
    """End the corrections that registries opened for these buyers and fields: decided, or no longer so."""
    wanted = set(differences)
    open_ = Correction.objects.filter(record_id__in={one for one, _ in wanted}, source="registry", closed_at=None)
    rows = [one for one in open_.order_by("id") if (one.record_id, one.field) in wanted]
    for one in rows:
        one.outcome = outcome
    write_settled(Settled(ended=rows), at, actor)


def write_settled(settled: Settled, at: datetime, actor: journal.Actor | None, *, why: str = "") -> None:
    """Write what was opened, told anew and ended, with its facts."""
    for one in settled.ended:
        one.closed_at, one.closed_by_id = at, actor.pk if actor else None
    alike: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for one in settled.ended:
        alike[one.outcome, one.why].append(one.pk)
    for (outcome, said), ids in alike.items():  # one statement for all that end alike: an import may end thousands
        ending = Correction.objects.filter(pk__in=ids)
        ending.update(closed_at=at, closed_by_id=actor.pk if actor else None, outcome=outcome, why=said)
    if settled.told_anew:
        Correction.objects.bulk_update(settled.told_anew, ["value", "fix", "level"], batch_size=1000)
    copy_in(settled.opened)
    journal.record([_closed_fact(one) for one in settled.ended], at=at, actor=actor, why=why)
    journal.record([_opened_fact(one) for one in settled.opened], at=at, actor=actor)


def _closed_fact(one: Correction) -> CorrectionClosed:
    return CorrectionClosed(
        seller_id=one.seller_id,
        subject_id=one.pk,
        code=one.code,
        field=one.field,
        rule=one.rule,
        outcome=one.outcome,
    )


def _opened_fact(one: Correction) -> CorrectionOpened:
    return CorrectionOpened(
        seller_id=one.seller_id,
        subject_id=one.pk,
        record_type=one.record_type,
        code=one.code,
        field=one.field,
        rule=one.rule,
        level=one.level,
    )
