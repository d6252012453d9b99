"""What drafts do when other rooms announce something."""

from datetime import date
from typing import Any
from uuid import UUID

from sansfaute.drafts import actions
from sansfaute.lib import clock
from sansfaute.lib.jobs import job


@job("drafts.assemble_drafts", harmless_twice=True)
def assemble_drafts(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On WorkBecameBillable: assemble the drafts of these buyers (`subject_id`) for these runs (`run_id`)."""
    actions.assemble_drafts(
        seller_id=UUID(seller_id),
        buyer_ids={UUID(fact["subject_id"]) for fact in facts},
        run_ids={UUID(fact["run_id"]) for fact in facts},
        at=clock.now(),
    )


@job("drafts.mark_work_invoiced", harmless_twice=True)
def mark_work_invoiced(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On InvoiceIssued: tell contracts which work is on which invoice (`draft_id`, `invoice_number`, `issue_date`)."""
    issued = {
        UUID(fact["draft_id"]): (UUID(fact["subject_id"]), fact["invoice_number"], _day(fact.get("issue_date", "")))
        for fact in facts
    }
    actions.mark_work_invoiced(seller_id=UUID(seller_id), issued=issued, at=clock.now())


@job("drafts.mark_work_corrected", harmless_twice=True)
def mark_work_corrected(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On InvoiceCorrected: tell contracts what each correction (`draft_id`) gave back of which work."""
    corrections = [
        actions.Corrected(
            UUID(fact["draft_id"]),
            UUID(fact["subject_id"]),
            fact["invoice_number"],
            fact["kind"],
            bool(fact["is_replaced"]),
        )
        for fact in facts
        if fact.get("draft_id")  # facts of before had none: nothing is known of their lines
    ]
    actions.mark_work_corrected(seller_id=UUID(seller_id), corrections=corrections, at=clock.now())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
