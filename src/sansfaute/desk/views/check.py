"""Check a file: drop it, read its verdict and what it says, take it away in another syntax. Nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sansfaute.desk import queries
from sansfaute.desk.forms import CheckForm, ConvertForm
from sansfaute.desk.views.page import language, open_books, show
from sansfaute.documents.queries import NotPrinted
from sansfaute.lib import clock
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_INVOICES

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books, File
    from sansfaute.en16931.values import Finding


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(SEE_INVOICES)
def check(request: HttpRequest) -> HttpResponse:
    """The empty page, or what is to be said of the file that was sent."""
    books = open_books(request, SEE_INVOICES)
    if request.method != "POST":
        return _show(request, books, CheckForm())
    form = CheckForm(request.POST, request.FILES, announced=request.META.get("CONTENT_LENGTH") or 0)
    if not form.is_valid():
        return _show(request, books, form)
    sent = form.cleaned_data["file"]
    examined = queries.examined(sent.read(), language(), clock.today())
    return _show(request, books, form, name=sent.name, examined=examined)


@never_cache
@require_POST
@open_to_those_who_may(SEE_INVOICES)
def check_file(request: HttpRequest) -> HttpResponse:
    """The same file again, to save it in another syntax, or to save one of its attachments."""
    books = open_books(request, SEE_INVOICES)
    form = ConvertForm(request.POST, request.FILES, announced=request.META.get("CONTENT_LENGTH") or 0)
    if not form.is_valid():
        return _show(request, books, form)
    content, to, place = (form.cleaned_data[name] for name in ("file", "to", "attachment"))
    try:
        made = queries.conversion_of(content.read(), to) if to else queries.attachment_of(content.read(), place or 0)
    except NotPrinted:
        form.add_error("file", _("This document cannot be set as a PDF. Save it in another syntax."))
        return _show(request, books, form)
    if made is None:
        form.add_error("file", _("This file has no such attachment. Check it again."))
    return _saved(made) if isinstance(made, queries.File) else _show(request, books, form, lost=made or ())


def _saved(made: File) -> HttpResponse:
    """Always saved, never shown: it comes from anybody."""
    response = HttpResponse(made.content, content_type=made.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=made.name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _show(
    request: HttpRequest,
    books: Books,
    form: CheckForm,
    *,
    name: str = "",
    examined: queries.Examined | None = None,
    lost: tuple[Finding, ...] = (),
) -> HttpResponse:
    page = show(request, "desk/check.html", books, "check", form=form, name=name, examined=examined, lost=lost)
    page.status_code = 422 if form.errors or lost else 200
    return page
