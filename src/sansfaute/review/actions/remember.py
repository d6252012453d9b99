"""What review keeps of issued invoices, to spot their doubles later."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import read, write_over
from sansfaute.review.events import InvoiceRemembered
from sansfaute.review.models import Fingerprint


@transaction.atomic
def remember_invoices(*, seller_id: UUID, numbers: Mapping[UUID, str], at: datetime) -> None:
    """Write the invoice number beside the fingerprint of each draft (draft id → number)."""
    held = Fingerprint.objects.select_for_update().filter(draft_id__in=numbers, invoice_number="").order_by("id")
    rows = read(held)
    for row in rows:
        row.invoice_number = numbers[row.draft_id]
    write_over(rows)
    journal.record(
        [InvoiceRemembered(seller_id, row.draft_id, invoice_number=row.invoice_number) for row in rows], at=at
    )
