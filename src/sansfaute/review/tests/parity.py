"""Native verdict against the official packs: the same set of error rules on the same document."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sansfaute.en16931 import judgement
from sansfaute.en16931.rules import not_coded
from sansfaute.en16931.values import Finding
from sansfaute.review.adapters.official import OfficialVerdict, judge
from sansfaute.review.adapters.official.schema import findings as schema
from sansfaute.review.tests.known_differences import unexplained
from sansfaute.review.tests.mutants import Mutant

_BATCH = 2_100  # judged kind by kind: a worker keeps few packs in its memory, and compiles them anew for others
_FRENCH = "BR-FR-Flux2"  # in the name of either French stylesheet


@dataclass(frozen=True, slots=True)
class Compared:
    """Both verdicts on one document; `native` and `official` hold what one side alone names."""

    mutant: Mutant
    outcome: str
    native: frozenset[str] = frozenset()
    official: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()

    @property
    def differs(self) -> bool:
        """Whether the two sides disagree, known errors of the official packs aside."""
        return bool(self.native or self.official)


@dataclass(slots=True)
class Tally:
    """Counts over many documents, and the smallest example of each difference."""

    documents: int = 0
    same: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    parts: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    differences: Counter[str] = field(default_factory=Counter)
    rules: set[str] = field(default_factory=set)
    examples: dict[str, Compared] = field(default_factory=dict)

    def add(self, one: Compared) -> None:
        """Counts one document."""
        self.documents += 1
        self.same += not one.differs
        self.outcomes[one.outcome] += 1
        self.rules |= one.named
        mutant = one.mutant
        for kind in mutant.kinds or ("none",):
            self._count("mutations", kind, one)
        self._count("profiles", f"{mutant.syntax} {mutant.profile}", one)
        for side, rules in (("native", one.native), ("official", one.official)):
            for rule in rules:
                self._difference(f"{rule} {side} {mutant.syntax} {mutant.profile}", one)

    def report(self) -> dict[str, Any]:
        """The figures, as JSON holds them: `[same, documents]` by kind of mutation and by profile."""
        return {
            "documents": self.documents,
            "same": self.same,
            "share": round(self.same / max(self.documents, 1), 5),
            "outcomes": dict(self.outcomes.most_common()),
            "rules_met": len(self.rules),
            "profiles": dict(sorted(self.parts.get("profiles", {}).items())),
            "mutations": dict(sorted(self.parts.get("mutations", {}).items())),
            "differences": dict(self.differences.most_common()),
        }

    def _count(self, part: str, name: str, one: Compared) -> None:
        counts = self.parts.setdefault(part, {}).setdefault(name, [0, 0])
        counts[0] += not one.differs
        counts[1] += 1

    def _difference(self, name: str, one: Compared) -> None:
        self.differences[name] += 1
        best = self.examples.get(name)
        if best is None or _size(one) < _size(best):
            self.examples[name] = one


def compare(mutants: Iterable[Mutant]) -> Iterator[Compared]:
    """Both verdicts on each document, in order; the official packs work in their own processes."""
    stream = iter(mutants)
    while batch := list(islice(stream, _BATCH)):
        for mutant, official in zip(batch, judge([one.content for one in batch]), strict=True):
            yield compared(mutant, official)


def compared(mutant: Mutant, official: OfficialVerdict) -> Compared:
    """The native verdict beside the official one.

    "broken" is an official stylesheet that gave up on the document (a type error in one of its
    tests): it judged nothing there, and only the rules of the others are compared.
    """
    native = judgement.judge(mutant.content, schema=schema)
    ours = errors(native.findings) - not_coded(native.syntax, native.profile)
    theirs = errors(official.findings)
    if "XSD" in theirs:
        outcome = "refused by the schema"
        ours = {one for one in ours if not one.startswith("read.")}  # the schema says it too
    elif official.why:
        outcome = "not run" if not official.packs else "broken"
        ours = {one for one in ours if _was_asked(one, official)}
    else:
        outcome = official.verdict
    native_only, official_only = unexplained(mutant, ours - theirs, theirs - ours)
    return Compared(mutant, outcome, frozenset(native_only), frozenset(official_only), frozenset(theirs))


def _was_asked(rule: str, official: OfficialVerdict) -> bool:
    """Whether the stylesheet that states a rule really ran: the French one, or that of the profile."""
    french = [_FRENCH in pack for pack in official.packs if ".xsl" in pack]
    return rule.startswith("BR-FR-") in french


def errors(findings: Iterable[Finding]) -> set[str]:
    """The names of the rules that an error bears."""
    return {one.rule for one in findings if one.level == "error"}


def tally(mutants: Iterable[Mutant]) -> Tally:
    """The counts over all documents."""
    result = Tally()
    for one in compare(mutants):
        result.add(one)
    return result


def _size(one: Compared) -> tuple[int, int, int]:
    return (len(one.mutant.kinds), len(one.native) + len(one.official), len(one.mutant.content))
