"""Send invoices: the attempt is written and committed before the outside world is touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formataddr, parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from socket import gaierror
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from sansfaute.delivery import queries, rules
from sansfaute.delivery.events import DeliveryFailed, DeliveryHeld, InvoiceSent
from sansfaute.delivery.models import DeliveryAttempt, DeliveryHold, DeliveryOutcome
from sansfaute.documents import queries as documents
from sansfaute.documents.rules import FACTURX
from sansfaute.documents.rules.words import CREDIT_NOTES
from sansfaute.issuing import queries as issuing
from sansfaute.journal import actions as journal
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata.rules import field_at_fault

if TYPE_CHECKING:
    from sansfaute.documents.models import StoredDocument
    from sansfaute.issuing.models import Invoice

AT_ONCE = 50
"""Messages between two commits, when sending one again does no harm; one by one otherwise."""
SURELY_NOT_SENT = (SMTPResponseException, SMTPRecipientsRefused, ConnectionRefusedError, gaierror)


@dataclass(slots=True)
class _Parcel:
    """An invoice ready to leave: its PDF, the address and the language of its buyer."""

    invoice: Invoice
    file: StoredDocument
    address: str
    language: str


def send_invoices(*, seller_id: UUID, invoice_ids: Sequence[UUID], at: datetime) -> int:
    """E-mail those of these invoices that are ready and not sent yet, hold the others; how many left.

    A credit note for the books only is never sent. An invoice held before is tried again: its buyer
    may have an address by now. An attempt that a crash left open is resumed when the mail backend
    sends the same message once only (`exactly_once`); otherwise it stays open, because only a person
    can find out whether it left.
    """
    connection = get_connection()
    again = bool(getattr(connection, "exactly_once", False))
    step = AT_ONCE if again else 1
    sent = 0
    for start in range(0, len(invoice_ids), step):
        parcels = _parcels(seller_id, invoice_ids[start : start + step])
        sent += _send(_begin(parcels, again, at), connection, at)
    return sent


def _parcels(seller_id: UUID, invoice_ids: Sequence[UUID]) -> list[_Parcel]:
    files = documents.documents_of(invoice_ids)
    invoices = [one for one in issuing.invoices(invoice_ids) if one.seller_id == seller_id]
    ready = [one for one in invoices if (one.id, FACTURX) in files and not _stays(one)]
    buyers = masterdata.buyers_by_id(one.buyer_id for one in ready)
    return [
        _Parcel(one, files[one.id, FACTURX], buyer.email.strip(), rules.language_of(buyer.language))
        for one in ready
        if (buyer := buyers[one.buyer_id])
    ]


def _stays(invoice: Invoice) -> bool:
    """A credit note for the books only; of the others the sealed text need not be read."""
    return invoice.type_code in CREDIT_NOTES and rules.is_for_the_books(issuing.model_of(invoice))


@transaction.atomic
def _begin(parcels: Sequence[_Parcel], again: bool, at: datetime) -> list[tuple[DeliveryAttempt, _Parcel]]:
    """Write the attempts and holds that are new; the attempts that are ours to carry out now."""
    by_invoice = {one.invoice.id: one for one in parcels}
    known = queries.originals().filter(invoice_id__in=by_invoice).select_related("outcome")
    begun = {attempt.invoice_id: attempt for attempt in known.order_by("started_at", "id")}
    fresh = [one for one in parcels if one.invoice.id not in begun]
    ours = _attempt([one for one in fresh if rules.hold_reason(one.address) is None], at)
    _hold([one for one in fresh if rules.hold_reason(one.address) is not None], at)
    left_open = [one for one in begun.values() if again and not hasattr(one, "outcome")]
    return [(attempt, by_invoice[attempt.invoice_id]) for attempt in (*left_open, *ours)]


def _attempt(parcels: Sequence[_Parcel], at: datetime) -> list[DeliveryAttempt]:
    rows = [
        DeliveryAttempt(
            seller_id=one.invoice.seller_id,
            invoice_id=one.invoice.id,
            channel=rules.EMAIL,
            address=one.address,
            idempotency_key=rules.idempotency_key(one.invoice.id),
            started_at=at,
        )
        for one in sorted(parcels, key=lambda one: one.invoice.id)
    ]
    DeliveryAttempt.objects.bulk_create(rows, ignore_conflicts=True)
    # Somebody else may have begun the same one meanwhile: it is then theirs to send.
    return list(DeliveryAttempt.objects.filter(id__in=[row.id for row in rows]))


def _hold(parcels: Sequence[_Parcel], at: datetime) -> None:
    rows = [
        DeliveryHold(
            seller_id=one.invoice.seller_id,
            invoice_id=one.invoice.id,
            reason_code=rules.hold_reason(one.address) or "",
            held_at=at,
        )
        for one in sorted(parcels, key=lambda one: one.invoice.id)
    ]
    DeliveryHold.objects.bulk_create(rows, ignore_conflicts=True)
    new = DeliveryHold.objects.filter(id__in=[row.id for row in rows])
    buyers = {one.invoice.id: one.invoice.buyer_id for one in parcels}
    journal.record([_held(one, buyers[one.invoice_id]) for one in new], at=at)


def _held(hold: DeliveryHold, buyer_id: UUID) -> DeliveryHeld:
    return DeliveryHeld(
        hold.seller_id,
        hold.invoice_id,
        reason_code=hold.reason_code,
        buyer_id=buyer_id,
        field=field_at_fault(hold.reason_code),
    )


def _send(begun: Sequence[tuple[DeliveryAttempt, _Parcel]], connection: Any, at: datetime) -> int:
    """Carry out the attempts, then write what became of them; how many left."""
    outcomes: list[DeliveryOutcome] = []
    try:
        for outcome in _outcomes(begun, connection, at):
            outcomes.append(outcome)
    finally:
        # Closed first: a folder is on the disk only then, and an outcome must not say so before.
        connection.close()
        sent = _end(outcomes, at)
    return sent


def _outcomes(
    begun: Sequence[tuple[DeliveryAttempt, _Parcel]], connection: Any, at: datetime
) -> Iterator[DeliveryOutcome]:
    for attempt, parcel in begun:
        detail = reason = ""
        try:
            connection.send_messages([_message(attempt, parcel)])
        except SURELY_NOT_SENT as failure:
            detail, reason = str(failure) or type(failure).__name__, _reason(failure)
        yield DeliveryOutcome(
            seller_id=attempt.seller_id,
            attempt=attempt,
            sent=not detail,
            reason_code=reason,
            detail=detail,
            ended_at=at,
        )


def _reason(failure: Exception) -> str:
    """Whose fault a failure is: a server that refuses its recipient for good (5xx) speaks of the address."""
    if isinstance(failure, SMTPRecipientsRefused):
        codes = [code for code, _said in failure.recipients.values()]
        return rules.RECIPIENT_REFUSED if codes and all(code >= 500 for code in codes) else rules.SERVER_UNREACHABLE
    return rules.SERVER_UNREACHABLE


@transaction.atomic
def _end(outcomes: Sequence[DeliveryOutcome], at: datetime) -> int:
    ordered = sorted(outcomes, key=lambda one: one.attempt_id)
    DeliveryOutcome.objects.bulk_create(ordered, ignore_conflicts=True)
    ours = set(DeliveryOutcome.objects.filter(id__in=[one.id for one in ordered]).values_list("id", flat=True))
    new = [one for one in ordered if one.id in ours]
    buyers = _buyers_of([one for one in new if not one.sent])
    journal.record([_event(one, buyers) for one in new], at=at)
    return sum(one.sent for one in new)


def _buyers_of(failed: Sequence[DeliveryOutcome]) -> dict[UUID, UUID]:
    """The buyer of each invoice that did not leave; no query when all did."""
    ids = [one.attempt.invoice_id for one in failed]
    return {one.id: one.buyer_id for one in issuing.invoices(ids)} if ids else {}


def _event(outcome: DeliveryOutcome, buyers: Mapping[UUID, UUID]) -> InvoiceSent | DeliveryFailed:
    attempt = outcome.attempt
    if outcome.sent:
        return InvoiceSent(attempt.seller_id, attempt.invoice_id, channel=attempt.channel)
    return DeliveryFailed(
        attempt.seller_id,
        attempt.invoice_id,
        channel=attempt.channel,
        buyer_id=buyers[attempt.invoice_id],
        reason_code=outcome.reason_code,
        field=field_at_fault(outcome.reason_code),
        address=attempt.address,
    )


def _message(attempt: DeliveryAttempt, parcel: _Parcel) -> EmailMessage:
    text = rules.letter(issuing.model_of(parcel.invoice), parcel.language)
    message = message_of(attempt, text)
    message.attach(parcel.file.filename, documents.content(parcel.file), parcel.file.media_type)
    return message


def message_of(attempt: DeliveryAttempt, text: rules.Letter) -> EmailMessage:
    """The message of an attempt; its Message-ID and date are the attempt's, so sending again is the same."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return EmailMessage(
        subject=text.subject,
        body=text.body,
        from_email=formataddr((text.sender_name, sender)),
        to=[attempt.address],
        reply_to=[text.reply_to] if text.reply_to else None,
        headers={
            "Message-ID": rules.message_id(attempt.idempotency_key, sender.rpartition("@")[2]),
            "Date": format_datetime(attempt.started_at),
            "Auto-Submitted": "auto-generated",
        },
    )
