"""What pages show of a simulation: totals, filters, pages, export, variance against last period, months to come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions as contracts
from sansfaute.journal import actions as journal
from sansfaute.masterdata.models import Buyer, Seller
from sansfaute.people.models import Person
from sansfaute.review import actions
from sansfaute.review.queries import simulations as queries
from sansfaute.review.queries import variance
from sansfaute.review.tests import factories
from sansfaute.review.tests.simulating import LAST_DAY, NOW, carry_out, orders, simulate

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return factories.seller()


class TestPages:
    def test_totals_by_rule_by_kind(self, seller: Seller) -> None:
        orders(seller, 5)
        shown = simulate(seller)
        (total,) = queries.totals(shown.pk)
        amounts = [Decimal(70), Decimal(200), Decimal(300), Decimal(400), Decimal(350)]
        assert (total["count"], total["held_count"], total["without_vat"]) == (5, 2, sum(amounts))
        assert total["with_vat"] == sum(amounts) * Decimal("1.2") == total["without_vat"] + total["vat"]
        assert [(one["rule"], one["count"], one["with_vat"]) for one in queries.by_rule(shown.pk)] == [
            ("discount_above_limit", 2, Decimal("504.00"))
        ]
        assert [(one["kind"], one["count"], one["without_vat"]) for one in queries.by_kind(shown.pk)] == [
            ("order", 5, sum(amounts))
        ]

    @pytest.mark.parametrize(
        ("chosen", "codes"),
        [
            ({"buyer": "client c00"}, "0 1 2 3 4"),
            ({"buyer": "C003"}, "3"),
            ({"verdict": "held"}, "0 4"),
            ({"verdict": "approved"}, "1 2 3"),
            ({"rule": "discount_above_limit", "at_least": Decimal(100)}, "4"),
            ({"kind": "subscription"}, ""),
            ({"kind": "order", "at_most": Decimal(240)}, "0 1"),
            ({"currency_code": "USD"}, ""),
        ],
    )
    def test_filters(self, seller: Seller, chosen: dict[str, Any], codes: str) -> None:
        orders(seller, 5)
        found = queries.documents(simulate(seller).pk, queries.Chosen(**chosen))
        assert sorted(one.buyer.code for one in found) == [f"C00{code}" for code in codes.split()]

    @pytest.mark.parametrize("by", ["amount", "buyer"])
    def test_pages_are_the_whole_in_order_one_query_each(
        self, seller: Seller, by: str, django_assert_num_queries: Any
    ) -> None:
        orders(seller, 7)
        shown, seen, after = simulate(seller), [], None
        while True:
            with django_assert_num_queries(1):
                found, after = queries.page(shown.pk, by=by, after=after, limit=3)
                seen += [(one.buyer.code, one.total_with_vat) for one in found]
            if after is None:
                break
        codes = {code for code, _ in seen}
        assert len(seen) == len(codes) == 7
        assert seen == sorted(seen, key=(lambda one: one[0]) if by == "buyer" else (lambda one: -one[1]))

    def test_the_export_runs_no_formula(self, seller: Seller) -> None:
        (buyer,) = orders(seller, 1)
        Buyer.objects.filter(pk=buyer.pk).update(name='=HYPERLINK("x")')
        text = "".join(queries.export_lines(simulate(seller).pk))
        assert text.startswith("\ufeff")
        assert "'=HYPERLINK" in text
        assert ";84.00;EUR;discount_above_limit;order 70.00" in text

    def test_only_those_who_run_billing_see_it(self, seller: Seller) -> None:
        from sansfaute.people import actions as people

        orders(seller, 1)
        simulate(seller)
        seen = {}
        for role in ("clerk", "support"):
            person = people.invite_person(username=role, email=f"{role}@example.org", at=NOW)
            people.grant_role(person=person, seller_id=seller.pk, role=role, at=NOW)
            seen[role] = queries.simulations_for(person).count()
        assert seen == {"clerk": 1, "support": 0}
        assert not queries.simulations_for(Person(username="stranger")).exists()


def test_the_months_that_follow_are_foreseen_by_contracts(seller: Seller) -> None:
    from sansfaute.contracts.tests import factories as agreements

    agreed = agreements.contract(factories.buyer(seller), start_date=date(2026, 10, 1))
    agreements.contract_line(agreed, agreements.item(seller, "MAINT", "245"))
    shown = simulate(seller)
    foreseen = actions.forecast_after(simulation_id=shown.pk, months=2)
    assert [(one.month, one.amount) for one in foreseen] == [
        (date(2026, 10, 1), Decimal(245)), (date(2026, 11, 1), Decimal(245)),
    ]  # fmt: skip


class TestVariance:
    def test_against_the_last_run_of_the_same_scope(self, seller: Seller) -> None:
        first, second, *_ = orders(seller, 3)
        with journal.inline_steps():
            early = contracts.start_bill_run(
                seller_id=seller.pk, until=date(2026, 10, 25), issue_date=date(2026, 10, 25), at=NOW
            )
            carry_out(early)
            other = contracts.start_bill_run(
                seller_id=seller.pk, until=date(2026, 10, 26), issue_date=LAST_DAY, scope={"buyers": ["C000"]}, at=NOW
            )
            carry_out(other)
        factories.order(seller, first, quantity="1")
        factories.order(seller, second, quantity="5")
        shown = simulate(seller)
        assert variance.last_period(shown).run_ids == (early.pk,)
        (total,) = variance.in_all(shown).items()
        assert (total[0], total[1].before, total[1].now) == ("EUR", Decimal(570), Decimal(600))
        assert total[1].percentage == Decimal("5.3")
        moved, after = variance.by_buyer(shown, limit=2)
        assert {(one.buyer.code, one.amounts.difference) for one in moved} == {("C001", 300), ("C002", -300)}
        rest, end = variance.by_buyer(shown, after=after, limit=2)
        assert [(one.buyer.code, one.amounts.difference) for one in rest] == [("C000", Decimal(30))]
        assert end is None

    def test_without_such_a_run_against_the_month_before(self, seller: Seller) -> None:
        orders(seller, 2)
        with journal.inline_steps():
            run = contracts.start_bill_run(
                seller_id=seller.pk, until=LAST_DAY, issue_date=date(2026, 9, 30), scope={"buyers": ["C001"]}, at=NOW
            )
            carry_out(run)
        shown = simulate(seller)
        period = variance.last_period(shown)
        assert (period.basis, period.first_day, period.last_day) == ("month", date(2026, 9, 1), date(2026, 9, 30))
        assert variance.in_all(shown)["EUR"] == variance.comparison.Variance(Decimal("200.00"), Decimal("70.00"))

    def test_of_nothing(self, seller: Seller) -> None:
        shown = simulate(seller)
        assert variance.in_all(shown) == {}
        assert variance.by_buyer(shown) == ([], None)
