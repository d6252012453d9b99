"""Payment terms: the due date they mean, the law's limit, and how they are said on an invoice."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

LONGEST = 3650
"""Days; a longer term is a slip of the keyboard, not an agreement."""


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """A delay in days after the issue date, then perhaps the month's end, then perhaps a day.

    `end_of_month` carries the date to the end of its month after the days have been added;
    `month_end_first` takes the month's end before adding them ("fin de mois 45 jours"). Both
    computations are accepted by C. com. L441-10 I. `day_of_month` is the first such day reached.
    """

    days: int
    end_of_month: bool = False
    day_of_month: int | None = None
    month_end_first: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for terms that no calendar can follow."""
        if not 0 <= self.days <= LONGEST:
            raise ValueError(f"a payment term of {self.days} days")
        if self.day_of_month is not None and not 1 <= self.day_of_month <= 31:
            raise ValueError(f"day {self.day_of_month} of a month")

    def due_date(self, issue_date: date) -> date:
        """The last day to pay an invoice issued on this date."""
        base = _month_end(issue_date) if self.month_end_first else issue_date
        due = base + timedelta(days=self.days)
        if self.end_of_month:
            due = _month_end(due)
        if self.day_of_month is None:
            return due
        # "Le 10" on an invoice of the 10th is the next one: nobody pays on the day of issue.
        return _next_day_of_month(max(due, issue_date + timedelta(days=1)), self.day_of_month)

    def to_dict(self) -> dict[str, Any]:
        """For JSON; fields at their default are left out."""
        given = {"days": self.days, "end_of_month": self.end_of_month, "day_of_month": self.day_of_month}
        kept = {name: value for name, value in given.items() if value or name == "days"}
        return {**kept, "month_end_first": True} if self.month_end_first else kept

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> "PaymentTerms":
        """The terms that `to_dict` wrote. Raises KeyError on an empty dictionary, ValueError on nonsense."""
        return cls(
            days=int(given["days"]),
            end_of_month=bool(given.get("end_of_month", False)),
            day_of_month=given.get("day_of_month"),
            month_end_first=bool(given.get("month_end_first", False)),
        )


LEGAL_DAYS, LEGAL_DAYS_THEN_MONTH_END = 60, 45
"""C. com. L441-10 I, between businesses since 2009: days after issue, or days and the end of a month."""


@lru_cache(maxsize=2_000)
def beyond_law(terms: PaymentTerms) -> bool:
    """Whether some invoice of a year would fall due later than C. com. L441-10 I lets two businesses agree.

    Both ways to count "45 days end of month" are accepted by the law; the later one is the limit.
    """
    longest = LEGAL_DAYS_THEN_MONTH_END if terms.end_of_month or terms.month_end_first else LEGAL_DAYS
    if terms.day_of_month is None:
        return terms.days > longest
    return any(terms.due_date(day) > _latest(day, terms) for day in _days_of_a_year())


def _days_of_a_year() -> list[date]:
    return [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]


def _latest(issued: date, terms: PaymentTerms) -> date:
    if not (terms.end_of_month or terms.month_end_first):
        return issued + timedelta(days=LEGAL_DAYS)
    more = timedelta(days=LEGAL_DAYS_THEN_MONTH_END)
    return max(_month_end(issued + more), _month_end(issued) + more)


def describe_payment_terms(terms: PaymentTerms, language: str) -> str:
    """The terms in words, in "fr" or "en" (any other language reads English)."""
    french = language == "fr"
    if terms == PaymentTerms(days=0):
        return "à réception de la facture" if french else "on receipt of the invoice"
    days = f"{terms.days} jours" if french else f"{terms.days} days"
    month = "fin de mois" if french else "end of month"
    parts = [days] if terms.days else []
    if terms.end_of_month:
        parts.append(month)
    if terms.month_end_first:
        parts.insert(0, month)
    if terms.day_of_month:
        parts.append(f"le {terms.day_of_month}" if french else f"on day {terms.day_of_month} of the month")
    return " ".join(parts)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _next_day_of_month(start: date, day: int) -> date:
    """The first date from `start` on whose day is `day`; the month's last day where it has fewer."""
    here = start.replace(day=min(day, _month_end(start).day))
    if here >= start:
        return here
    following = _month_end(start) + timedelta(days=1)
    return following.replace(day=min(day, _month_end(following).day))
