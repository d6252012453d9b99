"""Lines that hold others, and the lines in them, for tests."""

from dataclasses import replace
from typing import Any

from sansfaute.en16931.model import Line, Price
from sansfaute.en16931.tests.samples import line
from sansfaute.en16931.values import ABSENT


def group(identifier: str, parent: str | None = None, **more: Any) -> Line:
    """A line that only holds others."""
    bare = replace(line(0), invoiced_quantity=ABSENT, unit_code="", price=Price(item_net_price=ABSENT))
    return replace(
        bare, identifier=identifier, parent_line_identifier=parent, subtype_code="GROUP", line_net_amount=ABSENT, **more
    )


def child(number: int, parent: str | None, subtype: str = "DETAIL", **more: Any) -> Line:
    """A line worth its number."""
    one = line(number, quantity="1", price=f"{number}.00")
    return replace(one, parent_line_identifier=parent, subtype_code=subtype, **more)
