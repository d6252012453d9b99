"""What a correction gives back of each line of its invoice, as contracts are told."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.drafts.rules.given_back import given_back
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.tests.samples import ordinary

WORTH = {"1": Decimal("100.00"), "2": Decimal("50.00")}


def of(amounts: dict[str, str]) -> Invoice:
    """A document of lines that come to these amounts."""
    base = ordinary()
    lines = tuple(
        replace(base.lines[0], identifier=name, line_net_amount=Decimal(one)) for name, one in amounts.items()
    )
    return replace(base, lines=lines)


@pytest.mark.parametrize(
    ("kind", "amounts", "back"),
    [
        ("full", {"1": "100.00"}, {"1": "100.00", "2": "0"}),
        ("lines", {"2": "20.00"}, {"2": "20.00"}),
        ("corrective", {"1": "90.00", "2": "50.00"}, {"1": "10.00"}),
        ("corrective", {"1": "100.00"}, {"2": "50.00"}),
        ("replacement", {"1": "100.00", "9": "5.00"}, {"1": "-100.00"}),
        ("amount", {"X": "30.00"}, {"1": "20.00", "2": "10.00"}),
    ],
)
def test_by_kind_of_correction(kind: str, amounts: dict[str, str], back: dict[str, str]) -> None:
    assert given_back(kind, of(amounts), WORTH) == {name: Decimal(one) for name, one in back.items()}


@given(cents=st.integers(1, 15000), worth=st.lists(st.integers(1, 9999), min_size=1, max_size=9))
def test_an_amount_is_shared_to_the_cent(cents: int, worth: list[int]) -> None:
    lines = {str(number): Decimal(one).scaleb(-2) for number, one in enumerate(worth)}
    amount = Decimal(cents).scaleb(-2)
    assert sum(given_back("amount", of({"X": str(amount)}), lines).values(), Decimal(0)) == amount
