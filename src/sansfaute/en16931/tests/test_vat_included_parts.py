"""The parts of the algorithm for prices with VAT: every small case of the bases, and the prices that are tried."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.en16931.model import LineAllowance, LineCharge, Price
from sansfaute.en16931.tests.exact import rounded
from sansfaute.en16931.tests.samples import line
from sansfaute.en16931.totals.apportioning import apportion
from sansfaute.en16931.totals.bases import Category, choose_bases
from sansfaute.en16931.totals.net_prices import net_line
from sansfaute.en16931.totals.pricing import priced_at


def with_vat(base: int, rate: str) -> int:
    return base + int(rounded(Fraction(base) * Fraction(rate) / 100, 0))


def expected_candidates(rate: str, whole: int) -> list[int]:
    """The base that gives the whole, then its neighbours that miss by one; or the two around the exact base."""
    exact = Fraction(whole) / (1 + Fraction(rate) / 100)
    hits = [base for base in range(floor(exact) - 1, ceil(exact) + 2) if with_vat(base, rate) == whole]
    if hits:
        near = (hits[0] - 1, hits[0] + 1)
        free = not Fraction(rate) or not whole
        return hits if free else hits + [one for one in near if abs(with_vat(one, rate) - whole) == 1]
    return sorted((floor(exact), ceil(exact)), key=lambda base: (abs(base - exact), -abs(base)))


@pytest.mark.parametrize("rate", ["0", "2.1", "5.5", "10", "20", "45", "100", "250"])
def test_the_candidates_are_the_base_and_its_neighbours_or_the_two_around(rate: str) -> None:
    for whole in range(-70, 71):
        assert [*Category.of(Decimal(rate), whole).candidates()] == expected_candidates(rate, whole), whole


@pytest.mark.parametrize("rates", [("20", "10"), ("20", "20"), ("5.5", "2.1"), ("20", "5.5")])
def test_the_choice_is_the_best_of_all_combinations(rates: tuple[str, str]) -> None:
    for wholes in product(range(-9, 25), range(0, 50, 7)):
        categories = [Category.of(Decimal(rate), whole) for rate, whole in zip(rates, wholes, strict=True)]
        ranked = []
        for bases in product(*(expected_candidates(rate, whole) for rate, whole in zip(rates, wholes, strict=True))):
            off = [with_vat(base, rate) - whole for base, rate, whole in zip(bases, rates, wholes, strict=True)]
            firsts = [expected_candidates(rate, whole)[0] for rate, whole in zip(rates, wholes, strict=True)]
            moved = sum(
                base != first and with_vat(first, rate) == whole
                for base, first, rate, whole in zip(bases, firsts, rates, wholes, strict=True)
            )
            away = sum(abs(base - one.exact_base()) for base, one in zip(bases, categories, strict=True))
            ranked.append((abs(sum(off)), moved, away, bases, sum(off)))
        best = min(one[:3] for one in ranked)
        assert choose_bases(categories) in [(one[3], one[4]) for one in ranked if one[:3] == best]


@pytest.mark.parametrize(
    ("whole", "parts", "shares"),
    [(10, [3, 9], [2, 8]), (10, [9, 3], [8, 2]), (5, [3, 3], [3, 2]), (4, [3, 3], [2, 2]), (9, [3, 3], [6, 3])],
)
def test_among_equal_remainders_the_larger_then_the_earlier_part_comes_first(
    whole: int, parts: list[int], shares: list[int]
) -> None:
    assert apportion(whole, parts, 5, 6) == shares


def priced(quantity: str, price: str, amount: str, *, places: int = 2, base: str | None = None) -> tuple[str, str]:
    """Price and base quantity of a line brought to an amount."""
    figures = Price(item_net_price=Decimal(price), base_quantity=None if base is None else Decimal(base))
    done = priced_at(replace(line(1, quantity=quantity), price=figures), Decimal(amount), places)
    assert (done.line_net_amount, done.price.item_gross_price) == (Decimal(amount), None)
    return str(done.price.item_net_price), str(done.price.base_quantity)


@pytest.mark.parametrize(
    ("quantity", "price", "amount", "places", "base", "found"),
    [
        ("1", "5.00", "7.00", 2, None, ("7.00", "None")),
        ("1", "5", "5.00", 2, None, ("5", "None")),
        ("3", "5", "10.00", 2, None, ("3.333", "None")),
        ("3", "5", "10", 0, None, ("3.3", "None")),
        ("1", "5", "7.123", 3, None, ("7.123", "None")),
        ("9", "5", "7.001", 3, None, ("0.7779", "None")),
        ("1", "5", "7.000", 3, None, ("7.00", "None")),
        ("9999", "1", "3333.37", 2, None, ("0.33337", "None")),
        ("9999", "1", "3333.36", 2, None, ("0.333369", "None")),
        ("99999", "1", "33333.01", 2, None, ("3.333334", "10")),
        ("1", "5", "0.00", 2, None, ("0.00", "None")),
        ("7", "5", "3.33", 2, "10", ("4.76", "10")),
        ("999999", "1", "333333.01", 2, "0.5", ("16.666667", "50.0")),
    ],
)
def test_the_price_with_the_fewest_decimals_that_gives_the_amount_is_taken(
    quantity: str, price: str, amount: str, places: int, base: str | None, found: tuple[str, str]
) -> None:
    assert priced(quantity, price, amount, places=places, base=base) == found


@pytest.mark.parametrize("base", [None, "0.001", "0.7", "1000", "1E+6"])
@pytest.mark.parametrize("quantity", ["0.0001", "1", "9999999", "99999999999.9999"])
def test_some_number_of_units_has_a_price_that_gives_any_amount(quantity: str, base: str | None) -> None:
    for amount in ("0.01", "12345.67", "98765432.11"):
        priced(quantity, "1", amount, base=base)


def test_a_price_of_nothing_stays_so_and_leaves_the_difference_to_a_charge() -> None:
    charged = replace(line(1, quantity="1", price="0"), charges=(LineCharge(amount=Decimal("0.83")),))
    done = priced_at(charged, Decimal("0.84"), 2)
    assert (str(done.price.item_net_price), str(done.charges[0].amount)) == ("0.00", "0.84")


def test_a_price_beside_larger_allowances_becomes_nothing_before_it_becomes_negative() -> None:
    one = replace(line(1, quantity="1", price="0.004"), allowances=(LineAllowance(amount=Decimal("0.04")),))
    done = priced_at(one, Decimal("-0.05"), 2)
    assert (str(done.price.item_net_price), str(done.allowances[0].amount)) == ("0.00", "0.05")
    assert done.line_net_amount == Decimal("-0.05")
    tie = replace(line(1, quantity="1", price="0.005"), allowances=(LineAllowance(amount=Decimal("0.01")),))
    done = priced_at(tie, Decimal("-0.02"), 2)
    assert (str(done.price.item_net_price), str(done.allowances[0].amount)) == ("0.00", "0.02")


def test_a_price_for_no_quantity_is_kept() -> None:
    none = replace(line(1, quantity="0", price="5"), allowances=(LineAllowance(amount=Decimal("0.04")),))
    done = priced_at(none, Decimal("-0.05"), 2)
    assert (str(done.price.item_net_price), str(done.allowances[0].amount)) == ("5", "0.05")


def test_no_gross_price_or_base_quantity_is_invented() -> None:
    done = priced_at(line(1, quantity="3", price="5"), Decimal("10.00"), 2).price
    assert (done.item_gross_price, done.item_price_discount, done.base_quantity) == (None, None, None)


@pytest.mark.parametrize(("places", "written"), [(0, "8"), (2, "8.00"), (3, "8.00")])
def test_a_net_price_has_no_needless_zeros_and_at_most_two(places: int, written: str) -> None:
    assert str(net_line(line(1, price="9.60"), Decimal(20), places, None).price.item_net_price) == written


def chosen(*wholes: tuple[str, int]) -> tuple[tuple[int, ...], int]:
    return choose_bases([Category.of(Decimal(rate), whole) for rate, whole in wholes])


@pytest.mark.parametrize(
    ("wholes", "bases", "above"),
    [
        ([("20", 120)], (100,), 0),
        ([("20", 3)], (3,), 1),
        ([("20", -3)], (-3,), -1),
        ([("20", 9)], (8,), 1),
        ([("0", 7)], (7,), 0),
        ([("20", 3), ("20", 3)], (3, 2), 0),
        ([("20", 3), ("20", -3)], (3, -3), 0),
        ([("20", 3), ("0", 100)], (3, 100), 1),
        ([("20", 3), ("20", 0)], (3, 0), 1),
        ([("20", 3), ("10", 110)], (3, 99), 0),
        ([("5.5", 10)], (9,), -1),
        ([("100", 5)], (3,), 1),
        ([("250", 5)], (1,), -1),
        # Two exact bases moved would be nearer in all than one that is not exact; they stay all the same.
        ([("2.1", 121), ("0.9", 616), ("10", 2997), ("8.5", 2929)], (119, 611, 2725, 2699), 0),
        ([], (), 0),
    ],
)
def test_bases_are_chosen_so_that_the_total_stays(
    wholes: Sequence[tuple[str, int]], bases: tuple[int, ...], above: int
) -> None:
    assert chosen(*wholes) == (bases, above)


@given(st.lists(st.tuples(st.sampled_from(["20", "10", "5.5", "2.1"]), st.integers(-400, 400)), max_size=4))
@settings(deadline=None)
def test_no_other_choice_comes_nearer_or_moves_less(wholes: list[tuple[str, int]]) -> None:
    categories = [Category.of(Decimal(rate), whole) for rate, whole in wholes]
    bases, above = choose_bases(categories)
    assert sum(one.with_vat(base) - one.whole for one, base in zip(categories, bases, strict=True)) == above
    reachable = {0}
    for one in categories:
        middle = round(one.exact_base())
        off = {one.with_vat(base) - one.whole for base in range(middle - 3, middle + 4)}
        allowed = {way for way in off if abs(way) <= 1} if one.whole else {0}
        reachable = {way + total for way in allowed for total in reachable}
    assert abs(above) == min(abs(total) for total in reachable)


@pytest.mark.parametrize(
    ("whole", "parts", "shares"),
    [
        (250, [100, 100, 100], [84, 83, 83]),
        (250, [100, 200, 0], [83, 167, 0]),
        (-250, [-100, -100, -100], [-83, -83, -84]),
        (5, [3, 3, 0], [3, 2, 0]),
        (7, [3, 3, 0], [4, 3, 0]),
        (1, [3, 3], [-1, 2]),
        (3, [3, -1, 1, 3], [2, -1, 0, 2]),
        (100, [120], [100]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
        (1, [1, 7], [0, 1]),
        (167, [12, 188], [10, 157]),
        (9, [5, 10, -5], [4, 9, -4]),
    ],
)
def test_shares_add_up(whole: int, parts: list[int], shares: list[int]) -> None:
    assert apportion(whole, parts, 5, 6) == shares
