"""Contracts: the list and its export, one contract, the repairs proposed for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sansfaute.contracts import actions
from sansfaute.contracts import queries as contract_queries
from sansfaute.desk.queries import Books, contract_terms, contracts
from sansfaute.desk.queries.clause_words import contract_asks
from sansfaute.desk.queries.contract_words import CONTRACT_STATE_WORDS
from sansfaute.desk.queries.words import word
from sansfaute.desk.views.page import csv_lines, open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MANAGE_CONTRACTS, SEE_CONTRACTS

if TYPE_CHECKING:
    from sansfaute.contracts.models import Contract

CSV_CHUNK = 200


class ContractFilterForm(forms.Form):
    """Search and state of the list of contracts. A choice that does not exist chooses nothing."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "data-search-field": "", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=lambda: [("", gettext_lazy("All")), *CONTRACT_STATE_WORDS.items()],
    )

    def asked(self) -> contracts.ContractFilter:
        """The filter, from the fields that could be read."""
        self.is_valid()
        read: dict[str, Any] = self.cleaned_data
        return contracts.ContractFilter(words=read.get("q") or "", state=read.get("state") or "")


@require_safe
@open_to_those_who_may(SEE_CONTRACTS)
def contract_list(request: HttpRequest) -> HttpResponse:
    """Search and filter; 50 a page, by number."""
    books = open_books(request, SEE_CONTRACTS)
    form = ContractFilterForm(request.GET)
    today = clock.today()
    rows = contracts.selection(books, form.asked(), today)
    page = contracts.page(rows, today, after=sent(request.GET, "after"), before=sent(request.GET, "before"))
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return show(
        request, "desk/contracts/list.html", books, "contracts",
        form=form, page=page, count=rows.order_by().count(), asked=kept.urlencode(),
    )  # fmt: skip


@require_safe
@open_to_those_who_may(SEE_CONTRACTS)
def contracts_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole selection, all pages, as a spreadsheet reads it."""
    books = open_books(request, SEE_CONTRACTS)
    rows = contracts.selection(books, ContractFilterForm(request.GET).asked(), clock.today())
    response = StreamingHttpResponse(csv_lines(_csv_rows(books, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="contrats.csv"'
    return response


def _csv_rows(books: Books, rows: Any) -> Iterator[list[str]]:
    yield [
        _("Number"), _("Customer code"), _("Buyer"), _("State"), _("First day"), _("Last day"), _("Currency"),
        _("Amount per period, without VAT"), _("Next invoice"),
    ]  # fmt: skip
    today = clock.today()
    chunk: list[Contract] = []
    for contract in rows.iterator(chunk_size=CSV_CHUNK):
        chunk.append(contract)
        if len(chunk) == CSV_CHUNK:
            yield from (_csv_row(one) for one in contracts.listed(chunk, today))
            chunk = []
    yield from (_csv_row(one) for one in contracts.listed(chunk, today))


def _csv_row(row: contracts.Listed) -> list[str]:
    one = row.contract
    return [
        one.contract_number,
        one.buyer.code,
        one.buyer.name,
        word(CONTRACT_STATE_WORDS, row.state),
        one.start_date.isoformat(),
        one.end_date.isoformat() if one.end_date else "",
        one.currency_code,
        " + ".join(f"{part.amount} {part.rhythm}" for part in row.amounts),
        row.next_day.isoformat() if row.next_day else "",
    ]


@require_safe
@open_to_those_who_may(SEE_CONTRACTS)
def contract(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """One contract: what it is, what comes next, what was billed, what is proposed."""
    found = contracts.contract_for(request.user, contract_id)  # type: ignore[arg-type]  # the user model is Person
    if found is None:
        raise Http404
    return show_contract(request, open_books(request, SEE_CONTRACTS, found.seller_id), found)


def show_contract(request: HttpRequest, books: Books, found: Contract, **more: Any) -> HttpResponse:
    """The page of a contract; `trouble` is what was refused there."""
    today = clock.today()
    on = day_of(sent(request.GET, "on")) or today
    return show(
        request, "desk/contracts/contract.html", books, "contracts",
        contract=found,
        state=contracts.state_of(contracts.selection(books, contracts.ContractFilter(), today).get(pk=found.pk), today),
        lines=contracts.lines_now(found, today),
        changes=contracts.changes_of(found),
        on=on,
        coming=actions.next_invoice(contract_id=found.pk, on=on),
        billed=contracts.billed(found),
        repairs=contracts.repairs_of(found),
        deposits=contract_terms.deposits_of(found),
        situations=contract_terms.situations_of(found),
        credits=contract_terms.credits_of(found, today),
        retentions=contract_queries.retentions(found.pk),
        asks=contract_asks(found),
        term=contract_terms.term_of(found, today),
        today=today,
        **more,
    )  # fmt: skip


def day_of(text: str) -> date | None:
    """A civil day as the browser sends it, of a year that an invoice may bear; None when it is not one."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


@require_POST
@open_to_those_who_may(MANAGE_CONTRACTS)
def decide_repair(request: HttpRequest, repair_id: UUID) -> HttpResponse:
    """Accept or refuse a repair; refused, the page of the contract says why."""
    repair = contracts.repair_for(request.user, repair_id)  # type: ignore[arg-type]  # the user model is Person
    if repair is None:
        raise Http404
    books = open_books(request, MANAGE_CONTRACTS, repair.seller_id)
    decide = actions.accept_repair if request.POST.get("decision") == "accept" else actions.refuse_repair
    try:
        made = decide(repair_id=repair.pk, why=sent(request.POST, "why"), actor=books.person, at=clock.now())
    except Refusal as refusal:
        found = repair.line.contract
        return show_contract(
            request, books, found, trouble=str(refusal), about=repair.pk, why=sent(request.POST, "why")
        )
    said = _("Left as it is.")
    if made.decided == "accepted":
        said = _("Agreed to. The next bill run credits it and bills it again.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("contract", args=[repair.line.contract_id]) + books.address_ending)
