"""COPY writes what INSERT would, refuses what INSERT would, and is undone with its transaction."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sansfaute.journal.models import Fact
from sansfaute.lib.bulk import copy_in, fresh, read
from sansfaute.lib.ids import new_id

pytestmark = pytest.mark.django_db
NASTY = 'é “\t\\N\\.\n" \\ \r\x0b €𝄞'


def fact(**values: Any) -> Fact:
    given: dict[str, Any] = {
        "kind": "Tried", "subject_id": new_id(), "data": {"text": NASTY, "none": None, "list": [1, True]},
        "why": NASTY, "happened_at": datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC),
    }  # fmt: skip
    return Fact(**given | values)


def test_what_is_read_back_is_what_was_written(django_assert_num_queries: Any) -> None:
    rows = [fact(seller_id=new_id()), fact(seller_id=None), fact(why="")]
    copy_in(rows)
    for row in rows:
        stored = Fact.objects.get(pk=row.pk)
        for field in Fact._meta.concrete_fields:
            assert getattr(stored, field.attname) == getattr(row, field.attname), field.attname


def test_a_conflict_is_refused_and_nothing_stays() -> None:
    known = fact()
    copy_in([known])
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in([fact(), known])
    assert Fact.objects.count() == 1


def test_nothing_is_nothing() -> None:
    copy_in([])
    assert not Fact.objects.exists()


def test_an_object_made_at_once_is_the_one_that_the_constructor_makes() -> None:
    given = {"kind": "Tried", "subject_id": new_id(), "happened_at": datetime(2026, 2, 28, tzinfo=UTC)}
    made, known = fresh(Fact, given), Fact(**given)
    for field in Fact._meta.concrete_fields:
        if not field.primary_key:
            assert getattr(made, field.attname) == getattr(known, field.attname), field.attname
    assert made._state.adding
    assert made.pk not in (None, known.pk)
    assert fresh(Fact, given).data is not made.data
    made.save()
    assert Fact.objects.get() == made


@pytest.mark.parametrize("data", [{"text": NASTY, "deep": {"list": [1, None]}}, {}, [], None, "", 0])
def test_rows_read_at_once_are_what_the_orm_reads(data: Any) -> None:
    copy_in([fact(data=data, seller_id=new_id()), fact(data={}, why="")])
    for row in read(Fact.objects.order_by("id")):
        stored = Fact.objects.get(pk=row.pk)
        assert row == stored
        assert not row._state.adding
        for field in Fact._meta.concrete_fields:
            assert getattr(row, field.attname) == getattr(stored, field.attname), field.attname
    assert read(Fact.objects.filter(pk__in=[])) == []
