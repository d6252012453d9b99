"""Judge drafts: the norm, the official rules, the house checks; then approve or hold.

Judging is slow and happens outside any transaction; settling is short, under a lock of the drafts.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
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
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata.rules import PaymentTerms
from sansfaute.review import queries, rules
from sansfaute.review.adapters import official
from sansfaute.review.events import DraftApproved, ExceptionOpened
from sansfaute.review.models import Approval, DraftException, Fingerprint, ShapeVerdict, Verdict
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
    official: dict[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        return "failed" if _errors(self.native) else str(self.official.get("verdict", "not_run"))

    @property
    def details(self) -> dict[str, Any]:
        warnings = [finding.rule for finding in self.native if finding.level == "warning"]
        native = {"pack": norm.PACK, "errors": len(_errors(self.native)), "warnings": warnings}
        return {"verdict": self.verdict, "native": native, "official": self.official}


def check_drafts(*, seller_id: UUID, draft_ids: Sequence[UUID], at: datetime) -> None:
    """Judge those of these drafts that nobody has judged; approve them or open their exceptions."""
    judged = _judge_natively(seller_id, list(queries.drafts_to_check(draft_ids)))
    _judge_officially(judged, at)
    with transaction.atomic():
        _settle(seller_id, judged, at)


def _judge_natively(seller_id: UUID, rows: Sequence[Draft]) -> list[_Judged]:
    findings = masterdata.findings_that_hold([row.buyer_id for row in rows])
    return [_judge(row, findings.get(row.buyer_id, [])) for row in rows]


def _judge(row: Draft, record_findings: Iterable[Any]) -> _Judged:
    terms = PaymentTerms.from_dict(row.payment_terms) if row.payment_terms else None
    invoice = drafts_rules.finalise(
        drafts.invoice_of(row), invoice_number=_STAND_IN_NUMBER, issue_date=row.issue_date, terms=terms
    )
    native = norm.check(invoice)
    case = _case(row, invoice, terms, record_findings, _errors(native))
    return _Judged(row, invoice, norm.shape(invoice), rules.holds(case), native)


def _case(
    row: Draft,
    invoice: Invoice,
    terms: PaymentTerms | None,
    record_findings: Iterable[Any],
    errors: Sequence[norm.Finding],
) -> rules.Case:
    buyer = row.buyer
    return rules.Case(
        buyer_kind=buyer.kind,
        buyer_name=buyer.name,
        buyer_country_code=buyer.country_code,
        buyer_city=buyer.city,
        buyer_line_1=buyer.line_1,
        siren=buyer.siren,
        record_errors=[
            {"field": one.field, "rule": one.rule, "level": one.level, "value": one.value, "fix": one.fix}
            for one in record_findings
        ],
        issue_date=row.issue_date,
        payment_due_date=invoice.payment_due_date,
        payment_terms=terms,
        purchase_order_reference=row.purchase_order_reference,
        total_with_vat=row.total_with_vat,
        clauses=row.clauses,
        treatments=row.treatments,
        norm_errors=[{"rule": one.rule, "term": one.term, "message": one.message} for one in errors],
    )


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


def _settle(seller_id: UUID, judged: Sequence[_Judged], at: datetime) -> None:
    drafts.lock_drafts([one.draft.id for one in judged])
    still = set(queries.drafts_to_check([one.draft.id for one in judged]).values_list("id", flat=True))
    mine = [one for one in judged if one.draft.id in still]
    _hold_what_the_rules_refuse(mine)
    _hold_doubles(seller_id, mine)
    copy_in([_verdict(one, at) for one in mine])
    _open_exceptions([one for one in mine if one.holds], at)
    _approve([one for one in mine if not one.holds], at)


def _verdict(one: _Judged, at: datetime) -> Verdict:
    return Verdict(
        seller_id=one.draft.seller_id, draft=one.draft, verdict=one.verdict, details=one.details, judged_at=at
    )


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
    owners = queries.first_alike(seller_id, sorted(set(prints.values())))
    for one in mine:
        owner = owners[prints[one.draft.id]]
        if owner.draft_id == one.draft.id:
            continue
        if hasattr(owner.draft, "discard"):
            Fingerprint.objects.filter(id=owner.id).update(draft=one.draft)  # the first one will never be issued
        else:
            one.holds.append(Hold("duplicate_suspected", _double_evidence(owner), "approver"))


def _double_evidence(owner: Fingerprint) -> dict[str, Any]:
    other = owner.invoice_number or f"{owner.draft.buyer.code} {owner.draft.total_with_vat} {owner.draft.currency_code}"
    return {"other": other, "draft_id": str(owner.draft_id)}


def _open_exceptions(held: Sequence[_Judged], at: datetime) -> None:
    rows = [
        DraftException(
            seller_id=one.draft.seller_id,
            draft=one.draft,
            rule=hold.rule,
            evidence=hold.evidence,
            owner_role=hold.owner_role,
            opened_at=at,
        )
        for one in held
        for hold in one.holds
    ]
    copy_in(rows)
    journal.record(
        [ExceptionOpened(row.seller_id, row.id, draft_id=row.draft_id, rule=row.rule) for row in rows], at=at
    )


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
