"""Changed bank details are held: they wait for a second person instead of being written."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.events import BankChangeAsked, BankChangeRefused
from sansfaute.masterdata.models import BankChange, Buyer, Item, Party, Seller

_FIELDS = ("iban", "bic")

REPLACED = "replaced"
"""Why a change is refused when another one, asked later, took its place."""


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


def hold_seller_change(
    seller: Seller, iban: str, bic: str, *, at: datetime, actor: journal.Actor | None = None
) -> None:
    """Our own new bank details wait in the same way: they stand on every invoice."""
    _keep([_own(seller, seller.pk, "seller", seller.siren, (iban, bic), at, actor)], at, actor)


def hold_party_change(party: Party, iban: str, bic: str, *, at: datetime, actor: journal.Actor | None = None) -> None:
    """New bank details of a third party wait too: a factor's account stands on every invoice it is paid for."""
    _keep([_own(party, party.seller_id, "party", party.code, (iban, bic), at, actor)], at, actor)


def _own(
    record: Seller | Party,
    seller_id: UUID,
    party_type: str,
    code: str,
    wanted: tuple[str, str],
    at: datetime,
    actor: journal.Actor | None,
) -> BankChange:
    """Other bank details (IBAN, BIC) asked for on a page, of a record that is no customer."""
    return BankChange(
        id=new_id(),
        seller_id=seller_id,
        party_type=party_type,
        party_id=record.pk,
        code=code,
        iban_before=record.iban,
        bic_before=record.bic,
        iban=wanted[0],
        bic=wanted[1],
        source={"kind": party_type},
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
    replaced = [waiting[one.party_id] for one in fresh if one.party_id in waiting]
    BankChange.objects.filter(pk__in=[one.pk for one in replaced]).update(refused_at=at, why=REPLACED)
    BankChange.objects.bulk_create(fresh)
    facts = [_fact(BankChangeRefused, one) for one in replaced] + [_fact(BankChangeAsked, one) for one in fresh]
    journal.record(facts, at=at, actor=actor)


def end_bank_changes(asked: Q, *, seller_id: UUID | str, at: datetime, actor: journal.Actor | None = None) -> None:
    """Refuse those of these changes that wait still: what had asked for them is undone, or their buyer is no more."""
    waiting = BankChange.objects.filter(asked, seller_id=seller_id, applied_at=None, refused_at=None).order_by("pk")
    changes = list(waiting.select_for_update(of=("self",)))
    ended = BankChange.objects.filter(pk__in=[one.pk for one in changes])
    ended.update(refused_at=at, refused_by_id=actor.pk if actor else None, why=_("What had asked for it was undone."))
    journal.record([_fact(BankChangeRefused, one) for one in changes], at=at, actor=actor)


def _fact(event: type, change: BankChange) -> journal.Event:
    fact: journal.Event = event(
        seller_id=change.seller_id, subject_id=change.pk, party_type=change.party_type, code=change.code
    )
    return fact


def _is_same(waiting: BankChange | None, asked: BankChange) -> bool:
    return waiting is not None and (waiting.iban, waiting.bic) == (asked.iban, asked.bic)
