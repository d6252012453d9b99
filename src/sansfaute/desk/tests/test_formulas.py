"""What leaves as a file runs in no spreadsheet, and comes back as it was."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import signed_in
from sansfaute.intake.models import SetAside, SourceFile
from sansfaute.lib.spreadsheets import HARMLESS, csv_lines
from sansfaute.masterdata.models import Buyer, Item, RowVerdict, Seller

pytestmark = pytest.mark.django_db
FORMULAS = (
    "=1+1", "=cmd|' /C calc'!A0", "+SUM(1;2)", "-2+3|cmd", "@SUM(A1)", "'=1+1", "''@x", "=HYPERLINK(\"http://x\";\"y\")",
    "＝1+1", "-", "+33 4 72 00 00 00",
)  # fmt: skip
LOOSE = ("\t=1+1", "\r=1+1", "\n=1+1", "\t", "=1\n+1")
"""Cells that no record can have, since blanks around a value go; but the rejects give back what was written."""
ARMED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@pytest.fixture
def clerk(ours: Seller) -> Client:
    return signed_in(factories.person("lea", ours, "clerk"))


def drop(client: Client, name: str, rows: list[tuple[str, ...]], steps: Any) -> SourceFile:
    """Drop these rows as our exports write them, and let a worker read them."""
    content = "".join(csv_lines(rows)).encode()
    client.post(reverse("imports"), {"files": [SimpleUploadedFile(name, content)]})
    steps.run()
    return SourceFile.objects.get(name=name)


def cells(answer: Any) -> list[list[str]]:
    """The rows of a file that is sent, once none of its cells is seen to be armed."""
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    assert [one for row in rows for one in row if one.startswith(ARMED) and not HARMLESS.match(one)] == []
    return rows


def accept(client: Client, file: SourceFile, steps: Any) -> None:
    client.post(reverse("import_decision", args=[file.pk]), {"decision": "all"})
    steps.run()


@pytest.mark.parametrize(
    ("kind", "headers", "model"),
    [("buyers", ("Code client", "Nom"), Buyer), ("items", ("Référence", "Désignation", "PU HT", "TVA"), Item)],
)
def test_records_leave_disarmed_and_come_back_the_same(
    clerk: Client, no_worker: Any, kind: str, headers: tuple[str, ...], model: Any
) -> None:
    more = ("1,50", "20")[: len(headers) - 2]
    rows = [headers, *((f"C{n}", text, *more) for n, text in enumerate(FORMULAS))]
    accept(clerk, drop(clerk, "given.csv", rows, no_worker), no_worker)
    kept = {one.code: one.name for one in model.objects.all()}
    assert [kept[f"C{n}"] for n in (0, 3, 4)] == [FORMULAS[n] for n in (0, 3, 4)]
    sent = b"".join(clerk.get(reverse("export_records", args=[kind])).streaming_content)  # type: ignore[attr-defined]  # streamed
    cells(clerk.get(reverse("export_records", args=[kind])))
    clerk.post(reverse("imports"), {"files": [SimpleUploadedFile("again.csv", sent)]})
    no_worker.run()
    again = SourceFile.objects.get(name="again.csv")
    outcomes = RowVerdict.objects.filter(source_file_id=again.pk).values_list("outcome", flat=True)
    assert set(outcomes) == {"same"}
    assert len(outcomes) == len(kept)


def test_rejects_give_back_what_was_written(clerk: Client, no_worker: Any) -> None:
    rows = [
        ("Code client", "Nom", "Ville"),
        *(("", text, text) for text in (*FORMULAS, *LOOSE)),
        ("C1", "Dupont", "Lyon"),
    ]
    file = drop(clerk, "given.csv", rows, no_worker)
    accept(clerk, file, no_worker)
    address = reverse("import_rejects", args=[file.pk])
    cells(clerk.get(address))
    sent = b"".join(clerk.get(address).streaming_content)  # type: ignore[attr-defined]  # streamed
    clerk.post(reverse("imports"), {"files": [SimpleUploadedFile("again.csv", sent)]})
    no_worker.run()
    said = [
        [
            one.row.original[:3]
            for one in SetAside.objects.filter(row__source_file__name=name).order_by("row__row_number")
        ]
        for name in ("given.csv", "again.csv")
    ]
    assert len(said[0]) == len(FORMULAS) + len(LOOSE)
    assert said[0] == said[1]
