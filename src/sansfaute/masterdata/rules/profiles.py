"""The profile of a column: what fills it, which patterns its values have, which of them are rare.

One pass over the distinct values of the column, each with its count; what is kept is bounded,
whatever the length of the column.
"""

import heapq
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

FREQUENT = 10
"""How many of the most frequent values are kept."""
PATTERNS_KEPT = 2000
"""How many different patterns are counted; a column with more of them is free text."""
_DIGITS = str.maketrans("0123456789٠١٢٣٤٥٦٧٨٩", "9" * 20)
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Counted:
    """A text and how many records hold it."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A class of texts ("99999", "A-99"), how many records have it, and one of them."""

    pattern: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What one column holds; `rare` is empty for free text, where no pattern is ordinary."""

    total: int
    filled: int
    distinct: int
    frequent: tuple[Counted, ...]
    patterns: tuple[TextPattern, ...]
    rare: tuple[TextPattern, ...]

    @property
    def blank(self) -> int:
        """How many records leave it empty."""
        return self.total - self.filled

    @property
    def is_free_text(self) -> bool:
        """Whether its patterns are too many to tell the ordinary from the odd."""
        return not self.patterns


def text_pattern(text: str) -> str:
    """The class of a text: each digit 9, each run of letters A (capitals), a (small) or Aa (both); the rest as it is.

    >>> text_pattern("69007"), text_pattern("C-12"), text_pattern("Le Havre")
    ('99999', 'A-99', 'Aa Aa')
    """
    pattern = _LETTERS.sub(_letters, text[:200]).translate(_DIGITS)
    return pattern if len(pattern) <= _LONGEST else pattern[: _LONGEST - 1] + "…"


def _letters(found: re.Match[str]) -> str:
    run = found[0]
    if run == run.upper():
        return "A"
    return "a" if run == run.lower() else "Aa"


def profile_column(values: Iterable[tuple[str, int]], total: int) -> ColumnProfile:
    """The profile of a column from its distinct values, each with the number of records that hold it.

    Empty texts count as blank; `total` is the number of records.
    """
    filled = distinct = 0
    top: list[tuple[int, str]] = []
    patterns: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for text, count in values:
        if not text:
            continue
        filled, distinct = filled + count, distinct + 1
        _keep_frequent(top, text, count)
        pattern = text_pattern(text)
        if pattern in patterns or len(patterns) < PATTERNS_KEPT:
            patterns[pattern] += count
            examples.setdefault(pattern, text)
    frequent = tuple(Counted(text, count) for count, text in sorted(top, key=lambda one: (-one[0], one[1])))
    told, rare = _told(patterns, examples, filled)
    return ColumnProfile(total, filled, distinct, frequent, told, rare)


def _keep_frequent(top: list[tuple[int, str]], text: str, count: int) -> None:
    if len(top) < FREQUENT:
        heapq.heappush(top, (count, text))
    elif count > top[0][0]:
        heapq.heapreplace(top, (count, text))


def _told(
    patterns: Counter[str], examples: dict[str, str], filled: int
) -> tuple[tuple[TextPattern, ...], tuple[TextPattern, ...]]:
    """The ordinary patterns and the rare ones, none of either for free text.

    A column has patterns when at most eight of them, of 2 % or more each, make nine tenths of it; the
    rest is then odd, and worth a look.
    """
    ordered = [TextPattern(pattern, count, examples[pattern]) for pattern, count in patterns.most_common()]
    ordinary = [one for one in ordered if one.count * 50 >= filled][:8]
    if not ordinary or sum(one.count for one in ordinary) * 10 < filled * 9:
        return (), ()
    rare = [one for one in ordered if one not in ordinary]
    return tuple(ordinary), tuple(rare)
