"""Documents of issued invoices, in a real database and a real file store."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from sansfaute.documents import actions, jobs, queries
from sansfaute.documents.adapters import facturx_pdf
from sansfaute.documents.adapters.typst_pdf import RenderingError
from sansfaute.documents.models import StoredDocument
from sansfaute.documents.rules import CII, FACTURX
from sansfaute.documents.tests import samples
from sansfaute.documents.tests.factories import NOW, issued, seller
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import cii
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.queries import Problem, model_of
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Seller
from sansfaute.people.models import Person, Role


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_STORE = tmp_path / "files"
    return tmp_path / "files"


def render(of: Seller, invoices: list[Invoice], **more: Any) -> int:
    with inline_steps():
        return actions.render_documents(seller_id=of.id, invoice_ids=[one.id for one in invoices], at=NOW, **more)


def problems(**more: Any) -> list[Problem]:
    return list(queries.verify_archive(**more))


def by_force(sql: str, *values: object) -> None:
    """What somebody with the keys of the database could do."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("set session_replication_role = default")


WRITE = facturx_pdf.write


def failing_for(number: str) -> Callable[[Document, bytes], bytes]:
    def write(document: Document, xml: bytes) -> bytes:
        if document.invoice_number == number:
            raise RenderingError("no such font")
        return WRITE(document, xml)

    return write


@pytest.mark.django_db
class TestRenderDocuments:
    def test_a_failure_names_its_invoice_and_the_others_go_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        of = seller()
        invoices = issued(of, 3)
        monkeypatch.setattr("sansfaute.documents.actions.facturx_pdf.write", failing_for("F2026-000002"))
        with pytest.raises(actions.RenderingRefused, match="F2026-000002: no such font"):
            render(of, invoices)
        assert StoredDocument.objects.filter(kind=FACTURX).count() == 2
        assert problems() == [
            Problem("document", "F2026-000002", "cii: it was never stored"),
            Problem("document", "F2026-000002", "facturx: it was never stored"),
        ]
        monkeypatch.undo()
        assert render(of, invoices) == 2

    def test_a_cii_that_does_not_read_back_is_not_stored(self, monkeypatch: pytest.MonkeyPatch) -> None:
        of = seller()
        invoices = issued(of)
        monkeypatch.setattr(
            "sansfaute.documents.actions.cii.read",
            lambda xml: replace(samples.invoice(), invoice_number="F2026-000099"),
        )
        with pytest.raises(actions.RenderingRefused, match="not the same invoice"):
            render(of, invoices)
        assert not StoredDocument.objects.exists()
        assert not Fact.objects.exists()

    def test_an_invoice_of_another_seller_is_left_alone(self) -> None:
        mine, theirs = seller(), seller("404833048")
        assert render(mine, issued(theirs)) == 0

    def test_both_files_are_stored_and_one_fact_is_recorded(self) -> None:
        of = seller()
        (invoice,) = issued(of)
        assert render(of, [invoice]) == 2
        files = queries.documents_of([invoice.id])
        xml, pdf = (queries.content(files[invoice.id, kind]) for kind in (CII, FACTURX))
        assert cii.read(xml) == model_of(invoice)
        assert facturx_pdf.extract_cii(pdf) == xml
        assert (files[invoice.id, FACTURX].filename, files[invoice.id, FACTURX].size) == ("F2026-000001.pdf", len(pdf))
        fact = Fact.objects.get()
        assert (fact.kind, fact.subject_id, fact.data) == (
            "DocumentsReady",
            invoice.id,
            {"invoice_number": "F2026-000001"},
        )

    def test_run_twice_it_changes_nothing(self) -> None:
        of = seller()
        invoices = issued(of, 2)
        assert render(of, invoices) == 4
        before = list(StoredDocument.objects.values().order_by("id"))
        assert render(of, invoices) == 0
        assert list(StoredDocument.objects.values().order_by("id")) == before
        assert Fact.objects.count() == 2

    def test_cii_alone_first_then_the_pdf_carries_that_very_cii(self) -> None:
        of = seller()
        invoices = issued(of, 2)
        assert render(of, invoices, only_cii=True) == 2
        assert not Fact.objects.exists()
        assert render(of, invoices) == 2
        assert Fact.objects.count() == 2
        assert problems() == []

    def test_killed_before_the_record_it_starts_again(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        of = seller()
        invoices = issued(of, 3)
        monkeypatch.setattr("sansfaute.documents.actions.AT_ONCE", 2)

        def killed(rows: Any, numbers: Any, at: Any) -> int:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("sansfaute.documents.actions._record", killed)
            with pytest.raises(KeyboardInterrupt):
                render(of, invoices)
        assert not StoredDocument.objects.exists()
        kept = sorted(path.name for path in folder.rglob("*") if path.is_file())
        assert len(kept) == 4
        assert render(of, invoices) == 6
        assert set(kept) < {path.name for path in folder.rglob("*") if path.is_file()}
        assert problems() == []

    def test_the_number_of_queries_does_not_grow_with_the_group(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        of = seller()
        invoices = issued(of, 20)
        with django_assert_num_queries(9):
            render(of, invoices[:2])
        with django_assert_num_queries(9):
            render(of, invoices[2:])

    def test_the_job_takes_the_facts_of_issuing(self) -> None:
        of = seller()
        (invoice,) = issued(of)
        with inline_steps():
            jobs.render_documents.func(
                seller_id=str(of.id), facts=[{"subject_id": str(invoice.id), "invoice_number": "x"}]
            )
        assert StoredDocument.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_store_each_document_once() -> None:
    of = seller()
    invoices = issued(of, 6)
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def work(order: list[Invoice]) -> None:
        try:
            start.wait()
            render(of, order)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(invoices[turn:] + invoices[:turn],)) for turn in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert StoredDocument.objects.count() == 12
    assert Fact.objects.filter(kind="DocumentsReady").count() == 6
    assert problems() == []


@pytest.mark.django_db
class TestNothingChanges:
    @pytest.mark.parametrize(
        "sql",
        [
            "update documents_storeddocument set filename = 'x'",
            "delete from documents_storeddocument",
            "truncate documents_storeddocument cascade",
        ],
    )
    def test_by_sql(self, sql: str) -> None:
        of = seller()
        render(of, issued(of), only_cii=True)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")  # else TRUNCATE stumbles over this test's own inserts
            with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
                cursor.execute(sql)
        assert StoredDocument.objects.count() == 1

    def test_by_orm(self) -> None:
        of = seller()
        render(of, issued(of), only_cii=True)
        row = StoredDocument.objects.get()
        for change in (row.delete, row.save, lambda: StoredDocument.objects.update(size=1)):
            with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
                change()


@pytest.mark.django_db
class TestVerifyArchive:
    @pytest.fixture
    def archive(self) -> Seller:
        of = seller()
        render(of, issued(of, 3))
        return of

    def _row(self, kind: str) -> StoredDocument:
        return StoredDocument.objects.get(kind=kind, invoice__invoice_number="F2026-000002")

    def _named(self, kind: str) -> None:
        found = problems()
        assert [(one.kind, one.document) for one in found] == [("document", "F2026-000002")]
        assert found[0].message.startswith(kind)

    @pytest.mark.parametrize("kind", [CII, FACTURX])
    def test_one_byte_changed(self, archive: Seller, kind: str) -> None:
        path = queries.store().path(self._row(kind).sha256)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        self._named(kind)

    @pytest.mark.parametrize("kind", [CII, FACTURX])
    def test_a_file_lost(self, archive: Seller, kind: str) -> None:
        queries.store().path(self._row(kind).sha256).unlink()
        self._named(kind)

    @pytest.mark.parametrize("kind", [CII, FACTURX])
    def test_a_record_pointed_at_another_sound_file(self, archive: Seller, kind: str) -> None:
        other = StoredDocument.objects.get(kind=kind, invoice__invoice_number="F2026-000001")
        by_force(
            "update documents_storeddocument set sha256 = %s, size = %s where id = %s",
            other.sha256,
            other.size,
            self._row(kind).id,
        )
        self._named(kind)

    @pytest.mark.parametrize(
        "change", ["size = size + 1", "filename = 'x.pdf'", "sha256 = 'nonsense'", "sha256 = repeat('0', 64)"]
    )
    def test_a_record_changed(self, archive: Seller, change: str) -> None:
        by_force(f"update documents_storeddocument set {change} where id = %s", self._row(FACTURX).id)
        self._named(FACTURX)

    def test_a_record_removed(self, archive: Seller) -> None:
        by_force("delete from documents_storeddocument where id = %s", self._row(CII).id)
        self._named(CII)

    def test_all_is_well_also_made_again(self, archive: Seller) -> None:
        seen: list[int] = []
        assert problems(progress=seen.append, rerender=True) == []
        assert sum(seen) == 6 == sum(queries.count().values())
        assert problems(seller_id=archive.id) == []
        assert problems(seller_id=UUID(int=1)) == []

    def test_made_again_otherwise(self, archive: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sansfaute.documents.queries.facturx_pdf.write", lambda document, xml: b"other")
        assert len(problems(rerender=True)) == 3
        monkeypatch.setattr("sansfaute.documents.queries.facturx_pdf.write", failing_for("F2026-000002"))
        assert [one.document for one in problems(rerender=True)] == ["F2026-000002"]


@pytest.mark.django_db
class TestWhoSees:
    def test_one_who_may_a_colleague_who_may_not_a_stranger(self) -> None:
        mine, theirs = seller(), seller("404833048")
        (invoice,) = issued(mine)
        render(mine, [invoice])
        allowed, colleague, stranger = (Person.objects.create(username=name) for name in ("a", "b", "c"))
        Role.objects.create(seller_id=mine.id, person=allowed, role="clerk")
        Role.objects.create(seller_id=theirs.id, person=colleague, role="admin")
        found = queries.document_for(allowed, invoice.id, FACTURX)
        assert found is not None
        assert queries.content(found).startswith(b"%PDF")
        assert queries.document_for(allowed, invoice.id, "zip") is None
        assert queries.document_for(colleague, invoice.id, FACTURX) is None
        assert queries.document_for(stranger, invoice.id, FACTURX) is None
