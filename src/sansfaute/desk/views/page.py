"""What every page of the desk shares: whose books are open, and the frame around the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language

from sansfaute.desk.queries import Books, books_for
from sansfaute.lib.spreadsheets import csv_lines as csv_lines
from sansfaute.lib.spreadsheets import plain_cell as plain_cell


def open_books(request: HttpRequest, act: str, seller_id: UUID | None = None) -> Books:
    """The books that this request is about. Raises Http404 for books that are closed to the person."""
    books = books_for(request.user, act, seller_id or _seller_asked(request))  # type: ignore[arg-type]  # a Person
    if books is None:
        raise Http404
    return books


def _seller_asked(request: HttpRequest) -> UUID | None:
    text = request.GET.get("seller", "")
    try:
        return UUID(text) if text else None
    except ValueError as failure:
        raise Http404 from failure


def show(request: HttpRequest, template: str, books: Books, here: str, **context: Any) -> HttpResponse:
    """Render a page of the desk; `here` is the name of its line in the navigation."""
    return render(request, template, {"books": books, "here": here, **context})


def sent(values: QueryDict, name: str) -> str:
    """The text of a field as sent, without null signs, which no text of the database may hold."""
    return values.get(name, "").replace("\x00", "")


def language() -> str:
    """The language of the page: "fr" or "en"."""
    return (get_language() or "fr")[:2]
