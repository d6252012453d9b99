"""The tables as they are stored: `data/structure_<syntax>.json`."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.structure.table import Table, compiled

UNUSED = "FX-UNUSED"
"""Our name for the asserts that the official packs leave without one: what a profile does not use."""

_FOLDER = files("sansfaute.en16931").joinpath("data")


@cache
def _stored(syntax: str) -> dict[str, Any]:
    file = _FOLDER.joinpath(f"structure_{syntax}.json")
    if not file.is_file():
        return {"tables": {}, "names": {}, "lists": {}}
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


ASSERT_NAMES: Mapping[str, Mapping[str, str]] = {**_stored("cii")["names"], **_stored("ubl")["names"]}
"""For each official stylesheet: "assert context" to the rule that it states, where that is another."""


def pack_table(syntax: str, profile: str) -> Table | None:
    """The compiled table of a profile, or None."""
    stored = _stored(syntax)
    if profile not in stored["tables"]:
        return None
    own: dict[str, list[str]] = stored["lists"]
    rows = stored["tables"][profile]
    return compiled(
        rows["patterns"], rows["decides"], lambda name: frozenset(own[name]) if name in own else codes(name)
    )
