"""Propose to merge buyers that share a legal identifier; nothing is ever merged here."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sansfaute.journal import actions as journal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.events import MergeProposed, MergeWithdrawn
from sansfaute.masterdata.models import Buyer, MergeProposal, Seller


@transaction.atomic
def propose_merges(*, seller_id: UUID | str, at: datetime) -> int:
    """Propose every pair that shares a legal identifier and withdraw those that no longer do.

    Harmless if run again: a pair is proposed once. Returns how many proposals are new.
    """
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    shared = {(one.first_id, one.second_id): one for one in rules.shared_identifiers(_identities(seller_id))}
    known = {(one.first_id, one.second_id): one for one in MergeProposal.objects.filter(seller_id=seller_id)}
    stale = [one for pair, one in known.items() if pair not in shared]
    fresh = [_proposal(seller_id, one, at) for pair, one in shared.items() if pair not in known]
    withdrawn = [MergeWithdrawn(seller_id=one.seller_id, subject_id=one.pk) for one in stale]
    MergeProposal.objects.filter(pk__in=[one.pk for one in stale]).delete()
    MergeProposal.objects.bulk_create(fresh, batch_size=2000)
    proposed = [MergeProposed(seller_id=one.seller_id, subject_id=one.pk) for one in fresh]
    journal.record([*withdrawn, *proposed], at=at)
    return len(fresh)


def _identities(seller_id: UUID | str) -> list[rules.Identity]:
    names = ("id", "code", "siren", "siret", "vat_identifier")
    buyers = Buyer.objects.filter(seller_id=seller_id).exclude(siren="", vat_identifier="")
    return [rules.Identity(*values) for values in buyers.values_list(*names).iterator(chunk_size=5000)]


def _proposal(seller_id: UUID | str, shared: rules.SharedIdentifier, at: datetime) -> MergeProposal:
    return MergeProposal(
        id=new_id(),
        seller_id=UUID(str(seller_id)),
        first_id=shared.first_id,
        second_id=shared.second_id,
        evidence=list(shared.evidence),
        proposed_at=at,
    )
