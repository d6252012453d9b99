"""Lines of contracts from their signature to what is billed of them: changes, rhythms, trials, prices, indices."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from sansfaute.contracts import actions, queries
from sansfaute.contracts.models import BillableItem, Contract, ContractLine, PriceVersion
from sansfaute.contracts.tests import factories
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
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
    factories.buyer(owner, "C2", segment="LYCEES", discount_percentage=Decimal("5"))
    factories.item(owner, "MAINT", "310", unit_code="MON")
    factories.item(owner, "SEAT", "10", unit_code="MON")
    factories.item(owner, "PLAN", "1200")
    factories.item(owner, "CALL", "0.10")
    return owner


def sign(owner: Seller, *lines: dict[str, Any], **values: Any) -> Contract:
    given = {"contract_number": "CT-1", "buyer_code": "C1", "start_date": "2026-01-01", "lines": lines} | values
    return actions.sign_contract(seller_id=owner.pk, values=given, actor=None, at=NOW)


def line_of(contract: Contract, number: int = 1) -> ContractLine:
    return contract.lines.get(line_number=number)


def change(contract: Contract, day: date, kind: str, at: datetime = NOW, **values: str) -> Any:
    return actions.change_line(
        line_id=line_of(contract).pk,
        effective_date=day,
        kind=kind,
        values=values,
        why="asked",
        actor=None,
        at=at,
    )


def bill(owner: Seller, until: date, at: datetime = NOW) -> list[tuple[str, str]]:
    run = actions.start_bill_run(seller_id=owner.pk, until=until, issue_date=until, at=at)
    actions.find_billable_work(run_id=run.pk, at=at)
    found = queries.billable_items(owner.pk, run.pk).order_by("period_start", "source_key")
    return [(item.source_key, str(item.net_amount)) for item in found]


class TestSigning:
    def test_a_contract_is_recorded_with_its_lines_and_two_kinds_of_facts(self, seller: Seller) -> None:
        contract = sign(seller, {"item_code": "MAINT", "quantity": "2"}, {"item_code": "PLAN", "unit_price": "99,90"})
        assert [line.unit_price for line in contract.lines.order_by("line_number")] == [310, Decimal("99.9")]
        assert sorted(Fact.objects.values_list("kind", flat=True)) == [
            "ContractLineAgreed",
            "ContractLineAgreed",
            "ContractSigned",
        ]

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"buyer_code": "NOBODY"}, "NOBODY"),
            ({"lines": [{"item_code": "NOTHING"}]}, "NOTHING"),
            ({"lines": []}, "no line"),
            ({"end_date": "2025-12-31"}, "before the start"),
            ({"lines": [{"item_code": "MAINT", "start_date": "2025-01-01"}]}, "outside its contract"),
            ({"lines": [{"item_code": "MAINT", "rhythm": {"unit": "month", "count": "5"}}]}, "5"),
            ({"lines": [{"item_code": "MAINT", "details": {"surprise": {}}}]}, "surprise"),
            ({"currency_code": "CHF"}, "CHF"),
            ({"start_date": ""}, "start date"),
        ],
    )
    def test_what_cannot_be_agreed_is_refused_in_a_sentence(
        self, seller: Seller, values: dict[str, Any], said: str
    ) -> None:
        given = {"lines": [{"item_code": "MAINT"}]} | values
        with pytest.raises(actions.AgreementRefused, match=said):
            sign(seller, *given.pop("lines"), **given)
        assert not Contract.objects.exists()

    def test_many_are_signed_together_or_none(self, seller: Seller) -> None:
        def values(number: str, item_code: str = "MAINT") -> dict[str, Any]:
            lines = [{"item_code": item_code}, {"item_code": "PLAN", "quantity": "3"}]
            return {"contract_number": number, "buyer_code": "C2", "start_date": "2026-01-01", "lines": lines}

        said: dict[str, Any] = {"seller_id": seller.pk, "actor": None, "at": NOW}
        made = actions.sign_contracts(contracts=[values("A"), values("B")], **said)
        assert [(one.contract_number, one.lines.count()) for one in made] == [("A", 2), ("B", 2)]
        for wrong, told in ((values("C", "NOTHING"), "NOTHING"), (values("A"), "A exists"), (values("D"), "D exists")):
            with pytest.raises(actions.AgreementRefused, match=told):
                actions.sign_contracts(contracts=[values("D"), wrong], **said)
        assert Contract.objects.count() == 2

    def test_a_number_is_used_once(self, seller: Seller) -> None:
        sign(seller, {"item_code": "MAINT"})
        with pytest.raises(actions.AgreementRefused, match="CT-1 exists"):
            sign(seller, {"item_code": "MAINT"})

    def test_a_contract_that_is_not_renewed_ends_with_its_term(self, seller: Seller) -> None:
        contract = sign(seller, {"item_code": "MAINT"}, renewal={"months": "12", "initial_months": "12"})
        assert contract.end_date == date(2026, 12, 31)
        assert line_of(contract).end_date == date(2026, 12, 31)

    def test_notice_ends_it_with_its_term(self, seller: Seller) -> None:
        terms = {"months": "12", "initial_months": "12", "tacit": "true", "notice_months": "3"}
        contract = sign(seller, {"item_code": "MAINT"}, renewal=terms)
        assert contract.end_date is None
        ended = actions.give_notice(
            contract_id=contract.pk, given_on=date(2026, 10, 1), why="letter", actor=None, at=NOW
        )
        assert ended.end_date == date(2027, 12, 31)  # too late for 2026

    def test_an_end_is_told_once(self, seller: Seller) -> None:
        contract = sign(seller, {"item_code": "MAINT"}, {"item_code": "PLAN"})
        for _ in range(1):
            actions.end_contract(contract_id=contract.pk, end_date=date(2026, 2, 14), why="x", actor=None, at=NOW)
        with pytest.raises(actions.AgreementRefused, match="ended already"):
            actions.end_contract(contract_id=contract.pk, end_date=date(2026, 2, 14), why="x", actor=None, at=NOW)
        contract.refresh_from_db()
        assert contract.end_date == date(2026, 2, 14)
        assert bill(seller, date(2026, 3, 31)) == [
            ("subscription:CT-1:2026-01-01", "310.00"),
            ("subscription:CT-1:2:2026-01-01", "1200.00"),
            ("subscription:CT-1:2026-02-01", "155.00"),
            ("subscription:CT-1:2:2026-02-01", "600.00"),
        ]


class TestChanges:
    def test_a_change_within_a_month_gives_two_lines_that_add_up(self, seller: Seller) -> None:
        contract = sign(seller, {"item_code": "MAINT"})
        change(contract, date(2026, 1, 11), "quantity", quantity="3")
        assert bill(seller, date(2026, 1, 31)) == [
            ("subscription:CT-1:2026-01-01", "100.00"),
            ("subscription:CT-1:2026-01-11", "630.00"),
        ]
        item = BillableItem.objects.get(source_key="subscription:CT-1:2026-01-11")
        assert (item.proration, item.basis["share"], len(item.basis["changes"])) == ("21/31", "21/31", 1)
        assert bill(seller, date(2026, 1, 31)) == []

    def test_a_pause_is_free_and_the_rest_is_not(self, seller: Seller) -> None:
        contract = sign(seller, {"item_code": "MAINT"})
        change(contract, date(2026, 1, 11), "pause")
        change(contract, date(2026, 3, 1), "resume", at=NOW.replace(minute=1))
        assert bill(seller, date(2026, 3, 31)) == [
            ("subscription:CT-1:2026-01-01", "100.00"),
            ("subscription:CT-1:2026-03-01", "310.00"),
        ]

    def test_what_cannot_change_is_refused(self, seller: Seller) -> None:
        contract = sign(seller, {"item_code": "MAINT"})
        with pytest.raises(actions.AgreementRefused, match="paused"):
            change(contract, date(2026, 1, 11), "resume")
        with pytest.raises(actions.AgreementRefused, match="another unit"):
            change(contract, date(2026, 1, 11), "item", item_code="PLAN")
        with pytest.raises(actions.AgreementRefused):
            change(contract, date(2025, 1, 11), "quantity", quantity="2")
        assert line_of(contract).changes.count() == 0

    def test_an_import_with_a_change_since_is_not_undone(self, seller: Seller) -> None:
        source_file = factories.rows(seller, "contracts", [factories.contract_row(start_date="2026-01-01")])
        actions.record_rows(source_file_id=source_file.pk, at=NOW)
        change(Contract.objects.get(), date(2026, 1, 11), "quantity", quantity="3")
        with pytest.raises(actions.UndoRefused, match="CT-1"):
            actions.undo_import(seller_id=seller.pk, source_file_id=source_file.pk, at=NOW)

    def test_a_trial_costs_nothing(self, seller: Seller) -> None:
        sign(seller, {"item_code": "MAINT", "trial_until": "2026-01-21", "in_advance": "true"})
        assert bill(seller, date(2026, 2, 1)) == [
            ("subscription:CT-1:2026-01-22", "100.00"),
            ("subscription:CT-1:2026-02-01", "310.00"),
        ]


class TestRhythms:
    def test_every_four_weeks_and_on_the_day_of_the_contract(self, seller: Seller) -> None:
        weeks = {"unit": "week", "count": "4"}
        own_day = {"unit": "month", "count": "1", "alignment": "anniversary"}
        sign(
            seller,
            {"item_code": "PLAN", "rhythm": weeks, "in_advance": "true", "proration": "days_of_period"},
            {"item_code": "MAINT", "rhythm": own_day, "in_advance": "true"},
            start_date="2026-01-31",
        )
        assert bill(seller, date(2026, 3, 31)) == [
            ("subscription:CT-1:2026-01-31", "1200.00"),
            ("subscription:CT-1:2:2026-01-31", "310.00"),
            ("subscription:CT-1:2026-02-28", "1200.00"),
            ("subscription:CT-1:2:2026-02-28", "310.00"),
            ("subscription:CT-1:2026-03-28", "1200.00"),
            ("subscription:CT-1:2:2026-03-31", "310.00"),
        ]

    def test_a_year_by_quarter_is_cut_for_a_changed_line_too(self, seller: Seller) -> None:
        year = {"unit": "month", "count": "12"}
        contract = sign(
            seller, {"item_code": "PLAN", "rhythm": year, "in_advance": "true"}, conditions="facturer au trimestre"
        )
        change(contract, date(2026, 4, 1), "quantity", quantity="2")
        assert [amount for _, amount in bill(seller, date(2026, 7, 1))] == ["300.00", "600.00", "600.00"]


TIERS = {"structure": "tiered", "tiers": [{"up_to": "10", "unit_price": "10"}, {"up_to": None, "unit_price": "8"}]}


class TestPrices:
    def test_a_structure_gives_a_line_for_each_tier(self, seller: Seller) -> None:
        sign(seller, {"item_code": "SEAT", "quantity": "15", "price": TIERS})
        assert bill(seller, date(2026, 1, 31)) == [
            ("subscription:CT-1:2026-01-01", "100.00"),
            ("subscription:CT-1:2026-01-01:c2", "40.00"),
        ]
        assert {item.basis["tier"] for item in BillableItem.objects.all()} == {"0-10", "10+"}

    def test_lists_the_buyers_then_the_segments_then_everyones_cut_where_they_change(self, seller: Seller) -> None:
        item = factories.Item.objects.get(code="SEAT")

        def price(code: str, amount: str, since: date, **owner: str) -> PriceVersion:
            found = actions.agree_list(seller_id=seller.pk, code=code, actor=None, at=NOW, **owner)
            return actions.set_price(
                price_list_id=found.pk,
                item_id=item.pk,
                since=since,
                price={"structure": "per_unit", "unit_price": amount},
                why="2026",
                actor=None,
                at=NOW,
            )

        general = price("GENERAL", "31", date(2026, 1, 1))
        price("LYCEES", "15.50", date(2026, 1, 1), segment="LYCEES")
        price("C1", "6.20", date(2026, 2, 1), buyer_code="C1")
        sign(seller, {"item_code": "SEAT"})
        sign(seller, {"item_code": "SEAT"}, contract_number="CT-2", buyer_code="C2")
        actions.set_price(
            price_list_id=general.price_list_id,
            item_id=item.pk,
            since=date(2026, 1, 11),
            price={"structure": "per_unit", "unit_price": "62"},
            why="more",
            actor=None,
            at=NOW,
        )
        assert bill(seller, date(2026, 2, 28)) == [
            ("subscription:CT-1:2026-01-01", "10.00"),
            ("subscription:CT-2:2026-01-01", "15.50"),
            ("subscription:CT-1:2026-01-11", "42.00"),
            ("subscription:CT-1:2026-02-01", "6.20"),
            ("subscription:CT-2:2026-02-01", "15.50"),
        ]
        told = BillableItem.objects.get(source_key="subscription:CT-1:2026-02-01").basis
        assert (told["price_list"], told["price_since"]) == ("C1", "2026-02-01")

    def test_another_currency_is_carried(self, seller: Seller) -> None:
        sign(seller, {"item_code": "MAINT", "unit_price": "100"}, currency_code="CHF")
        assert bill(seller, date(2026, 1, 31)) == [("subscription:CT-1:2026-01-01", "100.00")]
        assert BillableItem.objects.get().currency_code == "CHF"

    def test_an_index_revises_and_a_missing_value_waits_and_says_so(self, seller: Seller) -> None:
        clause = {
            "weights": [["1", "SYNTEC"]],
            "fixed_share": "0",
            "base_periods": [["SYNTEC", "2025-12"]],
            "revision_from": "2026-03-01",
            "on_anniversary": "false",
            "every_months": "12",
        }
        sign(seller, {"item_code": "MAINT", "unit_price": "100", "details": {"indexation": clause}})
        assert len(bill(seller, date(2026, 3, 31))) == 2  # January and February
        held = Fact.objects.get(kind="LineHeldBack")
        assert (held.data["period_start"], held.data["code"]) == ("2026-03-01", "index_value_missing")
        for period, value, day in (("2025-12", "300", "2026-01-20"), ("2026-01", "306", "2026-02-20")):
            given = {"series": "SYNTEC", "period": period, "value": value, "published_on": day, "source": "Syntec"}
            actions.record_index_value(seller_id=seller.pk, values=given, actor=None, at=NOW)
        at = datetime(2026, 4, 1, tzinfo=UTC)
        assert bill(seller, date(2026, 3, 31), at) == [("subscription:CT-1:2026-03-01", "102.00")]
        assert BillableItem.objects.get(period_start=date(2026, 3, 1)).basis["index"]["coefficient"] == "1.02"
