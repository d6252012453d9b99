"""Records: the list of buyers and items, one record edited in place, a new one; judged while typing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansfaute.desk.forms import RecordFilterForm
from sansfaute.desk.queries import columns as column_queries
from sansfaute.desk.queries import history, record_sides
from sansfaute.desk.queries import records as record_queries
from sansfaute.desk.views.page import csv_lines, language, open_books, show
from sansfaute.lib import clock
from sansfaute.masterdata import actions as masterdata_actions
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules
from sansfaute.people import queries as people
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MEND_RECORDS, SEE_RECORDS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sansfaute.desk.queries import Books


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def records(request: HttpRequest) -> HttpResponse:
    """Search, filter; 50 a page."""
    books = open_books(request, SEE_RECORDS)
    form = RecordFilterForm(request.GET, countries=record_queries.country_choices(books, language()))
    wanted = form.asked()
    rows = record_queries.record_selection(books, wanted)
    after, before = (_plain(request.GET.get(name, "")) for name in ("after", "before"))
    return show(
        request, "desk/data/records.html", books, "data", tab="records", form=form, wanted=wanted,
        page=record_queries.record_page(rows, after, before), count=rows.count(), asked=_asked(request),
    )  # fmt: skip


def _plain(text: str) -> str:
    return text.replace("\x00", "")


def _asked(request: HttpRequest) -> str:
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return kept.urlencode()


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def records_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole selection, as given field by field, under headers that our own import knows."""
    books = open_books(request, SEE_RECORDS)
    wanted = RecordFilterForm(request.GET, countries=record_queries.country_choices(books, language())).asked()
    rows = record_queries.record_selection(books, wanted)
    response = StreamingHttpResponse(csv_lines(_csv_rows(rows, wanted.record_type)), content_type="text/csv")
    name = "articles" if wanted.record_type == "item" else "clients"
    response["Content-Type"] = "text/csv; charset=utf-8"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _csv_rows(rows: QuerySet[Any], record_type: str) -> Iterator[list[str]]:
    kind = _KINDS[record_type]
    yield list(rules.headers_exported(kind))
    for code, values in rows.values_list("code", "values").iterator(chunk_size=2000):
        yield rules.row_exported(kind, {**values, "code": code})


_KINDS = {"buyer": "buyers", "item": "items"}


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(SEE_RECORDS)
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One record: every field with what is said of it; posted back, its changes are kept as one set."""
    record_type, row = _record(request, record_id)
    books = open_books(request, SEE_RECORDS, row.seller_id)
    if request.method != "POST":
        return _show_record(request, books, record_type, row, dict(row.values))
    if not books.mends_records:
        raise PermissionDenied
    if getattr(row, "merged_into_id", None):
        trouble = _("This record was merged into another, which stands for it: edit that one.")
        return _show_record(request, books, record_type, row, dict(row.values), trouble=trouble)
    return _save(request, books, record_type, row)


def _record(request: HttpRequest, record_id: UUID, act: str = SEE_RECORDS) -> tuple[str, Any]:
    found = masterdata.record_of(people.sellers_open_to(request.user, act), record_id)
    if found is None:
        raise Http404
    return found


def _show_record(
    request: HttpRequest,
    books: Books,
    record_type: str,
    row: Any,
    values: Mapping[str, str],
    *,
    trouble: str = "",
) -> HttpResponse:
    findings = masterdata.findings_by_record([row.pk]).get(row.pk, []) if values == row.values else None
    counts = masterdata.rule_counts(masterdata.current_records(books.seller.pk, record_type))
    page = show(
        request, "desk/data/record.html", books, "data", tab="records", row=row, record_type=record_type,
        fields=record_queries.shown_fields(record_type, row.code, values, findings, language()),
        was=row.values, alike={f"{one.field}:{one.rule}": one.fixes for one in counts}, trouble=trouble,
        history=history.record_history(row.pk, language()), source=history.source_row(row),
        absorbed=list(row.absorbed.order_by("code")) if record_type == "buyer" else [],
        related=record_sides.related(books, record_type, row),
    )  # fmt: skip
    page.status_code = 409 if trouble else 200
    return page


def _save(request: HttpRequest, books: Books, record_type: str, row: Any) -> HttpResponse:
    """Only what the person changed is written: what somebody else wrote meanwhile stays, or is shown first."""
    typed = _typed(request, record_type)
    given = {name: text for name, text in typed.items() if text != _text(request.POST.get(f"was-{name}", ""))}
    given = rules.as_read(_KINDS[record_type], given)
    fixed = _fix_asked(request, row)
    meanwhile = [
        name
        for name, text in given.items()
        if row.values.get(name, "") not in (text, _text(request.POST.get(f"was-{name}", "")))
    ]
    if meanwhile:
        return _show_record(request, books, record_type, row, {**row.values, **given}, trouble=_clash(meanwhile, row))
    kind, about = ("edit", None) if given or not fixed else ("fix", {"operation": fixed[1]})
    given |= fixed[0] if fixed else {}
    try:
        made = masterdata_actions.change_records(
            seller_id=row.seller_id, record_type=record_type, given={row.code: given},
            kind=kind, about=about, at=clock.now(), actor=books.person,
        )  # fmt: skip
    except masterdata_actions.ChangeRefused as refusal:
        return _show_record(request, books, record_type, row, typed, trouble=str(refusal))
    _say_saved(request, made, given)
    return HttpResponseRedirect(reverse("record", args=[row.pk]) + books.address_ending)


def _say_saved(request: HttpRequest, made: Any, given: Mapping[str, str]) -> None:
    if {"iban", "bic"} & set(given):
        messages.warning(request, _("Changed bank details wait for a second person, unless the record had none."))
    elif made:
        messages.success(request, _("Saved. The history of this record can undo it."))
    else:
        messages.info(request, _("Nothing had changed."))


def _clash(names: list[str], row: Any) -> str:
    held = "; ".join(f"{name}: “{row.values.get(name, '')}”" for name in names)
    return _("Somebody changed this record while you were typing (now %(held)s). Look again, then save.") % {
        "held": held
    }


def _typed(request: HttpRequest, record_type: str) -> dict[str, str]:
    """The fields of the form, as text; a field that the form did not send is left out."""
    return {name: _text(request.POST[name]) for name in rules.FIELDS[record_type] if name in request.POST}


def _text(text: str) -> str:
    """Line ends as one sign, no null sign, at most what the longest field holds."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()[:4000]


def _fix_asked(request: HttpRequest, row: Any) -> tuple[dict[str, str], dict[str, Any]] | None:
    """The proposal that a button took, as the rules make it now, with the operation that it is."""
    field, _colon, rule = request.POST.get("fix", "").partition(":")
    for one in masterdata.findings_by_record([row.pk]).get(row.pk, []):
        if (one.field, one.rule) == (field, rule) and one.fix:
            where = rules.Selection(codes=(row.code,))
            operation = rules.Operation("fix", one.record_type, field, rule=rule, selection=where)
            return {field: one.fix}, rules.operation_to_dict(operation)
    return None


@require_POST
@open_to_those_who_may(SEE_RECORDS)
def record_verdict(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """What the rules would say of the record as it is being typed. Nothing is written."""
    record_type, row = _record(request, record_id)
    books = open_books(request, SEE_RECORDS, row.seller_id)
    return _verdict(request, books, record_type, row.code, {**row.values, **_typed(request, record_type)})


def _verdict(
    request: HttpRequest, books: Books, record_type: str, code: str, values: Mapping[str, str]
) -> HttpResponse:
    fields = record_queries.shown_fields(record_type, code, values, None, language())
    context = {"books": books, "fields": fields, "record_type": record_type, "oob": True}
    if not request.POST.get("is-new"):
        return render(request, "desk/data/verdict.html", context)
    taken = _holder(books, record_type, code)
    alike = record_sides.similar(books, record_type, values)
    return render(request, "desk/data/verdict.html", {**context, "is_new": True, "taken": taken, "alike_rows": alike})


def _holder(books: Books, record_type: str, code: str) -> Any:
    """The record that has this code already, if any."""
    return masterdata.current_records(books.seller.pk, record_type).filter(code=rules.clean_code(code)).first()


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MEND_RECORDS)
def new_record(request: HttpRequest) -> HttpResponse:
    """An empty form with a code proposed; similar records are shown while typing."""
    books = open_books(request, MEND_RECORDS)
    record_type = column_queries.record_type_asked(request.GET.get("type", ""))
    if request.method != "POST":
        code = record_sides.proposed_code(books, record_type)
        return _show_new(request, books, record_type, code, {})
    values, code = _typed(request, record_type), _text(request.POST.get("code", ""))
    try:
        made = masterdata_actions.create_record(
            seller_id=books.seller.pk, record_type=record_type, code=code,
            values=rules.as_read(_KINDS[record_type], values), at=clock.now(), actor=books.person,
        )  # fmt: skip
    except masterdata_actions.ChangeRefused as refusal:
        return _show_new(request, books, record_type, code, values, trouble=str(refusal))
    messages.success(request, _("The record is made."))
    created = masterdata.changes_of_set(made.pk).get()
    return HttpResponseRedirect(reverse("record", args=[created.record_id]) + books.address_ending)


def _show_new(
    request: HttpRequest, books: Books, record_type: str, code: str, values: Mapping[str, str], *, trouble: str = ""
) -> HttpResponse:
    page = show(
        request, "desk/data/record_new.html", books, "data", tab="records", record_type=record_type, code=code,
        fields=record_queries.shown_fields(record_type, code, values, None if values else [], language()),
        trouble=trouble, was={}, is_new=True, taken=_holder(books, record_type, code) if trouble else None,
        alike_rows=record_sides.similar(books, record_type, values) if values else [],
    )  # fmt: skip
    page.status_code = 422 if trouble else 200
    return page


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def new_record_verdict(request: HttpRequest) -> HttpResponse:
    """What the rules would say of a record that is not made yet, and which ones resemble it."""
    books = open_books(request, MEND_RECORDS)
    record_type = column_queries.record_type_asked(request.GET.get("type", ""))
    return _verdict(request, books, record_type, _text(request.POST.get("code", "")), _typed(request, record_type))
