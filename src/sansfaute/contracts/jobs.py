"""What contracts do when other rooms announce something."""

from typing import Any
from uuid import UUID

from sansfaute.contracts import actions
from sansfaute.lib import clock
from sansfaute.lib.jobs import job


@job("contracts.record_agreements", harmless_twice=True)
def record_agreements(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On RowsParsed: record the contracts, usage and orders of each file (`subject_id`)."""
    for fact in facts:
        actions.record_rows(source_file_id=UUID(fact["subject_id"]), at=clock.now())


@job("contracts.retry_waiting", harmless_twice=True)
def retry_waiting(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On RecordAgreed: try again the rows that waited for these buyers and items (`code`)."""
    actions.retry_rows(seller_id=UUID(seller_id), codes={fact["code"] for fact in facts}, at=clock.now())
