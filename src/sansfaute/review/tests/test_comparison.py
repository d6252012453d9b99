"""Two documents are the same when they are made of the same work and say the same, whatever their number and day."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.drafts import rules as drafts
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.project.commands.bench_invoice import ordinary
from sansfaute.review.rules import comparison


def said(invoice: Invoice) -> dict[str, Any]:
    return json_form.to_dict(invoice)


def test_number_date_and_due_date_are_left_out() -> None:
    invoice = ordinary(3)
    issued = drafts.finalise(invoice, invoice_number="F2026-000001", issue_date=date(2026, 11, 2), terms=None)
    assert said(issued) != said(invoice)
    assert comparison.content_hash(said(issued)) == comparison.content_hash(said(invoice))


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
    document = said(ordinary(3))
    changed = deepcopy(document)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = "9"
    assert comparison.content_hash(changed) != comparison.content_hash(document)


def test_lines_in_another_order_are_another_document() -> None:
    document = said(ordinary(3))
    changed = {**document, "lines": document["lines"][::-1]}
    assert comparison.content_hash(changed) != comparison.content_hash(document)


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
