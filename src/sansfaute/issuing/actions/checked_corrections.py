"""Corrections on their way to a number: checked once more where it counts, against all that stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sansfaute.issuing import queries
from sansfaute.issuing.actions.ready import Ready
from sansfaute.issuing.events import InvoiceCorrected
from sansfaute.issuing.models import Correction, Invoice
from sansfaute.issuing.queries.soundness import beyond


def corrections_to_issue(todo: Sequence[Ready], refused: dict[UUID, str]) -> Mapping[UUID, Correction]:
    """The corrections among these drafts, by draft; their invoices stay locked until the transaction ends.

    `refused` learns of each that, as it was edited since it was asked for, takes more than its invoice
    has left, or stands beside a corrective invoice. No query when nothing is a correction.
    """
    documents = {one.draft.id: one.document for one in todo if one.draft.corrects}
    if not documents:
        return {}
    found = {one.draft_id: one for one in Correction.objects.filter(draft_id__in=documents)}
    invoices = lock_invoices({one.invoice_id for one in found.values()})
    for draft_id, correction in found.items():
        others = [one for one in queries.standing_corrections(correction.invoice_id) if one.pk != correction.pk]
        if said := beyond(invoices[correction.invoice_id], correction, others, documents[draft_id]):
            refused[draft_id] = said
    return found


def lock_invoices(invoice_ids: set[UUID]) -> dict[UUID, Invoice]:
    """These invoices, in the order of their ids, locked so that their corrections take turns."""
    held = Invoice.objects.filter(pk__in=invoice_ids).order_by("pk").select_for_update(no_key=True)
    return {one.pk: one for one in held}


def corrected(correction: Correction, issued: Invoice) -> InvoiceCorrected:
    """The fact that an invoice was corrected by the one just issued."""
    return InvoiceCorrected(
        issued.seller_id,
        issued.id,
        invoice_id=correction.invoice_id,
        kind=correction.kind,
        total_without_vat=str(issued.total_without_vat),
        total_with_vat=str(issued.total_with_vat),
        draft_id=issued.draft_id,
        invoice_number=issued.invoice_number,
        is_replaced=_is_replaced(correction),
    )


def _is_replaced(correction: Correction) -> bool:
    again = Correction.objects.filter(invoice_id=correction.invoice_id, kind="replacement", dropped_at=None)
    return again.exists()
