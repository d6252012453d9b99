"""Merge buyers: one stands for the others, which stay; undoing the change set gives all back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.changes import new_set, write_set
from sansfaute.masterdata.actions.writing import RECORD_TYPES, AnyRecord, state_of
from sansfaute.masterdata.events import BuyerMerged
from sansfaute.masterdata.models import Buyer, ChangeSet, DistinctPair, Merge, Seller
from sansfaute.masterdata.queries.merges import keep_merges_to_oneself


class MergeRefused(Refusal):
    """Buyers could not be merged as asked; the message is fit for a person."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One merge to make: who stays, who is absorbed, and the values that the kept one takes, text by field."""

    keep: UUID
    absorb: Sequence[UUID]
    chosen: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def merge_buyers(
    *,
    seller_id: UUID | str,
    keep: UUID | str,
    absorb: Iterable[UUID | str],
    chosen: Mapping[str, str] | None = None,
    clusters: Iterable[UUID] = (),
    at: datetime,
    actor: journal.Actor | None = None,
) -> ChangeSet:
    """Let one buyer stand for others from now on; `chosen` are values for it, text by field.

    The absorbed stay, with all that was built on them; issued documents are not touched. What was
    merged into them moves along. Bank details that differ wait for a second person. Raises
    MergeRefused when one of them is unknown, absorbed already, or was told apart.
    """
    wish = Wish(UUID(str(keep)), [UUID(str(one)) for one in absorb], dict(chosen or {}))
    return merge_all(seller_id=seller_id, wishes=[wish], clusters=clusters, at=at, actor=actor)


@transaction.atomic
def merge_all(
    *,
    seller_id: UUID | str,
    wishes: Sequence[Wish],
    clusters: Iterable[UUID] = (),
    at: datetime,
    actor: journal.Actor | None = None,
) -> ChangeSet:
    """Make many merges as one act, which one undoing takes back. Raises MergeRefused; then nothing is merged."""
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    keep_merges_to_oneself(seller_id)
    held = _held(seller_id, wishes)
    _refuse(wishes, held)
    change_set = new_set(seller_id, "merge", {"clusters": [str(one) for one in clusters]}, at, actor)
    states: dict[UUID, tuple[AnyRecord, dict[str, str]]] = {}
    merges = [one for wish in wishes for one in _merge(wish, held, states, change_set, at)]
    write_set(change_set, RECORD_TYPES["buyer"], list(states.values()), at=at, actor=actor)
    Merge.objects.bulk_create(merges)
    journal.record([_merged(one, held) for one in merges], at=at, actor=actor)
    return change_set


def _held(seller_id: UUID | str, wishes: Sequence[Wish]) -> dict[UUID, Buyer]:
    """All buyers that a merge moves, held in one order: those named, and those merged into them before."""
    named = [pk for wish in wishes for pk in (wish.keep, *wish.absorb)]
    found = Buyer.objects.filter(Q(pk__in=named) | Q(merged_into_id__in=named), seller_id=seller_id).order_by("pk")
    return {one.pk: one for one in found.select_for_update(no_key=True, of=("self",))}


def _refuse(wishes: Sequence[Wish], held: Mapping[UUID, Buyer]) -> None:
    named = [pk for wish in wishes for pk in (wish.keep, *wish.absorb)]
    if any(not wish.absorb for wish in wishes) or not wishes:
        raise MergeRefused(_("A merge takes two records at least."))
    if any(pk not in held for pk in named):
        raise MergeRefused(_("One of these records is not there, or is another company's."))
    if len(set(named)) < len(named):
        raise MergeRefused(_("A record cannot be merged with itself."))
    for pk in named:
        if held[pk].merged_into_id:
            raise MergeRefused(_("%(code)s was merged into another record already.") % {"code": held[pk].code})
    if unknown := {name for wish in wishes for name in wish.chosen} - set(rules.FIELDS["buyer"]):
        raise MergeRefused(_("%(field)s is not a field of a customer.") % {"field": sorted(unknown)[0]})
    apart = DistinctPair.objects.filter(first__in=named, second__in=named).select_related("first", "second")
    for pair in apart:
        if any({pair.first_id, pair.second_id} <= {wish.keep, *wish.absorb} for wish in wishes):
            raise MergeRefused(
                _("A person said that %(first)s and %(second)s are two customers.")
                % {"first": pair.first.code, "second": pair.second.code}
            )


def _merge(
    wish: Wish,
    held: Mapping[UUID, Buyer],
    states: dict[UUID, tuple[AnyRecord, dict[str, str]]],
    change_set: ChangeSet,
    at: datetime,
) -> Iterable[Merge]:
    """The states after one merge; every record that stood behind an absorbed one moves along."""
    kept = held[wish.keep]
    states[kept.pk] = (kept, {**state_of(kept), **wish.chosen})
    for pk in wish.absorb:
        for moved in (one for one in held.values() if pk in (one.pk, one.merged_into_id)):
            states[moved.pk] = (moved, {**state_of(moved), rules.MERGED_INTO: str(kept.pk)})
        yield Merge(
            id=new_id(),
            seller_id=kept.seller_id,
            kept=kept,
            absorbed=held[pk],
            change_set=change_set,
            merged_at=at,
        )


def _merged(merge: Merge, held: Mapping[UUID, Buyer]) -> BuyerMerged:
    kept, absorbed = held[merge.kept_id], held[merge.absorbed_id]
    return BuyerMerged(
        seller_id=merge.seller_id,
        subject_id=absorbed.pk,
        kept_id=kept.pk,
        code=absorbed.code,
        kept_code=kept.code,
    )
