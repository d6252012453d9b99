"""Prepaid credits: amounts bought, drawn down by usage, oldest expiry first, until their last day.

Draws are a ledger: a credit has left what it was bought for less its draws, and a corrected event
gives back to the very credits it drew from. Whether the amounts hold VAT follows from the kind of
voucher: see `vat_moment`.

Source: CGI art. 256 ter (vouchers), directive (UE) 2016/1065; not read again here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sansfaute.contracts.rules.clause_records import (
    SENTENCES,
    Amount,
    Filled,
    PositiveAmount,
    Record,
    read,
    refusal,
    step,
)
from sansfaute.lib.derivations import Derivation

Voucher = Literal["single_purpose", "multi_purpose"]
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PrepaidCredit(Record):
    """An amount bought on a day, usable from that day to `expires_on`, included (None: without end).

    `single_purpose`: the VAT is known when it is sold, and the amount is without VAT; `multi_purpose`:
    it pays for usage with VAT. One kind of amount is never drawn for the other.
    """

    key: Filled
    bought_on: date
    amount: PositiveAmount
    expires_on: date | None = None
    voucher: Voucher = "single_purpose"

    def is_usable(self, day: date) -> bool:
        """Whether that day may draw on it."""
        return self.bought_on <= day and not self.is_expired(day)

    def is_expired(self, day: date) -> bool:
        """Whether its last day is past."""
        return self.expires_on is not None and self.expires_on < day


@dataclass(frozen=True, slots=True)
class Draw(Record):
    """So much taken from a credit for an event on the event's day; negative when given back."""

    credit: Filled
    event: str
    day: date
    amount: Amount


@dataclass(frozen=True, slots=True)
class CreditLeft(Record):
    """What a credit has left."""

    credit: Filled
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Balance(Record):
    """All credits on a day: bought = available + used + expired + not yet usable, exactly."""

    day: date
    bought: Decimal
    available: Decimal
    used: Decimal
    expired: Decimal
    not_yet_usable: Decimal
    by_credit: tuple[CreditLeft, ...]


@dataclass(frozen=True, slots=True)
class VatMoment(Record):
    """When a voucher is taxed, as the law has it since `since`."""

    taxed_at: Literal["sale", "use"]
    since: date
    source: str
    fr: str
    en: str


def vat_moment(voucher: Voucher) -> VatMoment:
    """At sale for a single-purpose voucher (its use is then no sale), at use for a multi-purpose one."""
    return VatMoment(**SENTENCES["vouchers"][voucher])


def read_prepaid_credit(values: Mapping[str, Any]) -> PrepaidCredit:
    """A credit as a form or JSON gives it.

    Raises TermsRefused as `read` does, also end_before_start, nothing_bought.
    """
    found = read(PrepaidCredit, values)
    if found.expires_on is not None and found.expires_on < found.bought_on:
        raise refusal("end_before_start", start=found.bought_on, end=found.expires_on)
    if not found.amount:
        raise refusal("nothing_bought")
    return found


def draw_down(
    credits: Sequence[PrepaidCredit],
    usage_amount: Decimal,
    day: date,
    *,
    draws: Sequence[Draw] = (),
    event: str = "",
    voucher: Voucher = "single_purpose",
) -> tuple[tuple[Draw, ...], Decimal, tuple[CreditLeft, ...]]:
    """What usage of a day draws, what no credit covers (to be invoiced), and what has expired unused by then.

    The credit that expires first is drawn first, then the one bought first. Draws of other days,
    earlier or later, are all counted, so that a late event never draws twice. Raises TermsRefused:
    negative_usage (give back with `give_back`), event_drawn_twice, credit_named_twice.
    """
    if usage_amount < 0:
        raise refusal("negative_usage", amount=usage_amount)
    if event and any(one.event == event for one in draws):
        raise refusal("event_drawn_twice", event=event)
    left, remainder, found = _left(credits, draws), usage_amount, []
    for credit in sorted(credits, key=_order):
        taken = min(remainder, left[credit.key])
        if taken > 0 and credit.voucher == voucher and credit.is_usable(day):
            found.append(Draw(credit.key, event, day, taken))
            remainder -= taken
    expired = (CreditLeft(one.key, left[one.key]) for one in sorted(credits, key=_order) if one.is_expired(day))
    return tuple(found), remainder, tuple(one for one in expired if one.amount)


def _order(credit: PrepaidCredit) -> tuple[date, date, str]:
    return credit.expires_on or date.max, credit.bought_on, credit.key


def _left(credits: Sequence[PrepaidCredit], draws: Sequence[Draw]) -> dict[str, Decimal]:
    left: dict[str, Decimal] = {}
    for credit in credits:
        if credit.key in left:
            raise refusal("credit_named_twice", credit=credit.key)
        left[credit.key] = credit.amount
    for draw in draws:
        if draw.credit in left:
            left[draw.credit] -= draw.amount
    return left


def give_back(draws: Sequence[Draw], event: str, amount: Decimal, day: date) -> tuple[Draw, ...]:
    """Negative draws that give `amount` of an event back, last drawn first, to the same credits.

    What is given back to a credit that has expired is expired: `balance` says so. Raises TermsRefused:
    negative_usage, given_back_too_much.
    """
    if amount < 0:
        raise refusal("negative_usage", amount=amount)
    taken: dict[str, Decimal] = {}
    for draw in draws:
        if draw.event == event:
            taken[draw.credit] = taken.get(draw.credit, _ZERO) + draw.amount
    if amount > sum(taken.values(), _ZERO):
        raise refusal("given_back_too_much", event=event, amount=amount, drawn=sum(taken.values(), _ZERO))
    found, rest = [], amount
    for credit, drawn in reversed(taken.items()):
        back = min(rest, drawn)
        if back:
            found.append(Draw(credit, event, day, -back))
            rest -= back
    return tuple(found)


def balance(credits: Sequence[PrepaidCredit], draws: Sequence[Draw], day: date) -> Balance:
    """What there is at the end of a day, by the draws until then."""
    left = _left(credits, [one for one in draws if one.day <= day])
    groups = {"available": _ZERO, "expired": _ZERO, "not_yet_usable": _ZERO}
    for one in credits:
        groups[_group(one, day)] += left[one.key]
    bought = sum((one.amount for one in credits), _ZERO)
    rows = tuple(CreditLeft(one.key, left[one.key]) for one in sorted(credits, key=_order))
    return Balance(day=day, bought=bought, used=bought - sum(left.values(), _ZERO), by_credit=rows, **groups)


def _group(credit: PrepaidCredit, day: date) -> str:
    if credit.is_expired(day):
        return "expired"
    return "available" if credit.is_usable(day) else "not_yet_usable"


def derivation(
    credits: Sequence[PrepaidCredit],
    usage_amount: Decimal,
    day: date,
    *,
    draws: Sequence[Draw] = (),
    event: str = "",
    voucher: Voucher = "single_purpose",
) -> Derivation:
    """The explanation of what is left to invoice after `draw_down`; raises TermsRefused as it does."""
    found, remainder, expired = draw_down(credits, usage_amount, day, draws=draws, event=event, voucher=voucher)
    moment = vat_moment(voucher)
    parts = [
        *(step("draw", one.amount, source=one.credit, credit=one.credit) for one in found),
        *(step("expired_credit", one.amount, source=one.credit, credit=one.credit) for one in expired),
        Derivation(name="vat_moment", value=moment.taxed_at, fr=moment.fr, en=moment.en, source=moment.source),
    ]
    return step("usage_left", remainder, parts=parts, usage=usage_amount, day=day, drawn=usage_amount - remainder)
