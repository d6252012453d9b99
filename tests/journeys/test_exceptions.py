"""The exception desk, told as the trade tells it: what was held, who decided, what was issued in the end.

Claire approves, Paul approves too, Luc is the clerk, Ada administers. Every story that ends in an
invoice ends in one that the official rules have passed.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.models import Contract, OrderLine
from sansfaute.contracts.tests import factories as agreed
from sansfaute.contracts.tests.factories import contract_row
from sansfaute.drafts import actions as drafts
from sansfaute.drafts import queries as drafts_queries
from sansfaute.drafts import rules as edits
from sansfaute.drafts.models import Draft
from sansfaute.issuing.models import Invoice
from sansfaute.journal import actions as journal
from sansfaute.journal.models import Fact
from sansfaute.lib import clock
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata.models import BankChange, Buyer, Seller
from sansfaute.people import actions as people
from sansfaute.people.models import Person
from sansfaute.project.summary import balance_sheet
from sansfaute.review import actions as review
from sansfaute.review import queries as desk
from sansfaute.review import rules
from sansfaute.review.models import Approval, DraftException, TermProposal, Verdict
from sansfaute.review.tests import factories

NOW, OCTOBER = factories.NOW, date(2026, 10, 31)
ELSEWHERE = frozenset({"documents.render_documents", "delivery.send_invoices"})
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _official_and_english(settings: Any) -> Iterator[None]:
    settings.OFFICIAL_RULES = "always"
    with translation.override("en"):
        yield


@pytest.fixture
def ondine() -> Seller:
    return factories.seller()


@pytest.fixture
def garage(ondine: Seller) -> Buyer:
    return factories.buyer(ondine, "C1", name="Garage du Marché")


def somebody(ondine: Seller, role: str, name: str) -> Person:
    known = Person.objects.filter(username=name).first()
    if known is None:
        password = "quai de Saône 12"
        known = people.invite_person(username=name, email=f"{name}@ondine.example", password=password, at=NOW)
        people.grant_role(person=known, seller_id=ondine.pk, role=role, at=NOW)
    return known


def claire(ondine: Seller) -> Person:
    return somebody(ondine, "approver", "claire")


def luc(ondine: Seller) -> Person:
    return somebody(ondine, "clerk", "luc")


def done(act: Any, **terms: Any) -> Any:
    """An act and all that follows from it, up to the issued invoice."""
    with journal.inline_steps(skip=ELSEWHERE) as steps:
        result = act(at=NOW, **terms)
        steps.run()
    return result


def bill(ondine: Seller) -> None:
    """A bill run of October, as far as it goes alone."""
    with journal.inline_steps(skip=ELSEWHERE) as steps:
        run = contracts.start_bill_run(seller_id=ondine.pk, until=OCTOBER, issue_date=OCTOBER, at=NOW)
        contracts.find_billable_work(run_id=run.pk, at=NOW)
        steps.run()


def held(rule: str) -> DraftException:
    return DraftException.objects.get(rule=rule, draft__discard=None)


def sentence(exception: DraftException) -> str:
    return rules.exception_sentence(exception.rule, exception.evidence, "fr")


def the_invoice() -> Invoice:
    """The only one issued, which the official rules passed."""
    invoice = Invoice.objects.get()
    assert_official(invoice)
    return invoice


def assert_official(invoice: Invoice) -> None:
    verdict = Verdict.objects.get(draft_id=invoice.draft_id)
    assert (verdict.verdict, verdict.details["official"]["judged"]) == ("passed", "document")
    assert len(verdict.details["official"]["packs"]) >= 2


def test_a_discount_that_a_clerk_may_not_give_waits_for_an_approver(ondine: Seller, garage: Buyer) -> None:
    """12.5 % was promised on the phone; the clerk's limit is 10 %. Claire grants it and says why."""
    factories.order(ondine, garage, discount="12.5")
    bill(ondine)
    exception = held("discount_above_limit")
    assert sentence(exception) == "Une remise de 12,5 % dépasse la limite de 10 %."
    due = rules.decide_by(exception.rule, clock.day_of(exception.opened_at), rules.POLICY)
    assert (exception.amount, exception.due_on) == (Decimal("210.00"), due)
    assert not Invoice.objects.exists()
    with pytest.raises(review.DecisionRefused):
        review.decide_exception(exception_id=exception.pk, granted=True, why="promis", actor=luc(ondine), at=NOW)
    done(review.decide_exception, exception_id=exception.pk, granted=True, why="promis", actor=claire(ondine))
    assert the_invoice().total_with_vat == Decimal("210.00")


def test_a_mistyped_quantity_is_caught_by_the_customers_own_history_and_corrected_by_hand(
    ondine: Seller, garage: Buyer
) -> None:
    """Usually one to six screens; this time 200 instead of 2. Luc corrects the draft, and it leaves by itself."""
    for quantity in range(1, 7):
        factories.order(ondine, garage, quantity=str(quantity))
        bill(ondine)
    assert Invoice.objects.count() == 6
    factories.order(ondine, garage, quantity="200")
    bill(ondine)
    exception = held("amount_unusual")
    assert "420 en moyenne sur 6 factures, de 120 à 720" in sentence(exception)
    assert exception.evidence["fix"]["kind"] == "draft"
    line = edits.EditLine(line="1", quantity=Decimal(7))
    done(
        drafts.edit_draft, draft_id=exception.draft_id, edits=[line], why="7 écrans, bon de livraison 118",
        actor=luc(ondine), expected_revision=0,
    )  # fmt: skip
    issued = Invoice.objects.get(draft_id=exception.draft_id)
    assert issued.total_with_vat == Decimal("840.00")
    assert_official(issued)
    (revision,) = drafts_queries.revisions_of(exception.draft_id)
    assert {"term": "BT-129", "line": "1", "before": "200", "after": "7"} in revision.changes
    assert drafts_queries.proposal_of(issued.draft).invoice.lines[0].invoiced_quantity == 200


def test_above_the_groups_threshold_two_people_approve_and_never_one_twice(ondine: Seller, garage: Buyer) -> None:
    """The head office asks for four eyes above 10,000 €. Claire approves, cannot agree with herself; Paul does."""
    ada = somebody(ondine, "admin", "ada")
    done(
        review.set_thresholds, seller_id=ondine.pk, values={"four_eyes_above": "10000"}, why="note du siège", actor=ada
    )
    factories.order(ondine, garage, quantity="100")
    bill(ondine)
    exception = held("amount_needs_four_eyes")
    assert sentence(exception) == "Le total de 12000 TTC dépasse 10000 : deux personnes doivent l'approuver."
    grant = done(
        review.decide_exception, exception_id=exception.pk, granted=True, why="commande signée", actor=claire(ondine)
    )
    assert not Invoice.objects.exists()
    with pytest.raises(review.DecisionRefused, match="yourself"):
        review.second_decision(decision_id=grant.pk, granted=True, why="", actor=claire(ondine), at=NOW)
    paul = somebody(ondine, "approver", "paul")
    (waiting,) = desk.grants_waiting_for(paul)
    done(review.second_decision, decision_id=waiting.pk, granted=True, why="", actor=paul)
    assert the_invoice().total_with_vat == Decimal("12000.00")
    told = Fact.objects.filter(kind__in=("ExceptionDecided", "ExceptionConfirmed")).order_by("happened_at", "id")
    assert [fact.actor_name for fact in told] == ["claire", "paul"]


def test_nothing_is_sent_to_a_customer_in_dispute_until_the_dispute_is_settled(ondine: Seller, garage: Buyer) -> None:
    """A delivery is contested: invoices wait. Once settled, the one that waited leaves without anybody asking."""
    block = done(
        review.block_buyer, seller_id=ondine.pk, buyer_id=garage.pk, kind="disputed", why="livraison contestée",
        actor=claire(ondine),
    )  # fmt: skip
    factories.order(ondine, garage)
    bill(ondine)
    assert "livraison contestée" in sentence(held("buyer_disputed"))
    assert not Invoice.objects.exists()
    done(review.lift_block, block_id=block.pk, why="avoir accepté", actor=claire(ondine))
    assert the_invoice().total_with_vat == Decimal("240.00")
    assert not DraftException.objects.exists()


def test_while_our_own_bank_details_change_no_invoice_leaves(ondine: Seller, garage: Buyer) -> None:
    """Somebody asked for another IBAN of ours: fraud, until two people have looked. It was; invoices go on."""
    change = BankChange.objects.create(
        seller=ondine, party_type="seller", party_id=ondine.pk, code=ondine.siren,
        iban="FR7630001007941234567890185", iban_before=ondine.iban, asked_at=NOW,
    )  # fmt: skip
    factories.order(ondine, garage)
    bill(ondine)
    assert "coordonnées bancaires de l'entreprise" in sentence(held("bank_details_changed"))
    from_masterdata = {"seller_id": ondine.pk, "bank_change_id": change.pk, "why": "faux courriel"}
    done(masterdata.refuse_bank_change, actor=claire(ondine), **from_masterdata)
    document = drafts_queries.invoice_of(the_invoice().draft)
    assert document.payment_instructions is not None
    assert document.payment_instructions.credit_transfers[0].payment_account_identifier == ondine.iban


def test_the_same_sale_entered_twice_is_dropped_and_stays_visible(ondine: Seller, garage: Buyer) -> None:
    """One delivery was recorded twice, a day apart. Claire drops the second; its money is told as set aside."""
    factories.order(ondine, garage)
    bill(ondine)
    factories.order(ondine, garage)
    OrderLine.objects.filter(billable=None).update(delivery_date=date(2026, 10, 21))
    bill(ondine)
    exception = held("near_duplicate")
    assert "mêmes lignes au même prix" in sentence(exception)
    done(
        review.decide_exception, exception_id=exception.pk, granted=False, why="saisie deux fois", actor=claire(ondine)
    )
    assert Invoice.objects.count() == 1
    sheet = balance_sheet(ondine, OCTOBER)
    assert (sheet["invoiced"]["amount"], sheet["set_aside"]["amount"]) == (Decimal("200.00"), Decimal("200.00"))
    assert sheet["held"]["count"] == sheet["pending"]["count"] == 0


def test_a_purchase_order_waived_three_times_becomes_a_clause_of_the_contract(ondine: Seller, garage: Buyer) -> None:
    """The contract asks for an order that never comes. After three grants the clause is proposed, and agreed."""
    agreed.item(ondine, "MAINT", "245", unit_code="MON")
    row = contract_row("CT-1", start_date="2026-08-01", conditions="ne pas facturer sans bon de commande")
    with journal.inline_steps():
        contracts.record_rows(source_file_id=agreed.rows(ondine, "contracts", [row]).pk, at=NOW)
    for until in (date(2026, 8, 31), date(2026, 9, 30), OCTOBER):
        with journal.inline_steps(skip=ELSEWHERE) as steps:
            run = contracts.start_bill_run(seller_id=ondine.pk, until=until, issue_date=until, at=NOW)
            contracts.find_billable_work(run_id=run.pk, at=NOW)
            steps.run()
        exception = DraftException.objects.get(rule="purchase_order_missing", decision=None)
        assert exception.evidence["fix"] == {"kind": "contract", "code": "CT-1", "field": "purchase_order_reference"}
        done(
            review.decide_exception, exception_id=exception.pk, granted=True, why="comme toujours", actor=claire(ondine)
        )
    assert Invoice.objects.count() == 3
    proposal = TermProposal.objects.get()
    assert rules.term_sentence(proposal.term, "fr") == "Pas de bon de commande exigé."
    done(review.accept_term, proposal_id=proposal.pk, why="le client n'en fait pas", actor=claire(ondine))
    clauses = Contract.objects.get().clauses
    assert clauses["purchase_order_required"] is False
    assert clauses["agreed_terms"][0]["before"] == {"purchase_order_required": True}
    with journal.inline_steps(skip=ELSEWHERE) as steps:
        november = date(2026, 11, 30)
        run = contracts.start_bill_run(seller_id=ondine.pk, until=november, issue_date=OCTOBER, at=NOW)
        contracts.find_billable_work(run_id=run.pk, at=NOW)
        steps.run()
    assert Invoice.objects.count() == 4
    for invoice in Invoice.objects.all():
        assert_official(invoice)


def test_a_line_taken_out_by_hand_is_billed_next_month_and_not_lost(ondine: Seller, garage: Buyer) -> None:
    """One of two deliveries is incomplete: Luc takes its line out for later; the next run bills it, once."""
    factories.order(ondine, garage, discount="12.5")
    factories.order(ondine, garage, quantity="3")
    bill(ondine)
    exception = held("discount_above_limit")
    done(
        drafts.edit_draft, draft_id=exception.draft_id, edits=[edits.RemoveLine(line="2", later=True)],
        why="livraison incomplète", actor=luc(ondine), expected_revision=0,
    )  # fmt: skip
    again = held("discount_above_limit")
    assert again.pk == exception.pk
    done(review.decide_exception, exception_id=again.pk, granted=True, why="promis", actor=claire(ondine))
    assert the_invoice().total_without_vat == Decimal("175.00")
    bill(ondine)
    assert sorted(Invoice.objects.values_list("total_without_vat", flat=True)) == [Decimal("175.00"), Decimal("300.00")]
    assert balance_sheet(ondine, OCTOBER)["billable"] == {"count": 2, "amount": Decimal("475.00")}


def test_a_mended_customer_record_lets_its_invoices_go_and_keeps_what_was_edited(ondine: Seller) -> None:
    """The SIREN is missing, which no one may overrule. Luc has added carriage by hand; then the record is mended."""
    garage = factories.buyer(ondine, "C1", siren="")
    factories.order(ondine, garage)
    bill(ondine)
    exception = held("siren_missing")
    with pytest.raises(review.DecisionRefused, match="source"):
        review.decide_exception(exception_id=exception.pk, granted=True, why="x", actor=claire(ondine), at=NOW)
    line = edits.AddLine(name="Frais de port", quantity=Decimal(1), unit_price=Decimal("9.90"), like="1")
    done(
        drafts.edit_draft, draft_id=exception.draft_id, edits=[line], why="port convenu", actor=luc(ondine),
        expected_revision=0,
    )  # fmt: skip
    assert held("siren_missing").pk == exception.pk
    Buyer.objects.update(siren="552100554")
    done(review.check_again, seller_id=ondine.pk, buyer_ids=[garage.pk])
    assert the_invoice().total_without_vat == Decimal("209.90")
    assert Approval.objects.get().draft_id == Draft.objects.get().pk
