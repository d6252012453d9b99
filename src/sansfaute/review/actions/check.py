"""Judge drafts: the norm, the official rules, the house checks; then approve or hold.

Judging is slow and happens outside any transaction; settling is short, under a lock of the drafts.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from sansfaute.drafts import queries as drafts
from sansfaute.drafts import rules as drafts_rules
from sansfaute.en16931 import rules as norm
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes import cii
from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import copy_in
from sansfaute.masterdata.rules import PaymentTerms
from sansfaute.review import queries, rules
from sansfaute.review.actions.agreement import hold_what_changed
from sansfaute.review.actions.cases import case_of, lookalikes
from sansfaute.review.actions.opening import Earlier, open_exceptions, supersede
from sansfaute.review.adapters import official
from sansfaute.review.events import DraftApproved
from sansfaute.review.models import Approval, Fingerprint, ShapeVerdict, Verdict
from sansfaute.review.rules import Hold

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft

_SAMPLE = 0.01
_STAND_IN_NUMBER = "DRAFT-000000"  # the norm wants a number in the document that is judged


@dataclass(slots=True)
class _Judged:
    draft: Draft
    invoice: Invoice
    shape: str
    holds: list[Hold]
    native: list[norm.Finding]
    seen: rules.Seen
    policy: rules.Policy
    official: dict[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        return "failed" if _errors(self.native) else str(self.official.get("verdict", "not_run"))

    @property
    def details(self) -> dict[str, Any]:
        warnings = [finding.rule for finding in self.native if finding.level == "warning"]
        native = {"pack": norm.PACK, "errors": len(_errors(self.native)), "warnings": warnings}
        found = {"verdict": self.verdict, "native": native, "official": self.official, "seen": self.seen.to_dict()}
        return {**found, "revision": self.draft.revision} if self.draft.revision else found


def check_drafts(*, seller_id: UUID, draft_ids: Sequence[UUID], at: datetime, again: bool = False) -> None:
    """Judge those of these drafts that nobody has judged as they stand; approve them or open their exceptions.

    `again`: judge those that were judged too, because something around them changed. What was said
    and decided before is superseded, and stays told in the new verdict.
    """
    judged = _judge_natively(seller_id, queries.drafts_to_check(draft_ids, again=again))
    _judge_officially(judged, at)
    hold_what_changed(judged)  # of a run that commits a simulation
    with transaction.atomic():
        _settle(seller_id, judged, at, again)


def _judge_natively(seller_id: UUID, rows: Sequence[Draft]) -> list[_Judged]:
    if not rows:
        return []
    known = queries.knowledge_of(seller_id, rows)
    judged = [_judge(row, known) for row in rows]
    around = lookalikes(known, [(one.draft, one.seen) for one in judged])
    for one in judged:
        errors = _errors(one.native)
        one.holds = rules.holds(case_of(one.draft, one.invoice, one.seen, known, around, errors), known.policy)
    return judged


def _judge(row: Draft, known: queries.Knowledge) -> _Judged:
    terms = PaymentTerms.from_dict(row.payment_terms) if row.payment_terms else None
    invoice = drafts_rules.finalise(
        drafts.invoice_of(row), invoice_number=_STAND_IN_NUMBER, issue_date=row.issue_date, terms=terms
    )
    native = norm.check(invoice)
    return _Judged(row, invoice, norm.shape(invoice), [], native, rules.seen_of(invoice), known.policy)


def _errors(findings: Iterable[norm.Finding]) -> list[norm.Finding]:
    return [finding for finding in findings if finding.level == "error"]


def _judge_officially(judged: Sequence[_Judged], at: datetime) -> None:
    """Run the official rules where a shape has not passed yet, on a sample, or on all (a setting)."""
    sound = [one for one in judged if not _errors(one.native)]
    if not sound:
        return
    pack = official.pack()
    passed = queries.shapes_passed({one.shape for one in sound}, pack)
    asked = _to_ask(sound, passed)
    verdicts = official.judge([cii.write(one.invoice) for one in asked])
    for one, verdict in zip(asked, verdicts, strict=True):
        one.official = _official_details(verdict, at)
    _keep_shapes(asked, pack, at)
    for one in sound:
        if not one.official:
            one.official = _by_shape(one, judged, pack, at)


def _to_ask(sound: Sequence[_Judged], passed: set[str]) -> list[_Judged]:
    if settings.OFFICIAL_RULES == "always":
        return list(sound)
    first_of_shape = {one.shape: one for one in reversed(sound) if one.shape not in passed}
    chosen = {id(one) for one in first_of_shape.values()}
    return [one for one in sound if id(one) in chosen or random.Random(str(one.draft.id)).random() < _SAMPLE]


def _official_details(verdict: official.OfficialVerdict, at: datetime) -> dict[str, Any]:
    findings = [{"rule": one.rule, "level": one.level, "message": one.message} for one in verdict.findings]
    return {
        "verdict": verdict.verdict,
        "judged": "document",
        "packs": list(verdict.packs),
        "findings": findings[:20],
        "why": verdict.why,
        "judged_at": at.isoformat(),
    }


def _by_shape(one: _Judged, judged: Sequence[_Judged], pack: str, at: datetime) -> dict[str, Any]:
    """The verdict on the first of its shape, now or earlier, holds for this one."""
    model = next((other for other in judged if other.shape == one.shape and other.official), None)
    if model is not None and model.official["verdict"] != "passed":
        return dict(model.official)
    return {
        "verdict": "passed",
        "judged": "shape",
        "packs": [pack],
        "findings": [],
        "why": "",
        "judged_at": at.isoformat(),
    }


def _keep_shapes(asked: Sequence[_Judged], pack: str, at: datetime) -> None:
    shapes = {one.shape for one in asked if one.official["verdict"] == "passed"}
    rows = [ShapeVerdict(shape=shape, pack=pack, verdict="passed", judged_at=at) for shape in sorted(shapes)]
    ShapeVerdict.objects.bulk_create(rows, ignore_conflicts=True)


def _settle(seller_id: UUID, judged: Sequence[_Judged], at: datetime, again: bool) -> None:
    ids = [one.draft.id for one in judged]
    queries.hold_drafts(ids)
    still = queries.revisions_to_check(ids, again=again)
    mine = [one for one in judged if still.get(one.draft.id) == one.draft.revision]  # not edited since it was read
    earlier = supersede(mine)
    _hold_what_the_rules_refuse(mine)
    _hold_doubles(seller_id, mine)
    copy_in([_verdict(one, earlier, at) for one in mine])
    open_exceptions(mine, earlier, at)
    _approve([one for one in mine if not one.holds], at)


def _verdict(one: _Judged, earlier: Mapping[UUID, Earlier], at: datetime) -> Verdict:
    before = earlier.get(one.draft.id)
    details = {**one.details, "superseded": before.told} if before and before.told else one.details
    return Verdict(seller_id=one.draft.seller_id, draft=one.draft, verdict=one.verdict, details=details, judged_at=at)


def _hold_what_the_rules_refuse(mine: Iterable[_Judged]) -> None:
    """Official rules that failed or did not run hold the draft; native errors are a hold already."""
    for one in mine:
        said = one.official.get("verdict", "not_run")
        if said == "passed" or _errors(one.native):
            continue
        if said == "failed":
            broken = sorted({finding["rule"] for finding in one.official["findings"] if finding["level"] == "error"})
            one.holds.append(Hold("official_rules_failed", {"rules": broken}, "clerk"))
        else:
            one.holds.append(Hold("official_rules_not_run", {"why": one.official.get("why", "")}, "admin"))


def _hold_doubles(seller_id: UUID, mine: Sequence[_Judged]) -> None:
    """A fingerprint belongs to the first draft that shows it; the unique constraint settles races."""
    prints = {one.draft.id: rules.fingerprint(one.invoice) for one in mine}
    rows = [
        Fingerprint(seller_id=seller_id, draft_id=draft_id, fingerprint=value)
        for draft_id, value in sorted(prints.items(), key=lambda pair: (pair[1], pair[0]))
    ]
    Fingerprint.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    owners = queries.first_alike(seller_id, prints)
    for one in mine:
        owner = owners.get(one.draft.id)
        if owner is None or str(owner.draft_id) == one.draft.corrects.get("draft_id"):
            continue  # its own, or that of the invoice it stands for
        if hasattr(owner.draft, "discard"):
            Fingerprint.objects.filter(id=owner.id).update(draft=one.draft)  # the first one will never be issued
        else:
            one.holds[:] = [hold for hold in one.holds if hold.rule != "near_duplicate"]  # it is more than near
            one.holds.append(Hold("duplicate_suspected", _double_evidence(owner), "approver"))


def _double_evidence(owner: Fingerprint) -> dict[str, Any]:
    other = owner.invoice_number or f"{owner.draft.buyer.code} {owner.draft.total_with_vat} {owner.draft.currency_code}"
    return {"other": other, "draft_id": str(owner.draft_id), "fix": {"kind": "draft", "code": "", "field": ""}}


def _approve(sound: Sequence[_Judged], at: datetime) -> None:
    rows = [
        Approval(
            seller_id=one.draft.seller_id,
            draft=one.draft,
            issue_date=one.draft.issue_date,
            verdict=one.details,
            approved_at=at,
        )
        for one in sound
    ]
    copy_in(rows)
    journal.record([DraftApproved(row.seller_id, row.draft_id) for row in rows], at=at)
