"""Steps of the journey that documents takes."""

from typing import Any
from uuid import UUID

from django.conf import settings

from sansfaute.documents import actions
from sansfaute.lib import clock
from sansfaute.lib.jobs import job


@job("documents.render_documents", harmless_twice=True)
def render_documents(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """After InvoiceIssued: write and keep the CII and, unless this installation wants none, the Factur-X."""
    invoice_ids = [UUID(fact["subject_id"]) for fact in facts]
    only_cii = "facturx" not in settings.DOCUMENTS
    actions.render_documents(seller_id=UUID(seller_id), invoice_ids=invoice_ids, at=clock.now(), only_cii=only_cii)
