"""What VAT is due on in EXTENDED: by category and rate, and by reason of exemption as well, with the number of parts.

EXTENDED splits a category by its reason of exemption, and allows a cent for each amount added. A row
is right by either way of counting, since documents of both editions of EN 16931 are about.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sansfaute.en16931.model import Invoice, Line, LineVat, VatBreakdown
from sansfaute.en16931.rules.figures import CENT, EXACT, ZERO, cents, total

Key = tuple[object, ...]


@dataclass(slots=True)
class Base:
    """The sums of one category (and rate, and reason): each is rounded by itself, as the stylesheets do."""

    sums: dict[str, Decimal] = field(default_factory=dict)
    count: int = 0

    def add(self, kind: str, amount: Decimal) -> None:
        """One more line, allowance, charge or carriage; one without amount counts, and adds nothing."""
        self.count += 1
        if not amount.is_nan():
            self.sums[kind] = EXACT.add(self.sums.get(kind, ZERO), amount)

    @property
    def amount(self) -> Decimal:
        """Lines less allowances plus charges and carriage."""
        return total(EXACT.multiply(cents(self.sums.get(kind, ZERO)), sign) for kind, sign in _SIGNS)

    @property
    def tolerance(self) -> Decimal:
        """A cent for each amount added."""
        return CENT * self.count


_SIGNS = (("lines", Decimal(1)), ("allowances", Decimal(-1)), ("charges", Decimal(1)), ("logistics", Decimal(1)))
_NOTHING = Base()


class Bases:
    """The bases of one invoice, by category and rate, and by reason as well; O (out of scope) has no rate."""

    __slots__ = ("_by_rate", "_by_reason", "_crossed")

    def __init__(
        self,
        invoice: Invoice,
        counted: Iterable[Line],
        further: Mapping[int, Sequence[LineVat]] = MappingProxyType({}),
        *,
        crossed: bool = False,
    ) -> None:
        """`further` has, by `id` of the item, the taxes of one that wrongly gives several: it counts for each.

        Where they are `crossed` it counts for each of its categories at each of its rates: the
        stylesheets for CII ask whether some tax has the category, and some tax the rate.
        """
        self._crossed = crossed
        self._by_rate: dict[Key, Base] = {}
        self._by_reason: dict[Key, Base] = {}
        for line in counted:
            self._add("lines", (line.vat, *further.get(id(line), ())), line.line_net_amount)
        for kind in ("allowances", "charges", "logistics"):
            for one in getattr(invoice, "logistics_charges" if kind == "logistics" else kind):
                self._add(kind, (one, *further.get(id(one), ())), one.amount)

    def _add(self, kind: str, taxes: tuple[Any, ...], amount: Decimal) -> None:
        keys = [_keys(one) for one in (_crossings(taxes) if self._crossed and len(taxes) > 1 else taxes)]
        for by_rate in dict.fromkeys(key for key, _ in keys):
            self._by_rate.setdefault(by_rate, Base()).add(kind, amount)
        for by_reason in dict.fromkeys(key for _, key in keys):
            self._by_reason.setdefault(by_reason, Base()).add(kind, amount)

    def of(self, row: VatBreakdown) -> tuple[Base, Base]:
        """What a row of the breakdown stands for: with its reason of exemption, and without."""
        by_rate, by_reason = _keys(row)
        return self._by_reason.get(by_reason, _NOTHING), self._by_rate.get(by_rate, _NOTHING)


def _crossings(taxes: tuple[Any, ...]) -> list[LineVat]:
    """Each category with each rate, and the one reason that is given: the stylesheets give up on two."""
    code = next((one.exemption_reason_code for one in taxes if one.exemption_reason_code), None)
    reason = next((one.exemption_reason for one in taxes if one.exemption_reason), None)
    return [
        LineVat(vat_category_code=category, vat_rate=rate, exemption_reason=reason, exemption_reason_code=code)
        for category in dict.fromkeys(one.vat_category_code for one in taxes)
        for rate in dict.fromkeys(one.vat_rate for one in taxes)
    ]


def _keys(vat: Any) -> tuple[Key, Key]:
    """The keys of a line's VAT, an allowance, a charge or a row."""
    category = vat.vat_category_code
    rate = None if category == "O" else vat.vat_rate
    return (category, rate), (category, rate, _plain(vat.exemption_reason_code), _plain(vat.exemption_reason))


def _plain(text: str | None) -> str:
    """As XPath makes blanks plain: its own four alone, so that a no-break space stays what it is."""
    return " ".join(filter(None, _BLANKS.split(text))) if text else ""


_BLANKS = re.compile(r"[ \t\r\n]+")
