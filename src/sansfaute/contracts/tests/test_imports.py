"""The dry run of contracts, usage and orders, and the undoing of their imports."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from sansfaute.contracts import actions, queries
from sansfaute.contracts.models import Contract, ContractLine, OrderLine, UsageEvent
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.factories import NOW, contract_row, order_row, usage_row
from sansfaute.intake import queries as intake
from sansfaute.intake.models import SourceFile
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata import queries as masterdata_queries
from sansfaute.masterdata.actions import verdicts
from sansfaute.masterdata.models import Seller


@pytest.fixture(autouse=True)
def _no_workers() -> Iterator[None]:
    with inline_steps():
        yield


@pytest.fixture
def seller(db: None) -> Seller:
    owner = factories.seller()
    factories.buyer(owner, "C1")
    for code in ("MAINT", "HOUR", "SCREEN"):
        factories.item(owner, code, unit_code="MON")
    return owner


def read(seller: Seller, kind: str, *rows: dict[str, str]) -> SourceFile:
    file = factories.rows(seller, kind, rows)
    file.parsed_at, file.row_count = NOW, len(rows)
    file.save()
    return file


def recorded(seller: Seller, kind: str, *rows: dict[str, str]) -> SourceFile:
    file = read(seller, kind, *rows)
    actions.record_rows(source_file_id=file.pk, at=NOW)
    return file


def judged(file: SourceFile) -> list[tuple[str, str, list[str]]]:
    actions.judge_agreements(source_file_id=file.pk, at=NOW)
    return [
        (one.code, one.outcome, [said["rule"] for said in one.findings]) for one in masterdata_queries.verdicts(file.pk)
    ]


def undo(seller: Seller, file: SourceFile) -> None:
    actions.undo_import(seller_id=seller.pk, source_file_id=file.pk, at=NOW)


class TestJudge:
    def test_says_new_same_contradicted_and_waiting(self, seller: Seller) -> None:
        recorded(seller, "contracts", contract_row(), contract_row("CT-2"))
        newer = read(
            seller, "contracts", contract_row(), contract_row("CT-2", quantity="3"), contract_row("CT-3"),
            contract_row("CT-4", buyer_code="C9"), contract_row("CT-5", periodicity="parfois"),
        )  # fmt: skip
        assert judged(newer) == [
            ("CT-1", "same", []),
            ("CT-2", "rejected", ["contradicts_record"]),
            ("CT-3", "new", []),
            ("CT-4", "rejected", ["unknown_buyer"]),
            ("CT-5", "rejected", ["unreadable_periodicity"]),
        ]
        contradicted = masterdata_queries.verdicts(newer.pk).get(code="CT-2")
        assert contradicted.differences == [{"field": "quantity", "before": "2", "after": "3", "note": ""}]
        assert Contract.objects.count() == 2

    def test_ranks_order_lines_across_chunks(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(verdicts, "CHUNK", 2)
        lines = [order_row(quantity=str(number)) for number in range(1, 6)]
        recorded(seller, "orders", *lines)
        assert {outcome for _, outcome, _ in judged(read(seller, "orders", *lines))} == {"same"}
        assert [outcome for _, outcome, _ in judged(read(seller, "orders", *lines, order_row(quantity="9")))][
            -1
        ] == "new"

    def test_leaves_other_kinds_alone(self, seller: Seller) -> None:
        assert actions.judge_agreements(source_file_id=read(seller, "buyers").pk, at=NOW) == 0


class TestUndo:
    def test_takes_away_what_a_file_recorded_and_nothing_else(self, seller: Seller) -> None:
        recorded(seller, "contracts", contract_row())
        second = recorded(seller, "contracts", contract_row("CT-2"), contract_row("CT-3"))
        undo(seller, second)
        assert Contract.objects.get().contract_number == "CT-1"
        assert intake.source_file(second.pk).undone_at == NOW
        assert Fact.objects.get(kind="AgreementsWithdrawn").data == {"kind": "contracts", "record_count": 2}
        undo(seller, second)
        assert Fact.objects.filter(kind="AgreementsWithdrawn").count() == 1

    @pytest.mark.parametrize("kind", ["contracts", "usage", "orders"])
    def test_is_refused_once_billed(self, seller: Seller, kind: str) -> None:
        contracts = recorded(seller, "contracts", contract_row())
        files = {
            "contracts": contracts,
            "usage": recorded(seller, "usage", usage_row()),
            "orders": recorded(seller, "orders", order_row()),
        }
        day = date(2026, 10, 31)
        run = actions.start_bill_run(seller_id=seller.pk, until=day, issue_date=day, at=NOW)
        actions.find_billable_work(run_id=run.pk, at=NOW)
        with pytest.raises(actions.UndoRefused, match={"contracts": "CT-1", "usage": "U1", "orders": "CMD1"}[kind]):
            undo(seller, files[kind])
        assert (Contract.objects.count(), UsageEvent.objects.count(), OrderLine.objects.count()) == (1, 1, 1)
        assert intake.source_file(files[kind].pk).undone_at is None

    def test_of_contracts_is_refused_while_usage_counts_on_them(self, seller: Seller) -> None:
        contracts = recorded(seller, "contracts", contract_row())
        usage = recorded(seller, "usage", usage_row())
        assert [one.kind for one in queries.built_on(contracts)] == ["usage"]
        with pytest.raises(actions.UndoRefused):
            undo(seller, contracts)
        undo(seller, usage)
        undo(seller, contracts)
        assert not Contract.objects.exists()

    def test_a_page_recorded_after_the_undoing_writes_nothing(self, seller: Seller) -> None:
        file = read(seller, "contracts", contract_row())
        undo(seller, file)
        actions.record_rows(source_file_id=file.pk, at=NOW)
        assert not Contract.objects.exists()

    def test_rows_that_wait_for_a_buyer_do_not_come_back_by_themselves(self, seller: Seller) -> None:
        file = recorded(seller, "contracts", contract_row(buyer_code="C9"))
        undo(seller, file)
        factories.buyer(seller, "C9")
        actions.retry_rows(seller_id=seller.pk, codes={"C9"}, at=NOW)
        assert not Contract.objects.exists()

    def test_of_buyers_names_what_stands_on_them(self, seller: Seller) -> None:
        file = read(seller, "buyers", {"code": "C2", "name": "Dupont SAS"})
        masterdata.agree_records(source_file_id=file.pk, at=NOW)
        recorded(seller, "contracts", contract_row("CT-8", buyer_code="C2"))
        with pytest.raises(actions.UndoRefused, match="CT-8"):
            undo(seller, file)
        ContractLine.objects.all().delete()
        Contract.objects.all().delete()
        undo(seller, file)
        assert sorted(masterdata_queries.buyers(seller.pk).values_list("code", flat=True)) == ["C1"]

    def test_of_another_seller_is_impossible(self, seller: Seller) -> None:
        file: Any = recorded(seller, "contracts", contract_row())
        with pytest.raises(SourceFile.DoesNotExist):
            undo(factories.seller(), file)
