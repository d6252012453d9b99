"""Progress statements: each bills what it adds, all of them the contract to the cent; retention is released."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions
from sansfaute.contracts.actions.situations import preview, retention_held
from sansfaute.contracts.models import ContractLine, Situation
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.clauses import bill, line_of, make_seller, net
from sansfaute.contracts.tests.factories import NOW
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Seller

JUNE, JULY, AUGUST = date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ITEMS = [
    {"code": "WALLS", "name": "Gros œuvre", "amount": "33333.33", "vat_rate": "20"},
    {"code": "ROOF", "name": "Toiture", "amount": "16666.67", "vat_rate": "20"},
]


@pytest.fixture(autouse=True)
def _no_workers() -> Iterator[Any]:
    with inline_steps():
        yield


@pytest.fixture
def seller() -> Seller:
    return make_seller()


def works(owner: Seller, **values: Any) -> ContractLine:
    line = line_of(owner, "WORKS")
    clause = {"items": ITEMS, "retention_rate": "5"} | values
    return actions.agree_clause(line_id=line.pk, name="works", values=clause, at=NOW)


def state(line: ContractLine, until: date, is_final: bool = False, **percent: str) -> Situation:
    rows = [{"code": code, "percentage": one} for code, one in percent.items()]
    return actions.state_situation(line_id=line.pk, progress=rows, until=until, is_final=is_final, at=NOW)


class TestStatements:
    def test_each_bills_what_it_adds_and_all_come_to_the_contract(self, seller: Seller) -> None:
        line = works(seller)
        state(line, JUNE, WALLS="33.3333")
        first = bill(seller, JUNE)
        assert [one.net_amount for one in first] == [Decimal("11111.10")]
        assert first[0].basis["name"] == "Situation n° 1, Gros œuvre : avancement 33,33 %"
        state(line, JULY, WALLS="77.7", ROOF="10")
        second = bill(seller, JULY)
        state(line, AUGUST, is_final=True, WALLS="100", ROOF="100")
        last = bill(seller, AUGUST)
        assert net(first) + net(second) + net(last) == Decimal("50000.00")
        assert [one.period_start for one in (first[0], last[0])] == [date(2026, 1, 1), date(2026, 8, 1)]
        assert bill(seller, AUGUST) == []

    def test_two_statements_in_one_run(self, seller: Seller) -> None:
        line = works(seller)
        state(line, JUNE, WALLS="50")
        state(line, JULY, WALLS="100")
        assert net(bill(seller, JULY)) == Decimal("33333.33")
        assert Situation.objects.filter(billable=None).count() == 0

    def test_less_than_stated_before_is_taken_back(self, seller: Seller) -> None:
        line = works(seller)
        state(line, JUNE, WALLS="50")
        bill(seller, JUNE)
        state(line, JULY, WALLS="40", ROOF="100")
        items = bill(seller, JULY)
        assert net(items) == Decimal("16666.67") + Decimal("13333.33") - Decimal("16666.67")
        assert sorted(one.quantity for one in items) == [-1, 1]

    def test_each_work_item_is_its_own_article_when_there_is_one(self, seller: Seller) -> None:
        roof = factories.item(seller, "ROOF", "1", vat_rate=Decimal(10))
        line = works(seller, items=[ITEMS[0], ITEMS[1] | {"vat_rate": "10"}])
        state(line, JUNE, WALLS="10", ROOF="10")
        assert {one.item.code for one in bill(seller, JUNE)} == {roof.code, "WORKS"}

    def test_a_preview_writes_nothing(self, seller: Seller) -> None:
        line = works(seller)
        shown = preview(line, [{"code": "WALLS", "percentage": "50"}], JUNE)
        assert (shown.number, shown.works_amount, shown.retention) == (1, Decimal("16666.67"), Decimal("1000.00"))
        assert not Situation.objects.exists()

    def test_what_cannot_be_stated_is_refused(self, seller: Seller) -> None:
        line = works(seller)
        for percent in ({"WALLS": "101"}, {"DOORS": "10"}, {"WALLS": "0"}):
            with pytest.raises(actions.SituationRefused):
                state(line, JUNE, **percent)
        state(line, JUNE, is_final=True, WALLS="50")
        with pytest.raises(actions.SituationRefused, match="final"):
            state(line, JULY, WALLS="60")
        with pytest.raises(actions.SituationRefused, match="progress statements"):
            state(line_of(seller, "MAINT"), JUNE, WALLS="1")

    def test_another_vat_than_the_articles_is_refused(self, seller: Seller) -> None:
        with pytest.raises(actions.ClauseRefused, match="WALLS"):
            works(seller, items=[ITEMS[0] | {"vat_rate": "10"}])

    def test_a_run_given_up_leaves_the_statement_to_the_next(self, seller: Seller) -> None:
        line = works(seller)
        state(line, JUNE, WALLS="50")
        first = bill(seller, JUNE)
        actions.withdraw_work(item_ids=[one.pk for one in first], at=NOW)
        assert net(bill(seller, JUNE)) == net(first) == Decimal("16666.67")


class TestRetention:
    def test_it_is_told_held_and_released_once(self, seller: Seller) -> None:
        line = works(seller)
        state(line, JUNE, WALLS="50")
        (first,) = bill(seller, JUNE)
        assert first.basis["retention"]["amount"] == "1000.00"  # 5 % of 20,000.00 with VAT, rounded down
        assert "1 000,00" in first.basis["retention"]["text"].replace("\u202f", " ")
        state(line, JULY, is_final=True, WALLS="100", ROOF="100")
        bill(seller, JULY)
        line.refresh_from_db()
        assert retention_held(line) == Decimal("3000.00")
        assert actions.accept_works(line_id=line.pk, accepted_on=AUGUST, at=NOW) == date(2027, 8, 31)
        assert actions.release_retention(line_id=line.pk, released_on=date(2027, 8, 31), at=NOW) == 3000
        assert Fact.objects.get(kind="RetentionReleased").data["amount"] == "3000.00"
        with pytest.raises(actions.SituationRefused, match="released already"):
            actions.release_retention(line_id=line.pk, released_on=date(2027, 8, 31), at=NOW)

    def test_after_acceptance_the_day_of_release_is_known(self, seller: Seller) -> None:
        line = works(seller)
        state(line, JUNE, WALLS="50")
        bill(seller, JUNE)
        actions.accept_works(line_id=line.pk, accepted_on=JUNE, at=NOW)
        state(line, JULY, is_final=True, WALLS="60")
        (last,) = bill(seller, JULY)
        assert last.basis["retention"]["release_on"] == "2027-06-30"
        with pytest.raises(actions.SituationRefused, match="accepted already"):
            actions.accept_works(line_id=line.pk, accepted_on=JUNE, at=NOW)

    def test_nothing_retained_nothing_released(self, seller: Seller) -> None:
        line = works(seller, retention_rate="0")
        state(line, JUNE, WALLS="50")
        bill(seller, JUNE)
        with pytest.raises(actions.SituationRefused, match="Nothing"):
            actions.release_retention(line_id=line.pk, released_on=AUGUST, at=NOW)
