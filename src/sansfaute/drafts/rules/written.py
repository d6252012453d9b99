"""Figures and words as a person writes them: what an invoice can carry, or why not."""

from decimal import Decimal

from sansfaute.drafts.rules.edits import EditUnsound

LARGEST = Decimal(10) ** 12
"""Beyond it a figure is a slip of the hand: no column holds its product with another one."""
LONGEST = 1000


def figure(
    name: str, value: Decimal, places: int, *, least: Decimal | None = None, most: Decimal | None = None
) -> Decimal:
    """A finite number between the bounds with at most so many decimals. Raises EditUnsound, naming the figure."""
    if not value.is_finite() or abs(value) >= LARGEST:
        raise EditUnsound("figure_impossible", name=name)
    if (least is not None and value < least) or (most is not None and value > most):
        raise EditUnsound("figure_out_of_bounds", name=name, value=value)
    if value != round(value, places):
        raise EditUnsound("figure_too_fine", name=name, places=places)
    return value


def words(text: str) -> str:
    """The text without outer blanks. Raises EditUnsound for signs that no invoice can carry, or too many of them."""
    found = text.strip()
    if len(found) > LONGEST:
        raise EditUnsound("text_too_long", longest=LONGEST)
    if any(not (one.isprintable() or one in "\n\t\u00a0\u202f") for one in found):
        raise EditUnsound("text_unprintable")
    return found
