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


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
