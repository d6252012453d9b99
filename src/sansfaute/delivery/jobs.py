"""Steps of the journey that delivery takes."""

from typing import Any
from uuid import UUID

from sansfaute.delivery import actions
from sansfaute.lib import clock
from sansfaute.lib.jobs import job


@job("delivery.send_invoices", harmless_twice=True)
def send_invoices(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """After DocumentsReady: e-mail each invoice to its buyer, or hold it with the reason."""
    invoice_ids = [UUID(fact["subject_id"]) for fact in facts]
    actions.send_invoices(seller_id=UUID(seller_id), invoice_ids=invoice_ids, at=clock.now())
