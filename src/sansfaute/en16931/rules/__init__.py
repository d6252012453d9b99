"""The official rules, native: one function for each, named by it, with message and fix in two languages.

`check` gives the same rule names as the official packs on the same document (see the parity test),
in about a millisecond. Which rules apply is decided by syntax, profile (BT-24) and date.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import InvalidOperation
from functools import cache
from typing import Any

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.profiles import profile_named
from sansfaute.en16931.rules import (
    calculation,
    code_values,
    document,
    extended_lines,
    extended_totals,
    fr_amounts,
    fr_conditions,
    fr_document,
    fr_identifiers,
    fr_items,
    fr_parties,
    fr_several_sellers,
    fr_sub_invoices,
    fr_uncoded,
    lines,
    parties,
    present,
    ubl_document,
    ubl_vat,
    vat,
)
from sansfaute.en16931.rules.carriage import unwritable
from sansfaute.en16931.rules.facts import NOTHING_GIVEN, OF_ANY_TAX, Facts, Given
from sansfaute.en16931.rules.groups import lines_as_written
from sansfaute.en16931.rules.packs import PACK, judged_as, level_in, tolerated_at_reception
from sansfaute.en16931.rules.rule import Rule, as_listed_in
from sansfaute.en16931.rules.scopes import CATEGORY_OF, SCOPES
from sansfaute.en16931.rules.shape import shape
from sansfaute.en16931.values import Finding

__all__ = ["NOTHING_GIVEN", "PACK", "RULES", "Finding", "Given", "Rule", "check", "not_coded", "rules_for", "shape"]

_MODULES = (
    document,
    present,
    parties,
    lines,
    calculation,
    code_values,
    vat,
    ubl_document,
    ubl_vat,
    extended_lines,
    extended_totals,
    fr_document,
    fr_identifiers,
    fr_items,
    fr_conditions,
    fr_parties,
    fr_amounts,
    fr_several_sellers,
    fr_sub_invoices,
    fr_uncoded,
)
RULES: tuple[Rule, ...] = tuple(rule for module in _MODULES for rule in module.RULES)
"""Every rule, those of all profiles and of both syntaxes."""

Chosen = dict[str, dict[str, tuple[Rule, ...]]]
"""The rules that apply to a document, by scope and by the VAT category of its items ("" for any other)."""


def check(
    invoice: Invoice,
    *,
    syntax: str = "cii",
    raw: Mapping[str, str] | None = None,
    given: Given = NOTHING_GIVEN,
) -> list[Finding]:
    """Every rule of the document's profile, and of France, that does not hold; empty when it is right.

    `syntax` is the one it was, or will be, written in; `raw` the texts as they were written, by model
    path, where they are not the plain form of the value; `given` what only the caller knows (today,
    the size of the file, numbers already used). Never raises: a value that nothing can carry is a
    finding, and the rules are then not asked.
    """
    findings, empty = unwritable(invoice)
    if findings:
        return findings
    profile = profile_named(invoice.process_control.specification_identifier)
    if syntax == "ubl" and raw:
        invoice = lines_as_written(invoice, raw)
    facts = Facts(invoice, empty, *judged_as(syntax, profile), raw=raw or {}, given=given)
    chosen = rules_for(facts.syntax, facts.profile, stage=_stage(invoice.issue_date))
    for scope, asked in chosen.items():
        category_of, rules = CATEGORY_OF.get(scope), asked[""]
        for path, item in SCOPES[scope](invoice):
            if category_of is not None:
                rules = asked.get(category_of(item), asked[""])
                if facts.raw and facts.is_of_another_tax(path):
                    rules = asked[""]
            if facts.raw and scope == "vat_breakdown" and facts.is_passed_over(path):
                rules = tuple(one for one in rules if one.id in OF_ANY_TAX or one.id.startswith("BR-FR-"))
            findings += [one.finding(item, path, facts) for one in _broken(rules, item, path, facts)]
    if given.received_date is not None:
        findings = [_as_received(one, given.received_date) for one in findings]
    return findings


@cache
def rules_for(syntax: str, profile: str, *, stage: int = 0) -> Chosen:
    """The rules of a syntax and profile, by scope; `stage` counts the starting days that have passed."""
    started = _STARTS[:stage]
    found: dict[str, list[Rule]] = {}
    for one in RULES:
        for named in _as_named(one, syntax, profile, started):
            found.setdefault(one.on, []).append(named)
    return {scope: _by_category(found[scope]) for scope in SCOPES if scope in found}


def _by_category(rules: list[Rule]) -> dict[str, tuple[Rule, ...]]:
    categories = {"", *(one.category for one in rules)}
    return {code: tuple(one for one in rules if one.category in ("", code)) for code in categories}


@cache
def not_coded(syntax: str, profile: str) -> frozenset[str]:
    """Names of the rules that apply to such documents and that no official stylesheet codes for them."""
    chosen = rules_for(*judged_as(syntax, profile), stage=len(_STARTS))
    return frozenset(one.id for asked in chosen.values() for rules in asked.values() for one in rules if not one.coded)


def _as_named(one: Rule, syntax: str, profile: str, started: list[date]) -> list[Rule]:
    """The rule under the names, and at the level, that the packs give it; none where they do not code it."""
    if (one.syntaxes and syntax not in one.syntaxes) or (one.profiles and profile not in one.profiles):
        return []
    if not one.coded:
        return [one] if one.since is None or one.since in started else []
    levels = [(name, level_in(syntax, profile, name)) for name in (one.id, *one.also)]
    listed = as_listed_in(f"{syntax}/{profile}", one) if one.among else one
    return [replace(listed, id=name, level=level) for name, level in levels if level]


def _broken(rules: tuple[Rule, ...], item: Any, path: str, facts: Facts) -> list[Rule]:
    """The rules that do not hold for an item; comparing an absent figure is not holding."""
    if facts.raw:
        return [one for one in rules if not _holds(one, item, path, facts)]
    try:
        return [one for one in rules if not one.holds(item, facts)]
    except InvalidOperation:
        return [one for one in rules if not _holds(one, item, path, facts)]


def _holds(one: Rule, item: Any, path: str, facts: Facts) -> bool:
    try:
        return one.holds_as(item, path, facts)
    except InvalidOperation:
        return False


def _stage(day: date) -> int:
    """How many of the days on which rules that no pack codes begin have come."""
    return bisect_right(_STARTS, day)


def _as_received(found: Finding, day: date) -> Finding:
    tolerated = found.level == "error" and tolerated_at_reception(found.rule, day)
    return replace(found, level="warning") if tolerated else found


_STARTS = sorted({one.since for one in RULES if one.since is not None})
