"""The next invoice of a contract at any date, and what contracts bring by month: as the runs will bill them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from sansfaute.contracts import actions, rules
from sansfaute.contracts.actions.forecast import foresee
from sansfaute.contracts.models import BillableItem, BillRun
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.test_lines import bill, change, sign
from sansfaute.contracts.tests.test_prices_actions import use
from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata.models import Seller

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_workers() -> Any:
    with inline_steps(), override("en"):
        yield


@pytest.fixture
def seller(db: None) -> Seller:
    owner = factories.seller()
    factories.buyer(owner, "C1")
    factories.buyer(owner, "C2")
    factories.item(owner, "MAINT", "310", unit_code="MON")
    factories.item(owner, "CALL", "0.10")
    return owner


def months(owner: Seller, first: date, count: int) -> list[tuple[str, str]]:
    found = actions.revenue_by_month(seller_id=owner.pk, first_month=first, months=count)
    return [(one.month.isoformat()[:7], str(one.amount)) for one in found]


class TestNextInvoice:
    def test_it_is_what_the_run_of_that_day_will_bill(self, seller: Seller) -> None:
        contract = sign(seller, {"item_code": "MAINT"}, {"item_code": "CALL", "in_advance": "true"})
        change(contract, date(2026, 2, 15), "quantity", quantity="2")
        for day in (date(2026, 1, 3), date(2026, 2, 28), date(2027, 6, 30)):
            foreseen = actions.next_invoice(contract_id=contract.pk, on=day)
            assert foreseen is not None
            assert foreseen.date == day
            assert not BillableItem.objects.exists()
            assert not BillRun.objects.exists()
            found = sorted((one.source_key, str(one.net_amount)) for one in foreseen.lines)
            with_run = bill(seller, day)
            assert found == sorted(with_run)
            assert foreseen.total == sum((Decimal(amount) for _, amount in with_run), Decimal(0))
            BillableItem.objects.all().delete()
            BillRun.objects.all().delete()

    def test_the_day_is_the_next_one_on_which_something_is_billable(self, seller: Seller) -> None:
        year = {"unit": "month", "count": "12"}
        contract = sign(seller, {"item_code": "MAINT", "rhythm": year}, start_date="2026-02-01")
        foreseen = actions.next_invoice(contract_id=contract.pk, on=date(2026, 3, 10))
        assert foreseen is not None
        assert (foreseen.date, foreseen.total) == (date(2026, 12, 31), Decimal("3410.00"))

    def test_usage_of_today_is_on_it(self, seller: Seller) -> None:
        contract = sign(seller, {"item_code": "MAINT"})
        use(seller, "U1", "100")
        foreseen = actions.next_invoice(contract_id=contract.pk, on=date(2026, 1, 20))
        assert foreseen is not None
        assert (foreseen.date, foreseen.total) == (date(2026, 1, 20), Decimal("10.00"))

    def test_nothing_comes_after_the_end(self, seller: Seller) -> None:
        contract = sign(seller, {"item_code": "MAINT"}, end_date="2026-01-31")
        bill(seller, date(2026, 1, 31))
        assert actions.next_invoice(contract_id=contract.pk, on=date(2026, 2, 1)) is None


class TestRevenue:
    def test_changes_ends_and_clauses_count_by_the_day_they_are_billable(self, seller: Seller) -> None:
        contract = sign(seller, {"item_code": "MAINT"})
        change(contract, date(2026, 2, 15), "quantity", quantity="2")
        sign(
            seller,
            {"item_code": "CALL", "unit_price": "10", "in_advance": "true"},
            contract_number="CT-2",
            buyer_code="C2",
            conditions="facturer au trimestre",
            end_date="2026-05-15",
        )
        assert months(seller, date(2026, 1, 1), 5) == [
            ("2026-01", "340.00"),
            ("2026-02", "465.00"),
            ("2026-03", "620.00"),
            ("2026-04", "634.84"),  # April whole and 15/31 of May, opened with the quarter
            ("2026-05", "620.00"),
        ]

    def test_it_is_the_same_billed_or_not(self, seller: Seller) -> None:
        sign(seller, {"item_code": "MAINT", "quantity": "3"}, start_date="2026-01-17")
        before = months(seller, date(2026, 1, 1), 3)
        bill(seller, date(2026, 2, 28))
        assert months(seller, date(2026, 1, 1), 3) == before

    def test_an_index_not_published_yet_keeps_the_last_price(self, seller: Seller) -> None:
        clause = {
            "weights": [["1", "SYNTEC"]], "fixed_share": "0", "base_periods": [["SYNTEC", "2025-12"]],
            "revision_from": "2026-03-01", "on_anniversary": "false",
        }  # fmt: skip
        sign(seller, {"item_code": "MAINT", "unit_price": "100", "details": {"indexation": clause}})
        assert months(seller, date(2026, 2, 1), 2) == [("2026-02", "100.00"), ("2026-03", "100.00")]

    def test_currencies_are_never_added_up(self, seller: Seller) -> None:
        sign(seller, {"item_code": "MAINT"})
        sign(seller, {"item_code": "MAINT", "unit_price": "5"}, contract_number="CT-2", currency_code="CHF")
        found = actions.revenue_by_month(seller_id=seller.pk, first_month=date(2026, 1, 1), months=1)
        assert [(one.currency_code, str(one.amount), one.contracts) for one in found] == [
            ("CHF", "5.00", 1),
            ("EUR", "310.00", 1),
        ]


def test_the_forecast_of_buyers_counts_changed_lines_as_they_will_be_billed(seller: Seller) -> None:
    contract = sign(seller, {"item_code": "MAINT"})
    change(contract, date(2026, 2, 15), "quantity", quantity="2")
    buyers = {one.pk: one for one in masterdata.buyers(seller.pk).filter(code="C1")}
    month = rules.next_month(date(2026, 2, 1))
    assert foresee(buyers, month) == {contract.buyer_id: Decimal("465.00")}
    bill(seller, date(2026, 2, 28))
    assert foresee(buyers, month) == {contract.buyer_id: Decimal("0.00")}
