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


@job("delivery.send_duplicates", harmless_twice=True)
def send_duplicates(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On DuplicateMade: e-mail those that somebody asked to send."""
    for fact in facts:
        if fact["address"]:
            actions.send_duplicate(
                seller_id=UUID(seller_id),
                invoice_id=UUID(fact["subject_id"]),
                duplicate_id=UUID(fact["duplicate_id"]),
                at=clock.now(),
            )
