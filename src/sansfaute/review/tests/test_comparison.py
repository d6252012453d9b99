"""Two documents are the same when they are made of the same work and say the same, whatever their number and day."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.review.rules import comparison


def document(**changed: Any) -> dict[str, Any]:
    """An invoice as JSON holds it, with three lines."""
    line = {"line_net_amount": "10.00", "price": {"item_net_price": "10"}}
    return {
        "invoice_number": "",
        "issue_date": "2026-10-31",
        "payment_due_date": "2026-11-30",
        "currency_code": "EUR",
        "seller": {"name": "Ondine"},
        "buyer": {"name": "Moreau", "postal_address": {"city": "Lyon"}},
        "notes": [{"text": "40 €"}, {"text": "12,4 %"}],
        "delivery": {"actual_delivery_date": "2026-10-15"},
        "payment_instructions": {
            "remittance_information": "",
            "credit_transfers": [{"payment_account_identifier": "FR7630006000011234567890189"}],
        },
        "totals": {"total_vat": "6.00"},
        "lines": [{"identifier": str(number), **deepcopy(line)} for number in (1, 2, 3)],
        **changed,
    }


def test_number_date_and_due_date_are_left_out() -> None:
    issued = document(invoice_number="F2026-000001", issue_date="2026-11-02", payment_due_date="2026-12-02")
    issued["payment_instructions"]["remittance_information"] = "F2026-000001"
    assert comparison.content_hash(issued) == comparison.content_hash(document())


@pytest.mark.parametrize(
    "path",
    [
        ("buyer", "name"),
        ("buyer", "postal_address", "city"),
        ("seller", "name"),
        ("lines", 0, "price", "item_net_price"),
        ("lines", 2, "line_net_amount"),
        ("totals", "total_vat"),
        ("notes", 1, "text"),
        ("delivery", "actual_delivery_date"),
        ("payment_instructions", "credit_transfers", 0, "payment_account_identifier"),
        ("currency_code",),
    ],
    ids=lambda path: "/".join(map(str, path)),
)
def test_anything_else_that_changes_is_another_document(path: tuple[Any, ...]) -> None:
    changed = document()
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = "9"
    assert comparison.content_hash(changed) != comparison.content_hash(document())


def test_lines_in_another_order_are_another_document() -> None:
    changed = document(lines=document()["lines"][::-1])
    assert comparison.content_hash(changed) != comparison.content_hash(document())


def test_the_key_is_that_of_the_work_in_any_order_and_of_nothing_else() -> None:
    keys = ["order:CMD1:2", "order:CMD1:10", "subscription:CT-É:2026-10-01"]
    assert comparison.document_key(keys) == comparison.document_key(keys[::-1])
    assert comparison.document_key(keys) != comparison.document_key(keys[:2])
    assert comparison.document_key(["a", "b"]) != comparison.document_key(["a b"])


def shown(total: str, lines: int = 1, **amounts: str) -> comparison.Shown:
    return comparison.Shown(Decimal(total), Decimal(0), Decimal(total), lines, amounts)


def test_the_evidence_names_what_differs() -> None:
    found = comparison.change_evidence(shown("10.00", order="10.00"), shown("12.00", 2, order="12.00"))
    assert found["differs"] == ["total_without_vat", "total_with_vat", "lines", "amounts"]
    assert (found["before_total"], found["after_total"]) == ("10.00", "12.00")
    unknown = comparison.change_evidence(None, shown("12.00"))
    assert (unknown["was_simulated"], unknown["before_total"], unknown["differs"]) == (False, "0.00", [])


def test_a_variance_is_in_percent_of_last_period_or_of_nothing() -> None:
    assert comparison.Variance(Decimal(200), Decimal(150)).percentage == Decimal("-25.0")
    assert comparison.Variance(Decimal(-100), Decimal(-50)).percentage == Decimal("50.0")
    assert comparison.Variance(Decimal(0), Decimal(150)).percentage is None


def test_credit_notes_count_against() -> None:
    assert [comparison.sign(code) for code in ("380", "381", "386", "261")] == [1, -1, 1, -1]
