"""Prices, discounts, indices that people set; usage at tiers, late, negative, corrected."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from sansfaute.contracts import actions, rules
from sansfaute.contracts.models import BillableItem, DiscountTerm, PriceList, PriceVersion, UsageEvent
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.test_lines import bill, sign
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Item, Seller

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
END = date(2026, 1, 31)


@pytest.fixture(autouse=True)
def _no_workers() -> Any:
    with inline_steps(), override("en"):
        yield


@pytest.fixture
def seller(db: None) -> Seller:
    owner = factories.seller()
    factories.buyer(owner, "C1")
    factories.buyer(owner, "C2", discount_percentage=Decimal("5"))
    factories.item(owner, "MAINT", "310", unit_code="MON")
    factories.item(owner, "CALL", "0.10")
    return owner


def price_list(owner: Seller, code: str = "GENERAL", **values: str) -> PriceList:
    return actions.agree_list(seller_id=owner.pk, code=code, actor=None, at=NOW, **values)


def set_price(owner: PriceList, since: date, code: str = "CALL", **price: Any) -> PriceVersion:
    item = Item.objects.get(code=code, seller_id=owner.seller_id)
    given = {"structure": "per_unit", **price}
    return actions.set_price(
        price_list_id=owner.pk, item_id=item.pk, since=since, price=given, why="new tariff", actor=None, at=NOW
    )


class TestPriceLists:
    def test_a_new_price_ends_the_open_one_on_the_eve_and_edits_nothing(self, seller: Seller) -> None:
        general = price_list(seller)
        first = set_price(general, date(2026, 1, 1), unit_price="1")
        set_price(general, date(2026, 3, 1), unit_price="2")
        first.refresh_from_db()
        assert (first.until, first.price["unit_price"]) == (date(2026, 2, 28), "1")
        assert Fact.objects.filter(kind="PriceSet").count() == 2

    def test_what_overlaps_is_refused_and_changes_nothing(self, seller: Seller) -> None:
        general = price_list(seller)
        set_price(general, date(2026, 1, 1), unit_price="1")
        set_price(general, date(2026, 3, 1), unit_price="2")
        for day in (date(2026, 3, 1), date(2026, 2, 1)):
            with pytest.raises(actions.AgreementRefused):
                set_price(general, day, unit_price="3")
        assert list(PriceVersion.objects.order_by("since").values_list("until", flat=True)) == [date(2026, 2, 28), None]

    @pytest.mark.parametrize(
        "price", [{"structure": "magic"}, {"unit_price": "-1"}, {"unit_price": "1", "tiers": "x"}, {}]
    )
    def test_an_unreadable_price_is_refused(self, seller: Seller, price: dict[str, Any]) -> None:
        with pytest.raises(actions.AgreementRefused):
            set_price(price_list(seller), date(2026, 1, 1), **price)
        assert not PriceVersion.objects.exists()

    def test_a_list_has_one_owner_and_one_code(self, seller: Seller) -> None:
        with pytest.raises(actions.AgreementRefused):
            price_list(seller, buyer_code="C1", segment="S")
        with pytest.raises(actions.AgreementRefused, match="NOBODY"):
            price_list(seller, buyer_code="NOBODY")
        price_list(seller)
        with pytest.raises(actions.AgreementRefused, match="already"):
            price_list(seller)


def grant(owner: Seller, **values: Any) -> DiscountTerm:
    given = {"scope": "line", "since": "2026-01-01", "reason": "Fidélité"} | values
    return actions.grant_discount(seller_id=owner.pk, values=given, actor=None, at=NOW)


class TestDiscounts:
    def test_a_term_for_the_contract_stands_before_its_clause(self, seller: Seller) -> None:
        sign(seller, {"item_code": "MAINT"}, conditions="remise 10%")
        grant(seller, percentage="20", contract_number="CT-1", until="2026-01-31")
        grant(seller, percentage="50")
        bill(seller, END)
        item = BillableItem.objects.get()
        assert (item.net_amount, item.discount_origin, item.discount_reason) == (Decimal("248.00"), "term", "Fidélité")
        assert item.basis["discount_term"]["percentage"] == "20"
        assert bill(seller, date(2026, 2, 28)) == [("subscription:CT-1:2026-02-01", "279.00")]

    def test_an_amount_is_taken_off_once_for_the_line_and_never_more_than_it(self, seller: Seller) -> None:
        sign(seller, {"item_code": "MAINT"}, {"item_code": "CALL"})
        grant(seller, amount="100", buyer_code="C1")
        assert [amount for _, amount in bill(seller, END)] == ["210.00", "0.00"]
        assert {item.discount_amount for item in BillableItem.objects.all()} == {Decimal("0.10"), Decimal("100")}

    def test_it_ends_on_a_day_and_never_later_than_it_would(self, seller: Seller) -> None:
        term = grant(seller, percentage="20", until="2026-06-30")
        with pytest.raises(actions.AgreementRefused):
            actions.end_discount(discount_id=term.pk, until=date(2026, 7, 1), why="x", actor=None, at=NOW)
        actions.end_discount(discount_id=term.pk, until=date(2026, 1, 30), why="x", actor=None, at=NOW)
        sign(seller, {"item_code": "MAINT"})
        assert bill(seller, END) == [("subscription:CT-1:2026-01-01", "310.00")]

    def test_it_needs_a_reason_and_what_it_is_for(self, seller: Seller) -> None:
        for wrong in ({"percentage": "5", "reason": ""}, {"percentage": "5", "item_code": "NOTHING"}, {}):
            with pytest.raises(actions.AgreementRefused):
                grant(seller, **wrong)

    def test_orders_get_it_too_unless_they_state_their_own(self, seller: Seller) -> None:
        for number, discount in (("CMD1", ""), ("CMD2", "0")):
            row = factories.order_row(number, item_code="CALL", discount=discount, quantity="10", unit_price="10")
            row |= {"delivery_date": "2026-01-20", "order_date": "2026-01-02"}
            actions.record_rows(source_file_id=factories.rows(seller, "orders", [row]).pk, at=NOW)
        grant(seller, percentage="20", item_code="CALL")
        assert bill(seller, END) == [("order:CMD1:1", "80.00"), ("order:CMD2:1", "100.00")]


class TestIndexValues:
    def test_one_value_is_kept_once_and_told(self, seller: Seller) -> None:
        values = {"series": "SYNTEC", "period": "2026-01", "value": "300", "published_on": "2026-02-20", "source": "S"}
        actions.record_index_value(seller_id=seller.pk, values=values, actor=None, at=NOW)
        with pytest.raises(actions.AgreementRefused, match="300"):
            actions.record_index_value(seller_id=seller.pk, values=values | {"value": "301"}, actor=None, at=NOW)
        with pytest.raises(actions.AgreementRefused):
            actions.record_index_value(seller_id=seller.pk, values=values | {"period": "janvier"}, actor=None, at=NOW)


TIERS = {
    "structure": "tiered",
    "tiers": [{"up_to": "100", "unit_price": "0.10"}, {"up_to": None, "unit_price": "0.05"}],
}


def use(owner: Seller, event: str, quantity: str, day: str = "2026-01-10") -> UsageEvent:
    contract = owner.contracts.get(contract_number="CT-1")
    used_on = date.fromisoformat(day)
    return UsageEvent.objects.create(
        seller=owner,
        event_id=event,
        contract=contract,
        item=Item.objects.get(code="CALL", seller=owner),
        used_at=datetime(used_on.year, used_on.month, used_on.day, 12, tzinfo=UTC),
        used_on=used_on,
        quantity=Decimal(quantity),
    )


def usage_total() -> Decimal:
    return sum((item.net_amount for item in BillableItem.objects.filter(kind="usage")), Decimal(0))


class TestUsage:
    @pytest.fixture
    def metered(self, seller: Seller) -> Seller:
        sign(seller, {"item_code": "MAINT", "start_date": "2026-12-01"}, start_date="2026-01-01")
        set_price(price_list(seller), date(2026, 1, 1), **TIERS)
        return seller

    def test_tiers_make_a_line_each_and_late_events_only_the_difference(self, metered: Seller) -> None:
        use(metered, "U1", "80")
        assert bill(metered, END) == [("usage:CT-1:CALL:2026-01:1", "8.00")]
        use(metered, "U2", "40")
        assert bill(metered, END) == [("usage:CT-1:CALL:2026-01:2", "2.00"), ("usage:CT-1:CALL:2026-01:3", "1.00")]
        assert bill(metered, END) == []

    @pytest.mark.parametrize("structure", ["tiered", "volume", "package", "bounded"])
    def test_whatever_the_order_the_month_costs_the_charge_of_its_total(self, seller: Seller, structure: str) -> None:
        prices: dict[str, dict[str, Any]] = {
            "tiered": TIERS,
            "volume": TIERS | {"structure": "volume"},
            "package": {"unit_price": "3.33", "package_size": "7", "structure": "package"},
            "bounded": {"unit_price": "0.333333", "included_quantity": "10", "minimum_amount": "5",
                        "maximum_amount": "30", "structure": "per_unit"},
        }  # fmt: skip
        sign(seller, {"item_code": "MAINT", "start_date": "2026-12-01"}, start_date="2026-01-01")
        version = set_price(price_list(seller), date(2026, 1, 1), **prices[structure])
        total = Decimal(0)
        for number, quantity in enumerate(("3.5", "60", "-20", "77.25", "-90", "150", "-100", "0.001")):
            use(seller, f"U{number}", quantity)
            total += Decimal(quantity)
            bill(seller, END)
            charged = rules.charge(rules.Price.from_dict(version.price), total)
            assert usage_total() == sum((one.amount for one in charged), Decimal(0)), number

    def test_a_correction_bills_the_difference_and_is_made_once(self, metered: Seller) -> None:
        event = use(metered, "U1", "150")
        bill(metered, END)
        assert usage_total() == Decimal("12.50")
        actions.correct_usage(event_id=event.pk, quantity=Decimal(90), why="meter", actor=None, at=NOW)
        with pytest.raises(actions.AgreementRefused, match="already"):
            actions.correct_usage(event_id=event.pk, quantity=Decimal(80), why="meter", actor=None, at=NOW)
        bill(metered, END)
        assert usage_total() == Decimal("9.00")
        assert not UsageEvent.objects.filter(billable=None).exists()

    def test_an_item_that_a_cancelled_run_takes_away_is_charged_again(self, metered: Seller) -> None:
        use(metered, "U1", "33.33")
        bill(metered, END)
        first = BillableItem.objects.get()
        use(metered, "U2", "80")
        bill(metered, END)
        actions.withdraw_work(item_ids=[first.pk], at=NOW)
        use(metered, "U3", "1")
        bill(metered, END)
        assert usage_total() == Decimal("10.72")  # 100 at 0.10, 14.33 at 0.05

    def test_a_line_of_the_contract_may_say_what_usage_costs(self, seller: Seller) -> None:
        sign(seller, {"item_code": "CALL", "kind": "usage", "unit_price": "1"})
        use(seller, "U1", "12")
        assert bill(seller, END) == [("usage:CT-1:CALL:2026-01:1", "12.00")]
