"""What a simulation would bill against what was billed for the period before, in all and for each buyer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, DecimalField, F, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from sansfaute.contracts import queries as contracts_queries
from sansfaute.contracts import rules as contracts_rules
from sansfaute.drafts import queries as drafts_queries
from sansfaute.masterdata import queries as masterdata
from sansfaute.review.models import SimulatedDocument, Simulation
from sansfaute.review.rules import comparison

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft
    from sansfaute.masterdata.models import Buyer

_MONEY: DecimalField[Any, Any] = DecimalField(max_digits=19, decimal_places=2)


@dataclass(frozen=True, slots=True)
class LastPeriod:
    """What a simulation is compared with: the runs of the same scope until a day, else all runs' drafts of a month."""

    basis: str  # "run" or "month"
    run_ids: tuple[UUID, ...]
    first_day: date | None
    last_day: date


@dataclass(frozen=True, slots=True)
class BuyerVariance:
    """One buyer, one currency: last period and now."""

    buyer: Buyer
    currency_code: str
    amounts: comparison.Variance


def last_period(simulation: Simulation) -> LastPeriod:
    """The last runs with the same scope until an earlier day; without any, the month before that of issue."""
    runs = contracts_queries.bill_runs(simulation.seller_id).exclude(state="cancelled")
    earlier = runs.filter(scope=simulation.scope, until__lt=simulation.until).order_by("-until")
    until = earlier.values_list("until", flat=True).first()
    if until is not None:
        found = earlier.filter(until=until).values_list("pk", flat=True)
        return LastPeriod("run", tuple(found), None, until)
    last_day = simulation.issue_date.replace(day=1) - timedelta(days=1)
    return LastPeriod("month", (), last_day.replace(day=1), last_day)


def _before(simulation: Simulation, period: LastPeriod) -> QuerySet[Draft, Any]:
    """Drafts of last period, not discarded, by the buyer billed today and currency."""
    found = drafts_queries.drafts_of(simulation.seller_id).filter(discard=None, run__isnull=False)
    if period.basis == "run":
        found = found.filter(run_id__in=period.run_ids)
    else:
        found = found.filter(issue_date__range=(period.first_day, period.last_day))
        if codes := contracts_rules.read_scope(simulation.scope).buyers:
            found = found.filter(buyer__code__in=codes)
    whose = Coalesce("buyer__merged_into_id", "buyer_id")
    return found.order_by().values(whose=whose, coin=F("currency_code")).annotate(amount=Sum(_signed()))


def _now(simulation: Simulation) -> QuerySet[SimulatedDocument, Any]:
    found = SimulatedDocument.objects.filter(simulation=simulation).order_by()
    return found.values(whose=F("buyer_id"), coin=F("currency_code")).annotate(amount=Sum(_signed()))


def _signed() -> Case:
    name = "total_without_vat"
    return Case(When(type_code__in=comparison.CREDITS, then=-F(name)), default=F(name), output_field=_MONEY)


def _compared(simulation: Simulation) -> tuple[str, list[Any]]:
    """Both, buyer by buyer: whose, coin, before, now."""
    before, after = (
        one.query.sql_with_params() for one in (_before(simulation, last_period(simulation)), _now(simulation))
    )
    statement = (
        f"with earlier(whose, coin, amount) as ({before[0]}), later(whose, coin, amount) as ({after[0]}),"
        " compared as (select whose, coin, coalesce(earlier.amount, 0) was, coalesce(later.amount, 0) becomes"
        " from earlier full join later using (whose, coin))"
    )
    return statement, [*before[1], *after[1]]


def in_all(simulation: Simulation) -> dict[str, comparison.Variance]:
    """Currency -> what was billed for last period and what is simulated. Two queries."""
    statement, parameters = _compared(simulation)
    rows = _fetch(f"{statement} select coin, sum(was), sum(becomes) from compared group by 1 order by 1", parameters)
    return {coin: comparison.Variance(was, becomes) for coin, was, becomes in rows}


def by_buyer(
    simulation: Simulation, *, after: tuple[Decimal, UUID, str] | None = None, limit: int = 50
) -> tuple[list[BuyerVariance], tuple[Decimal, UUID, str] | None]:
    """Buyers whose amount moved most, first; and where the next page begins. Three queries."""
    statement, parameters = _compared(simulation)
    beyond = ""
    if after:
        beyond = "where (-abs(becomes - was), whose, coin) > (-%s, %s, %s)"
        parameters = [*parameters, *after]
    select = f"{statement} select whose, coin, was, becomes from compared {beyond}"
    rows = _fetch(f"{select} order by -abs(becomes - was), whose, coin limit %s", [*parameters, limit + 1])
    buyers = masterdata.buyers_by_id(row[0] for row in rows)
    found = [BuyerVariance(buyers[row[0]], row[1], comparison.Variance(row[2], row[3])) for row in rows]
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], (abs(last.amounts.difference), last.buyer.pk, last.currency_code)


def _fetch(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
