"""What one billable item costs, to the cent, exactly as its invoice line will show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from sansfaute.contracts.rules.periods import Period, describe_months, months_counted
from sansfaute.en16931 import totals
from sansfaute.en16931.model import LineAllowance

UNIT_MONTHS: Mapping[str, int] = {"MON": 1, "QAN": 3, "SAN": 6, "ANN": 12}
"""Units of time (UN/ECE Recommendation 20) and the months that one of them lasts."""

_UNIT_OF_MONTHS = {months: unit for unit, months in UNIT_MONTHS.items()}
PRICE_PLACES = 6  # BR-FR-DEC-03
QUANTITY_PLACES = 4  # BR-FR-DEC-02
_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class SubscriptionPrice:
    """Price of one unit for one period (EUR, without VAT), the unit it is said in, its proration.

    `full_unit_price` is the price of the whole period, `proration` the share of it in months
    ("7/31", "16/30 + 2"), empty for a whole period.
    """

    unit_price: Decimal
    full_unit_price: Decimal
    unit_code: str
    proration: str


def subscription_price(
    *, unit_price: Decimal, unit_code: str, period_months: int, piece_months: int, period: Period
) -> SubscriptionPrice:
    """The price of a period.

    `unit_price` is the price of the item's unit when that is a time (a month, a quarter, a
    half-year, a year), else of one whole period of the contract. A period costs the price of its
    months, half-up to 6 decimals.
    """
    share, whole, unit, proration = _shares(unit_code, period_months, piece_months, period)
    full = prorated(unit_price, whole)
    return SubscriptionPrice(full if share == whole else prorated(unit_price, share), full, unit, proration)


@lru_cache(maxsize=512)  # the same for all lines that repeat alike
def _shares(
    unit_code: str, period_months: int, piece_months: int, period: Period
) -> tuple[Fraction, Fraction, str, str]:
    """What a period and a whole one are of what the price is for, the unit of the line, the words of the share."""
    price_months = UNIT_MONTHS.get(unit_code, period_months)
    months = Fraction(piece_months) if period.whole else months_counted(period.start, period.end)
    unit = _UNIT_OF_MONTHS[piece_months] if unit_code in UNIT_MONTHS else unit_code
    words = "" if period.whole else describe_months(period.start, period.end)
    return months / price_months, Fraction(piece_months, price_months), unit, words


def prorated(price: Decimal, share: Fraction) -> Decimal:
    """`price` times a share, half-up to 6 decimals; exact until that one rounding."""
    if share == 1:
        return totals.round_half_up(price, PRICE_PLACES)
    exact = Fraction(price) * share * 10**PRICE_PLACES
    return Decimal(int(exact + Fraction(1, 2))).scaleb(-PRICE_PLACES) if exact >= 0 else -prorated(-price, share)


def line_allowances(
    *, quantity: Decimal, unit_price: Decimal, percentage: Decimal, reason: str, base_quantity: Decimal = Decimal(1)
) -> tuple[LineAllowance, ...]:
    """The discount of a line as BG-27: percentage of the gross amount, in cents; () when there is none."""
    if not percentage:
        return ()
    base = totals.line_net_amount(quantity=quantity, item_net_price=unit_price, base_quantity=base_quantity)
    amount = totals.round_half_up(_EXACT.multiply(base, percentage).scaleb(-2, _EXACT), 2)
    allowance = LineAllowance(amount=amount, base_amount=base, percentage=percentage, reason=reason, reason_code="95")
    return (allowance,)


def net_amount(*, quantity: Decimal, unit_price: Decimal, percentage: Decimal) -> Decimal:
    """BT-131 of the line to be, in EUR without VAT."""
    allowances = line_allowances(quantity=quantity, unit_price=unit_price, percentage=percentage, reason="")
    return totals.line_net_amount(quantity=quantity, item_net_price=unit_price, allowances=allowances)


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount in percent and where it comes from; `reason` is printed on the invoice (BT-139)."""

    percentage: Decimal
    origin: str  # "contract", "order", "buyer" or ""
    reason: str


NO_DISCOUNT = Discount(Decimal(0), "", "")
DISCOUNT_REASONS: Mapping[str, str] = {
    "contract": "Remise prévue au contrat",
    "order": "Remise de la commande",
    "buyer": "Remise client",
}


def choose_discount(candidates: Mapping[str, Decimal | None]) -> Discount:
    """The first stated discount in the order given by origin; discounts never add up.

    None means "nothing stated: ask the next"; a stated 0 means "no discount" and ends the search.
    """
    for origin, percentage in candidates.items():
        if percentage is not None:
            return Discount(percentage, origin, DISCOUNT_REASONS[origin]) if percentage else NO_DISCOUNT
    return NO_DISCOUNT


def subscription_key(contract_number: str, line_number: int, start: date) -> str:
    """The identity of a line's period: "subscription:CT-1:2026-10-01"; lines after the first add their number."""
    line = (str(line_number),) if line_number != 1 else ()
    return source_key("subscription", contract_number, *line, start.isoformat())


def source_key(kind: str, *parts: str) -> str:
    """The one identity of what is billed: "subscription:CT-1:2026-10-01"; a colon in a part is escaped."""
    return ":".join([kind, *(part.replace("%", "%25").replace(":", "%3A") for part in parts)])
