"""Decide on new bank details: a second person confirms, a cooling-off time passes, then they count."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata.actions.changes import new_set, write_set
from sansfaute.masterdata.actions.writing import RECORD_TYPES, state_of
from sansfaute.masterdata.events import (
    BankChangeApplied,
    BankChangeConfirmed,
    BankChangeRefused,
    PartyAgreed,
    SellerAgreed,
)
from sansfaute.masterdata.models import BankChange, Buyer, Party, Seller


class BankDecisionRefused(Refusal):
    """New bank details could not be confirmed or refused; the message is fit for a person."""


@transaction.atomic
def confirm_bank_change(
    *, seller_id: UUID | str, bank_change_id: UUID | str, at: datetime, actor: journal.Actor
) -> BankChange:
    """A second person vouches for new bank details, after a call to a known number, say.

    They count once the cooling-off time of the settings is over. Raises BankDecisionRefused when this
    person asked for the change, or when it no longer waits. Confirming twice changes nothing.
    """
    change = _waiting(seller_id, bank_change_id)
    if change.confirmed_at is not None:
        return change
    if change.asked_by_id == actor.pk:
        raise BankDecisionRefused(_("You asked for this change yourself: another person has to confirm it."))
    change.confirmed_at, change.confirmed_by_id = at, actor.pk
    change.holds_from = at + timedelta(hours=settings.BANK_COOLING_HOURS)
    change.save(update_fields=["confirmed_at", "confirmed_by", "holds_from"])
    confirmed = BankChangeConfirmed(
        seller_id=change.seller_id, subject_id=change.pk, party_type=change.party_type, code=change.code
    )
    journal.record([confirmed], at=at, actor=actor)
    return change


@transaction.atomic
def refuse_bank_change(
    *, seller_id: UUID | str, bank_change_id: UUID | str, why: str, at: datetime, actor: journal.Actor
) -> BankChange:
    """Leave the old bank details in force, until the last moment before the new ones count.

    Anybody who may confirm may refuse, the one who asked included. Raises BankDecisionRefused without a
    reason, or when the change no longer waits.
    """
    if not why.strip():
        raise BankDecisionRefused(_("Say why, for those who will look at it later."))
    change = _waiting(seller_id, bank_change_id)
    change.refused_at, change.refused_by_id, change.why = at, actor.pk, why.strip()
    change.save(update_fields=["refused_at", "refused_by", "why"])
    refused = BankChangeRefused(
        seller_id=change.seller_id, subject_id=change.pk, party_type=change.party_type, code=change.code
    )
    journal.record([refused], at=at, actor=actor, why=change.why)
    return change


def _waiting(seller_id: UUID | str, bank_change_id: UUID | str) -> BankChange:
    """The change, held, in the order in which writers of records take their locks: the seller first."""
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    change = BankChange.objects.select_for_update(of=("self",)).get(pk=bank_change_id, seller_id=seller_id)
    if change.applied_at is not None or change.refused_at is not None:
        raise BankDecisionRefused(_("This change no longer waits: somebody has decided it."))
    return change


def apply_bank_changes(*, at: datetime) -> int:
    """Write the confirmed bank details whose cooling-off time is over. Returns how many; harmless twice."""
    due = BankChange.objects.filter(holds_from__lte=at, applied_at=None, refused_at=None).order_by("holds_from", "id")
    return sum(_apply(seller_id, change_id, at) for seller_id, change_id in due.values_list("seller_id", "pk"))


@transaction.atomic
def _apply(seller_id: UUID, change_id: UUID, at: datetime) -> bool:
    seller = Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    change = BankChange.objects.select_for_update(of=("self",)).get(pk=change_id)
    if change.applied_at is not None or change.refused_at is not None:
        return False
    if change.party_type == "seller":
        _apply_to_seller(seller, change, at)
    elif change.party_type == "party":
        _apply_to_party(change, at)
    else:
        _apply_to_buyer(change, at)
    change.applied_at = at
    change.save(update_fields=["applied_at"])
    applied = BankChangeApplied(
        seller_id=seller_id, subject_id=change.pk, party_type=change.party_type, code=change.code
    )
    journal.record([applied], at=at, actor=change.confirmed_by)
    return True


def _apply_to_seller(seller: Seller, change: BankChange, at: datetime) -> None:
    seller.iban, seller.bic = change.iban, change.bic
    seller.save(update_fields=["iban", "bic"])
    journal.record([SellerAgreed(seller_id=seller.pk, subject_id=seller.pk)], at=at, actor=change.confirmed_by)


def _apply_to_party(change: BankChange, at: datetime) -> None:
    party = Party.objects.select_for_update().get(pk=change.party_id)
    party.iban, party.bic = change.iban, change.bic
    party.save(update_fields=["iban", "bic"])
    agreed = PartyAgreed(seller_id=party.seller_id, subject_id=party.pk, code=party.code)
    journal.record([agreed], at=at, actor=change.confirmed_by)


def _apply_to_buyer(change: BankChange, at: datetime) -> None:
    buyer = Buyer.objects.select_for_update(no_key=True, of=("self",)).get(pk=change.party_id)
    state = {**state_of(buyer), "iban": change.iban, "bic": change.bic}
    change_set = new_set(change.seller_id, "bank", {"bank_change_id": str(change.pk)}, at, change.confirmed_by)
    write_set(change_set, RECORD_TYPES["buyer"], [(buyer, state)], at=at, actor=change.confirmed_by, confirmed=True)
