"""Series of numbers: which one a document is counted in, locked while its numbers are taken; planning one."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sansfaute.issuing import queries, rules
from sansfaute.issuing.actions.chain import locked_chain
from sansfaute.issuing.actions.ready import IssueRefused
from sansfaute.issuing.events import SeriesPlanned
from sansfaute.issuing.models import Invoice, NumberSeries, SeriesPlan
from sansfaute.issuing.queries.soundness import unplanned
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import queries as masterdata
from sansfaute.people import queries as people
from sansfaute.people import rules as people_rules

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Seller
    from sansfaute.people.models import Person


class SeriesRefused(Refusal):
    """A series of numbers cannot be planned so; the message is fit for a person."""


class Series:
    """The series of one seller that a transaction takes numbers of, each locked once. Under the lock of the chain."""

    def __init__(self, seller: Seller) -> None:
        self.seller = seller
        self.plans = queries.plans_of(seller.pk)
        self.locked: dict[tuple[str, str, int], NumberSeries] = {}

    def of(self, type_code: str, channel: str, day: date) -> NumberSeries:
        """The series of such a document of this day. Raises IssueRefused when it must be planned first."""
        kind = rules.series_kind(type_code)
        key = rules.counted_in(self.seller.number_prefix, kind, channel, day, self.plans)
        if key is None:
            raise IssueRefused(unplanned(kind, channel))
        name = (key.kind, key.channel, day.year)
        if name not in self.locked:
            self.locked[name] = self._lock(key, day.year)
        return self.locked[name]

    def _lock(self, key: rules.SeriesKey, year: int) -> NumberSeries:
        held = NumberSeries.objects.select_for_update().filter(
            seller=self.seller, kind=key.kind, channel=key.channel, year=year
        )
        if found := held.first():
            return found
        prefix = rules.in_year(key.prefix, year)
        fresh = NumberSeries(seller=self.seller, kind=key.kind, channel=key.channel, year=year, prefix=prefix)
        NumberSeries.objects.bulk_create([fresh], ignore_conflicts=True)
        if found := held.first():
            return found
        raise IssueRefused(
            _("Another series already bears the prefix %s: plan a series with a prefix of its own.") % prefix
        )


@transaction.atomic
def plan_series(
    *,
    seller_id: UUID,
    kind: str,
    prefix: str,
    reason: str,
    since: date,
    channel: str = "",
    actor: Person | None,
    at: datetime,
) -> SeriesPlan:
    """Plan a series of numbers of its own from a day on, with the reason that the administration may ask for.

    `kind` is one of rules.KINDS; `channel` is "" for the ordinary one. Raises SeriesRefused when the
    prefix is too long, misspelt or taken, the reason is empty, or numbers were given from that day on.
    """
    seller = masterdata.seller(seller_id)
    _refuse_stranger(actor, seller_id)
    _refuse_unless_well_made(kind, prefix, reason)
    locked_chain(seller)
    _refuse_unless_free(seller, kind, channel, prefix, since)
    plan = SeriesPlan(
        seller=seller,
        kind=kind,
        channel=channel,
        prefix=prefix,
        reason=reason.strip(),
        since=since,
        planned_by=actor,
    )
    plan.save(force_insert=True)
    fact = SeriesPlanned(seller.pk, plan.pk, kind=kind, channel=channel, prefix=prefix, since=since.isoformat())
    journal.record([fact], at=at, actor=actor, why=reason.strip())
    return plan


def _refuse_stranger(actor: Person | None, seller_id: UUID) -> None:
    if actor is not None and not people.may(actor, people_rules.PLAN_SERIES, seller_id):
        raise SeriesRefused(_("Your role does not let you plan series of numbers for this company."))


def _refuse_unless_well_made(kind: str, prefix: str, reason: str) -> None:
    """Named refusals, cheap first."""
    if kind not in rules.KINDS:
        raise SeriesRefused(_("A series is for invoices, credit notes, deposits or self-billed documents."))
    if not reason.strip():
        raise SeriesRefused(_("Say why this series is needed: the administration may ask."))
    if not re.fullmatch(r"[A-Z][A-Z0-9]*", prefix):
        raise SeriesRefused(_("A prefix is made of capital letters and digits and begins with a letter."))
    if len(prefix) > rules.MAX_PREFIX:
        raise SeriesRefused(
            _("A prefix has at most %d characters, so that numbers stay within 20 characters.") % rules.MAX_PREFIX
        )


def _refuse_unless_free(seller: Seller, kind: str, channel: str, prefix: str, since: date) -> None:
    plans = queries.plans_of(seller.pk)
    taken = rules.prefixes_taken(seller.number_prefix, plans)
    wanted = {prefix} | ({f"A{prefix}"} if kind == "invoice" else set())
    others = sorted(one for one in wanted if taken.get(one, (kind, channel)) not in _same(kind, channel))
    given = NumberSeries.objects.filter(seller=seller, prefix__regex=rf"^({'|'.join(sorted(wanted))})[0-9]{{4}}-$")
    if others or given.exclude(kind=kind, channel=channel).exclude(kind="credit_note", channel=channel).exists():
        raise SeriesRefused(_("The prefix %s names another series: no two series share one.") % prefix)
    if any((one.kind, one.channel, one.since) == (kind, channel, since) for one in plans):
        raise SeriesRefused(_("This series is already planned from that day on."))
    counted = NumberSeries.objects.filter(seller=seller, kind=kind, channel=channel)
    if counted.filter(year__gt=since.year).exists() or counted.filter(Q(year=since.year), last_number__gt=0).exists():
        raise SeriesRefused(
            _("Numbers of this series were already given in %(year)d: a new prefix begins with another year.")
            % {"year": since.year}
        )
    if Invoice.objects.filter(
        seller=seller, draft__channel=channel, type_code__in=_codes(kind), issue_date__gte=since
    ).exists():
        raise SeriesRefused(_("Documents of this kind were already issued on or after that day: choose a later day."))


def _same(kind: str, channel: str) -> set[tuple[str, str]]:
    """The series that may bear the prefix already: this one, and the credit notes that follow it."""
    return {(kind, channel)} | ({("credit_note", channel)} if kind == "invoice" else set())


def _codes(kind: str) -> list[str]:
    """The type codes of a kind of series."""
    known = rules.CREDIT_NOTES | rules.SELF_BILLED | {"380", "384", "386", "393", "472"}
    return sorted(code for code in known if rules.series_kind(code) == kind)
