"""Numbers, dates and percentages as people write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.lib.text import fold, parse_date, parse_decimal, parse_moment, parse_percentage, plain, squeeze

NNBSP, NBSP = "\u202f", "\u00a0"


class TestDecimals:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("1 234,56", "1234.56"), (f"1{NNBSP}234,56", "1234.56"), (f"1{NBSP}234,56 €", "1234.56"),
            ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("1'234.50", "1234.50"), ("1.234.567", "1234567"),
            ("(12,50)", "-12.50"), ("12,50-", "-12.50"), ("−3", "-3"), ("+4", "4"), ("€ 89", "89"), (",5", "0.5"),
            ("5,", "5"), ("0,0175", "0.0175"), ("387,974", "387.974"),
        ],
    )  # fmt: skip
    def test_are_read_in_every_dress(self, text: str, expected: str) -> None:
        assert parse_decimal(text) == Decimal(expected)

    @pytest.mark.parametrize(
        "text",
        ["", " ", "-", ".", ",", "--5", "1-2", "NaN", "Infinity", "1e5", "1,2,3", "12.34.56", "1.23,4.5", "12 €€",
         "0x10", "1_000", "٣", "9" * 41, "1,23.45,6", "(5", "5)"],
    )  # fmt: skip
    def test_are_never_guessed(self, text: str) -> None:
        assert parse_decimal(text) is None

    def test_follow_the_mark_of_their_column(self) -> None:
        assert parse_decimal("1,234", ",") == Decimal("1.234")
        assert parse_decimal("1.234", ".") == Decimal("1.234")
        assert parse_decimal("1.5", ",") == Decimal("1.5")

    def test_with_two_readings_are_left_unread(self) -> None:
        assert parse_decimal("1.234", ",") is None
        assert parse_decimal("1,234", ".") is None

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
    def test_come_back_from_their_plain_spelling(self, value: Decimal) -> None:
        assert parse_decimal(plain(value)) == value
        assert parse_decimal(plain(value).replace(".", ",")) == value

    @given(st.text(max_size=30))
    def test_never_raise_and_never_invent_figures(self, text: str) -> None:
        number = parse_decimal(text)
        assert number is None or number.is_finite()

    def test_plain_has_no_exponent_nor_negative_zero(self) -> None:
        assert [plain(Decimal(one)) for one in ("1E+5", "-0", "2.50", "100", "1E-7")] == [
            "100000", "0", "2.5", "100", "0.0000001",
        ]  # fmt: skip


class TestPercentages:
    @pytest.mark.parametrize(
        ("text", "expected"), [("2,5%", "2.5"), ("5 %", "5"), ("10", "10"), ("15 pour cent", "15")]
    )
    def test_are_read_with_or_without_their_sign(self, text: str, expected: str) -> None:
        assert parse_percentage(text) == Decimal(expected)

    def test_refuse_words(self) -> None:
        assert parse_percentage("exo 261-4-4") is None


class TestDates:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2026-10-31", date(2026, 10, 31)), ("31/10/2026", date(2026, 10, 31)), ("31.10.26", date(2026, 10, 31)),
            ("20261031", date(2026, 10, 31)), ("1er mars 2026", date(2026, 3, 1)),
            ("12 Février 2026", date(2026, 2, 12)),
            ("29/02/2028", date(2028, 2, 29)), ("2026-10-31T23:59", date(2026, 10, 31)), ("1/2/70", date(1970, 2, 1)),
        ],
    )  # fmt: skip
    def test_are_read_in_every_dress(self, text: str, expected: date) -> None:
        assert parse_date(text) == expected

    @pytest.mark.parametrize(
        "text",
        ["2026-10-32", "29/02/2027", "10/31/2026", "31/10-2026", "0000-01-01", "1 brumaire 2026", "", "2026", "1/1"],
    )
    def test_that_cannot_be_are_not_bent(self, text: str) -> None:
        assert parse_date(text) is None

    def test_may_put_the_month_first(self) -> None:
        assert parse_date("10/31/2026", day_first=False) == date(2026, 10, 31)
        assert parse_date("31/10/2026", day_first=False) is None

    @given(st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31)))
    def test_come_back_whatever_their_dress(self, day: date) -> None:
        for style in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y", "%Y%m%d"):
            assert parse_date(day.strftime(style)) == day

    @given(st.text(max_size=30))
    def test_never_raise(self, text: str) -> None:
        parse_date(text)
        parse_moment(text)

    def test_moments_keep_their_offset(self) -> None:
        assert parse_moment("2026-10-08T15:34Z") == datetime(2026, 10, 8, 15, 34, tzinfo=UTC)
        assert parse_moment("08/10/2026 15:34:10") == datetime(2026, 10, 8, 15, 34, 10)  # noqa: DTZ001  # no zone in it

    @pytest.mark.parametrize("text", ["2026-10-08T25:34", "2026-10-32T10:00", "2026-10-08T10:61"])
    def test_moments_that_cannot_be_are_left_unread(self, text: str) -> None:
        assert parse_moment(text) is None


def test_fold_leaves_only_words() -> None:
    assert fold("  N° de T.V.A. « Œuvre d’été » ") == "n de t v a oeuvre d ete"


def test_squeeze_composes_accents_and_spaces() -> None:
    assert squeeze("  Ele\u0301onore \u00a0 \tN’Guyen ") == "Eléonore N’Guyen"
