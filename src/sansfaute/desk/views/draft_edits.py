"""Edit a held draft by hand: the form, what it would give, the edit; and what the engine had proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.desk.queries import Books
from sansfaute.desk.queries.draft_edits import NEW_LINES, edits_of, filled_from, line_fields
from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.drafts import actions, queries, rules
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import EDIT_DRAFTS
from sansfaute.review import queries as review

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft, DraftRevision


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(EDIT_DRAFTS)
def edit_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """GET: the draft as a form. POST: what the edit would give; with `confirm`, the edit."""
    held = review.exceptions_for(request.user).filter(draft_id=draft_id).first()  # type: ignore[arg-type]  # a Person
    if held is None:
        raise Http404
    row = held.draft
    books = open_books(request, EDIT_DRAFTS, row.seller_id)
    state = queries.state_of(row)
    if request.method != "POST":
        return _show(request, books, row, filled_from(state))
    filled = {name: sent(request.POST, name) for name in request.POST}
    try:
        return _edited(request, books, row, edits_of(filled, state), filled)
    except Refusal as refusal:
        return _show(request, books, row, filled, trouble=str(refusal))


def _edited(
    request: HttpRequest, books: Books, row: Draft, edits: list[rules.Edit], filled: dict[str, str]
) -> HttpResponse:
    revision_read = filled.get("revision", "")
    about: dict[str, Any] = {
        "draft_id": row.pk,
        "edits": edits,
        "why": filled.get("why", ""),
        "actor": books.person,
        "at": clock.now(),
        "expected_revision": int(revision_read) if revision_read.isdecimal() and len(revision_read) < 9 else -1,
    }
    if "confirm" in filled:
        actions.edit_draft(**about)
        messages.success(request, _("Edited. The checks judge it again."))
        return HttpResponseRedirect(reverse("held_draft", args=[row.pk]) + books.address_ending)
    with transaction.atomic(), journal.inline_steps():
        revision = actions.edit_draft(**about)
        after = queries.draft(row.pk)
        transaction.set_rollback(True)
    return _show(request, books, row, filled, preview=after, changes=revision.changes)


def _show(
    request: HttpRequest,
    books: Books,
    row: Draft,
    filled: dict[str, str],
    *,
    trouble: str = "",
    preview: Draft | None = None,
    changes: list[dict[str, str]] | None = None,
) -> HttpResponse:
    lines = [(line_fields(one), _typed(filled, one.identifier)) for one in queries.invoice_of(row).lines]
    return show(
        request, "desk/draft_edit.html", books, "exceptions",
        draft=row, filled=filled, lines=lines, trouble=trouble, preview=preview, changes=changes or [],
        new_lines=[(place, _new(filled, place)) for place in range(1, NEW_LINES + 1)],
        revisions=_revisions(row),
    )  # fmt: skip


def _typed(filled: dict[str, str], identifier: str) -> dict[str, str]:
    names = ("name", "quantity", "unit_price", "discount", "remove")
    return {name: filled.get(f"{name}-{identifier}", "") for name in names}


def _new(filled: dict[str, str], place: int) -> dict[str, str]:
    return {name: filled.get(f"new-{name}-{place}", "") for name in ("name", "quantity", "unit_price", "like")}


def _revisions(row: Draft) -> list[DraftRevision]:
    return list(queries.revisions_of(row.pk).select_related("edited_by"))
