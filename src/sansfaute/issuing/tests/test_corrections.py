"""Corrections of issued invoices: never above what is left, to the cent, each in turn, and dropped ones free."""

import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from sansfaute.drafts import actions as drafts
from sansfaute.drafts import queries as drafts_queries
from sansfaute.drafts.models import Draft
from sansfaute.drafts.rules.corrections import LineCredit
from sansfaute.issuing import actions, queries
from sansfaute.issuing.actions import CorrectionRefused, IssueRefused
from sansfaute.issuing.models import Correction, Invoice
from sansfaute.issuing.tests.test_actions import approved, issue, problems
from sansfaute.journal import actions as journal
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Seller
from sansfaute.people.models import Person, Role
from sansfaute.review import actions as review
from sansfaute.review.models import Approval
from sansfaute.review.tests import factories

NOW = factories.NOW
pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return factories.seller()


@pytest.fixture(autouse=True)
def no_journey() -> Iterator[Any]:
    with journal.inline_steps() as steps:
        yield steps


def invoice_of(seller: Seller, quantity: int = 1) -> Invoice:
    """One issued invoice: so many screens at 100.00, 20 % of VAT."""
    drafts_found = approved(seller, quantity)
    return issue(drafts_found)[-1]


def credit(invoice: Invoice, how: str = "full", **asked: Any) -> Correction:
    given: dict[str, Any] = {"why": "Retour", "actor": None, "at": NOW}
    return actions.credit_invoice(invoice_id=invoice.pk, how=how, **given | asked)


def approve(draft: Draft) -> None:
    """Approved as review would, without its checks."""
    Approval.objects.create(
        seller_id=draft.seller_id,
        draft=draft,
        issue_date=draft.issue_date,
        verdict={"verdict": "passed"},
        approved_at=NOW,
    )


class TestCredit:
    def test_all_of_it_names_the_invoice_and_carries_its_amounts(self, seller: Seller) -> None:
        invoice = invoice_of(seller)
        correction = credit(invoice)
        document = drafts_queries.invoice_of(correction.draft)
        assert (document.type_code, document.totals.total_with_vat) == ("381", invoice.total_with_vat)
        assert [(one.invoice_number, one.issue_date) for one in document.preceding_invoices] == [
            (invoice.invoice_number, invoice.issue_date)
        ]
        assert any("Motif : Retour." in note.text for note in document.notes)
        assert correction.draft.corrects["invoice_id"] == str(invoice.pk)
        assert Fact.objects.filter(kind="CorrectionAsked").count() == 1

    def test_never_above_what_is_left_drafts_counted(self, seller: Seller) -> None:
        invoice = invoice_of(seller)
        credit(invoice, "amount", amount_with_vat=Decimal("100.01"))
        with pytest.raises(CorrectionRefused, match=r"19\.99"):
            credit(invoice, "amount", amount_with_vat=Decimal("20.00"))
        rest = credit(invoice)
        assert rest.total_with_vat == Decimal("19.99")
        with pytest.raises(CorrectionRefused):
            credit(invoice)
        assert queries.left_to_credit(invoice).with_vat == 0

    def test_lines_by_quantity_and_by_amount(self, seller: Seller) -> None:
        invoice = invoice_of(seller, 3)  # the last of three has three screens
        assert invoice.total_without_vat == 300
        one = credit(invoice, "lines", lines={"1": LineCredit(quantity=Decimal(1))})
        two = credit(invoice, "lines", lines={"1": LineCredit(net_amount=Decimal("50.00"))})
        assert [one.total_without_vat, two.total_without_vat] == [100, 50]
        assert (one.lines, two.lines) == ({"1": "100.00"}, {"1+": "50.00"})
        with pytest.raises(CorrectionRefused, match="150"):
            credit(invoice, "lines", lines={"1": LineCredit(net_amount=Decimal("150.01"))})
        assert credit(invoice).total_without_vat == 150

    def test_without_vat_when_both_agree_and_then_the_rest(self, seller: Seller) -> None:
        invoice = invoice_of(seller)
        net = credit(invoice, "amount", amount_with_vat=Decimal("10.00"), without_vat=True)
        document = drafts_queries.invoice_of(net.draft)
        assert document.vat_breakdown[0].exemption_reason_code == "VATEX-FR-CNWVAT"
        assert (document.totals.total_with_vat, document.totals.total_vat) == (10, 0)
        with pytest.raises(CorrectionRefused):
            credit(invoice, "lines", lines={"1": LineCredit(quantity=Decimal(1))})
        rest = drafts_queries.invoice_of(credit(invoice).draft).totals
        assert (rest.total_without_vat, rest.total_vat) == (90, 20)

    @pytest.mark.parametrize(
        "asked",
        [
            {"how": "some"},
            {"how": "amount"},
            {"how": "lines"},
            {"how": "amount", "amount_with_vat": Decimal("0")},
            {"how": "amount", "amount_with_vat": Decimal("-1")},
            {"how": "amount", "amount_with_vat": Decimal("1.001")},
            {"how": "full", "without_vat": True},
            {"how": "lines", "lines": {"9": LineCredit(quantity=Decimal(1))}},
            {"how": "lines", "lines": {"1": LineCredit(quantity=Decimal(1), net_amount=Decimal(1))}},
            {"how": "full", "why": " "},
        ],
    )
    def test_what_makes_no_sense_is_refused_and_nothing_stays(self, seller: Seller, asked: dict[str, Any]) -> None:
        invoice = invoice_of(seller)
        with pytest.raises(CorrectionRefused):
            credit(invoice, **asked)
        assert not Correction.objects.exists()

    def test_a_credit_note_is_not_credited(self, seller: Seller) -> None:
        correction = credit(invoice_of(seller))
        approve(correction.draft)
        (issued,) = issue([correction.draft])
        with pytest.raises(CorrectionRefused):
            credit(issued)

    def test_only_those_whose_role_lets_them(self, seller: Seller) -> None:
        invoice, clerk = invoice_of(seller), Person.objects.create(username="a")
        stranger = Person.objects.create(username="b")
        Role.objects.create(person=clerk, seller_id=seller.pk, role="clerk")
        Role.objects.create(person=stranger, seller_id=seller.pk, role="support")
        with pytest.raises(CorrectionRefused):
            credit(invoice, actor=stranger)
        assert credit(invoice, actor=clerk).asked_by == clerk
        assert queries.corrections_for(clerk, invoice.pk).count() == 1
        assert queries.corrections_for(Person.objects.create(username="c"), invoice.pk).count() == 0

    def test_a_dropped_draft_frees_what_it_took(self, seller: Seller, no_journey: Any) -> None:
        invoice = invoice_of(seller)
        correction = credit(invoice)
        drafts.discard_draft(draft_id=correction.draft_id, why="Erreur", actor=None, at=NOW)
        assert queries.left_to_credit(invoice).with_vat == invoice.total_with_vat
        for _ in range(2):
            actions.drop_corrections(seller_id=seller.pk, draft_ids=[correction.draft_id], at=NOW)
        correction.refresh_from_db()
        assert correction.dropped_at == NOW
        assert Fact.objects.filter(kind="CorrectionDropped").count() == 1
        assert credit(invoice).total_with_vat == invoice.total_with_vat


class TestIssueOfCorrections:
    def test_it_has_a_number_of_its_own_series_and_the_invoice_is_corrected(self, seller: Seller) -> None:
        invoice = invoice_of(seller)
        correction = credit(invoice)
        approve(correction.draft)
        (issued,) = issue([correction.draft])
        assert issued.invoice_number == "AF2026-000001"
        fact = Fact.objects.get(kind="InvoiceCorrected")
        assert (fact.subject_id, fact.data["invoice_id"]) == (issued.pk, str(invoice.pk))
        assert problems() == []

    def test_one_edited_beyond_what_is_left_is_not_numbered(self, seller: Seller) -> None:
        invoice, other = invoice_of(seller), invoice_of(seller, 1)
        correction = credit(invoice, "amount", amount_with_vat=Decimal("10"))
        bigger = drafts_queries.invoice_of(credit(other).draft)
        document = correction.draft.document | {
            name: one for name, one in credit(invoice).draft.document.items() if name in ("lines", "totals")
        }
        assert bigger.totals.total_with_vat > 100
        Draft.objects.filter(pk=correction.draft_id).update(
            document=document
            | {"vat_breakdown": Draft.objects.get(correction__invoice=other).document["vat_breakdown"]},
            total_with_vat=document["totals"]["total_with_vat"],
        )
        approve(correction.draft)
        with pytest.raises(IssueRefused):
            issue([correction.draft])
        assert not Invoice.objects.filter(type_code="381").exists()


class TestReplace:
    def test_a_copy_waits_to_be_edited(self, seller: Seller) -> None:
        invoice = invoice_of(seller)
        correction = actions.replace_invoice(invoice_id=invoice.pk, why="Mauvais prix", actor=None, at=NOW)
        document = drafts_queries.invoice_of(correction.draft)
        assert (document.type_code, document.invoice_number) == ("384", "")
        assert [one.invoice_number for one in document.preceding_invoices] == [invoice.invoice_number]
        assert any(f"annule et remplace la facture {invoice.invoice_number}" in one.text for one in document.notes)
        review.check_drafts(seller_id=seller.pk, draft_ids=[correction.draft_id], at=NOW)
        assert not Approval.objects.filter(draft=correction.draft).exists()

    def test_nothing_is_left_to_credit_and_no_second_one_stands(self, seller: Seller) -> None:
        invoice = invoice_of(seller)
        actions.replace_invoice(invoice_id=invoice.pk, why="Mauvais prix", actor=None, at=NOW)
        assert queries.left_to_credit(invoice).with_vat == 0
        for refused in (credit, lambda one: actions.replace_invoice(invoice_id=one.pk, why="x", actor=None, at=NOW)):
            with pytest.raises(CorrectionRefused):
                refused(invoice)

    def test_what_is_partly_credited_is_not_replaced(self, seller: Seller) -> None:
        invoice = invoice_of(seller)
        credit(invoice, "amount", amount_with_vat=Decimal("1"))
        with pytest.raises(CorrectionRefused):
            actions.replace_invoice(invoice_id=invoice.pk, why="x", actor=None, at=NOW)

    def test_cancelled_and_billed_again(self, seller: Seller) -> None:
        invoice = invoice_of(seller)
        gone, again = actions.cancel_and_rebill(invoice_id=invoice.pk, why="Adresse", actor=None, at=NOW, internal=True)
        assert (gone.kind, again.kind) == ("full", "replacement")
        assert gone.total_with_vat == again.total_with_vat == invoice.total_with_vat
        texts = [one.text for one in drafts_queries.invoice_of(gone.draft).notes if one.subject_code == "BAR"]
        assert texts == ["ARCHIVEONLY"]
        assert drafts_queries.invoice_of(again.draft).type_code == "380"


@pytest.mark.django_db(transaction=True)
def test_those_who_credit_at_once_take_turns() -> None:
    seller = factories.seller()
    invoice = invoice_of(seller)
    refused: list[BaseException] = []

    def fight() -> None:
        try:
            with journal.inline_steps():
                for _ in range(3):
                    credit(invoice, "amount", amount_with_vat=Decimal("35.00"))
        except CorrectionRefused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=fight) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 4
    assert [one.total_with_vat for one in Correction.objects.all()] == [Decimal("35.00")] * 3
    assert queries.left_to_credit(invoice).with_vat == Decimal("15.00")
