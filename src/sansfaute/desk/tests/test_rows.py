"""Rows set aside, and their export."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import text
from sansfaute.masterdata.models import Seller

pytestmark = pytest.mark.django_db


class TestRows:
    @pytest.fixture
    def rows(self, ours: Seller) -> None:
        buyers = factories.source_file(ours, "clients.csv", "buyers")
        usage = factories.source_file(ours, "consommations.csv", "usage")
        factories.set_aside(buyers, 12, ["C00012", "", "+33 1 02 03 04 05"], "missing_value", field="name")
        factories.set_aside(usage, 8, ["U1", "CT-9", "=1+1"], "unknown_contract", code="CT-9")
        factories.set_aside(usage, 9, ["U2", "CT-9", "<b>"], "unknown_contract", code="CT-9")

    def test_each_row_says_why_and_shows_its_cells(self, rows: None, approver: Client) -> None:
        page = text(approver.get(reverse("rows")))
        for shown in ("No contract bears the number “CT-9”.", "C00012", "&lt;b&gt;", "clients.csv (1)", "3 rows"):
            assert shown in page, shown

    def test_filters(self, rows: None, approver: Client) -> None:
        page = approver.get(reverse("rows"), {"reason": "unknown_contract"})
        assert [row.row_number for row, _what, _mend in page.context["told"]] == [8, 9]
        file_id = page.context["told"][0][0].source_file_id
        assert len(approver.get(reverse("rows"), {"file": str(file_id)}).context["told"]) == 2
        assert len(approver.get(reverse("rows"), {"file": "x", "reason": "y"}).context["told"]) == 3

    def test_the_export_repairs(self, rows: None, approver: Client) -> None:
        answer = approver.get(reverse("rows_csv"), {"reason": "unknown_contract"})
        content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # streamed
        lines = list(csv.reader(io.StringIO(content), delimiter=";"))
        assert lines[1][2].startswith("No contract bears the number “CT-9”.")
        assert lines[1][:2] + lines[1][3:] == ["consommations.csv", "8", "U1", "CT-9", "'=1+1"]
        assert len(lines) == 3

    def test_a_telephone_number_stays_as_it_is(self, rows: None, approver: Client) -> None:
        answer = approver.get(reverse("rows_csv"))
        assert b";+33 1 02 03 04 05\r\n" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # streamed

    def test_the_number_of_queries_does_not_grow(
        self, rows: None, approver: Client, django_assert_max_num_queries: Callable[[int], Any]
    ) -> None:
        with django_assert_max_num_queries(9):
            approver.get(reverse("rows"))
