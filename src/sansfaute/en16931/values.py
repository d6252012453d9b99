"""The value types of EN 16931-1, section 6.5: exact decimals, identifiers with their scheme.

Amounts, prices, quantities and percentages are `decimal.Decimal`; a float never enters.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import SupportsIndex

Amount = Decimal
"""Money in the currency of the invoice, at most the minor unit's decimals (type "Amount")."""

UnitPrice = Decimal
"""Price of one unit, any number of decimals (type "Unit Price Amount")."""

Quantity = Decimal
"""A number of units, any number of decimals (type "Quantity")."""

Percentage = Decimal
"""A rate in percent: 20 means 20 % (type "Percentage")."""


class _Absent(Decimal):
    """Not a number, and equal to itself: two documents that lack the same figure are equal."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    __hash__ = Decimal.__hash__

    def __reduce_ex__(self, protocol: SupportsIndex) -> str:
        """Copied and pickled by name, so that there is one only."""
        return "ABSENT"


ABSENT: Decimal = _Absent("NaN")
"""A compulsory figure that the source does not give. Sums with it are not a number; `<` and `>` raise."""

NO_DATE = date.min
"""A compulsory date that the source does not give."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier with the scheme that gives it meaning (ISO/IEC 6523 or EAS code), if any."""

    value: str
    scheme: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class BinaryObject:
    """An attached file (type "Binary object"): its bytes, MIME code and file name."""

    content: bytes
    mime_code: str
    filename: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule, or a reader, has to say of a document.

    `rule` is the official identifier (`BR-CO-15`) or one of ours (`read.date`), `level` is "error"
    or "warning", `term` the BT or BG at fault (empty when unknown), `path` says where in the
    document (`lines[3].vat`), `message` and `fix` hold the French and the English sentence.
    """

    rule: str
    level: str
    term: str
    value: str
    message: dict[str, str]
    fix: dict[str, str]
    path: str = ""


def is_absent(value: object) -> bool:
    """Whether a term says nothing: None, no text, no item, ABSENT (or a sum with it), NO_DATE."""
    if isinstance(value, Decimal):
        return value.is_nan()
    return value is None or value in ("", (), NO_DATE)


def is_figure(value: Decimal) -> bool:
    """Whether a number is finite and of a size that can be written out: at most 100 digits either way."""
    return value.is_finite() and abs(value.adjusted()) <= 100


def decimal_text(value: Decimal) -> str:
    """`value` in plain notation with its own decimals; raises ValueError if it is no figure."""
    if not is_figure(value):
        raise ValueError(f"{value} is not a figure")
    return format(value, "f")


def rate_text(value: Decimal) -> str:
    """A percentage without needless zeros (`20`, `8.5`): the form every rate list accepts."""
    text = decimal_text(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
