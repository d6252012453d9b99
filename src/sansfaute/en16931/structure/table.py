"""A table compiled: patterns of rules, each with its context, looked up by the path of an element.

In a pattern the first rule whose context fits an element is the only one that is asked, as in
Schematron.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.etree import QName

from sansfaute.en16931.structure.checks import Check, Holds, Lists, check, xpath
from sansfaute.en16931.structure.checks.paths import equal, has
from sansfaute.en16931.structure.names import NAMESPACES, tag
from sansfaute.en16931.structure.reach import Reach, needed, of_path

_MOST_PLACES = 20_000  # paths kept by a table; a hostile document may have any number of them


class Rule:
    """A context and its checks; `condition` tells whether an element on the right path is meant."""

    __slots__ = ("_anchored", "_steps", "asks", "checks", "condition", "needs", "reach")

    def __init__(self, context: str, checks: tuple[Check, ...]) -> None:
        self._anchored = context.startswith("/") and not context.startswith("//")
        steps = _split(context.lstrip("/"))
        self._steps = tuple(step.partition("[")[0].strip() for step in steps)
        self.condition = _condition(steps)
        self.reach = _reach(steps)
        self.needs = _needs(steps[-1])
        self.checks = tuple(one for one in checks if not one.asked)
        self.asks = frozenset(one.rule for one in checks if one.asked)

    def fits(self, path: tuple[str, ...]) -> bool:
        """Whether the context names an element at this path, conditions aside."""
        if len(path) < len(self._steps) or (self._anchored and len(path) != len(self._steps)):
            return False
        return all(_names(step, one) for step, one in zip(self._steps[::-1], path[::-1], strict=False))


@dataclass(frozen=True, slots=True)
class Unit:
    """Rules of one pattern, or the checks of one that have the same reach; the first whose condition holds is asked.

    `number` is the place of the pattern in the table. Each rule has what must be there for its condition to
    hold, its condition, what it asks and its checks. Where the unit has `checks`, they are those of its only
    rule, and look no further than the element while its condition does: where they hold, it need not be asked.
    """

    number: int
    rules: tuple[tuple[Holds | None, Holds | None, frozenset[str], tuple[Check, ...]], ...]
    checks: tuple[Check, ...] = ()


class Place:
    """A path of elements, with the rules that may apply there: `units` of each reach, in the order of `Reach`."""

    __slots__ = ("_below", "_path", "_table", "units")

    def __init__(self, table: "Table", path: tuple[str, ...]) -> None:
        self._table = table
        self._path = path
        self._below: dict[str, Place] = {}
        sorted_units: dict[Reach, list[Unit]] = {reach: [] for reach in Reach}
        for number, rules in enumerate(table.patterns):
            for reach, unit in _units(number, [rule for rule in rules if rule.fits(path)]):
                sorted_units[reach].append(unit)
        self.units = tuple(map(tuple, sorted_units.values()))

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

    def __init__(self, patterns: list[list[Rule]], decides: Iterable[str]) -> None:
        self.patterns = patterns
        self.decides = frozenset(decides)
        self.asks = frozenset[str]().union(*(rule.asks for rules in patterns for rule in rules))
        self.places = 0
        self.top = Place(self, ())


def compiled(patterns: list[list[list[Any]]], decides: Iterable[str], lists: Lists) -> Table:
    """The table of rows as they are stored."""
    rules = [
        [Rule(context, tuple(check(name, kind, facts, lists) for name, kind, *facts in checks))
         for context, checks in rows]
        for rows in patterns
    ]  # fmt: skip
    return Table(rules, decides)


def joined(tables: Sequence[Table]) -> Table:
    """Several tables as one, to be held against a document in one walk."""
    patterns = [rules for one in tables for rules in one.patterns]
    return Table(patterns, frozenset[str]().union(*(one.decides for one in tables)))


def _units(number: int, fitting: list[Rule]) -> Iterator[tuple[Reach, Unit]]:
    """The rules of a pattern that fit a path, by reach; one without condition hides those after it."""
    if not any(rule.checks or rule.asks for rule in fitting):
        return
    if fitting[0].condition is not None:
        reach = max(max((rule.reach, *(one.reach for one in rule.checks))) for rule in fitting)
        alone = fitting[0] if len(fitting) == 1 and not fitting[0].asks else None
        local = alone is not None and all(one.reach < Reach.BEYOND and not one.whole for one in alone.checks)
        rules = tuple((rule.needs, rule.condition, rule.asks, rule.checks) for rule in fitting)
        yield reach, Unit(number, rules, alone.checks if alone and local and reach == Reach.BEYOND else ())
        return
    first = fitting[0]
    for reach in Reach:
        checks = tuple(one for one in first.checks if one.reach == reach)
        asks = first.asks if reach == Reach.NAMES else frozenset[str]()
        if checks or asks:
            yield reach, Unit(number, ((None, None, asks, checks),))


def _reach(steps: list[str]) -> Reach:
    """How far the conditions of a context look: those of the last step alone may look no further than the element."""
    conditions = [step[step.find("[") :] for step in steps if "[" in step]
    if not conditions:
        return Reach.NAMES
    return of_path(conditions[-1]) if len(conditions) == 1 and "[" in steps[-1] else Reach.BEYOND


def _needs(step: str) -> Holds | None:
    """The test that what the conditions of the last step cannot do without is there."""
    path = needed(step[step.find("[") :]) if "[" in step else ""
    return has(path) if path else None


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
