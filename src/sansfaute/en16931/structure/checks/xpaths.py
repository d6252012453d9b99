"""Expressions of XPath 1.0 as tests, with the one comparison that it lacks; numbers are exact."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lxml import etree
from lxml.etree import _Element

from sansfaute.en16931.structure.checks.kinds import Holds
from sansfaute.en16931.structure.names import NAMESPACES

_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", re.ASCII)


def xpath(expression: str) -> Holds:
    """An expression as a test of an element."""
    evaluated = etree.XPath(
        f"boolean({expression})", namespaces=NAMESPACES, extensions=_EXTENSIONS, smart_strings=False
    )
    return lambda element: bool(evaluated(element))


def selecting(path: str) -> Callable[[_Element], Any]:
    """What a path selects, from an element: elements, texts of attributes, or one text."""
    return etree.XPath(path, namespaces=NAMESPACES, smart_strings=False)


def number(element: _Element) -> Decimal | None:
    """The number that an element holds, as XML Schema writes decimals; None when it holds none."""
    text = (element.text or "").strip(" \t\r\n")
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def _positive(_: Any, found: list[_Element]) -> bool:
    """Whether the number that an element holds is more than nought; without element it is not."""
    return any((value := number(one)) is not None and value > 0 for one in found)


_EXTENSIONS = {(None, "positive"): _positive}
