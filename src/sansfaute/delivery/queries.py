"""Named reads of delivery; those shown to a person take the person first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from sansfaute.delivery import rules
from sansfaute.delivery.models import DeliveryAttempt, DeliveryHold, DeliveryOutcome, DeliveryReturn
from sansfaute.people import queries as people

if TYPE_CHECKING:
    from sansfaute.people.models import Person

SENT, FAILED, UNKNOWN, HELD = "sent", "failed", "unknown", "held"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where an invoice stands: sent, failed, held, or unknown (begun, and nobody knows how it ended)."""

    state: str
    channel: str = ""
    address: str = ""
    reason_code: str = ""
    detail: str = ""
    at: datetime | None = None


def delivery_of(invoice_ids: Iterable[UUID]) -> dict[UUID, Delivery]:
    """The present state of each invoice that delivery has seen; two queries. The last attempt counts."""
    ids = list(invoice_ids)
    found = {hold.invoice_id: _held(hold) for hold in DeliveryHold.objects.filter(invoice_id__in=ids)}
    attempts = originals().filter(invoice_id__in=ids).select_related("outcome")
    for attempt in attempts.order_by("started_at", "id"):
        found[attempt.invoice_id] = _attempted(attempt)
    return found


def originals() -> QuerySet[DeliveryAttempt]:
    """Attempts that carry an invoice itself: duplicates sent later say nothing of how far it went."""
    return DeliveryAttempt.objects.exclude(channel=rules.DUPLICATE)


def duplicates_sent(invoice_id: UUID) -> dict[str, Delivery]:
    """Where each duplicate of an invoice that was e-mailed stands, by its key (`rules.duplicate_key`); one query."""
    rows = DeliveryAttempt.objects.filter(invoice_id=invoice_id, channel=rules.DUPLICATE).select_related("outcome")
    return {one.idempotency_key: _attempted(one) for one in rows}


def _held(hold: DeliveryHold) -> Delivery:
    return Delivery(HELD, reason_code=hold.reason_code, at=hold.held_at)


def _attempted(attempt: DeliveryAttempt) -> Delivery:
    outcome: DeliveryOutcome | None = getattr(attempt, "outcome", None)
    if outcome is None:
        return Delivery(UNKNOWN, attempt.channel, attempt.address, at=attempt.started_at)
    state = SENT if outcome.sent else FAILED
    return Delivery(state, attempt.channel, attempt.address, detail=outcome.detail, at=outcome.ended_at)


def returns_of(invoice_ids: Iterable[UUID]) -> dict[UUID, list[DeliveryReturn]]:
    """What came back of each of these invoices, oldest first; one query."""
    found: dict[UUID, list[DeliveryReturn]] = defaultdict(list)
    for one in DeliveryReturn.objects.filter(invoice_id__in=list(invoice_ids)).order_by("returned_at", "id"):
        found[one.invoice_id].append(one)
    return dict(found)


def last_address(invoice_id: UUID) -> str:
    """Where an invoice was last sent; "" when it never was."""
    attempts = originals().filter(invoice_id=invoice_id).order_by("-started_at", "-id")
    return attempts.values_list("address", flat=True).first() or ""


def holds() -> QuerySet[DeliveryHold]:
    """Invoices that still wait for a way to leave, oldest first: a later attempt ends the wait."""
    attempted = originals().filter(invoice=OuterRef("invoice"))
    return DeliveryHold.objects.filter(~Exists(attempted)).select_related("invoice").order_by("held_at", "id")


def holds_for(person: Person) -> QuerySet[DeliveryHold]:
    """The holds of the sellers open to this person."""
    return holds().filter(seller_id__in=people.sellers_open_to(person, act="see invoices"))


def open_attempts() -> QuerySet[DeliveryAttempt]:
    """Attempts without outcome, oldest first. By a mail server, only a person can tell what became of one."""
    return originals().filter(outcome=None).select_related("invoice").order_by("started_at", "id")


def open_attempts_for(person: Person) -> QuerySet[DeliveryAttempt]:
    """The open attempts of the sellers open to this person."""
    return open_attempts().filter(seller_id__in=people.sellers_open_to(person, act="see invoices"))


def count_settled(seller_id: UUID) -> int:
    """How many invoices of the seller are sent, failed or held: no delivery job is left for them."""
    return sum(counts_by_state(seller_id).values())


def counts_by_state(seller_id: UUID) -> dict[str, int]:
    """How many invoices of the seller were sent, were not, and are held; three queries."""
    outcomes = DeliveryOutcome.objects.filter(seller_id=seller_id).exclude(attempt__channel=rules.DUPLICATE)
    return {
        "sent": outcomes.filter(sent=True).values("attempt__invoice").distinct().count(),
        "not_sent": outcomes.filter(sent=False).count(),
        "held": DeliveryHold.objects.filter(seller_id=seller_id).count(),
    }
