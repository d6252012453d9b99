"""Instalments are billed on their days, add up to the cent, and are settled against what was consumed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions
from sansfaute.contracts.models import ContractLine
from sansfaute.contracts.rules.instalments import monthly
from sansfaute.contracts.tests.clauses import bill, issue, kinds, line_of, make_seller, net, used
from sansfaute.contracts.tests.factories import NOW
from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata.models import Seller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
YEAR_END = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _no_workers() -> Iterator[Any]:
    with inline_steps():
        yield


@pytest.fixture
def seller() -> Seller:
    return make_seller()


def plan(owner: Seller, values: dict[str, Any], price: str = "1000", **terms: Any) -> ContractLine:
    line = line_of(owner, "WORKS", unit_price=Decimal(price), quantity=Decimal(1), **terms)
    return actions.agree_clause(line_id=line.pk, name="plan", values=values, at=NOW)


class TestPlans:
    def test_parts_come_on_their_days_and_add_up(self, seller: Seller) -> None:
        plan(seller, monthly(3, date(2026, 1, 31)).to_dict())
        assert [net(bill(seller, day)) for day in (date(2026, 1, 30), date(2026, 1, 31))] == [0, Decimal("333.34")]
        rest = bill(seller, date(2026, 3, 31))
        assert net(rest) == Decimal("666.66")
        assert [one.basis["due_on"] for one in rest] == ["2026-02-28", "2026-03-31"]
        assert bill(seller, YEAR_END) == []

    def test_percentages_and_labels(self, seller: Seller) -> None:
        parts = [{"due_on": "2026-01-05", "value": "30", "label": "À la commande"},
                 {"due_on": "2026-02-05", "value": "70", "label": "À la livraison"}]  # fmt: skip
        plan(seller, {"method": "percentages", "parts": parts})
        items = bill(seller, date(2026, 2, 28))
        assert [one.net_amount for one in items] == [300, 700]
        assert items[0].basis["name"] == "Échéance 1 sur 2 du 05/01/2026 : À la commande"

    def test_a_plan_that_does_not_fit_is_refused(self, seller: Seller) -> None:
        with pytest.raises(actions.ClauseRefused):
            plan(seller, {"method": "percentages", "parts": [{"due_on": "2026-01-05", "value": "30"}]})
        with pytest.raises(actions.ClauseRefused):
            plan(seller, {"method": "amounts", "parts": [{"due_on": "2026-01-05", "value": "2000"}]})

    def test_a_plan_comes_before_the_first_invoice(self, seller: Seller) -> None:
        line = plan(seller, monthly(3, date(2026, 1, 31)).to_dict())
        bill(seller, date(2026, 1, 31))
        with pytest.raises(actions.ClauseRefused, match="too late"):
            actions.agree_clause(line_id=line.pk, name="plan", values=monthly(2, YEAR_END).to_dict(), at=NOW)


class TestSettlement:
    def settled(self, owner: Seller, hours: str) -> list[Any]:
        line = plan(owner, monthly(2, date(2026, 1, 31), 6).to_dict())
        clause = {"on": "2026-12-31", "item_codes": ["HOUR"]}
        actions.agree_clause(line_id=line.pk, name="settlement", values=clause, at=NOW)
        used(owner, date(2026, 3, 5), hours)
        used(owner, date(2026, 3, 6), "1", item_code="SCREEN")
        first = bill(owner, date(2026, 8, 31))
        assert kinds(first) == ["instalment", "instalment", "usage"]  # the screen is no part of what is settled
        for number, one in enumerate([one for one in first if one.kind == "instalment"], 1):
            issue([one], f"F2026-{number:06}", date(2026, number * 6 - 5, 28))
        return bill(owner, YEAR_END)

    def test_more_was_consumed_than_paid(self, seller: Seller) -> None:
        items = self.settled(seller, "20")
        assert kinds(items) == ["deduction", "deduction", "usage"]
        assert net(items) == Decimal("840.00")  # 20 hours at 92 less 1,000
        assert {one.basis["invoice_type_code"] for one in items if one.kind == "deduction"} == {"386"}
        assert bill(seller, YEAR_END) == []

    def test_less_was_consumed_and_the_rest_is_paid_back(self, seller: Seller) -> None:
        items = self.settled(seller, "7")
        assert kinds(items) == ["credit", "deduction", "deduction", "usage"]
        assert net(items, "usage", "deduction") == 0
        assert net(items, "credit") == Decimal("-356.00")
        assert bill(seller, YEAR_END) == []

    def test_nothing_was_consumed(self, seller: Seller) -> None:
        line = plan(seller, monthly(1, date(2026, 1, 31)).to_dict())
        actions.agree_clause(line_id=line.pk, name="settlement", values={"on": "2026-12-31"}, at=NOW)
        issue(bill(seller, date(2026, 1, 31)), "F2026-000001", date(2026, 1, 31))
        items = bill(seller, YEAR_END)
        assert (kinds(items), net(items)) == (["credit"], Decimal("-1000.00"))
        assert bill(seller, YEAR_END) == []
