"""What every page of the desk shares: whose books are open, and the frame around the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from sansfaute.desk.queries import Books, books_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HARMLESS = re.compile(r"[+-][\d\s.,()]*\Z")


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


def language() -> str:
    """The language of the page: "fr" or "en"."""
    return (get_language() or "fr")[:2]


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet will run as a formula (a leading = + - @ is disarmed by an apostrophe)."""
    risky = text[:1] in ("=", "+", "-", "@", "\t", "\r") and not HARMLESS.match(text)
    return f"'{text}" if risky else text


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Semicolons, quotes where needed, CRLF, and the mark that tells a spreadsheet it is UTF-8."""
    yield "\ufeff"
    for row in rows:
        yield ";".join(_quoted(plain_cell(cell)) for cell in row) + "\r\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[;"\r\n]', cell) else cell
