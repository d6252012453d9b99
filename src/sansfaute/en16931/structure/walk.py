"""One walk over a document with a table: every rule that does not hold, where it does not."""

from lxml.etree import QName, _Element

from sansfaute.en16931.structure.checks import Check
from sansfaute.en16931.structure.checks.paths import ANSWERS
from sansfaute.en16931.structure.names import shown
from sansfaute.en16931.structure.table import Place, Table
from sansfaute.en16931.values import Finding


def walk(root: _Element, table: Table) -> tuple[list[Finding], set[str]]:
    """The findings, in the order of the document; and the rules of the model that would have been asked."""
    found: list[Finding] = []
    asked: set[str] = set()
    answers = ANSWERS.set({})
    try:
        _walk(root, table, found, asked)
    finally:
        ANSWERS.reset(answers)
    return found, asked


def _walk(root: _Element, table: Table, found: list[Finding], asked: set[str]) -> None:
    known: dict[Check, bool] = {}
    waiting: list[tuple[_Element, Place]] = [(root, table.top.below(root.tag))]
    while waiting:
        element, place = waiting.pop()
        if place.patterns:
            found += [_finding(one, element) for one in _failed(element, place, known, asked)]
        if not place.ends:
            below = place.below
            waiting += [(child, below(child.tag)) for child in element.iterchildren("*", reversed=True)]


def _failed(element: _Element, place: Place, known: dict[Check, bool], asked: set[str]) -> list[Check]:
    """The checks that do not hold: those of the first rule of each pattern that means this element.

    `known` keeps the answers that are the same all over the document.
    """
    failed: list[Check] = []
    for rules in place.patterns:
        for rule in rules:
            if rule.condition is None or rule.condition(element):
                asked |= rule.asks
                failed += [one for one in rule.checks if not _holds(one, element, known)]
                break
    return failed


def _holds(one: Check, element: _Element, known: dict[Check, bool]) -> bool:
    if not one.whole:
        return one.holds(element)
    if one not in known:
        known[one] = one.holds(element)
    return known[one]


def _finding(one: Check, element: _Element) -> Finding:
    fr, en, fix_fr, fix_en = (sentence.replace("{at}", shown(element.tag)) for sentence in one.said)
    return Finding(
        rule=one.rule,
        level="error",
        term="",
        value=(element.text or "").strip()[:80] if len(element) == 0 else "",
        message={"fr": fr, "en": en},
        fix={"fr": fix_fr, "en": fix_en},
        path=path_of(element),
    )


def path_of(element: _Element) -> str:
    """Where an element is: `CrossIndustryInvoice/…/IncludedNote[2]`, the number given when it has namesakes."""
    steps: list[str] = []
    one: _Element | None = element
    while one is not None:
        name, place = QName(one).localname, 1 + sum(1 for _ in one.itersiblings(one.tag, preceding=True))
        alone = place == 1 and next(one.itersiblings(one.tag), None) is None
        steps.append(name if alone else f"{name}[{place}]")
        one = one.getparent()
    return "/".join(reversed(steps))
