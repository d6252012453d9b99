"""A contract and its lines as a form or JSON gives them: read exactly or refused with a sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts.rules import term_words as words
from sansfaute.contracts.rules.clauses import read_conditions
from sansfaute.contracts.rules.commitments import read_commitment
from sansfaute.contracts.rules.indexation_reading import read_indexation
from sansfaute.contracts.rules.instalments import read_plan
from sansfaute.contracts.rules.line_agreements import proration_method
from sansfaute.contracts.rules.prepaid import read_prepaid_credit
from sansfaute.contracts.rules.price_reading import read_price
from sansfaute.contracts.rules.renewals import read_renewal
from sansfaute.contracts.rules.rhythms import read_rhythm
from sansfaute.contracts.rules.term_values import currency
from sansfaute.contracts.rules.term_words import refusal
from sansfaute.contracts.rules.works import read_works

Values = Mapping[str, Any]
LINE_KINDS = ("recurring", "usage", "instalments", "situation", "prepaid")
"""`usage`: the line only says what usage of its item costs."""
GROUPINGS = ("buyer", "contract", "site", "cost_centre")
MONTHLY = {"unit": "month", "count": "1"}


def _indexation(given: Values, signed_on: date) -> dict[str, Any]:
    return read_indexation(given, signed_on).to_dict()


CLAUSES: Mapping[str, Callable[[Values, date], dict[str, Any]]] = {
    "indexation": _indexation,
    "commitment": lambda given, day: read_commitment(given).to_dict(),
    "plan": lambda given, day: read_plan(given).to_dict(),
    "works": lambda given, day: read_works(given).to_dict(),
    "prepaid": lambda given, day: read_prepaid_credit(given).to_dict(),
}
"""What `details` of a line may hold, by name, and how it is read."""


@dataclass(frozen=True, slots=True)
class SignedLine:
    """One line as agreed; without `unit_price` and `price` the price lists say what it costs."""

    item_code: str
    quantity: Decimal
    kind: str
    unit_price: Decimal | None
    price: Mapping[str, Any]
    start_date: date
    end_date: date | None
    trial_until: date | None
    rhythm: Mapping[str, str]
    in_advance: bool
    proration: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignedContract:
    """A contract as agreed. `end_date` is its last day, included."""

    contract_number: str
    buyer_code: str
    payer_code: str
    invoicee_code: str
    currency_code: str
    prices_with_vat: bool
    start_date: date
    end_date: date | None
    renewal: Mapping[str, Any]
    grouping: str
    site: str
    cost_centre: str
    deliver_to: Mapping[str, Any]
    operation: str
    purchase_order_reference: str
    conditions: str
    clauses: Mapping[str, Any]
    lines: tuple[SignedLine, ...]


def read_signed_contract(values: Values) -> SignedContract:
    """A contract with its lines.

    `renewal` is that of `read_renewal` with `initial_months`, the months of its first term. Raises
    TermsRefused: value_missing, unreadable_day, end_before_start, no_lines, and what the readers of
    rhythms, prices, renewals and clauses refuse.
    """
    start, end = _days(values, None, None)
    conditions = words.text(values, "conditions", required=False)
    rows = values.get("lines") or ()
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        raise refusal("no_lines")
    return SignedContract(
        contract_number=words.text(values, "contract_number"),
        buyer_code=words.text(values, "buyer_code"),
        **{name: words.text(values, name, required=False) for name in _TEXTS},
        currency_code=currency(values, default="EUR"),
        prices_with_vat=words.truth(values, "prices_with_vat"),
        start_date=start,
        end_date=end,
        renewal=_renewal(values.get("renewal")),
        grouping=words.word(values, "grouping", GROUPINGS, "buyer"),
        deliver_to=dict(values.get("deliver_to") or {}),
        conditions=conditions,
        clauses=read_conditions(conditions) if conditions else {},
        lines=tuple(_line(row, start, end) for row in rows),
    )


_TEXTS = ("payer_code", "invoicee_code", "site", "cost_centre", "operation", "purchase_order_reference")


def _renewal(given: Any) -> dict[str, Any]:
    if not given:
        return {}
    initial = words.whole_number(given, "initial_months", least=1, most=120, default=12)
    return read_renewal(given).to_dict() | {"initial_months": initial}


def _days(values: Values, start: date | None, end: date | None) -> tuple[date, date | None]:
    first = words.optional_day(values, "start_date") or start
    last = words.optional_day(values, "end_date") or end
    if first is None:
        raise refusal("value_missing", "start_date")
    if last is not None and last < first:
        raise refusal("end_before_start", start=first, end=last)
    return first, last


def _line(values: Values, start: date, end: date | None) -> SignedLine:
    first, last = _days(values, start, end)
    if first < start or (end is not None and last is not None and last > end):
        raise refusal("line_outside_contract", start=start, end=end or date.max)
    given = values.get("details") or {}
    for name in given:
        if name not in CLAUSES:
            raise refusal("unknown_word", "details", value=name, known=", ".join(CLAUSES))
    return SignedLine(
        item_code=words.text(values, "item_code"),
        quantity=words.quantity({"quantity": values.get("quantity") or "1"}),
        kind=words.word(values, "kind", LINE_KINDS, "recurring"),
        unit_price=words.optional_price(values),
        price=read_price(values["price"]).to_dict() if values.get("price") else {},
        start_date=first,
        end_date=last,
        trial_until=_trial(values, first),
        rhythm=read_rhythm(values.get("rhythm") or MONTHLY).to_dict(),
        in_advance=words.truth(values, "in_advance"),
        proration=proration_method(words.text(values, "proration", required=False) or "days_of_month"),
        details={name: CLAUSES[name](one, start) for name, one in given.items()},
    )


def _trial(values: Values, start: date) -> date | None:
    until = words.optional_day(values, "trial_until")
    if until is not None and until < start:
        raise refusal("trial_until_before_start", effective=start, until=until)
    return until
