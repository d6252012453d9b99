"""How far a test looks from its element: what looks no further than the element gives the same answer to its like.

A large document has thousands of lines made of the same elements, and most of their parts are the same to
the letter: the walk asks once what it can. Anything not recognised here is held to look everywhere.
"""

import re
from collections.abc import Callable
from enum import IntEnum
from typing import Any


class Reach(IntEnum):
    """What an answer depends on."""

    NAMES = 0
    """The names of the elements and attributes in the element, at any depth."""
    TEXTS = 1
    """Their texts too."""
    BEYOND = 2
    """Something outside of the element."""


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_FROM_THE_TOP = re.compile(r"(?:^|[\s(\[,|=<>!+-])/")
_ONLY_NAMES = re.compile(r"[\w:/@.*-]+")
_FIRST = re.compile(r"\[\s*((?:\w+:\w+/)*\w+:\w+)(?=\s*(?:=|!=|\[|/))")
_COUNTED = re.compile(r"\(?\s*(?:not|count)\s*\([\w:/@.*-]+\)\s*(?:(?:<=|>=|=|<|>)\s*\d+)?\s*\)?")

_PATHS: dict[str, Callable[[list[Any]], list[str]]] = {
    "code": lambda facts: facts[:1],
    "token": lambda facts: facts[:1],
    "begins": lambda facts: facts[:1],
    "decimals": lambda facts: facts[:1],
    "compare": lambda facts: facts[:1],
    "given": lambda facts: facts[:1],
    "written": lambda facts: facts[:1],
    "distinct": lambda facts: facts[:1],
    "form": lambda facts: facts[1:2],
    "ordered": lambda facts: facts,
    "cents": lambda facts: facts[:2],
    "prefix": lambda _: [],
    "length": lambda _: [],
    "matches": lambda _: [],
}
"""The kinds of check that read texts, and the paths that each reads them at."""


def of_check(kind: str, facts: list[Any]) -> Reach:
    """How far a row of a table looks."""
    if kind in ("count", "unused", "bars", "needs"):
        return Reach.NAMES
    if kind in ("present", "all_present", "absent", "holds"):
        return max(map(of_path, facts))
    if kind == "when":
        return _of_condition(facts[0])
    if kind not in _PATHS:
        return Reach.BEYOND
    return max((Reach.TEXTS, *map(of_path, _PATHS[kind](facts))))


def of_path(expression: str) -> Reach:
    """How far an expression of XPath looks, asked whether it selects anything."""
    plain = _QUOTED.sub("''", expression)
    if ".." in plain or "::" in plain or "$" in plain or _FROM_THE_TOP.search(plain):
        return Reach.BEYOND
    return Reach.NAMES if _ONLY_NAMES.fullmatch(plain) or _COUNTED.fullmatch(plain) else Reach.TEXTS


def _of_condition(condition: list[Any]) -> Reach:
    """How far a condition as data looks: the parts of `or`, `and` and `not`, paths that lead somewhere, comparisons."""
    kind, *parts = condition
    if kind in ("or", "and", "not"):
        return max(map(_of_condition, parts))
    if kind == "has":
        return of_path(parts[0])
    left, sign, right = parts
    if right.isdigit() and _COUNTED.fullmatch(f"{left} {sign} {right}"):
        return of_path(left)
    return max(Reach.TEXTS, of_path(left), of_path(right))


def needed(conditions: str) -> str:
    """A path that must lead somewhere for the conditions `[…]` of an element to hold; nothing when none is known."""
    found = _FIRST.match(conditions)
    return found[1] if found is not None and " or " not in conditions else ""
