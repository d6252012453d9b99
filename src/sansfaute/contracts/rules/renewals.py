"""Terms of a contract, tacit renewal, notice, and the reminder that consumer law asks for.

Days are the last of something and included. A term of months ends on the eve of the same day so many
months after the contract's first (31 January + 1 month: 27 February, the next term begins on the 28th or
29th, the one after on 31 March). Notice is in time when, so many months after the day on which it was
given, the term has not ended: for a term that ends on 30 April, one month's notice is given on 31 March
at the latest (code of civil procedure, articles 641 and 642, without moving a day off).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sansfaute.contracts.rules.months import add_months, is_last_of_month, month_count, on_day
from sansfaute.contracts.rules.periods import DAY
from sansfaute.contracts.rules.term_words import SENTENCES, in_both, refusal, truth, whole_number

BuyerKind = Literal["consumer", "non_professional", "professional"]
MOST_MONTHS, MOST_DAYS, MOST_TIMES = 120, 3650, 1000


@dataclass(frozen=True, slots=True)
class Renewal:
    """What follows a term: `months` more, unless notice is given; `max_times` None: again and again.

    Without `tacit` the contract ends with its first term. The notice is in months or in days.
    """

    months: int
    notice_months: int = 0
    notice_days: int = 0
    tacit: bool = True
    max_times: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "months": self.months,
            "notice_months": self.notice_months,
            "notice_days": self.notice_days,
            "tacit": self.tacit,
            "max_times": self.max_times,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Renewal":
        """The renewal of `to_dict`; raises TermsRefused as `read_renewal` does."""
        return read_renewal(values)


def read_renewal(values: Mapping[str, Any]) -> Renewal:
    """A renewal from texts; 12 months when nothing is said.

    Raises TermsRefused: unreadable_whole_number, unreadable_truth, two_notices.
    """
    renewal = Renewal(
        months=whole_number(values, "months", least=1, most=MOST_MONTHS, default=12),
        notice_months=whole_number(values, "notice_months", least=0, most=MOST_MONTHS, default=0),
        notice_days=whole_number(values, "notice_days", least=0, most=MOST_DAYS, default=0),
        tacit=truth(values, "tacit"),
        max_times=_max_times(values),
    )
    if renewal.notice_months and renewal.notice_days:
        raise refusal("two_notices", notice_months=renewal.notice_months, notice_days=renewal.notice_days)
    return renewal


def _max_times(values: Mapping[str, Any]) -> int | None:
    if values.get("max_times") in (None, ""):
        return None
    return whole_number(values, "max_times", least=0, most=MOST_TIMES, default=0)


def _term_end(start: date, initial_months: int, renewal: Renewal, times: int) -> date:
    """The last day after so many renewals, counted from the first day so that its number is never lost."""
    return add_months(start, initial_months + times * renewal.months) - DAY


def _most(renewal: Renewal) -> int | None:
    return renewal.max_times if renewal.tacit else 0


def renewals_before(start: date, initial_months: int, renewal: Renewal, day: date) -> int:
    """How many renewals were needed for the contract to live on a day, without notice; 0 in the first term.

    Never more than the renewal allows.
    """
    ahead = month_count(day) - month_count(start) - initial_months
    times = max(ahead // renewal.months, 0)
    if _term_end(start, initial_months, renewal, times) < day:
        times += 1
    most = _most(renewal)
    return times if most is None else min(times, most)


def term_end(start: date, initial_months: int, renewal: Renewal, day: date) -> date:
    """The last day of the term that holds a day, when no notice was given.

    Of a contract that is over by then, its very last day, which lies before `day`.
    """
    return _term_end(start, initial_months, renewal, renewals_before(start, initial_months, renewal, day))


def last_notice_day(term_end: date, renewal: Renewal) -> date:
    """The last day on which notice, given and received, stops the renewal after that term."""
    if not renewal.notice_months:
        return term_end - timedelta(days=renewal.notice_days)
    return _latest_before(term_end, renewal.notice_months)


def _latest_before(day: date, months: int) -> date:
    """The last day which, so many months later, is `day` at most."""
    number = 31 if is_last_of_month(day) else day.day
    return on_day(month_count(day) - months, number)


def end_for_notice(notice_given_on: date, *, start: date, initial_months: int, renewal: Renewal) -> date:
    """The last day of a contract to which notice was given (received) on a day.

    That of the first term, not over yet on that day, for which the notice is in time; at the latest
    the end of the last renewal. A contract that was over already keeps its end.
    """
    times, most = renewals_before(start, initial_months, renewal, notice_given_on), _most(renewal)
    while most is None or times < most:
        end = _term_end(start, initial_months, renewal, times)
        if notice_given_on <= last_notice_day(end, renewal):
            return end
        times += 1
    return _term_end(start, initial_months, renewal, times)


@dataclass(frozen=True, slots=True)
class ReminderLaw:
    """What the law asked from a day on: to remind between so many months before the last day of notice."""

    since: date
    months_first: int
    months_last: int
    kinds: tuple[BuyerKind, ...]
    source: str


REMINDER_LAWS: tuple[ReminderLaw, ...] = (
    ReminderLaw(
        date(2005, 7, 28),
        3,
        1,
        ("consumer",),
        "Code de la consommation, article L136-1 (loi n° 2005-67 du 28 janvier 2005, dite Chatel, article 1)",
    ),
    ReminderLaw(
        date(2016, 7, 1),
        3,
        1,
        ("consumer", "non_professional"),
        "Code de la consommation, articles L215-1 et L215-3 (ordonnance n° 2016-301 du 14 mars 2016)",
    ),
)
"""For services of a fixed duration with a clause of tacit renewal, in order of `since`."""


@dataclass(frozen=True, slots=True)
class NoticeWindow:
    """Days, both included, within which the buyer must be reminded that the renewal can be refused."""

    first: date
    last: date
    last_notice_day: date
    source: str

    @property
    def fr(self) -> str:
        """What to do, in French."""
        return self._said("fr")

    @property
    def en(self) -> str:
        """What to do, in English."""
        return self._said("en")

    def _said(self, language: str) -> str:
        days = in_both({"first": self.first, "last": self.last, "notice": self.last_notice_day})
        return str(SENTENCES["notice"]["window"][language]).format_map(days)

    def to_dict(self) -> dict[str, str]:
        """As JSON holds it."""
        days = {name: getattr(self, name).isoformat() for name in ("first", "last", "last_notice_day")}
        return days | {"source": self.source}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "NoticeWindow":
        """The window of `to_dict`."""
        days = {name: date.fromisoformat(values[name]) for name in ("first", "last", "last_notice_day")}
        return cls(**days, source=values["source"])


def notice_window(last_notice: date, *, buyer_kind: BuyerKind = "consumer") -> NoticeWindow | None:
    """When to remind a buyer whose last day of notice this is, under the law in force on that day.

    None when no law asks for it. Where months have different lengths the window is the narrower one,
    which is right by every way of counting. Without a reminder in time a consumer may end the contract
    at any moment after its renewal (article L215-1, paragraph 2).
    """
    law = next((one for one in reversed(REMINDER_LAWS) if one.since <= last_notice), None)
    if law is None or buyer_kind not in law.kinds:
        return None
    first = add_months(last_notice, -law.months_first)
    if add_months(first, law.months_first) < last_notice:
        first += DAY
    return NoticeWindow(first, add_months(last_notice, -law.months_last), last_notice, law.source)
