"""Prepaid credits: oldest expiry first, exact, given back to the same credit, against cents kept one by one."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfaute.contracts.rules.prepaid import (
    Balance,
    CreditLeft,
    Draw,
    PrepaidCredit,
    balance,
    derivation,
    draw_down,
    give_back,
    read_prepaid_credit,
    vat_moment,
)
from sansfaute.contracts.rules.reasons import TermsRefused

OLD = PrepaidCredit("old", date(2026, 1, 1), Decimal("100.00"), date(2026, 6, 30))
NEW = PrepaidCredit("new", date(2026, 3, 1), Decimal("200.00"), date(2026, 12, 31))
OPEN = PrepaidCredit("open", date(2025, 1, 1), Decimal("50.00"))
ALL = (OPEN, NEW, OLD)


def test_the_credit_that_expires_first_is_drawn_first_and_one_without_end_last() -> None:
    draws, remainder, expired = draw_down(ALL, Decimal("320.01"), date(2026, 6, 30), event="e")
    assert [(one.credit, one.amount) for one in draws] == [
        ("old", Decimal(100)), ("new", Decimal(200)), ("open", Decimal("20.01")),
    ]  # fmt: skip
    assert (remainder, expired) == (0, ())


def test_the_last_day_is_included_and_what_is_left_then_expires() -> None:
    draws, remainder, expired = draw_down((OLD,), Decimal(10), date(2026, 7, 1))
    assert (draws, remainder, expired) == ((), Decimal(10), (CreditLeft("old", Decimal("100.00")),))
    assert draw_down((OLD,), Decimal(0), date(2026, 2, 1))[0] == ()
    draws, remainder, _ = draw_down((NEW,), Decimal(10), date(2026, 2, 28))  # not bought yet
    assert (draws, remainder) == ((), Decimal(10))


def test_a_corrected_event_gives_back_to_the_very_credits_it_drew_from() -> None:
    draws, _, _ = draw_down(ALL, Decimal(250), date(2026, 4, 1), event="e")
    back = give_back(draws, "e", Decimal(180), date(2026, 5, 1))
    assert [(one.credit, one.amount) for one in back] == [("new", Decimal(-150)), ("old", Decimal(-30))]
    after = balance(ALL, (*draws, *back), date(2026, 5, 1))
    assert (after.used, after.available) == (Decimal(70), Decimal(280))
    assert give_back((*draws, *back), "e", Decimal(70), date(2026, 5, 2))[0].credit == "old"
    assert balance(ALL, (*draws, *back), date(2026, 7, 1)).expired == Decimal(30)
    with pytest.raises(TermsRefused, match="70"):
        give_back((*draws, *back), "e", Decimal("70.01"), date(2026, 5, 2))


def test_a_late_event_counts_the_draws_of_later_days() -> None:
    later, _, _ = draw_down((OLD,), Decimal(80), date(2026, 6, 1), event="b")
    draws, remainder, _ = draw_down((OLD,), Decimal(50), date(2026, 2, 1), draws=later, event="a")
    assert (sum(one.amount for one in draws), remainder) == (20, 30)


def test_a_voucher_is_not_drawn_for_the_other_kind() -> None:
    multi = replace(OLD, voucher="multi_purpose")
    assert draw_down((multi,), Decimal(10), date(2026, 2, 1))[1] == 10
    assert draw_down((multi,), Decimal(10), date(2026, 2, 1), voucher="multi_purpose")[1] == 0
    assert [vat_moment(one).taxed_at for one in ("single_purpose", "multi_purpose")] == ["sale", "use"]
    assert vat_moment("multi_purpose").since == date(2019, 1, 1)


def test_what_would_draw_wrongly_is_refused() -> None:
    drawn = draw_down(ALL, Decimal(10), date(2026, 2, 1), event="e")[0]
    for call, code in (
        (lambda: draw_down(ALL, Decimal(-1), date(2026, 2, 1)), "negative_usage"),
        (lambda: give_back(drawn, "e", Decimal(-1), date(2026, 2, 1)), "negative_usage"),
        (lambda: draw_down(ALL, Decimal(1), date(2026, 2, 1), draws=drawn, event="e"), "event_drawn_twice"),
        (lambda: draw_down((OLD, OLD), Decimal(1), date(2026, 2, 1)), "credit_named_twice"),
        (lambda: read_prepaid_credit(OLD.to_dict() | {"expires_on": "2025-12-31"}), "end_before_start"),
        (lambda: read_prepaid_credit(OLD.to_dict() | {"amount": "0"}), "nothing_bought"),
    ):
        with pytest.raises(TermsRefused) as refused:
            call()
        assert refused.value.code == code
        assert "{" not in refused.value.fr + refused.value.en
    assert read_prepaid_credit(OLD.to_dict()) == OLD


def test_the_derivation_tells_draws_expiry_and_vat() -> None:
    told = derivation(ALL, Decimal(300), date(2026, 7, 1))
    assert told.value == "50.00"
    assert [one.name for one in told.parts] == ["draw", "draw", "expired_credit", "vat_moment"]
    assert "usage unique" in told.sentence("fr")


days = some.dates(date(2026, 1, 1), date(2026, 3, 31))
money = some.decimals("0.01", "3", places=2)


@some.composite
def stories(draw: some.DrawFn) -> tuple[list[PrepaidCredit], list[tuple[date, Decimal, Decimal]]]:
    """Credits, and usage events each with the amount of it that is later given back."""
    credits = []
    for place in range(draw(some.integers(1, 5))):
        bought = draw(days)
        end = draw(some.none() | some.dates(bought, date(2026, 4, 30)))
        credits.append(PrepaidCredit(f"c{place}", bought, draw(money), end))
    events = draw(some.lists(some.tuples(days, money, some.decimals("0", "3", places=2)), max_size=12))
    return credits, events


def naive_draw(coins: list[list[object]], cents: int, day: date) -> int:
    """Every cent is a coin of its own: take one at a time from the usable credit that expires first."""
    taken = 0
    for coin in coins:
        credit, spent = coin
        assert isinstance(credit, PrepaidCredit)
        if taken < cents and not spent and credit.bought_on <= day <= (credit.expires_on or date.max):
            coin[1], taken = True, taken + 1
    return taken


@given(stories())
def test_draws_are_those_of_a_purse_of_single_cents(
    story: tuple[list[PrepaidCredit], list[tuple[date, Decimal, Decimal]]],
) -> None:
    credits, events = story
    ordered = sorted(credits, key=lambda one: (one.expires_on or date.max, one.bought_on, one.key))
    coins = [[one, False] for one in ordered for _ in range(int(one.amount * 100))]
    ledger: list[Draw] = []
    for place, (day, amount, back) in enumerate(events):
        draws, remainder, _ = draw_down(credits, amount, day, draws=ledger, event=str(place))
        drawn = sum((one.amount for one in draws), Decimal(0))
        assert drawn + remainder == amount
        assert drawn * 100 == naive_draw(coins, int(amount * 100), day)
        given = give_back(draws, str(place), min(back, drawn), day)
        for one in given:
            freed = [coin for coin in coins if coin[0].key == one.credit and coin[1]][: int(-one.amount * 100)]
            for coin in freed:
                coin[1] = False
        ledger += [*draws, *given]
        left = balance(credits, ledger, date.max)
        for row in left.by_credit:
            assert row.amount == Decimal(sum(coin[0].key == row.credit and not coin[1] for coin in coins)) / 100
            assert row.amount >= 0
        for at in (day, date(2026, 2, 15), date(2026, 5, 1)):
            now = balance(credits, ledger, at)
            assert now.bought == now.available + now.used + now.expired + now.not_yet_usable
    assert Balance.from_dict(json.loads(json.dumps(balance(credits, ledger, date.max).to_dict()))).bought > 0
    assert [Draw.from_dict(json.loads(json.dumps(one.to_dict()))) for one in ledger] == ledger
    assert [PrepaidCredit.from_dict(one.to_dict()) for one in credits] == credits
