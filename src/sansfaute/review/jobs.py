"""Review's steps in the journey."""

from typing import Any
from uuid import UUID

from sansfaute.lib import clock
from sansfaute.lib.jobs import job
from sansfaute.review import actions


@job("review.check_drafts", harmless_twice=True)
def check_drafts(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """Judge freshly assembled drafts (subjects: drafts); those already judged are left alone."""
    ids = [UUID(fact["subject_id"]) for fact in facts]
    actions.check_drafts(seller_id=UUID(seller_id), draft_ids=ids, at=clock.now())


@job("review.check_again", harmless_twice=True)
def check_again(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """After a buyer's record changed (facts: RecordAgreed): what it held is made and judged anew."""
    buyers = {UUID(fact["subject_id"]) for fact in facts if fact["record_type"] == "buyer"}
    actions.check_again(seller_id=UUID(seller_id), buyer_ids=buyers, at=clock.now())


@job("review.remember_invoices", harmless_twice=True)
def remember_invoices(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """Keep the numbers of issued invoices (facts: InvoiceIssued); numbers already kept are left alone."""
    numbers = {UUID(fact["draft_id"]): str(fact["invoice_number"]) for fact in facts}
    actions.remember_invoices(seller_id=UUID(seller_id), numbers=numbers, at=clock.now())
