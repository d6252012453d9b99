"""Likely duplicates: lists, one cluster side by side, merge, tell apart, later, undo; all that is sure at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansfaute.desk.queries import duplicates as told
from sansfaute.desk.queries import stopped
from sansfaute.desk.views.operations import is_being_undone
from sansfaute.desk.views.page import language, open_books, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import actions, queries, rules
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MEND_RECORDS, SEE_RECORDS

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.masterdata.models import DuplicateCluster

SHOWN = 100
AHEAD = 2000
"""Clusters of a list among which the next and the previous are looked for."""


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def duplicates(request: HttpRequest) -> HttpResponse:
    """One of the four lists, with the counts of all."""
    books = open_books(request, SEE_RECORDS)
    name, progress = _list_asked(request), queries.progress_of("match", books.seller.pk)
    rows = list(_rows(books, name)[:SHOWN])
    return show(
        request, "desk/data/duplicates.html", books, "data", tab="duplicates", list=name,
        counts=queries.duplicate_counts(books.seller.pk), lines=told.cluster_lines(rows),
        mends=books.may(MEND_RECORDS), progress=progress, stopped=stopped.progress_trouble(progress),
        undo=_undoable(request, books),
    )  # fmt: skip


def _list_asked(request: HttpRequest) -> str:
    asked = request.GET.get("list", "")
    return asked if asked in told.LISTS else "sure"


def _rows(books: Books, name: str) -> Any:
    if name in ("later", "decided"):
        return queries.duplicate_clusters(books.seller.pk, state=name)
    return queries.duplicate_clusters(books.seller.pk, verdict=name)


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def duplicate(request: HttpRequest, cluster_id: UUID) -> HttpResponse:
    """One cluster: its records side by side, with the evidence; decided with one key."""
    books = open_books(request, SEE_RECORDS)
    row = _cluster(books, cluster_id)
    name = request.GET.get("list") or (row.verdict if row.state == "open" else "decided")
    name = name if name in told.LISTS else "sure"
    before, after = told.neighbours(list(_rows(books, name).values_list("pk", flat=True)[:AHEAD]), row.pk)
    return show(
        request, "desk/data/duplicate.html", books, "data", tab="duplicates", list=name, before=before, after=after,
        cluster=told.told_cluster(row, language()), mends=books.may(MEND_RECORDS),
        is_open=row.state in ("open", "later"), counts=queries.duplicate_counts(books.seller.pk),
        undo=_undoable(request, books),
    )  # fmt: skip


def _cluster(books: Books, cluster_id: UUID | str) -> DuplicateCluster:
    found = queries.duplicate_clusters_of(books.seller.pk).filter(pk=cluster_id).first()
    if found is None:
        raise Http404
    return found


def _undoable(request: HttpRequest, books: Books) -> dict[str, str] | None:
    """What the last act was, when it can be taken back: a merge by its set, another decision by its cluster."""
    what, _dash, key = request.GET.get("undo", "").partition("-")
    try:
        asked = UUID(key)
    except ValueError:
        return None
    if not books.may(MEND_RECORDS):
        return None
    if what == "set":
        done = queries.change_sets(books.seller.pk).filter(pk=asked, kind="merge", undone_at=None).first()
        return {"what": what, "key": str(asked), "word": _merged_word(done.merges.count())} if done else None
    row = queries.duplicate_clusters_of(books.seller.pk).filter(pk=asked, state__in=("later", "distinct")).first()
    words = {"later": _("Left for later."), "distinct": _("Remembered as different customers.")}
    return {"what": "cluster", "key": str(asked), "word": words[row.state]} if row else None


def _merged_word(count: int) -> str:
    return ngettext("%(count)d record was merged.", "%(count)d records were merged.", count) % {"count": count}


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def duplicate_decision(request: HttpRequest, cluster_id: UUID) -> HttpResponse:
    """Merge, tell apart, or leave for later; then on to the next of the list."""
    books = open_books(request, MEND_RECORDS)
    row = _cluster(books, cluster_id)
    name = _list_asked(request)
    _before, after = told.neighbours(list(_rows(books, name).values_list("pk", flat=True)[:AHEAD]), row.pk)
    try:
        done = _decide(request, books, row)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(_address(books, row.pk, name))
    return HttpResponseRedirect(_address(books, after, name, done))


def _decide(request: HttpRequest, books: Books, row: DuplicateCluster) -> str:
    about: dict[str, Any] = {
        "seller_id": books.seller.pk,
        "cluster_id": row.pk,
        "at": clock.now(),
        "actor": books.person,
    }
    decision = request.POST.get("decision")
    if decision == "distinct":
        actions.tell_apart(**about)
    elif decision == "later":
        actions.decide_later(**about)
    else:
        members = queries.cluster_members([row.pk])[row.pk]
        keep = next((one.pk for one in members if str(one.pk) == request.POST.get("keep")), None)
        if keep is None:
            raise actions.DuplicatesRefused(_("Choose the record that stays."))
        sources = {
            name.removeprefix("field-"): str(key) for name, key in request.POST.items() if name.startswith("field-")
        }
        chosen = told.chosen_values(members, keep, sources)
        return f"set-{actions.merge_cluster(**about, keep=keep, chosen=chosen).pk}"
    return f"cluster-{row.pk}"


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as failure:
        raise Http404 from failure


def _address(books: Books, cluster_id: UUID | None, name: str, undo: str = "") -> str:
    page = reverse("duplicate", args=[cluster_id]) if cluster_id else reverse("duplicates")
    ending = books.address_ending
    more = f"list={name}" + (f"&undo={undo}" if undo else "")
    return f"{page}{ending}{'&' if ending else '?'}{more}"


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def undo_duplicate(request: HttpRequest) -> HttpResponse:
    """Take back the last act, and show what it was about again."""
    books = open_books(request, MEND_RECORDS)
    about: dict[str, Any] = {"seller_id": books.seller.pk, "at": clock.now(), "actor": books.person}
    name, key = _list_asked(request), _key(request)
    cluster_id: UUID | None = None
    try:
        if request.POST.get("what") == "set":
            done = queries.change_sets(books.seller.pk).filter(pk=key, kind="merge").first()
            if done is None:
                raise Http404
            clusters = actions.undo_changes(**about, change_set_id=done.pk).about.get("clusters", [])
            if is_being_undone(done.pk):
                messages.success(request, _("A worker is undoing it; you may leave this page."))
                return HttpResponseRedirect(reverse("change_set", args=[done.pk]) + books.address_ending)
            cluster_id = UUID(clusters[0]) if len(clusters) == 1 else None
        else:
            cluster_id = actions.reopen(**about, cluster_id=_cluster(books, key).pk).pk
        messages.success(request, _("Taken back: everything is as it was."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(_address(books, cluster_id, name))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MEND_RECORDS)
def merge_sure(request: HttpRequest) -> HttpResponse:
    """What merging all that is sure would do; done, it can be undone as one."""
    books = open_books(request, MEND_RECORDS)
    if request.method == "POST":
        done = actions.merge_sure(seller_id=books.seller.pk, at=clock.now(), actor=books.person)
        return HttpResponseRedirect(_address(books, None, "decided", f"set-{done.pk}" if done else ""))
    plans = queries.sure_merges(books.seller.pk)
    buyers = queries.buyers_by_id([pk for one in plans[:SHOWN] for pk in (one.keep, *one.absorb)])
    lines = [
        {"keep": buyers[one.keep], "absorb": [buyers[pk] for pk in one.absorb], "chosen": _words(one.chosen)}
        for one in plans[:SHOWN]
    ]
    return show(
        request, "desk/data/duplicates_sure.html", books, "data", tab="duplicates", lines=lines, count=len(plans),
        absorbed=sum(len(one.absorb) for one in plans), rest=max(0, len(plans) - SHOWN),
    )  # fmt: skip


def _words(chosen: dict[str, str]) -> list[tuple[str, str]]:
    return [(rules.field_word("buyer", name, language()), text) for name, text in chosen.items()]


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def ask_duplicates(request: HttpRequest) -> HttpResponse:
    """Compare all buyers again, by a job."""
    books = open_books(request, MEND_RECORDS)
    actions.ask_duplicates(seller_id=books.seller.pk, at=clock.now(), actor=books.person)
    messages.success(request, _("The comparison begins. This page shows how far it has come."))
    return HttpResponseRedirect(_address(books, None, "sure"))
