"""What will be billed in the next month, to the cent; a prorated month, a February of 29 days."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions, rules
from sansfaute.contracts.models import BillRun, OrderLine, UsageEvent
from sansfaute.contracts.tests import factories
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata.actions import remember_forecast

AT = datetime(2028, 1, 31, 9, tzinfo=UTC)


def monthly(start: date, end: date | None = None, **more: Any) -> rules.Subscription:
    given = {"period_months": 1, "in_advance": True} | {
        k: more.pop(k) for k in ("period_months", "in_advance") if k in more
    }
    return rules.Subscription(
        "CT-1", 1, rules.Cycle(start=start, end=end, **given), Decimal(2), Decimal("100.00"), "MON", **more
    )


class TestMonth:
    @pytest.mark.parametrize(
        ("today", "end"),
        [
            (date(2026, 11, 24), date(2026, 12, 23)),
            (date(2028, 1, 31), date(2028, 2, 29)),  # a leap February
            (date(2027, 1, 31), date(2027, 2, 28)),
            (date(2028, 2, 29), date(2028, 3, 28)),
            (date(2026, 12, 1), date(2026, 12, 31)),
            (date(2026, 12, 31), date(2027, 1, 30)),
        ],
    )
    def test_goes_to_the_eve_of_the_same_day(self, today: date, end: date) -> None:
        assert rules.next_month(today).end == end

    def test_what_the_last_run_left_counts(self) -> None:
        assert rules.next_month(date(2026, 11, 24)).since == date(2026, 11, 1)
        assert rules.next_month(date(2026, 11, 24), date(2026, 9, 30)).since == date(2026, 10, 1)
        assert rules.next_month(date(2026, 11, 24), date(2026, 12, 31)).since == date(2026, 11, 24)


class TestSubscription:
    def test_a_month_that_the_contract_cuts_costs_its_days(self) -> None:
        month = rules.next_month(date(2028, 1, 31))
        cut = monthly(date(2028, 2, 10))  # 20 days of 29
        assert rules.subscription_forecast(cut, month) == Decimal("137.93")  # 2 × 68.965517
        ending = monthly(date(2027, 1, 1), date(2028, 2, 15), in_advance=False)
        assert rules.subscription_forecast(ending, month) == Decimal("303.45")  # January whole, 15/29 of February

    def test_a_monthly_contract_counts_once_whatever_the_day(self) -> None:
        for day in range(1, 30):
            month = rules.next_month(date(2028, 2, day), date(2028, 2, day))
            assert rules.subscription_forecast(monthly(date(2020, 1, 1)), month) == Decimal("200.00"), day

    def test_a_quarter_counts_when_it_opens(self) -> None:
        quarter = monthly(date(2020, 1, 1), period_months=3)
        assert rules.subscription_forecast(quarter, rules.next_month(date(2028, 3, 20))) == Decimal("600.00")
        assert rules.subscription_forecast(quarter, rules.next_month(date(2028, 2, 20))) == 0

    def test_what_is_billed_or_over_counts_no_more(self) -> None:
        month = rules.next_month(date(2028, 2, 1))
        assert rules.subscription_forecast(monthly(date(2020, 1, 1)), month, {"subscription:CT-1:2028-02-01"}) == 0
        assert rules.subscription_forecast(monthly(date(2020, 1, 1), date(2028, 1, 31)), month) == 0

    def test_the_discount_is_that_of_the_line(self) -> None:
        month = rules.next_month(date(2028, 2, 1))
        cheap = monthly(date(2020, 1, 1), discount_percentage=Decimal("12.5"))
        assert rules.subscription_forecast(cheap, month) == Decimal("175.00")


@pytest.mark.django_db
class TestForecastBilling:
    def test_adds_up_contracts_orders_and_usage_and_says_what_changed(self) -> None:
        owner = factories.seller()
        one, two = factories.buyer(owner, "C1", discount_percentage=Decimal(10)), factories.buyer(owner, "C2")
        hour, month = factories.item(owner, "HOUR", "80"), factories.item(owner, "MAINT", "100", unit_code="MON")
        contract = factories.contract(one, start_date=date(2028, 2, 10))
        factories.contract_line(contract, month, quantity=2, in_advance=True)
        for number, day in enumerate((date(2028, 1, 5), date(2028, 2, 20), date(2028, 3, 1))):
            UsageEvent.objects.create(
                seller=owner, event_id=str(number), contract=contract, item=hour, used_at=AT, used_on=day, quantity=1
            )
        for number, day in enumerate((None, date(2028, 2, 29), date(2028, 3, 1))):
            OrderLine.objects.create(
                seller=owner, order_number="O", line_number=number, buyer=one, item=hour, order_date=date(2028, 1, 1),
                delivery_date=day, quantity=1, unit_price=Decimal(50), discount_percentage=Decimal(0),
            )  # fmt: skip
        with inline_steps() as steps:
            assert actions.forecast_billing(seller_id=owner.pk, at=AT) == 1
            steps.run()
        # 20/29 of a month, two hours at 10 % off, two order lines without discount
        assert masterdata.expected_billing([one.pk, two.pk]) == {one.pk: Decimal("381.93")}
        with inline_steps():
            assert actions.forecast_billing(seller_id=owner.pk, at=AT) == 0
        assert Fact.objects.filter(kind="BillingForecast").count() == 1

    def test_an_older_forecast_replaces_no_newer(self) -> None:
        owner = factories.seller()
        one = factories.buyer(owner, "C1")
        old, new = (
            {"subject_id": str(one.pk), "amount": amount, "period_start": day, "period_end": day}
            for amount, day in (("1.00", "2028-01-01"), ("2.00", "2028-01-02"))
        )
        for fact in (new, old, new):
            remember_forecast(seller_id=owner.pk, facts=[fact], at=AT)
        assert masterdata.expected_billing([one.pk]) == {one.pk: Decimal("2.00")}

    def test_the_run_already_made_takes_its_work_away(self) -> None:
        owner = factories.seller()
        one = factories.buyer(owner, "C1")
        month = factories.item(owner, "MAINT", "100", unit_code="MON")
        factories.contract_line(factories.contract(one, start_date=date(2028, 1, 1)), month)
        with inline_steps() as steps:
            actions.forecast_billing(seller_id=owner.pk, at=AT)
            steps.run()
            assert masterdata.expected_billing([one.pk]) == {one.pk: Decimal("200.00")}  # January, and February
            run = BillRun.objects.create(
                seller=owner, until=date(2028, 1, 31), issue_date=date(2028, 1, 31), started_at=AT
            )
            actions.find_billable_work(run_id=run.pk, at=AT)
            actions.forecast_billing(seller_id=owner.pk, at=AT)
        assert Fact.objects.filter(kind="BillingForecast").order_by("id").last().data["amount"] == "100.00"
