"""The correction inbox: what to mend first, one by one or all alike, and the history of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sansfaute.desk.forms import CorrectionFilterForm
from sansfaute.desk.queries import corrections as shown
from sansfaute.desk.views.page import language, open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.lib.text import parse_date
from sansfaute.masterdata import actions, queries
from sansfaute.people import queries as people
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MEND_RECORDS, SEE_RECORDS

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.masterdata.models import ChangeSet

PAGE, ALIKE = 50, 500


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def corrections(request: HttpRequest) -> HttpResponse:
    """What is to be mended, the most money at risk first."""
    books = open_books(request, SEE_RECORDS)
    today = clock.today()
    facets = shown.correction_facets(books, language())
    form = CorrectionFilterForm(request.GET, owners=shown.owners(books), rules=facets)
    asked = queries.CorrectionFilter(**form.asked(today))
    page = Paginator(queries.open_corrections(books.seller.pk, asked), PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    for name in ("page", "set"):
        kept.pop(name, None)
    return show(
        request, "desk/data/corrections.html", books, "data", tab="corrections", form=form, page=page,
        told=shown.told_corrections(list(page), today, language()), asked=kept.urlencode(), filtered=any(kept.values()),
        money=queries.money_at_risk(books.seller.pk), owners=shown.owners(books), today=today.isoformat(),
        fixable=queries.fixable(books.seller.pk, asked.rule).count() if asked.rule else 0, rule=asked.rule,
        done=_set_done(request, books),
    )  # fmt: skip


def _set_done(request: HttpRequest, books: Books) -> ChangeSet | None:
    """The set that an act just made, to be undone from the page."""
    try:
        return queries.change_sets(books.seller.pk).filter(pk=UUID(request.GET.get("set", "")), undone_at=None).first()
    except ValueError:
        return None


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def correction(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """One correction: what is wrong, what can be done, its history."""
    sellers = people.sellers_open_to(request.user, SEE_RECORDS)
    row = next((one for seller in sellers for one in queries.corrections(seller).filter(pk=correction_id)), None)
    if row is None:
        raise Http404
    books = open_books(request, SEE_RECORDS, row.seller_id)
    priced = queries.with_money(queries.corrections(row.seller_id).filter(pk=row.pk)).get()
    (told,) = shown.told_corrections([priced], clock.today(), language())
    return show(
        request, "desk/data/correction.html", books, "data", tab="corrections", one=told,
        history=shown.correction_history(row, language()), owners=shown.owners(books),
        alike=queries.fixable(row.seller_id, row.rule, row.field).count() if row.fix else 0, asked=_back(request),
    )  # fmt: skip


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def corrections_alike(request: HttpRequest) -> HttpResponse:
    """Everything that one act would mend alike: before and after, record by record."""
    books = open_books(request, SEE_RECORDS)
    rule, field = sent(request.GET, "rule"), sent(request.GET, "field")
    rows = queries.fixable(books.seller.pk, rule, field)
    count = rows.count()
    if not count:
        return HttpResponseRedirect(reverse("corrections") + books.address_ending)
    told = shown.told_corrections(list(rows[:ALIKE]), clock.today(), language())
    return show(
        request, "desk/data/corrections_alike.html", books, "data", tab="corrections", told=told, count=count,
        rule=rule, field=field, sentence=told[0].sentence if count == 1 else told[0].mend, more=count - len(told),
    )  # fmt: skip


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def fix_alike(request: HttpRequest) -> HttpResponse:
    """Apply every proposal of a rule, as it was previewed: another number of them is shown again instead."""
    books = open_books(request, MEND_RECORDS)
    rule, field = sent(request.POST, "rule"), sent(request.POST, "field")
    ids = list(queries.fixable(books.seller.pk, rule, field).values_list("pk", flat=True))
    if str(len(ids)) != request.POST.get("count"):
        messages.warning(request, _("The list has changed meanwhile: look at it again."))
        asked = urlencode({"rule": rule, "field": field})
        return HttpResponseRedirect(f"{reverse('corrections_alike')}?{_ours(books)}{asked}")
    return _fixed(request, books, ids)


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def correct(request: HttpRequest) -> HttpResponse:
    """Do something with the corrections chosen: fix, mend, accept, assign or postpone."""
    books = open_books(request, MEND_RECORDS)
    ids = _chosen(request)
    try:
        if request.POST.get("act") == "fix":
            return _fixed(request, books, ids)
        messages.success(request, _do(request, books, ids))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(_return_address(request, books))


def _chosen(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(one) for one in request.POST.getlist("id")]
    except ValueError as failure:
        raise Http404 from failure


def _fixed(request: HttpRequest, books: Books, ids: list[UUID]) -> HttpResponse:
    done = actions.fix_corrections(seller_id=books.seller.pk, correction_ids=ids, at=clock.now(), actor=books.person)
    if done is None:
        messages.warning(request, _("None of them proposes a value that would change something."))
    return HttpResponseRedirect(_return_address(request, books, done))


def _do(request: HttpRequest, books: Books, ids: list[UUID]) -> str:
    """Carry out the act; what it did, in words. Raises Refusal."""
    about: dict[str, Any] = {"seller_id": books.seller.pk, "at": clock.now(), "actor": books.person}
    act, given = request.POST.get("act"), request.POST
    if act == "mend" and ids:
        mended = actions.mend_correction(correction_id=ids[0], value=sent(given, "value"), **about)
        return _("Mended.") if mended.closed_at else _("Written, but the rule still finds it wrong.")
    if act == "accept":
        return _counted(actions.accept_corrections(correction_ids=ids, why=sent(given, "why"), **about))
    if act == "assign":
        owner = next((one for one in people.people_of(books.seller.pk) if str(one.pk) == given.get("owner")), None)
        return _counted(actions.assign_corrections(correction_ids=ids, owner=owner, **about))
    if act == "postpone":
        due = parse_date(given.get("due_date", ""))
        if due is None:
            return _("Nothing was changed: choose a date.")
        return _counted(actions.postpone_corrections(correction_ids=ids, due_date=due, why=sent(given, "why"), **about))
    raise Http404


def _counted(count: int) -> str:
    return ngettext("%(count)d correction changed.", "%(count)d corrections changed.", count) % {"count": count}


def _return_address(request: HttpRequest, books: Books, done: ChangeSet | None = None) -> str:
    """Back to the list as it was filtered, with the set that can be undone."""
    parts = [QueryDict(request.POST.get("back", "")).urlencode(), urlencode({"set": done.pk}) if done else ""]
    kept = "&".join(part for part in parts if part)
    if "seller=" not in kept:
        kept = _ours(books) + kept
    return f"{reverse('corrections')}?{kept}" if kept else reverse("corrections")


def _back(request: HttpRequest) -> str:
    return QueryDict(request.GET.get("back", "")).urlencode()


def _ours(books: Books) -> str:
    """The seller, as the beginning of a query; nothing when there is one."""
    return f"seller={books.seller.pk}&" if books.address_ending else ""
