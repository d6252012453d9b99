"""Reads a test of XPath 1.0 as data: what must be there, what must equal what, and how they are joined.

`["or", ["has", path], ["is", path, "=", "O"]]`; a test with anything else is none of our business.
"""

import re
from typing import Any

Condition = list[Any]

_TOKEN = re.compile(
    r"\s*(?:(?P<word>or|and)(?=[\s(])|(?P<not>(?:fn:)?not)\s*(?=\()|(?P<mark>[()])"
    r"|(?P<sign>!=|<=|>=|=|<|>)|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\d+)"
    r"|(?P<call>count|normalize-space|string|boolean|positive)\s*\(|(?P<path>(?://?)?(?:[\w:.*]|@|\[|/(?=[\w.*@/]))))"
)


_LIST = re.compile(r"\s*\(\s*'[^']*'(?:\s*,\s*'[^']*')*\s*\)")


class NotACondition(Exception):
    """The test does more than join simple conditions."""


def condition(test: str) -> Condition | None:
    """The test as data, or None."""
    try:
        parser = _Parser(test)
        found = parser.either()
        parser.end()
    except NotACondition:
        return None
    return found


class _Parser:
    """Reads one test from left to right; what it cannot read raises NotACondition."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def either(self) -> Condition:
        parts = [self._both()]
        while self._took("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else ["or", *parts]

    def end(self) -> None:
        if self._text[self._place :].strip():
            raise NotACondition

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._took("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else ["and", *parts]

    def _one(self) -> Condition:
        found = self._next()
        if found.group("not"):
            self._expect("(")
            inner = self.either()
            self._expect(")")
            return ["not", inner]
        if found.group("mark") == "(":
            inner = self.either()
            self._expect(")")
            return inner
        return self._compared(self._operand(found))

    def _compared(self, left: Any) -> Condition:
        found = self._peek()
        if found is None or not found.group("sign"):
            if left[0] in ("path", "test"):
                return ["has", left[1]]
            if left[0] in ("string", "normalize-space"):
                return ["is", left[1], "!=", "''"]
            raise NotACondition
        self._place = found.end()
        listed = _LIST.match(self._text, self._place)
        if listed and found.group("sign") == "=":
            self._place = listed.end()
            codes = re.findall(r"'[^']*'", listed[0])
            return ["or", *(["is", _written(left), "=", code] for code in codes)]
        right = self._operand(self._next())
        if "number" in (left[0], right[0]) and "count" not in (left[0], right[0]):
            raise NotACondition  # figures are compared in decimals, by another kind of check
        return ["is", _written(left), found.group("sign"), _written(right)]

    def _operand(self, found: re.Match[str]) -> tuple[str, str]:
        if found.group("text"):
            return "text", found.group("text")
        if found.group("number"):
            return "number", found.group("number")
        if found.group("call"):
            name = found.group("call")
            inner = self._operand(self._next())
            self._expect(")")
            if inner[0] != "path":
                raise NotACondition
            if name == "positive":
                return "test", f"positive({inner[1]})"
            return ("path", inner[1]) if name == "boolean" else (name, f"{name}({inner[1]})")
        if found.group("path"):
            self._place = found.end() - len(found.group("path"))
            return "path", self._path()
        raise NotACondition

    def _path(self) -> str:
        """Everything up to a blank, a bracket or a sign, conditions in square brackets taken whole."""
        start, depth = self._place, 0
        while self._place < len(self._text):
            one = self._text[self._place]
            depth += (one == "[") - (one == "]")
            if depth == 0 and one in " \t\r\n()=!<>,'\"$":
                break
            self._place += 1
        found = self._text[start : self._place].strip()
        if not found or re.search(r"\$|xs:|custom:|round|\bfor\b|\bsome\b|\bevery\b|\bif\b|\|", found) or depth:
            raise NotACondition
        return found

    def _peek(self) -> re.Match[str] | None:
        return _TOKEN.match(self._text, self._place)

    def _next(self) -> re.Match[str]:
        found = self._peek()
        if found is None:
            raise NotACondition
        self._place = found.end()
        return found

    def _took(self, word: str) -> bool:
        found = self._peek()
        if found is None or found.group("word") != word:
            return False
        self._place = found.end()
        return True

    def _expect(self, mark: str) -> None:
        found = self._next()
        if found.group("mark") != mark:
            raise NotACondition


def _written(operand: tuple[str, str]) -> str:
    return operand[1]
