"""Merging buyers and taking it back, in any order; refusals; what the merged lead to."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata import actions, queries, rules
from sansfaute.masterdata.models import BankChange, Buyer, ChangeSet, DistinctPair, Merge, Seller

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
IBAN = "FR7630006000011234567890189"
OTHER_IBAN = "FR1420041010050500013M02606"

pytestmark = pytest.mark.django_db


def a_seller(siren: str = "732829320") -> Seller:
    return Seller.objects.create(name="Ondine", siren=siren, line_1="1 quai de Saône", post_code="69002", city="Lyon")


def buyers(seller: Seller, count: int, **values: str) -> list[Buyer]:
    """Records made the way a page makes them, so that their first set is in their history."""
    found = []
    for number in range(count):
        text = {"name": f"Garage {number}", "line_1": f"{number} rue Neuve", "post_code": "69002", "city": "Lyon"}
        buyer = Buyer(seller=seller, code=f"C{number}", values={**text, **values})
        read = rules.read_buyer({**buyer.values, "code": buyer.code})
        for name, value in read.fields.items():
            setattr(buyer, name, value)
        buyer.save()
        found.append(buyer)
    return found


def everything(seller: Seller) -> dict[str, Any]:
    names = [field.attname for field in Buyer._meta.concrete_fields]
    return {row["code"]: row for row in Buyer.objects.filter(seller=seller).values(*names)}


def merge(seller: Seller, keep: Buyer, *absorb: Buyer, chosen: dict[str, str] | None = None) -> ChangeSet:
    return actions.merge_buyers(
        seller_id=seller.pk, keep=keep.pk, absorb=[one.pk for one in absorb], chosen=chosen, at=NOW
    )


def undo(seller: Seller, change_set: ChangeSet) -> None:
    actions.undo_changes(seller_id=seller.pk, change_set_id=change_set.pk, at=NOW + timedelta(hours=1))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), count=st.integers(3, 7))
def test_merges_undone_in_any_order_give_everything_back(seed: int, count: int) -> None:
    chance = random.Random(seed)
    seller = a_seller(siren=f"{Seller.objects.count() + 100000000:09}")
    with inline_steps():
        every = buyers(seller, count)
        before = everything(seller)
        made = []
        for _ in range(chance.randint(1, 2 * count)):
            standing = list(Buyer.objects.filter(seller=seller, merged_into=None).order_by("code"))
            if len(standing) > 1 and chance.random() < 0.7:
                keep, *rest = chance.sample(standing, chance.randint(2, min(3, len(standing))))
                made.append(merge(seller, keep, *rest, chosen={"comment": f"merge {len(made)}", "city": "Bron"}))
            elif made and chance.random() < 0.5:
                undo(seller, made.pop(chance.randrange(len(made))))
            _chains_end_at_the_last(seller)
        chance.shuffle(made)
        for one in made:
            undo(seller, one)
            _chains_end_at_the_last(seller)
    assert everything(seller) == before
    assert len(every) == count
    assert not Merge.objects.filter(seller=seller, undone_at=None).exists()


def _chains_end_at_the_last(seller: Seller) -> None:
    """What stands for a record stands for itself, and is the end of its chain of merges that hold."""
    kept_by = dict(Merge.objects.filter(seller=seller, undone_at=None).values_list("absorbed_id", "kept_id"))
    for buyer in Buyer.objects.filter(seller=seller).select_related("merged_into"):
        last = buyer.pk
        while last in kept_by:
            last = kept_by[last]
        assert (buyer.merged_into_id or buyer.pk) == last
        assert buyer.merged_into is None or buyer.merged_into.merged_into_id is None


class TestMerging:
    def test_the_absorbed_stays_and_its_code_finds_the_one_that_stands_for_it(self) -> None:
        seller = a_seller()
        one, two, three = buyers(seller, 3)
        with inline_steps():
            merge(seller, two, one)
            merge(seller, three, two, chosen={"name": "Garage du Pont"})
        found = queries.buyers_by_code(seller.pk, ["C0", "C1", "C2"])
        assert {code: buyer.pk for code, buyer in found.items()} == dict.fromkeys(["C0", "C1", "C2"], three.pk)
        assert found["C0"].name == "Garage du Pont"
        assert queries.buyers_by_code(seller.pk, ["C0"], as_written=True)["C0"].pk == one.pk
        assert queries.family_ids([one.pk]) == {one.pk, two.pk, three.pk}

    def test_part_of_a_chain_is_undone_alone(self) -> None:
        seller = a_seller()
        one, two, three = buyers(seller, 3)
        with inline_steps():
            first = merge(seller, two, one)
            merge(seller, three, two)
            undo(seller, first)
        assert queries.survivors([one.pk, two.pk]) == {one.pk: one.pk, two.pk: three.pk}

    def test_bank_details_of_the_absorbed_wait_for_a_second_person(self) -> None:
        seller = a_seller()
        (one,) = buyers(seller, 1, iban=IBAN)
        two = Buyer.objects.create(seller=seller, code="D", name="Garage", values={"iban": OTHER_IBAN}, iban=OTHER_IBAN)
        with inline_steps():
            merge(seller, one, two, chosen={"iban": OTHER_IBAN})
        one.refresh_from_db()
        assert one.iban == IBAN
        assert BankChange.objects.get().iban == OTHER_IBAN

    def test_refusals_leave_everything_as_it_was(self) -> None:
        seller, other = a_seller(), a_seller("552100554")
        one, two, three = buyers(seller, 3)
        (foreign,) = buyers(other, 1)
        with inline_steps():
            merge(seller, two, one)
            before = everything(seller)
            for keep, absorb in ((three, three), (three, one), (one, three), (three, foreign), (foreign, three)):
                with pytest.raises(actions.MergeRefused):
                    merge(seller, keep, absorb)
            with pytest.raises(actions.MergeRefused):
                merge(seller, three)
            with pytest.raises(actions.MergeRefused):
                merge(seller, three, two, chosen={"siren": "1"})
            DistinctPair.objects.create(
                seller=seller, first=min(two, three, key=lambda b: b.pk), second=max(two, three, key=lambda b: b.pk),
                decided_at=NOW,
            )  # fmt: skip
            with pytest.raises(actions.MergeRefused):
                merge(seller, three, two)
        assert everything(seller) == before
        assert Merge.objects.count() == 1
