"""A parsed row read as a contract, a usage event or an order line, or the reason why it cannot be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sansfaute.contracts.rules.clauses import fold, read_conditions
from sansfaute.contracts.rules.order_details import read_details
from sansfaute.contracts.rules.reasons import RowUnusable
from sansfaute.contracts.rules.written_rhythms import read_periodicity
from sansfaute.lib.text import parse_date, parse_decimal, parse_moment, parse_percentage, squeeze
from sansfaute.masterdata.rules import read_payment_means

Values = Mapping[str, Any]
T = TypeVar("T")

IN_ADVANCE: Mapping[str, bool] = {
    **dict.fromkeys(("a echoir", "terme a echoir", "echoir", "d'avance", "avance", "in advance", "advance"), True),
    **dict.fromkeys(("echu", "terme echu", "a terme echu", "in arrears", "arrears"), False),
}
_LINE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_LARGEST = Decimal(10) ** 9  # a quantity or a price beyond this is a slip of the keyboard
INVOICE_YEARS = range(2000, 2100)  # BR-FR-03
_CONTRACT_YEARS = range(1950, 2100)  # a contract may be older than the dates of invoices


@dataclass(frozen=True, slots=True)
class ContractRead:
    """A contract line as its row says it; codes are not resolved yet. EUR, without VAT."""

    contract_number: str
    line_number: int
    buyer_code: str
    item_code: str
    quantity: Decimal
    unit_price: Decimal | None  # None: the item's own price
    start_date: date
    end_date: date | None
    rhythm: Mapping[str, Any] = field(hash=False)
    in_advance: bool
    purchase_order_reference: str
    conditions: str
    clauses: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class UsageRead:
    """A usage event as its row says it; `used_on` is the civil day in the seller's calendar."""

    event_id: str
    contract_number: str
    item_code: str
    used_at: datetime
    used_on: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class OrderLineRead:
    """An order line as its row says it. EUR, without VAT; no discount stated is None."""

    order_number: str
    buyer_code: str
    item_code: str
    order_date: date
    delivery_date: date | None
    quantity: Decimal
    unit_price: Decimal | None
    discount_percentage: Decimal | None
    buyer_reference: str
    details: Mapping[str, Any] = field(default_factory=dict)  # as `order_details.read_details` keeps them


def read_contract(values: Values) -> ContractRead:
    """A row of kind `contracts`; raises RowUnusable."""
    start, end = _required_date(values, "start_date", _CONTRACT_YEARS), _date(values, "end_date", _CONTRACT_YEARS)
    if end is not None and end < start:
        raise RowUnusable("end_before_start", start=start.isoformat(), end=end.isoformat())
    conditions = str(values.get("conditions") or "")
    return ContractRead(
        contract_number=_text(values, "contract_number"),
        line_number=_line_number(values),
        buyer_code=_text(values, "buyer_code"),
        item_code=_text(values, "item_code"),
        quantity=_quantity(values, places=4),
        unit_price=_price(values),
        start_date=start,
        end_date=end,
        rhythm=_rhythm(values),
        in_advance=_word(values, "billing", IN_ADVANCE, "unreadable_billing"),
        purchase_order_reference=_text(values, "purchase_order_reference", required=False),
        conditions=conditions,
        clauses=read_conditions(conditions),
    )


def _rhythm(values: Values) -> dict[str, Any]:
    """As a contract line keeps it."""
    text = _text(values, "periodicity", limit=1000)
    rhythm = read_periodicity(text)
    if rhythm is None:
        raise RowUnusable("unreadable_periodicity", value=text)
    if rhythm.unit == "month" and rhythm.alignment == "civil":
        return {"unit": "month", "count": rhythm.count, "alignment": "civil"}
    return rhythm.to_dict()


def _line_number(values: Values) -> int:
    """The number that the row gives to its line; a row without one is the first line of its contract."""
    stated = str(values.get("line_number") or "1")
    if not _LINE_NUMBER.fullmatch(stated):
        raise RowUnusable("unreadable_number", field="line_number", value=stated)
    return int(stated)


def read_usage(values: Values, zone: ZoneInfo) -> UsageRead:
    """A row of kind `usage`; a moment without offset is told by the clock of `zone`. Raises RowUnusable."""
    text = _text(values, "used_at")
    moment = parse_moment(text)
    if moment is None or moment.year not in INVOICE_YEARS:
        raise RowUnusable("unreadable_date", field="used_at", value=text)
    used_at = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return UsageRead(
        event_id=_text(values, "event_id", limit=120),
        contract_number=_text(values, "contract_number"),
        item_code=_text(values, "item_code"),
        used_at=used_at,
        used_on=used_at.astimezone(zone).date(),
        quantity=_quantity(values, places=6, signed=True),  # below zero: a correction of what was measured
    )


def read_order_line(values: Values) -> OrderLineRead:
    """A row of kind `orders`; raises RowUnusable."""
    return OrderLineRead(
        order_number=_text(values, "order_number"),
        buyer_code=_text(values, "buyer_code"),
        item_code=_text(values, "item_code"),
        order_date=_required_date(values, "order_date"),
        delivery_date=_date(values, "delivery_date"),
        quantity=_quantity(values, places=4),
        unit_price=_price(values),
        discount_percentage=_discount(values),
        buyer_reference=_text(values, "buyer_reference", required=False),
        details=_order_details(values),
    )


def _order_details(values: Values) -> dict[str, Any]:
    """What the row brings to its invoice beyond the line; means and card count only for what is paid already."""
    paid_on = _date(values, "paid_on")
    named = ("delivery_note", "purchase_order", "cost_centre", "employee", "employee_reference")
    given = {name: _text(values, name, required=False) for name in named}
    payer = _text(values, "payer_code", required=False)
    if paid_on is None:
        return read_details({**given, "payer": payer})
    paid = {"paid_on": paid_on.isoformat(), "paid_by": payer, "paid_with": _means(values), "card": _card(values)}
    return read_details({**given, **paid, "card_holder": _text(values, "card_holder", required=False)})


def _means(values: Values) -> str:
    text = _text(values, "paid_with", required=False)
    means = read_payment_means(text) if text else ""
    if means is None:
        raise RowUnusable("unreadable_means", value=text)
    return means


def _card(values: Values) -> str:
    """The last four to six digits: a file with whole numbers of cards should not be made at all."""
    text = _text(values, "card", required=False)
    digits = re.sub("[^0-9]", "", text)
    if text and not 4 <= len(digits) <= 6:
        raise RowUnusable("card_number")
    return digits


def _text(values: Values, name: str, *, required: bool = True, limit: int = 60) -> str:
    text = squeeze(str(values.get(name) or ""))
    if required and not text:
        raise RowUnusable("missing_value", field=name)
    if len(text) > limit:
        raise RowUnusable("value_too_long", field=name, length=len(text), limit=limit)
    return text


def _required_date(values: Values, name: str, years: range = INVOICE_YEARS) -> date:
    _text(values, name)
    day = _date(values, name, years)
    assert day is not None
    return day


def _date(values: Values, name: str, years: range = INVOICE_YEARS) -> date | None:
    text = _text(values, name, required=False)
    day = parse_date(text)
    if text and (day is None or day.year not in years):
        raise RowUnusable("unreadable_date", field=name, value=text)
    return day


def _quantity(values: Values, places: int, *, signed: bool = False) -> Decimal:
    quantity = _number(values, "quantity", _text(values, "quantity"), places)
    if quantity < 0 and not signed:
        raise RowUnusable("negative_quantity", value=str(quantity))
    if quantity == 0:
        raise RowUnusable("no_quantity")
    return quantity


def _price(values: Values) -> Decimal | None:
    text = _text(values, "unit_price", required=False)
    price = _number(values, "unit_price", text, places=6) if text else None
    if price is not None and price < 0:
        raise RowUnusable("negative_price", value=str(price))
    return price


def _number(values: Values, name: str, text: str, places: int) -> Decimal:
    """A number that fits its column exactly: more decimals than `places` would be money lost in silence."""
    number = parse_decimal(text)
    if number is None or abs(number) >= _LARGEST or number != round(number, places):
        raise RowUnusable("unreadable_number", field=name, value=text)
    return number


def _discount(values: Values) -> Decimal | None:
    text = _text(values, "discount", required=False)
    if not text:
        return None
    percentage = parse_percentage(text)
    if percentage is None or not 0 <= percentage <= 100 or percentage != round(percentage, 4):
        raise RowUnusable("unreadable_discount", value=text)
    return percentage


def _word(values: Values, name: str, known: Mapping[str, T], reason: str) -> T:
    text = _text(values, name)
    word = " ".join(fold(text).split())
    if word not in known:
        raise RowUnusable(reason, value=text)
    return known[word]
