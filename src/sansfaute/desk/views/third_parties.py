"""Third parties, what each does on the invoices to one customer or to all, and where a customer receives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.desk.forms.parties import EndForm, PartyForm, RoleForm
from sansfaute.desk.views.page import language, open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import actions, queries
from sansfaute.masterdata.rules.parties import PARTY_FIELDS, ROLES
from sansfaute.people import queries as people
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_RECORDS

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.masterdata.models import Buyer, PartyRole

BLANK_ADDRESSES = 2


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(SEE_RECORDS)
def parties(request: HttpRequest) -> HttpResponse:
    """Every third party with its roles for all customers; POST writes one down, gives or ends a role."""
    books = open_books(request, SEE_RECORDS)
    acts = {"party": _agree, "give": _give, "end": _end}
    return _page(request, books, None, acts, reverse("parties"))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(SEE_RECORDS)
def record_parties(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The roles that bear on one customer, past and to come, and its further receiving addresses."""
    found = queries.record_of(people.sellers_open_to(request.user, SEE_RECORDS), record_id)
    if found is None or found[0] != "buyer":
        raise Http404
    buyer = cast("Buyer", found[1])
    books = open_books(request, SEE_RECORDS, buyer.seller_id)
    acts = {"give": _give, "end": _end, "addresses": _addresses}
    return _page(request, books, buyer, acts, reverse("record_parties", args=[record_id]))


Act = Callable[[HttpRequest, "Books", "Buyer | None", dict[str, Any]], str]


def _page(
    request: HttpRequest, books: Books, buyer: Buyer | None, acts: Mapping[str, Act], address: str
) -> HttpResponse:
    forms = _forms(books)
    if request.method != "POST":
        return _show(request, books, buyer, _begun(request, books, forms))
    if not books.mends_records:
        raise PermissionDenied
    act = acts.get(sent(request.POST, "act"))
    if act is None:
        return _show(request, books, buyer, forms, _("Choose what to do."))
    try:
        said = act(request, books, buyer, forms)
    except Refusal as refusal:
        return _show(request, books, buyer, forms, str(refusal))
    if not said:
        return _show(request, books, buyer, forms, _("Some fields cannot be read: see below."))
    messages.success(request, said)
    return HttpResponseRedirect(address + books.address_ending)


def _forms(books: Books) -> dict[str, Any]:
    return {
        "party": PartyForm(initial={"country_code": "FR"}),
        "role": RoleForm(parties=_choices(books), initial={"since": clock.today()}),
    }


def _begun(request: HttpRequest, books: Books, forms: dict[str, Any]) -> dict[str, Any]:
    """The form filled with the party that `code` names."""
    code = sent(request.GET, "code")
    if known := queries.parties_by_code(books.seller.pk, {code} if code else set()).get(code):
        values = {name: getattr(known, name) for name in PARTY_FIELDS}
        forms["party"] = PartyForm(initial={"code": code, **values})
    return forms


def _choices(books: Books) -> list[tuple[str, str]]:
    return [(one.code, f"{one.name} ({one.code})") for one in queries.parties(books.seller.pk)]


def _about(books: Books) -> dict[str, Any]:
    return {"seller_id": books.seller.pk, "actor": books.person, "at": clock.now()}


def _agree(request: HttpRequest, books: Books, buyer: Buyer | None, forms: dict[str, Any]) -> str:
    form = forms["party"] = PartyForm(request.POST)
    if not form.is_valid():
        return ""
    made = actions.agree_party(**_about(books), code=form.cleaned_data["code"], values=form.values())
    if made.iban != form.values()["iban"].replace(" ", "").upper() and made.iban:
        return _("%(name)s is kept. Its new bank details wait for a second person.") % {"name": made.name}
    return _("%(name)s is kept.") % {"name": made.name}


def _give(request: HttpRequest, books: Books, buyer: Buyer | None, forms: dict[str, Any]) -> str:
    form = forms["role"] = RoleForm(request.POST, parties=_choices(books))
    if not form.is_valid():
        return ""
    made = actions.give_role(**_about(books), buyer_code=buyer.code if buyer else "", **form.asked())
    return _("%(role)s: %(name)s, from %(day)s.") % {
        "role": getattr(ROLES[made.role], language()).capitalize(),
        "name": made.party.name,
        "day": made.since.isoformat(),
    }


def _end(request: HttpRequest, books: Books, buyer: Buyer | None, forms: dict[str, Any]) -> str:
    form = forms["end"] = EndForm(request.POST)
    role = next((one for one in _roles(books, buyer) if str(one.pk) == sent(request.POST, "id")), None)
    if role is None:
        raise actions.PartyRefused(_("This role is not one of this page: reload it."))
    if not form.is_valid():
        return ""
    read = form.cleaned_data
    actions.end_role(**_about(books), role_id=role.pk, last_day=read["last_day"], why=read["why"])
    return _("The role ends on %(day)s, that day included.") % {"day": read["last_day"].isoformat()}


def _addresses(request: HttpRequest, books: Books, buyer: Buyer | None, forms: dict[str, Any]) -> str:
    assert buyer is not None, "this act is offered for one customer"
    rows = forms["addresses"] = _typed(request)
    given = [one for one in rows if any(one.values())]
    actions.agree_receiving_addresses(**_about(books), buyer_code=buyer.code, addresses=given)
    return _("%d receiving addresses are kept.") % len(given)


def _typed(request: HttpRequest) -> list[dict[str, str]]:
    columns = [request.POST.getlist(name)[:200] for name in ("address", "for", "label")]
    clean = [[text.replace("\x00", "").strip()[:140] for text in column] for column in columns]
    return [dict(zip(("address", "for", "label"), row, strict=True)) for row in zip(*clean, strict=False)]


def _roles(books: Books, buyer: Buyer | None) -> list[PartyRole]:
    """On the page of a customer his own and those for everybody; on the page of all, the latter."""
    return queries.party_roles(books.seller.pk, [buyer.pk] if buyer else [])


def _show(
    request: HttpRequest, books: Books, buyer: Buyer | None, forms: dict[str, Any], trouble: str = ""
) -> HttpResponse:
    spoken, today = language(), clock.today()
    roles = [
        (one, getattr(ROLES[one.role], spoken), _state(one, today), one.buyer_id is None)
        for one in _roles(books, buyer)
    ]
    kept = [*(buyer.receiving_addresses if buyer else []), *({} for _blank in range(BLANK_ADDRESSES))]
    page = show(
        request, "desk/data/third_parties.html", books, "data", tab="records" if buyer else "parties", row=buyer,
        parties=list(queries.parties(books.seller.pk)), roles=roles, forms=forms, trouble=trouble, today=today,
        addresses=forms.get("addresses", kept),
    )  # fmt: skip
    page.status_code = 422 if trouble else 200
    return page


def _state(role: PartyRole, today: Any) -> str:
    if role.until is not None and role.until < today:
        return "ended"
    return "coming" if role.since > today else "holds"
