"""Lines under lines (EXTENDED): parents, children, groups at the top, sub-invoice numbers."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sansfaute.en16931.model import Invoice, Line
from sansfaute.en16931.structure.forms import trimmed

GROUP, DETAIL, INFORMATION = "GROUP", "DETAIL", "INFORMATION"
SUBTYPES = (DETAIL, GROUP, INFORMATION)
SUB_INVOICE, SUB_PROCESS = "AFL", "AVV"
_NUMBER = re.compile(r"lines\[([0-9]+)\]\.(identifier|parent_line_identifier|subtype_code)")


class Groups:
    """Which line stands under which, by the identifiers of the lines; linear in their number."""

    __slots__ = ("_children", "_lines", "_read", "numbers")

    def __init__(
        self, lines: Sequence[Line], read: Callable[[str], str] = str, *, absent_is_blank: bool = False
    ) -> None:
        """`read` takes an identifier as it is compared: as written, or without blanks around.

        Where an absent identifier is a blank one, a line without parent stands under one without identifier.
        """
        self._read = read
        self._lines: dict[str, list[Line]] = defaultdict(list)
        self._children: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            self._lines[read(line.identifier)].append(line)
            if line.parent_line_identifier is not None or absent_is_blank:
                self._children[read(line.parent_line_identifier or "")].append(line)
        self.numbers = frozenset(self._lines)

    def parent(self, line: Line) -> Line | None:
        """The line that this one stands under, if it is in the document."""
        found = self._lines.get(self._read(line.parent_line_identifier or ""))
        return found[0] if found else None

    def under(self, line: Line) -> Sequence[Line]:
        """The lines directly under this one."""
        return self.below(self._read(line.identifier))

    def below(self, identifier: str) -> Sequence[Line]:
        """The lines that name this one as their parent."""
        return self._children.get(identifier, ())

    def children(self, line: Line, *subtypes: str) -> list[Line]:
        """The lines directly under this one, of these subtypes."""
        return [one for one in self.under(line) if one.subtype_code in subtypes]


def lines_as_written(invoice: Invoice, raw: Mapping[str, str]) -> Invoice:
    """The invoice, what says which line stands under which with the blanks around it, which rules of UBL compare."""
    written: dict[int, dict[str, Any]] = defaultdict(dict)
    for path, text in raw.items():
        found = _NUMBER.fullmatch(path)
        if found is not None:
            written[int(found[1])][found[2]] = text
    if not written:
        return invoice
    lines = [replace(one, **written[place]) if place in written else one for place, one in enumerate(invoice.lines)]
    return replace(invoice, lines=tuple(lines))


def top_groups(lines: Sequence[Line]) -> Iterator[tuple[int, Line]]:
    """(place, line) of every group that stands under no other line: one sub-invoice each."""
    for place, line in enumerate(lines):
        if line.subtype_code == GROUP and line.parent_line_identifier is None:
            yield place, line


def object_number(line: Line, scheme: str) -> str:
    """The number that an invoiced object of the line has in a scheme (AFL: its sub-invoice), or nothing."""
    return next((trimmed(one.value) for one in line.object_identifiers if one.scheme == scheme), "")
