"""What will be billed in the next month, from the cycles of contracts: nothing is guessed beyond them.

The month runs from a day to the eve of the same day a month later (a month without that day ends
with its last), so each monthly contract counts exactly once, whatever the day. What became billable
earlier in the civil month, or since the last bill run, and is not billed yet counts too: the next
run will bill it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sansfaute.contracts.rules.periods import Cycle, Period, billable_from, civil_block, periods
from sansfaute.contracts.rules.pricing import net_amount, subscription_key, subscription_price

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """The month foreseen, both days included; what became billable from `since` on counts too."""

    start: date
    end: date
    since: date


def next_month(today: date, last_run_until: date | None = None) -> Month:
    """The month that begins today; nothing billable before the last bill run's end is waited for any more."""
    first_of_next = civil_block(today, 1)[1] + _DAY
    length = civil_block(first_of_next, 1)[1].day
    same_day = first_of_next.replace(day=min(today.day, length))
    end = same_day if today.day > length else same_day - _DAY
    since = civil_block(today, 1)[0] if last_run_until is None else last_run_until + _DAY
    return Month(today, end, min(since, today))


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a contract line says of its price: EUR without VAT; `unit_code` is the item's."""

    contract_number: str
    line_number: int
    cycle: Cycle
    quantity: Decimal
    unit_price: Decimal
    unit_code: str
    discount_percentage: Decimal = Decimal(0)


def foreseen_periods(cycle: Cycle, month: Month) -> Iterator[Period]:
    """The periods that become billable within the month, or did since the last run."""
    for period in periods(cycle):
        day = billable_from(cycle, period)
        if day > month.end:
            return
        if day >= month.since:
            yield period


def subscription_forecast(subscription: Subscription, month: Month, billed: Collection[str] = ()) -> Decimal:
    """What a contract will be billed (EUR without VAT), to the cent that its lines will show.

    `billed` holds the source keys that have their billable item already.
    """
    total = Decimal("0.00")
    for period in foreseen_periods(subscription.cycle, month):
        key = subscription_key(subscription.contract_number, subscription.line_number, period.start)
        if key not in billed:
            total += _net(subscription, period)
    return total


def _net(subscription: Subscription, period: Period) -> Decimal:
    price = subscription_price(
        unit_price=subscription.unit_price,
        unit_code=subscription.unit_code,
        period_months=subscription.cycle.period_months,
        piece_months=subscription.cycle.piece_months,
        period=period,
    )
    return net_amount(
        quantity=subscription.quantity,
        unit_price=price.unit_price,
        percentage=subscription.discount_percentage,
    )
