"""Imports: drop files, see how each reads and what it would change; the report, the rejects, the exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sansfaute.desk.forms import DropForm
from sansfaute.desk.queries import import_rows, stopped
from sansfaute.desk.queries import imports as import_queries
from sansfaute.desk.views.page import csv_lines, language, open_books, sent, show
from sansfaute.intake import actions as intake_actions
from sansfaute.intake import queries as intake
from sansfaute.intake import rules as intake_rules
from sansfaute.lib import clock
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules as masterdata_rules
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import IMPORT_FILES, SEE_RECORDS

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.desk.queries.imports import Import

LISTED = 50
REFUSED_SHOWN = 20
SEPARATORS = (";", ",", "\t", "|")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(IMPORT_FILES)
def imports(request: HttpRequest) -> HttpResponse:
    """The files dropped so far, and the place to drop more."""
    books = open_books(request, IMPORT_FILES)
    if request.method != "POST":
        return _list(request, books, DropForm())
    form = DropForm(request.POST, request.FILES, announced=request.META.get("CONTENT_LENGTH") or 0)
    if not form.is_valid():
        return _list(request, books, form)
    received, refused = _received(books, request.FILES.getlist("files"))
    for why in refused[:REFUSED_SHOWN]:
        messages.error(request, why)
    if len(received) == 1 and not refused:
        return _sent_on(request, reverse("import", args=[received[0]]) + books.address_ending)
    if received:
        count = len(received)
        said = ngettext("%(count)s file was received.", "%(count)s files were received.", count) % {"count": count}
        messages.success(request, said)
    return _sent_on(request, reverse("imports") + books.address_ending)


def _sent_on(request: HttpRequest, address: str) -> HttpResponse:
    """To another page, also for the script that sent the files itself in order to show how far they were."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _list(request: HttpRequest, books: Books, form: DropForm) -> HttpResponse:
    page = Paginator(import_queries.files(books), LISTED).get_page(request.GET.get("page"))
    listed = import_queries.imports(list(page))
    aside = import_queries.set_aside_counts(books, [one.file.pk for one in listed])
    refused = [
        (one, *intake_rules.reason_parts(one.reason_code, one.details, language()))
        for one in import_queries.refused(books)[:REFUSED_SHOWN]
    ]
    answer = show(
        request, "desk/data/imports.html", books, "data", tab="imports", form=form, page=page, listed=listed,
        aside=aside, refused=refused, kinds=masterdata_rules.EXPORTED,
    )  # fmt: skip
    answer.status_code = 422 if form.errors else 200
    return answer


def _received(books: Books, sent: Iterable[Any]) -> tuple[list[UUID], list[str]]:
    """What was received of these files, and why the others were refused; a zip of files gives its own."""
    received = intake_actions.receive_files(
        seller_id=books.seller.pk,
        files=[(one.name, _content(one)) for one in sent],
        stage=True,
        at=clock.now(),
        actor=books.person,
    )
    return [one.pk for one in received.files], [str(refusal) for refusal in received.refused]


def _content(sent: Any) -> bytes | Path:
    """A large file stays where the upload was put; a small one is in memory."""
    return Path(sent.temporary_file_path()) if isinstance(sent, TemporaryUploadedFile) else bytes(sent.read())


@never_cache
@require_safe
@open_to_those_who_may(IMPORT_FILES)
def import_page(request: HttpRequest, source_file_id: UUID) -> HttpResponse:
    """One import: how it reads, what it would change, what it did."""
    books = open_books(request, IMPORT_FILES)
    return show_import(request, books, one_import(books, source_file_id))


def one_import(books: Books, source_file_id: UUID) -> Import:
    """The import with this identifier in these books. Raises Http404."""
    found = import_queries.import_of(books, source_file_id)
    if found is None:
        raise Http404
    return found


def show_import(request: HttpRequest, books: Books, one: Import, trouble: str = "") -> HttpResponse:
    """The page of an import; `trouble` says why what was asked could not be done."""
    context: dict[str, Any] = {"one": one, "file": one.file, "trouble": trouble, "tab": "imports"}
    context["stopped"] = stopped.import_trouble(one)
    context |= _reading(request, one)
    if one.state == "ready" or (one.state in ("undone", "dropped") and one.judged_at):
        context |= _verdicts(request, books, one)
    if one.state in ("accepted", "undone"):
        context["report"] = import_queries.report(books, one.file)
        context["reasons"] = import_queries.reason_lines(books, one.file.pk, language())
    page = show(request, "desk/data/import.html", books, "data", **context)
    page.status_code = 409 if trouble else 200
    return page


def _reading(request: HttpRequest, one: Import) -> dict[str, Any]:
    """How the file reads, and how it might be read otherwise."""
    file, tongue = one.file, language()
    kind = request.GET.get("kind", "")
    kind = kind if kind in intake_rules.KINDS and one.may_be_read_otherwise else ""
    sheet = sent(request.GET, "sheet") if one.may_be_read_otherwise else ""
    words, rows = import_rows.first_rows(file, tongue)
    found: dict[str, Any] = {"evidence": import_rows.evidence(file, tongue), "words": words, "first_rows": rows}
    if one.may_be_read_otherwise:
        proposal = intake.propose_mapping(file, kind, sheet)
        found |= {
            "proposal": proposal,
            "kind": kind or proposal.kind,
            "fields": [
                (name, intake_rules.field_word(name, tongue), field.required)
                for name, field in intake_rules.fields_of(proposal.kind).items()
            ] if proposal.kind in intake_rules.KINDS else [],
            "missing": [intake_rules.field_word(name, tongue) for name in proposal.missing],
            "kinds": list(intake_rules.KINDS),
            "separators": SEPARATORS,
            "encodings": intake_rules.ENCODINGS,
        }  # fmt: skip
        if proposal.trouble:
            code, details = proposal.trouble["code"], proposal.trouble["details"]
            found["doubt"] = intake_rules.reason_parts(code, details, tongue)
    return found


def _verdicts(request: HttpRequest, books: Books, one: Import) -> dict[str, Any]:
    outcome, words = request.GET.get("outcome", ""), sent(request.GET, "q").strip()[:60]
    rows = import_rows.selection(books, one.file, outcome, words)
    after, before = (import_rows.place(request.GET.get(name, "")) for name in ("after", "before"))
    counts = masterdata.verdict_counts(one.file.pk)
    left = import_queries.left_out(books, one.file.pk).count()
    asked = request.GET.copy()
    for name in ("after", "before"):
        asked.pop(name, None)
    return {
        "counts": counts,
        "left": left,
        "some_right": import_queries.some_right(books, one.file.pk),
        "usable": sum(counts[name] for name in ("new", "changed", "same")) - left,
        "all_rows": sum(counts[name] for name in ("new", "changed", "same", "rejected")),
        "outcome": outcome,
        "q": words,
        "verdicts": import_rows.page(rows, language(), after, before),
        "asked": asked.urlencode(),
        "outdated": bool(one.judged_at) and masterdata.records_changed_since(books.seller.pk, one.judged_at),
    }


@never_cache
@require_safe
@open_to_those_who_may(IMPORT_FILES)
def import_progress(request: HttpRequest, source_file_id: UUID) -> HttpResponse:
    """How far it is, for the page that asks every two seconds; once it has ended, the page is asked for anew."""
    books = open_books(request, IMPORT_FILES)
    one = one_import(books, source_file_id)
    context = {"one": one, "books": books, "stopped": stopped.import_trouble(one)}
    context["stopped_back"] = reverse("import", args=[one.file.pk]) + books.address_ending
    answer = render(request, "desk/data/import_progress.html", context)
    if not one.is_under_way:
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_safe
@open_to_those_who_may(IMPORT_FILES)
def import_rejects(request: HttpRequest, source_file_id: UUID) -> StreamingHttpResponse:
    """The rows set aside, in the file's own columns, each with its reason: to be corrected and dropped again."""
    books = open_books(request, IMPORT_FILES)
    file = one_import(books, source_file_id).file
    stem = Path(file.name).stem or "import"
    return _csv(import_rows.rejects(file, language()), f"{stem} - {_('rejects')}.csv")


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def export_records(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """All records of a kind, as the import reads them back exactly."""
    if kind not in masterdata_rules.EXPORTED:
        raise Http404
    books = open_books(request, SEE_RECORDS)
    names = {
        "items": "articles",
        "buyers": "clients",
        "contracts": "contrats",
        "usage": "consommations",
        "orders": "commandes",
    }
    return _csv(import_queries.exported_rows(books, kind), f"{names[kind]}.csv")


def _csv(rows: Iterator[Any], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
