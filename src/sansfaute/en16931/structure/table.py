"""A table compiled: patterns of rules, each with its context, looked up by the path of an element.

In a pattern the first rule whose context fits an element is the only one that is asked, as in
Schematron.
"""

from typing import Any

from lxml.etree import QName

from sansfaute.en16931.structure.checks import Check, Holds, Lists, check, xpath
from sansfaute.en16931.structure.checks.paths import equal
from sansfaute.en16931.structure.names import NAMESPACES, tag

_MOST_PLACES = 20_000  # paths kept by a table; a hostile document may have any number of them


class Rule:
    """A context and its checks; `condition` tells whether an element on the right path is meant."""

    __slots__ = ("_anchored", "_steps", "asks", "checks", "condition")

    def __init__(self, context: str, checks: tuple[Check, ...]) -> None:
        self._anchored = context.startswith("/") and not context.startswith("//")
        steps = _split(context.lstrip("/"))
        self._steps = tuple(step.partition("[")[0].strip() for step in steps)
        self.condition = _condition(steps)
        self.checks = tuple(one for one in checks if not one.asked)
        self.asks = frozenset(one.rule for one in checks if one.asked)

    def fits(self, path: tuple[str, ...]) -> bool:
        """Whether the context names an element at this path, conditions aside."""
        if len(path) < len(self._steps) or (self._anchored and len(path) != len(self._steps)):
            return False
        return all(_names(step, one) for step, one in zip(self._steps[::-1], path[::-1], strict=False))

    def reaches(self, path: tuple[str, ...]) -> bool:
        """Whether the context may name an element below this path."""
        if not self._anchored:
            return True
        return len(path) < len(self._steps) and all(map(_names, self._steps, path))


class Place:
    """A path of elements, with the rules that may apply there, pattern by pattern."""

    __slots__ = ("_below", "_path", "_table", "ends", "patterns")

    def __init__(self, table: "Table", path: tuple[str, ...]) -> None:
        self._table = table
        self._path = path
        self._below: dict[str, Place] = {}
        fitting = [tuple(rule for rule in rules if rule.fits(path)) for rules in table.patterns]
        self.patterns = tuple(rules for rules in fitting if any(rule.checks or rule.asks for rule in rules))
        self.ends = not any(rule.reaches(path) for rules in table.patterns for rule in rules)

    def below(self, name: str) -> "Place":
        """The place of a child of that name."""
        found = self._below.get(name)
        if found is None:
            found = Place(self._table, (*self._path, name))
            if self._table.places < _MOST_PLACES:
                self._table.places += 1
                self._below[name] = found
        return found


class Table:
    """The rules of one syntax and profile; `decides` names those that it states whole, `asks` the others."""

    def __init__(self, patterns: list[list[list[Any]]], decides: list[str], lists: Lists) -> None:
        self.patterns = [
            [Rule(context, tuple(check(name, kind, facts, lists) for name, kind, *facts in checks))
             for context, checks in rules]
            for rules in patterns
        ]  # fmt: skip
        self.decides = frozenset(decides)
        self.asks = frozenset[str]().union(*(rule.asks for rules in self.patterns for rule in rules))
        self.places = 0
        self.top = Place(self, ())


def _split(context: str) -> list[str]:
    """The steps of a context, each with its conditions: a stroke inside brackets parts nothing."""
    steps, depth = [""], 0
    for one in context:
        depth += (one == "[") - (one == "]")
        if one == "/" and depth == 0:
            steps.append("")
        else:
            steps[-1] += one
    return [step for step in steps if step]


def _condition(steps: list[str]) -> Holds | None:
    """The conditions of all steps, as one test of the last element; None when there are none."""
    tests = []
    if "[" not in "".join(steps[:-1]) and "[" in steps[-1]:
        plain = equal(steps[-1][steps[-1].find("[") :])
        if plain is not None:
            return plain
    for distance, step in enumerate(reversed(steps)):
        conditions = step[step.find("[") :] if "[" in step else ""
        if conditions:
            tests.append(f"ancestor::*[{distance}]{conditions}" if distance else f"self::*{conditions}")
    return xpath(" and ".join(f"boolean({one})" for one in tests)) if tests else None


def _names(step: str, name: str) -> bool:
    """Whether a step (`ram:ID`, `ram:*ID`, `*ID`, `*Amount!ram:Other`, `*`) names this element."""
    if "*" not in step:
        return tag(step) == name
    pattern, _, but = step.partition("!")
    prefix, _, ending = pattern.partition("*")
    element = QName(name)
    near = not prefix or element.namespace == NAMESPACES[prefix.rstrip(":")]
    return near and element.localname.endswith(ending) and not (but and tag(but) == name)
