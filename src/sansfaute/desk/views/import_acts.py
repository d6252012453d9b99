"""What a person decides of an import: read it otherwise, leave rows out, accept, let go, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sansfaute.contracts import actions as contracts_actions
from sansfaute.desk.views.imports import one_import, show_import
from sansfaute.desk.views.page import open_books
from sansfaute.intake import actions as intake_actions
from sansfaute.intake import rules as intake_rules
from sansfaute.lib import clock
from sansfaute.masterdata import actions as masterdata_actions
from sansfaute.masterdata import queries as masterdata
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import IMPORT_FILES

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books

_CHOSEN = ("kind", "header_row", "decimal_mark", "date_order", "encoding", "separator", "sheet", "key")
_REFUSALS = (intake_actions.ImportRefused, contracts_actions.UndoRefused, masterdata_actions.ChangeRefused)


def _back(books: Books, source_file_id: UUID, ending: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("import", args=[source_file_id]) + books.address_ending + ending)


@require_POST
@open_to_those_who_may(IMPORT_FILES)
def import_reading(request: HttpRequest, source_file_id: UUID) -> HttpResponse:
    """Read the file as the person says; the columns are remembered for the next file with these headers."""
    books = open_books(request, IMPORT_FILES)
    one = one_import(books, source_file_id)
    choices, twice = _choices(request)
    if twice:
        word = intake_rules.field_word(twice, request.LANGUAGE_CODE)
        return show_import(request, books, one, _("Two columns were chosen for “%(field)s”.") % {"field": word})
    try:
        intake_actions.choose_reading(
            seller_id=books.seller.pk, source_file_id=source_file_id, choices=choices, at=clock.now(),
            actor=books.person,
        )  # fmt: skip
    except intake_rules.ChoiceUnknown:
        return show_import(request, books, one, _("This choice does not fit the file. Choose again below."))
    except intake_actions.ImportRefused as refusal:
        return show_import(request, books, one, str(refusal))
    messages.success(request, _("The file is read as you said; its columns are remembered for the next one like it."))
    return _back(books, source_file_id)


def _choices(request: HttpRequest) -> tuple[dict[str, Any], str]:
    """The choices of the form, and a field that was chosen for two columns, if any."""
    chosen: dict[str, Any] = {name: request.POST[name] for name in _CHOSEN if request.POST.get(name)}
    columns: dict[str, int] = {}
    for name, field in request.POST.items():
        index = name.removeprefix("column_")
        if name.startswith("column_") and index.isdecimal() and isinstance(field, str) and field:
            if field in columns:
                return chosen, field
            columns[field] = int(index)
    return (chosen | {"columns": columns} if columns else chosen), ""


@require_POST
@open_to_those_who_may(IMPORT_FILES)
def import_verdicts(request: HttpRequest, source_file_id: UUID) -> HttpResponse:
    """Work the verdicts out anew, by the records as they are now."""
    books = open_books(request, IMPORT_FILES)
    one = one_import(books, source_file_id)
    try:
        masterdata_actions.ask_verdicts(
            seller_id=books.seller.pk, source_file_id=source_file_id, at=clock.now(), actor=books.person
        )
    except intake_actions.ImportRefused as refusal:
        return show_import(request, books, one, str(refusal))
    return _back(books, source_file_id)


@require_POST
@open_to_those_who_may(IMPORT_FILES)
def import_rows(request: HttpRequest, source_file_id: UUID) -> HttpResponse:
    """Leave the ticked rows out, or take them again."""
    books = open_books(request, IMPORT_FILES)
    one = one_import(books, source_file_id)
    act = masterdata_actions.take_rows_again if "take" in request.POST else masterdata_actions.leave_out_rows
    ticked = [row_id for row_id in map(_identifier, request.POST.getlist("row")) if row_id]
    try:
        act(seller_id=books.seller.pk, source_file_id=source_file_id, row_ids=ticked, at=clock.now())
    except intake_actions.ImportRefused as refusal:
        return show_import(request, books, one, str(refusal))
    asked = QueryDict(request.POST.get("asked", "")).urlencode()
    joint = "&" if books.address_ending else "?"
    return _back(books, source_file_id, f"{joint}{asked}#verdicts" if asked else "#verdicts")


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_POST
@open_to_those_who_may(IMPORT_FILES)
def import_decision(request: HttpRequest, source_file_id: UUID) -> HttpResponse:
    """Accept all rows, or what is right alone; or let the file go."""
    books = open_books(request, IMPORT_FILES)
    one = one_import(books, source_file_id)
    decision, named = request.POST.get("decision", ""), {"seller_id": books.seller.pk, "source_file_id": source_file_id}
    try:
        if decision == "drop":
            intake_actions.drop_import(**named, at=clock.now(), actor=books.person)
            messages.success(request, _("The file was let go; nothing comes of it. Drop it again to take it up."))
        elif decision == "right" and one.judged_at is None:
            return show_import(request, books, one, _("The rows are still being judged. Wait a moment, then accept."))
        elif decision in ("all", "right"):
            out = _rows_with_errors(source_file_id) if decision == "right" else ()
            intake_actions.accept_import(**named, leave_out=out, at=clock.now(), actor=books.person)
            messages.success(request, _accepted_sentence(len(out)))
    except intake_actions.ImportRefused as refusal:
        return show_import(request, books, one, str(refusal))
    return _back(books, source_file_id)


def _rows_with_errors(source_file_id: UUID) -> list[UUID]:
    rows = masterdata.verdicts(source_file_id).filter(has_errors=True).exclude(outcome="rejected")
    return list(rows.values_list("source_row_id", flat=True))


def _accepted_sentence(left_out: int) -> str:
    if not left_out:
        return _("Accepted. The records are being written; all of it can be undone with one act.")
    return ngettext(
        "Accepted without %(count)s row, which waits in the rejects file.",
        "Accepted without %(count)s rows, which wait in the rejects file.",
        left_out,
    ) % {"count": left_out}


@require_POST
@open_to_those_who_may(IMPORT_FILES)
def import_undo(request: HttpRequest, source_file_id: UUID) -> HttpResponse:
    """Take the whole import back, unless something was built on it: then the refusal names what."""
    books = open_books(request, IMPORT_FILES)
    one = one_import(books, source_file_id)
    try:
        contracts_actions.undo_import(
            seller_id=books.seller.pk, source_file_id=source_file_id, at=clock.now(), actor=books.person
        )
    except _REFUSALS as refusal:
        return show_import(request, books, one, str(refusal))
    if one_import(books, source_file_id).state != "undoing":
        messages.success(request, _("Undone. What the import had made is gone, what it had changed is as it was."))
    return _back(books, source_file_id)
