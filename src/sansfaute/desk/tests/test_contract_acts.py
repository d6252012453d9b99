"""Clauses, deposits, statements and credits from the pages: by whom, looked at first, refused beside the field."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.contracts.models import Contract, ContractLine, Deposit, PrepaidCredit, Situation
from sansfaute.contracts.tests import factories as contracting
from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import signed_in, text
from sansfaute.lib import clock
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
WORKS = {"items_typed": "GO; Gros œuvre; 48000; 20\nCH; Charpente; 12 000,00; 20", "retention_rate": "5"}
PLAN = {"method": "equal", "count": "4", "first_due_on": "2026-12-05", "every_months": "3"}
COMMITMENT = {"kind": "amount", "minimum": "3000", "period_months": "12"}


@pytest.fixture(autouse=True)
def on_this_day(monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2026, 11, 24, 10, tzinfo=clock.PARIS)
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr(clock, "today", lambda *zone: TODAY)


@pytest.fixture
def agreed(ours: Seller) -> Contract:
    """A year with one line worth 60 000.00."""
    buyer = contracting.buyer(ours, "C1", name="Mairie de Villeurbanne")
    made = contracting.contract(buyer, "CT-1", date(2026, 11, 1), end_date=date(2027, 10, 31))
    contracting.contract_line(made, contracting.item(ours, "MARCHE", "60000"))
    return made


@pytest.fixture
def line(agreed: Contract) -> ContractLine:
    return agreed.lines.get()


def clause(line: ContractLine, name: str) -> str:
    return reverse("agree_clause", args=[line.pk, name])


@pytest.fixture
def works(line: ContractLine, clerk: Client) -> ContractLine:
    assert clerk.post(clause(line, "works"), WORKS | {"confirm": "1"}).status_code == 302
    line.refresh_from_db()
    return line


@pytest.fixture
def credit(line: ContractLine, clerk: Client) -> ContractLine:
    assert clerk.post(clause(line, "prepaid"), {"valid_months": "12", "confirm": "1"}).status_code == 302
    line.refresh_from_db()
    return line


class TestWhoMay:
    def addresses(self, line: ContractLine, kind: str) -> dict[str, str]:
        deposit = Deposit.objects.create(
            seller=line.seller, contract=line.contract, amount=10, due_on=TODAY, asked_at=factories.AT
        )
        ContractLine.objects.filter(pk=line.pk).update(kind=kind)
        named = {
            "situation": ("state_situation", "accept_works", "release_retention"), "prepaid": ("buy_credit",),
        }[kind]  # fmt: skip
        return {name: reverse(name, args=[line.pk]) for name in named} | {
            "ask_deposit": reverse("ask_deposit", args=[line.contract_id]),
            "credit_deposit": reverse("credit_deposit", args=[deposit.pk]),
            "agree_clause": clause(line, "plan"),
        }

    @pytest.mark.parametrize("kind", ["situation", "prepaid"])
    def test_one_who_may_a_colleague_and_a_stranger(
        self, kind: str, line: ContractLine, ours: Seller, clerk: Client
    ) -> None:
        zoe = signed_in(factories.person("zoe", ours, "accountant"))
        eve = signed_in(factories.person("eve", factories.seller("Autre SAS", "200000008"), "admin"))
        for name, address in self.addresses(line, kind).items():
            assert clerk.get(address).status_code == 200, name
            for client, said in ((zoe, 403), (eve, 404), (Client(), 302)):
                assert client.get(address).status_code == said, name
                assert client.post(address, {"confirm": "1", "amount": "10", "why": "x"}).status_code == said, name
        assert Deposit.objects.count() == 1
        assert not PrepaidCredit.objects.exists()
        page = text(zoe.get(reverse("contract", args=[line.contract_id])))
        assert "/clauses/" not in page
        assert "/acompte/" not in page

    def test_what_is_not_there_is_not_found(self, line: ContractLine, clerk: Client) -> None:
        assert clerk.get(clause(line, "loyalty")).status_code == 404
        assert clerk.get(reverse("buy_credit", args=[line.pk])).status_code == 404
        for name in ("ask_deposit", "state_situation", "credit_deposit", "buy_credit"):
            assert clerk.get(reverse(name, args=[new_id()])).status_code == 404, name


class TestDeposits:
    def test_looked_at_then_asked_for(self, works: ContractLine, clerk: Client) -> None:
        address = reverse("ask_deposit", args=[works.contract_id])
        asked = {"percentage": "30", "amount": "", "due_on": "2026-11-25"}
        looked = clerk.post(address, asked)
        assert [one.kind for one in looked.context["after"].lines] == ["deposit"]
        assert looked.context["after"].total == 18000  # 30 % of works of 60 000.00
        assert not Deposit.objects.exists()
        assert clerk.post(address, asked | {"confirm": "1"}).status_code == 302
        made = Deposit.objects.get()
        assert (made.amount, made.due_on, str(made.asked_by)) == (18000, date(2026, 11, 25), "leo")
        assert "€18,000.00" in text(clerk.get(reverse("contract", args=[works.contract_id])))

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"amount": "10"}, "percentage"),
            ({"percentage": ""}, "percentage"),
            ({"percentage": "beaucoup"}, "percentage"),
            ({"percentage": "130"}, None),
            ({"due_on": "2026-02-30"}, "due_on"),
            ({"due_on": "2028-01-01"}, None),
        ],
        ids=str,
    )
    def test_refused_beside_its_field(
        self, values: dict[str, str], field: str | None, agreed: Contract, clerk: Client
    ) -> None:
        asked = {"percentage": "30", "amount": "", "due_on": "2026-11-25", "confirm": "1"}
        page = clerk.post(reverse("ask_deposit", args=[agreed.pk]), asked | values)
        assert set(page.context["form"].errors) == {field or "__all__"}
        assert 'role="alert"' in page.content.decode()
        assert not Deposit.objects.exists()

    def test_nothing_is_given_back_of_what_was_not_invoiced(self, agreed: Contract, clerk: Client) -> None:
        clerk.post(reverse("ask_deposit", args=[agreed.pk]), {"amount": "500", "due_on": "2026-11-25", "confirm": "1"})
        page = clerk.post(reverse("credit_deposit", args=[Deposit.objects.get().pk]), {"why": "annulé", "confirm": "1"})
        assert "not invoiced" in text(page)


class TestWorks:
    def test_a_clause_then_a_statement(self, works: ContractLine, clerk: Client) -> None:
        assert works.kind == "situation"
        address = reverse("state_situation", args=[works.pk])
        done = {"until": "2026-11-20", "done-0": "50", "done-1": "10,5"}
        looked = clerk.post(address, done)
        assert looked.context["situation"].works_amount == Decimal("25260.00")
        assert looked.context["situation"].retention == Decimal("1515.60")
        assert looked.context["after"].total == Decimal("25260.00")
        assert not Situation.objects.exists()
        assert clerk.post(address, done | {"confirm": "1"}).status_code == 302
        assert Situation.objects.get().progress == {"GO": "50", "CH": "10.5"}
        again = clerk.get(address)
        assert 'value="10.5"' in again.content.decode()
        assert "€60,000.00" in text(clerk.get(reverse("contract", args=[works.contract_id])))

    @pytest.mark.parametrize(
        ("values", "field"),
        [({"done-0": "101"}, "done-0"), ({"done-0": "moitié"}, "done-0"), ({"until": "demain"}, "until")],
        ids=str,
    )
    def test_refused_beside_its_field(
        self, values: dict[str, str], field: str, works: ContractLine, clerk: Client
    ) -> None:
        done = {"until": "2026-11-20", "done-0": "50", "confirm": "1"}
        page = clerk.post(reverse("state_situation", args=[works.pk]), done | values)
        assert set(page.context["form"].errors) == {field}
        assert not Situation.objects.exists()

    def test_a_statement_that_adds_nothing_says_so(self, works: ContractLine, clerk: Client) -> None:
        page = clerk.post(reverse("state_situation", args=[works.pk]), {"until": "2026-11-20", "confirm": "1"})
        assert "adds nothing" in text(page)

    def test_accepted_and_its_retention_freed(self, works: ContractLine, clerk: Client) -> None:
        accepted = reverse("accept_works", args=[works.pk])
        assert clerk.post(accepted, {"day_on": "2026-11-24", "confirm": "1"}).status_code == 302
        works.refresh_from_db()
        assert works.details["accepted_on"] == "2026-11-24"
        page = clerk.post(reverse("release_retention", args=[works.pk]), {"day_on": "2026-11-24", "confirm": "1"})
        assert "retained" in text(page)
        assert "retention_released_on" not in ContractLine.objects.get().details


class TestClauses:
    @pytest.mark.parametrize(
        ("name", "values", "said"),
        [("plan", PLAN, "Paid in 4 parts"), ("commitment", COMMITMENT, "At least €3,000.00 every 12 months")],
    )
    def test_a_plan_a_commitment(
        self, name: str, values: dict[str, str], said: str, line: ContractLine, clerk: Client
    ) -> None:
        looked = clerk.post(clause(line, name), values)
        assert looked.context["after"] is not None
        line.refresh_from_db()
        assert name not in line.details
        assert clerk.post(clause(line, name), values | {"confirm": "1"}).status_code == 302
        line.refresh_from_db()
        assert name in line.details
        assert said in text(clerk.get(reverse("contract", args=[line.contract_id])))

    def test_a_plan_shows_its_first_part(self, line: ContractLine, clerk: Client) -> None:
        after = clerk.post(clause(line, "plan"), PLAN).context["after"]
        assert (after.date, after.total) == (date(2026, 12, 5), 15000)

    def test_a_plan_written_part_by_part(self, line: ContractLine, clerk: Client) -> None:
        parts = {"method": "percentages", "parts": "2026-12-05: 30\n2027-03-05: 70", "confirm": "1"}
        assert clerk.post(clause(line, "plan"), parts).status_code == 302
        line.refresh_from_db()
        assert [one["value"] for one in line.details["plan"]["parts"]] == ["30", "70"]

    @pytest.mark.parametrize(
        ("name", "values", "field"),
        [
            ("plan", PLAN | {"count": "x"}, "count"),
            ("plan", PLAN | {"first_due_on": ""}, "first_due_on"),
            ("plan", {"method": "amounts", "parts": "demain: 30"}, "parts"),
            ("plan", {"method": "percentages", "parts": "2026-12-05: 30"}, "parts"),
            ("plan", {"method": "amounts", "parts": ""}, "parts"),
            ("works", WORKS | {"items_typed": "GO; 48000"}, "items_typed"),
            ("works", WORKS | {"items_typed": "GO; Gros œuvre; cher; 20"}, "items_typed"),
            ("works", WORKS | {"retention_rate": "7"}, "retention_rate"),
            ("commitment", COMMITMENT | {"minimum": "cher"}, "minimum"),
            ("commitment", COMMITMENT | {"kind": "quantity"}, "unit_price"),
            ("prepaid", {"valid_months": "toujours"}, "valid_months"),
            ("settlement", {"on": "jamais"}, "on"),
        ],
        ids=str,
    )
    def test_refused_beside_its_field(
        self, name: str, values: dict[str, str], field: str | None, line: ContractLine, clerk: Client
    ) -> None:
        for sent in (values, values | {"confirm": "1"}):
            page = clerk.post(clause(line, name), sent)
            assert set(page.context["form"].errors) == {field or "__all__"}
        line.refresh_from_db()
        assert line.details == {}

    def test_a_credit_is_sold_and_shown_with_what_is_left(self, credit: ContractLine, clerk: Client) -> None:
        address = reverse("buy_credit", args=[credit.pk])
        bought = {"amount": "1 200,00", "bought_on": "2026-11-24"}
        looked = clerk.post(address, bought)
        assert looked.context["after"].total == 1200
        assert not PrepaidCredit.objects.exists()
        assert clerk.post(address, bought | {"confirm": "1"}).status_code == 302
        assert PrepaidCredit.objects.get().expires_on == date(2027, 11, 23)
        page = text(clerk.get(reverse("contract", args=[credit.contract_id])))
        assert "€1,200.00 left of €1,200.00" in page.replace('<strong class="figures-set">', "").replace(
            "</strong>", ""
        )
        refused = clerk.post(address, bought | {"bought_on": "2030-01-01"})
        assert "does not cover" in text(refused)


class TestANewContract:
    NEW = {
        "contract_number": "CT-2", "buyer_code": "C1", "start_date": "2026-12-01", "grouping": "site",
        "site": "Usine de Vénissieux", "cost_centre": "CC-7", "payment_terms": "45 jours fin de mois",
        "purchase_order_required": "1", "currency_code": "EUR", "prices_with_vat": "1", "invoicee_code": "C1",
        "deliver_name": "Quai 3", "deliver_post_code": "69200", "deliver_city": "Vénissieux",
        "deliver_country_code": "fr", "index_series": "Syntec", "index_base": "2026-05", "index_cap": "3",
        "commitment_minimum": "6000", "item_code-1": "MARCHE", "quantity-1": "1", "unit_price-1": "120",
    }  # fmt: skip

    def test_looked_at_and_nothing_is_kept(self, agreed: Contract, clerk: Client) -> None:
        page = clerk.post(reverse("new_contract"), self.NEW)
        assert not page.context["form"].errors
        assert page.context["coming"].total == 100  # 120.00 was agreed with VAT
        assert "without VAT, on 31 December 2026" in text(page)
        assert Contract.objects.count() == 1
        sent = dict(page.context["typed"])
        assert sent == self.NEW
        assert clerk.post(reverse("new_contract"), sent | {"confirm": "1"}).status_code == 302

    def test_kept_with_all_that_it_asks(self, agreed: Contract, clerk: Client) -> None:
        clerk.post(reverse("new_contract"), self.NEW | {"confirm": "1"})
        made = Contract.objects.get(contract_number="CT-2")
        assert made.clauses["purchase_order_required"] is True
        assert made.clauses["payment_terms"] == {"days": 45, "end_of_month": True}
        assert "unread" not in made.clauses
        assert made.deliver_to["country_code"] == "FR"
        assert (made.site, made.cost_centre, made.prices_with_vat) == ("Usine de Vénissieux", "CC-7", True)
        details: Any = made.lines.get().details
        assert details["indexation"]["weights"] == [["1", "SYNTEC"]]
        assert details["commitment"]["minimum"] == "6000"
        page = text(clerk.get(reverse("contract", args=[made.pk])))
        for said in ("Never invoiced without a purchase order", "Quai 3", "Follows SYNTEC from 2026-05, at most 3%"):
            assert said in page, said

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"invoicee_code": "C9"}, "invoicee_code"),
            ({"payment_terms": "quand il veut"}, "payment_terms"),
            ({"currency_code": "euros"}, "currency_code"),
            ({"deliver_city": ""}, "deliver_city"),
            ({"deliver_country_code": "F1"}, "deliver_country_code"),
            ({"notice_months": "2"}, "renewal_months"),
            ({"index_series": ""}, "index_series"),
            ({"index_base": "mai"}, "index_base"),
            ({"commitment_minimum": "beaucoup"}, "commitment_minimum"),
            ({"renewal_months": "douze"}, "renewal_months"),
        ],
        ids=str,
    )
    def test_refused_beside_its_field(
        self, values: dict[str, str], field: str, agreed: Contract, clerk: Client
    ) -> None:
        page = clerk.post(reverse("new_contract"), self.NEW | values | {"confirm": "1"})
        assert field in page.context["form"].errors
        assert Contract.objects.count() == 1

    @pytest.mark.parametrize("hostile", ["x\x00y", "<script>alert(1)</script>", "9" * 5000])
    def test_hostile_values_break_nothing(self, hostile: str, works: ContractLine, clerk: Client) -> None:
        every = dict.fromkeys([*self.NEW, *WORKS, *PLAN, *COMMITMENT, "amount", "percentage", "due_on"], hostile)
        every |= {
            "until": hostile,
            "done-0": hostile,
            "day_on": hostile,
            "bought_on": hostile,
            "delivery_date": hostile,
        }
        named: list[tuple[str, list[UUID | str]]] = [
            ("new_contract", []), ("new_sale", []), ("ask_deposit", [works.contract_id]),
            ("state_situation", [works.pk]), ("accept_works", [works.pk]),
            *[("agree_clause", [works.pk, name]) for name in ("plan", "works", "prepaid", "settlement", "commitment")],
        ]  # fmt: skip
        for name, args in named:
            page = clerk.post(reverse(name, args=args), every)
            assert page.status_code == 200, name
            assert b"<script>alert(1)" not in page.content, name


def test_a_sale_is_looked_at_first(agreed: Contract, clerk: Client) -> None:
    values = {"buyer_code": "C1", "delivery_date": "2026-11-20", "item_code-1": "MARCHE", "discount-1": "10"}
    page = clerk.post(reverse("new_sale"), values)
    assert page.context["total"] == 54000
    assert "invoiced at once" in text(page)
    for wrong in ({"discount-1": "110"}, {"quantity-1": "0"}, {"delivery_date": "x"}, {"buyer_code": "C9"}):
        assert 'role="alert"' in text(clerk.post(reverse("new_sale"), values | wrong))
