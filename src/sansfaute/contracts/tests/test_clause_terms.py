"""The sentences of clauses: both languages say the same things, none is unused, none is missing."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfaute.contracts.rules.clause_records import SENTENCES, Bounds, Record, _types, read
from sansfaute.contracts.rules.commitments import Billed, Commitment
from sansfaute.contracts.rules.deposits import Deposit
from sansfaute.contracts.rules.indexation import IndexationClause, IndexValue
from sansfaute.contracts.rules.instalments import InstalmentPlan, PlanPart
from sansfaute.contracts.rules.prepaid import PrepaidCredit
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.situations import Progress
from sansfaute.contracts.rules.vat_shares import RateAmount
from sansfaute.contracts.rules.works import WorkItem, Works


@dataclass(frozen=True, slots=True)
class Sample(Record):
    value: Annotated[Decimal, Bounds(6)]


RULES = Path(__file__).parents[1] / "rules"
SOURCES = {
    path.name: path.read_text(encoding="utf-8")
    for path in RULES.glob("*.py")
    if "clause_records" in path.read_text(encoding="utf-8") or path.name == "clause_records.py"
}
PLACE = re.compile(r"\{(\w+)\}")


def rows(table: str) -> Iterator[tuple[str, str, str]]:
    yield from ((code, row["fr"], row["en"]) for code, row in SENTENCES[table].items())


@pytest.mark.parametrize("table", ["refusals", "steps", "words", "fields", "notes", "vouchers"])
def test_both_languages_fill_the_same_places(table: str) -> None:
    for code, fr, en in rows(table):
        places = [sorted(re.sub(r"_(fr|en)$", "", one) for one in PLACE.findall(text)) for text in (fr, en)]
        assert places[0] == places[1], code
        assert not any(one.endswith("_en") for one in PLACE.findall(fr)), code
        assert not any(one.endswith("_fr") for one in PLACE.findall(en)), code
        assert fr != en or table in ("fields", "words"), code


@pytest.mark.parametrize("table", ["refusals", "steps"])
def test_every_sentence_is_used(table: str) -> None:
    code = "\n".join(SOURCES.values())
    unused = [one for one, _, _ in rows(table) if f'"{one}"' not in code]
    assert not unused


def test_every_sentence_asked_for_is_there() -> None:
    for name, text in SOURCES.items():
        for code in re.findall(r'(?<!def )\brefusal\(\s*"(\w+)"', text):
            assert code in SENTENCES["refusals"], (name, code)


@given(some.decimals("-9999999999999", "9999999999999", allow_nan=False, places=6))
def test_a_number_written_as_json_reads_back(number: Decimal) -> None:
    assert Sample.from_dict(json.loads(json.dumps(Sample(number).to_dict()))) == Sample(number)


@pytest.mark.parametrize("given_values", ["text", None, 5, ["value"]])
def test_what_is_no_record_at_all_is_refused(given_values: Any) -> None:
    with pytest.raises(TermsRefused) as refused:
        read(Sample, given_values)
    assert refused.value.code == "unreadable_rows"
    assert "lignes" in refused.value.fr


@pytest.mark.parametrize(
    ("given_value", "code"),
    [
        ("", "value_missing"),
        (None, "value_missing"),
        (True, "unreadable_number"),
        (1.5, "unreadable_number"),
        ("NaN", "unreadable_number"),
        ("1e400", "unreadable_number"),
        ("0.0000001", "number_too_precise"),
        ("10000000000001", "number_too_large"),
        ("-10000000000001", "number_too_small"),
    ],
)
def test_a_number_that_cannot_be_used_is_refused(given_value: Any, code: str) -> None:
    with pytest.raises(TermsRefused) as refused:
        read(Sample, {"value": given_value})
    assert refused.value.code == code
    assert "{" not in refused.value.fr + refused.value.en


def test_every_value_of_a_form_has_its_name_in_both_languages() -> None:
    forms = (
        IndexValue, IndexationClause, Commitment, Billed, PrepaidCredit, PlanPart, InstalmentPlan, Deposit, WorkItem,
        Works, Progress, RateAmount,
    )  # fmt: skip
    missing = {name for form in forms for name in _types(form)} - set(SENTENCES["fields"])
    assert not missing
