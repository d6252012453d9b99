"""Paths of children, the most common ones, walked without XPath: a document has thousands of them.

`ram:A/ram:B`, `@scheme`, `ram:A/@scheme` and `.` are walked; any other path is an expression of XPath.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from lxml.etree import _Element

from sansfaute.en16931.structure.checks.kinds import Holds
from sansfaute.en16931.structure.checks.xpaths import selecting, xpath
from sansfaute.en16931.structure.names import tag

Texts = Callable[[_Element], list[str]]

_SIMPLE = re.compile(r"(?:\./)?((?:\w+:\w+/)*\w+:\w+|\.)(?:/?(@\w+))?|(@\w+)")
_EQUAL = re.compile(r"\[\s*([\w:/@.]+)\s*=\s*(?:'([^']*)'|\"([^\"]*)\")\s*\]")


def texts(path: str) -> Texts:
    """The texts that a path leads to, from an element, as they are written."""
    steps, attribute = _steps(path)
    if steps is None:
        select = selecting(path)
        return lambda element: [one if isinstance(one, str) else one.text or "" for one in select(element)]
    if attribute:
        return lambda element: [value for one in _below(element, steps) if (value := one.get(attribute)) is not None]
    return lambda element: [one.text or "" for one in _below(element, steps)]


def elements(path: str) -> Callable[[_Element], Any]:
    """The elements, or texts, that a path selects."""
    steps, attribute = _steps(path)
    return selecting(path) if steps is None or attribute else lambda element: _below(element, steps)


def written(path: str) -> Holds:
    """Whether the first thing that a path leads to has a text that is not blank."""
    steps, attribute = _steps(path)
    evaluated = xpath(f"normalize-space({path}) != ''")
    if steps is None or attribute:
        return evaluated

    def holds(element: _Element) -> bool:
        found = _below(element, steps)[:1]
        if found and len(found[0]):
            return evaluated(element)  # the texts of what is below it count as well
        return bool(found and (found[0].text or "").strip(" \t\r\n"))

    return holds


def has(path: str) -> Holds:
    """Whether a path leads anywhere."""
    steps, attribute = _steps(path)
    if steps is None:
        return _once(path) if path.startswith("/") else xpath(path)
    if attribute:
        return lambda element: any(one.get(attribute) is not None for one in _below(element, steps))
    if len(steps) == 1:
        (name,) = steps
        return lambda element: next(element.iterchildren(name), None) is not None
    return lambda element: bool(_below(element, steps))


ANSWERS: ContextVar[dict[str, bool] | None] = ContextVar("answers", default=None)
"""What paths from the top of the document being walked have answered: it is the same wherever they are asked."""


def _once(path: str) -> Holds:
    evaluated = xpath(path)

    def holds(element: _Element) -> bool:
        answers = ANSWERS.get()
        if answers is None:
            return evaluated(element)
        if path not in answers:
            answers[path] = evaluated(element)
        return answers[path]

    return holds


def equal(condition: str) -> Holds | None:
    """The test `[path = 'text']` alone; None for any other condition."""
    found = _EQUAL.fullmatch(condition)
    if found is None or _steps(found[1])[0] is None:
        return None
    read, text = texts(found[1]), found[2] if found[2] is not None else found[3]
    return lambda element: text in read(element)


def _steps(path: str) -> tuple[tuple[str, ...] | None, str]:
    """The names on the way and the attribute at its end; None when the path is more than that."""
    found = _SIMPLE.fullmatch(path)
    if found is None:
        return None, ""
    names = () if found[1] in (None, ".") else tuple(map(tag, found[1].split("/")))
    return names, (found[2] or found[3] or "")[1:]


def _below(element: _Element, steps: tuple[str, ...]) -> list[_Element]:
    found = [element]
    for name in steps:
        found = [child for one in found for child in one.iterchildren(name)]
    return found
