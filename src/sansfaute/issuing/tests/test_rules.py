"""Numbers, dates and what a seal covers."""

import dataclasses
import json
from datetime import date

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.issuing import rules

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def statement(**values: object) -> rules.SealStatement:
    given: dict[str, object] = {
        "seller_id": "s", "chain_position": 7, "previous_seal_hash": "p", "document_hash": "d", "invoice_id": "i",
        "draft_id": "b", "buyer_id": "c", "series": "F2026-", "sequence_number": 7, "issued_at": "2026", "key_id": "k",
    }  # fmt: skip
    return rules.SealStatement(**(given | values))  # type: ignore[arg-type]  # each field is given its own type


def test_a_number_bears_its_year_and_fits_public_buyers() -> None:
    assert rules.invoice_number(rules.series_prefix("F", "invoice", 2026), 42) == "F2026-000042"
    assert rules.series_prefix("F", "credit_note", 2026) == "AF2026-"
    assert len(rules.invoice_number(rules.series_prefix("PREFIX", "credit_note", 2026), 999_999)) <= 20


@pytest.mark.parametrize(
    ("type_code", "kind"),
    [("380", "invoice"), ("386", "deposit"), ("381", "credit_note"), ("503", "credit_note"), ("261", "self_billed")],
)
def test_credit_notes_have_their_own_series(type_code: str, kind: str) -> None:
    assert rules.series_kind(type_code) == kind


@pytest.mark.parametrize(
    ("approved", "last", "issued"),
    [
        (date(2026, 10, 31), None, date(2026, 10, 31)),
        (date(2026, 10, 31), date(2026, 10, 30), date(2026, 10, 31)),
        (date(2026, 10, 31), date(2026, 11, 2), date(2026, 11, 2)),
    ],
)
def test_dates_never_go_backwards(approved: date, last: date | None, issued: date) -> None:
    assert rules.issue_date_in_series(approved, last) == issued


@pytest.mark.parametrize("field", [one.name for one in dataclasses.fields(rules.SealStatement)])
def test_a_seal_covers_every_field(field: str) -> None:
    other: object = 8 if isinstance(getattr(statement(), field), int) else "other"
    assert statement().message() != statement(**{field: other}).message()


@given(
    st.dictionaries(
        st.text(st.characters(codec="ascii", categories=["L"]), min_size=1), TEXT | st.integers(-(2**53) + 1, 2**53 - 1)
    )
)
def test_canonical_is_rfc_8785(content: dict[str, object]) -> None:
    assert rules.canonical(content) == rfc8785.dumps(content)  # type: ignore[arg-type]  # JSON values only
    assert json.loads(rules.canonical(content)) == content
