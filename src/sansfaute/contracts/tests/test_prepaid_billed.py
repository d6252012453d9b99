"""Prepaid credits are sold once, drawn before usage is invoiced, expire, and are given back what was corrected."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions
from sansfaute.contracts.models import BillableItem, ContractLine, Drawdown, PrepaidCredit
from sansfaute.contracts.tests.clauses import bill, kinds, line_of, make_seller, net, used
from sansfaute.contracts.tests.factories import NOW
from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata.models import Seller

JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def _no_workers() -> Iterator[Any]:
    with inline_steps():
        yield


@pytest.fixture
def seller() -> Seller:
    return make_seller()


def hours(owner: Seller, quantity: str = "10", **clause: Any) -> ContractLine:
    """So many prepaid hours at 92."""
    line = line_of(owner, "HOUR", quantity=Decimal(quantity))
    return actions.agree_clause(line_id=line.pk, name="prepaid", values=clause, at=NOW)


class TestCredits:
    def test_the_sale_is_billed_once_and_remembered(self, seller: Seller) -> None:
        hours(seller, valid_months="12")
        (sale,) = bill(seller, JANUARY)
        credit = PrepaidCredit.objects.get()
        assert (sale.kind, sale.net_amount, credit.amount) == ("prepaid", 920, 920)
        assert (credit.billable, credit.expires_on) == (sale, date(2026, 12, 31))
        assert bill(seller, JANUARY) == []

    def test_usage_draws_first_and_only_the_rest_is_invoiced(self, seller: Seller) -> None:
        hours(seller)
        bill(seller, JANUARY)
        used(seller, date(2026, 2, 10), "4")
        (one,) = bill(seller, FEBRUARY)
        assert (one.net_amount, one.discount_amount, one.discount_reason) == (0, 368, "Crédit prépayé")
        used(seller, date(2026, 3, 10), "8")
        (one,) = bill(seller, MARCH)
        assert one.net_amount == Decimal("184.00")  # 12 hours used, 10 were prepaid
        assert sum(Drawdown.objects.values_list("amount", flat=True)) == 920

    def test_a_sale_and_its_use_in_one_run(self, seller: Seller) -> None:
        hours(seller)
        used(seller, date(2026, 1, 10), "3")
        items = bill(seller, JANUARY)
        assert (kinds(items), net(items)) == (["prepaid", "usage"], 920)

    def test_expired_hours_pay_for_nothing_even_within_the_month(self, seller: Seller) -> None:
        line = hours(seller)
        actions.buy_credit(line_id=line.pk, amount=Decimal(920), bought_on=date(2026, 1, 10), at=NOW)
        PrepaidCredit.objects.update(expires_on=date(2026, 2, 14))
        bill(seller, JANUARY, scope={"kinds": ["prepaid"]})
        for day in (10, 20):
            used(seller, date(2026, 2, day), "2")
        items = [one for one in bill(seller, FEBRUARY) if one.kind == "usage"]
        assert net(items) == Decimal("184.00")

    def test_a_correction_gives_back_to_the_credit(self, seller: Seller) -> None:
        hours(seller)
        used(seller, date(2026, 1, 10), "4")
        bill(seller, JANUARY)
        used(seller, date(2026, 1, 12), "-1")
        (one,) = bill(seller, JANUARY)
        assert (one.quantity, one.net_amount) == (-1, 0)
        assert sorted(Drawdown.objects.values_list("amount", flat=True)) == [-92, 368]
        used(seller, date(2026, 2, 12), "7")
        assert net(bill(seller, FEBRUARY)) == 0

    def test_a_discount_stays_beside_the_credit(self, seller: Seller) -> None:
        hours(seller, "1")
        seller.buyers.update(discount_percentage=Decimal(10))
        used(seller, date(2026, 1, 10), "2")
        one = next(one for one in bill(seller, JANUARY) if one.kind == "usage")
        assert (one.discount_amount, one.net_amount) == (Decimal("110.40"), Decimal("73.60"))
        assert one.discount_reason == "Remise client ; crédit prépayé"

    def test_only_the_named_articles_draw(self, seller: Seller) -> None:
        hours(seller, item_codes=["HOUR"])
        used(seller, date(2026, 1, 10), "1", item_code="SCREEN")
        assert net(bill(seller, JANUARY), "usage") == Decimal("219.90")

    def test_a_run_given_up_gives_everything_back(self, seller: Seller) -> None:
        hours(seller)
        used(seller, date(2026, 1, 10), "4")
        first = bill(seller, JANUARY)
        actions.withdraw_work(item_ids=[one.pk for one in first], at=NOW)
        assert not Drawdown.objects.exists()
        again = bill(seller, JANUARY)
        assert (kinds(again), net(again)) == (["prepaid", "usage"], 920)
        assert (PrepaidCredit.objects.count(), BillableItem.objects.count()) == (1, 2)

    def test_what_cannot_be_bought_is_refused(self, seller: Seller) -> None:
        other, line = line_of(seller, "MAINT"), hours(seller)
        for bad, said in (
            ({"line_id": other.pk, "amount": Decimal(5)}, "not a prepaid"),
            ({"line_id": line.pk, "amount": Decimal(0)}, "above zero"),
            ({"line_id": line.pk, "amount": Decimal(5), "bought_on": date(2025, 1, 1)}, "does not cover"),
        ):
            with pytest.raises(actions.CreditRefused, match=said):
                actions.buy_credit(**{"bought_on": JANUARY, "at": NOW} | bad)


class TestStops:
    def test_a_run_stopped_in_a_chunk_sells_and_draws_once(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hours(seller)
        used(seller, date(2026, 1, 10), "4")
        run = actions.start_bill_run(seller_id=seller.pk, until=JANUARY, issue_date=JANUARY, at=NOW)

        def stop(*_: Any, **__: Any) -> None:
            raise SystemExit

        with monkeypatch.context() as broken:
            broken.setattr("sansfaute.contracts.actions.bill_run._mark_usage", stop)
            with pytest.raises(SystemExit):
                actions.find_billable_work(run_id=run.pk, at=NOW)
        assert (BillableItem.objects.count(), PrepaidCredit.objects.count(), Drawdown.objects.count()) == (0, 0, 0)
        for _ in range(2):
            actions.find_billable_work(run_id=run.pk, at=NOW)
        assert (BillableItem.objects.count(), PrepaidCredit.objects.count(), Drawdown.objects.count()) == (2, 1, 1)
