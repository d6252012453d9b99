"""One-off sales: recorded, numbered and billed in one act."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections

from sansfaute.contracts import actions
from sansfaute.contracts.actions import SaleLine
from sansfaute.contracts.models import BillableItem, BillRun, OrderLine
from sansfaute.contracts.tests.clauses import make_seller
from sansfaute.contracts.tests.factories import NOW
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Seller

TODAY = date(2026, 10, 31)
ONE = [SaleLine("SCREEN", Decimal(2))]


@pytest.fixture(autouse=True)
def _no_workers() -> Iterator[Any]:
    with inline_steps():
        yield


def sold(owner: Seller, **terms: Any) -> str:
    given: dict[str, Any] = {"buyer_code": "C1", "lines": ONE, "delivery_date": TODAY, "at": NOW}
    return actions.sell(seller_id=owner.pk, **given | terms)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestSales:
    def test_a_sale_is_an_order_with_a_run_of_its_own(self) -> None:
        owner = make_seller()
        lines = [*ONE, SaleLine("HOUR", Decimal(3), Decimal(80), Decimal(10))]
        number = sold(owner, lines=lines, references={"buyer_reference": "BC-7"})
        assert number == "V-2026-000001"
        run = BillRun.objects.get()
        assert (run.scope, run.until, run.issue_date) == ({"orders": [number]}, TODAY, TODAY)
        actions.find_billable_work(run_id=run.pk, at=NOW)
        items = BillableItem.objects.order_by("source_key")
        assert [one.net_amount for one in items] == [Decimal("439.80"), Decimal("216.00")]
        assert {one.buyer_reference for one in items} == {"BC-7"}
        assert Fact.objects.get(kind="Sold").data == {"order_number": number, "amount": "655.80"}

    def test_numbers_follow_each_other_and_start_anew_each_year(self) -> None:
        owner = make_seller()
        assert [sold(owner), sold(owner)] == ["V-2026-000001", "V-2026-000002"]
        assert sold(owner, at=NOW.replace(year=2027)) == "V-2027-000001"
        OrderLine.objects.filter(order_number="V-2026-000002").update(order_number="V-2026-X")
        assert sold(owner) == "V-2026-000002"

    def test_delivered_later_it_waits_for_its_delivery(self) -> None:
        sold(make_seller(), delivery_date=date(2026, 11, 5))
        assert not BillRun.objects.exists()

    def test_what_cannot_be_sold_is_refused(self) -> None:
        owner = make_seller()
        refused: list[tuple[dict[str, Any], str]] = [
            ({"buyer_code": "C9"}, "no customer"),
            ({"lines": []}, "at least one"),
            ({"lines": [SaleLine("NOTHING", Decimal(1))]}, "no article"),
            ({"lines": [SaleLine("SCREEN", Decimal(0))]}, "quantity"),
            ({"lines": [SaleLine("SCREEN", Decimal(1), Decimal(-1))]}, "price"),
            ({"lines": [SaleLine("SCREEN", Decimal(1), None, Decimal(101))]}, "discount"),
        ]
        for terms, said in refused:
            with pytest.raises(actions.SaleRefused, match=said):
                sold(owner, **terms)
        assert not OrderLine.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sales_at_once_take_different_numbers() -> None:
    owner = make_seller()

    def work(_: int) -> str:
        try:
            with inline_steps():
                return sold(owner)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as hands:
        numbers = list(hands.map(work, range(8)))
    assert sorted(numbers) == [f"V-2026-{number:06}" for number in range(1, 9)]
    connection.close()
