"""Legal payment terms, as dated data. Source: code de commerce L441-10 I; public buyers: R2192-10."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sansfaute.masterdata.rules import PaymentTerms


@dataclass(frozen=True, slots=True)
class TermLimit:
    """The longest payment term allowed from a date on."""

    since: date
    days: int
    days_then_month_end: int | None
    source: str


BETWEEN_BUSINESSES: Sequence[TermLimit] = (
    TermLimit(date(2009, 1, 1), days=60, days_then_month_end=45, source="C. com. L441-10 I"),
)
PUBLIC_BUYERS: Sequence[TermLimit] = (
    # france.md marks this one unconfirmed: hospitals have 50 days, public companies 60.
    TermLimit(date(2019, 4, 1), days=30, days_then_month_end=None, source="Code de la commande publique R2192-10"),
)


def latest_due_date(issue_date: date, terms: PaymentTerms, *, public: bool) -> tuple[date, str] | None:
    """The last due date the law allows for this invoice with its source, or None before any limit."""
    limit = _in_force(PUBLIC_BUYERS if public else BETWEEN_BUSINESSES, issue_date)
    if limit is None:
        return None
    if (terms.end_of_month or terms.month_end_first) and limit.days_then_month_end:
        return _month_end_limit(issue_date, limit.days_then_month_end), limit.source
    return issue_date + timedelta(days=limit.days), limit.source


def _month_end_limit(issue_date: date, days: int) -> date:
    """Both accepted computations: days then month end, month end then days; the later one is the limit."""
    return max(_month_end(issue_date + timedelta(days=days)), _month_end(issue_date) + timedelta(days=days))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _in_force(limits: Sequence[TermLimit], day: date) -> TermLimit | None:
    known = [limit for limit in limits if limit.since <= day]
    return max(known, key=lambda limit: limit.since) if known else None
