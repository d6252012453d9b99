"""Remember which invoice carries which billable item, as `issuing` announces it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries
from sansfaute.contracts.events import WorkMarkedInvoiced
from sansfaute.contracts.models import InvoicedMark
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal

Mark = tuple[UUID, UUID, str] | tuple[UUID, UUID, str, date | None]
"""(billable item, invoice, invoice number, date of issue when it is known)"""


class MarkRefused(Refusal):
    """Work would be invoiced twice; the message is fit for a person."""


@transaction.atomic
def mark_invoiced(*, seller_id: UUID, marks: Sequence[Mark], at: datetime) -> None:
    """Mark billable items as invoiced; the same marks again change nothing.

    Raises MarkRefused when an item is on another invoice already. Two queries; one fact for each
    invoice that carries items newly marked.
    """
    ordered = sorted(marks, key=lambda mark: mark[0])
    made = [
        InvoicedMark(
            seller_id=seller_id,
            billable_id=mark[0],
            invoice_id=mark[1],
            invoice_number=mark[2],
            invoice_date=mark[3] if len(mark) == 4 else None,
        )
        for mark in ordered
    ]
    InvoicedMark.objects.bulk_create(made, ignore_conflicts=True)
    standing = queries.invoiced_marks([mark.billable_id for mark in made])
    for mark in made:
        if standing[mark.billable_id].invoice_id != mark.invoice_id:
            numbers = {"first": standing[mark.billable_id].invoice_number, "second": mark.invoice_number}
            raise MarkRefused(_("The same work is on invoices %(first)s and %(second)s.") % numbers)
    new = [mark for mark in made if standing[mark.billable_id].pk == mark.pk]
    counts = Counter((mark.invoice_id, mark.invoice_number) for mark in new)
    facts = [
        WorkMarkedInvoiced(seller_id=seller_id, subject_id=invoice_id, invoice_number=number, item_count=count)
        for (invoice_id, number), count in counts.items()
    ]
    journal.record(facts, at=at)
