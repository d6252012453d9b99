"""Keep exchange rates: one of a day and currency, or a file of them; what was used once is never changed unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata.events import ExchangeRatesRecorded
from sansfaute.masterdata.models import ExchangeRate
from sansfaute.masterdata.rules import exchange_rates as rules


class RateRefused(Refusal):
    """An exchange rate cannot be kept as given; the message is fit for a person."""


@transaction.atomic
def record_rate(
    *, seller_id: UUID, values: Mapping[str, Any], actor: journal.Actor | None, at: datetime, why: str = ""
) -> ExchangeRate:
    """Keep the rate of a currency on a day (rules.read_rate); the same again changes nothing.

    Another rate for a day that has one replaces it only with a reason: documents made before keep the one
    they were made with. Raises RateRefused.
    """
    try:
        read = rules.read_rate(values)
    except rules.RateUnreadable as wrong:
        raise _refusal(wrong) from wrong
    kept, is_new = ExchangeRate.objects.select_for_update().get_or_create(
        seller_id=seller_id,
        currency_code=read.currency_code,
        rate_date=read.rate_date,
        defaults={"units_per_euro": read.units_per_euro, "source": read.source},
    )
    if not is_new:
        if kept.units_per_euro == read.units_per_euro:
            return kept
        _refuse_unless_reasoned(kept, why)
        kept.units_per_euro, kept.source = read.units_per_euro, read.source
        kept.save(update_fields=["units_per_euro", "source"])
    _announce(seller_id, [read], actor, at, why)
    return kept


def _refuse_unless_reasoned(kept: ExchangeRate, why: str) -> None:
    if not why.strip():
        said = _("The rate of %(currency)s on %(day)s is known: %(rate)s. Say why it is wrong to replace it.")
        told = {"currency": kept.currency_code, "day": kept.rate_date, "rate": f"{kept.units_per_euro.normalize():f}"}
        raise RateRefused(said % told)


@transaction.atomic
def record_rates(
    *, seller_id: UUID, rates: Sequence[rules.KnownRate], actor: journal.Actor | None, at: datetime
) -> int:
    """Keep the rates of a file; days that have one keep it. How many are new."""
    rows = [
        ExchangeRate(
            seller_id=seller_id,
            currency_code=one.currency_code,
            rate_date=one.rate_date,
            units_per_euro=one.units_per_euro,
            source=one.source,
        )
        for one in rates
    ]
    before = ExchangeRate.objects.filter(seller_id=seller_id).count()
    ExchangeRate.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    new = ExchangeRate.objects.filter(seller_id=seller_id).count() - before
    if new:
        _announce(seller_id, rates, actor, at)
    return new


def read_rates(text: str, **narrowed: Any) -> list[rules.KnownRate]:
    """The rates of a file (rules.read_rates); raises RateRefused with the line at fault."""
    try:
        return rules.read_rates(text, **narrowed)
    except rules.RateUnreadable as wrong:
        raise _refusal(wrong) from wrong


def _announce(
    seller_id: UUID, rates: Sequence[rules.KnownRate], actor: journal.Actor | None, at: datetime, why: str = ""
) -> None:
    days = [one.rate_date for one in rates]
    fact = ExchangeRatesRecorded(
        seller_id=seller_id,
        subject_id=seller_id,
        currency_codes=" ".join(sorted({one.currency_code for one in rates})),
        first_date=min(days).isoformat(),
        last_date=max(days).isoformat(),
    )
    journal.record([fact], at=at, actor=actor, why=why.strip())


def _refusal(wrong: rules.RateUnreadable) -> RateRefused:
    sentences = {
        "rate_currency": _("“%(value)s” is not a currency other than the euro: write its three letters, as USD."),
        "rate_date": _("“%(value)s” is not a day: write it as 2026-10-31."),
        "rate_units": _("“%(value)s” is not a rate: write how many %(currency)s one euro is worth, as 1.0835."),
        "rate_source": _("Say who published the rate of %(value)s, as “BCE”."),
        "rates_none": _(
            "No rate was found: give the file of the ECB or of the Banque de France, or one with the columns "
            "currency_code, rate_date, units_per_euro and source."
        ),
    }
    said = sentences[wrong.code] % wrong.details if wrong.details else sentences[wrong.code]
    line = wrong.details.get("line")
    return RateRefused(_("Line %(line)s: %(said)s") % {"line": line, "said": said} if line else said)
