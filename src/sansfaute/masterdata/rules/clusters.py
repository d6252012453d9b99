"""Ways of writing one thing: values of a column that seem to mean the same, as OpenRefine groups them.

By key collision (two values with one key) and by nearest neighbour (two values a few letters apart,
looked for among near neighbours in three alphabetical orders, never among all pairs).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from sansfaute.lib.text import fold
from sansfaute.masterdata.rules.profiles import Counted

WINDOW = 10
"""How many neighbours of the alphabetical order a value is compared with."""
ALIKE = 88
"""From how much likeness in percent (rapidfuzz ratio of folded texts) two values are neighbours."""
SHORTEST = 4
"""Below so many letters, one letter apart is another word."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Forms of what seems to be one value, the most frequent first; `proposed` is the form to keep."""

    forms: tuple[Counted, ...]
    proposed: str

    @property
    def rows(self) -> int:
        """How many records hold one of the forms."""
        return sum(one.count for one in self.forms)

    @property
    def odd_rows(self) -> int:
        """How many records hold another form than the proposed one."""
        return sum(one.count for one in self.forms if one.text != self.proposed)


def fingerprint(text: str) -> str:
    """The words without accents, case and punctuation, each once, sorted: "Café  BAR, le" is "bar cafe le"."""
    return " ".join(sorted(set(fold(text).split())))


def ngram_fingerprint(text: str, size: int = 2) -> str:
    """The groups of `size` letters, each once, sorted: blind to spaces and to doubled words."""
    letters = fold(text).replace(" ", "")
    return (
        "".join(sorted({letters[at : at + size] for at in range(max(1, len(letters) - size + 1))})) if letters else ""
    )


def phonetic_key(text: str) -> str:
    """How the words sound in French, each once, sorted: "Dupond", "Dupont" and "Dupons" share "dup5"."""
    words = fold(text.replace("ç", "ss").replace("Ç", "SS")).split()
    return " ".join(sorted({sound(_SHORT.get(word, word)) for word in words} - {""}))


_SHORT = {
    "st": "saint", "ste": "sainte", "sts": "saints", "av": "avenue", "ave": "avenue", "bd": "boulevard",
    "bld": "boulevard", "blvd": "boulevard", "pl": "place", "rte": "route", "ch": "chemin", "fg": "faubourg",
    "ets": "etablissements", "cie": "compagnie", "dr": "docteur", "gal": "general", "mal": "marechal",
}  # fmt: skip
"""Words that French addresses and names shorten."""


_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sounds)
    for pattern, sounds in (
        (r"(?<=[a-z])(?:es|e|s|t|d|x|z|p)+$", ""),  # letters at the end that are not heard
        (r"b(?=v)", ""),
        (r"sch|sh|ch", "C"),  # C, one sound of its own from here on
        (r"ph", "f"),
        (r"gn", "N"),
        (r"h", ""),
        (r"eau|au", "o"),
        (r"oi|oy", "wa"),
        (r"(?:ain|aim|ein|eim|in|im|yn|ym|un|um)(?![aeiouyhnm])", "1"),
        (r"(?:an|am|en|em)(?![aeiouyhnm])", "2"),
        (r"(?:on|om)(?![aeiouyhnm])", "5"),
        (r"ou", "w"),
        (r"ai|ei|ay|ey|er$|ez$", "e"),
        (r"oe|eu", "e"),
        (r"qu|q", "k"),
        (r"gu(?=[eiy])", "g"),
        (r"g(?=[eiy])", "j"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"t(?=i5)", "s"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"y", "i"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How one folded word sounds in French, letters and figures of our own; digits are left as written."""
    if any(one.isdigit() for one in word):
        return word
    for pattern, sounds in _SOUNDS:
        word = pattern.sub(sounds, word)
    return word


KEYS: dict[str, Callable[[str], str]] = {
    "fingerprint": fingerprint,
    "ngram": ngram_fingerprint,
    "phonetic": phonetic_key,
}
"""The methods by key; the other method is "near"."""
METHODS = (*KEYS, "near")


def clusters_of(values: Iterable[tuple[str, int]], method: str) -> list[Cluster]:
    """The clusters of these distinct values (each with its number of records), by one of METHODS; largest first."""
    groups = _near(values) if method == "near" else _collisions(values, KEYS[method])
    found = [_cluster(forms) for forms in groups]
    return sorted(found, key=lambda one: (-len(one.forms), -one.rows, one.proposed))


def _collisions(values: Iterable[tuple[str, int]], key: Callable[[str], str]) -> Iterator[list[Counted]]:
    """Values under one key, where there are several; a key without a letter says nothing."""
    by_key: dict[str, list[Counted]] = defaultdict(list)
    for text, count in values:
        if said := key(text):
            by_key[said].append(Counted(text, count))
    return (forms for forms in by_key.values() if len(forms) > 1)


def _cluster(forms: Sequence[Counted]) -> Cluster:
    ordered = sorted(forms, key=lambda one: (-one.count, _dress(one.text), one.text))
    return Cluster(tuple(ordered), ordered[0].text)


def _dress(text: str) -> int:
    """How badly a form is dressed: all capitals, no capital, double spaces; accents speak for it."""
    shouted = text == text.upper() or text == text.lower()
    return 2 * shouted + 2 * (text != " ".join(text.split())) + text.isascii()


def _near(values: Iterable[tuple[str, int]]) -> Iterator[list[Counted]]:
    by_fold: dict[str, list[Counted]] = defaultdict(list)
    for text, count in values:
        if said := fold(text):
            by_fold[said].append(Counted(text, count))
    known = list(by_fold)
    figures = [re.findall(r"\d+", said) for said in known]
    compared = [(said, at) for at, said in enumerate(known) if len(said) >= SHORTEST]
    leader = list(range(len(known)))
    for order in (lambda said: said, lambda said: said[::-1], lambda said: " ".join(sorted(said.split()))):
        by_order = sorted((order(said), at) for said, at in compared)
        for place, (_, at) in enumerate(by_order):
            for _, other in by_order[place + 1 : place + WINDOW]:
                if figures[at] == figures[other] and _are_near(known[at], known[other]):
                    leader[_lead(leader, other)] = _lead(leader, at)
    groups: dict[int, list[Counted]] = defaultdict(list)
    for at, said in enumerate(known):
        groups[_lead(leader, at)] += by_fold[said]
    return (forms for forms in groups.values() if len(forms) > 1)


def _lead(leader: list[int], at: int) -> int:
    while leader[at] != at:
        leader[at] = leader[leader[at]]
        at = leader[at]
    return at


def _are_near(one: str, other: str) -> bool:
    """A few letters apart; the figures of both are the same already, since 12 rue X is not 14 rue X."""
    if abs(len(one) - len(other)) * 100 > (100 - ALIKE) * (len(one) + len(other)):
        return False
    return fuzz.ratio(one, other, score_cutoff=ALIKE) >= ALIKE
