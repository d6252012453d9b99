"""Back-dated changes: proposed, decided by a person, carried out by the next run; what was issued is never touched."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from sansfaute.contracts import actions, jobs
from sansfaute.contracts.models import BillableItem, Contract, InvoicedMark, Repair
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.test_lines import bill, change, line_of, sign
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
LATER = datetime(2026, 4, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_workers() -> Any:
    with inline_steps(), override("en"):
        yield


@pytest.fixture
def seller(db: None) -> Seller:
    owner = factories.seller()
    factories.buyer(owner, "C1")
    factories.item(owner, "MAINT", "310", unit_code="MON")
    factories.item(owner, "SEAT", "10", unit_code="MON")
    return owner


def issue(owner: Seller, number: str = "F1", day: date = date(2026, 3, 31)) -> None:
    """Mark all that is billable as invoiced by one invoice."""
    invoice = new_id()
    waiting = BillableItem.objects.filter(seller=owner, invoiced=None)
    marks = [(one.pk, invoice, number, day) for one in waiting]
    actions.mark_invoiced(seller_id=owner.pk, marks=marks, at=NOW)


@pytest.fixture
def invoiced(seller: Seller) -> Contract:
    contract = sign(seller, {"item_code": "MAINT"})
    bill(seller, date(2026, 3, 31))
    issue(seller)
    return contract


class TestProposals:
    def test_a_change_of_days_not_billed_gives_none(self, invoiced: Contract) -> None:
        change(invoiced, date(2026, 4, 10), "quantity", quantity="2", at=NOW)
        assert not Repair.objects.exists()

    def test_a_back_dated_change_proposes_a_credit_and_a_bill_for_each_period(self, invoiced: Contract) -> None:
        change(invoiced, date(2026, 2, 15), "quantity", quantity="2", at=NOW)
        february, march = Repair.objects.order_by("period_start")
        assert (february.difference, march.difference) == (Decimal("155.00"), Decimal("310.00"))
        assert [one["net_amount"] for one in february.rebilled] == ["155.00", "310.00"]
        assert (february.credited[0]["invoice_number"], february.credited[0]["invoice_date"]) == ("F1", "2026-03-31")
        assert Fact.objects.filter(kind="RepairProposed").count() == 2
        assert BillableItem.objects.count() == 3

    def test_looked_at_again_nothing_is_new(self, invoiced: Contract) -> None:
        change(invoiced, date(2026, 2, 15), "pause", at=NOW)
        for _ in range(2):
            jobs.propose_repairs.func(0)
        assert Repair.objects.count() == 2

    def test_a_stale_proposal_is_replaced_and_an_undone_change_takes_it_away(self, invoiced: Contract) -> None:
        change(invoiced, date(2026, 3, 1), "quantity", quantity="2", at=NOW)
        change(invoiced, date(2026, 3, 1), "quantity", quantity="3", at=LATER)
        assert list(Repair.objects.order_by("proposed_at").values_list("decided", "difference")) == [
            ("stale", Decimal("310.00")),
            ("", Decimal("620.00")),
        ]
        change(invoiced, date(2026, 3, 1), "quantity", quantity="1", at=LATER.replace(minute=1))
        assert set(Repair.objects.values_list("decided", flat=True)) == {"stale"}


class TestDecisions:
    def test_accepted_it_is_credited_and_billed_once_and_nothing_issued_moves(
        self, seller: Seller, invoiced: Contract
    ) -> None:
        before = list(BillableItem.objects.order_by("pk").values())
        change(invoiced, date(2026, 2, 15), "quantity", quantity="2", at=NOW)
        for repair in Repair.objects.all():
            actions.accept_repair(repair_id=repair.pk, why="the customer told us late", actor=None, at=LATER)
        assert bill(seller, date(2026, 4, 15), LATER) == [
            ("credit:subscription:CT-1:2026-02-01", "-310.00"),
            ("subscription:CT-1:2026-02-01:r1", "155.00"),
            ("subscription:CT-1:2026-02-15:r1", "310.00"),
            ("credit:subscription:CT-1:2026-03-01", "-310.00"),
            ("subscription:CT-1:2026-03-01:r1", "620.00"),
        ]
        assert bill(seller, date(2026, 4, 15), LATER) == []
        assert list(BillableItem.objects.filter(pk__in=[one["id"] for one in before]).order_by("pk").values()) == before
        credit = BillableItem.objects.get(source_key="credit:subscription:CT-1:2026-02-01")
        assert (credit.kind, credit.quantity) == ("credit", -1)
        assert (credit.basis["invoice_number"], credit.basis["invoice_date"]) == ("F1", "2026-03-31")
        actions.propose_repairs(line_id=line_of(invoiced).pk, at=LATER)
        assert set(Repair.objects.values_list("decided", flat=True)) == {"accepted"}

    def test_a_second_change_repairs_the_repair(self, seller: Seller, invoiced: Contract) -> None:
        change(invoiced, date(2026, 3, 1), "quantity", quantity="2", at=NOW)
        actions.accept_repair(repair_id=Repair.objects.get().pk, why="", actor=None, at=NOW)
        bill(seller, date(2026, 4, 1), NOW)
        issue(seller, "F2")
        change(invoiced, date(2026, 3, 1), "pause", at=LATER)
        repair = Repair.objects.get(decided="")
        assert (repair.difference, repair.rebilled) == (Decimal("-620.00"), [])
        actions.accept_repair(repair_id=repair.pk, why="", actor=None, at=LATER)
        assert bill(seller, date(2026, 4, 1), LATER) == [("credit:subscription:CT-1:2026-03-01:r1", "-620.00")]
        total = sum(one.net_amount for one in BillableItem.objects.filter(period_start=date(2026, 3, 1)))
        assert total == 0

    def test_refused_it_does_not_come_back(self, seller: Seller, invoiced: Contract) -> None:
        change(invoiced, date(2026, 3, 1), "quantity", quantity="2", at=NOW)
        repair = Repair.objects.get()
        with pytest.raises(actions.RepairRefused, match="reason"):
            actions.refuse_repair(repair_id=repair.pk, why=" ", actor=None, at=NOW)
        actions.refuse_repair(repair_id=repair.pk, why="a gift", actor=None, at=NOW)
        assert actions.propose_repairs(line_id=line_of(invoiced).pk, at=LATER) == []
        with pytest.raises(actions.RepairRefused, match="already"):
            actions.accept_repair(repair_id=repair.pk, why="", actor=None, at=NOW)
        assert bill(seller, date(2026, 4, 1), LATER) == []

    def test_what_is_not_issued_is_not_credited(self, seller: Seller, invoiced: Contract) -> None:
        InvoicedMark.objects.all().delete()
        change(invoiced, date(2026, 3, 1), "quantity", quantity="2", at=NOW)
        with pytest.raises(actions.RepairRefused, match="not issued yet"):
            actions.accept_repair(repair_id=Repair.objects.get().pk, why="", actor=None, at=NOW)
        issue(seller)
        assert len(actions.propose_repairs(line_id=line_of(invoiced).pk, at=LATER)) == 1
        actions.accept_repair(repair_id=Repair.objects.get(decided="").pk, why="", actor=None, at=LATER)

    def test_a_change_between_the_decision_and_the_run_opens_the_question_again(
        self, seller: Seller, invoiced: Contract
    ) -> None:
        change(invoiced, date(2026, 3, 1), "quantity", quantity="2", at=NOW)
        actions.accept_repair(repair_id=Repair.objects.get().pk, why="", actor=None, at=NOW)
        change(invoiced, date(2026, 3, 11), "quantity", quantity="5", at=LATER)
        assert sorted(Repair.objects.values_list("decided", flat=True)) == ["", "stale"]
        assert bill(seller, date(2026, 4, 1), LATER) == []


class TestOtherReasons:
    def test_a_discount_of_what_was_billed_is_kept(self, seller: Seller) -> None:
        contract = sign(seller, {"item_code": "MAINT"}, conditions="remise 10%")
        bill(seller, date(2026, 1, 31))
        issue(seller)
        change(contract, date(2026, 1, 1), "quantity", quantity="2", at=NOW)
        repair = Repair.objects.get()
        assert (repair.credited[0]["net_amount"], repair.rebilled[0]["net_amount"]) == ("279.00", "558.00")
        actions.accept_repair(repair_id=repair.pk, why="", actor=None, at=NOW)
        assert [amount for _, amount in bill(seller, date(2026, 1, 31), NOW)] == ["-279.00", "558.00"]

    def test_tiers_are_taken_back_and_charged_again(self, seller: Seller) -> None:
        tiers = [{"up_to": "10", "unit_price": "10"}, {"up_to": None, "unit_price": "8"}]
        price = {"structure": "tiered", "tiers": tiers, "maximum_amount": "130"}
        contract = sign(seller, {"item_code": "SEAT", "quantity": "15", "price": price})
        assert [amount for _, amount in bill(seller, date(2026, 1, 31))] == ["100.00", "40.00", "-10.00"]
        issue(seller)
        assert actions.propose_repairs(line_id=line_of(contract).pk, at=NOW) == []
        change(contract, date(2026, 1, 1), "quantity", quantity="12", at=NOW)
        repair = Repair.objects.get()
        assert repair.difference == Decimal("-14.00")
        actions.accept_repair(repair_id=repair.pk, why="", actor=None, at=NOW)
        bill(seller, date(2026, 1, 31), NOW)
        assert sum(one.net_amount for one in BillableItem.objects.all()) == Decimal("116.00")
        assert actions.propose_repairs(line_id=line_of(contract).pk, at=LATER) == []
