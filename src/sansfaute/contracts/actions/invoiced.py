"""Remember which invoice carries which billable item, as `issuing` announces it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries
from sansfaute.contracts.events import WorkMarkedInvoiced
from sansfaute.contracts.models import InvoicedMark
from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import copy_in, fresh
from sansfaute.lib.errors import Refusal

Mark = tuple[UUID, UUID, str] | tuple[UUID, UUID, str, date | None]
"""(billable item, invoice, invoice number, date of issue when it is known)"""


class MarkRefused(Refusal):
    """Work would be invoiced twice; the message is fit for a person."""


@transaction.atomic
def mark_invoiced(*, seller_id: UUID, marks: Sequence[Mark], at: datetime) -> None:
    """Mark billable items as invoiced; the same marks again change nothing.

    Raises MarkRefused when an item is on another invoice already. One fact for each invoice that carries
    items newly marked.
    """
    ordered = sorted(marks, key=lambda mark: mark[0].int)  # two at once wait for each other in one order
    made = [_mark(seller_id, *mark) for mark in ordered]
    new = made if _are_all_new(made) else _added(made)
    counts = Counter((mark.invoice_id, mark.invoice_number) for mark in new)
    facts = [
        WorkMarkedInvoiced(seller_id=seller_id, subject_id=invoice_id, invoice_number=number, item_count=count)
        for (invoice_id, number), count in counts.items()
    ]
    journal.record(facts, at=at)


def _mark(
    seller_id: UUID, billable_id: UUID, invoice_id: UUID, invoice_number: str, invoice_date: date | None = None
) -> InvoicedMark:
    said = {"invoice_id": invoice_id, "invoice_number": invoice_number, "invoice_date": invoice_date}
    return fresh(InvoicedMark, {"seller_id": seller_id, "billable_id": billable_id, **said})


def _are_all_new(made: Sequence[InvoicedMark]) -> bool:
    """Insert them all, as nearly always; False, with nothing inserted, when some item has its mark already."""
    try:
        with transaction.atomic():
            copy_in(made)
    except IntegrityError:
        return False
    return True


def _added(made: Sequence[InvoicedMark]) -> list[InvoicedMark]:
    """Insert those that are new, and say which. Raises MarkRefused."""
    InvoicedMark.objects.bulk_create(made, ignore_conflicts=True)
    standing = queries.invoiced_marks([mark.billable_id for mark in made])
    for mark in made:
        if standing[mark.billable_id].invoice_id != mark.invoice_id:
            numbers = {"first": standing[mark.billable_id].invoice_number, "second": mark.invoice_number}
            raise MarkRefused(_("The same work is on invoices %(first)s and %(second)s.") % numbers)
    return [mark for mark in made if standing[mark.billable_id].pk == mark.pk]
