"""The life of a contract line: which terms hold on which day, known when."""

import ast
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.contracts import rules
from sansfaute.contracts.rules.changes import KINDS, Change, Terms, known_changes, read_change, read_terms
from sansfaute.contracts.rules.rhythms import Rhythm
from sansfaute.contracts.rules.timeline import RhythmSpan, Segment, check_change, rhythm_spans, segments
from sansfaute.contracts.tests.lives import DAY, Life, json_round_trip, lived, lives

START = date(2027, 1, 1)
TERMS = Terms(Decimal(10), Decimal("100"), "SEAT")


def change(kind: str, effective: date, recorded: int = 1, **values: str) -> Change:
    instant = f"2027-01-{recorded:02d}T09:00:00Z"
    return Change(f"{kind}-{recorded}", effective, kind, values, instant, "demande", "Ana")  # type: ignore[arg-type]  # one of KINDS


def told(found: tuple[Segment, ...]) -> list[tuple[Any, ...]]:
    return [(one.start, one.end, str(one.terms.quantity), one.state, one.change_ids) for one in found]


class TestSegments:
    def test_without_changes(self) -> None:
        assert told(segments(TERMS, START, None, [])) == [(START, None, "10", "active", ())]

    def test_a_trial_then_more_seats_then_a_pause_then_the_end(self) -> None:
        changes = [
            change("trial", START, 1, until="2027-01-14"),
            change("quantity", date(2027, 2, 10), 2, quantity="12"),
            change("pause", date(2027, 3, 1), 3),
            change("resume", date(2027, 3, 16), 4),
            change("end", date(2027, 4, 20), 5),
        ]
        assert told(segments(TERMS, START, None, changes)) == [
            (START, date(2027, 1, 14), "10", "trial", ("trial-1",)),
            (date(2027, 1, 15), date(2027, 2, 9), "10", "active", ()),
            (date(2027, 2, 10), date(2027, 2, 28), "12", "active", ("quantity-2",)),
            (date(2027, 3, 1), date(2027, 3, 15), "12", "paused", ("quantity-2", "pause-3")),
            (date(2027, 3, 16), date(2027, 4, 20), "12", "active", ("quantity-2", "resume-4", "end-5")),
        ]

    def test_an_upgrade_with_its_own_price(self) -> None:
        upgrade = change("item", date(2027, 1, 11), 1, item_code="GOLD", unit_price="130")
        terms = segments(TERMS, START, None, [upgrade])[1].terms
        assert (terms.item_code, terms.unit_price) == ("GOLD", Decimal(130))

    def test_a_price_structure_takes_the_place_of_a_price(self) -> None:
        tiers = change("price", date(2027, 1, 11), 1, price='{"structure": "tiered"}')
        terms = segments(TERMS, START, None, [tiers])[1].terms
        assert (terms.unit_price, terms.price) == (None, {"structure": "tiered"})

    def test_the_last_recorded_for_a_day_wins(self) -> None:
        day = date(2027, 2, 1)
        changes = [
            change("quantity", day, 3, quantity="7"),
            change("quantity", day, 1, quantity="5"),
            change("pause", day, 1),
            change("resume", day, 2),
        ]
        assert told(segments(TERMS, START, None, changes))[1] == (
            day, None, "7", "active", ("resume-2", "quantity-3"),
        )  # fmt: skip

    def test_what_takes_the_place_of_an_upgrade_takes_its_price_back(self) -> None:
        day = date(2027, 2, 1)
        changes = [
            change("item", day, 1, item_code="GOLD", unit_price="130"),
            change("item", day, 2, item_code="SEAT"),
        ]
        assert segments(TERMS, START, None, changes)[1].terms == TERMS

    def test_a_trial_that_is_cut_short_or_made_longer(self) -> None:
        trial = change("trial", START, 1, until="2027-01-31")
        short = change("trial", date(2027, 1, 11), 2, until="")
        assert [one.state for one in segments(TERMS, START, None, [trial, short])][:2] == ["trial", "active"]
        longer = change("trial", START, 2, until="2027-02-28")
        found = segments(TERMS, START, None, [trial, longer])
        assert (found[0].state, found[0].end) == ("trial", date(2027, 2, 28))

    def test_a_pause_outlives_the_trial_in_which_it_began(self) -> None:
        changes = [change("trial", START, 1, until="2027-01-31"), change("pause", date(2027, 1, 20), 2)]
        assert [one.state for one in segments(TERMS, START, None, changes)] == ["trial", "paused", "paused"]

    def test_ended_then_reopened_leaves_a_gap(self) -> None:
        changes = [change("end", date(2027, 1, 31), 1), change("reopen", date(2027, 3, 1), 2)]
        found = segments(TERMS, START, date(2027, 6, 30), changes)
        assert [(one.start, one.end) for one in found] == [
            (START, date(2027, 1, 31)),
            (date(2027, 3, 1), date(2027, 6, 30)),
        ]

    def test_an_end_taken_back_and_a_contract_prolonged(self) -> None:
        changes = [change("end", date(2027, 1, 31), 1), change("reopen", date(2027, 2, 1), 2)]
        found = segments(TERMS, START, date(2027, 3, 31), [*changes, change("reopen", date(2027, 4, 1), 3)])
        assert (found[0].start, found[-1].end) == (START, None)
        assert all(before.end and before.end + DAY == after.start for before, after in pairwise(found))

    def test_a_rhythm_that_changes(self) -> None:
        yearly = Rhythm("month", 12, "anniversary")
        changes = [change("rhythm", date(2027, 5, 10), 1, unit="month", count="1", alignment="anniversary")]
        found = segments(replace(TERMS, rhythm=yearly), START, date(2027, 12, 31), changes)
        assert rhythm_spans(found) == (
            RhythmSpan(replace(yearly, anchor=START), START, date(2027, 5, 9)),
            RhythmSpan(Rhythm("month", 1, "anniversary", date(2027, 5, 10)), date(2027, 5, 10), date(2027, 12, 31)),
        )

    def test_what_was_known_then(self) -> None:
        changes = [
            change("quantity", date(2027, 2, 1), 5, quantity="12"),
            change("quantity", date(2027, 1, 15), 20, quantity="11"),  # back-dated
        ]
        assert [str(one.terms.quantity) for one in segments(TERMS, START, None, changes)] == ["10", "11", "12"]
        known = segments(TERMS, START, None, changes, known_at="2027-01-19T23:59:59.999999+00:00")
        assert [str(one.terms.quantity) for one in known] == ["10", "12"]
        assert told(segments(TERMS, START, None, changes, known_at="2027-01-01T00:00Z")) == told(
            segments(TERMS, START, None, [])
        )

    def test_a_change_of_before_the_start_holds_from_the_start(self) -> None:
        early = change("quantity", date(2026, 12, 1), 1, quantity="4")
        assert told(segments(TERMS, START, None, [early])) == [(START, None, "4", "active", ("quantity-1",))]

    def test_a_fraction_of_a_second_counts(self) -> None:
        day = date(2027, 2, 1)
        first = Change("z", day, "quantity", {"quantity": "1"}, "2027-01-01T09:00:00Z")
        second = Change("a", day, "quantity", {"quantity": "2"}, "2027-01-01T09:00:00.5Z")
        assert known_changes([second, first]) == [second]

    @given(lives(rhythm_changes=True), st.one_of(st.none(), st.integers(1, 4)))
    @settings(max_examples=100, deadline=None)
    def test_each_day_is_as_a_naive_reader_finds_it(self, life: Life, known: int | None) -> None:
        known_at = None if known is None else f"2026-01-{known:02d}T09:00:05Z"
        found = segments(life.initial, life.start, life.end, life.changes, known_at)
        assert all(before.end is not None and before.end < after.start for before, after in pairwise(found))
        held = iter(found)
        segment = next(held, None)
        for day in lived(life, life.start + 1200 * DAY, known_at):
            if segment is not None and segment.end is not None and day.day > segment.end:
                segment = next(held, None)
            in_segment = segment is not None and segment.start <= day.day
            assert in_segment == day.alive
            if in_segment:
                assert segment is not None
                terms = segment.terms
                assert (segment.state, terms.quantity, terms.unit_price, terms.item_code, terms.rhythm) == (
                    day.state, day.quantity, day.unit_price, day.item_code, day.rhythm,
                )  # fmt: skip

    @given(lives(rhythm_changes=True), st.randoms(use_true_random=False))
    @settings(max_examples=100)
    def test_the_order_in_which_changes_are_given_is_nothing(self, life: Life, chance: Any) -> None:
        shuffled = list(life.changes)
        chance.shuffle(shuffled)
        found = segments(life.initial, life.start, life.end, life.changes)
        assert segments(life.initial, life.start, life.end, shuffled) == found

    @given(lives(rhythm_changes=True))
    @settings(max_examples=100)
    def test_round_trip(self, life: Life) -> None:
        for one in life.changes:
            assert Change.from_dict(json_round_trip(one.to_dict())) == one
        for segment in segments(life.initial, life.start, life.end, life.changes):
            assert Segment.from_dict(json_round_trip(segment.to_dict())) == segment
        assert Terms.from_dict(json_round_trip(life.initial.to_dict())) == life.initial


class TestCheckChange:
    END = date(2027, 12, 31)

    @pytest.mark.parametrize(
        ("new", "code"),
        [
            (change("quantity", date(2026, 12, 31), 9, quantity="1"), "change_before_start"),
            (change("quantity", date(2028, 1, 1), 9, quantity="1"), "change_after_end"),
            (change("end", date(2028, 1, 1), 9), "change_after_end"),
            (change("end", date(2027, 12, 31), 9), "already_ends"),
            (change("reopen", date(2027, 12, 31), 9), "not_ended"),
            (change("resume", date(2027, 2, 1), 9), "not_paused"),
            (change("pause", date(2027, 3, 10), 9), "already_paused"),
            (change("quantity", date(2027, 2, 1), 9, quantity="0"), "unreadable_quantity"),
            (change("quantity", date(2027, 2, 1), 9, quantity="1,23456"), "unreadable_quantity"),
            (change("quantity", date(2027, 2, 1), 9), "value_missing"),
            (change("price", date(2027, 2, 1), 9, unit_price="-1"), "unreadable_price"),
            (change("price", date(2027, 2, 1), 9), "value_missing"),
            (change("price", date(2027, 2, 1), 9, price="tiers"), "unreadable_price_structure"),
            (change("item", date(2027, 2, 1), 9), "value_missing"),
            (change("trial", date(2027, 2, 1), 9, until="2027-01-31"), "trial_until_before_start"),
            (change("rhythm", date(2027, 2, 1), 9, unit="month", count="7"), "civil_months_do_not_divide"),
            (change("promotion", date(2027, 2, 1), 9), "unknown_word"),
            (replace(change("end", date(2027, 2, 1), 9), recorded_at="2027-01-09 10:00"), "instant_not_utc"),
            (replace(change("end", date(2027, 2, 1), 9), recorded_at="2027-01-09T10:00:00+01:00"), "instant_not_utc"),
            (change("quantity", date(2027, 2, 1), 2, quantity="3"), "recorded_in_the_past"),
            (replace(change("end", date(2027, 2, 1), 9), change_id="pause-3"), "change_id_used"),
        ],
    )
    def test_refused_in_words(self, new: Change, code: str) -> None:
        changes = [change("pause", date(2027, 3, 1), 3), change("resume", date(2027, 3, 16), 4)]
        refused = check_change(TERMS, changes, new, start=START, end=self.END)
        assert refused is not None
        assert refused.code == code
        assert "{" not in refused.fr + refused.en

    @pytest.mark.parametrize(
        "new",
        [
            change("quantity", START, 9, quantity="0,5"),
            change("quantity", date(2027, 12, 31), 9, quantity="5"),
            change("resume", date(2027, 3, 1), 9),  # takes the pause back
            change("end", date(2027, 3, 15), 9),
            change("reopen", date(2028, 1, 1), 9),
            change("trial", date(2027, 2, 1), 9, until=""),
        ],
    )
    def test_let_through(self, new: Change) -> None:
        changes = [change("pause", date(2027, 3, 1), 3), change("resume", date(2027, 3, 16), 4)]
        assert check_change(TERMS, changes, new, start=START, end=self.END) is None

    def test_the_sentence_names_the_days(self) -> None:
        refused = check_change(TERMS, [], change("end", date(2028, 1, 1), 9), start=START, end=self.END)
        assert refused is not None
        assert refused.fr.startswith("Le 1er janvier 2028, le contrat n'est pas en cours : son dernier jour est le 31")

    @given(lives(rhythm_changes=True))
    @settings(max_examples=150)
    def test_what_is_let_through_can_be_lived(self, life: Life) -> None:
        kept: list[Change] = []
        for rank, one in enumerate(life.changes):
            new = replace(one, recorded_at=f"2026-02-{rank + 1:02d}T00:00:00Z")
            if check_change(life.initial, kept, new, start=life.start, end=life.end) is None:
                kept.append(new)
        found = segments(life.initial, life.start, life.end, kept)
        assert found
        assert found[0].start == life.start


class TestReading:
    def test_terms(self) -> None:
        assert read_terms({"quantity": "2,5", "unit_price": "", "item_code": " A "}) == Terms(
            Decimal("2.5"), None, "A", in_advance=False
        )

    def test_a_change_keeps_who_and_why(self) -> None:
        one = read_change({**change("end", START).to_dict(), "why": " parti ", "author": "Ana"})
        assert (one.why, one.author, one.kind in KINDS) == ("parti", "Ana", True)


def test_no_clock_and_no_zone_plays_a_role() -> None:
    room = Path(rules.__file__).parent
    names = ("months", "term_words", "rhythms", "proration", "changes", "timeline", "owed", "owed_words", "repairs")
    for name in (*names, "renewals"):
        tree = ast.parse((room / f"{name}.py").read_text("utf-8"))
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        used |= {one.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for one in node.names}
        assert not used & {"datetime", "time", "ZoneInfo", "timezone"}, name
