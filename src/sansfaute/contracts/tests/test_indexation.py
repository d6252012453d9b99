"""Indexation: formula, dates, bounds and missing values, against the formula worked out by hand in fractions."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfaute.contracts.rules.index_series import SERIES, index_period, legal_note
from sansfaute.contracts.rules.indexation import (
    IndexationClause,
    IndexValue,
    Revision,
    provisional_difference,
    revised_price,
    revisions,
)
from sansfaute.contracts.rules.indexation_derivation import derivation, difference_derivation
from sansfaute.contracts.rules.indexation_reading import (
    legal_remarks,
    read_index_value,
    read_indexation,
    variation_remarks,
)
from sansfaute.contracts.rules.reasons import TermsRefused

START = date(2025, 3, 15)
CLAUSE = IndexationClause(
    weights=((Decimal("0.85"), "SYNTEC"),),
    fixed_share=Decimal("0.15"),
    base_periods=(("SYNTEC", "2025-01"),),
    revision_from=START,
)


def syntec(period: str, value: str, published_on: date, *, provisional: bool = False) -> IndexValue:
    return IndexValue("SYNTEC", period, Decimal(value), published_on, "syntec.fr", provisional)


VALUES = (
    syntec("2025-01", "310.5", date(2025, 2, 28)),
    syntec("2026-01", "318.2", date(2026, 2, 27)),
    syntec("2026-02", "319.1", date(2026, 3, 31)),
    syntec("2027-01", "330.0", date(2027, 2, 26)),
)


def test_the_price_is_that_of_the_contract_until_the_first_anniversary() -> None:
    revision = revised_price(CLAUSE, Decimal("1000.00"), date(2026, 3, 14), VALUES)
    assert (revision.price, revision.coefficient, revision.since, revision.used) == (Decimal("1000.00"), 1, None, ())


def test_the_value_used_is_the_last_one_published_on_the_revision_day() -> None:
    revision = revised_price(CLAUSE, Decimal("1000.00"), date(2026, 12, 1), VALUES)
    assert revision.since == date(2026, 3, 15)
    assert [(one.base.period, one.current.period) for one in revision.used] == [("2025-01", "2026-01")]
    # 0.15 + 0.85 x 318.2 / 310.5 = 1.02107...
    assert (revision.coefficient, revision.price) == (Decimal("1.0211"), Decimal("1021.10"))


def test_several_terms_and_the_same_quarter_of_the_year_before() -> None:
    clause = replace(
        CLAUSE,
        weights=((Decimal("0.5"), "ILC"), (Decimal("0.25"), "FD")),
        fixed_share=Decimal("0.25"),
        base_periods=(("ILC", "2024-Q1"), ("FD", "2024-03")),
        lag="months_before",
    )
    published = date(2025, 6, 30)
    values = [
        IndexValue("ILC", "2024-Q1", Decimal("134.58"), published, "Insee"),
        IndexValue("ILC", "2025-Q1", Decimal("135.87"), published, "Insee"),
        IndexValue("FD", "2024-03", Decimal("120"), published, "Insee"),
        IndexValue("FD", "2025-03", Decimal("126"), published, "Insee"),
    ]
    found = revised_price(clause, Decimal(100), date(2026, 3, 15), values)
    by_hand = (
        Fraction("0.25") + Fraction("0.5") * Fraction("135.87") / Fraction("134.58") + Fraction("0.25") * 126 / 120
    )
    assert [one.current.period for one in found.used] == ["2025-Q1", "2025-03"]
    assert found.coefficient == Decimal("1.0173") == Decimal(round(by_hand * 10000)) / 10000


def test_a_leap_day_anniversary_comes_back() -> None:
    clause = replace(CLAUSE, revision_from=date(2024, 2, 29))
    assert list(clause.revision_days(date(2028, 12, 31))) == [
        date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29),
    ]  # fmt: skip
    every = replace(clause, on_anniversary=False, revision_from=date(2026, 1, 31), every_months=1)
    assert list(every.revision_days(date(2026, 4, 30))) == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ((), "index_value_missing"),
        (VALUES[1:], "index_value_missing"),  # the base
        (VALUES[:1], "index_value_stale"),  # nobody entered later ones
        ((VALUES[0], replace(VALUES[1], published_on=date(2026, 3, 16))), "index_value_stale"),
        ((*VALUES, replace(VALUES[1], value=Decimal("318.3"))), "index_value_ambiguous"),
    ],
)
def test_nothing_is_guessed(values: Sequence[IndexValue], code: str) -> None:
    with pytest.raises(TermsRefused) as refused:
        revised_price(CLAUSE, Decimal(1000), date(2026, 3, 15), values)
    assert refused.value.code == code
    assert "SYNTEC" in refused.value.fr
    if code != "index_value_ambiguous":
        assert "15 mars 2026" in refused.value.fr
        assert "15 March 2026" in refused.value.en


@pytest.mark.parametrize(
    ("changes", "coefficient", "limited_by"),
    [
        ({"cap": "1"}, "1.0100", "cap"),
        ({"cap": "3"}, "1.0211", ""),
        ({"floor": "2.5"}, "1.0250", "floor"),
        ({"cap": "1.5", "cap_overall": "1"}, "1.0100", "cap_overall"),
        ({"cap": "0.333"}, "1.0033", "cap"),  # inwards: 1.0034 would pass the cap
        ({"floor": "2.111"}, "1.0212", "floor"),
    ],
)
def test_bounds(changes: dict[str, str], coefficient: str, limited_by: str) -> None:
    clause = replace(CLAUSE, **{name: Decimal(value) for name, value in changes.items()})
    found = revised_price(clause, Decimal(1000), date(2026, 3, 15), VALUES)
    assert (found.coefficient, found.limited_by) == (Decimal(coefficient), limited_by)
    assert found.computed == Decimal("1.0211")


def test_never_down_keeps_the_price_reached() -> None:
    values = (*VALUES[:3], syntec("2027-01", "300", date(2027, 2, 26)))
    falling, held = (replace(CLAUSE, never_down=one) for one in (False, True))
    assert revised_price(falling, Decimal(1000), date(2027, 3, 15), values).price == Decimal("971.30")
    found = revised_price(held, Decimal(1000), date(2027, 3, 15), values)
    assert (found.price, found.limited_by) == (Decimal("1021.10"), "never_down")


def test_a_definitive_value_takes_the_place_of_a_provisional_one_and_the_difference_is_told() -> None:
    provisional = syntec("2026-01", "318.2", date(2026, 2, 27), provisional=True)
    values = (VALUES[0], provisional, syntec("2026-01", "320.0", date(2026, 6, 30)))
    before, after = provisional_difference(CLAUSE, Decimal(1000), date(2026, 4, 1), values, date(2026, 7, 1)) or ()
    assert (before.provisional, after.provisional) == (True, False)
    assert after.price - before.price == Decimal("4.90")
    assert after.since == before.since == date(2026, 3, 15)
    assert provisional_difference(CLAUSE, Decimal(1000), date(2026, 4, 1), values, date(2026, 6, 29)) is None
    told = difference_derivation(CLAUSE, Decimal(1000), date(2026, 4, 1), values, date(2026, 7, 1))
    assert told is not None
    assert (told.value, len(told.parts)) == ("4.90", 2)
    assert difference_derivation(CLAUSE, Decimal(1000), date(2026, 4, 1), values, date(2026, 4, 2)) is None


def test_the_law_is_told() -> None:
    form = CLAUSE.to_dict() | {"weights": [["0.85", "Smic"]], "base_periods": [["smic", "2025-01"]]}
    with pytest.raises(TermsRefused) as refused:
        read_indexation(form, START)
    assert refused.value.code == "index_forbidden"
    assert "L112-2" in refused.value.fr
    assert [note.standing for note in legal_remarks(CLAUSE, START)] == ["conditional"]
    assert len(legal_remarks(replace(CLAUSE, never_down=True), START)) == 2
    assert legal_note("ILC", date(2008, 11, 6)) is None
    assert legal_note("ilc", date(2008, 11, 7)) is not None
    assert legal_note("ICC", date(2014, 8, 31)) != legal_note("ICC", date(2014, 9, 1))
    assert legal_note("WHEAT", START) is None
    assert all(note.fr and note.en and note.source for one in SERIES.values() for note in one.notes)


def test_an_index_measured_over_more_time_than_the_contract_has_run_is_remarked() -> None:
    found = revised_price(CLAUSE, Decimal(1000), date(2026, 3, 15), VALUES)
    assert variation_remarks(CLAUSE, found, START) == ()
    older = replace(CLAUSE, base_periods=(("SYNTEC", "2024-01"),))
    values = (*VALUES, syntec("2024-01", "300", date(2024, 2, 28)))
    (note,) = variation_remarks(older, revised_price(older, Decimal(1000), date(2026, 3, 15), values), START)
    assert "L112-1" in note.source
    assert variation_remarks(older, revised_price(older, Decimal(1000), START, values), START) == ()
    dated = replace(older, on_anniversary=False, revision_from=date(2026, 3, 15))
    assert variation_remarks(dated, revised_price(dated, Decimal(1000), date(2026, 3, 15), values), START) == ()


FORM = {
    "weights": [["0,85", "syntec"]],
    "fixed_share": "0,15",
    "base_periods": [["Syntec", "2025-01"]],
    "revision_from": "15/03/2025",
}


def test_a_form_is_read_as_people_write() -> None:
    assert read_indexation(FORM, START) == CLAUSE
    value = {"series": "Syntec", "period": "2025-01", "value": "310,5", "published_on": "28/02/2025", "source": "x"}
    assert read_index_value(value) == replace(VALUES[0], source="x")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"weights": []}, "no_index"),
        ({"weights": [["0.85", "SYNTEC"], ["0", "SYNTEC"]]}, "index_named_twice"),
        ({"base_periods": [["ICC", "2025-Q1"]]}, "index_without_base"),
        ({"fixed_share": "0.2"}, "weights_not_one"),
        ({"base_periods": [["SYNTEC", "2025-Q1"]]}, "index_periodicity"),
        ({"base_periods": [["SYNTEC", "2025-13"]]}, "unreadable_index_period"),
        ({"floor": "3", "cap": "2"}, "floor_above_cap"),
        ({"cap_overall": "-2"}, "cap_below_start"),
        ({"never_down": "oui", "cap": "-1"}, "cap_below_start"),
        ({"lag": "guess"}, "unknown_word"),
        ({"revision_from": "31/02/2025"}, "unreadable_day"),
        ({"every_months": "0"}, "number_too_small"),
        ({"every_months": "1,5"}, "number_too_precise"),
        ({"colour": "red"}, "unknown_field"),
        ({"revision_from": ""}, "value_missing"),
        ({"weights": "SYNTEC"}, "unreadable_rows"),
        ({"never_down": "maybe"}, "unreadable_truth"),
        ({"cap": "abc"}, "unreadable_number"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(change: dict[str, object], code: str) -> None:
    with pytest.raises(TermsRefused) as refused:
        read_indexation(FORM | change, START)
    assert refused.value.code == code
    for sentence in (refused.value.fr, refused.value.en):
        assert len(sentence) > 20
        assert "{" not in sentence


def test_the_derivation_tells_formula_values_and_sources() -> None:
    told = derivation(replace(CLAUSE, cap=Decimal(1)), Decimal("1000.00"), date(2026, 4, 1), VALUES)
    assert told.value == "1010.00"
    assert {one.name for _, one in told.walk()} >= {"index_value", "index_term", "fixed_share", "bounded_coefficient"}
    assert "le plafond par révision" in told.sentence("fr")
    assert "318,2" in told.sentence("fr")
    assert {one.source for _, one in told.walk() if one.name == "index_value"} == {"syntec.fr"}
    assert derivation(CLAUSE, Decimal(1000), date(2026, 3, 1), VALUES).value == "1000"


index_numbers = some.decimals("50", "500", places=1)
changes = some.none() | some.decimals("-10", "10", places=2)


@some.composite
def clauses(draw: some.DrawFn) -> IndexationClause:
    weight = draw(some.decimals("0.01", "0.99", places=2))
    other = draw(some.sampled_from([None, Decimal("0.005")]))
    weights = ((weight, "SYNTEC"), *(((other, "FD"),) if other else ()))
    return IndexationClause(
        weights=weights,
        fixed_share=1 - sum((one for one, _ in weights), Decimal(0)),
        base_periods=tuple((series, "2020-01") for _, series in weights),
        revision_from=draw(some.dates(date(2020, 4, 1), date(2021, 12, 31))),
        every_months=draw(some.integers(1, 18)),
        on_anniversary=draw(some.booleans()),
        cap=draw(some.none() | some.decimals("0", "5", places=2)),
        floor=draw(some.none() | some.decimals("-5", "0", places=2)),
        cap_overall=draw(some.none() | some.decimals("0", "20", places=2)),
        never_down=draw(some.booleans()),
        coefficient_decimals=draw(some.integers(2, 6)),
    )


def monthly(series: str, numbers: Sequence[Decimal]) -> list[IndexValue]:
    """A value a month from January 2020, published on the last day of the month after."""
    return [
        IndexValue(
            series,
            f"{2020 + month // 12}-{month % 12 + 1:02}",
            number,
            date(2020 + (month + 2) // 12, (month + 2) % 12 + 1, 1) - timedelta(days=1),
            "test",
        )
        for month, number in enumerate(numbers)
    ]


def naive(clause: IndexationClause, price: Decimal, day: date, tables: dict[str, Sequence[Decimal]]) -> Decimal:
    """Day by day: on each revision day, the formula in fractions, then the bounds."""
    coefficient, today, due = Decimal(1), clause.revision_from, set(clause.revision_days(day))
    result, unit = price, Decimal(1).scaleb(-clause.coefficient_decimals)
    while today <= day:
        if today in due:
            # the month that was published by today: published at the end of the month after it
            month = (today.year - 2020) * 12 + today.month - 1 - (1 if (today + timedelta(days=1)).day == 1 else 2)
            exact = Fraction(clause.fixed_share)
            for weight, series in clause.weights:
                exact += Fraction(weight) * Fraction(tables[series][month]) / Fraction(tables[series][0])
            new = half_up(exact, unit)
            low = [coefficient] if clause.never_down else []
            low += [coefficient * (1 + clause.floor / 100)] if clause.floor is not None else []
            high = [coefficient * (1 + clause.cap / 100)] if clause.cap is not None else []
            high += [1 + clause.cap_overall / 100] if clause.cap_overall is not None else []
            while low and new < max(low):
                new += unit * max(1, int((max(low) - new) / unit))
            while high and new > min(high):
                new -= unit * max(1, int((new - min(high)) / unit))
            coefficient, result = new, half_up(Fraction(price) * Fraction(new), Decimal("0.01"))
        today += timedelta(days=1)
    return result


def half_up(value: Fraction, unit: Decimal) -> Decimal:
    wide = Context(prec=60)
    return wide.divide(Decimal(value.numerator), Decimal(value.denominator)).quantize(unit, ROUND_HALF_UP, wide)


@given(
    clauses(),
    some.lists(index_numbers, min_size=36, max_size=36),
    some.lists(index_numbers, min_size=36, max_size=36),
    some.decimals("0", "100000", places=2),
    some.dates(date(2020, 4, 1), date(2022, 12, 31)),
)
def test_any_price_is_what_a_day_by_day_reading_of_the_clause_gives(
    clause: IndexationClause, syntec: list[Decimal], sundry: list[Decimal], price: Decimal, day: date
) -> None:
    values = [*monthly("SYNTEC", syntec), *monthly("FD", sundry)]
    found = revised_price(clause, price, day, values)
    assert found.price == naive(clause, price, day, {"SYNTEC": syntec, "FD": sundry})
    assert IndexationClause.from_dict(json.loads(json.dumps(clause.to_dict()))) == clause
    assert Revision.from_dict(json.loads(json.dumps(found.to_dict()))) == found
    if clause.never_down:
        steps = [one.coefficient for one in revisions(clause, price, day, values)]
        assert steps == sorted(steps)


@given(some.integers(0, 3000), some.sampled_from([1, 3, 12]))
def test_a_period_reads_back(index: int, months: int) -> None:
    text = str(index_period("2000").__class__(index + 2000, months))
    assert str(index_period(text)) == text


def test_the_bounds_of_time_are_included() -> None:
    on_the_day = (VALUES[0], replace(VALUES[1], published_on=date(2026, 3, 15)))
    assert revised_price(CLAUSE, Decimal(1000), date(2026, 3, 15), on_the_day).coefficient == Decimal("1.0211")
    old_enough = (VALUES[0], syntec("2025-10", "312", date(2025, 11, 28)))  # ended 4 months before March
    assert revised_price(CLAUSE, Decimal(1000), date(2026, 3, 15), old_enough).used[0].current.period == "2025-10"
    too_old = (VALUES[0], syntec("2025-09", "312", date(2025, 11, 28)))
    with pytest.raises(TermsRefused, match="later ones"):
        revised_price(CLAUSE, Decimal(1000), date(2026, 3, 15), too_old)
    longer = replace(CLAUSE, fresh_months=6)
    assert revised_price(longer, Decimal(1000), date(2026, 3, 15), too_old).since == date(2026, 3, 15)
    assert read_indexation(FORM | {"never_down": "oui", "cap": "0"}, START).cap == 0
