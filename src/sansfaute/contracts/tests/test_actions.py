"""Rows become agreements once; agreements become billable items once, whatever happens in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from sansfaute.contracts import actions, jobs, queries
from sansfaute.contracts.actions import bill_run as bill_run_module
from sansfaute.contracts.models import BillableItem, Contract, ContractLine, InvoicedMark, OrderLine, UsageEvent
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.factories import NOW, contract_row, order_row, usage_row
from sansfaute.intake.models import SetAside
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller

END = date(2026, 10, 31)


@pytest.fixture(autouse=True)
def _no_workers() -> Any:
    with inline_steps():
        yield


@pytest.fixture
def seller(db: None) -> Seller:
    return make_seller()


def make_seller() -> Seller:
    owner = factories.seller()
    factories.buyer(owner, "C1")
    factories.buyer(owner, "C2", discount_percentage=Decimal("5"))
    factories.item(owner, "MAINT", "245", unit_code="MON")
    factories.item(owner, "HOUR", "92", unit_code="HUR")
    factories.item(owner, "SCREEN", "219.9", nature="goods")
    return owner


def record(owner: Seller, kind: str, *values: dict[str, str]) -> None:
    actions.record_rows(source_file_id=factories.rows(owner, kind, values).pk, at=NOW)


def bill(owner: Seller, until: date = END, **options: Any) -> list[BillableItem]:
    run = actions.start_bill_run(seller_id=owner.pk, until=until, issue_date=until, at=NOW, **options)
    actions.find_billable_work(run_id=run.pk, at=NOW)
    return list(BillableItem.objects.filter(run=run).order_by("source_key"))


def reasons(owner: Seller) -> list[str]:
    return sorted(SetAside.objects.filter(seller_id=owner.pk).values_list("reason_code", flat=True))


def facts(kind: str) -> int:
    return Fact.objects.filter(kind=kind).count()


class TestRecording:
    def test_rows_become_records_once_however_often_the_job_runs(self, seller: Seller) -> None:
        source_files = [
            factories.rows(seller, "usage", [usage_row()]),
            factories.rows(seller, "orders", [order_row()]),
            factories.rows(seller, "contracts", [contract_row(conditions="facturer au trimestre")]),
        ]
        heard = [{"subject_id": str(one.pk), "kind": one.kind, "row_count": 1} for one in source_files]
        for _ in range(2):
            jobs.record_agreements.func(str(seller.pk), heard)
        assert Contract.objects.get().clauses == {"bill_every_months": 3}
        assert (UsageEvent.objects.count(), OrderLine.objects.count()) == (1, 1)
        assert (facts("ContractSigned"), facts("UsageRecorded"), facts("OrderRecorded")) == (1, 1, 1)
        assert reasons(seller) == []  # the usage waited for its contract, and no longer does

    def test_files_of_other_kinds_are_left_alone(self, seller: Seller) -> None:
        record(seller, "buyers", {"code": "C9"})
        assert reasons(seller) == []

    def test_each_unusable_row_is_set_aside_with_its_own_reason(self, seller: Seller) -> None:
        record(
            seller,
            "contracts",
            contract_row("CT-1"),
            contract_row("CT-2", buyer_code="NOBODY"),
            contract_row("CT-3", item_code="NOTHING"),
            contract_row("CT-4", periodicity="parfois"),
            contract_row("CT-5", end_date="2026-07-31"),
            contract_row("CT-6", quantity="-1"),
        )
        record(seller, "usage", usage_row("U1", contract_number="CT-?"), usage_row("U2", used_at="2026-10-32T10:00"))
        assert reasons(seller) == [
            "end_before_start",
            "negative_quantity",
            "unknown_buyer",
            "unknown_contract",
            "unknown_item",
            "unreadable_date",
            "unreadable_periodicity",
        ]
        assert SetAside.objects.get(reason_code="unknown_buyer").details == {"code": "NOBODY"}

    def test_the_same_again_from_another_file_is_said_and_changes_nothing(self, seller: Seller) -> None:
        record(seller, "contracts", contract_row())
        record(seller, "usage", usage_row())
        record(seller, "contracts", contract_row(), contract_row(quantity="3"))
        record(seller, "usage", usage_row(quantity="1.50"))
        assert reasons(seller) == ["already_recorded", "already_recorded", "contradicts_record"]
        assert ContractLine.objects.get().quantity == 2
        assert UsageEvent.objects.count() == 1

    def test_an_order_may_hold_the_same_line_twice_and_its_numbers_survive_gaps(self, seller: Seller) -> None:
        lines = [order_row(), order_row("CMD2"), order_row(buyer_code="LATE"), order_row()]
        record(seller, "orders", *lines)
        assert list(queries.order_lines(seller.pk).values_list("order_number", "line_number")) == [
            ("CMD1", 1),
            ("CMD1", 3),
            ("CMD2", 1),
        ]
        factories.buyer(seller, "LATE")
        jobs.retry_waiting.func(str(seller.pk), [{"subject_id": str(new_id()), "record_type": "buyer", "code": "LATE"}])
        assert OrderLine.objects.get(line_number=2).buyer.code == "LATE"
        assert reasons(seller) == []

    def test_a_waiting_row_that_lacks_something_else_says_so(self, seller: Seller) -> None:
        record(seller, "contracts", contract_row(buyer_code="LATE", item_code="LATER"))
        factories.buyer(seller, "LATE")
        for _ in range(2):
            actions.retry_rows(seller_id=seller.pk, codes={"LATE"}, at=NOW)
        assert SetAside.objects.get().reason_code == "unknown_item"
        factories.item(seller, "LATER")
        actions.retry_rows(seller_id=seller.pk, codes={"LATER"}, at=NOW)
        assert (reasons(seller), Contract.objects.count()) == ([], 1)

    def test_a_contract_that_arrives_frees_its_usage_through_its_buyer(self, seller: Seller) -> None:
        record(seller, "usage", usage_row())
        record(seller, "contracts", contract_row(buyer_code="LATE"))
        assert reasons(seller) == ["unknown_buyer", "unknown_contract"]
        factories.buyer(seller, "LATE")
        actions.retry_rows(seller_id=seller.pk, codes={"LATE"}, at=NOW)
        assert (reasons(seller), UsageEvent.objects.count()) == ([], 1)

    def test_retrying_asks_a_bounded_number_of_queries(self, seller: Seller) -> None:
        record(seller, "usage", *[usage_row(f"U{n}", contract_number=f"OTHER-{n}") for n in range(40)])
        with CaptureQueriesContext(
            connection,
        ) as asked:
            actions.retry_rows(seller_id=seller.pk, codes={"CT-77", "C1"}, at=NOW)
        assert len(asked) <= 9  # three kinds, a page each, with their savepoints

    def test_a_page_of_many_rows_asks_a_bounded_number_of_queries(self, seller: Seller) -> None:
        def asked(count: int, first: int) -> int:
            source_file = factories.rows(seller, "orders", [order_row(f"O{first + n}") for n in range(count)])
            with CaptureQueriesContext(connection) as captured:
                actions.record_rows(source_file_id=source_file.pk, at=NOW)
            return len(captured)

        assert asked(2, 0) == asked(300, 1000)


class TestBilling:
    def test_subscriptions_usage_and_orders_are_found_at_their_exact_amounts(self, seller: Seller) -> None:
        record(seller, "contracts", contract_row(start_date="2026-09-24", quantity="3"))
        record(seller, "usage", usage_row("U1", quantity="0.718"), usage_row("U2", quantity="3.822"))
        record(seller, "orders", order_row(discount="12.5"), order_row(delivery_date="2026-11-01"))
        found = {item.source_key: item for item in bill(seller)}
        assert {key: str(item.net_amount) for key, item in found.items()} == {
            "order:CMD1:1": "384.82",  # 2 × 219.90 = 439.80, less 54.98
            "subscription:CT-1:2026-09-24": "171.50",  # 3 × 245 × 7/30
            "subscription:CT-1:2026-10-01": "735.00",
            "usage:CT-1:HOUR:2026-10:1": "417.68",  # 4.54 × 92
        }
        part = found["subscription:CT-1:2026-09-24"]
        assert (part.proration, str(part.unit_price), part.unit_code) == ("7/30", "57.166667", "MON")
        assert UsageEvent.objects.filter(billable=found["usage:CT-1:HOUR:2026-10:1"]).count() == 2
        assert OrderLine.objects.get(line_number=1).billable == found["order:CMD1:1"]
        assert facts("WorkBecameBillable") == 1

    def test_running_again_finds_nothing_and_late_usage_comes_second(self, seller: Seller) -> None:
        record(seller, "contracts", contract_row())
        record(seller, "usage", usage_row("U1"))
        assert len(bill(seller)) == 4
        assert bill(seller) == []
        record(
            seller, "usage", usage_row("U2", used_at="2026-10-31T23:59"), usage_row("U3", used_at="2026-11-01T00:00")
        )
        assert [item.source_key for item in bill(seller)] == ["usage:CT-1:HOUR:2026-10:2"]
        assert UsageEvent.objects.get(event_id="U3").billable is None
        assert facts("WorkBecameBillable") == 2

    def test_discounts_contract_first_then_the_order_then_the_buyer(self, seller: Seller) -> None:
        conditions = "remise exceptionnelle 15% jusqu'au 31/10/2026"
        record(
            seller,
            "contracts",
            contract_row("CT-1", buyer_code="C2", start_date="2026-10-01", conditions=conditions),
            contract_row("CT-2", buyer_code="C2", start_date="2026-10-01"),
        )
        record(seller, "usage", usage_row("U1"), usage_row("U2", contract_number="CT-2"))
        record(seller, "orders", *[order_row(buyer_code="C2", discount=discount) for discount in ("", "0", "30")])
        shown = {item.source_key: (str(item.discount_percentage), item.discount_origin) for item in bill(seller)}
        assert shown == {
            "order:CMD1:1": ("5.0000", "buyer"),
            "order:CMD1:2": ("0.0000", ""),
            "order:CMD1:3": ("30.0000", "order"),
            "subscription:CT-1:2026-10-01": ("15.0000", "contract"),
            "subscription:CT-2:2026-10-01": ("0.0000", ""),
            "usage:CT-1:HOUR:2026-10:1": ("15.0000", "contract"),
            "usage:CT-2:HOUR:2026-10:1": ("5.0000", "buyer"),
        }

    def test_a_discount_past_its_day_no_longer_applies(self, seller: Seller) -> None:
        record(seller, "contracts", contract_row(conditions="remise 15% jusqu'au 30/10/2026"))
        assert {str(item.discount_percentage) for item in bill(seller)} == {"0.0000"}

    def test_periods_before_since_were_invoiced_elsewhere(self, seller: Seller) -> None:
        record(seller, "contracts", contract_row(start_date="2024-02-29"))
        assert [item.period_start for item in bill(seller, since=date(2026, 10, 1))] == [date(2026, 10, 1)]
        with pytest.raises(actions.BillRunRefused):
            bill(seller, since=date(2026, 11, 1))
        with pytest.raises(actions.BillRunRefused):
            bill(seller, date.max)

    def test_huge_amounts_stay_exact(self, seller: Seller) -> None:
        factories.item(seller, "PIECE")
        huge = {"quantity": "999999999.9999", "unit_price": "99999.999999", "start_date": "2026-10-01"}
        record(seller, "contracts", contract_row(item_code="PIECE", **huge))
        assert str(bill(seller)[0].net_amount) == "99999999998990.00"

    def test_a_run_stopped_anywhere_resumes(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(5):
            factories.buyer(seller, f"B{number}")
        record(seller, "contracts", *[contract_row(f"CT-{n}", buyer_code=f"B{n}") for n in range(5)])
        monkeypatch.setattr(bill_run_module, "CHUNK", 2)
        run = actions.start_bill_run(seller_id=seller.pk, until=END, issue_date=END, at=NOW)
        steps: list[tuple[int, int]] = []

        def killed(done: int, total: int) -> None:
            steps.append((done, total))
            if done >= 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            actions.find_billable_work(run_id=run.pk, at=NOW, progress=killed)
        assert BillableItem.objects.count() == 6
        actions.find_billable_work(run_id=run.pk, at=NOW)
        assert BillableItem.objects.count() == 15
        assert facts("WorkBecameBillable") == 5
        assert steps == [(2, 5)]

    def test_a_chunk_asks_a_bounded_number_of_queries(self, seller: Seller) -> None:
        def asked(count: int, mark: str) -> int:
            owner = make_seller()
            for number in range(count):
                factories.buyer(owner, f"{mark}{number}")
            record(owner, "contracts", *[contract_row(f"{mark}{n}", buyer_code=f"{mark}{n}") for n in range(count)])
            record(owner, "usage", *[usage_row(f"{mark}{n}", contract_number=f"{mark}{n}") for n in range(count)])
            record(owner, "orders", *[order_row(f"{mark}{n}", buyer_code=f"{mark}{n}") for n in range(count)])
            run = actions.start_bill_run(seller_id=owner.pk, until=END, issue_date=END, at=NOW)
            with CaptureQueriesContext(connection) as captured:
                actions.find_billable_work(run_id=run.pk, at=NOW)
            assert BillableItem.objects.filter(run=run).count() == 5 * count
            return len(captured)

        assert asked(2, "A") == asked(60, "B")

    def test_totals_say_what_is_billable_and_what_is_invoiced(self, seller: Seller) -> None:
        record(seller, "contracts", contract_row())
        items = bill(seller)
        invoice = new_id()
        actions.mark_invoiced(seller_id=seller.pk, marks=[(items[0].pk, invoice, "F1")], at=NOW)
        assert queries.billable_totals(seller.pk) == {
            "billable": {"count": 3, "amount": Decimal("1470.00")},
            "invoiced": {"count": 1, "amount": Decimal("490.00")},
        }
        assert queries.billable_totals(seller.pk, new_id())["billable"] == {"count": 0, "amount": Decimal("0.00")}


class TestMarks:
    def test_a_mark_is_made_once_and_never_moves_to_another_invoice(self, seller: Seller) -> None:
        record(seller, "contracts", contract_row())
        items = bill(seller)
        invoice = new_id()
        marks = [(item.pk, invoice, "F2026-000001") for item in items]
        for _ in range(2):
            actions.mark_invoiced(seller_id=seller.pk, marks=marks, at=NOW)
        assert (InvoicedMark.objects.count(), facts("WorkMarkedInvoiced")) == (3, 1)
        with pytest.raises(actions.MarkRefused, match="F2026-000001"):
            actions.mark_invoiced(seller_id=seller.pk, marks=[(items[0].pk, new_id(), "F2026-000002")], at=NOW)
        actions.mark_invoiced(seller_id=seller.pk, marks=[], at=NOW)


def at_once(work: Any, count: int = 4) -> None:
    """Run the same work in several threads, each with its own connection."""

    def one(_: int) -> None:
        try:
            with inline_steps():
                work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_the_same_file_recorded_by_many_gives_each_record_once(self) -> None:
        owner = make_seller()
        record(owner, "contracts", contract_row())
        usage = factories.rows(owner, "usage", [usage_row(f"U{n}") for n in range(60)])
        orders = factories.rows(owner, "orders", [order_row(f"O{n % 7}") for n in range(60)])
        for source_file in (usage, orders):
            at_once(lambda source_file=source_file: actions.record_rows(source_file_id=source_file.pk, at=NOW))
        assert (UsageEvent.objects.count(), OrderLine.objects.count()) == (60, 60)
        assert (facts("UsageRecorded"), facts("OrderRecorded"), reasons(owner)) == (60, 60, [])

    def test_two_runs_at_once_bill_everything_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        owner = make_seller()
        monkeypatch.setattr(bill_run_module, "CHUNK", 3)
        for number in range(8):
            factories.buyer(owner, f"B{number}")
        record(owner, "contracts", *[contract_row(f"CT-{n}", buyer_code=f"B{n}") for n in range(8)])
        record(owner, "usage", *[usage_row(f"U{n}", contract_number=f"CT-{n % 8}") for n in range(40)])
        record(owner, "orders", *[order_row(f"O{n}", buyer_code=f"B{n % 8}") for n in range(16)])
        at_once(lambda: bill(owner))
        assert BillableItem.objects.count() == 8 * 3 + 8 + 16
        assert facts("WorkBecameBillable") == 8
        assert not UsageEvent.objects.filter(billable=None).exists()
        billed = BillableItem.objects.filter(kind="usage")
        assert sum(item.quantity for item in billed) == Decimal("1.5") * 40

    def test_usage_that_arrives_between_sum_and_mark_waits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        owner = make_seller()
        record(owner, "contracts", contract_row())
        record(owner, "usage", usage_row("U1"))
        late = factories.rows(owner, "usage", [usage_row("U2", quantity="7")])
        mark = bill_run_module._mark_usage
        with ThreadPoolExecutor(1) as pool:

            def mark_while_usage_arrives(*arguments: Any) -> None:
                arriving = pool.submit(record_apart, late)
                with pytest.raises(TimeoutError):
                    arriving.result(timeout=0.5)
                mark(*arguments)

            monkeypatch.setattr(bill_run_module, "_mark_usage", mark_while_usage_arrives)
            bill(owner)
        monkeypatch.undo()
        bill(owner)
        billed = BillableItem.objects.filter(kind="usage").order_by("source_key")
        assert [item.quantity for item in billed] == [Decimal("1.5"), Decimal("7")]
        assert [item.usage.get().event_id for item in billed] == ["U1", "U2"]


def record_apart(source_file: Any) -> None:
    """Record a file's rows in a thread of its own, hence on a connection of its own."""
    try:
        with inline_steps():
            actions.record_rows(source_file_id=source_file.pk, at=NOW)
    finally:
        connections.close_all()
