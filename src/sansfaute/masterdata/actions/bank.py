"""Changed bank details wait: a second person confirms, a cooling-off time passes, then they count."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sansfaute.journal import actions as journal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.events import BankChangeAsked
from sansfaute.masterdata.models import BankChange, Buyer, Item

_FIELDS = ("iban", "bic")


def hold_bank_changes(
    states: Sequence[tuple[Buyer | Item, Mapping[str, str]]],
    *,
    source: Mapping[str, Any],
    at: datetime,
    actor: journal.Actor | None = None,
) -> list[tuple[Buyer | Item, dict[str, str]]]:
    """The states with the bank details of known buyers as they were; what was asked instead waits.

    A first IBAN, and the same one written otherwise, change nothing that could be stolen: they pass.
    """
    held, fresh = [], list[BankChange]()
    for record, state in states:
        if isinstance(record, Buyer) and not record._state.adding and _differs(record, state):
            fresh.append(_asked(record, state, source, at, actor))
            state = {**state, **{name: record.values.get(name, "") for name in _FIELDS}}
        held.append((record, dict(state)))
    _keep(fresh, at, actor)
    return held


def _differs(record: Buyer, state: Mapping[str, str]) -> bool:
    if not record.iban:
        return False
    return any(rules.compact(state.get(name, "")) != rules.compact(record.values.get(name, "")) for name in _FIELDS)


def _asked(
    record: Buyer, state: Mapping[str, str], source: Mapping[str, Any], at: datetime, actor: journal.Actor | None
) -> BankChange:
    return BankChange(
        id=new_id(),
        seller_id=record.seller_id,
        party_type="buyer",
        party_id=record.pk,
        code=record.code,
        iban_before=record.iban,
        bic_before=record.bic,
        iban=rules.compact(state.get("iban", ""))[:40],
        bic=rules.compact(state.get("bic", ""))[:20],
        source=dict(source),
        asked_at=at,
        asked_by_id=actor.pk if actor else None,
    )


def _keep(changes: Sequence[BankChange], at: datetime, actor: journal.Actor | None) -> None:
    """One change waits for each party: the same asked again is the same, another takes its place."""
    waiting = {
        one.party_id: one
        for one in BankChange.objects.filter(
            party_id__in=[one.party_id for one in changes], applied_at=None, refused_at=None
        )
    }
    fresh = [one for one in changes if not _is_same(waiting.get(one.party_id), one)]
    replaced = [waiting[one.party_id].pk for one in fresh if one.party_id in waiting]
    BankChange.objects.filter(pk__in=replaced).update(refused_at=at, why="replaced")
    BankChange.objects.bulk_create(fresh)
    journal.record(
        [
            BankChangeAsked(seller_id=one.seller_id, subject_id=one.pk, party_type=one.party_type, code=one.code)
            for one in fresh
        ],
        at=at,
        actor=actor,
    )


def _is_same(waiting: BankChange | None, asked: BankChange) -> bool:
    return waiting is not None and (waiting.iban, waiting.bic) == (asked.iban, asked.bic)
