"""Lines under lines (EXTENDED): parents, children, groups at the top, sub-invoice numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from sansfaute.en16931.model import Line
from sansfaute.en16931.structure.forms import trimmed

GROUP, DETAIL, INFORMATION = "GROUP", "DETAIL", "INFORMATION"
SUBTYPES = (DETAIL, GROUP, INFORMATION)
SUB_INVOICE, SUB_PROCESS = "AFL", "AVV"


class Groups:
    """Which line stands under which, by the identifiers of the lines; linear in their number."""

    __slots__ = ("_children", "_lines", "_read", "numbers")

    def __init__(self, lines: Sequence[Line], read: Callable[[str], str] = str) -> None:
        """`read` takes an identifier as it is compared: as written, or without blanks around."""
        self._read = read
        self._lines: dict[str, list[Line]] = defaultdict(list)
        self._children: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            self._lines[read(line.identifier)].append(line)
            if line.parent_line_identifier is not None:
                self._children[read(line.parent_line_identifier)].append(line)
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


def top_groups(lines: Sequence[Line]) -> Iterator[tuple[int, Line]]:
    """(place, line) of every group that stands under no other line: one sub-invoice each."""
    for place, line in enumerate(lines):
        if line.subtype_code == GROUP and line.parent_line_identifier is None:
            yield place, line


def object_number(line: Line, scheme: str) -> str:
    """The number that an invoiced object of the line has in a scheme (AFL: its sub-invoice), or nothing."""
    return next((trimmed(one.value) for one in line.object_identifiers if one.scheme == scheme), "")
