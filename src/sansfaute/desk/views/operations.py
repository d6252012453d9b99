"""Bulk operations: counted while choosing, previewed whole, applied as one set, listed, undone, replayed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansfaute.desk.queries import columns as column_queries
from sansfaute.desk.queries import history, stopped
from sansfaute.desk.views.page import language, open_books, show
from sansfaute.lib import clock
from sansfaute.masterdata import actions as masterdata_actions
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules
from sansfaute.people import queries as people
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MEND_RECORDS, SEE_RECORDS

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.masterdata.models import ChangeSet, Progress

SHOWN = 50
LARGEST_HISTORY = 2_000_000
"""Bytes of a history that is replayed; operations number hundreds, not millions."""
TASKS = ("undo", "operate")
"""What a job may be doing of a set: taking it back, else filling it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation about to be made, with what it reaches."""

    sentence: str
    count: int
    text: str  # the operation as JSON


def _asked(request: HttpRequest) -> list[rules.Operation]:
    """The operations that a form asks for: given whole as JSON, or put together from its fields."""
    given = request.POST.getlist("operation")
    if given:
        read = [rules.read_operation(_json(one)) for one in given]
        return [one for one in read if one is not None]
    made = _from_clusters(request) if request.POST.get("from") == "clusters" else _from_selection(request)
    read_again = rules.read_operation(rules.operation_to_dict(made))  # the same walls as for what anybody wrote
    return [read_again] if read_again else []


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _from_clusters(request: HttpRequest) -> rules.Operation:
    """Each cluster taken gives its ticked forms the form to keep."""
    forms: dict[str, str] = {}
    for number in request.POST.getlist("take")[: column_queries.CLUSTERS_SHOWN]:
        keep = request.POST.get(f"keep-{number}", "").strip()
        forms |= {one: keep for one in request.POST.getlist(f"form-{number}") if one != keep and keep}
    kind = column_queries.record_type_asked(request.POST.get("type", ""))
    return rules.Operation("replace", kind, request.POST.get("field", ""), forms=forms)


def _from_selection(request: HttpRequest) -> rules.Operation:
    """What to do with the records of a facets page: the ticked ones, else all that the facets leave."""
    query = column_queries.facet_query(request.GET)
    codes = tuple(request.POST.getlist("code"))
    chosen = rules.Selection(codes=codes) if codes else query.selection
    name, field = request.POST.get("name", ""), request.POST.get("field", "")
    value = rules.as_read(f"{query.record_type}s", {field: request.POST.get("value", "").strip()})[field]
    return rules.Operation(name, query.record_type, field, value=value if name == "set" else "", selection=chosen)


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def operation_count(request: HttpRequest) -> HttpResponse:
    """How many records the operation would change, while it is being chosen."""
    books = open_books(request, MEND_RECORDS)
    count = sum(masterdata.operation_reach(books.seller.pk, one) for one in _asked(request))
    return render(request, "desk/data/reach.html", {"count": count})


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def operation_preview(request: HttpRequest) -> HttpResponse:
    """Everything that will change, before it does: how many, and the first of them."""
    books = open_books(request, MEND_RECORDS)
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return _preview(request, books, _asked(request), back if safe else reverse("columns") + books.address_ending)


def _preview(
    request: HttpRequest, books: Books, operations: Sequence[rules.Operation], back: str, unread: int = 0
) -> HttpResponse:
    seller_id = books.seller.pk
    steps = [
        Step(
            rules.describe_operation(one, language()),
            masterdata.operation_reach(seller_id, one),
            json.dumps(rules.operation_to_dict(one), ensure_ascii=False),
        )
        for one in operations
    ]
    reaching = [one for one, step in zip(operations, steps, strict=True) if step.count]
    shown = masterdata.operation_preview(seller_id, reaching[0], SHOWN) if len(reaching) == 1 else []
    return show(
        request, "desk/data/operation.html", books, "data", tab="columns", steps=steps, shown=shown, back=back,
        count=sum(one.count for one in steps), skipped=sum(not one.count for one in steps), unread=unread,
        field=rules.field_word(reaching[0].record_type, reaching[0].field, language()) if reaching else "",
    )  # fmt: skip


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def apply_operations(request: HttpRequest) -> HttpResponse:
    """Do what the preview showed. One operation leads to its set; several lead to the history."""
    books = open_books(request, MEND_RECORDS)
    made = masterdata_actions.apply_operations(
        seller_id=books.seller.pk, operations=_asked(request), at=clock.now(), actor=books.person
    )
    if not made:
        messages.info(request, _("Nothing was left to change."))
        return HttpResponseRedirect(reverse("change_sets") + books.address_ending)
    count = sum(one.change_count for one in made)
    if count:
        said = ngettext("%(count)d record changed.", "%(count)d records changed.", count) % {"count": count}
        messages.success(request, said)
    address = reverse("change_set", args=[made[0].pk]) if len(made) == 1 else reverse("change_sets")
    return HttpResponseRedirect(address + books.address_ending)


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def change_sets(request: HttpRequest) -> HttpResponse:
    """Everything that was done to the records, the latest first."""
    books = open_books(request, SEE_RECORDS)
    page = Paginator(masterdata.change_sets(books.seller.pk), SHOWN).get_page(request.GET.get("page"))
    operations = history.operations_made(books)
    return show(
        request, "desk/data/history.html", books, "data", tab="history", page=page,
        acts=history.acts(page.object_list, language()), operations=len(operations),
    )  # fmt: skip


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def change_set(request: HttpRequest, change_set_id: UUID) -> HttpResponse:
    """One act: what it did, to which records, how far it has come."""
    row = _set(request, change_set_id, SEE_RECORDS)
    books = open_books(request, SEE_RECORDS, row.seller_id)
    progress = _progress(row)
    return show(
        request, "desk/data/change_set.html", books, "data", tab="history", act=history.acts([row], language())[0],
        changed=history.changed_records(row, SHOWN, language()), progress=progress,
        stopped=stopped.progress_trouble(progress),
    )  # fmt: skip


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def change_set_progress(request: HttpRequest, change_set_id: UUID) -> HttpResponse:
    """How far a large operation, or its undo, has come; once it is done, the page is asked to load anew."""
    row = _set(request, change_set_id, SEE_RECORDS)
    progress = _progress(row)
    page = reverse("change_set", args=[row.pk])
    context = {"progress": progress, "change_set": row, "stopped": stopped.progress_trouble(progress)}
    books = open_books(request, SEE_RECORDS, row.seller_id)
    answer = render(request, "desk/data/operating.html", {**context, "books": books, "stopped_back": page})
    if progress is None or progress.ended_at:
        answer["HX-Refresh"] = "true"
    return answer


def _progress(row: ChangeSet) -> Progress | None:
    found = (masterdata.progress_of(task, row.pk) for task in TASKS)
    return next((one for one in found if one is not None), None)


def _set(request: HttpRequest, change_set_id: UUID, act: str) -> ChangeSet:
    sellers = people.sellers_open_to(request.user, act)
    found = masterdata.change_set_of(sellers, change_set_id)
    if found is None:
        raise Http404
    return found


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def undo_change_set(request: HttpRequest, change_set_id: UUID) -> HttpResponse:
    """Take back one edit or operation, whatever came after it."""
    row = _set(request, change_set_id, MEND_RECORDS)
    books = open_books(request, MEND_RECORDS, row.seller_id)
    if row.kind not in history.UNDOABLE_HERE:
        raise Http404
    try:
        masterdata_actions.undo_changes(
            seller_id=row.seller_id, change_set_id=row.pk, at=clock.now(), actor=books.person
        )
        messages.success(request, _undone_sentence(row))
    except masterdata_actions.ChangeRefused as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(back if safe else reverse("change_sets") + books.address_ending)


def is_being_undone(change_set_id: UUID) -> bool:
    """Whether a worker still takes this set back."""
    progress = masterdata.progress_of("undo", change_set_id)
    return progress is not None and progress.ended_at is None


def _undone_sentence(row: ChangeSet) -> str:
    if is_being_undone(row.pk):
        return _("A worker is undoing it; you may leave this page.")
    return _("Undone. What later acts said of the same fields stays.")


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def operations_json(request: HttpRequest) -> JsonResponse:
    """The operations that count, in their order: to be replayed here or elsewhere."""
    books = open_books(request, SEE_RECORDS)
    told = [rules.operation_to_dict(one) for one in history.operations_made(books)]
    answer = JsonResponse({"operations": told}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="operations.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MEND_RECORDS)
def replay(request: HttpRequest) -> HttpResponse:
    """Choose operations made before, or a file of them; then see what they would change now."""
    books = open_books(request, MEND_RECORDS)
    made = history.operations_made(books)
    if request.method != "POST":
        return _show_replay(request, books, made)
    sent = request.FILES.get("file")
    if sent is None:
        chosen = {
            int(one) for one in request.POST.getlist("take") if one.isascii() and one.isdecimal() and len(one) < 9
        }
        return _preview(request, books, [one for at, one in enumerate(made) if at in chosen], reverse("replay"))
    told = _json(sent.read().decode("utf-8-sig", "replace")) if (sent.size or 0) <= LARGEST_HISTORY else None
    listed = told.get("operations") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        return _show_replay(
            request, books, made, trouble=_("This file is no history of operations exported from here.")
        )
    read = [rules.read_operation(one) for one in listed]
    known = [one for one in read if one is not None]
    return _preview(request, books, known, reverse("replay") + books.address_ending, len(read) - len(known))


def _show_replay(
    request: HttpRequest, books: Books, made: Sequence[rules.Operation], trouble: str = ""
) -> HttpResponse:
    steps = [
        Step(rules.describe_operation(one, language()), masterdata.operation_reach(books.seller.pk, one), "")
        for one in made
    ]
    page = show(request, "desk/data/replay.html", books, "data", tab="history", steps=steps, trouble=trouble)
    page.status_code = 422 if trouble else 200
    return page
