"""Random sequences of acts on records, each taken back in a random order: all is then as it was at the beginning.

SANSFAUTE_SOAK=1 tries far more of them (SANSFAUTE_SEQUENCES says how many).
"""

import os
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sansfaute.intake import actions as intake
from sansfaute.intake.models import SourceFile
from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata import actions, rules
from sansfaute.masterdata.actions import undoing
from sansfaute.masterdata.actions.writing import RECORD_TYPES, state_of
from sansfaute.masterdata.models import (
    BankChange,
    Buyer,
    ChangeSet,
    Correction,
    DuplicateCluster,
    Finding,
    Merge,
    RecordChange,
    Seller,
)
from sansfaute.masterdata.tests.quality import AT

EXAMPLES = int(os.environ.get("SANSFAUTE_SEQUENCES", "600")) if os.environ.get("SANSFAUTE_SOAK") == "1" else 15
CODES = ("A", "B", "C", "D", "E")
IBAN = "FR7630006000011234567890189"
VALUES = {
    "name": ("Dupont SAS", "DUPONT", "Durand", "Duval SARL"),
    "city": ("Lyon", "lyon", "Brest", "Nantes", ""),
    "email": ("a@b.example", "a at b.example", "c@d.example", ""),
    "legal_identifier": ("404833048", "404 833 048", "732829320", "404833049", ""),
    "iban": (IBAN, "DE89370400440532013000", "", ""),
}
HEADINGS = {"name": "Nom", "city": "Ville", "email": "Courriel", "legal_identifier": "SIREN", "iban": "IBAN"}
BEGINNING = {
    "A": {"name": "Dupont SAS", "city": "lyon", "email": "a at b.example", "legal_identifier": "404 833 049"},
    "B": {"name": "Durand", "city": "Lyon", "iban": IBAN},
}
FIRST_FILE = {"C": {"name": "Duval SARL", "city": "brest", "email": "c at d.example"}}, {"city", "email"}

Act = tuple[str, Any]

pytestmark = pytest.mark.django_db


def picked(values: dict[str, tuple[str, ...]]) -> st.SearchStrategy[dict[str, str]]:
    """Some fields, each with one of its values."""
    return st.fixed_dictionaries({}, optional={name: st.sampled_from(texts) for name, texts in values.items()})


ROWS = st.dictionaries(st.sampled_from(CODES), st.fixed_dictionaries(
    {name: st.sampled_from(texts) for name, texts in VALUES.items()}), min_size=1, max_size=4)  # fmt: skip
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.tuples(st.just("import"), st.tuples(ROWS, st.sets(st.sampled_from(list(HEADINGS)), min_size=1))),
    st.tuples(st.just("edit"), st.tuples(st.integers(0, 9), picked(VALUES))),
    st.tuples(st.just("create"), st.tuples(st.sampled_from(CODES), picked(VALUES))),
    st.tuples(st.just("merge"), st.tuples(st.integers(0, 9), st.integers(1, 2), picked(VALUES))),
    st.tuples(st.just("bulk"), st.sampled_from(
        [("upper", "name", ""), ("title", "city", ""), ("set", "city", "Bron"), ("fix", "email", "email_syntax"),
         ("fix", "legal_identifier", "siren_check_digit")])),
    st.tuples(st.just("correct"), st.integers(0, 9)),
    st.tuples(st.just("undo"), st.tuples(st.integers(0, 9), st.booleans())),
)  # fmt: skip


@dataclass
class World:
    """A seller, what was done to its records, and how they stood at the beginning."""

    seller: Seller
    at: datetime = AT
    beginning: dict[UUID, dict[str, str]] = field(default_factory=dict)
    first_sets: set[UUID] = field(default_factory=set)

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def buyers(self) -> list[Buyer]:
        return list(Buyer.objects.filter(seller=self.seller).order_by("code"))

    def sets(self) -> list[ChangeSet]:
        sets = ChangeSet.objects.filter(seller=self.seller, undone_at=None).exclude(pk__in=self.first_sets)
        return list(sets.order_by("id"))


@contextmanager
def a_world() -> Iterator[World]:
    """Two customers that have no history yet, one of a file; all goes away at the end."""
    with transaction.atomic(), inline_steps():
        seller = Seller.objects.create(name="Ondine", siren="732829320", line_1="1 quai", post_code="69002", city="L")
        for code, values in BEGINNING.items():
            actions.create_record(seller_id=seller.pk, record_type="buyer", code=code, values=values, at=AT)
        RecordChange.objects.filter(seller=seller).delete()
        ChangeSet.objects.filter(seller=seller).delete()
        world = World(seller)
        do_import(world, FIRST_FILE)
        world.first_sets = {one.pk for one in world.sets()}
        world.beginning = {one.pk: state_of(one) for one in world.buyers()}
        yield world
        transaction.set_rollback(True)


def do_import(world: World, given: Any) -> None:
    """A file of its own each time: its name is in its last column."""
    rows, columns = given
    shown = [name for name in HEADINGS if name in columns or name == "name"]
    lines = [";".join(("Code client", *(HEADINGS[name] for name in shown), "Commentaire"))]
    at = world.now()
    lines += [";".join((code, *(values[name] for name in shown), f"{at:%H%M}")) for code, values in rows.items()]
    content = "\n".join(lines).encode()
    file = intake.receive_file(seller_id=world.seller.pk, name="c.csv", content=content, kind="buyers", at=at)
    intake.parse_rows(source_file_id=file.pk, accept=True, at=at)
    actions.agree_records(source_file_id=file.pk, at=at)


def do_edit(world: World, given: Any) -> None:
    place, values = given
    if buyers := world.buyers():
        code = buyers[place % len(buyers)].code
        actions.change_records(
            seller_id=world.seller.pk, record_type="buyer", given={code: values}, kind="edit", at=world.now()
        )


def do_create(world: World, given: Any) -> None:
    code, values = given
    if not any(one.code == code for one in world.buyers()):
        actions.create_record(seller_id=world.seller.pk, record_type="buyer", code=code, values=values, at=world.now())


def do_merge(world: World, given: Any) -> None:
    place, count, chosen = given
    standing = [one.pk for one in world.buyers() if one.merged_into_id is None]
    if len(standing) > count:
        keep = standing.pop(place % len(standing))
        actions.merge_buyers(
            seller_id=world.seller.pk, keep=keep, absorb=standing[:count], chosen=chosen, at=world.now()
        )


def do_bulk(world: World, given: Any) -> None:
    name, of, what = given
    more = {"set": {"value": what}, "fix": {"rule": what}}.get(name, {})
    operation = rules.Operation(name, "buyer", of, **more)
    actions.apply_operation(seller_id=world.seller.pk, operation=operation, at=world.now())


def do_correct(world: World, place: Any) -> None:
    open_ = list(Correction.objects.filter(seller=world.seller, closed_at=None).exclude(fix="").order_by("id"))
    if open_:
        chosen = open_[place % len(open_)]
        actions.fix_corrections(seller_id=world.seller.pk, correction_ids=[chosen.pk], at=world.now(), actor=None)


def do_undo(world: World, given: Any) -> None:
    place, large = given
    if sets := world.sets():
        taken_back(world, sets[place % len(sets)], large=large)


DO: dict[str, Callable[[World, Any], None]] = {
    "import": do_import, "edit": do_edit, "create": do_create, "merge": do_merge, "bulk": do_bulk,
    "correct": do_correct, "undo": do_undo,
}  # fmt: skip


def taken_back(world: World, one: ChangeSet, *, large: bool = False) -> bool:
    """Undo a set, a large one by a job; False when it is refused, which says why and changes nothing."""
    before, at = everything(world), world.now()
    built = built_upon(one)
    with pytest.MonkeyPatch.context() as patched:
        if large:
            patched.setattr(undoing, "AT_ONCE", 0)
            patched.setattr(undoing, "CHUNK", 1)
        if refusal := refused(world, one, at):
            assert any(re.search(rf"\b{code}\b", refusal) for code in built), (refusal, built)
            assert everything(world) == before
            return False
        assert not built, "undone although something was built upon it"
        if large:
            actions.carry_out_undo(change_set_id=one.pk, at=at)
    return True


def refused(world: World, one: ChangeSet, at: datetime) -> str:
    """Why a set is not undone; empty once it is."""
    try:
        with transaction.atomic():
            if one.kind == "import":
                file_id = one.about["source_file_id"]
                actions.undo_import(seller_id=world.seller.pk, source_file_id=file_id, at=at)
            else:
                actions.undo_changes(seller_id=world.seller.pk, change_set_id=one.pk, at=at)
    except actions.ChangeRefused as refusal:
        return str(refusal)
    return ""


def built_upon(one: ChangeSet) -> set[str]:
    """The codes of records that a set made and that another act changed, or merged something into, since."""
    made = RecordChange.objects.filter(change_set=one, is_creation=True).values_list("record_id", flat=True)
    later = RecordChange.objects.filter(record_id__in=made, change_set__undone_at=None).exclude(change_set=one)
    merged = Merge.objects.filter(kept__in=made, undone_at=None).exclude(change_set=one)
    return {*later.values_list("code", flat=True), *merged.values_list("kept__code", flat=True)}


def everything(world: World) -> dict[str, Any]:
    """All that may not move when an undo is refused."""
    return {
        "records": list(Buyer.objects.filter(seller=world.seller).order_by("pk").values()),
        "sets": list(ChangeSet.objects.filter(seller=world.seller).order_by("pk").values()),
        "changes": list(RecordChange.objects.filter(seller=world.seller).order_by("pk").values()),
        "findings": list(Finding.objects.filter(seller=world.seller).order_by("pk").values()),
        "corrections": list(Correction.objects.filter(seller=world.seller).order_by("pk").values()),
        "merges": list(Merge.objects.filter(seller=world.seller).order_by("pk").values()),
        "clusters": list(DuplicateCluster.objects.filter(seller=world.seller).order_by("pk").values()),
        "bank": list(BankChange.objects.filter(seller=world.seller).order_by("pk").values()),
        "files": list(SourceFile.objects.filter(seller_id=world.seller.pk).order_by("pk").values()),
    }


def kept(world: World) -> dict[str, Any]:
    """All that must be given back: every field and reference, what is found, what is to be corrected."""
    open_ = Correction.objects.filter(seller=world.seller, closed_at=None)
    found = Finding.objects.filter(seller=world.seller)
    # An act that did nothing but ask for bank details has no set to take back: a person refuses them.
    asked = [str(pk) for pk in ChangeSet.objects.filter(seller=world.seller).values_list("pk", flat=True)]
    return {
        "records": list(Buyer.objects.filter(seller=world.seller).order_by("code").values()),
        "findings": sorted(found.values_list("code", "field", "rule", "level", "value", "fix")),
        "corrections": sorted(open_.values_list("code", "field", "rule", "level", "value", "fix")),
        "merges": list(Merge.objects.filter(seller=world.seller, undone_at=None).values()),
        "bank": list(BankChange.objects.filter(source__change_set_id__in=asked, refused_at=None).values()),
    }


def check(world: World) -> None:
    """Each record is what is left of its changes, and reads so; its chain of merges ends at what stands for it."""
    kept_by = dict(Merge.objects.filter(seller=world.seller, undone_at=None).values_list("absorbed_id", "kept_id"))
    buyers = world.buyers()
    for one in buyers:
        state = state_of(one)
        into = state.pop(rules.MERGED_INTO, "")
        last = one.pk
        while last in kept_by:
            last = kept_by[last]
        assert into == ("" if last == one.pk else str(last)), one.code
        assert state == folded(world, one.pk), one.code
        read = RECORD_TYPES["buyer"].read({**one.values, "code": one.code})
        assert {name: getattr(one, name) for name in read.fields} == read.fields
        said = Finding.objects.filter(record_id=one.pk).values_list("field", "rule", "value")
        assert sorted(said) == sorted((found.field, found.rule, found.value) for found in read.findings)
    made = RecordChange.objects.filter(seller=world.seller, is_creation=True, change_set__undone_at=None)
    assert {one.pk for one in buyers} == {*world.beginning, *made.values_list("record_id", flat=True)}


def folded(world: World, record_id: UUID) -> dict[str, str]:
    """What the sets that count left of a record, worked out from its first state, set by set."""
    changes = list(RecordChange.objects.filter(record_id=record_id).select_related("change_set").order_by("id"))
    assert record_id in world.beginning or changes[0].is_creation
    state = dict(world.beginning.get(record_id, {}))
    for change in changes:
        if change.change_set.undone_at is None:
            state |= change.after
    state.pop(rules.MERGED_INTO, None)
    return {name: text for name, text in state.items() if text or name.startswith(rules.IMPORTED)}


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink acts on a database takes many minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=3, max_size=12), order=st.integers(0, 2**32))
def test_all_is_given_back_in_any_order(acts: list[Act], order: int, store: None) -> None:
    with a_world() as world:
        before = kept(world)
        for name, given_ in acts:
            DO[name](world, given_)
            check(world)
        undo_all(world, random.Random(order))
        assert kept(world) == before


def undo_all(world: World, chance: random.Random) -> None:
    """Undo every set in a random order; those refused come again, and one of them always can be undone."""
    while waiting := world.sets():
        chance.shuffle(waiting)
        undone = 0
        for one in waiting:
            undone += taken_back(world, one, large=chance.random() < 0.3)
            check(world)
        assert undone, "nothing that is left can be undone"


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"
