"""Back-dated changes: what was invoiced and is owed otherwise now, as credits and re-billings to propose.

What was issued is never touched: a repair says which invoiced lines a credit note takes back, and which
owed lines are invoiced instead. Lines that are the same on both sides are left alone. Periods of which
nothing was ever invoiced give no repair: the next bill run works them out as they are owed now.

A period was invoiced when a billed line, credited since or not, has a day of it. Credited lines are
handed in too (`credited`), else a period taken back whole would count as never invoiced.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.owed import OwedLine
from sansfaute.contracts.rules.periods import Period
from sansfaute.contracts.rules.pricing import source_key
from sansfaute.en16931 import totals
from sansfaute.en16931.model import LineAllowance


@dataclass(frozen=True, slots=True)
class BilledLine:
    """An invoiced line of a contract, days included; `net_amount` without VAT, after its discount.

    `revision` is 0 for what was invoiced first, and counts the repairs of its period after that.
    """

    source_key: str
    invoice_number: str
    start: date
    end: date
    quantity: Decimal
    unit_price: Decimal
    net_amount: Decimal
    discount_percentage: Decimal = Decimal(0)
    revision: int = 0
    item_code: str = ""  # empty: not known, and not compared
    credited: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it: numbers as text."""
        texts = ("start", "end", "quantity", "unit_price", "net_amount", "discount_percentage")
        plain = ("source_key", "invoice_number", "revision", "item_code", "credited")
        return {name: str(getattr(self, name)) for name in texts} | {name: getattr(self, name) for name in plain}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "BilledLine":
        """The line of `to_dict`."""
        read: dict[str, Any] = dict(values)
        read |= {name: date.fromisoformat(values[name]) for name in ("start", "end")}
        numbers = ("quantity", "unit_price", "net_amount", "discount_percentage")
        return cls(**(read | {name: Decimal(values[name]) for name in numbers}))


@dataclass(frozen=True, slots=True)
class Repair:
    """What to credit of one invoice, and what to invoice instead.

    `period` is the days concerned, `whole` when they are those of one period as it is owed now.
    `discounts` are the percentages of the lines of `rebill`, in their order: that of the billed line
    which held the first of their days. `difference` is what the buyer pays more (less when negative),
    without VAT. `revision` is that of the lines to be.
    """

    period: Period
    invoice_number: str
    credit: tuple[BilledLine, ...]
    rebill: tuple[OwedLine, ...]
    discounts: tuple[Decimal, ...]
    difference: Decimal
    revision: int

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        period = self.period
        return {
            "period": {"start": period.start.isoformat(), "end": period.end.isoformat(), "whole": period.whole},
            "invoice_number": self.invoice_number,
            "credit": [line.to_dict() for line in self.credit],
            "rebill": [line.to_dict() for line in self.rebill],
            "discounts": [str(one) for one in self.discounts],
            "difference": str(self.difference),
            "revision": self.revision,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Repair":
        """The repair of `to_dict`."""
        period = values["period"]
        start, end = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        return cls(
            period=Period(start, end, period["whole"]),
            invoice_number=values["invoice_number"],
            credit=tuple(BilledLine.from_dict(line) for line in values["credit"]),
            rebill=tuple(OwedLine.from_dict(line) for line in values["rebill"]),
            discounts=tuple(Decimal(one) for one in values["discounts"]),
            difference=Decimal(values["difference"]),
            revision=values["revision"],
        )


def line_key(contract_number: str, line: OwedLine, revision: int = 0) -> str:
    """The source key of a line: that of `pricing.source_key` for a first one, with ":r1" after a repair."""
    parts = (contract_number, line.start.isoformat(), *((f"r{revision}",) if revision else ()))
    return source_key("subscription", *parts)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring days that billed lines and owed periods share."""

    start: date
    end: date
    billed: tuple[BilledLine, ...]
    owed: tuple[OwedLine, ...]


def repairs(billed: Sequence[BilledLine], owed: Sequence[OwedLine], *, decimals: int = 2) -> tuple[Repair, ...]:
    """The repairs of one contract, by invoice and day; () when all that was invoiced is owed as it was.

    `owed` holds all that is owed now over the days that were invoiced. A stretch invoiced by several
    invoices gives a repair for each that something is credited of. Once the credits are `credited` and
    the re-billed lines are `billed`, the same comparison gives nothing.
    """
    found = (one for stretch in _stretches(billed, owed) if stretch.billed for one in _repairs_of(stretch, decimals))
    return tuple(sorted(found, key=lambda one: (one.invoice_number, one.period.start)))


def _stretches(billed: Sequence[BilledLine], owed: Sequence[OwedLine]) -> Iterator[_Stretch]:
    """Lines that share days, directly or through others: the days of an owed line are its period's."""
    days: list[tuple[date, date, BilledLine | OwedLine]] = [(line.start, line.end, line) for line in billed]
    days += [(line.period_start, line.period_end, line) for line in owed]
    days.sort(key=lambda one: one[:2])
    held: list[BilledLine | OwedLine] = []
    first = last = date.min
    for start, end, line in days:
        if held and start > last:
            yield _stretch(first, last, held)
            held = []
        first, last = (first, max(last, end)) if held else (start, end)
        held.append(line)
    if held:
        yield _stretch(first, last, held)


def _stretch(start: date, end: date, lines: Sequence[BilledLine | OwedLine]) -> _Stretch:
    billed = sorted((line for line in lines if isinstance(line, BilledLine)), key=lambda line: line.revision)
    owed = sorted((line for line in lines if isinstance(line, OwedLine)), key=lambda line: line.start)
    return _Stretch(start, end, tuple(billed), tuple(owed))


def _repairs_of(stretch: _Stretch, decimals: int) -> Iterator[Repair]:
    """One repair for each invoice with something to credit; the lines to be go where their days were."""
    credit, rebill = _differing(stretch, decimals)
    by_invoice: dict[str, list[BilledLine]] = {}
    for line in sorted(credit, key=lambda line: line.start):
        by_invoice.setdefault(line.invoice_number, []).append(line)
    places: dict[str, list[OwedLine]] = {number: [] for number in by_invoice}
    for owed in rebill:
        places.setdefault(_place(owed, stretch, credit), []).append(owed)
    for number, lines in places.items():
        yield _repair(number, by_invoice.get(number, []), lines, stretch, decimals)


def _differing(stretch: _Stretch, decimals: int) -> tuple[list[BilledLine], list[OwedLine]]:
    """What was billed and is not owed so, and what is owed and was not billed so."""
    standing = [line for line in stretch.billed if not line.credited]
    rebill = []
    for owed in stretch.owed:
        same = next((line for line in standing if _is_same(line, owed, decimals)), None)
        if same is None:
            rebill.append(owed)
        else:
            standing.remove(same)
    return standing, rebill


def _is_same(billed: BilledLine, owed: OwedLine, decimals: int) -> bool:
    if billed.item_code and billed.item_code != owed.item_code:
        return False
    days_and_price = (billed.start, billed.end, billed.quantity, billed.unit_price)
    if days_and_price != (owed.start, owed.end, owed.quantity, owed.unit_price):
        return False
    return billed.net_amount == net_of(owed, billed.discount_percentage, decimals)


def net_of(line: OwedLine, percentage: Decimal, decimals: int = 2) -> Decimal:
    """The amount of an owed line after a discount in percent, as `pricing.net_amount` has it."""
    gross = totals.line_net_amount(quantity=line.quantity, item_net_price=line.unit_price, decimals=decimals)
    discount = rounded(Fraction(gross) * Fraction(percentage) / 100, decimals)
    return totals.line_net_amount(
        quantity=line.quantity,
        item_net_price=line.unit_price,
        allowances=(LineAllowance(amount=discount),),
        decimals=decimals,
    )


def _nearest(owed: OwedLine, billed: Sequence[BilledLine]) -> BilledLine:
    """The last billed line that holds the first day of an owed one, else the one that is nearest to it."""
    return max(billed, key=lambda line: (-_days_apart(line, owed.start), line.revision, line.start))


def _days_apart(line: BilledLine, day: date) -> int:
    return max((line.start - day).days, (day - line.end).days, 0)


def _place(owed: OwedLine, stretch: _Stretch, credit: Sequence[BilledLine]) -> str:
    return _nearest(owed, credit or stretch.billed).invoice_number


def _repair(
    number: str, credit: Sequence[BilledLine], rebill: Sequence[OwedLine], stretch: _Stretch, decimals: int
) -> Repair:
    discounts = tuple(_nearest(line, stretch.billed).discount_percentage for line in rebill)
    amounts = [net_of(line, percentage, decimals) for line, percentage in zip(rebill, discounts, strict=True)]
    days = Counter((line.period_start, line.period_end) for line in stretch.owed)
    return Repair(
        period=Period(stretch.start, stretch.end, whole=(stretch.start, stretch.end) in days),
        invoice_number=number,
        credit=tuple(credit),
        rebill=tuple(rebill),
        discounts=discounts,
        difference=sum(amounts, Decimal(0)) - sum((line.net_amount for line in credit), Decimal(0)),
        revision=max(line.revision for line in stretch.billed) + 1,
    )
