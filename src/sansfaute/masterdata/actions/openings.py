"""Corrections that come from outside: an invoice refused, a message that bounced, a registry that differs, a person."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.judging import AnyRecord, view_of
from sansfaute.masterdata.actions.settling import Settled, write_settled
from sansfaute.masterdata.events import AuditRuleProposed
from sansfaute.masterdata.models import AuditRule, Buyer, Correction, Item, Seller
from sansfaute.masterdata.rules.corrections import RETURN_DAYS
from sansfaute.masterdata.rules.workdays import due_date

NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Wanted:
    """A correction to open. `details` say what asked for it: what is the same is opened once, ever."""

    record_id: UUID
    field: str
    rule: str
    source: str  # refusal, bounce, registry, person
    level: str = "error"
    fix: str = ""
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    due_date: date | None = None


@transaction.atomic
def open_corrections(
    *,
    seller_id: UUID | str,
    record_type: str,
    wanted: Sequence[Wanted],
    at: datetime,
    actor: journal.Actor | None = None,
) -> list[Correction]:
    """Open those of these corrections that are new; harmless if run twice, even once they are mended.

    A correction for a record that was merged is opened for the one that stands for it.
    """
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    records = _records(seller_id, record_type, [one.record_id for one in wanted])
    known = _known(records)
    settled = Settled()
    for one in wanted:
        record = records.get(one.record_id)
        if record is not None and not _is_known(known, record, one):
            correction = _correction(record, record_type, one, at)
            settled.opened.append(correction)
            known.append(correction)
    write_settled(settled, at, actor)
    return settled.opened


def _records(seller_id: UUID | str, record_type: str, ids: Sequence[UUID]) -> dict[UUID, AnyRecord]:
    """The records by the identifiers asked, each the last of its merges."""
    if record_type == "item":
        return {one.pk: one for one in Item.objects.filter(seller_id=seller_id, pk__in=ids)}
    buyers = Buyer.objects.filter(seller_id=seller_id, pk__in=ids).select_related("merged_into")
    return {one.pk: one.merged_into or one for one in buyers}


def _known(records: Mapping[UUID, AnyRecord]) -> list[Correction]:
    ids = {one.pk for one in records.values()}
    return list(Correction.objects.filter(record_id__in=ids).exclude(source="audit"))


def _is_known(known: Iterable[Correction], record: AnyRecord, wanted: Wanted) -> bool:
    """Open already, or opened before for the very same reason."""
    key = (record.pk, wanted.field, wanted.rule)
    same = [one for one in known if (one.record_id, one.field, one.rule) == key]
    return any(one.closed_at is None or one.details == dict(wanted.details) for one in same)


def _correction(record: AnyRecord, record_type: str, wanted: Wanted, at: datetime) -> Correction:
    return Correction(
        id=new_id(),
        seller_id=record.seller_id,
        record_type=record_type,
        record_id=record.pk,
        code=record.code,
        field=wanted.field,
        rule=wanted.rule,
        level=wanted.level,
        value=record.values.get(wanted.field, "") if wanted.field else "",
        fix=wanted.fix,
        source=wanted.source,
        details=dict(wanted.details),
        due_date=wanted.due_date or due_date(clock.day_of(at), RETURN_DAYS),
        opened_at=at,
    )


def answer_returns(*, seller_id: UUID | str, facts: Sequence[Mapping[str, Any]], at: datetime) -> int:
    """What delivery says came back or could not leave: open a correction for each buyer, propose a rule.

    Each fact holds `subject_id` (the invoice), `buyer_id`, `reason_code` and `field`; `address`, when
    a message failed, is where it went: nothing is opened for an address that the buyer no longer has.
    """
    ours = [one for one in facts if one.get("buyer_id") and rules.concerns_the_buyer(one["reason_code"])]
    buyers = Buyer.objects.filter(seller_id=seller_id).in_bulk({UUID(one["buyer_id"]) for one in ours})
    wanted = [_returned(one) for one in ours if _still_has(buyers.get(UUID(one["buyer_id"])), one)]
    with transaction.atomic():
        opened = open_corrections(seller_id=seller_id, record_type="buyer", wanted=wanted, at=at)
        _propose_rules(seller_id, opened, at)
    return len(opened)


def _still_has(buyer: Buyer | None, fact: Mapping[str, Any]) -> bool:
    address = fact.get("address")
    return buyer is not None and (not address or buyer.email.strip().lower() == str(address).strip().lower())


def _returned(fact: Mapping[str, Any]) -> Wanted:
    rule, source = rules.correction_rule(fact["reason_code"])
    details = {"invoice_id": fact["subject_id"], "reason_code": fact["reason_code"]}
    if fact.get("invoice_number"):
        details["invoice_number"] = fact["invoice_number"]
    return Wanted(UUID(fact["buyer_id"]), fact.get("field", ""), rule, source, details=details)


def answer_registries(*, seller_id: UUID | str, facts: Sequence[Mapping[str, Any]], at: datetime) -> int:
    """A registry says something else than our record: a correction whose fix is what it says."""
    wanted = [
        Wanted(
            UUID(str(one["subject_id"])), one["field"], f"registry:{one['field']}", "registry",
            level=one["level"], fix=one["theirs"], details={name: one[name] for name in ("registry", "ours", "theirs")},
        )
        for one in facts
    ]  # fmt: skip
    return len(open_corrections(seller_id=seller_id, record_type="buyer", wanted=wanted, at=at))


def _propose_rules(seller_id: UUID | str, corrections: Sequence[Correction], at: datetime) -> None:
    """For each field that failed, the rule that would have found it; never the same twice, dismissed or not."""
    buyers = Buyer.objects.in_bulk([one.record_id for one in corrections])
    known = list(AuditRule.objects.filter(seller_id=seller_id, record_type="buyer"))
    fresh: list[AuditRule] = []
    for correction in corrections:
        buyer = buyers[correction.record_id]
        proposed = rules.propose_rule(correction.field, view_of(buyer).get(correction.field, ""), buyer.kind)
        if proposed and not any(_asks(one, proposed) for one in (*known, *fresh)):
            fresh.append(_proposed(correction, proposed, [one.name for one in (*known, *fresh)], at))
    AuditRule.objects.bulk_create(fresh)
    journal.record([AuditRuleProposed(one.seller_id, one.pk, name=one.name) for one in fresh], at=at)


def _asks(rule: AuditRule, proposed: rules.ProposedRule) -> bool:
    asked = (rule.field, rule.condition, rule.argument, rule.scope)
    return asked == (proposed.field, proposed.condition, proposed.argument, proposed.scope)


def _proposed(correction: Correction, proposed: rules.ProposedRule, names: Sequence[str], at: datetime) -> AuditRule:
    reason = correction.details["reason_code"]
    asked = rules.UserRule("", "buyer", proposed.field, proposed.condition, proposed.argument, proposed.scope)
    name = rules.condition_words(asked, "fr")[: NAME_LENGTH - 5]
    return AuditRule(
        id=new_id(),
        seller_id=correction.seller_id,
        name=name if name not in names else f"{name} ({len(names)})"[:NAME_LENGTH],
        record_type="buyer",
        field=proposed.field,
        condition=proposed.condition,
        argument=proposed.argument,
        scope=proposed.scope,
        level="warning",
        sentence_fr=f"Comme une fiche dont une facture est revenue : {rules.refusal_words(reason, 'fr')}.",
        sentence_en=f"Like a record whose invoice came back: {rules.refusal_words(reason, 'en')}.",
        origin={"correction_id": str(correction.pk), **correction.details},
        is_proposed=True,
        made_at=at,
    )
