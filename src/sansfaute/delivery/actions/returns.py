"""Invoices that come back after they left: refused by a buyer or a platform, or by a mail server (a hard bounce).

Whoever listens to the outside world (a platform, a mailbox of returns) calls these; the journey then
opens a correction of the buyer's record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.delivery import queries, rules
from sansfaute.delivery.events import InvoiceRefused, MessageBounced
from sansfaute.delivery.models import DeliveryReturn
from sansfaute.issuing import queries as issuing
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata.rules import field_at_fault

if TYPE_CHECKING:
    from sansfaute.issuing.models import Invoice


class ReturnRefused(Refusal):
    """What came back is about no invoice of ours; the message is fit for a person."""


@transaction.atomic
def record_refusal(
    *, invoice_id: UUID, reason_code: str, details: Mapping[str, Any] | None = None, at: datetime
) -> bool:
    """An invoice was refused (status 210, 213…) for this reason (MDT-113); True unless it was known already.

    Raises ReturnRefused for an invoice that is not there.
    """
    invoice = _invoice(invoice_id)
    if not _keep(invoice, rules.REFUSAL, reason_code, details, at):
        return False
    refused = InvoiceRefused(
        seller_id=invoice.seller_id,
        subject_id=invoice.pk,
        buyer_id=invoice.buyer_id,
        reason_code=reason_code,
        field=field_at_fault(reason_code),
        invoice_number=invoice.invoice_number,
    )
    journal.record([refused], at=at)
    return True


@transaction.atomic
def record_bounce(
    *, invoice_id: UUID, details: Mapping[str, Any] | None = None, at: datetime, reason_code: str = rules.BOUNCED
) -> bool:
    """The message that carried an invoice came back for good; True unless it was known already.

    Raises ReturnRefused for an invoice that is not there.
    """
    invoice = _invoice(invoice_id)
    if not _keep(invoice, rules.BOUNCE, reason_code, details, at):
        return False
    bounced = MessageBounced(
        seller_id=invoice.seller_id,
        subject_id=invoice.pk,
        buyer_id=invoice.buyer_id,
        reason_code=reason_code,
        field=field_at_fault(reason_code),
        address=queries.last_address(invoice.pk),
        invoice_number=invoice.invoice_number,
    )
    journal.record([bounced], at=at)
    return True


def _invoice(invoice_id: UUID) -> Invoice:
    found = issuing.invoices([invoice_id])
    if not found:
        raise ReturnRefused(_("There is no invoice with the identifier %(id)s.") % {"id": invoice_id})
    return found[0]


def _keep(invoice: Invoice, kind: str, reason_code: str, details: Mapping[str, Any] | None, at: datetime) -> bool:
    row = DeliveryReturn(
        seller_id=invoice.seller_id,
        invoice_id=invoice.pk,
        kind=kind,
        reason_code=reason_code[:40],
        details=dict(details or {}),
        returned_at=at,
    )
    DeliveryReturn.objects.bulk_create([row], ignore_conflicts=True)
    return DeliveryReturn.objects.filter(pk=row.pk).exists()
