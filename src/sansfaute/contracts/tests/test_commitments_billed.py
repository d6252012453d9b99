"""A commitment that was not reached is invoiced once its period is over, and mended when usage comes late."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions
from sansfaute.contracts.models import ContractLine
from sansfaute.contracts.tests.clauses import bill, kinds, line_of, make_seller, net, used
from sansfaute.contracts.tests.factories import NOW
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Seller

YEAR_END = date(2026, 12, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_workers() -> Iterator[Any]:
    with inline_steps():
        yield


@pytest.fixture
def seller() -> Seller:
    return make_seller()


def committed(owner: Seller, **values: Any) -> ContractLine:
    line = line_of(owner, "HOUR", kind="usage")
    clause = {"kind": "amount", "minimum": "1000"} | values
    return actions.agree_clause(line_id=line.pk, name="commitment", values=clause, at=NOW)


class TestTrueUp:
    def test_what_is_missing_is_billed_when_the_period_is_over_and_never_twice(self, seller: Seller) -> None:
        committed(seller)
        used(seller, date(2026, 3, 5), "5")
        assert kinds(bill(seller, date(2026, 11, 30))) == ["usage"]
        (missing,) = bill(seller, YEAR_END)
        assert (missing.kind, missing.net_amount) == ("true_up", Decimal("540.00"))  # 1,000 less 5 hours at 92
        assert missing.basis["name"].startswith("Complément au minimum garanti du 01/01/2026 au 31/12/2026")
        assert bill(seller, YEAR_END) == bill(seller, date(2027, 6, 30)) == []

    def test_reached_owes_nothing(self, seller: Seller) -> None:
        committed(seller)
        used(seller, date(2026, 3, 5), "11")
        assert kinds(bill(seller, YEAR_END)) == ["usage"]

    def test_usage_of_the_same_run_counts_before_what_is_missing(self, seller: Seller) -> None:
        committed(seller)
        used(seller, date(2026, 12, 31), "10")
        items = bill(seller, YEAR_END)
        assert (net(items, "usage"), net(items, "true_up")) == (Decimal("920.00"), Decimal("80.00"))

    def test_late_usage_gives_back_what_was_taken_for_missing(self, seller: Seller) -> None:
        committed(seller)
        bill(seller, YEAR_END)
        used(seller, date(2026, 12, 20), "2")
        items = bill(seller, YEAR_END)
        assert net(items) == 0
        assert [one.quantity for one in items if one.kind == "true_up"] == [Decimal(-1)]
        assert bill(seller, YEAR_END) == []

    def test_a_quantity_is_billed_by_unit(self, seller: Seller) -> None:
        committed(seller, kind="quantity", minimum="12", unit_price="80")
        used(seller, date(2026, 5, 5), "10")
        bill(seller, date(2026, 12, 30))
        (missing,) = bill(seller, YEAR_END)
        assert (missing.quantity, missing.unit_price, missing.net_amount) == (2, 80, 160)

    def test_each_period_stands_alone(self, seller: Seller) -> None:
        committed(seller, minimum="100", period_months="1")
        used(seller, date(2026, 2, 5), "3")
        items = bill(seller, date(2026, 3, 31))
        assert net(items, "true_up") == Decimal("200.00")

    def test_a_run_of_a_part_of_the_work_takes_nothing_for_missing(self, seller: Seller) -> None:
        committed(seller)
        used(seller, date(2026, 3, 5), "5")
        assert bill(seller, YEAR_END, scope={"kinds": ["true_up"]}) == []
        assert net(bill(seller, YEAR_END)) == Decimal("1000.00")

    def test_a_clause_that_cannot_be_read_is_refused_with_its_reason(self, seller: Seller) -> None:
        line = line_of(seller, "HOUR")
        with pytest.raises(actions.ClauseRefused, match="unit"):
            actions.agree_clause(
                line_id=line.pk, name="commitment", values={"kind": "quantity", "minimum": "3"}, at=NOW
            )
        with pytest.raises(actions.ClauseRefused, match="nothing"):
            actions.agree_clause(line_id=line.pk, name="nothing", values={}, at=NOW)

    def test_terms_gone_wrong_hold_their_line_only(self, seller: Seller) -> None:
        line = committed(seller)
        line.details["commitment"]["minimum"] = "much"
        line.save()
        used(seller, date(2026, 3, 5), "5")
        assert kinds(bill(seller, YEAR_END)) == ["usage"]
        assert Fact.objects.get(kind="LineHeldBack").data["code"] == "unreadable_number"
