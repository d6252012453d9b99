"""Billable items become drafts once, to the cent, whoever runs and however often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from sansfaute.contracts import actions as contracts
from sansfaute.contracts import queries as contracts_queries
from sansfaute.contracts.models import BillableItem, InvoicedMark
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.factories import NOW, contract_row, order_row, usage_row
from sansfaute.drafts import actions, jobs, queries, rules
from sansfaute.drafts.models import Discard, Draft, DraftLine
from sansfaute.en16931.model import Invoice
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller

END = date(2026, 10, 31)


@pytest.fixture(autouse=True)
def _no_workers() -> Any:
    with inline_steps():
        yield


def make_seller(buyers: int = 2) -> Seller:
    owner = factories.seller(vat_identifier="FR81899999973", iban="FR7630002005500000899997364")
    for number in range(1, buyers + 1):
        factories.buyer(owner, f"C{number}", payment_terms={"days": 30})
    factories.item(owner, "MAINT", "245", unit_code="MON")
    factories.item(owner, "HOUR", "92", unit_code="HUR")
    factories.item(owner, "SCREEN", "219.9", nature="goods")
    return owner


def record(owner: Seller, kind: str, *values: dict[str, str]) -> None:
    contracts.record_rows(source_file_id=factories.rows(owner, kind, values).pk, at=NOW)


def bill(owner: Seller, until: date = END) -> list[dict[str, str]]:
    """Work out what is billable; the facts that drafts would hear."""
    run = contracts.start_bill_run(seller_id=owner.pk, until=until, issue_date=until, at=NOW)
    contracts.find_billable_work(run_id=run.pk, at=NOW)
    heard = Fact.objects.filter(kind="WorkBecameBillable", data__run_id=str(run.pk))
    return [{"subject_id": str(fact.subject_id), **fact.data} for fact in heard]


def assemble(owner: Seller, facts: list[dict[str, str]]) -> list[Draft]:
    jobs.assemble_drafts.func(str(owner.pk), facts)
    return list(Draft.objects.filter(seller=owner).order_by("buyer__code", "purchase_order_reference", "pk"))


@pytest.fixture
def seller(db: None) -> Seller:
    owner = make_seller()
    conditions = "règlement 90 jours; remise exceptionnelle 15% jusqu'au 31/12/2026"
    record(
        owner,
        "contracts",
        contract_row("CT-1", start_date="2026-09-24"),
        contract_row("CT-2", purchase_order_reference="BC7", conditions=conditions),
        contract_row("CT-3", buyer_code="C2", conditions="ne pas facturer sans bon de commande"),
    )
    record(owner, "usage", usage_row("U1", quantity="0.718"), usage_row("U2", contract_number="CT-2"))
    record(owner, "orders", order_row(discount="12.5"), order_row("CMD9", buyer_code="C2"))
    return owner


class TestAssembling:
    def test_work_is_grouped_by_purchase_order_and_terms_and_every_cent_is_there(self, seller: Seller) -> None:
        drafts = assemble(seller, bill(seller))
        assert [(draft.buyer.code, draft.purchase_order_reference, draft.lines.count()) for draft in drafts] == [
            ("C1", "", 4),
            ("C1", "BC7", 4),
            ("C2", "", 1),
            ("C2", "", 3),
        ]
        billable = BillableItem.objects.aggregate(total=Sum("net_amount"))["total"]
        assert sum(draft.total_without_vat for draft in drafts) == billable
        assert DraftLine.objects.aggregate(total=Sum("net_amount"))["total"] == billable
        special = drafts[1]
        assert special.payment_terms == {"days": 90}
        assert special.payment_due_date == END + timedelta(days=90)
        assert {one["percentage"] for one in special.clauses["discounts"]} == {"15"}
        assert any(draft.clauses["purchase_order_required"] for draft in drafts[2:])

    def test_the_document_is_a_whole_invoice_without_a_number(self, seller: Seller) -> None:
        draft = assemble(seller, bill(seller))[0]
        invoice = queries.invoice_of(queries.draft(draft.pk))
        assert isinstance(invoice, Invoice)
        assert invoice.invoice_number == rules.NO_NUMBER
        assert invoice.totals.total_with_vat == draft.total_with_vat
        assert [line.identifier for line in invoice.lines] == [treatment["line"] for treatment in draft.treatments]

    def test_again_changes_nothing_and_late_work_gets_a_draft_of_its_own(self, seller: Seller) -> None:
        heard = bill(seller)
        before = {draft.pk for draft in assemble(seller, heard)}
        assert {draft.pk for draft in assemble(seller, heard)} == before
        record(seller, "usage", usage_row("U3"))
        late = bill(seller)
        assert len({draft.pk for draft in assemble(seller, late)} - before) == 1
        assert Fact.objects.filter(kind="DraftAssembled").count() == len(before) + 1

    def test_two_runs_never_share_a_draft(self, seller: Seller) -> None:
        first = bill(seller, date(2026, 9, 30))
        second = bill(seller)
        drafts = assemble(seller, first + second)
        assert {draft.issue_date for draft in drafts} == {date(2026, 9, 30), END}
        assert {(draft.run_id, line.billable.run_id) for draft in drafts for line in draft.lines.all()} == {
            (draft.run_id, draft.run_id) for draft in drafts
        }

    def test_an_unknown_treatment_still_gives_a_draft_that_says_so(self, seller: Seller) -> None:
        factories.buyer(seller, "DE1", country_code="DE", post_code="10115", siren="", payment_terms={})
        record(seller, "orders", order_row("CMD5", buyer_code="DE1"))
        draft = next(draft for draft in assemble(seller, bill(seller)) if draft.buyer.code == "DE1")
        assert (draft.treatments[0]["known"], draft.treatments[0]["category"]) == (False, "S")
        assert draft.treatments[0]["why"].keys() == {"fr", "en"}
        assert draft.total_vat == Decimal("87.96")
        assert draft.clauses["terms_origin"] == "law"

    def test_a_buyer_with_almost_nothing_filled_in_still_gives_a_draft(self, seller: Seller) -> None:
        blank = {"name": "", "kind": "", "line_1": "", "post_code": "", "city": "", "country_code": "", "siren": "41"}
        factories.buyer(seller, "BAD", **blank)
        record(seller, "orders", order_row("CMD5", buyer_code="BAD"))
        draft = next(draft for draft in assemble(seller, bill(seller)) if draft.buyer.code == "BAD")
        assert queries.invoice_of(draft).buyer.name == ""

    def test_a_chunk_asks_a_bounded_number_of_queries(self, db: None) -> None:
        def asked(buyers: int) -> int:
            owner = make_seller(buyers)
            rows = [contract_row(f"CT-{n}", buyer_code=f"C{n}") for n in range(1, buyers + 1)]
            record(owner, "contracts", *rows)
            heard = bill(owner)
            with CaptureQueriesContext(connection) as captured:
                assert len(assemble(owner, heard)) == buyers
            return len(captured)

        assert asked(2) == asked(50)


class TestAfterwards:
    def test_a_draft_is_discarded_once_with_a_reason(self, seller: Seller) -> None:
        draft = assemble(seller, bill(seller))[0]
        with pytest.raises(actions.DiscardRefused):
            actions.discard_draft(draft_id=draft.pk, why=" ", actor=None, at=NOW)
        actions.discard_draft(draft_id=draft.pk, why="déjà réglé", actor=None, at=NOW)
        with pytest.raises(actions.DiscardRefused):
            actions.discard_draft(draft_id=draft.pk, why="encore", actor=None, at=NOW)
        assert queries.is_discarded(draft.pk)
        assert (Discard.objects.count(), Fact.objects.get(kind="DraftDiscarded").why) == (1, "déjà réglé")
        with pytest.raises(actions.DiscardRefused):
            actions.discard_draft(draft_id=new_id(), why="inconnu", actor=None, at=NOW)

    def test_issued_work_is_marked_once(self, seller: Seller) -> None:
        draft = assemble(seller, bill(seller))[0]
        fact = {"subject_id": str(new_id()), "draft_id": str(draft.pk), "invoice_number": "F2026-000001"}
        for _ in range(2):
            jobs.mark_work_invoiced.func(str(seller.pk), [fact])
        assert InvoicedMark.objects.count() == draft.lines.count()
        totals = contracts_queries.billable_totals(seller.pk)
        assert totals["invoiced"]["amount"] == draft.total_without_vat


@pytest.mark.django_db(transaction=True)
def test_many_assemblers_at_once_make_each_draft_once() -> None:
    owner = make_seller(12)
    record(owner, "contracts", *[contract_row(f"CT-{n}", buyer_code=f"C{n}") for n in range(1, 13)])
    heard = bill(owner)

    def one(turn: int) -> None:
        try:
            with inline_steps():
                jobs.assemble_drafts.func(str(owner.pk), heard[turn:] + heard[:turn])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))
    assert (Draft.objects.count(), DraftLine.objects.count()) == (12, 36)
    assert Fact.objects.filter(kind="DraftAssembled").count() == 12
