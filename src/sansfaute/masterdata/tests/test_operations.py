"""Bulk operations: what they reach, done once, killed, undone in any order; records made by hand; facets."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata import actions, queries, rules
from sansfaute.masterdata.actions import operations
from sansfaute.masterdata.models import AcceptedFinding, Buyer, ChangeSet, Finding, Progress, RecordChange, Seller

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 3, 9, tzinfo=UTC)
CITIES = ("Lyon", "LYON", "lyon ", "Paris", "LYON", "")
TO_LYON = rules.Operation("replace", "buyer", "city", forms={"LYON": "Lyon", "lyon ": "Lyon"})


@pytest.fixture
def seller() -> Seller:
    return Seller.objects.create(
        name="Ondine", siren="100000009", line_1="1 rue du Port", post_code="69002", city="Lyon"
    )


@pytest.fixture
def buyers(seller: Seller) -> list[Buyer]:
    for number, city in enumerate(CITIES):
        values = {"name": f"Client {number}", "city": city, "country": "FR", "email": f"c{number} at b.fr"}
        actions.create_record(seller_id=seller.pk, record_type="buyer", code=f"C{number}", values=values, at=NOW)
    return list(queries.buyers(seller.pk))


def cities(seller: Seller) -> list[str]:
    return [one.values.get("city", "") for one in queries.buyers(seller.pk)]


def apply(seller: Seller, operation: rules.Operation) -> ChangeSet | None:
    return actions.apply_operation(seller_id=seller.pk, operation=operation, at=LATER)


def undo(seller: Seller, change_set: ChangeSet) -> None:
    actions.undo_changes(seller_id=seller.pk, change_set_id=change_set.pk, at=LATER)


class TestApply:
    def test_changes_what_matches_and_says_how(self, seller: Seller, buyers: list[Buyer]) -> None:
        assert queries.operation_reach(seller.pk, TO_LYON) == 3
        made = apply(seller, TO_LYON)
        assert made is not None
        assert (made.kind, made.change_count) == ("fix", 3)
        assert rules.read_operation(made.about["operation"]) == TO_LYON
        assert cities(seller) == ["Lyon", "Lyon", "Lyon", "Paris", "Lyon", ""]
        assert Buyer.objects.get(code="C1").city == "Lyon"

    def test_again_changes_nothing(self, seller: Seller, buyers: list[Buyer]) -> None:
        apply(seller, TO_LYON)
        sets, facts = ChangeSet.objects.count(), Fact.objects.count()
        assert queries.operation_reach(seller.pk, TO_LYON) == 0
        assert apply(seller, TO_LYON) is None
        assert (ChangeSet.objects.count(), Fact.objects.count()) == (sets, facts)

    def test_is_undone_whole(self, seller: Seller, buyers: list[Buyer]) -> None:
        made = apply(seller, TO_LYON)
        assert made is not None
        undo(seller, made)
        assert cities(seller) == list(CITIES)

    def test_is_undone_in_any_order(self, seller: Seller, buyers: list[Buyer]) -> None:
        first = apply(seller, TO_LYON)
        second = apply(seller, rules.Operation("upper", "buyer", "city"))
        assert first is not None
        assert second is not None
        assert cities(seller) == ["LYON", "LYON", "LYON", "PARIS", "LYON", ""]
        undo(seller, first)
        assert cities(seller) == ["LYON", "LYON", "LYON", "PARIS", "LYON", ""]
        undo(seller, second)
        assert cities(seller) == list(CITIES)

    def test_takes_what_a_rule_proposes(self, seller: Seller, buyers: list[Buyer]) -> None:
        fix = rules.Operation("fix", "buyer", "email", rule="email_syntax")
        assert queries.operation_reach(seller.pk, fix) == 6
        accepted = Finding.objects.get(code="C2", rule="email_syntax")
        AcceptedFinding.objects.create(
            seller=seller, record_type="buyer", record_id=accepted.record_id, code="C2", field="email",
            rule="email_syntax", value=accepted.value, why="ainsi voulu", accepted_at=NOW,
        )  # fmt: skip
        made = apply(seller, fix)
        assert made is not None
        assert made.change_count == 5
        assert Buyer.objects.get(code="C2").email == "c2 at b.fr"
        assert Buyer.objects.get(code="C3").email == "c3@b.fr"
        assert not Finding.objects.filter(rule="email_syntax").exclude(code="C2").exists()

    @pytest.mark.parametrize(
        ("operation", "reach"),
        [
            (rules.Operation("trim", "buyer", "city"), 1),
            (rules.Operation("upper", "buyer", "city"), 3),
            (rules.Operation("set", "buyer", "city", value="Lyon"), 5),
            (rules.Operation("set", "buyer", "city", value="X", selection=rules.Selection({"city": ("",)})), 1),
            (rules.Operation("set", "buyer", "city", value="X", selection=rules.Selection(codes=("C1", "C9"))), 1),
            (rules.Operation("set", "buyer", "city", value="X", selection=rules.Selection(words="client 3")), 1),
            (rules.Operation("set", "buyer", "city", value="X", selection=rules.Selection(malformed=("email",))), 6),
            (rules.Operation("set", "item", "name", value="X"), 0),
        ],
    )
    def test_reaches_what_it_says(
        self, seller: Seller, buyers: list[Buyer], operation: rules.Operation, reach: int
    ) -> None:
        assert queries.operation_reach(seller.pk, operation) == reach
        assert len(queries.operation_preview(seller.pk, operation)) == reach
        made = apply(seller, operation)
        assert (made.change_count if made else 0) == reach

    def test_reaches_nothing_of_another_seller(self, seller: Seller, buyers: list[Buyer]) -> None:
        other = Seller.objects.create(name="B", siren="200000008", line_1="x", post_code="1", city="x")
        assert queries.operation_reach(other.pk, TO_LYON) == 0
        assert apply(other, TO_LYON) is None

    def test_bank_details_wait_for_a_second_person(self, seller: Seller) -> None:
        values = {"name": "A", "iban": "FR7630006000011234567890189"}
        actions.create_record(seller_id=seller.pk, record_type="buyer", code="A", values=values, at=NOW)
        made = apply(seller, rules.Operation("set", "buyer", "iban", value="DE89370400440532013000"))
        assert made is None
        assert Buyer.objects.get(code="A").iban == "FR7630006000011234567890189"
        assert not ChangeSet.objects.filter(kind="fix").exists()

    def test_leaves_merged_records_alone(self, seller: Seller, buyers: list[Buyer]) -> None:
        Buyer.objects.filter(code="C1").update(merged_into=buyers[0])
        assert queries.operation_reach(seller.pk, TO_LYON) == 2


class TestMany:
    """Above AT_ONCE, a job does it by chunks."""

    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(operations, "AT_ONCE", 2)
        monkeypatch.setattr(operations, "CHUNK", 2)

    def asked(self, seller: Seller) -> ChangeSet:
        with inline_steps():
            made = apply(seller, TO_LYON)
        assert made is not None
        return made

    def progress(self, made: ChangeSet) -> tuple[int, int, bool]:
        one = Progress.objects.get(task=operations.TASK, subject_id=made.pk)
        return one.done, one.total, one.ended_at is not None

    def test_is_asked_for_then_carried_out(self, seller: Seller, buyers: list[Buyer]) -> None:
        made = self.asked(seller)
        assert (made.change_count, self.progress(made)) == (0, (0, 3, False))
        assert Fact.objects.filter(kind="OperationAsked", subject_id=made.pk).exists()
        assert actions.carry_out_operation(change_set_id=made.pk, at=LATER) == 3
        assert self.progress(made) == (3, 3, True)
        assert cities(seller) == ["Lyon", "Lyon", "Lyon", "Paris", "Lyon", ""]
        assert actions.carry_out_operation(change_set_id=made.pk, at=LATER) == 3, "twice is once"
        undo(seller, made)
        assert cities(seller) == list(CITIES)

    def test_killed_in_between_it_goes_on(
        self, seller: Seller, buyers: list[Buyer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = self.asked(seller)
        whole = operations.write_set
        calls: list[int] = []

        def dying(*arguments: Any, **more: Any) -> Any:
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return whole(*arguments, **more)

        monkeypatch.setattr(operations, "write_set", dying)
        with pytest.raises(KeyboardInterrupt):
            actions.carry_out_operation(change_set_id=made.pk, at=LATER)
        assert 0 < RecordChange.objects.filter(change_set=made).count() < 3
        monkeypatch.setattr(operations, "write_set", whole)
        assert actions.carry_out_operation(change_set_id=made.pk, at=LATER) == 3
        assert cities(seller) == ["Lyon", "Lyon", "Lyon", "Paris", "Lyon", ""]

    def test_undone_before_its_end_it_stops(self, seller: Seller, buyers: list[Buyer]) -> None:
        made = self.asked(seller)
        undo(seller, made)
        assert actions.carry_out_operation(change_set_id=made.pk, at=LATER) == 0
        assert cities(seller) == list(CITIES)
        assert self.progress(made)[2]


class TestReplay:
    def test_skips_what_no_longer_matches(self, seller: Seller, buyers: list[Buyer]) -> None:
        steps = [TO_LYON, rules.Operation("replace", "buyer", "city", forms={"Nice": "NICE"})]
        made = actions.apply_operations(seller_id=seller.pk, operations=steps, at=LATER)
        assert [one.change_count for one in made] == [3]
        values = {"name": "Neuf", "city": "LYON"}
        actions.create_record(seller_id=seller.pk, record_type="buyer", code="D", values=values, at=LATER)
        again = actions.apply_operations(seller_id=seller.pk, operations=steps, at=LATER)
        assert [one.change_count for one in again] == [1]


class TestCreate:
    def test_makes_a_record_that_undo_removes(self, seller: Seller) -> None:
        values = {"name": "Dupont SAS", "city": "Lyon", "comment": ""}
        made = actions.create_record(seller_id=seller.pk, record_type="buyer", code=" C 1 ", values=values, at=NOW)
        buyer = Buyer.objects.get(code="C 1")
        assert (buyer.name, buyer.values) == ("Dupont SAS", {"name": "Dupont SAS", "city": "Lyon"})
        undo(seller, made)
        assert not Buyer.objects.exists()

    def test_makes_an_item(self, seller: Seller) -> None:
        values = {"name": "Heure", "unit": "heure", "unit_price": "89.5", "vat": "20", "nature": "service"}
        actions.create_record(seller_id=seller.pk, record_type="item", code="H", values=values, at=NOW)
        assert queries.items(seller.pk).get().unit_code == "HUR"

    def test_makes_many_by_one_set_and_as_many_queries_as_for_two(
        self, seller: Seller, django_assert_max_num_queries: Any
    ) -> None:
        said: dict[str, Any] = {"seller_id": seller.pk, "record_type": "buyer", "at": NOW}
        with CaptureQueriesContext(connection) as asked:
            actions.create_records(records=[(f"A{number}", {"name": "Un"}) for number in range(2)], **said)
        with django_assert_max_num_queries(len(asked)):
            made = actions.create_records(records=[(f"B{number}", {"name": "Un"}) for number in range(60)], **said)
        assert made.change_count == 60
        with pytest.raises(actions.ChangeRefused, match="Z"):
            actions.create_records(records=[("Y", {"name": "Un"}), ("Z", {"name": "Un"}), ("Z", {})], **said)
        assert Buyer.objects.count() == 62

    @pytest.mark.parametrize("code", ["", "  ", "a" * 61, "a\x00b", "C0"])
    def test_refuses_a_code_that_is_none_or_taken(self, seller: Seller, buyers: list[Buyer], code: str) -> None:
        with pytest.raises(actions.ChangeRefused):
            actions.create_record(seller_id=seller.pk, record_type="buyer", code=code, values={"name": "x"}, at=NOW)
        assert Buyer.objects.count() == len(CITIES)


class TestFacets:
    def test_narrow_each_other(self, seller: Seller, buyers: list[Buyer]) -> None:
        Buyer.objects.filter(code="C0").update(values={"city": "Lyon", "country": "DE"})
        chosen = rules.Selection({"city": ("Lyon", "LYON"), "country": ("FR",)})
        rows = queries.current_records(seller.pk, "buyer")
        assert [one.code for one in queries.selected(rows, "buyer", chosen)] == ["C1", "C4"]
        of_city = queries.value_counts(queries.selected(rows, "buyer", chosen, "city"), "city")
        assert dict(of_city) == {"LYON": 2, "": 1, "Paris": 1, "lyon ": 1}
        of_country = queries.value_counts(queries.selected(rows, "buyer", chosen, "country"), "country")
        assert dict(of_country) == {"FR": 2, "DE": 1}

    def test_no_field_comes_from_outside(self, seller: Seller) -> None:
        with pytest.raises(ValueError, match="password"):
            queries.value_counts(queries.current_records(seller.pk, "buyer"), "password")

    def test_the_mark_changes_with_the_records(self, seller: Seller, buyers: list[Buyer]) -> None:
        marks = {queries.records_mark(seller.pk)}
        made = apply(seller, TO_LYON)
        assert made is not None
        marks.add(queries.records_mark(seller.pk))
        undo(seller, made)
        marks.add(queries.records_mark(seller.pk))
        assert len(marks) == 3

    def test_a_record_is_found_among_its_seller_s(self, seller: Seller, buyers: list[Buyer]) -> None:
        assert queries.record_of({seller.pk}, buyers[0].pk) == ("buyer", buyers[0])
        assert queries.record_of({UUID(int=1)}, buyers[0].pk) is None
