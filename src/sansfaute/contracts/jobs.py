"""What contracts do when other rooms announce something."""

from typing import Any
from uuid import UUID

from sansfaute.contracts import actions
from sansfaute.lib import clock
from sansfaute.lib.jobs import job, periodic
from sansfaute.masterdata import queries as masterdata


@job("contracts.record_agreements", harmless_twice=True)
def record_agreements(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On ImportAccepted: record the contracts, usage and orders of each file (`subject_id`)."""
    for fact in facts:
        actions.record_rows(source_file_id=UUID(fact["subject_id"]), at=clock.now())
    if any(fact["kind"] in ("contracts", "usage", "orders") for fact in facts):
        actions.forecast_billing(seller_id=UUID(seller_id), at=clock.now())


@job("contracts.judge_rows", harmless_twice=True)
def judge_rows(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On RowsParsed and VerdictsAsked: the dry run of contracts, usage and orders, for files not accepted yet."""
    for fact in facts:
        actions.judge_agreements(source_file_id=UUID(fact["subject_id"]), at=clock.now())


@job("contracts.find_work", harmless_twice=True)
def find_work(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On BillRunStarted and BillRunResumed: find what is billable for each run (`subject_id`)."""
    for fact in facts:
        actions.find_billable_work(run_id=UUID(fact["subject_id"]), at=clock.now())


@job("contracts.agree_terms", harmless_twice=True)
def agree_terms(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On TermAgreed: write each term down on its contracts (`contracts`, by number)."""
    for fact in facts:
        actions.agree_term(
            seller_id=UUID(seller_id),
            contract_numbers=fact["contracts"],
            clauses=fact["clauses"],
            proposal_id=UUID(fact["proposal_id"]),
            at=clock.now(),
        )


@job("contracts.retry_waiting", harmless_twice=True)
def retry_waiting(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On RecordAgreed: try again the rows that waited for these buyers and items (`code`)."""
    codes = {fact["code"] for fact in facts}
    actions.retry_rows(seller_id=UUID(seller_id), codes=codes, at=clock.now())
    actions.forecast_billing(seller_id=UUID(seller_id), at=clock.now(), codes=codes)


@periodic("contracts.forecast_billing", cron="10 1 * * *", harmless_twice=True)
def forecast_billing(timestamp: int) -> None:
    """Every night: foresee anew what each buyer will be billed in the next month."""
    for seller in masterdata.sellers():
        actions.forecast_billing(seller_id=seller.pk, at=clock.now())


@periodic("contracts.start_due_runs", cron="7 * * * *", harmless_twice=True)
def start_due_runs(timestamp: int) -> None:
    """Every hour: start the runs of schedules whose day has come in the seller's calendar."""
    actions.start_due_runs(at=clock.now())


@periodic("contracts.propose_repairs", cron="40 1 * * *", harmless_twice=True)
def propose_repairs(timestamp: int) -> None:
    """Every night: propose to mend what was invoiced and is owed otherwise now."""
    for seller in masterdata.sellers():
        actions.propose_all_repairs(seller_id=seller.pk, at=clock.now())
