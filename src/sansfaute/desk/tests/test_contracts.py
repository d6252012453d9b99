"""Contracts in the pages: who sees and changes them, what a change would give, what is refused beside the form."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.contracts.models import (
    BillableItem,
    Contract,
    ContractChange,
    ContractLine,
    InvoicedMark,
    OrderLine,
    Repair,
)
from sansfaute.contracts.tests import factories as contracting
from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import Work, signed_in, text
from sansfaute.lib import clock
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_this_day(monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2026, 11, 24, 10, tzinfo=clock.PARIS)
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr(clock, "today", lambda *zone: TODAY)


@pytest.fixture
def agreed(ours: Seller) -> Contract:
    """2 seats at 100.00 a month in arrears, since 1 November."""
    buyer = contracting.buyer(ours, "C1", name="Boulangerie Petit")
    made = contracting.contract(buyer, "CT-1", date(2026, 11, 1))
    contracting.contract_line(made, contracting.item(ours, "SIEGE", "100"), quantity=2)
    return made


@pytest.fixture
def seats(agreed: Contract) -> ContractLine:
    return agreed.lines.get()


@pytest.fixture
def october(agreed: Contract, seats: ContractLine, work: Work) -> BillableItem:
    """Its line was signed a month earlier, and October is invoiced: 200.00."""
    Contract.objects.filter(pk=agreed.pk).update(start_date=date(2026, 10, 1))
    ContractLine.objects.filter(pk=seats.pk).update(start_date=date(2026, 10, 1))
    item = BillableItem.objects.create(
        seller=work.seller, run=work.run, source_key="subscription:CT-1:2026-10-01", kind="subscription",
        buyer=agreed.buyer, item=seats.item, contract=agreed, contract_line=seats, quantity=2, unit_price=100,
        full_unit_price=100, period_start=date(2026, 10, 1), period_end=date(2026, 10, 31), net_amount=200,
        became_billable_at=factories.AT,
    )  # fmt: skip
    invoice = work.invoice("Boulangerie Petit")
    InvoicedMark.objects.create(
        seller=work.seller, billable=item, invoice_id=invoice.pk, invoice_number=invoice.invoice_number,
        invoice_date=invoice.issue_date,
    )  # fmt: skip
    return item


def addresses(agreed: Contract) -> dict[str, str]:
    plain = {
        name: reverse(name) for name in ("contracts", "contracts_csv", "new_contract", "new_sale", "revenue_forecast")
    }
    ours = {name: reverse(name, args=[agreed.pk]) for name in ("contract", "end_contract")}
    return plain | ours | {"change_line": reverse("change_line", args=[agreed.lines.get().pk])}


MANAGED = {"new_contract", "new_sale", "end_contract", "change_line"}


class TestWhoSeesWhat:
    def test_a_clerk_opens_all(self, agreed: Contract, clerk: Client) -> None:
        assert {name: clerk.get(one).status_code for name, one in addresses(agreed).items()} == dict.fromkeys(
            addresses(agreed), 200
        )

    @pytest.mark.parametrize("role", ["accountant", "approver", "support"])
    def test_others_look_and_change_nothing(self, role: str, agreed: Contract, ours: Seller) -> None:
        sam = signed_in(factories.person("sam", ours, role))
        said = {name: sam.get(one).status_code for name, one in addresses(agreed).items()}
        assert said == {name: 403 if name in MANAGED else 200 for name in said}
        page = text(sam.get(reverse("contract", args=[agreed.pk])))
        assert "/modifier/" not in page
        assert "/fin/" not in page

    def test_somebody_of_another_company_finds_nothing(
        self, agreed: Contract, ours: Seller, october: BillableItem, clerk: Client
    ) -> None:
        clerk.post(reverse("change_line", args=[agreed.lines.get().pk]), QUANTITY | {"confirm": "1"})
        repair = Repair.objects.get()
        eve = signed_in(factories.person("eve", factories.seller("Autre SAS", "200000008"), "admin"))
        known = addresses(agreed)
        for name in ("contract", "end_contract", "change_line"):
            assert eve.get(known[name]).status_code == 404, name
            if name in MANAGED:
                assert eve.post(known[name], QUANTITY | {"confirm": "1"}).status_code == 404, name
        assert eve.post(reverse("decide_repair", args=[repair.pk]), {"decision": "accept"}).status_code == 404
        for name in ("contracts", "contracts_csv", "revenue_forecast"):
            assert eve.get(known[name], {"seller": str(ours.pk)}).status_code == 404, name
            answer = eve.get(known[name])
            shown = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # streamed
            assert b"CT-1" not in shown, name
        assert eve.get(reverse("contract", args=[new_id()])).status_code == 404

    def test_signed_out_one_is_asked_to_sign_in(self, agreed: Contract) -> None:
        for name, one in addresses(agreed).items():
            assert Client().get(one).status_code == 302, name


class TestTheList:
    def test_says_amount_rhythm_next_day_and_state(self, agreed: Contract, clerk: Client) -> None:
        page = text(clerk.get(reverse("contracts")))
        assert "Boulangerie Petit" in page
        assert "€200.00" in page
        assert "every month" in page
        assert "30 Nov 2026" in page
        assert "tag--good" in page

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"q": "petit"}, True),
            ({"q": "CT-9"}, False),
            ({"state": "running"}, True),
            ({"state": "ended"}, False),
            ({"state": "nonsense"}, True),
        ],
    )
    def test_search_and_state(self, asked: dict[str, str], found: bool, agreed: Contract, clerk: Client) -> None:
        assert ("Boulangerie Petit" in text(clerk.get(reverse("contracts"), asked))) is found

    def test_pages_go_by_number_and_lose_nobody(self, agreed: Contract, ours: Seller, clerk: Client) -> None:
        item = contracting.item(ours, "X", "10")
        for number in range(60):
            contracting.contract_line(contracting.contract(agreed.buyer, f"N-{number:03}"), item)
        first = clerk.get(reverse("contracts")).context["page"]
        second = clerk.get(reverse("contracts"), {"after": first.after}).context["page"]
        back = clerk.get(reverse("contracts"), {"before": second.before}).context["page"]
        numbers = [row.contract.contract_number for row in (*first.rows, *second.rows)]
        assert numbers == sorted(numbers)
        assert len(set(numbers)) == 61
        assert [row.contract for row in back.rows] == [row.contract for row in first.rows]

    def test_the_export_is_what_is_seen(self, agreed: Contract, clerk: Client) -> None:
        answer: Any = clerk.get(reverse("contracts_csv"), {"q": "CT-1"})
        rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert len(rows) == 2
        assert rows[1].startswith("CT-1;C1;Boulangerie Petit;Running;2026-11-01;;EUR;200.00 every month;2026-11-30")

    def test_an_empty_list_says_what_to_do(self, ours: Seller, clerk: Client) -> None:
        assert "No contract yet" in text(clerk.get(reverse("contracts")))


class TestOneContract:
    def test_the_next_invoice_at_a_day_chosen(self, agreed: Contract, clerk: Client) -> None:
        page = clerk.get(reverse("contract", args=[agreed.pk]), {"on": "2027-01-31"})
        assert page.context["coming"].date == date(2027, 1, 31)
        assert page.context["coming"].total == 600

    @pytest.mark.parametrize("on", ["x", "9999-12-31", "0001-01-01", "2026-02-30"])
    def test_a_day_that_is_none_is_today(self, on: str, agreed: Contract, clerk: Client) -> None:
        assert clerk.get(reverse("contract", args=[agreed.pk]), {"on": on}).context["on"] == TODAY

    def test_what_was_billed_leads_to_its_invoice(self, agreed: Contract, october: BillableItem, clerk: Client) -> None:
        page = text(clerk.get(reverse("contract", args=[agreed.pk])))
        assert reverse("invoice", args=[october.invoiced.invoice_id]) in page

    def test_a_term_and_the_last_day_of_notice(self, agreed: Contract, clerk: Client) -> None:
        Contract.objects.filter(pk=agreed.pk).update(
            renewal={"months": 12, "notice_months": 2, "notice_days": 0, "tacit": True, "max_times": None}
            | {"initial_months": 12}
        )
        page = text(clerk.get(reverse("contract", args=[agreed.pk])))
        assert "31 Oct 2027" in page
        assert "31 Aug 2027" in page


QUANTITY = {"kind": "quantity", "effective": "2026-10-16", "quantity": "3", "why": "Un siège de plus"}


class TestChanges:
    def test_a_preview_writes_nothing_and_shows_the_repair(
        self, october: BillableItem, seats: ContractLine, clerk: Client
    ) -> None:
        page = clerk.post(reverse("change_line", args=[seats.pk]), QUANTITY)
        assert page.status_code == 200
        assert page.context["before"].total == 200
        assert page.context["after"].total == 300
        assert [one.difference for one in page.context["repairs"]] == [Decimal("51.61")]
        assert not ContractChange.objects.exists()
        assert not Repair.objects.exists()

    def test_kept_it_stands_with_its_author_and_reason(
        self, october: BillableItem, agreed: Contract, seats: ContractLine, clerk: Client
    ) -> None:
        answer = clerk.post(reverse("change_line", args=[seats.pk]), QUANTITY | {"confirm": "1"})
        assert answer.status_code == 302
        made = ContractChange.objects.get()
        assert (made.why, str(made.changed_by)) == ("Un siège de plus", "leo")
        page = text(clerk.get(reverse("contract", args=[agreed.pk])))
        assert "Un siège de plus" in page
        assert "€51.61" in page

    @pytest.mark.parametrize(
        "values",
        [
            {"why": " "},
            {"quantity": "beaucoup"},
            {"effective": "2020-01-01"},
            {"effective": "demain"},
            {"kind": "resume"},
            {"kind": "price", "unit_price": ""},
            {"kind": "trial", "until": "2026-10-01"},
        ],
        ids=str,
    )
    @pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
    def test_a_refusal_stands_beside_the_form(
        self, values: dict[str, str], confirm: dict[str, str], october: BillableItem, seats: ContractLine, clerk: Client
    ) -> None:
        page = clerk.post(reverse("change_line", args=[seats.pk]), QUANTITY | values | confirm)
        assert page.status_code == 200
        assert 'role="alert"' in page.content.decode()
        assert not ContractChange.objects.exists()

    def test_a_get_with_all_of_it_changes_nothing(self, seats: ContractLine, clerk: Client) -> None:
        clerk.get(reverse("change_line", args=[seats.pk]), QUANTITY | {"confirm": "1"})
        assert not ContractChange.objects.exists()

    def test_a_pause_is_seen_in_the_list(self, agreed: Contract, seats: ContractLine, clerk: Client) -> None:
        pause = {"kind": "pause", "effective": "2026-11-20", "why": "Travaux", "confirm": "1"}
        clerk.post(reverse("change_line", args=[seats.pk]), pause)
        for state, found in (("paused", True), ("running", False)):
            assert ("CT-1" in text(clerk.get(reverse("contracts"), {"state": state}))) is found

    def test_an_end_agreed_by_both(self, agreed: Contract, clerk: Client) -> None:
        values = {"how": "end", "day": "2026-12-31", "why": "Cesse son activité"}
        looked = clerk.post(reverse("end_contract", args=[agreed.pk]), values)
        agreed.refresh_from_db()
        assert (looked.status_code, agreed.end_date) == (200, None)
        clerk.post(reverse("end_contract", args=[agreed.pk]), values | {"confirm": "1"})
        agreed.refresh_from_db()
        assert agreed.end_date == date(2026, 12, 31)

    def test_notice_without_a_term_is_refused_in_words(self, agreed: Contract, clerk: Client) -> None:
        page = clerk.post(reverse("end_contract", args=[agreed.pk]), {"how": "notice", "day": "2026-12-31", "why": "x"})
        assert "no term" in text(page)


class TestRepairs:
    @pytest.fixture
    def proposed(self, october: BillableItem, seats: ContractLine, clerk: Client) -> Repair:
        clerk.post(reverse("change_line", args=[seats.pk]), QUANTITY | {"confirm": "1"})
        return Repair.objects.get()

    def test_agreed_to(self, proposed: Repair, clerk: Client) -> None:
        address = reverse("decide_repair", args=[proposed.pk])
        assert clerk.get(address).status_code == 405
        assert clerk.post(address, {"decision": "accept", "why": "juste"}).status_code == 302
        proposed.refresh_from_db()
        assert (proposed.decided, str(proposed.decided_by)) == ("accepted", "leo")

    def test_refused_without_a_reason_says_so(self, proposed: Repair, clerk: Client) -> None:
        page = clerk.post(reverse("decide_repair", args=[proposed.pk]), {"decision": "refuse", "why": " "})
        assert "needs a reason" in text(page)
        proposed.refresh_from_db()
        assert proposed.decided == ""

    def test_an_accountant_decides_nothing(self, proposed: Repair, ours: Seller) -> None:
        zoe = signed_in(factories.person("zoe", ours, "accountant"))
        assert zoe.post(reverse("decide_repair", args=[proposed.pk]), {"decision": "accept"}).status_code == 403


class TestByHand:
    NEW = {
        "contract_number": "CT-2", "buyer_code": "C1", "start_date": "2026-12-01", "grouping": "contract",
        "renewal_months": "12", "notice_months": "2", "tacit": "1", "item_code-1": "SIEGE", "quantity-1": "4",
        "unit_price-1": "90,50", "rhythm-1": "month-3", "in_advance-1": "1",
    }  # fmt: skip

    def test_a_contract(self, agreed: Contract, clerk: Client) -> None:
        assert clerk.post(reverse("new_contract"), self.NEW | {"confirm": "1"}).status_code == 302
        made = Contract.objects.get(contract_number="CT-2")
        line = made.lines.get()
        assert (line.quantity, line.unit_price, line.in_advance, line.period_months) == (4, Decimal("90.5"), True, 3)
        assert (made.grouping, made.renewal["notice_months"]) == ("contract", 2)
        assert clerk.get(reverse("contract", args=[made.pk])).status_code == 200

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"contract_number": "CT-1"}, "exists already"),
            ({"buyer_code": "C9"}, "no customer C9"),
            ({"item_code-1": "RIEN"}, "no item RIEN"),
            ({"item_code-1": ""}, "line"),
            ({"unit_price-1": "cher"}, "cher"),
            ({"end_date": "2026-01-01"}, "2026"),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}], ids=["looked at", "kept"])
    def test_refused_in_words_with_all_that_was_typed(
        self, confirm: dict[str, str], values: dict[str, str], said: str, agreed: Contract, clerk: Client
    ) -> None:
        page = text(clerk.post(reverse("new_contract"), self.NEW | values | confirm))
        assert 'role="alert"' in page
        assert said in page
        assert 'value="2026-12-01"' in page
        assert Contract.objects.count() == 1

    def test_a_sale(self, agreed: Contract, clerk: Client) -> None:
        values = {"buyer_code": "C1", "delivery_date": "2026-11-20", "item_code-1": "SIEGE", "quantity-1": "2"}
        assert clerk.post(reverse("new_sale"), values | {"confirm": "1"}).status_code == 302
        assert OrderLine.objects.get().quantity == 2
        page = text(clerk.post(reverse("new_sale"), values | {"quantity-1": "deux"}))
        assert "deux" in page
        assert 'role="alert"' in page


def test_the_forecast_has_its_figures_behind_the_bars(agreed: Contract, clerk: Client) -> None:
    page = clerk.get(reverse("revenue_forecast"), {"months": "6"})
    chart = page.context["charts"][0]
    assert [bar.amount for bar in chart.bars] == [200] * 6
    assert chart.total == 1200
    assert text(page).count("<rect") == 6
    assert "€1,200.00" in text(page)
