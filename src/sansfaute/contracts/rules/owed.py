"""What a contract owes for a period: one line for each part of it with its own terms.

A line is worked out as `pricing.subscription_price` does: the price of the whole period, times the
share of the part, half-up to 6 decimals, times the quantity, to the cent. Free days (trial, pause) give
no line; neighbouring days with the same item, quantity and price give one.

**Cents.** By an additive method the lines of a period add up to its exact amount (quantity, price of the
whole period to 6 decimals, exact share) rounded once. So a later line's price may differ from the
prorated one in order to move its amount by a cent; `adjustment` and `derivation` say so. Above some
5,000 units a price of 6 decimals cannot always say one given cent: the line then keeps its own rounding.

`whole`: the period is owed once, whole, on the terms of its first owed day; `none_if_partial`: the same
when every day of the whole period is owed, else nothing. Later changes count from the next period.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from sansfaute.contracts.rules.changes import Terms
from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.periods import DAY, Period, describe_months, months_counted
from sansfaute.contracts.rules.pricing import PRICE_PLACES, UNIT_MONTHS, prorated
from sansfaute.contracts.rules.proration import ADDITIVE, METHODS, Method, share_of
from sansfaute.contracts.rules.rhythms import rhythm_periods, whole_period
from sansfaute.contracts.rules.term_words import refusal
from sansfaute.contracts.rules.timeline import Segment, rhythm_spans
from sansfaute.en16931 import totals

UNIT_OF_MONTHS: Mapping[int, str] = {months: unit for unit, months in UNIT_MONTHS.items()}
OTHER_PERIOD = "E48"
"""UN/ECE Recommendation 20, service unit ("defined period…"): for a price of 2 months, which has no unit."""


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One invoice line to be, days included, in the contract's currency without VAT and without discount.

    `unit_price` is what the line costs for one (6 decimals), `full_unit_price` the price of the whole
    period, `share` the part of it, `proration` the same in words, empty for a whole period.
    `period_start` and `period_end` are the contract's period (cut to it). `adjustment` is by how much
    `net_amount` differs from its own rounding, so that the lines of the period add up.
    """

    start: date
    end: date
    quantity: Decimal
    unit_price: Decimal
    full_unit_price: Decimal
    share: Fraction
    proration: str
    unit_code: str
    net_amount: Decimal
    item_code: str
    change_ids: tuple[str, ...]
    method: Method
    period_start: date
    period_end: date
    adjustment: Decimal = Decimal(0)

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it: numbers as text, the share as "7/31"."""
        days = ("start", "end", "period_start", "period_end")
        numbers = ("quantity", "unit_price", "full_unit_price", "share", "net_amount", "adjustment")
        plain = {name: getattr(self, name) for name in ("proration", "unit_code", "item_code", "method")}
        return (
            {name: getattr(self, name).isoformat() for name in days}
            | {name: str(getattr(self, name)) for name in numbers}
            | plain
            | {"change_ids": list(self.change_ids)}
        )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "OwedLine":
        """The line of `to_dict`."""
        assert values["method"] in METHODS
        numbers = ("quantity", "unit_price", "full_unit_price", "net_amount", "adjustment")
        days = ("start", "end", "period_start", "period_end")
        read: dict[str, Any] = {name: Decimal(values[name]) for name in numbers}
        read |= {name: date.fromisoformat(values[name]) for name in days}
        read |= {name: values[name] for name in ("proration", "unit_code", "item_code", "method")}
        return cls(**read, share=Fraction(values["share"]), change_ids=tuple(values["change_ids"]))


PriceOf = Callable[[Terms, Period], Decimal]
"""The unit price of terms for a period that it is asked about: where prices come from lists or tiers."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Days of a period with the same item, quantity and price."""

    start: date
    end: date
    quantity: Decimal
    unit_price: Decimal
    item_code: str
    change_ids: tuple[str, ...]

    def continued_by(self, other: "_Part") -> bool:
        same = (self.quantity, self.unit_price, self.item_code) == (other.quantity, other.unit_price, other.item_code)
        return same and self.end + DAY == other.start

    def joined(self, other: "_Part") -> "_Part":
        ids = tuple(dict.fromkeys(self.change_ids + other.change_ids))
        return replace(self, end=other.end, change_ids=ids)


@dataclass(frozen=True, slots=True)
class _Basis:
    """How a period is priced: `worth` is what the whole of it costs in stated unit prices."""

    period: Period
    whole: Period
    method: Method
    unit_code: str
    months: int
    price_months: int
    decimals: int

    @property
    def by_the_month(self) -> bool:
        """Whether the price is by the month, and the period is not."""
        return not self.months and self.unit_code in UNIT_MONTHS

    @property
    def worth(self) -> Fraction:
        return Fraction(self.months, self.price_months) if self.months else Fraction(1)

    @property
    def line_unit(self) -> str:
        """The unit that a line shows: that of its period, when the item is sold by a time."""
        if self.unit_code not in UNIT_MONTHS or not self.months:
            return self.unit_code
        return UNIT_OF_MONTHS.get(self.months, OTHER_PERIOD)

    def share(self, part: _Part) -> tuple[Fraction, str]:
        if not self.by_the_month:
            whole = self.whole
            return share_of(self.method, part.start, part.end, whole.start, whole.end, self.months)
        if self.method != "days_of_month":
            raise refusal("month_price_needs_days_of_month", method=self.method)
        months = months_counted(part.start, part.end)
        return months / UNIT_MONTHS[self.unit_code], describe_months(part.start, part.end)


def owed_lines(
    segments: Sequence[Segment],
    period: Period,
    *,
    method: Method,
    unit_code: str,
    period_months: int,
    decimals: int = 2,
    whole: Period | None = None,
    price_months: int | None = None,
    price_of: PriceOf | None = None,
) -> tuple[OwedLine, ...]:
    """The lines of one period, in the order of days; () when nothing of it is owed.

    `period` is that of the contract, `whole` the uncut one (`rhythms.whole_period`), needed unless
    `period.whole`. A price is that of the item's unit when that is a month, a quarter, a half-year or
    a year, else of `price_months` (`period_months` when None). `period_months` is 0 for a rhythm in
    weeks, days or dates: the price is then one of the period, or by the month, shared by days of
    month. Raises TermsRefused: price_missing, method_needs_months, month_price_needs_days_of_month.
    """
    full = period if whole is None else whole
    assert full.whole, "a cut period is owed as a share of the whole one"
    assert full.start <= period.start <= period.end <= full.end, "a period lies within the whole one"
    months = UNIT_MONTHS.get(unit_code, price_months or period_months)
    basis = _Basis(period, full, method, unit_code, period_months, months, decimals)
    parts = tuple(_parts(segments, period, price_of or _stated_price))
    if method in ADDITIVE:
        return _adding_up(tuple(_line(basis, part) for part in parts), basis)
    return tuple(_line(basis, part) for part in _owed_once(parts, basis))


def _stated_price(terms: Terms, period: Period) -> Decimal:
    if terms.unit_price is None:
        raise refusal("price_missing", item_code=terms.item_code, start=period.start, end=period.end)
    return terms.unit_price


def _parts(segments: Sequence[Segment], period: Period, price_of: PriceOf) -> Iterator[_Part]:
    """The owed days of a period; neighbours with the same terms are one part."""
    held: _Part | None = None
    for segment in segments:
        start = max(segment.start, period.start)
        end = period.end if segment.end is None else min(segment.end, period.end)
        if start > end or segment.state != "active":
            continue
        terms = segment.terms
        price = price_of(terms, Period(start, end, whole=False))
        part = _Part(start, end, terms.quantity, price, terms.item_code, segment.change_ids)
        if held is not None and held.continued_by(part):
            held = held.joined(part)
            continue
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield held


def _owed_once(parts: Sequence[_Part], basis: _Basis) -> tuple[_Part, ...]:
    """The one part of a period that is owed whole or not at all."""
    days = sum((part.end - part.start).days + 1 for part in parts)
    cut = days <= (basis.whole.end - basis.whole.start).days
    if not parts or (cut and basis.method == "none_if_partial"):
        return ()
    return (replace(parts[0], end=parts[-1].end),)


def _line(basis: _Basis, part: _Part) -> OwedLine:
    share, proration = basis.share(part)
    full_unit_price = prorated(part.unit_price, basis.worth)
    unit_price = full_unit_price if share == 1 else prorated(part.unit_price, basis.worth * share)
    return OwedLine(
        start=part.start,
        end=part.end,
        quantity=part.quantity,
        unit_price=unit_price,
        full_unit_price=full_unit_price,
        share=share,
        proration=proration,
        unit_code=basis.line_unit,
        net_amount=_net(part.quantity, unit_price, basis.decimals),
        item_code=part.item_code,
        change_ids=part.change_ids,
        method=basis.method,
        period_start=basis.period.start,
        period_end=basis.period.end,
    )


def _net(quantity: Decimal, unit_price: Decimal, decimals: int) -> Decimal:
    return totals.line_net_amount(quantity=quantity, item_net_price=unit_price, decimals=decimals)


def _adding_up(lines: Sequence[OwedLine], basis: _Basis) -> tuple[OwedLine, ...]:
    """The lines that cost something, each with the cents that the sum so far lacks; a lone line as it is."""
    owed = tuple(line for line in lines if line.share)
    if len(owed) < 2:
        return owed
    exact, before = Fraction(), Decimal(0)
    found: list[OwedLine] = []
    for line in owed:
        exact += Fraction(line.quantity) * Fraction(line.full_unit_price) * line.share
        so_far = rounded(exact, basis.decimals)
        found.append(_with_amount(line, so_far - before, basis.decimals))
        before = so_far
    return tuple(found)


def _with_amount(line: OwedLine, amount: Decimal, decimals: int) -> OwedLine:
    """The line with that amount, where some price of 6 decimals gives it."""
    price = rounded(Fraction(amount) / Fraction(line.quantity), PRICE_PLACES)
    if amount == line.net_amount or _net(line.quantity, price, decimals) != amount:
        return line
    return replace(line, unit_price=price, net_amount=amount, adjustment=amount - line.net_amount)


def owed_periods(
    segments: Sequence[Segment],
    *,
    method: Method,
    unit_code: str,
    until: date,
    since: date | None = None,
    decimals: int = 2,
    price_months: int | None = None,
    price_of: PriceOf | None = None,
) -> Iterator[tuple[Period, tuple[OwedLine, ...]]]:
    """Each period of a contract that begins on `until` or before, with its lines; () for a free one.

    Begins with the period that holds `since`. The segments' terms have rhythms. Raises TermsRefused
    as `owed_lines` and `rhythms.rhythm_periods` do.
    """
    for rhythm, spans in groupby(rhythm_spans(segments), key=lambda span: span.rhythm):
        assert rhythm is not None, "a contract whose rhythm is kept elsewhere has its periods there"
        for span in spans:
            if since is not None and span.end is not None and span.end < since:
                continue
            for period in rhythm_periods(rhythm, span.start, span.end, since=since, until=until):
                lines = owed_lines(
                    segments,
                    period,
                    method=method,
                    unit_code=unit_code,
                    period_months=rhythm.period_months,
                    decimals=decimals,
                    whole=whole_period(rhythm, span.start, period.start),
                    price_months=price_months,
                    price_of=price_of,
                )
                yield period, lines
