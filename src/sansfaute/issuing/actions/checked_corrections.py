"""Corrections on their way to a number: checked once more where it counts, against all that stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from sansfaute.drafts import queries as drafts
from sansfaute.drafts.rules import corrections as rules
from sansfaute.issuing import queries
from sansfaute.issuing.actions.ready import IssueRefused, Ready
from sansfaute.issuing.events import InvoiceCorrected
from sansfaute.issuing.models import Correction, Invoice

if TYPE_CHECKING:
    from sansfaute.en16931.model import Invoice as Document


def corrections_to_issue(todo: Sequence[Ready]) -> Mapping[UUID, Correction]:
    """The corrections among these drafts, by draft; their invoices stay locked until the transaction ends.

    Raises IssueRefused when one, as it was edited since it was asked for, takes more than its invoice
    has left, or stands beside a corrective invoice. No query when nothing is a correction.
    """
    documents = {one.draft.id: one.document for one in todo if one.draft.corrects}
    if not documents:
        return {}
    found = {one.draft_id: one for one in Correction.objects.filter(draft_id__in=documents)}
    invoices = lock_invoices({one.invoice_id for one in found.values()})
    for draft_id, correction in found.items():
        _refuse_if_beyond(invoices[correction.invoice_id], correction, documents[draft_id])
    return found


def lock_invoices(invoice_ids: set[UUID]) -> dict[UUID, Invoice]:
    """These invoices, in the order of their ids, locked so that their corrections take turns."""
    held = Invoice.objects.filter(pk__in=invoice_ids).order_by("pk").select_for_update(no_key=True)
    return {one.pk: one for one in held}


def _refuse_if_beyond(invoice: Invoice, correction: Correction, document: Document) -> None:
    others = [one for one in queries.standing_corrections(invoice.pk) if one.pk != correction.pk]
    if correction.kind == "replacement":
        return
    if any(one.kind == "corrective" for one in others) or (
        correction.kind == "corrective" and any(one.kind != "replacement" for one in others)
    ):
        raise IssueRefused(_("Invoice %s has another correction: discard one of them.") % invoice.invoice_number)
    if correction.kind == "corrective":
        return
    credits = [drafts.invoice_of(one.draft) for one in others if one.kind != "replacement"]
    if rules.excess(queries.model_of(invoice), credits, document):
        raise IssueRefused(
            _("The credit note takes more than is left of invoice %s: edit or discard it.") % invoice.invoice_number
        )


def corrected(correction: Correction, issued: Invoice) -> InvoiceCorrected:
    """The fact that an invoice was corrected by the one just issued."""
    return InvoiceCorrected(
        issued.seller_id,
        issued.id,
        invoice_id=correction.invoice_id,
        kind=correction.kind,
        total_without_vat=str(issued.total_without_vat),
        total_with_vat=str(issued.total_with_vat),
    )
