"""Patterns that people write, matched in time that only grows with the length of the value.

The usual engine of regular expressions tries one way after the other and may take for ever on a
pattern such as `(a+)+b`. Here all ways are followed at once (Thompson's construction), so no pattern
and no value can stop an import. What cannot be followed so (references to groups, looking around)
is refused. A pattern speaks of the whole value.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

MOST_STATES = 4000
"""Steps that a pattern may unfold to: `(a{50}){50}` is 2500 of them."""
MOST_REPEATS = 1000
_MOST_NESTED = 20
_MOST_REMEMBERED = 4000
_LAST = 0x10FFFF
_DIGITS = ((48, 57),)
_WORD = ((48, 57), (65, 90), (95, 95), (97, 122), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F))
_SPACES = ((9, 13), (32, 32), (0xA0, 0xA0), (0x2009, 0x2009), (0x202F, 0x202F))
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACES}
_SPECIAL = frozenset("\\.[](){}*+?|^$")

Ranges = tuple[tuple[int, int], ...]


class PatternRefused(Exception):
    """The text is no pattern that we follow; `reason` is unfinished, unknown, nothing_to_repeat or too_large."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(f"{reason} at character {at + 1}")
        self.reason = reason
        self.at = at


@dataclass(frozen=True, slots=True)
class _Letter:
    """One character out of these ranges of code points."""

    ranges: Ranges

    def reads(self, character: str) -> bool:
        code = ord(character)
        return any(first <= code <= last for first, last in self.ranges)


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple["_Node", ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    ways: tuple["_Node", ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    what: "_Node"
    least: int
    most: int | None


_Node = _Letter | _Sequence | _Choice | _Repeat


@dataclass(slots=True)
class _Reader:
    """Reads the text of a pattern, character by character."""

    text: str
    at: int = 0
    depth: int = 0

    def choice(self) -> _Node:
        ways = [self.sequence()]
        while self.next_is("|"):
            ways.append(self.sequence())
        return ways[0] if len(ways) == 1 else _Choice(tuple(ways))

    def sequence(self) -> _Node:
        parts: list[_Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            if not self.passes_over_an_end():
                parts.append(self.repeated(self.atom()))
        return _Sequence(tuple(parts))

    def passes_over_an_end(self) -> bool:
        """`^` at the beginning and `$` at the end say what holds anyway."""
        here = self.text[self.at]
        passes = (here == "^" and self.at == 0) or (here == "$" and self.at == len(self.text) - 1)
        self.at += passes
        return passes

    def repeated(self, what: _Node) -> _Node:
        while self.at < len(self.text) and self.text[self.at] in "*+?{":
            sign = self.take()
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign) or self.counts()
            what = _Repeat(what, least, most)
        return what

    def counts(self) -> tuple[int, int | None]:
        """What stands in braces: 3, or 3, and nothing, or 3 and 5."""
        end = self.text.find("}", self.at)
        if end < 0:
            raise PatternRefused("unfinished", self.at)
        least, comma, most = self.text[self.at : end].partition(",")
        if not least.isascii() or not least.isdigit() or (most and not (most.isascii() and most.isdigit())):
            raise PatternRefused("unknown", self.at)
        lowest, highest = int(least), (int(most) if most else None) if comma else int(least)
        if max(lowest, highest or 0) > MOST_REPEATS:
            raise PatternRefused("too_large", self.at)
        if highest is not None and highest < lowest:
            raise PatternRefused("unknown", self.at)
        self.at = end + 1
        return lowest, highest

    def atom(self) -> _Node:
        start, one = self.at, self.take()
        if one == "(":
            return self.group(start)
        if one == "[":
            return self.letters(start)
        if one == ".":
            return _Letter(((0, _LAST),))
        if one == "\\":
            return _Letter(self.escaped(start))
        if one in "*+?{":
            raise PatternRefused("nothing_to_repeat", start)
        if one in "^$)]}":
            raise PatternRefused("unknown", start)
        return _Letter(((ord(one), ord(one)),))

    def group(self, start: int) -> _Node:
        if self.text.startswith("?:", self.at):
            self.at += 2
        elif self.text.startswith("?", self.at):
            raise PatternRefused("unknown", start)
        self.depth += 1
        if self.depth > _MOST_NESTED:
            raise PatternRefused("too_large", start)
        inside = self.choice()
        self.depth -= 1
        if not self.next_is(")"):
            raise PatternRefused("unfinished", start)
        return inside

    def letters(self, start: int) -> _Letter:
        negated = self.next_is("^")
        found: list[tuple[int, int]] = []
        while not (found and self.next_is("]")):
            found += self.one_range(start)
        return _Letter(_outside(found) if negated else tuple(found))

    def one_range(self, start: int) -> Ranges:
        first = self.bound(start)
        upto = self.text[self.at : self.at + 2]
        if len(first) > 1 or first[0][0] != first[0][1] or len(upto) < 2 or upto[0] != "-" or upto[1] == "]":
            return first
        self.at += 1
        last = self.bound(start)
        if len(last) > 1 or last[0][0] != last[0][1] or last[0][1] < first[0][0]:
            raise PatternRefused("unknown", start)
        return ((first[0][0], last[0][1]),)

    def bound(self, start: int) -> Ranges:
        one = self.take()
        return self.escaped(start) if one == "\\" else ((ord(one), ord(one)),)

    def escaped(self, start: int) -> Ranges:
        one = self.take()
        if one.lower() in _CLASSES:
            ranges = _CLASSES[one.lower()]
            return ranges if one.islower() else _outside(ranges)
        if one.isalnum():
            raise PatternRefused("unknown", start)
        return ((ord(one), ord(one)),)

    def next_is(self, sign: str) -> bool:
        there = self.text.startswith(sign, self.at)
        self.at += there
        return there

    def take(self) -> str:
        if self.at >= len(self.text):
            raise PatternRefused("unfinished", max(self.at - 1, 0))
        self.at += 1
        return self.text[self.at - 1]


def _outside(ranges: Ranges | list[tuple[int, int]]) -> Ranges:
    """Every character but these."""
    found, after = [], 0
    for first, last in sorted(ranges):
        if first > after:
            found.append((after, first - 1))
        after = max(after, last + 1)
    return tuple([*found, (after, _LAST)] if after <= _LAST else found)


@dataclass(slots=True)
class Pattern:
    """A pattern ready to be asked; `matches` speaks of the whole value."""

    letters: list[_Letter | None] = field(default_factory=list)  # what a state reads; None: nothing
    nexts: list[list[int]] = field(default_factory=list)
    start: frozenset[int] = frozenset()
    known: dict[tuple[frozenset[int], str], frozenset[int]] = field(default_factory=dict)

    def matches(self, value: str) -> bool:
        """Whether the whole value is of this pattern."""
        states = self.start
        for character in value:
            following = self.known.get((states, character))
            if following is None:
                following = self._remember(states, character)
            if not following:
                return False
            states = following
        return 0 in states

    def _remember(self, states: frozenset[int], character: str) -> frozenset[int]:
        if len(self.known) >= _MOST_REMEMBERED:
            self.known.clear()
        reached = self._reached(states, character)
        self.known[states, character] = reached
        return reached

    def _reached(self, states: frozenset[int], character: str) -> frozenset[int]:
        after = [
            one for state in states if (read := self.letters[state]) and read.reads(character)
            for one in self.nexts[state]
        ]  # fmt: skip
        return frozenset(self.closure(after))

    def closure(self, states: list[int]) -> Iterator[int]:
        """The states that read, and the last one (0), reached from these without reading."""
        seen, waiting = set(states), list(states)
        while waiting:
            state = waiting.pop()
            if self.letters[state] is not None or state == 0:
                yield state
                continue
            fresh = [one for one in self.nexts[state] if one not in seen]
            seen.update(fresh)
            waiting += fresh

    def add(self, letter: _Letter | None, *nexts: int) -> int:
        """One more state, and its number."""
        if len(self.letters) >= MOST_STATES:
            raise PatternRefused("too_large", 0)
        self.letters.append(letter)
        self.nexts.append(list(nexts))
        return len(self.letters) - 1

    def build(self, node: _Node, after: int) -> int:
        """States for a node that go on to `after`; the first of them."""
        if isinstance(node, _Letter):
            return self.add(node, after)
        if isinstance(node, _Sequence):
            for part in reversed(node.parts):
                after = self.build(part, after)
            return after
        if isinstance(node, _Choice):
            return self.add(None, *(self.build(way, after) for way in node.ways))
        return self._build_repeat(node, after)

    def _build_repeat(self, node: _Repeat, after: int) -> int:
        if node.most is None:
            state = self.add(None, after)
            self.nexts[state].append(self.build(node.what, state))
        else:
            state = after
            for _ in range(node.most - node.least):
                state = self.add(None, self.build(node.what, state), after)
        for _ in range(node.least):
            state = self.build(node.what, state)
        return state


@lru_cache(maxsize=200)
def pattern(text: str) -> Pattern:
    """The pattern of this text. Raises PatternRefused."""
    reader = _Reader(text)
    node = reader.choice()
    if reader.at < len(text):
        raise PatternRefused("unknown", reader.at)
    made = Pattern()
    made.add(None)  # 0: the end
    first = made.build(node, 0)
    made.start = frozenset(made.closure([first]))
    return made
