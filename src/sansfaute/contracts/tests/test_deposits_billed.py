"""A deposit is invoiced once and deducted once, at its own VAT; what has no room is told and can be credited."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions
from sansfaute.contracts.models import BillableItem, Deposit, OrderLine
from sansfaute.contracts.rules.instalments import monthly
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.clauses import bill, issue, kinds, line_of, make_seller, net
from sansfaute.contracts.tests.factories import NOW
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Item, Seller

JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def _no_workers() -> Iterator[Any]:
    with inline_steps():
        yield


@pytest.fixture
def seller() -> Seller:
    owner = make_seller()
    factories.item(owner, "BOOK", "50", nature="goods", vat_rate=Decimal("5.5"))
    return owner


def order(owner: Seller, *lines: tuple[str, str, date | None], number: str = "CMD1") -> None:
    """An order of lines of (item, price, day of delivery)."""
    for rank, (code, price, day) in enumerate(lines, 1):
        OrderLine.objects.create(
            seller=owner, order_number=number, line_number=rank, buyer=owner.buyers.get(code="C1"),
            item=Item.objects.get(seller=owner, code=code), order_date=date(2026, 1, 2), delivery_date=day,
            quantity=1, unit_price=Decimal(price),
        )  # fmt: skip


def ask(owner: Seller, **terms: Any) -> Deposit:
    given: dict[str, Any] = {"due_on": JANUARY, "at": NOW}
    if "contract_id" not in terms:
        given["order_number"] = "CMD1"
    return actions.ask_deposit(seller_id=owner.pk, **given | terms)


class TestOrders:
    def test_invoiced_once_then_deducted_on_the_final_invoice(self, seller: Seller) -> None:
        order(seller, ("SCREEN", "1000", FEBRUARY))
        deposit = ask(seller, percentage=Decimal(30))
        (asked,) = bill(seller, JANUARY)
        deposit.refresh_from_db()
        assert (asked.kind, asked.net_amount, deposit.billable) == ("deposit", 300, asked)
        issue([asked], "F2026-000001", JANUARY)
        assert bill(seller, JANUARY) == []
        final = bill(seller, FEBRUARY)
        assert (kinds(final), net(final)) == (["deduction", "order"], 700)
        deduction = next(one for one in final if one.kind == "deduction")
        assert deduction.quantity == -1
        assert deduction.basis["invoice_number"] == "F2026-000001"
        assert deduction.basis["invoice_date"] == "2026-01-31"
        assert deduction.basis["name"] == "Déduction de l'acompte F2026-000001 du 31/01/2026"
        assert bill(seller, MARCH) == []

    def test_each_vat_rate_has_its_share(self, seller: Seller) -> None:
        order(seller, ("SCREEN", "600", FEBRUARY), ("BOOK", "300", FEBRUARY))
        ask(seller, amount=Decimal(100))
        asked = bill(seller, JANUARY)
        assert [one.net_amount for one in asked] == [Decimal("66.67"), Decimal("33.33")]
        issue(asked, "F2026-000001", JANUARY)
        final = bill(seller, FEBRUARY)
        taken = {one.item.code: one.net_amount for one in final if one.kind == "deduction"}
        assert taken == {"SCREEN": Decimal("-66.67"), "BOOK": Decimal("-33.33")}

    def test_a_part_delivery_takes_only_what_the_rest_has_no_room_for(self, seller: Seller) -> None:
        order(seller, ("SCREEN", "700", FEBRUARY), ("SCREEN", "300", MARCH))
        ask(seller, amount=Decimal(500))
        issue(bill(seller, JANUARY), "F2026-000001", JANUARY)
        assert net(bill(seller, FEBRUARY), "deduction") == -200
        assert net(bill(seller, MARCH), "deduction") == -300
        assert not Fact.objects.filter(kind="DepositNotDeducted").exists()

    def test_what_the_final_invoice_has_no_room_for_is_told_and_credited_when_asked(self, seller: Seller) -> None:
        order(seller, ("SCREEN", "1000", FEBRUARY))
        deposit = ask(seller, amount=Decimal(800))
        issue(bill(seller, JANUARY), "F2026-000001", JANUARY)
        OrderLine.objects.update(unit_price=500)  # delivered for less than ordered
        assert net(bill(seller, FEBRUARY)) == 0
        fact = Fact.objects.get(kind="DepositNotDeducted")
        assert (fact.subject_id, fact.data["code"], fact.data["amount"]) == (deposit.pk, "larger", "300.00")
        left = actions.credit_deposit(deposit_id=deposit.pk, why="Commande réduite", issue_date=MARCH, at=NOW)
        credit = BillableItem.objects.get(kind="credit")
        assert (left, credit.net_amount, credit.basis["invoice_type_code"]) == (300, -300, "386")
        with pytest.raises(actions.DepositRefused, match="Nothing is left"):
            actions.credit_deposit(deposit_id=deposit.pk, why="Encore", issue_date=MARCH, at=NOW)

    def test_not_issued_in_time_it_is_told_and_not_deducted(self, seller: Seller) -> None:
        order(seller, ("SCREEN", "1000", FEBRUARY))
        ask(seller, amount=Decimal(200))
        bill(seller, JANUARY)
        assert net(bill(seller, FEBRUARY)) == 1000
        assert Fact.objects.get(kind="DepositNotDeducted").data["code"] == "not_invoiced"

    def test_the_final_invoice_overtakes_a_deposit_not_billed_yet(self, seller: Seller) -> None:
        order(seller, ("SCREEN", "1000", FEBRUARY))
        ask(seller, amount=Decimal(200), due_on=FEBRUARY)
        assert kinds(bill(seller, FEBRUARY)) == ["order"]
        assert bill(seller, MARCH) == []

    def test_a_run_given_up_asks_again(self, seller: Seller) -> None:
        order(seller, ("SCREEN", "1000", FEBRUARY))
        ask(seller, amount=Decimal(200))
        actions.withdraw_work(item_ids=[one.pk for one in bill(seller, JANUARY)], at=NOW)
        assert kinds(bill(seller, JANUARY)) == ["deposit"]

    def test_what_cannot_be_asked_is_refused(self, seller: Seller) -> None:
        order(seller, ("SCREEN", "1000", JANUARY))
        contract = line_of(seller, "MAINT").contract
        refused: list[tuple[dict[str, Any], str]] = [
            ({"amount": Decimal(5), "contract_id": contract.pk, "order_number": "CMD1"}, "name one"),
            ({"amount": Decimal(5), "order_number": "CMD9"}, "no order"),
            ({}, "either"),
            ({"amount": Decimal("0.001")}, "two decimals"),
            ({"amount": Decimal(1001)}, "worth"),
            ({"percentage": Decimal(101)}, "between"),
            ({"percentage": Decimal(10), "contract_id": contract.pk}, "runs on"),
        ]
        for terms, said in refused:
            with pytest.raises(actions.DepositRefused, match=said):
                ask(seller, **terms)
        bill(seller, JANUARY)
        with pytest.raises(actions.DepositRefused, match="too late"):
            ask(seller, amount=Decimal(5))


class TestContracts:
    def test_deducted_from_the_last_period(self, seller: Seller) -> None:
        line = line_of(seller, "MAINT", end_date=MARCH)
        ask(seller, contract_id=line.contract_id, amount=Decimal(80), due_on=date(2026, 1, 1))
        first = bill(seller, JANUARY)
        assert kinds(first) == ["deposit", "subscription"]
        issue(first[:1], "F2026-000001", JANUARY)
        assert kinds(bill(seller, FEBRUARY)) == ["subscription"]
        assert net(bill(seller, MARCH)) == Decimal("20.00")
        assert bill(seller, MARCH) == []

    def test_deducted_from_the_last_instalment(self, seller: Seller) -> None:
        line = line_of(seller, "WORKS")
        plan = monthly(2, FEBRUARY).to_dict()
        line = actions.agree_clause(line_id=line.pk, name="plan", values=plan, at=NOW)
        ask(seller, contract_id=line.contract_id, percentage=Decimal(20))
        issue(bill(seller, JANUARY), "F2026-000001", JANUARY)
        assert [net(bill(seller, day)) for day in (FEBRUARY, MARCH)] == [500, 300]

    def test_deducted_with_the_progress_of_works(self, seller: Seller) -> None:
        line = line_of(seller, "WORKS")
        items = [{"code": "WALLS", "name": "Murs", "amount": "1000", "vat_rate": "20"}]
        line = actions.agree_clause(line_id=line.pk, name="works", values={"items": items}, at=NOW)
        ask(seller, contract_id=line.contract_id, percentage=Decimal(30))
        issue(bill(seller, JANUARY), "F2026-000001", JANUARY)
        for day, done, expected in ((FEBRUARY, "33.33", -99.99), (MARCH, "100", -200.01)):
            rows = [{"code": "WALLS", "percentage": done}]
            actions.state_situation(line_id=line.pk, progress=rows, until=day, is_final=done == "100", at=NOW)
            assert net(bill(seller, day), "deduction") == Decimal(str(expected))
