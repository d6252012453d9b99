"""A person edits a draft: its trace, its ties with the work, two people at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.utils import translation

from sansfaute.contracts.models import BillableItem, OrderLine
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.factories import NOW, order_row
from sansfaute.drafts import actions, queries, rules
from sansfaute.drafts.models import Discard, Draft, DraftLine, DraftRevision
from sansfaute.drafts.tests.test_actions import assemble, bill, make_seller, record
from sansfaute.en16931 import totals
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Seller
from sansfaute.people import actions as people
from sansfaute.people.models import Person


@pytest.fixture(autouse=True)
def _no_workers() -> Any:
    with inline_steps(), translation.override("en"):
        yield


def person(owner: Seller, role: str = "clerk", name: str = "paul") -> Person:
    found = people.invite_person(username=name, email=f"{name}@ondine.example", password="quai de Saône 12", at=NOW)
    people.grant_role(person=found, seller_id=owner.pk, role=role, at=NOW)
    return found


def drafted() -> Draft:
    """Two order lines of one buyer on one draft."""
    owner = make_seller(buyers=1)
    record(owner, "orders", order_row(), order_row("CMD2", quantity="1"))
    (draft,) = assemble(owner, bill(owner))
    return draft


def edit(draft: Draft, actor: Person, *edits: rules.Edit, revision: int = 0, **more: Any) -> DraftRevision:
    given: dict[str, Any] = {"why": "accord au téléphone", "at": NOW, "expected_revision": revision}
    return actions.edit_draft(draft_id=draft.pk, edits=edits, actor=actor, **given | more)


@pytest.fixture
def draft(db: None) -> Draft:
    return drafted()


@pytest.fixture
def paul(draft: Draft) -> Person:
    return person(draft.seller)


class TestTheTrace:
    def test_an_edit_keeps_what_was_proposed_and_who_changed_what_and_why(self, draft: Draft, paul: Person) -> None:
        before = dict(draft.document)
        revision = edit(draft, paul, rules.EditLine(line="1", quantity=Decimal(3)))
        after = queries.draft(draft.pk)
        assert (after.revision, revision.number, revision.edited_by, revision.why) == (
            1,
            1,
            paul,
            "accord au téléphone",
        )
        assert revision.before == before
        assert {"term": "BT-129", "line": "1", "before": "2", "after": "3"} in revision.changes
        assert after.total_without_vat == Decimal("879.60")
        assert totals.calculate(queries.invoice_of(after)) == queries.invoice_of(after)
        assert queries.proposal_of(after).invoice.totals.total_without_vat == Decimal("659.70")
        fact = Fact.objects.get(kind="DraftEdited")
        assert (fact.actor_name, fact.data["revision"], fact.subject_id) == ("paul", 1, draft.pk)

    def test_columns_and_ties_follow_the_document(self, draft: Draft, paul: Person) -> None:
        edit(draft, paul, rules.EditLine(line="1", discount_percentage=Decimal(50)))
        after = queries.draft(draft.pk)
        assert list(queries.lines_of([draft.pk]).values_list("net_amount", flat=True)) == [
            one.line_net_amount for one in queries.invoice_of(after).lines
        ]
        assert (after.total_with_vat, after.total_vat) == (
            queries.invoice_of(after).totals.total_with_vat, queries.invoice_of(after).totals.total_vat,
        )  # fmt: skip

    def test_a_revert_is_an_edit_that_gives_the_proposal_back(self, draft: Draft, paul: Person) -> None:
        before = queries.state_of(draft)
        edit(draft, paul, rules.EditLine(line="1", quantity=Decimal(3)), rules.EditText(subject_code="", text="Merci"))
        edit(draft, paul, rules.RemoveLine(line="2"), revision=1)
        edit(draft, paul, rules.Revert(), revision=2)
        after = queries.draft(draft.pk)
        assert queries.state_of(after) == before
        assert after.document == draft.document
        assert [one.number for one in queries.revisions_of(draft.pk)] == [1, 2, 3]
        assert queries.lines_of([draft.pk]).count() == 2


class TestTheWork:
    def test_a_line_that_goes_is_set_aside_for_its_reason(self, draft: Draft, paul: Person) -> None:
        edit(draft, paul, rules.RemoveLine(line="2"))
        (aside,) = queries.set_aside_from(draft.pk)
        tie = DraftLine.objects.get(draft=aside)
        assert (tie.line_identifier, aside.total_without_vat) == ("2", Decimal("219.90"))
        discard = Discard.objects.get(draft=aside)
        assert (discard.discarded_by, discard.why) == (paul, "accord au téléphone")
        assert BillableItem.objects.count() == 2

    def test_a_revert_takes_it_back(self, draft: Draft, paul: Person) -> None:
        edit(draft, paul, rules.RemoveLine(line="2"))
        edit(draft, paul, rules.Revert(), revision=1)
        assert set(DraftLine.objects.values_list("draft", "line_identifier")) == {(draft.pk, "1"), (draft.pk, "2")}
        assert not Discard.objects.exists()

    def test_a_line_for_later_is_billed_by_the_next_run_once(self, draft: Draft, paul: Person) -> None:
        edit(draft, paul, rules.RemoveLine(line="2", later=True))
        assert BillableItem.objects.count() == 1
        assert OrderLine.objects.filter(billable=None).count() == 1
        both = assemble(draft.seller, bill(draft.seller, date(2026, 11, 30)))
        later = next(one for one in both if one.pk != draft.pk)
        assert later.total_without_vat == Decimal("219.90")
        with pytest.raises(actions.EditRefused, match="2"):
            edit(draft, paul, rules.Revert(), revision=1)
        assert queries.draft(draft.pk).revision == 1

    def test_a_line_added_by_hand_bills_no_work(self, draft: Draft, paul: Person) -> None:
        edit(draft, paul, rules.AddLine(name="Port", quantity=Decimal(1), unit_price=Decimal(12), like="1"))
        assert queries.lines_of([draft.pk]).count() == 2
        edit(draft, paul, rules.RemoveLine(line="3"), revision=1)
        assert not queries.set_aside_from(draft.pk).exists()


class TestRefusals:
    @pytest.mark.parametrize("role", ["accountant", "support"])
    def test_whoever_may_not_edit(self, draft: Draft, role: str) -> None:
        with pytest.raises(actions.EditRefused, match="role"):
            edit(draft, person(draft.seller, role, "zoe"), rules.EditText(subject_code="", text="x"))

    def test_a_stranger(self, draft: Draft) -> None:
        with pytest.raises(actions.EditRefused, match="role"):
            edit(draft, person(factories.seller(), "admin", "eve"), rules.EditText(subject_code="", text="x"))

    def test_no_reason_and_nothing_to_change(self, draft: Draft, paul: Person) -> None:
        with pytest.raises(actions.EditRefused, match="why"):
            edit(draft, paul, rules.EditText(subject_code="", text="x"), why=" ")
        with pytest.raises(actions.EditRefused, match=r"[Nn]othing"):
            edit(draft, paul, rules.EditLine(line="1", quantity=Decimal(2)))
        with pytest.raises(actions.EditRefused, match=r"[Nn]othing"):
            edit(draft, paul, rules.Revert())
        assert not DraftRevision.objects.exists()

    def test_somebody_edited_meanwhile_and_is_named(self, draft: Draft, paul: Person) -> None:
        edit(draft, paul, rules.EditText(subject_code="", text="x"))
        with pytest.raises(actions.EditRefused, match="paul"):
            edit(draft, person(draft.seller, name="lea"), rules.EditText(subject_code="", text="y"))

    def test_a_discarded_draft_and_an_unsound_edit(self, draft: Draft, paul: Person) -> None:
        with pytest.raises(actions.EditRefused, match="VAT"):
            edit(draft, paul, rules.EditVat(line="1", category="E", rate=None, reason=""))
        actions.discard_draft(draft_id=draft.pk, why="annulée", actor=paul, at=NOW)
        with pytest.raises(actions.EditRefused, match="discarded"):
            edit(draft, paul, rules.EditText(subject_code="", text="x"))

    def test_amounts_of_a_correction_stay(self, draft: Draft, paul: Person) -> None:
        Draft.objects.filter(pk=draft.pk).update(corrects={"invoice_number": "F2026-000001"}, purpose="credit")
        with pytest.raises(actions.EditRefused, match="corrects"):
            edit(draft, paul, rules.EditLine(line="1", quantity=Decimal(1)))
        edit(draft, paul, rules.EditText(subject_code="", text="Suite à votre appel"))

    def test_drafts_edited_by_hand_are_not_made_anew_but_take_up_the_record(self, draft: Draft, paul: Person) -> None:
        edit(draft, paul, rules.EditLine(line="1", quantity=Decimal(3)))
        draft.buyer.name = "Garage du Port"
        draft.buyer.save()
        assert actions.make_anew(seller_id=draft.seller_id, draft_ids=[draft.pk], why="corrigé", at=NOW) == 0
        assert actions.take_up_buyers(draft_ids=[draft.pk], why="corrigé", at=NOW) == [draft.pk]
        after = queries.draft(draft.pk)
        assert queries.invoice_of(after).buyer.name == "Garage du Port"
        assert (after.revision, after.total_without_vat) == (2, Decimal("879.60"))
        assert actions.take_up_buyers(draft_ids=[draft.pk], why="corrigé", at=NOW) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_is_told_to_read_again() -> None:
    draft = drafted()
    people_at_work = [person(draft.seller, name="paul"), person(draft.seller, name="lea")]

    def work(number: int) -> str:
        try:
            with inline_steps(), translation.override("en"):
                edit(draft, people_at_work[number], rules.EditLine(line="1", quantity=Decimal(3 + number)))
            return "edited"
        except actions.EditRefused as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        said = sorted(hands.map(work, range(2)))
    assert said.count("edited") == 1
    assert "edited this draft in the meantime" in said[0] or "edited this draft in the meantime" in said[1]
    assert queries.draft(draft.pk).revision == 1
    assert DraftRevision.objects.count() == 1
