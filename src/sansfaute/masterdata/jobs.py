"""What masterdata does when something has happened upstream."""

from datetime import UTC, date, datetime
from typing import Any

from sansfaute.lib import clock
from sansfaute.lib.jobs import job, periodic
from sansfaute.masterdata import actions, queries


@job("masterdata.agree_records", harmless_twice=True)
def agree_records(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On ImportAccepted: agree the buyers and items of these files; other kinds are for later rooms."""
    for fact in facts:
        actions.agree_records(source_file_id=fact["subject_id"], at=clock.now())


@job("masterdata.judge_rows", harmless_twice=True)
def judge_rows(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On RowsParsed and VerdictsAsked: the dry run of buyers and items, for files not accepted yet."""
    for fact in facts:
        actions.judge_rows(source_file_id=fact["subject_id"], at=clock.now())


@job("masterdata.remember_forecast", harmless_twice=True)
def remember_forecast(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On BillingForecast: what will be billed to these buyers, which a wrong record puts at risk."""
    actions.remember_forecast(seller_id=seller_id, facts=facts, at=clock.now())


@job("masterdata.open_corrections", harmless_twice=True)
def open_corrections(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On DeliveryFailed, DeliveryHeld, InvoiceRefused, MessageBounced: the buyers' records are to be mended."""
    actions.answer_returns(seller_id=seller_id, facts=facts, at=clock.now())


@job("masterdata.open_registry_corrections", harmless_twice=True)
def open_registry_corrections(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On RegistryDiffered: a person compares, and accepts theirs or keeps ours."""
    actions.answer_registries(seller_id=seller_id, facts=facts, at=clock.now())


@job("masterdata.audit_records", harmless_twice=True)
def audit_records(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """Judge every record of the seller again, as of a day (`day`, ISO); goes on where it was stopped."""
    for fact in facts:
        actions.audit_records(seller_id=seller_id, day=date.fromisoformat(fact["day"]), at=clock.now())


@periodic("masterdata.audit_every_night", cron="20 2 * * *", harmless_twice=True)
def audit_every_night(timestamp: int) -> None:
    """Every night: one audit for each seller, dated by the schedule."""
    day = clock.day_of(datetime.fromtimestamp(timestamp, UTC)).isoformat()
    for seller in queries.sellers():
        audit_records.defer(seller_id=str(seller.pk), facts=[{"subject_id": str(seller.pk), "day": day}])


@periodic("masterdata.apply_bank_changes", cron="7 * * * *", harmless_twice=True)
def apply_bank_changes(timestamp: int) -> None:
    """Every hour: confirmed bank details whose cooling-off time is over count from now on."""
    actions.apply_bank_changes(at=clock.now())


@periodic("masterdata.compare_registries", cron="30 1 * * *", harmless_twice=True)
def compare_registries(timestamp: int) -> None:
    """Every night: ask the public registries about the buyers whose answers are the oldest."""
    for seller in queries.sellers():
        actions.compare_registries(seller_id=seller.pk, at=clock.now())


@job("masterdata.carry_out_operations", harmless_twice=True)
def carry_out_operations(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On OperationAsked: fill the change sets of bulk operations that are too large to wait for."""
    for fact in facts:
        actions.carry_out_operation(change_set_id=fact["subject_id"], at=clock.now())


@job("masterdata.carry_out_undos", harmless_twice=True)
def carry_out_undos(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On UndoAsked: take back the records of acts that are too large to wait for."""
    for fact in facts:
        actions.carry_out_undo(change_set_id=fact["subject_id"], at=clock.now())


@job("masterdata.find_duplicates", harmless_twice=True)
def find_duplicates(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On DuplicatesAsked: compare all buyers of the seller; whoever asked meanwhile is answered by the same run."""
    actions.propose_duplicates(seller_id=seller_id, at=clock.now())


@job("masterdata.compare_changed", harmless_twice=True)
def compare_changed(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On RecordsChanged: compare the buyers that a person touched at once; an import is compared whole at its end."""
    sets = [fact["subject_id"] for fact in facts if fact["kind"] not in ("import", "merge")]
    actions.compare_changed(seller_id=seller_id, change_set_ids=sets, at=clock.now())


@periodic("masterdata.find_duplicates_every_night", cron="50 2 * * *", harmless_twice=True)
def find_duplicates_every_night(timestamp: int) -> None:
    """Every night: compare the buyers of each seller whose records changed since they were compared."""
    for seller in queries.sellers():
        if queries.changed_since_matched(seller.pk):
            find_duplicates.defer(seller_id=str(seller.pk), facts=[{"subject_id": str(seller.pk)}])
