"""What a recurring line of a contract owes, period by period: the invoice lines to be.

A line without changes, on civil periods, at one price gives here what `periods` and `pricing` give, to
the cent and to the day; this is the way of all the others.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from sansfaute.contracts.rules.agreed_prices import Piece, Pricing, pieces
from sansfaute.contracts.rules.changes import Change, Terms
from sansfaute.contracts.rules.charges import Charged, charge
from sansfaute.contracts.rules.owed import OwedLine, owed_lines
from sansfaute.contracts.rules.periods import Period, civil_block
from sansfaute.contracts.rules.prices import ONE, ZERO
from sansfaute.contracts.rules.pricing import UNIT_MONTHS, subscription_key
from sansfaute.contracts.rules.proration import METHODS, Method
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.rhythms import Rhythm, rhythm_periods, whole_period
from sansfaute.contracts.rules.term_words import refusal
from sansfaute.contracts.rules.timeline import RhythmSpan, Segment, rhythm_spans, segments
from sansfaute.en16931 import totals
from sansfaute.lib.text import plain

SIGNED = "signed"
"""The identifier of what a line was signed with, where it stands among changes."""


def signed_trial(start: date, until: date) -> Change:
    """The trial that a line was signed with, as the first of its changes."""
    return Change(SIGNED, start, "trial", {"until": until.isoformat()}, "1900-01-01T00:00:00Z")


def proration_method(name: str) -> Method:
    """A method by its name; raises TermsRefused: unknown_word."""
    for one in METHODS:
        if one == name:
            return one
    raise refusal("unknown_word", "method", value=name, known=", ".join(METHODS))


@dataclass(frozen=True)
class LineAgreement:
    """A line as it was signed, its changes, and where its prices come from.

    `price_months` are the months that a price is for, when the item's unit is no time; 0: one period.
    `bill_every_months` is the contract's clause: it cuts longer civil periods and moves when shorter
    ones may be invoiced.
    """

    contract_number: str
    line_number: int
    terms: Terms
    start: date
    end: date | None
    changes: tuple[Change, ...]
    method: Method
    pricing: Pricing
    price_months: int = 0
    bill_every_months: int | None = None

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Its life, on the rhythm of its invoices."""
        found = segments(self.terms, self.start, self.end, self.changes)
        return tuple(replace(one, terms=replace(one.terms, rhythm=self._cut(one.terms.rhythm))) for one in found)

    def _cut(self, rhythm: Rhythm | None) -> Rhythm | None:
        if rhythm is None or not _is_civil(rhythm) or not self.bill_every_months:
            return rhythm
        return replace(rhythm, count=min(rhythm.count, self.bill_every_months))

    @property
    def decimals(self) -> int:
        """Those of the contract's currency."""
        return totals.minor_unit(self.pricing.currency_code)

    def billable_from(self, period: Period, span: RhythmSpan) -> date:
        """The day from which a period may be invoiced: the first or the last of it, or of the clause's block."""
        first, last = period.start, period.end
        assert span.rhythm is not None
        if self.bill_every_months and _is_civil(span.rhythm):
            block = civil_block(period.start, self.bill_every_months)
            first, last = max(block[0], span.start), block[1] if span.end is None else min(block[1], span.end)
        return first if self._in_advance(period) else last

    def _in_advance(self, period: Period) -> bool:
        held = [one for one in self.segments if one.start <= period.start]
        return held[-1].terms.in_advance


def _is_civil(rhythm: Rhythm) -> bool:
    return rhythm.unit == "month" and rhythm.alignment == "civil"


@dataclass(frozen=True, slots=True)
class LineToBe:
    """One invoice line to be, before discount; amounts in the contract's currency.

    `owed` is how `repairs` compares it: what `charge` makes with a base quantity or a reduction stands
    there as one lump. `gross` is what it costs, `reduction` (a maximum) taken off.
    """

    key: str
    owed: OwedLine
    item_code: str
    quantity: Decimal
    unit_price: Decimal
    gross: Decimal
    full_unit_price: Decimal | None
    base_quantity: Decimal = ONE
    reduction: Decimal = ZERO
    basis: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class OwedPeriod:
    """A period, the day from which it may be invoiced, its lines; or why these cannot be worked out."""

    period: Period
    billable_on: date
    lines: tuple[LineToBe, ...] = ()
    refused: TermsRefused | None = None


Wanted = Callable[[Period], bool]


def _all(period: Period) -> bool:
    return True


def owed_by(
    agreement: LineAgreement, until: date, *, since: date | None = None, wanted: Wanted = _all
) -> Iterator[OwedPeriod]:
    """Each wanted period that begins on `until` or before and ends on `since` or after; free ones have no line."""
    priced = pieces(agreement.segments, agreement.pricing, until)
    for span in rhythm_spans(agreement.segments):
        if since is None or span.end is None or span.end >= since:
            yield from _of_span(agreement, span, priced, until, since, wanted)


def _of_span(
    agreement: LineAgreement,
    span: RhythmSpan,
    priced: Sequence[Piece],
    until: date,
    since: date | None,
    wanted: Wanted,
) -> Iterator[OwedPeriod]:
    assert span.rhythm is not None, "a recurring line has a rhythm"
    try:
        for period in rhythm_periods(span.rhythm, span.start, span.end, since=since, until=until):
            if wanted(period):
                yield _owed(agreement, span, priced, period)
    except TermsRefused as refused:  # a calendar that does not reach as far as its line
        day = max(span.start, since or span.start)
        yield OwedPeriod(Period(day, span.end or until, whole=False), day, refused=refused)


def _owed(agreement: LineAgreement, span: RhythmSpan, priced: Sequence[Piece], period: Period) -> OwedPeriod:
    assert span.rhythm is not None
    inside = [one for one in priced if one.segment.start <= period.end and not _ends_before(one, period.start)]
    day = agreement.billable_from(period, span)
    unit_code = _unit_of(inside, agreement.pricing)
    try:
        for piece in inside:
            if piece.refused is not None:
                raise piece.refused
        lines = owed_lines(
            [one.segment for one in inside],
            period,
            method=agreement.method,
            unit_code=unit_code,
            period_months=span.rhythm.period_months,
            decimals=agreement.decimals,
            whole=whole_period(span.rhythm, span.start, period.start),
            price_months=agreement.price_months or None,
        )
        worth = _worth(agreement, span.rhythm, unit_code)
        found = [one for line in lines for one in _lines_to_be(agreement, line, inside, worth)]
    except TermsRefused as refused:
        return OwedPeriod(period, day, refused=refused)
    return OwedPeriod(period, day, tuple(found))


def _ends_before(piece: Piece, day: date) -> bool:
    return piece.segment.end is not None and piece.segment.end < day


def _unit_of(inside: Sequence[Piece], pricing: Pricing) -> str:
    owed = [one for one in inside if one.segment.state == "active"] or list(inside)
    sold = pricing.items.get(owed[0].item_code) if owed else None
    return sold.unit_code if sold else ""


def _worth(agreement: LineAgreement, rhythm: Rhythm, unit_code: str) -> Fraction:
    """How many times the price's own period goes into a whole period of the line."""
    months = rhythm.period_months
    return Fraction(months, UNIT_MONTHS.get(unit_code, agreement.price_months or months)) if months else Fraction(1)


def _lines_to_be(
    agreement: LineAgreement, line: OwedLine, inside: Sequence[Piece], worth: Fraction
) -> Iterator[LineToBe]:
    piece = next(one for one in inside if one.holds(line.start))
    line = replace(line, item_code=piece.item_code)
    key = subscription_key(agreement.contract_number, agreement.line_number, line.start)
    basis = basis_of(line, piece.source)
    if piece.price is None:
        yield LineToBe(
            key,
            line,
            piece.item_code,
            line.quantity,
            line.unit_price,
            line.net_amount,
            line.full_unit_price,
            basis=basis,
        )
        return
    charged = charge(piece.price, line.quantity, share=worth * line.share, decimals=agreement.decimals)
    for rank, one in enumerate(charged, 1):
        lump = _as_owed(line, one)
        told = basis | {"charged": one.to_dict(), "tier": one.tier}
        own_key = key if rank == 1 else f"{key}:c{rank}"
        yield LineToBe(
            own_key,
            lump,
            piece.item_code,
            one.quantity,
            one.unit_price,
            one.amount,
            one.unit_price if line.share == 1 else None,
            one.base_quantity,
            one.reduction,
            told,
        )


def _as_owed(line: OwedLine, charged: Charged) -> OwedLine:
    quantity, unit_price = charged.quantity, charged.unit_price
    if charged.base_quantity != 1 or charged.reduction:
        quantity, unit_price = ONE, charged.amount
    return replace(line, quantity=quantity, unit_price=unit_price, net_amount=charged.amount, adjustment=ZERO)


def basis_of(line: OwedLine, source: Mapping[str, Any]) -> dict[str, Any]:
    """What an explanation needs of a line, as JSON holds it."""
    return {
        **source,
        "share": str(line.share),
        "method": line.method,
        "changes": list(line.change_ids),
        "period": [line.period_start.isoformat(), line.period_end.isoformat()],
        "adjustment": plain(line.adjustment),
    }
