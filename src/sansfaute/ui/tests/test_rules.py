"""Amounts, quantities and dates as people write them."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from sansfaute.ui import rules


@pytest.mark.parametrize(
    ("value", "code", "language", "written"),
    [
        ("1234.56", "EUR", "fr", "1\u202f234,56\u00a0€"),
        ("1234.56", "EUR", "en", "€1,234.56"),
        ("0", "EUR", "fr", "0,00\u00a0€"),
        ("-120.5", "EUR", "fr", "-120,50\u00a0€"),
        ("1000", "JPY", "en", "JP¥1,000"),
        ("99999999999999999.99", "EUR", "en", "€99,999,999,999,999,999.99"),
    ],
)
def test_amounts(value: str, code: str, language: str, written: str) -> None:
    assert rules.write_amount(Decimal(value), code, language) == written


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        ("0.0125", "fr", "0,0125\u00a0€"),
        ("89", "fr", "89,00\u00a0€"),
        ("89.5", "en", "€89.50"),
        ("1234.123456", "en", "€1,234.123456"),
    ],
)
def test_prices(value: str, language: str, written: str) -> None:
    assert rules.write_price(Decimal(value), "EUR", language) == written


def test_quantities_and_rates() -> None:
    assert rules.write_quantity(Decimal("1234.500000"), "fr") == "1\u202f234,5"
    assert rules.write_quantity(Decimal("2.0000"), "en") == "2"
    assert rules.write_percentage(Decimal("20"), "fr") == "20\u202f%"
    assert rules.write_percentage(Decimal("5.50"), "fr") == "5,5\u202f%"
    assert rules.write_percentage(Decimal("5.5"), "en") == "5.5%"


@pytest.mark.parametrize(
    ("value", "language", "length", "written"),
    [
        (date(2026, 10, 1), "fr", "long", "1er octobre 2026"),
        (date(2026, 10, 1), "fr", "medium", "1er oct. 2026"),
        (date(2026, 10, 11), "fr", "long", "11 octobre 2026"),
        (date(2028, 2, 29), "en", "medium", "29 Feb 2028"),
        (date(2026, 10, 1), "en", "long", "1 October 2026"),
    ],
)
def test_days(value: date, language: str, length: str, written: str) -> None:
    assert rules.write_day(value, language, length).replace("\u00a0", " ") == written


def test_moments() -> None:
    at = datetime(2026, 10, 31, 9, 5)  # noqa: DTZ001  # already local: the caller converted it
    assert rules.write_moment(at, "fr").replace("\u00a0", " ") == "31 oct. 2026 à 9 h 05"
    assert rules.write_moment(at, "en").replace("\u00a0", " ") == "31 Oct 2026, 09:05"


def test_an_unknown_language_reads_as_french() -> None:
    assert rules.locale_of("br") == "fr_FR"
