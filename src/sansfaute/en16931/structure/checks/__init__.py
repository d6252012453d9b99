"""The checks of a table: each kind of row has its test and its words."""

from typing import Any

from sansfaute.en16931.structure.checks import children, conditions, texts
from sansfaute.en16931.structure.checks.kinds import Check, Holds, Kind, Lists
from sansfaute.en16931.structure.checks.xpaths import xpath
from sansfaute.en16931.structure.reach import Reach, of_check

__all__ = ["Check", "Holds", "Lists", "check", "xpath"]

_KINDS: dict[str, Kind] = {**children.KINDS, **texts.KINDS, **conditions.KINDS}
_OF_PATHS = frozenset(("present", "all_present", "given", "written", "absent", "when"))
_SIGNS = frozenset(("=", "!=", "<", ">", "<=", ">="))


def check(rule: str, kind: str, facts: list[Any], lists: Lists) -> Check:
    """The check of one row of a table; raises KeyError for a kind that is not known."""
    if kind == "asked":
        return Check(rule, lambda element: True, ("", "", "", ""), asked=True)
    whole = kind in _OF_PATHS and all(map(_from_the_top, _paths(facts)))
    reach = Reach.NAMES if whole else of_check(kind, facts)  # what is the same all over the document is so everywhere
    return Check(rule, *_KINDS[kind](facts, lists), whole=whole, reach=reach)


def _paths(facts: list[Any]) -> list[str]:
    """Every path of a condition, at whatever depth."""
    found: list[str] = []
    for one in facts:
        if isinstance(one, list):
            found += _paths(one[1:])
        elif one not in _SIGNS and not one.startswith(("'", '"')) and not one.isdigit():
            found.append(one)
    return found


def _from_the_top(path: str) -> bool:
    return path.removeprefix("count(").removeprefix("normalize-space(").removeprefix("string(").startswith("/")
