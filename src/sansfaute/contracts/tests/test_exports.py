"""What is exported is read back exactly: nothing changes where it came from, and an empty base becomes its equal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sansfaute.contracts import actions, queries
from sansfaute.contracts.models import Contract, OrderLine, UsageEvent
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.factories import NOW, contract_row, order_row, usage_row
from sansfaute.intake import actions as intake
from sansfaute.intake import queries as intake_queries
from sansfaute.intake.rules.kinds import KINDS, Field
from sansfaute.journal.actions import inline_steps
from sansfaute.lib.ids import new_id
from sansfaute.lib.spreadsheets import csv_lines
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata import queries as masterdata_queries
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.changes import new_set, write_set
from sansfaute.masterdata.actions.writing import OF_KIND
from sansfaute.masterdata.models import RecordChange, Seller

PROPERTY = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
NASTY = "'=+-@;,|\"\n .:%/()#&éŒß€0123456789aZ"


@pytest.fixture(autouse=True)
def _quiet(db: None, tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.FILE_STORE = tmp_path / "files"
    with inline_steps():
        yield


def exported(seller: Seller, kind: str) -> bytes:
    source = masterdata_queries if kind in OF_KIND else queries
    rows = (rules.row_exported(kind, values) for values in source.exported_values(seller.pk, kind))
    return "".join(csv_lines([rules.headers_exported(kind), *rows])).encode()


def read(seller: Seller, kind: str, content: bytes) -> UUID:
    file = intake.receive_file(seller_id=seller.pk, name=f"{kind}.csv", content=content, at=NOW)
    intake.parse_rows(source_file_id=file.pk, at=NOW)
    assert file.kind == kind
    aside = intake_queries.rows_set_aside(seller.pk).filter(source_file_id=file.pk)
    assert [(row.original, row.set_aside.reason_code, row.set_aside.details) for row in aside] == []
    return file.pk


def imported(seller: Seller, file_id: UUID) -> None:
    intake.accept_import(seller_id=seller.pk, source_file_id=file_id, at=NOW)
    masterdata.agree_records(source_file_id=file_id, at=NOW)
    actions.record_rows(source_file_id=file_id, at=NOW)


def outcomes(file_id: UUID) -> set[str]:
    masterdata.judge_rows(source_file_id=file_id, at=NOW)
    actions.judge_agreements(source_file_id=file_id, at=NOW)
    return {one.outcome for one in masterdata_queries.verdicts(file_id)}


def text_of(field: Field) -> st.SearchStrategy[str]:
    """Any text that this field may hold, formulas and separators included."""
    if field.type == "number":
        return st.decimals(0, 10**9, places=field.decimals).map(str)
    shapes = st.text(NASTY, max_size=12)
    if field.type == "loose":
        return (
            shapes | st.decimals(0, 100, places=3).map(str) | st.sampled_from(["exo 261.414", "20", "5,5 %", "1,234"])
        )
    return shapes | st.sampled_from(["=1+1", "'=1+1", "+33 6 12 34 56 78", "07000", "1.234", "2A004", "-", "''@x"])


def records_of(kind: str) -> st.SearchStrategy[list[dict[str, str]]]:
    codes = st.text("=+-@'AZ09.é", min_size=1, max_size=8)
    fields = {field.name: text_of(field) for field in KINDS[kind] if field.name != "code"}
    if kind == "items":
        fields["name"] = fields["name"].filter(lambda text: bool(text.strip()))
    one = st.fixed_dictionaries({"code": codes, **fields})
    return st.lists(one, min_size=1, max_size=6, unique_by=lambda values: values["code"])


def given_records(seller: Seller, kind: str, records: list[dict[str, str]]) -> None:
    """The records as pages or programs would have made them."""
    type_ = OF_KIND[kind]
    states = []
    for values in records:
        clean = rules.as_read(kind, values)
        record = type_.model(id=new_id(), seller_id=seller.pk, code=clean.pop("code"))
        states.append((record, clean))
    write_set(new_set(seller.pk, "edit", {}, NOW, None), type_, states, at=NOW)


def values_of(seller: Seller, kind: str) -> list[dict[str, str]]:
    return [
        {name: text for name, text in values.items() if text}
        for values in masterdata_queries.exported_values(seller.pk, kind)
    ]


@pytest.mark.parametrize("kind", ["buyers", "items"])
@PROPERTY
@given(data=st.data())
def test_any_records_come_back(kind: str, data: st.DataObject) -> None:
    seller, empty = factories.seller(), factories.seller()
    given_records(seller, kind, data.draw(records_of(kind)))
    content = exported(seller, kind)
    file_id = read(seller, kind, content)
    assert outcomes(file_id) == {"same"}
    before = values_of(seller, kind)
    imported(seller, file_id)
    assert values_of(seller, kind) == before
    assert masterdata_queries.import_report(seller.pk, file_id).changed == 0
    imported(empty, read(empty, kind, content))
    assert values_of(empty, kind) == before
    assert exported(empty, kind) == content


def test_a_record_that_came_from_a_file_is_not_touched_at_all() -> None:
    seller = factories.seller()
    given_records(seller, "buyers", [{"code": "A", "name": "=HYPERLINK(1)", "city": "Lyon"}])
    content = exported(seller, "buyers")
    assert b"'=HYPERLINK(1)" in content
    imported(seller, read(seller, "buyers", content))
    changes = RecordChange.objects.count()
    imported(seller, read(seller, "buyers", content + b"\r\n"))
    assert RecordChange.objects.count() == changes


CONTRACTS = [
    contract_row(),
    contract_row("=CT-2", buyer_code="C2", unit_price="1.234", end_date="2027-02-28", billing="à échoir"),
    contract_row("CT-3", periodicity="annuel", conditions='règlement "60 jours"; remise 5 %\njusqu’au 31/12/2026'),
]
USAGE = [
    usage_row("E1"),
    usage_row("E2", used_at="2026-10-25T02:30:00+01:00", quantity="387.974"),
    usage_row("+E3", quantity="0.000001"),
]
ORDERS = [
    order_row("CMD1", discount=""),
    order_row("CMD1", discount="12.125", buyer_reference="@ref", delivery_date=""),
    order_row("CMD2", discount="0", quantity="1.234"),
]


def _agreed(seller: Seller) -> None:
    for kind, rows in (("contracts", CONTRACTS), ("usage", USAGE), ("orders", ORDERS)):
        actions.record_rows(source_file_id=factories.rows(seller, kind, rows).pk, at=NOW)
    assert not intake_queries.rows_set_aside(seller.pk).exists()


def _owner() -> Seller:
    seller = factories.seller()
    for code in ("C1", "C2"):
        factories.buyer(seller, code)
    for code in ("MAINT", "HOUR", "SCREEN"):
        factories.item(seller, code)
    return seller


@pytest.mark.parametrize(("kind", "model"), [("contracts", Contract), ("usage", UsageEvent), ("orders", OrderLine)])
def test_agreements_come_back(kind: str, model: Any) -> None:
    seller, empty = _owner(), _owner()
    _agreed(seller)
    content = exported(seller, kind)
    file_id = read(seller, kind, content)
    assert outcomes(file_id) == {"same"}
    before = list(model.objects.order_by("id").values())
    imported(seller, file_id)
    assert list(model.objects.order_by("id").values()) == before
    if kind == "usage":
        imported(empty, read(empty, "contracts", exported(seller, "contracts")))
    imported(empty, read(empty, kind, content))
    assert exported(empty, kind) == content


def test_order_lines_keep_their_numbers_where_one_was_set_aside() -> None:
    seller = _owner()
    _agreed(seller)
    OrderLine.objects.filter(order_number="CMD1", line_number=1).delete()
    file_id = read(seller, "orders", exported(seller, "orders"))
    assert outcomes(file_id) == {"same"}
    imported(seller, file_id)
    assert list(OrderLine.objects.filter(order_number="CMD1").values_list("line_number", flat=True)) == [2]


def test_headers_announce_their_own_kind() -> None:
    for kind in rules.EXPORTED:
        assert len(set(rules.headers_exported(kind))) == len(KINDS[kind])
