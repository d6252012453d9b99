"""Random years of a seller: contracts, changes told late or in time, runs on any day, crashes; and what days cost.

What is owed is read day by day (`lives.day_lived`), without segments, periods, shares of the rules or
the database: a day costs its quantity and price over the days of its month or of its period.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from unittest.mock import patch

from sansfaute.contracts import actions
from sansfaute.contracts.actions import bill_run
from sansfaute.contracts.models import BillableItem, ContractLine, Repair
from sansfaute.contracts.queries.line_book import changes_of, signed_terms
from sansfaute.contracts.rules import Rhythm
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.lives import DayLived, Life, day_lived, naive_whole
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller

DAY = timedelta(days=1)
STARTS = (
    date(2024, 2, 29),
    date(2026, 1, 31),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2027, 12, 31),
    date(2026, 7, 1),
)
HOURS = ((0, 30), (1, 59), (9, 0), (22, 30), (23, 59))
"""Moments in universal time, some of which are of the next day in Paris, or within the change of clocks."""
KINDS = ("quantity", "quantity", "price", "pause", "resume", "end", "reopen", "trial", "rhythm")
LENGTH = 800
"""Days that a seller lives."""


class Crash(Exception):
    """The process died within a chunk."""


@dataclass
class Years:
    """One seller's years, drawn from one seed."""

    random: Random
    seller: Seller
    start: date
    moment: datetime

    def begin(self) -> None:
        """Two customers, each with a contract of one or two lines."""
        factories.item(self.seller, "MONTH", "10", unit_code="MON")
        factories.item(self.seller, "PIECE", "10")
        for number in (1, 2):
            factories.buyer(self.seller, f"C{number}")
            first = self.start + self.random.randint(0, 90) * DAY
            lines = [self._line() for _ in range(self.random.randint(1, 2))]
            values = {"contract_number": f"CT-{number}", "buyer_code": f"C{number}", "start_date": first.isoformat()}
            clause = {"conditions": self.random.choice(["", "", "facturer au trimestre"])}
            given = {**values, **clause, "lines": lines}
            actions.sign_contract(seller_id=self.seller.pk, values=given, actor=None, at=self.moment)

    def _line(self) -> dict[str, Any]:
        pick = self.random.choice
        given: dict[str, Any] = {
            "quantity": pick(["1", "3", "0.5", "12.25", "40"]),
            "unit_price": pick(["9.99", "10", "33.333333", "1234.56", "0.01"]),
            "in_advance": pick(["true", "false"]),
        }
        if pick([True, False]):
            months = {"unit": "month", "count": pick(["1", "1", "3", "6", "12"])}
            return given | {"item_code": "MONTH", "rhythm": months, "proration": "days_of_month"}
        rhythm = pick(
            [
                {"unit": "month", "count": pick(["1", "2", "5"]), "alignment": "anniversary"},
                {"unit": "week", "count": pick(["1", "4", "6"])},
                {"unit": "week", "count": "2", "alignment": "civil"},
                {"unit": "day", "count": pick(["10", "45"])},
            ]
        )
        return given | {"item_code": "PIECE", "rhythm": rhythm, "proration": "days_of_period"}

    def live(self) -> None:
        """Random deeds until the last day; then everything ends, and what is left to do is done."""
        last = self.start + LENGTH * DAY
        while True:
            self.moment = _moment(self.moment.date() + self.random.randint(5, 70) * DAY, self.random)
            if self.moment.date() >= last:
                break
            self.random.choice([self._run, self._change, self._change, self._change, self._accept, self._nightly])()
        self._end(last)

    def _run(self, until: date | None = None) -> None:
        day = until or self.moment.date() + self.random.randint(-20, 20) * DAY
        run = actions.start_bill_run(seller_id=self.seller.pk, until=day, issue_date=day, at=self.moment)
        if self.random.random() < 0.4:
            self._crash(run.pk)
        actions.find_billable_work(run_id=run.pk, at=self.moment)
        if self.random.random() < 0.7:
            self._issue()

    def _crash(self, run_id: Any) -> None:
        """Die before, within or after a chunk: what is not committed is gone."""
        place = self.random.choice(["work_items", "copy_in", "_mark_usage"])
        with patch.object(bill_run, "CHUNK", 1), patch.object(bill_run, place, side_effect=Crash):
            try:
                actions.find_billable_work(run_id=run_id, at=self.moment)
            except Crash:
                return

    def _issue(self) -> None:
        invoice = new_id()
        waiting = BillableItem.objects.filter(seller=self.seller, invoiced=None)
        marks = [(one.pk, invoice, f"F{invoice.hex[:12]}", self.moment.date()) for one in waiting]
        actions.mark_invoiced(seller_id=self.seller.pk, marks=marks, at=self.moment)

    def _change(self) -> None:
        line = self.random.choice(list(lines_of(self.seller)))
        kind = self.random.choice(
            ["quantity", "quantity", "price", "pause", "resume", "end", "reopen", "trial", "rhythm"]
        )
        day = self.moment.date() + self.random.randint(-150, 60) * DAY
        self._try(line, day, kind, self._values(line, kind, day))

    def _values(self, line: ContractLine, kind: str, day: date) -> dict[str, str]:
        if kind == "quantity":
            return {"quantity": self.random.choice(["1", "2", "7", "0.25", "13"])}
        if kind == "price":
            return {"unit_price": self.random.choice(["5", "11.11", "100", "0.333333"])}
        if kind == "trial":
            return {"until": (day + self.random.randint(0, 40) * DAY).isoformat()}
        if kind == "rhythm":
            count = self.random.choice([1, 3, 6]) if line.item.code == "MONTH" else 0
            return Rhythm("month", count).to_dict() if count else {}
        return {}

    def _try(self, line: ContractLine, day: date, kind: str, values: dict[str, str]) -> bool:
        try:
            actions.change_line(
                line_id=line.pk, effective_date=day, kind=kind, values=values, why="x", actor=None, at=self.moment
            )
        except actions.AgreementRefused:
            return False
        return True

    def _accept(self) -> None:
        for repair in Repair.objects.filter(seller=self.seller, decided=""):
            try:
                actions.accept_repair(repair_id=repair.pk, why="", actor=None, at=self.moment)
            except actions.RepairRefused:
                continue

    def _nightly(self) -> None:
        actions.propose_all_repairs(seller_id=self.seller.pk, at=self.moment)

    def _end(self, last: date) -> None:
        for line in lines_of(self.seller):
            self._try(line, last, "end", {})
        for _ in range(4):
            self.moment += timedelta(hours=1)
            self._issue()
            self._nightly()
            self._accept()
            self._run(last + 500 * DAY)
        self._issue()


def _moment(day: date, random: Random) -> datetime:
    hour, minute = random.choice(HOURS)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def lived_years(seed: int) -> Years:
    """The years of a seed, from the first signature to the last invoice."""
    random = Random(seed)
    start = random.choice(STARTS)
    years = Years(random, factories.seller(), start, _moment(start - 100 * DAY, random))
    years.begin()
    years.live()
    return years


def lines_of(seller: Seller) -> Iterator[ContractLine]:
    """Every line, in a steady order."""
    lines = ContractLine.objects.filter(seller=seller).select_related("contract", "item")
    yield from lines.order_by("contract__contract_number", "line_number")


def life_of(line: ContractLine) -> Life:
    """A line as `lives` reads it."""
    terms = signed_terms(line)
    assert terms.rhythm is not None
    if terms.rhythm.anchor is None and (terms.rhythm.unit, terms.rhythm.alignment) != ("month", "civil"):
        terms = replace(terms, rhythm=replace(terms.rhythm, anchor=line.start_date))
    return Life(terms, line.start_date, line.end_date, tuple(changes_of([line]).get(line.pk, ())))


@dataclass(frozen=True)
class Owed:
    """What days cost: the exact sum, and the days themselves."""

    amount: Fraction
    days: frozenset[date]


def owed_day_by_day(line: ContractLine, until: date) -> Owed:
    """Each day of a line read afresh."""
    life, total, days = life_of(line), Fraction(), set()
    day = line.start_date
    while day <= until:
        lived = day_lived(life, day)
        if lived.alive and lived.state == "active":
            days.add(day)
            total += _cost(line, lived)
        day += DAY
    return Owed(total, frozenset(days))


def _cost(line: ContractLine, lived: DayLived) -> Fraction:
    assert lived.unit_price is not None
    assert lived.rhythm is not None
    whole = Fraction(lived.quantity) * Fraction(lived.unit_price)
    if line.item.code == "MONTH":
        following = (lived.day.replace(day=28) + 4 * DAY).replace(day=1)
        return whole / (following - DAY).day
    first, last = naive_whole(lived.rhythm, line.start_date, lived.day)
    return whole / ((last - first).days + 1)


def standing(line: ContractLine) -> list[BillableItem]:
    """The items of a line that no credit took back."""
    items = list(BillableItem.objects.filter(contract_line=line))
    gone = {item.basis["credits"] for item in items if item.kind == "credit"}
    return [item for item in items if item.kind != "credit" and item.source_key not in gone]


def billed_amount(line: ContractLine) -> Decimal:
    """All that was billed and credited of a line."""
    return sum((item.net_amount for item in BillableItem.objects.filter(contract_line=line)), Decimal(0))
