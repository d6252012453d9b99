"""Acts under a contract: deposits, statements, prepaid credits, clauses of a line; looked at first, then kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.contracts import actions, rules
from sansfaute.contracts.actions.situations import preview as situation_preview
from sansfaute.contracts.actions.situations import retention_held
from sansfaute.desk.forms.clauses import (
    CLAUSE_FORMS,
    CreditForm,
    DayForm,
    DepositCreditForm,
    DepositForm,
    SituationForm,
)
from sansfaute.desk.queries import contract_terms, contracts
from sansfaute.desk.queries.clause_words import CLAUSE_LEADS, CLAUSE_WORDS
from sansfaute.desk.views.contract_changes import foreseen, to_contract
from sansfaute.desk.views.contract_new import is_refused, typed
from sansfaute.desk.views.page import open_books, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MANAGE_CONTRACTS

if TYPE_CHECKING:
    from sansfaute.contracts.models import Contract, ContractLine
    from sansfaute.desk.forms.terms import TermsForm
    from sansfaute.desk.queries import Books

Read = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """What a page does: its words, the real act, the day whose invoice shows what it gives."""

    title: str
    lead: str
    done: str
    act: Callable[[Read], Any]
    on: Callable[[Read], date]
    more: Callable[[Read], Read] | None = None
    """What else the page shows of it."""


def _act_page(request: HttpRequest, books: Books, contract: Contract, form: TermsForm, page: Act) -> HttpResponse:
    told: Read = {}
    if request.method == "POST" and form.is_valid():
        try:
            if "confirm" in request.POST:
                page.act(form.cleaned_data)
                messages.success(request, page.done)
                return to_contract(books, contract.pk)
            more = page.more(form.cleaned_data) if page.more else {}
            told = foreseen(contract, lambda: page.act(form.cleaned_data), page.on(form.cleaned_data)) | more
            told["repairs"] = None
        except Refusal as refusal:
            form.refuse(refusal)
    return show(
        request, "desk/contracts/act.html", books, "contracts",
        contract=contract, form=form, page=page, is_refused=is_refused(form), typed=typed(request), **told,
    )  # fmt: skip


def _contract(request: HttpRequest, contract_id: UUID) -> tuple[Books, Contract]:
    found = contracts.contract_for(request.user, contract_id)  # type: ignore[arg-type]  # the user model is Person
    if found is None:
        raise Http404
    return open_books(request, MANAGE_CONTRACTS, found.seller_id), found


def _line(request: HttpRequest, line_id: UUID, *kinds: str) -> tuple[Books, ContractLine]:
    """A line that is open to the person, of one of these kinds when some are named. Raises Http404."""
    line = contracts.line_for(request.user, line_id)  # type: ignore[arg-type]  # the user model is Person
    if line is None or (kinds and line.kind not in kinds):
        raise Http404
    return open_books(request, MANAGE_CONTRACTS, line.seller_id), line


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _by(books: Books) -> Read:
    return {"actor": books.person, "at": clock.now()}


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def ask_deposit(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Ask for a deposit under a contract."""
    books, contract = _contract(request, contract_id)

    def act(read: Read) -> Any:
        asked = {name: read[name] for name in ("due_on", "amount", "percentage")}
        return actions.ask_deposit(seller_id=contract.seller_id, contract_id=contract.pk, **asked, **_by(books))

    page = Act(
        title=_("Ask for a deposit"),
        lead=_("Invoiced as a deposit (386) at the VAT of what it is for; the final invoice deducts it."),
        done=_("Asked for. The first bill run from its day on invoices it."),
        act=act,
        on=lambda read: max(read["due_on"], clock.today()),
    )
    return _act_page(request, books, contract, DepositForm(_data(request), initial={"due_on": _today()}), page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def credit_deposit(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Give back what is left of an invoiced deposit."""
    deposit = contract_terms.deposit_for(request.user, deposit_id)  # type: ignore[arg-type]  # the user model is Person
    if deposit is None or deposit.contract is None:
        raise Http404
    books = open_books(request, MANAGE_CONTRACTS, deposit.seller_id)
    page = Act(
        title=_("Give back what is left of a deposit"),
        lead=_("A credit note (503) on the deposit, in a run of its own, for what no invoice has deducted."),
        done=_("Asked for. Its credit note is on its way."),
        act=lambda read: actions.credit_deposit(
            deposit_id=deposit.pk, why=read["why"], issue_date=clock.today(), **_by(books)
        ),
        on=lambda read: clock.today(),
    )
    return _act_page(request, books, deposit.contract, DepositCreditForm(_data(request)), page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def buy_credit(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Sell more prepaid credit under a line of credit."""
    books, line = _line(request, line_id, "prepaid")
    page = Act(
        title=_("Prepaid credit"),
        lead=_("Invoiced by the next bill run; what is used afterwards is taken from it first."),
        done=_("Bought. The next bill run invoices it."),
        act=lambda read: actions.buy_credit(
            line_id=line.pk, amount=read["amount"], bought_on=read["bought_on"], **_by(books)
        ),
        on=lambda read: max(read["bought_on"], clock.today()),
    )
    return _act_page(request, books, line.contract, CreditForm(_data(request), initial={"bought_on": _today()}), page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def state_situation(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """State how far the works of a line are."""
    books, line = _line(request, line_id, "situation")
    form = SituationForm(_data(request), items=contract_terms.work_items_of(line), initial={"until": _today()})

    def act(read: Read) -> Any:
        return actions.state_situation(
            line_id=line.pk, progress=read["progress"], until=read["until"], is_final=read["is_final"], **_by(books)
        )

    page = Act(
        title=_("State the progress of the works"),
        lead=_("Cumulated since the start. The next bill run invoices what it adds to the statement before."),
        done=_("Stated. The next bill run invoices it."),
        act=act,
        on=lambda read: max(read["until"], clock.today()),
        more=lambda read: {"situation": situation_preview(line, read["progress"], read["until"])},
    )
    return _act_page(request, books, line.contract, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def accept_works(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """The customer accepts the works: the law says when the money retained is freed."""
    books, line = _line(request, line_id, "situation")
    page = Act(
        title=_("The works are accepted"),
        lead=_("From that day runs the year after which the retention money is due (loi n° 71-584)."),
        done=_("Kept. The retention money has its day."),
        act=lambda read: actions.accept_works(line_id=line.pk, accepted_on=read["day_on"], **_by(books)),
        on=lambda read: clock.today(),
        more=lambda read: {"held": retention_held(line)},
    )
    return _act_page(request, books, line.contract, DayForm(_data(request), initial={"day_on": _today()}), page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def release_retention(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """The money retained becomes due."""
    books, line = _line(request, line_id, "situation")
    page = Act(
        title=_("Free the retention money"),
        lead=_("It was invoiced from the start; from that day on it is due."),
        done=_("Freed: it is due."),
        act=lambda read: actions.release_retention(line_id=line.pk, released_on=read["day_on"], **_by(books)),
        on=lambda read: clock.today(),
        more=lambda read: {"held": retention_held(line)},
    )
    return _act_page(request, books, line.contract, DayForm(_data(request), initial={"day_on": _today()}), page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def agree_clause(request: HttpRequest, line_id: UUID, name: str) -> HttpResponse:
    """Agree on a clause of a line: a commitment, a plan, its settlement, works, a prepaid credit."""
    books, line = _line(request, line_id)
    if name not in CLAUSE_FORMS:
        raise Http404
    form = CLAUSE_FORMS[name](_data(request))
    page = Act(
        title=str(CLAUSE_WORDS[name]),
        lead=str(CLAUSE_LEADS[name]),
        done=_("The clause is agreed."),
        act=lambda read: actions.agree_clause(line_id=line.pk, name=name, values=form.values, **_by(books)),
        on=lambda read: max(clock.today(), _first_day(name, form.values, line)),
    )
    return _act_page(request, books, line.contract, form, page)


def _first_day(name: str, values: Read, line: ContractLine) -> date:
    """The day whose invoice shows what a clause gives first."""
    if name == "plan" and values["parts"]:
        return date.fromisoformat(values["parts"][0]["due_on"])
    if name == "commitment" and str(values["period_months"]).isdecimal():
        return rules.add_months(line.start_date, min(int(values["period_months"]), 120))
    return line.start_date


def _today() -> str:
    return clock.today().isoformat()
