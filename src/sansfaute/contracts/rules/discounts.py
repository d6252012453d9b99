"""Discounts: which one a line gets, which ones a document gets, and what these are worth.

On a line they never add up: the most specific wins. On a document they do: each is taken of what the
one before has left. A percentage is above 0 and at most 100; an amount is in the term's currency,
without VAT. Days are plain dates; `until` is the last day, included.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.term_values import (
    AMOUNT_PLACES,
    LARGEST_PRICE,
    Values,
    currency,
    days,
    optional_number,
    percentage,
    refusal,
    text,
)
from sansfaute.lib.text import plain

Scope = Literal["line", "document"]
_SCOPES: tuple[Scope, ...] = get_args(Scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountTerm:
    """A discount that somebody granted, for whom, on what, until when, and why.

    Either `percentage` or `amount` is given. An empty `buyer_code`, `item_code` or `contract_number`
    means any. `reason` is printed on the invoice (BT-97, BT-139); `author` is who granted it.
    """

    scope: Scope
    percentage: Decimal | None
    amount: Decimal | None
    since: date
    until: date | None
    reason: str
    author: str
    buyer_code: str = ""
    item_code: str = ""
    contract_number: str = ""
    currency_code: str = "EUR"
    term_id: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it: decimals as text, ISO dates."""
        return {
            "scope": self.scope,
            "percentage": None if self.percentage is None else plain(self.percentage),
            "amount": None if self.amount is None else plain(self.amount),
            "since": self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            **{name: getattr(self, name) for name in _TEXTS},
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "DiscountTerm":
        """The term of `to_dict`; values from elsewhere go through `read_discount`."""
        return cls(
            scope=values["scope"],
            percentage=None if values["percentage"] is None else Decimal(values["percentage"]),
            amount=None if values["amount"] is None else Decimal(values["amount"]),
            since=date.fromisoformat(values["since"]),
            until=date.fromisoformat(values["until"]) if values["until"] else None,
            **{name: values[name] for name in _TEXTS},
        )


_TEXTS = ("reason", "author", "buyer_code", "item_code", "contract_number", "currency_code", "term_id")


def read_discount(values: Values) -> DiscountTerm:
    """A discount term as a form or a file gives it; the currency is EUR unless given.

    Raises TermsRefused: unknown_discount_scope, discount_percentage_or_amount, discount_of_nothing,
    discount_item_on_document, and what `term_values` refuses (a missing reason or author: value_missing).
    """
    scope = _scope(values)
    percent, amount = _value(values)
    since, until = days(values)
    item = text(values, "item_code", required=False)
    if item and scope == "document":
        raise refusal("discount_item_on_document", item=item)
    return DiscountTerm(
        scope=scope,
        percentage=percent,
        amount=amount,
        since=since,
        until=until,
        reason=text(values, "reason", limit=200),
        author=text(values, "author", limit=120),
        buyer_code=text(values, "buyer_code", required=False),
        item_code=item,
        contract_number=text(values, "contract_number", required=False),
        currency_code=currency(values, default="EUR"),
        term_id=text(values, "term_id", required=False),
    )


def _scope(values: Values) -> Scope:
    given = str(values.get("scope") or "").strip()
    for one in _SCOPES:
        if one == given:
            return one
    raise refusal("unknown_discount_scope", value=given)


def _value(values: Values) -> tuple[Decimal | None, Decimal | None]:
    percent = percentage(values)
    amount = optional_number(values, "amount", places=AMOUNT_PLACES, below=LARGEST_PRICE)
    if (percent is None) == (amount is None):
        raise refusal("discount_percentage_or_amount")
    if not percent and not amount:
        raise refusal("discount_of_nothing", "amount" if percent is None else "percentage")
    return percent, amount


def discounts_of(
    terms: Iterable[DiscountTerm],
    *,
    buyer_code: str,
    item_code: str,
    contract_number: str,
    day: date,
    scope: Scope,
    currency_code: str = "EUR",
) -> tuple[DiscountTerm, ...]:
    """The discounts of a line (none or one) or of a document (in the order in which they are taken).

    On a line the most specific wins: contract and item, contract, customer and item, item, customer,
    everyone; then the latest `since`; then the term that is worth most. On a document: the oldest
    `since` first, of one day percentages before amounts. An amount in another currency never applies.
    The order in which terms are given changes nothing.
    """
    fitting = [
        one
        for one in terms
        if one.scope == scope
        and one.since <= day
        and (one.until is None or day <= one.until)
        and (one.amount is None or one.currency_code == currency_code)
        and _fits(one, buyer_code, item_code, contract_number)
    ]
    if scope == "document":
        return tuple(sorted(fitting, key=turn))
    return tuple(sorted(fitting, key=_precedence)[-1:])


def _fits(term: DiscountTerm, buyer_code: str, item_code: str, contract_number: str) -> bool:
    return (
        term.buyer_code in ("", buyer_code)
        and term.item_code in ("", item_code)
        and term.contract_number in ("", contract_number)
    )


def _precedence(term: DiscountTerm) -> tuple[Any, ...]:
    """The largest wins; what follows `since` only makes the choice the same whatever the order."""
    worth = (term.percentage or Decimal(0), term.amount or Decimal(0))
    specific = bool(term.contract_number), bool(term.item_code), bool(term.buyer_code)
    return (*specific, term.since, *worth, term.term_id, repr(term))


def turn(term: DiscountTerm) -> tuple[Any, ...]:
    """The order in which the discounts of a document are taken."""
    return term.since, term.percentage is None, term.term_id, repr(term)


def discount_amount(term: DiscountTerm, base: Decimal, decimals: int = 2) -> Decimal:
    """What a discount takes off an amount, rounded half-up; never more than the amount, 0 of a negative one."""
    most = max(Fraction(base), Fraction())
    wanted = Fraction(term.amount or 0) if term.percentage is None else most * Fraction(term.percentage) / 100
    return rounded(min(wanted, most), decimals)
