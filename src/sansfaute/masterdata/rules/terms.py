"""Payment terms: what people type, the due date it means, and how it is said on an invoice."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sansfaute.lib.text import fold

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


_AT_ONCE = re.compile(
    r"(?:(?:paiement|reglement|payable|due|payment) )?(?:a |des )?(?:(?:la )?reception(?: (?:de )?(?:la )?facture)?"
    r"|comptant|immediat|(?:up)?on receipt(?: of invoice)?|immediate(?:ly)?|cash|a vue|at sight)"
)
_DAYS = r"(?:(?:a|net|sous) )?(?P<days>\d{1,4}) ?(?:j|jr|jrs|jour|jours|d|day|days)?(?: (?:net|nets))?"
_INVOICE = r"(?: (?:date (?:de )?facture|ddf|df|after invoice(?: date)?|from invoice(?: date)?|de date))?"
_MONTH_END = r"(?:fin (?:de |du )?mois|fdm|eom|end of (?:the )?month)"
_OF_MONTH = r"(?: (?:du mois(?: suivant)?|of (?:the )?(?:next )?month))?"
_DAY = rf"(?: ?(?:le|on the|the) (?P<dom>\d{{1,2}})(?:er|st|nd|rd|th)?{_OF_MONTH})"
_DAYS_FIRST = re.compile(rf"{_DAYS}{_INVOICE}(?P<eom> ?{_MONTH_END})?{_DAY}?")
_MONTH_FIRST = re.compile(rf"{_MONTH_END}(?: (?:plus )?{_DAYS})?{_DAY}?")
_DAY_ALONE = re.compile(_DAY)
_LEAD = re.compile(r"^(?:delai(?: de)? |paiement |reglement |payable |payment )+")


def parse_payment_terms(text: str) -> PaymentTerms | None:
    """The terms a person typed, or None: "45 j fdm", "30", "à réception", "30 jours le 10"…"""
    if re.search(r"[-−]\s*\d", text.replace("–", "-")):
        return None
    words = _spaced(fold(text))
    if _AT_ONCE.fullmatch(words):
        return PaymentTerms(days=0)
    words = _LEAD.sub("", words)
    if found := _MONTH_FIRST.fullmatch(words):
        return _terms(found, month_end_first=found["days"] is not None, end_of_month=found["days"] is None)
    if found := _DAYS_FIRST.fullmatch(words):
        return _terms(found, end_of_month=found["eom"] is not None)
    if found := _DAY_ALONE.fullmatch(words):
        return _terms(found)
    return PaymentTerms(days=0) if _AT_ONCE.fullmatch(words) else None


def _spaced(words: str) -> str:
    """Figures apart from the letters that follow them: "45j" is "45 j"; "1er" stays whole."""
    return re.sub(r"(?<=\d)(?!er\b|st\b|nd\b|rd\b|th\b)(?=[a-z])", " ", words)


def _terms(found: re.Match[str], *, end_of_month: bool = False, month_end_first: bool = False) -> PaymentTerms | None:
    groups = found.groupdict()
    days, day = int(groups.get("days") or 0), groups["dom"]
    try:
        return PaymentTerms(
            days=days,
            end_of_month=end_of_month,
            day_of_month=int(day) if day else None,
            month_end_first=month_end_first,
        )
    except ValueError:
        return None


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
