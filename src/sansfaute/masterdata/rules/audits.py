"""Rules that users write without code: a field, a condition, a scope; judged the same at every way in.

A condition says what is found wrong. An empty value meets `is_empty` alone: whatever else a rule
asks, it asks of values that are there. Values are read as the record holds them once cleaned, with
the rest as written; letters are compared without regard to case and accents, but in patterns.
"""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sansfaute.lib.sentences import sentences
from sansfaute.lib.text import fold, squeeze, unaccented
from sansfaute.masterdata.rules.fields import FIELDS, field_word
from sansfaute.masterdata.rules.patterns import PatternRefused, pattern
from sansfaute.masterdata.rules.records import RecordFinding

_WORDS = sentences(__package__ or "", "audits")
CONDITIONS: dict[str, dict[str, str]] = _WORDS["conditions"]
"""Name of a condition -> what it takes (argument) and its words (fr, en)."""
PREFIX = "audit:"
"""Before the identifier of a user's rule, in the name of what it finds."""
_LARGEST = 10_000
_SAME_AS_READ = frozenset(
    {
        "name", "kind", "line_1", "line_2", "post_code", "city", "vat_identifier", "email", "telephone", "iban",
        "bic", "contact_name", "electronic_address", "language", "nature",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UserRule:
    """A rule as a user wrote it; `scope` is the value that other fields must have."""

    identifier: str
    record_type: str
    field: str
    condition: str
    argument: str = ""
    scope: Mapping[str, str] = dataclasses.field(default_factory=dict)
    level: str = "warning"

    @property
    def name(self) -> str:
        """How what it finds is named: `audit:<id>`."""
        return f"{PREFIX}{self.identifier}"


@dataclass(frozen=True, slots=True)
class Around:
    """What a record alone does not tell: fields whose value another record has, days since a value was given."""

    shared: frozenset[str] = frozenset()
    ages: Mapping[str, int] = dataclasses.field(default_factory=dict)


ALONE = Around()


def view_of(values: Mapping[str, str], fields: Mapping[str, Any]) -> dict[str, str]:
    """What rules read of a record, text by field: as cleaned where cleaning keeps it text, else as written."""
    view = {name: squeeze(text) for name, text in values.items()}
    view |= {name: str(fields[name]) for name in _SAME_AS_READ if fields.get(name)}
    if fields.get("country_code"):
        view["country"] = str(fields["country_code"])
    if identifier := fields.get("siret") or fields.get("siren"):
        view["legal_identifier"] = str(identifier)
    return view


def company_findings(rules: Iterable[UserRule], view: Mapping[str, str], around: Around) -> tuple[RecordFinding, ...]:
    """What the company's own rules find in a record, seen as `view_of` gives it."""
    return tuple(
        RecordFinding(rule.field, rule.name, "error" if rule.level == "error" else "warning", view.get(rule.field, ""))
        for rule in rules
        if finds(rule, view, around)
    )


def finds(rule: UserRule, view: Mapping[str, str], around: Around = ALONE) -> bool:
    """Whether the rule, within its scope, finds this record."""
    if any(fold(view.get(name, "")) != fold(wanted) for name, wanted in rule.scope.items()):
        return False
    value = view.get(rule.field, "")
    if not value or rule.condition in ("is_empty", "is_not_empty"):
        return (rule.condition == "is_empty" and not value) or (rule.condition == "is_not_empty" and bool(value))
    if rule.condition == "is_not_unique":
        return rule.field in around.shared
    if rule.condition == "is_older_than":
        return around.ages.get(rule.field, 0) > int(rule.argument)
    if rule.condition == "differs_from_field":
        other = view.get(rule.argument, "")
        return bool(other) and _plain(other) != _plain(value)
    return _meets(rule.condition, value, rule.argument)


def _meets(condition: str, value: str, argument: str) -> bool:
    """The conditions that need the value alone."""
    if condition in ("is_longer_than", "is_shorter_than"):
        limit = int(argument)
        return len(value) > limit if condition == "is_longer_than" else len(value) < limit
    negated = condition in ("differs_from", "does_not_contain", "does_not_match", "is_not_one_of")
    if condition in ("matches", "does_not_match"):
        met = pattern(argument).matches(value)
    elif condition in ("contains", "does_not_contain"):
        met = _plain(argument) in _plain(value)
    else:
        among = [argument] if condition in ("equals", "differs_from") else argument.split(";")
        met = _plain(value) in {_plain(one) for one in among}
    return met != negated


def _plain(text: str) -> str:
    """Without case and accents, every sign kept: "+33" is not "33"."""
    return squeeze(text).casefold() if text.isascii() else unaccented(squeeze(text)).casefold()


def check_rule(rule: UserRule) -> list[dict[str, str]]:
    """All that is wrong with a rule: the part at fault (`about`) and a sentence in fr and en."""
    found = []
    known = FIELDS.get(rule.record_type, ())
    if rule.field not in known:
        found.append(problem("field", "field_unknown"))
    if set(rule.scope) - set(known):
        found.append(problem("scope", "scope_unknown"))
    if rule.level not in ("error", "warning"):
        found.append(problem("level", "level_unknown"))
    if rule.condition not in CONDITIONS:
        return [*found, problem("condition", "condition_unknown")]
    wrong = _argument_problem(rule, known)
    return [*found, problem("argument", wrong)] if wrong else found


def _argument_problem(rule: UserRule, known: Collection[str]) -> str:
    needs, argument = CONDITIONS[rule.condition]["argument"], rule.argument.strip()
    if needs == "none":
        return ""
    if not argument:
        return "argument_missing"
    if needs == "number" and not (argument.isascii() and argument.isdigit() and int(argument) <= _LARGEST):
        return "number_wrong"
    if needs == "field" and (argument not in known or argument == rule.field):
        return "other_field_unknown"
    if needs == "pattern":
        try:
            pattern(argument)
        except PatternRefused as refused:
            return f"pattern_{refused.reason}"
    return ""


def problem(about: str, name: str) -> dict[str, str]:
    """A problem of `audits.toml`, with the part of the rule that it is about."""
    return {"about": about, **_WORDS["problems"][name]}


def condition_words(rule: UserRule, language: str) -> str:
    """The rule in words: "E-mail contains @example.com, when kind of buyer = public"."""
    tongue = "fr" if language.startswith("fr") else "en"
    condition = CONDITIONS.get(rule.condition, {})
    asked = condition.get(tongue, rule.condition)
    if condition.get("argument") != "none":
        argument = rule.argument
        if rule.condition == "differs_from_field":
            argument = field_word(rule.record_type, argument, tongue)
        asked += f" « {argument} »" if tongue == "fr" else f" “{argument}”"
    said = f"{field_word(rule.record_type, rule.field, tongue)} {asked}"
    within = " ; ".join(
        f"{field_word(rule.record_type, name, tongue)} = {_WORDS['values'].get(one, {}).get(tongue, one)}"
        for name, one in rule.scope.items()
    )
    return f"{said} ({within})" if within else said


@dataclass(frozen=True, slots=True)
class ProposedRule:
    """A rule that what went wrong once suggests, to find the same elsewhere."""

    field: str
    condition: str
    argument: str
    scope: dict[str, str]


def propose_rule(name: str, value: str, kind: str) -> ProposedRule | None:
    """The rule that would have found this field of a buyer of this kind before it failed; None without a field.

    Nothing there: whoever is of the same kind must have it. A SIREN where the number of the
    establishment was wanted: it is too short. Else: this very value, wherever it stands.
    """
    if name not in FIELDS["buyer"]:
        return None
    scope = {"kind": kind} if kind else {}
    if not value:
        return ProposedRule(name, "is_empty", "", scope)
    if name == "legal_identifier" and len(value) == 9 and value.isdigit():
        return ProposedRule(name, "is_shorter_than", "14", scope)
    return ProposedRule(name, "equals", value[:255], {})
