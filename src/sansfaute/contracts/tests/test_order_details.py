"""What an order brings to its invoice: read, refused, shared over its lines."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.contracts import rules
from sansfaute.contracts.rules import TermsRefused


@pytest.mark.parametrize(
    ("details", "read"),
    [
        ({"paid_on": "29/02/2028", "card": "4970 1012 3456 7890"}, {"paid_on": "2028-02-29", "card": "7890"}),
        (
            {"delivered_to": {"city": " Lille ", "line_2": ""}},
            {"delivered_to": {"city": "Lille", "country_code": "FR"}},
        ),
        ({"part_kind": "withheld", "part_percentage": "1,10"}, {"part_kind": "withheld", "part_percentage": "1.1"}),
        ({"delivery_note": " ", "site": None}, {}),
    ],
)
def test_details_are_made_clean(details: dict[str, Any], read: dict[str, Any]) -> None:
    assert rules.read_details(details) == read


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"paid_on": "30/02/2028"}, "unreadable_date"),
        ({"paid_on": "2026-10-01", "card": "***"}, "unreadable_card"),
        ({"paid_on": "2026-10-01", "paid_with": "carte"}, "unreadable_means"),
        ({"card": "1234"}, "not_paid"),
        ({"colour": "red"}, "unknown_detail"),
        ({"part_amount": "10"}, "part_incomplete"),
        ({"part_kind": "third", "part_amount": "10"}, "part_party"),
        ({"part_kind": "third", "part_amount": "1.005", "part_party": "P"}, "unreadable_amount"),
        ({"part_kind": "gift", "part_amount": "1"}, "unknown_part"),
        ({"part_kind": "withheld", "part_percentage": "100"}, "unreadable_percentage"),
        ({"part_kind": "withheld", "part_amount": "1", "paid_on": "2026-10-01"}, "paid_in_full"),
        ({"partnership": "SEP"}, "partnership"),
        ({"delivered_to": {"country_code": "France"}}, "unreadable_country"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(details: dict[str, Any], code: str) -> None:
    with pytest.raises(TermsRefused) as refused:
        rules.read_details(details)
    assert refused.value.code == code
    assert refused.value.fr != refused.value.en


@given(st.integers(1, 10**9), st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=20))
def test_a_part_is_shared_to_the_cent_whatever_the_lines_are_worth(cents: int, worth: list[Decimal]) -> None:
    amount = Decimal(cents) / 100
    shares = rules.shared_part({"part_amount": f"{amount:.2f}"}, worth)
    assert sum(map(Decimal, shares), Decimal(0)) == amount
    assert all(Decimal(one) >= 0 for one in shares)
