"""What an order brings to its document: VIES, options, cash discounts, secrecy of names."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.drafts.rules.cash_discounts import (
    CashDiscount,
    read_cash_discount,
    restated,
    told_discount,
    with_cash_discount,
)
from sansfaute.drafts.rules.vat_options import VatOptions
from sansfaute.drafts.rules.vies import Asked, believed
from sansfaute.drafts.tests.vat_cases import BY_ROW, document

DAY = date(2026, 10, 31)


def asked(*answers: tuple[int, bool | None]) -> list[Asked]:
    """Answers by how many days ago they came."""
    return [Asked(DAY - timedelta(days=ago), valid) for ago, valid in answers]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([], ""),
        ([(3, None)], "unknown"),
        ([(400, True)], "valid"),
        ([(20, True), (1, None)], "valid"),
        ([(40, True), (1, None)], "unknown"),
        ([(40, False), (1, None)], "invalid"),
        ([(40, False), (1, True)], "valid"),
        ([(40, True), (1, False)], "invalid"),
    ],
)
def test_what_is_believed_of_vies(answers: list[tuple[int, bool | None]], outcome: str) -> None:
    assert believed(asked(*answers), days=31).outcome == outcome
    assert believed(reversed(asked(*answers)), days=31).outcome == outcome


def test_the_one_stop_shop_begins_on_its_day() -> None:
    options = VatOptions(
        {"oss": [{"option": "registered", "since": "2026-07-01"}, {"option": "domestic", "since": "2026-01-01"}]}
    )
    days = (date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1))
    assert [options.oss(day) for day in days] == ["", "domestic", "registered"]
    assert VatOptions({"oss": "domestic"}).oss(DAY) == "domestic"


def test_a_rate_abroad_is_for_a_country_or_an_article_there() -> None:
    options = VatOptions({"foreign_rates": {"DE": {"*": "19", "BOOK": "7"}, "ES": "21"}})
    found = [options.foreign_rate(*one) for one in (("DE", "BOOK"), ("DE", "X"), ("ES", "X"), ("IT", "X"))]
    assert found == [Decimal(7), Decimal(19), Decimal(21), None]


@given(
    st.decimals("0.1", "20", places=1),
    st.integers(1, 60),
    st.booleans(),
)
def test_a_cash_discount_reads_back_from_its_sentence(percentage: Decimal, days: int, credited: bool) -> None:
    given_discount = CashDiscount(percentage=percentage, days=days, credited=credited)
    invoice = with_cash_discount(document(BY_ROW["mainland"]), given_discount)
    assert told_discount(invoice) == given_discount
    assert restated(invoice) == invoice


@pytest.mark.parametrize(
    "wrong", [{"percentage": "100", "days": 8}, {"percentage": "2"}, {"percentage": "-1", "days": 3}]
)
def test_a_cash_discount_that_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="cash discount"):
        read_cash_discount(wrong)
