"""Review's steps in the journey."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sansfaute.contracts import queries as contracts
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


@job("review.find_anew", harmless_twice=True)
def find_anew(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """After a contract or a discount changed: the work that held drafts bill is found and judged anew.

    Facts: ContractLineChanged (subjects: lines), DiscountGranted and DiscountEnded (subjects: discounts).
    """
    changed = [UUID(fact["subject_id"]) for fact in facts]
    actions.find_anew(seller_id=UUID(seller_id), changed_ids=changed, at=clock.now())


@job("review.judge_bank_changes", harmless_twice=True)
def judge_bank_changes(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """After bank details were changed or left as they were: what they held is made and judged anew."""
    actions.check_anew(seller_id=UUID(seller_id), buyer_ids=None, rules=["bank_details_changed"], at=clock.now())


@job("review.take_up_rates", harmless_twice=True)
def take_up_rates(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On ExchangeRatesRecorded: what waited for a rate is made and judged anew."""
    actions.check_anew(seller_id=UUID(seller_id), buyer_ids=None, rules=["exchange_rate_missing"], at=clock.now())


@job("review.judge_blocks", harmless_twice=True)
def judge_blocks(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """After a block was lifted (subjects: buyers): what it held is judged again."""
    buyers, rules = {UUID(fact["subject_id"]) for fact in facts}, ["buyer_blocked", "buyer_disputed"]
    actions.judge_again(seller_id=UUID(seller_id), buyer_ids=buyers, rules=rules, at=clock.now())


@job("review.judge_terms", harmless_twice=True)
def judge_terms(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """After a term was agreed (subjects: buyers): what its rule held is judged again."""
    for fact in facts:
        buyers = [UUID(fact["subject_id"])]
        actions.judge_again(seller_id=UUID(seller_id), buyer_ids=buyers, rules=[fact["rule"]], at=clock.now())


@job("review.remember_invoices", harmless_twice=True)
def remember_invoices(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """Keep the numbers of issued invoices (facts: InvoiceIssued); numbers already kept are left alone."""
    numbers = {UUID(fact["draft_id"]): str(fact["invoice_number"]) for fact in facts}
    actions.remember_invoices(seller_id=UUID(seller_id), numbers=numbers, at=clock.now())


@job("review.simulate_runs", harmless_twice=True)
def simulate_runs(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On SimulationAsked: work each simulation (`subject_id`) out; the page says why one cannot go on."""
    for fact in facts:
        simulation_id = UUID(fact["subject_id"])
        try:
            actions.work_out_simulation(simulation_id=simulation_id, at=clock.now())
        except Exception as failure:
            actions.keep_failed_simulation(simulation_id=simulation_id, why=f"{type(failure).__name__}: {failure}")
            raise


@job("review.simulate_due", harmless_twice=True)
def simulate_due(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On RunFellDue: ask for the simulation of each schedule (`subject_id`) that only simulates, once for each day."""
    for fact in facts:
        if fact["simulates_only"]:
            schedule = contracts.schedule(fact["subject_id"])
            actions.simulate_run(
                seller_id=UUID(seller_id),
                until=date.fromisoformat(fact["until"]),
                issue_date=date.fromisoformat(fact["issue_date"]),
                scope=schedule.scope,
                simulation_id=uuid5(schedule.pk, fact["due_on"]),
                at=clock.now(),
            )
