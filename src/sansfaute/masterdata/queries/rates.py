"""Exchange rates: the one that the VAT of a day takes, and all of them for a page."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from sansfaute.masterdata.models import ExchangeRate
from sansfaute.masterdata.rules import exchange_rates as rules


def exchange_rate(seller_id: UUID | str, currency_code: str, day: date) -> rules.KnownRate | None:
    """The last rate published on or before a day (CGI art. 266, 1 bis); None when it is not known. One query."""
    rows = ExchangeRate.objects.filter(
        seller_id=seller_id,
        currency_code=currency_code,
        rate_date__lte=day,
        rate_date__gte=max(day, date.min + rules.LAST_FOR) - rules.LAST_FOR,
    )
    last = rows.order_by("-rate_date").first()
    return None if last is None else known_rate(last)


def known_rate(row: ExchangeRate) -> rules.KnownRate:
    """A row as the rules take it."""
    return rules.KnownRate(row.currency_code, row.rate_date, row.units_per_euro.normalize(), row.source)


def exchange_rates(seller_id: UUID | str) -> QuerySet[ExchangeRate]:
    """The seller's rates, the latest first."""
    return ExchangeRate.objects.filter(seller_id=seller_id).order_by("-rate_date", "currency_code")
