"""Send a duplicate by e-mail, once: the attempt is written before the outside world is touched, as for an invoice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.mail import get_connection
from django.db import transaction

from sansfaute.delivery import rules
from sansfaute.delivery.actions.sending import SURELY_NOT_SENT, message_of
from sansfaute.delivery.events import DuplicateNotSent, DuplicateSent
from sansfaute.delivery.models import DeliveryAttempt, DeliveryOutcome
from sansfaute.documents import queries as documents
from sansfaute.documents.rules import FACTURX, MEDIA_TYPES, duplicate_filename
from sansfaute.issuing import queries as issuing
from sansfaute.journal import actions as journal
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.issuing.queries import Duplicate


def send_duplicate(*, seller_id: UUID, invoice_id: UUID, duplicate_id: UUID, at: datetime) -> bool:
    """E-mail one duplicate to the address it was asked for; whether it left now.

    Twice, or at once, it leaves once. An attempt that a crash left open is resumed when the mail
    backend sends the same message once only, else it stays open and a person finds out. Raises Trouble
    while the XML of the invoice is not written.
    """
    found = [one for one in issuing.invoices([invoice_id]) if one.seller_id == seller_id]
    made = [one for invoice in found for one in issuing.duplicates_of(invoice) if one.duplicate_id == duplicate_id]
    if not made or not made[0].address:
        return False
    pdf = documents.duplicate_pdf(made[0])  # before the attempt: what cannot be printed was never about to leave
    connection = get_connection()
    attempt = _begin(made[0], bool(getattr(connection, "exactly_once", False)), at)
    return _carry(attempt, made[0], pdf, connection, at) if attempt else False


@transaction.atomic
def _begin(made: Duplicate, again: bool, at: datetime) -> DeliveryAttempt | None:
    """The attempt that is ours to carry out; None when it left already, or is somebody else's to send."""
    row = DeliveryAttempt(
        seller_id=made.invoice.seller_id,
        invoice_id=made.invoice.pk,
        channel=rules.DUPLICATE,
        address=made.address,
        idempotency_key=rules.duplicate_key(made.duplicate_id),
        started_at=at,
    )
    DeliveryAttempt.objects.bulk_create([row], ignore_conflicts=True)
    kept = DeliveryAttempt.objects.select_related("outcome").get(idempotency_key=row.idempotency_key)
    if kept.pk == row.pk or (again and not hasattr(kept, "outcome")):
        return kept
    return None


def _carry(attempt: DeliveryAttempt, made: Duplicate, pdf: bytes, connection: Any, at: datetime) -> bool:
    buyer = masterdata.buyers_by_id([made.invoice.buyer_id])[made.invoice.buyer_id]
    which = "unpaid" if made.unpaid else "duplicate"
    message = message_of(attempt, rules.letter(made.document, rules.language_of(buyer.language), which))
    message.attach(duplicate_filename(made.invoice.invoice_number), pdf, MEDIA_TYPES[FACTURX])
    detail = ""
    try:
        connection.send_messages([message])
    except SURELY_NOT_SENT as failure:
        detail = str(failure) or type(failure).__name__
    finally:
        # Closed first: a folder is on the disk only then, and an outcome must not say so before.
        connection.close()
    return _end(attempt, made, detail, at)


@transaction.atomic
def _end(attempt: DeliveryAttempt, made: Duplicate, detail: str, at: datetime) -> bool:
    outcome = DeliveryOutcome(seller_id=attempt.seller_id, attempt=attempt, sent=not detail, detail=detail, ended_at=at)
    DeliveryOutcome.objects.bulk_create([outcome], ignore_conflicts=True)
    if not DeliveryOutcome.objects.filter(pk=outcome.pk).exists():
        return False
    assert made.duplicate_id is not None, "it was asked for"
    about = (attempt.seller_id, attempt.invoice_id, made.duplicate_id, attempt.address)
    journal.record([DuplicateNotSent(*about, detail) if detail else DuplicateSent(*about)], at=at)
    return not detail
