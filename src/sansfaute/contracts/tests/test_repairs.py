"""Back-dated changes: what was invoiced is credited and invoiced again as it is owed now, once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.contracts.rules.changes import Change, Terms
from sansfaute.contracts.rules.owed import OwedLine, owed_periods
from sansfaute.contracts.rules.pricing import net_amount
from sansfaute.contracts.rules.repairs import BilledLine, Repair, line_key, net_of, repairs
from sansfaute.contracts.rules.rhythms import Rhythm
from sansfaute.contracts.rules.timeline import segments
from sansfaute.contracts.tests.lives import DAY, Life, json_round_trip, lives

START = date(2027, 1, 1)
TERMS = Terms(Decimal(2), Decimal(100), "SEAT", True, Rhythm("month"))


def owed_until(until: date, changes: Sequence[Change], life: Life | None = None) -> list[OwedLine]:
    """All that is owed for the periods that begin until a day."""
    terms, start, end = (life.initial, life.start, life.end) if life else (TERMS, START, None)
    found = segments(terms, start, end, changes)
    owed = owed_periods(found, method="days_of_month", unit_code="C62", until=until)
    return [line for _, lines in owed for line in lines]


def billed_as(lines: Sequence[OwedLine], invoice: str, discount: Decimal = Decimal(0), revision: int = 0) -> list[Any]:
    return [
        BilledLine(
            source_key=line_key("CT-1", line, revision),
            invoice_number=f"{invoice}-{line.period_start.isoformat()}",
            start=line.start,
            end=line.end,
            quantity=line.quantity,
            unit_price=line.unit_price,
            net_amount=net_of(line, discount),
            discount_percentage=discount,
            revision=revision,
            item_code=line.item_code,
        )
        for line in lines
    ]


def applied(billed: Sequence[BilledLine], found: Sequence[Repair]) -> list[BilledLine]:
    """What is billed once the repairs are issued."""
    credited = {line.source_key for repair in found for line in repair.credit}
    kept = [replace(line, credited=line.credited or line.source_key in credited) for line in billed]
    for repair in found:
        for line, discount in zip(repair.rebill, repair.discounts, strict=True):
            kept += billed_as([line], f"R{repair.revision}", discount, repair.revision)
    return kept


def change(kind: str, effective: date, day: int = 1, **values: str) -> Change:
    return Change(f"{kind}-{day}", effective, kind, values, f"2027-03-{day:02d}T00:00:00Z")  # type: ignore[arg-type]  # one of KINDS


def standing(billed: Sequence[BilledLine]) -> Decimal:
    return sum((line.net_amount for line in billed if not line.credited), Decimal(0))


MARCH = date(2027, 3, 31)
BILLED = billed_as(owed_until(MARCH, []), "F")


class TestByHand:
    def test_nothing_changed(self) -> None:
        assert repairs(BILLED, owed_until(MARCH, [])) == ()

    def test_more_seats_from_the_middle_of_february(self) -> None:
        february, march = repairs(BILLED, owed_until(MARCH, [change("quantity", date(2027, 2, 15), quantity="3")]))
        assert (february.period.start, february.period.end) == (date(2027, 2, 1), date(2027, 2, 28))
        assert february.credit == (BILLED[1],)
        assert [(str(line.quantity), line.proration) for line in february.rebill] == [("2", "14/28"), ("3", "14/28")]
        assert (february.difference, march.difference) == (Decimal("50.00"), Decimal("100.00"))
        assert (february.invoice_number, february.revision) == ("F-2027-02-01", 1)

    def test_an_end_in_the_past_credits_what_came_after(self) -> None:
        february, march = repairs(BILLED, owed_until(MARCH, [change("end", date(2027, 2, 14))]))
        assert (february.difference, march.difference) == (Decimal("-100.00"), Decimal("-200.00"))
        assert (len(march.credit), march.rebill) == (1, ())

    def test_what_was_not_invoiced_yet_gives_no_repair(self) -> None:
        changes = [change("quantity", date(2027, 3, 1), quantity="9")]
        assert repairs(BILLED[:2], owed_until(date(2027, 6, 1), changes)) == ()

    def test_the_discount_of_then_stays(self) -> None:
        billed = billed_as(owed_until(MARCH, []), "F", Decimal(10))
        (march,) = repairs(billed, owed_until(MARCH, [change("quantity", date(2027, 3, 1), quantity="3")]))
        assert (march.discounts, march.difference) == ((Decimal(10),), Decimal("90.00"))

    def test_each_day_keeps_the_discount_of_its_own_line(self) -> None:
        changes = [change("quantity", date(2027, 3, 11), 1, quantity="3")]
        first, second = billed_as(owed_until(date(2027, 3, 1), changes)[2:], "F", Decimal(10))
        billed = [first, replace(second, discount_percentage=Decimal(0), net_amount=Decimal("203.23"))]
        dearer = owed_until(MARCH, [*changes, change("price", START, 2, unit_price="120")])
        (repair,) = [one for one in repairs(billed, dearer) if one.period.start.month == 3]
        assert repair.discounts == (Decimal(10), Decimal(0))

    def test_an_item_of_the_same_price_is_another_item(self) -> None:
        owed = owed_until(MARCH, [change("item", date(2027, 3, 1), item_code="GOLD")])
        (march,) = repairs(BILLED, owed)
        assert march.difference == 0
        unknown = [replace(line, item_code="") for line in BILLED]
        assert repairs(unknown, owed) == ()

    def test_only_the_lines_that_differ(self) -> None:
        changes = [change("quantity", date(2027, 3, 11), 1, quantity="3")]
        billed = billed_as(owed_until(MARCH, changes), "F")
        later = [*changes, change("item", date(2027, 3, 21), 2, item_code="GOLD")]
        (repair,) = repairs(billed, owed_until(MARCH, later))
        assert [line.start for line in repair.credit] == [date(2027, 3, 11)]
        assert [line.start for line in repair.rebill] == [date(2027, 3, 11), date(2027, 3, 21)]

    def test_taken_back_whole_then_owed_again(self) -> None:
        pause = change("pause", date(2027, 2, 1), 1)
        billed = applied(BILLED, repairs(BILLED, owed_until(MARCH, [pause])))
        assert standing(billed) == Decimal("200.00")
        resumed = owed_until(MARCH, [pause, change("resume", date(2027, 2, 1), 2)])
        again = repairs(billed, resumed)
        assert [(one.difference, one.credit, one.revision) for one in again] == [(Decimal("200.00"), (), 1)] * 2
        assert repairs(applied(billed, again), resumed) == ()

    def test_a_quarter_that_should_have_been_months(self) -> None:
        quarterly = Life(replace(TERMS, rhythm=Rhythm("month", 3)), START, None, ())
        billed = billed_as(owed_until(START, [], quarterly), "F")
        by_month = owed_until(MARCH, [change("rhythm", START, 1, unit="month")], quarterly)
        (repair,) = repairs(billed, by_month)
        assert [line.start.month for line in repair.rebill] == [1, 2, 3]

    def test_keys(self) -> None:
        line = owed_until(START, [])[0]
        assert [line_key("CT:1", line), line_key("CT:1", line, 2)] == [
            "subscription:CT%3A1:2027-01-01",
            "subscription:CT%3A1:2027-01-01:r2",
        ]


@given(lives(rhythm_changes=True), st.integers(0, 700), st.sampled_from(["0", "10", "33.3333"]), st.data())
@settings(max_examples=120, deadline=None)
def test_repairs_converge(life: Life, offset: int, discount: str, data: st.DataObject) -> None:
    """Changes become known one after the other; each time the repairs leave exactly what is owed billed."""
    until = life.start + offset * DAY
    known = data.draw(st.integers(0, len(life.changes)))
    billed = billed_as(owed_until(until, life.changes[:known], life), "F", Decimal(discount))
    keys = {line.source_key for line in billed}
    for count in range(known, len(life.changes) + 1):
        owed = [line for line in owed_until(until, life.changes[:count], life) if was_invoiced(line, billed)]
        found = repairs(billed, owed)
        before = standing(billed)
        billed = applied(billed, found)
        assert repairs(billed, owed) == ()
        assert standing(billed) == before + sum((repair.difference for repair in found), Decimal(0))
        assert standing(billed) == sum((net_of(line, Decimal(discount)) for line in owed), Decimal(0))
        new = [line.source_key for line in billed if line.source_key not in keys]
        assert len(new) == sum(len(repair.rebill) for repair in found)
        keys |= set(new)
        assert len(keys) == len(billed)


def was_invoiced(owed: OwedLine, billed: Sequence[BilledLine]) -> bool:
    """Whether its period shares a day with what was ever billed."""
    return any(line.start <= owed.period_end and owed.period_start <= line.end for line in billed)


@given(lives(), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_round_trip(life: Life, offset: int) -> None:
    until = life.start + offset * DAY
    billed = billed_as(owed_until(until, [], life), "F")
    for line in billed:
        assert BilledLine.from_dict(json_round_trip(line.to_dict())) == line
    for repair in repairs(billed, owed_until(until, life.changes, life)):
        assert Repair.from_dict(json_round_trip(repair.to_dict())) == repair


@given(lives(), st.decimals("0", "100", places=4))
@settings(max_examples=40, deadline=None)
def test_a_discount_is_that_of_always(life: Life, percentage: Decimal) -> None:
    for line in owed_until(life.start + 60 * DAY, life.changes, life):
        expected = net_amount(quantity=line.quantity, unit_price=line.unit_price, percentage=percentage)
        assert net_of(line, percentage) == expected
