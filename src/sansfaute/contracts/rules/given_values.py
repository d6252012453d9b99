"""What a form, a file or JSON gives, read once for all readers of terms: numbers, days, yes or no, texts.

Each reader has sentences of its own for what it refuses; what can be read is decided here alone.
"""

from datetime import date, datetime
from decimal import Decimal

from sansfaute.lib.text import parse_date, parse_decimal, squeeze

YES, NO = frozenset({"true", "on", "1", "oui", "yes"}), frozenset({"", "false", "off", "0", "non", "no"})


def number_given(given: object) -> Decimal | None:
    """A number, exact; None when it is none. A yes or no is no number, nor is a binary fraction."""
    if isinstance(given, bool) or not isinstance(given, Decimal | int | str):
        return None
    read = parse_decimal(given) if isinstance(given, str) else Decimal(given)
    return read if read is not None and read.is_finite() else None


def day_given(given: object) -> date | None:
    """A plain date; None when it is none. A moment is no date."""
    if isinstance(given, date):
        return None if isinstance(given, datetime) else given
    return parse_date(given) if isinstance(given, str) else None


def truth_given(given: object) -> bool | None:
    """A yes or no: true, "true", "on", "1", "oui"; no when nothing is given; None when it is neither."""
    word = str(given or "").strip().lower()
    return word in YES if word in YES | NO else None


def text_given(given: object) -> str:
    """A text without needless spaces; "" when nothing is given."""
    return squeeze(str(given or ""))
