"""Approved drafts become invoices: numbered, sealed, and never changed again."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from sansfaute.drafts.models import Draft
from sansfaute.issuing import actions, queries
from sansfaute.issuing.actions import issue as issue_module
from sansfaute.issuing.models import Invoice, NumberSeries, SealChain
from sansfaute.journal import actions as journal
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Seller
from sansfaute.review import actions as review
from sansfaute.review.models import Approval
from sansfaute.review.tests import factories

NOW = factories.NOW
pytestmark = pytest.mark.django_db


def approved(seller: Seller, count: int = 1, *, issue_date: date = factories.LAST_DAY) -> list[Draft]:
    """So many approved drafts of as many buyers."""
    start = Draft.objects.count()
    for number in range(start, start + count):
        factories.order(seller, factories.buyer(seller, f"C{number}"), quantity=str(number + 1))
    drafts = factories.drafts_of(seller, issue_date=issue_date)
    with journal.inline_steps():
        review.check_drafts(seller_id=seller.id, draft_ids=[draft.id for draft in drafts], at=NOW)
    assert Approval.objects.filter(draft__in=drafts).count() == count
    return drafts


def issue(drafts: list[Draft]) -> list[Invoice]:
    with journal.inline_steps():
        return actions.issue_drafts(seller_id=drafts[0].seller_id, draft_ids=[draft.id for draft in drafts], at=NOW)


@pytest.fixture
def seller() -> Seller:
    return factories.seller()


def problems() -> list[str]:
    return [f"{one.kind} {one.document}" for one in (*queries.verify_series(), *queries.verify_chain())]


def tamper(statement: str, *values: object) -> None:
    """Raw SQL with the triggers off, as somebody with the keys of the database could."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("set session_replication_role = default")


class TestIssueDrafts:
    def test_numbers_follow_each_other_and_the_seals_hold(self, seller: Seller) -> None:
        issued = issue(approved(seller, 3))
        assert [one.invoice_number for one in issued] == ["F2026-000001", "F2026-000002", "F2026-000003"]
        assert Fact.objects.filter(kind="InvoiceIssued").count() == 3
        assert problems() == []

    def test_the_document_bears_number_date_and_reference(self, seller: Seller) -> None:
        (invoice,) = issue(approved(seller))
        document = queries.model_of(Invoice.objects.get())
        assert document.invoice_number == invoice.invoice_number
        assert document.issue_date == factories.LAST_DAY
        assert document.payment_instructions is not None
        assert document.payment_instructions.remittance_information == invoice.invoice_number
        assert document.totals.total_with_vat == Draft.objects.get().total_with_vat

    def test_issuing_twice_issues_once(self, seller: Seller) -> None:
        drafts = approved(seller, 2)
        issue(drafts)
        assert issue(drafts) == []
        assert Invoice.objects.count() == NumberSeries.objects.get().last_number == 2

    def test_a_draft_without_approval_is_left_alone(self, seller: Seller) -> None:
        factories.order(seller, factories.buyer(seller), discount="30")
        drafts = factories.drafts_of(seller)
        with journal.inline_steps():
            review.check_drafts(seller_id=seller.id, draft_ids=[drafts[0].id], at=NOW)
        assert issue(drafts) == []
        assert not NumberSeries.objects.exists()

    def test_a_failure_gives_the_numbers_back(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        issue(approved(seller, 2))
        drafts = approved(seller, 2)
        monkeypatch.setattr(issue_module.journal, "record", _break)
        with pytest.raises(RuntimeError):
            issue(drafts)
        monkeypatch.undo()
        assert NumberSeries.objects.get().last_number == 2
        assert [one.sequence_number for one in issue(drafts)] == [3, 4]
        assert problems() == []

    def test_an_earlier_date_follows_the_series_and_the_due_date_follows_it(self, seller: Seller) -> None:
        issue(approved(seller, 1))
        (late,) = issue(approved(seller, 1, issue_date=date(2026, 10, 15)))
        assert late.issue_date == factories.LAST_DAY
        assert late.payment_due_date == date(2026, 11, 30)

    def test_a_new_year_begins_a_new_series_and_goes_on_in_the_chain(self, seller: Seller) -> None:
        issue(approved(seller, 1, issue_date=date(2026, 12, 31)))
        (first,) = issue(approved(seller, 1, issue_date=date(2027, 1, 1)))
        assert (first.invoice_number, first.chain_position) == ("F2027-000001", 2)
        assert problems() == []

    def test_an_approval_that_no_rule_passed_is_refused(self, seller: Seller) -> None:
        drafts = approved(seller, 1)
        Approval.objects.update(verdict={"verdict": "not_run"})
        with pytest.raises(actions.IssueRefused):
            issue(drafts)

    def test_a_total_that_is_not_the_one_approved_is_refused(self, seller: Seller) -> None:
        drafts = approved(seller, 1)
        Draft.objects.update(total_with_vat="1.00")
        with pytest.raises(actions.IssueRefused):
            issue(drafts)
        assert not Invoice.objects.exists()

    def test_queries_do_not_grow_with_the_batch(self, seller: Seller, django_assert_max_num_queries: Any) -> None:
        drafts = approved(seller, 25)
        with django_assert_max_num_queries(21):
            issue(drafts)
        assert Invoice.objects.count() == 25


def _break(*_: object, **__: object) -> None:
    raise RuntimeError("killed here")


class TestNothingChanges:
    def test_the_orm_is_refused(self, seller: Seller) -> None:
        (invoice,) = issue(approved(seller))
        for change in (
            lambda: Invoice.objects.update(buyer_name="x"),
            lambda: Invoice.objects.all().delete(),
            lambda: invoice.delete(),
            lambda: invoice.save(),
        ):
            with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
                change()

    @pytest.mark.parametrize(
        "statement",
        [
            "update issuing_invoice set total_with_vat = 0",
            "delete from issuing_invoice",
            "truncate issuing_invoice cascade",
            "update issuing_numberseries set last_number = 0",
            "delete from issuing_numberseries",
            "update issuing_sealkey set public_key = ''",
        ],
    )
    def test_raw_sql_is_refused(self, seller: Seller, statement: str) -> None:
        issue(approved(seller))
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")  # as after a commit: nothing is pending
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


COLUMNS = {
    "sequence_number": "99", "invoice_number": "'F2026-000099'", "issue_date": "'2026-10-01'", "type_code": "'381'",
    "buyer_name": "'x'", "purchase_order_reference": "'x'", "payment_due_date": "null", "currency_code": "'USD'",
    "total_without_vat": "1", "total_vat": "1", "total_with_vat": "1", "amount_due": "1", "chain_position": "99",
    "document": "document || ' '", "document_hash": "'x'", "previous_seal_hash": "'x'", "seal_hash": "'x'",
    "signature": "'00'", "key_id": "'x'", "issued_at": "issued_at + interval '1 second'",
    "buyer_id": "gen_random_uuid()",
    "draft_id": "gen_random_uuid()", "id": "gen_random_uuid()", "seller_id": "gen_random_uuid()",
    "series_id": "gen_random_uuid()",
}  # fmt: skip


class TestVerify:
    def test_every_column_is_listed_here(self) -> None:
        assert {one.column for one in Invoice._meta.fields} == set(COLUMNS)

    @pytest.mark.parametrize("column", sorted(COLUMNS))
    def test_any_changed_column_is_found(self, seller: Seller, column: str) -> None:
        issued = issue(approved(seller, 2))
        with transaction.atomic():
            tamper(f"update issuing_invoice set {column} = {COLUMNS[column]} where id = %s", issued[0].id)
            found = problems()
            transaction.set_rollback(True)
        assert found
        if column not in ("sequence_number", "invoice_number", "seller_id", "series_id"):
            assert f"seal {issued[0].invoice_number}" in found

    def test_a_removed_invoice_is_a_gap(self, seller: Seller) -> None:
        issued = issue(approved(seller, 3))
        tamper("delete from issuing_invoice where id = %s", issued[1].id)
        found = problems()
        assert "gap F2026-000002" in found
        assert "seal F2026-000003" in found

    def test_a_removed_last_invoice_is_found(self, seller: Seller) -> None:
        issued = issue(approved(seller, 2))
        tamper("delete from issuing_invoice where id = %s", issued[1].id)
        assert "counter F2026-" in problems()

    def test_a_forged_head_is_found(self, seller: Seller) -> None:
        issue(approved(seller, 2))
        SealChain.objects.update(last_position=1)
        assert f"chain {seller.id}" in problems()


@pytest.mark.django_db(transaction=True)
def test_issuers_at_once_give_each_number_once() -> None:
    seller = factories.seller()
    drafts = approved(seller, 12)
    failures: list[BaseException] = []

    def fight() -> None:
        try:
            for start in range(0, 12, 3):
                issue(drafts[start : start + 6])
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=fight) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(Invoice.objects.values_list("sequence_number", flat=True)) == list(range(1, 13))
    assert problems() == []
