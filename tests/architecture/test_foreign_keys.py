"""Foreign keys look upstream. String references escape import-linter; Django's models tell the truth."""

from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from tests.architecture.house import RANK


def downstream_keys(all_models: Iterable[type[models.Model]]) -> Iterator[str]:
    """Every relation to a room that is not upstream of the model's own, as "room.Model.field -> room"."""
    for model in all_models:
        room = model._meta.app_label
        for field in model._meta.get_fields():
            target = _room_of(field)
            if room in RANK and target in RANK and target != room and RANK[target] >= RANK[room]:
                yield f"{room}.{model.__name__}.{field.name} -> {target}"


def _room_of(field: models.Field | models.ForeignObjectRel) -> str | None:
    if field.auto_created and not field.concrete:  # the far side of somebody else's key
        return None
    related = getattr(field, "related_model", None)
    return related._meta.app_label if related else None


def test_foreign_keys_look_upstream() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("sansfaute.")]
    assert len(ours) > 20, "the models of the rooms are not loaded"
    assert list(downstream_keys(ours)) == []


@pytest.mark.parametrize(("room", "target"), [("drafts", "issuing"), ("desk", "api"), ("journal", "people")])
def test_a_key_pointing_downstream_is_named(room: str, target: str) -> None:
    with isolate_apps(f"sansfaute.{room}", f"sansfaute.{target}"):

        class Later(models.Model):
            class Meta:
                app_label = target

        class Earlier(models.Model):
            other = models.ForeignKey(f"{target}.Later", on_delete=models.PROTECT)
            many = models.ManyToManyField(f"{target}.Later", related_name="+")

            class Meta:
                app_label = room

        named = {f"{room}.Earlier.{name} -> {target}" for name in ("other", "many")}
        assert set(downstream_keys([Earlier, Later])) == named
