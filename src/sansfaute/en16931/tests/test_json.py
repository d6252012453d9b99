"""Our JSON is canonical, whole and unforgiving."""

import json as stdlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes import ReadRefused, WriteRefused
from sansfaute.en16931.syntaxes import json as syntax
from sansfaute.en16931.tests.documents import documents
from sansfaute.en16931.tests.samples import changed, ordinary
from sansfaute.en16931.values import ABSENT, NO_DATE

WIDE = {"suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]}


@pytest.mark.parametrize("profile", ["basicwl", "extended-ctc-fr", "extended"])
@given(data=st.data())
@settings(max_examples=20, deadline=None, **WIDE)
def test_every_profile_is_read_back(data: st.DataObject, profile: str) -> None:
    invoice = data.draw(documents(profile))
    assert syntax.read(syntax.write(invoice)) == invoice


@pytest.mark.parametrize(
    ("path", "of"),
    [
        ("invoice_number", lambda one: one.invoice_number == ""),
        ("issue_date", lambda one: one.issue_date is NO_DATE),
        ("totals.amount_due", lambda one: one.totals.amount_due is ABSENT),
        ("lines.0.price.item_net_price", lambda one: one.lines[0].price.item_net_price is ABSENT),
        ("lines.0.unit_code", lambda one: one.lines[0].unit_code == ""),
        ("lines", lambda one: one.lines == ()),
    ],
)
def test_what_is_compulsory_and_not_there_is_absent(path: str, of: Callable[[Invoice], bool]) -> None:
    data = edit(path, None)
    invoice = syntax.from_dict(data)
    assert of(invoice)
    assert syntax.from_dict(syntax.to_dict(invoice)) == invoice


@given(documents())
@settings(max_examples=30, deadline=None, **WIDE)
def test_reading_gives_back_what_was_written(invoice: Invoice) -> None:
    text = syntax.write(invoice)
    assert syntax.read(text) == invoice
    assert syntax.write(syntax.read(text)) == text


@given(documents())
@settings(max_examples=30, deadline=None, **WIDE)
def test_it_is_canonical_by_rfc_8785(invoice: Invoice) -> None:
    assert syntax.write(invoice).encode() == rfc8785.dumps(syntax.to_dict(invoice))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
@settings(max_examples=200)
def test_any_text_is_escaped_as_rfc_8785_asks(text: str) -> None:
    invoice = replace(ordinary(1), buyer_reference=text)
    assert syntax.write(invoice).encode() == rfc8785.dumps(syntax.to_dict(invoice))


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(WriteRefused):
        syntax.write(replace(ordinary(1), buyer_reference="\ud800"))
    with pytest.raises(ReadRefused):
        syntax.read(syntax.write(ordinary(1)).replace('"EUR"', '"\\ud800"'))


def test_a_number_that_is_not_finite_is_refused() -> None:
    invoice = ordinary(1)
    with pytest.raises(WriteRefused):
        syntax.to_dict(replace(invoice, totals=replace(invoice.totals, amount_due=Decimal("NaN"))))


def test_decimals_keep_their_digits_and_have_no_exponent() -> None:
    invoice = ordinary(1)
    data = syntax.to_dict(replace(invoice, totals=replace(invoice.totals, amount_due=Decimal("1E+3"))))
    assert data["totals"]["amount_due"] == "1000"
    assert "delivery" not in data
    assert "charges" not in data


def edit(path: str, value: Any) -> dict[str, Any]:
    """The ordinary document's data with one value replaced; None removes it."""
    data = stdlib.loads(syntax.write(ordinary(1)))
    place = data
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("seller", None, "seller"),
        ("invoice_number", 7, "invoice_number"),
        ("invoice_number", "a\u0000b", "invoice_number"),
        ("unknown", "x", "unknown"),
        ("issue_date", "20261031", "issue_date"),
        ("issue_date", "2026-02-29", "issue_date"),
        ("issue_date", "2026-W01-1", "issue_date"),
        ("issue_date", 20261031, "issue_date"),
        ("totals.amount_due", 1.5, "totals.amount_due"),
        ("totals.amount_due", "1e5", "totals.amount_due"),
        ("totals.amount_due", "NaN", "totals.amount_due"),
        ("totals.amount_due", "١", "totals.amount_due"),
        ("totals.amount_due", "1" * 61, "totals.amount_due"),
        ("totals", [], "totals"),
        ("lines", {}, "lines"),
        ("lines.0.item", None, "lines[0].item"),
        ("seller.identifiers.0.value", None, "seller.identifiers[0].value"),
        ("lines.0.price.item_net_price", "", "lines[0].price.item_net_price"),
        ("seller.identifiers.0.value", [], "seller.identifiers[0].value"),
        ("supporting_documents", [{"reference": "a", "attachment": {"content": "?", "mime_code": "", "filename": ""}}],
         "supporting_documents[0].attachment.content"),
        ("supporting_documents", [{"reference": "a", "attachment": {"content": 1, "mime_code": "", "filename": ""}}],
         "supporting_documents[0].attachment.content"),
    ],
)  # fmt: skip
def test_a_field_that_does_not_fit_is_named(path: str, value: Any, at: str) -> None:
    with pytest.raises(ReadRefused) as refusal:
        syntax.from_dict(edit(path, value))
    assert [one.path for one in refusal.value.findings] == [at]


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{", '{"a":1}', "[" * 100_000, '{"totals":{"a":1,"a":2}}', "1" * 5000, "NaN"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ReadRefused):
        syntax.read(text)


def test_one_changed_field_changes_the_text() -> None:
    assert syntax.write(changed(ordinary(1), buyer_reference="x")) != syntax.write(ordinary(1))
