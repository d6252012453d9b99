"""Change a line of a contract, end a contract, give notice: looked at first, then kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.contracts import actions
from sansfaute.desk.queries import Books, contract_terms, contracts
from sansfaute.desk.queries.contract_words import CHANGE_WORDS
from sansfaute.desk.views.contracts import day_of
from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MANAGE_CONTRACTS

if TYPE_CHECKING:
    from sansfaute.contracts.models import Contract, ContractLine

KINDS = ("quantity", "price", "pause", "resume", "trial", "end")
FIELDS = ("kind", "effective", "quantity", "unit_price", "until", "why")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def change_line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """GET: the form. POST: what it would give; with `confirm`, the change itself."""
    line = contracts.line_for(request.user, line_id)  # type: ignore[arg-type]  # the user model is Person
    if line is None:
        raise Http404
    books = open_books(request, MANAGE_CONTRACTS, line.seller_id)
    if request.method != "POST":
        return _line_form(request, books, line, {"kind": "quantity", "effective": clock.today().isoformat()})
    filled = {name: sent(request.POST, name).strip() for name in FIELDS}
    try:
        if "confirm" in request.POST:
            _change(books, line, filled)
            messages.success(request, _("Kept. What is not invoiced yet follows it by itself."))
            return to_contract(books, line.contract_id)
        told = foreseen(line.contract, lambda: _change(books, line, filled), _next_day(line, filled["effective"]))
    except Refusal as refusal:
        return _line_form(request, books, line, filled, trouble=str(refusal))
    return _line_form(request, books, line, filled, **told)


def _change(books: Books, line: ContractLine, filled: dict[str, str]) -> None:
    kind = filled["kind"] if filled["kind"] in KINDS else "quantity"
    named = {"quantity": ("quantity",), "price": ("unit_price",), "trial": ("until",)}
    actions.change_line(
        line_id=line.pk,
        effective_date=effective_day(filled["effective"]),
        kind=kind,
        values={name: filled[name] for name in named.get(kind, ())},
        why=filled["why"],
        actor=books.person,
        at=clock.now(),
    )


def effective_day(text: str) -> date:
    """The day from which something holds; raises a Refusal when it cannot be read."""
    day = day_of(text)
    if day is None:
        raise actions.AgreementRefused(_("Say from which day: a date such as 2026-11-01."))
    return day


def _next_day(line: ContractLine, effective: str) -> date:
    """The day on which the line is invoiced next, or on which the change takes hold if that is later."""
    today = clock.today()
    coming = contracts.Coming([line], today)
    return max(coming.next_day(line) or today, day_of(effective) or today)


def foreseen(contract: Contract, act: Callable[[], Any], on: date) -> dict[str, Any]:
    """The real act, rolled back: the next invoice before and after it, and the repairs that it would propose."""
    before = actions.next_invoice(contract_id=contract.pk, on=on)
    known = {one.pk for one in contracts.repairs_of(contract)}
    with transaction.atomic(), journal.inline_steps():
        act()
        after = actions.next_invoice(contract_id=contract.pk, on=on)
        repairs = [one for one in contracts.repairs_of(contract) if one.pk not in known]
        transaction.set_rollback(True)
    return {"is_preview": True, "before": before, "after": after, "repairs": repairs}


def _line_form(
    request: HttpRequest, books: Books, line: ContractLine, filled: dict[str, str], **more: Any
) -> HttpResponse:
    now = next(one for one in contracts.lines_now(line.contract, clock.today()) if one.line.pk == line.pk)
    return show(
        request, "desk/contracts/change.html", books, "contracts",
        line=line, contract=line.contract, now=now, filled=filled, typed=list(filled.items()),
        kinds=[(kind, CHANGE_WORDS[kind]) for kind in KINDS],
        **more,
    )  # fmt: skip


def to_contract(books: Books, contract_id: UUID) -> HttpResponse:
    """Back to the page of the contract."""
    return HttpResponseRedirect(reverse("contract", args=[contract_id]) + books.address_ending)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def end_contract(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """End all lines on a day, or by notice received on a day: looked at first, then kept."""
    found = contracts.contract_for(request.user, contract_id)  # type: ignore[arg-type]  # the user model is Person
    if found is None:
        raise Http404
    books = open_books(request, MANAGE_CONTRACTS, found.seller_id)
    filled = {name: sent(request.POST, name).strip() for name in ("how", "day", "why")}
    if request.method != "POST":
        filled = {"how": "notice" if found.renewal else "end", "day": clock.today().isoformat()}
        return _end_form(request, books, found, filled)
    try:
        if "confirm" in request.POST:
            ended = _end(books, found, filled)
            messages.success(request, _("Contract %(number)s has its last day.") % {"number": ended.contract_number})
            return to_contract(books, found.pk)
        told = foreseen(found, lambda: _end(books, found, filled), clock.today())
    except Refusal as refusal:
        return _end_form(request, books, found, filled, trouble=str(refusal))
    return _end_form(request, books, found, filled, **told)


def _end(books: Books, found: Contract, filled: dict[str, str]) -> Contract:
    about: dict[str, Any] = {
        "contract_id": found.pk, "why": filled["why"], "actor": books.person, "at": clock.now()
    }  # fmt: skip
    if filled["how"] == "notice":
        return actions.give_notice(given_on=effective_day(filled["day"]), **about)
    return actions.end_contract(end_date=effective_day(filled["day"]), **about)


def _end_form(request: HttpRequest, books: Books, found: Contract, filled: dict[str, str], **more: Any) -> HttpResponse:
    return show(
        request, "desk/contracts/end.html", books, "contracts",
        contract=found, filled=filled, typed=list(filled.items()), term=contract_terms.term_of(found), **more,
    )  # fmt: skip
