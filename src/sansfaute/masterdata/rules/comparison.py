"""The findings of the rules beside what is known of a file: what was planted in it, and what is sound."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sansfaute.masterdata.rules.records import RecordFinding

_SHARE = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class IssueScore:
    """How one kind of error was found: planted, found of those, and said where nothing was planted."""

    issue: str
    planted: int
    found: int
    missed: tuple[str, ...]  # codes
    elsewhere: tuple[str, ...]  # codes where the rule is said at the same or a higher level, and was not planted

    @property
    def recall(self) -> Decimal:
        """The share of planted errors that were found; 1 when none was planted."""
        return _share(self.found, self.planted)

    @property
    def precision(self) -> Decimal:
        """The share of what the rule says that was planted; 1 when it says nothing."""
        return _share(self.found, self.found + len(self.elsewhere))


@dataclass(frozen=True, slots=True)
class Comparison:
    """All kinds of error, and the sound records of which a rule says an error."""

    issues: tuple[IssueScore, ...]
    sound: int
    sound_called_wrong: dict[str, tuple[str, ...]]  # rules by code
    unknown_codes: int  # records that the truth does not name


def read_issues(text: str) -> frozenset[str]:
    """The names of errors in a cell of a truth file, whatever parts them."""
    return frozenset(re.findall(r"[a-z_0-9]+", text.lower()))


def compare(findings: Mapping[str, Iterable[RecordFinding]], truth: Mapping[str, frozenset[str]]) -> Comparison:
    """Findings by code beside the errors planted, by code.

    A planted error counts as found when a rule of its name is said of the record at any level. A rule
    counts as said elsewhere only where it says an error: a warning calls nothing invalid.
    """
    said = {code: tuple(found) for code, found in findings.items() if code in truth}
    names = sorted({issue for issues in truth.values() for issue in issues})
    errors = {code: {one.rule for one in found if one.level == "error"} for code, found in said.items()}
    rules = {code: {one.rule for one in found} for code, found in said.items()}
    scores = [_issue_score(name, rules, errors, truth) for name in names]
    sound = [code for code, issues in truth.items() if not issues and code in said]
    wrong = {code: tuple(sorted(errors[code])) for code in sound if errors[code]}
    return Comparison(tuple(scores), len(sound), wrong, len(findings) - len(said))


def _issue_score(
    name: str, rules: Mapping[str, set[str]], errors: Mapping[str, set[str]], truth: Mapping[str, frozenset[str]]
) -> IssueScore:
    planted = [code for code, issues in truth.items() if name in issues]
    missed = tuple(code for code in planted if name not in rules.get(code, set()))
    elsewhere = tuple(code for code, said in errors.items() if name in said and name not in truth[code])
    return IssueScore(name, len(planted), len(planted) - len(missed), missed, elsewhere)


def count_rules(findings: Iterable[RecordFinding]) -> Counter[tuple[str, str]]:
    """How often each rule is said, by level and rule."""
    return Counter((one.level, one.rule) for one in findings)


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(_SHARE, ROUND_HALF_UP) if whole else Decimal(1)
