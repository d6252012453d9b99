"""Receipts to net amounts: bases and VAT come to what was paid, or one cent beside it where no base gives it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.contracts.rules import TermsRefused
from sansfaute.contracts.rules.receipts import (
    Receipt,
    ReceiptAmount,
    check_rate,
    check_receipt,
    must_name_buyer,
    net_amounts,
)
from sansfaute.en16931 import totals

RATES = [Decimal(one) for one in ("20", "10", "5.5", "2.1", "0")]
DAY = date(2026, 10, 31)
amounts = st.builds(
    ReceiptAmount,
    item_code=st.just("X"),
    vat_rate=st.sampled_from(RATES),
    amount_with_vat=st.integers(1, 500_000).map(lambda cents: Decimal(cents) / 100),
)


@given(st.lists(amounts, min_size=1, max_size=6))
def test_the_document_comes_to_what_was_paid(given_amounts: list[ReceiptAmount]) -> None:
    nets = net_amounts(given_amounts)
    bases: dict[Decimal, Decimal] = {}
    for one, net in zip(given_amounts, nets, strict=True):
        bases[one.vat_rate] = bases.get(one.vat_rate, Decimal(0)) + net
    total = sum(base + totals.round_half_up(base * rate / 100, 2) for rate, base in bases.items())
    paid = sum(one.amount_with_vat for one in given_amounts)
    assert abs(total - paid) <= Decimal("0.01")
    assert all(net >= 0 for net in nets)


def receipt(*rows: tuple[str, str], number: str = "T-1", day: date = DAY) -> Receipt:
    parts = (ReceiptAmount(item_code="X", vat_rate=Decimal(rate), amount_with_vat=Decimal(paid)) for rate, paid in rows)
    return Receipt(number=number, day=day, amounts=tuple(parts))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (receipt(("20", "12.00"), number=" "), "receipt_number"),
        (receipt(("20", "12.00"), number="9" * 31), "receipt_number"),
        (receipt(), "receipt_empty"),
        (receipt(("20", "12.00"), day=date(2026, 11, 1)), "receipt_in_future"),
        (receipt(("20", "0")), "receipt_amount"),
        (receipt(("20", "-3.00")), "receipt_amount"),
        (receipt(("20", "3.001")), "receipt_amount"),
    ],
)
def test_what_cannot_stand_on_a_receipt_is_said(wrong: Receipt, code: str) -> None:
    with pytest.raises(TermsRefused) as refused:
        check_receipt(wrong, DAY)
    assert refused.value.code == code
    assert refused.value.fr
    assert refused.value.en


def test_the_article_has_the_rate_of_the_receipt() -> None:
    one = receipt(("10", "11.00"))
    check_rate(one, one.amounts[0], Decimal("10.00"))
    for own in (Decimal("20.00"), None):
        with pytest.raises(TermsRefused):
            check_rate(one, one.amounts[0], own)


def test_a_small_restaurant_note_need_not_name_the_customer() -> None:
    assert not must_name_buyer("restaurant", Decimal("149.99"), DAY)
    assert must_name_buyer("restaurant", Decimal("150"), DAY)
    assert must_name_buyer("shop", Decimal("10"), DAY)
