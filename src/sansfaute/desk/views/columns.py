"""Columns: their profile, facets that narrow each other, clusters of forms."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sansfaute.desk.queries import columns as column_queries
from sansfaute.desk.views.page import language, open_books, show
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_RECORDS

SHOWN = 50
AT_ONCE = 20_000
"""Up to so many different values are compared while the page loads; of more, the groups come in after it."""


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def columns(request: HttpRequest) -> HttpResponse:
    """The profile of every column; of many records, each column is read on its own and comes in."""
    books = open_books(request, SEE_RECORDS)
    record_type = column_queries.record_type_asked(request.GET.get("type", ""))
    return show(
        request, "desk/data/columns.html", books, "data", tab="columns", record_type=record_type,
        columns=column_queries.columns(books, record_type, language()),
        total=masterdata.current_records(books.seller.pk, record_type).count(),
    )  # fmt: skip


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def column_profile(request: HttpRequest) -> HttpResponse:
    """One row of the profile."""
    books = open_books(request, SEE_RECORDS)
    record_type, field = _column(request)
    one = column_queries.column(books, record_type, field, language())
    return render(request, "desk/data/column.html", {"books": books, "record_type": record_type, "one": one})


def _column(request: HttpRequest) -> tuple[str, str]:
    record_type = column_queries.record_type_asked(request.GET.get("type", ""))
    field = request.GET.get("field", "")
    if field not in rules.FIELDS[record_type]:
        raise Http404
    return record_type, field


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def facets(request: HttpRequest) -> HttpResponse:
    """Facets side by side, the records that they leave, and what may be done with them."""
    books = open_books(request, SEE_RECORDS)
    query = column_queries.facet_query(request.GET)
    rows = masterdata.current_records(books.seller.pk, query.record_type)
    left = masterdata.selected(rows, query.record_type, query.selection)
    shown = [(one, [one.values.get(name, "") for name in query.fields]) for one in left[:SHOWN]]
    closed = [name for name in rules.FIELDS[query.record_type] if name not in query.fields]
    kind = query.record_type
    return show(
        request, "desk/data/facets.html", books, "data", tab="columns", query=query, record_type=kind,
        facets=column_queries.facets(books, query, language()), count=left.count(), total=rows.count(), shown=shown,
        heads=[rules.field_word(kind, name, language()) for name in query.fields],
        closed=[
            (query.address(fields=(*query.fields, name)), rules.field_word(kind, name, language())) for name in closed
        ],
        words=[(name, rules.field_word(kind, name, language())) for name in rules.FIELDS[kind]],
        asked=query.address(), unchosen=query.address(values={}, malformed=(), words=""),
    )  # fmt: skip


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def clusters(request: HttpRequest) -> HttpResponse:
    """Forms of one value, by one of four methods, to be given one form."""
    books = open_books(request, SEE_RECORDS)
    record_type, field = _column(request)
    method = request.GET.get("method", "")
    method = method if method in rules.METHODS else rules.METHODS[0]
    at_once = None if request.GET.get("now") else AT_ONCE
    known = column_queries.column_clusters(books, record_type, field, method, at_once)
    found, count = known or ([], 0)
    return show(
        request, "desk/data/clusters.html", books, "data", tab="columns", record_type=record_type, field=field,
        word=rules.field_word(record_type, field, language()), method=method, found=found, count=count,
        comparing=column_queries.column_profile(books, record_type, field).distinct if known is None else 0,
        words=[(name, rules.field_word(record_type, name, language())) for name in rules.FIELDS[record_type]],
    )  # fmt: skip
