"""Sub-lines of EXTENDED-CTC-FR: which lines have an amount of their own, and what a group of lines amounts to.

Lines without subtype and DETAIL lines count in the totals (`Line.counts`); GROUP and INFORMATION lines do not.
Source: EXTENDED-CTC-FR, EXT-FR-FE-162 (parent line), EXT-FR-FE-163 (subtype), BR-FREXT-08 (a group is the sum
of the DETAIL and GROUP lines of the next lower level), BR-FREXT-CO-10.
"""

from collections.abc import Iterator
from dataclasses import replace

from sansfaute.en16931.model import Line
from sansfaute.en16931.totals.arithmetic import ZERO, add, round_half_up
from sansfaute.en16931.values import Amount

DETAIL = "DETAIL"
GROUP = "GROUP"


class GroupInCircle(ArithmeticError):
    """A group of lines that contains itself."""


def is_priced(line: Line) -> bool:
    """Whether the net amount of the line is its price for its quantity: always if it counts, else if both are given."""
    if line.counts:
        return True
    return not (line.subtype_code == GROUP or line.invoiced_quantity.is_nan() or line.price.item_net_price.is_nan())


def with_groups(lines: tuple[Line, ...], places: int) -> tuple[Line, ...]:
    """The lines, where the net amount of each GROUP line is the sum of its children."""
    groups = groups_of(lines)
    if not groups:
        return lines
    sums: dict[str, Amount] = {}
    for line in lines:
        if line.subtype_code == DETAIL:
            for group in ancestors(line, groups):
                sums[group.identifier] = add(sums.get(group.identifier, ZERO), line.line_net_amount)
    return tuple(
        replace(line, line_net_amount=round_half_up(sums.get(line.identifier, ZERO), places))
        if line.subtype_code == GROUP
        else line
        for line in lines
    )


def groups_of(lines: tuple[Line, ...]) -> dict[str, Line]:
    """The GROUP lines by their identifier."""
    return {line.identifier: line for line in lines if line.subtype_code == GROUP}


def ancestors(line: Line, groups: dict[str, Line]) -> Iterator[Line]:
    """The groups that hold a line, from the nearest outwards; raises GroupInCircle."""
    seen: set[str] = set()
    parent = line.parent_line_identifier
    while parent is not None and (group := groups.get(parent)) is not None:
        if parent in seen:
            raise GroupInCircle(parent)
        seen.add(parent)
        yield group
        parent = group.parent_line_identifier
