"""Why a figure of an invoice or a draft is what it is: the page, and the same as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from sansfaute.desk.queries import Books
from sansfaute.desk.views.page import language, open_books, sent, show
from sansfaute.drafts import queries as drafts
from sansfaute.drafts import rules
from sansfaute.issuing import queries as issuing
from sansfaute.lib.derivations import Derivation
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_EXCEPTIONS, SEE_INVOICES
from sansfaute.review import queries as review

WHOLE = "BT-115"
"""What is explained when no figure is named: the amount due, and with it everything it is made of."""


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One step of an explanation, in the language of the page."""

    depth: int
    name: str
    sentence: str
    source: str


@require_safe
@open_to_those_who_may(SEE_INVOICES)
def invoice_explanation(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """The derivation of a figure (`figure`, by its term: BT-131:1, BT-117:S:20, BT-112) of an invoice."""
    row = issuing.invoice_for(request.user, invoice_id)  # type: ignore[arg-type]  # the user model is Person
    if row is None:
        raise Http404
    known = drafts.explained(drafts.draft(row.draft_id), issuing.model_of(row))
    books = open_books(request, SEE_INVOICES, row.seller_id)
    return _show(request, books, "invoices", known, number=row.invoice_number, document_id=row.pk)


@require_safe
@open_to_those_who_may(SEE_EXCEPTIONS)
def draft_explanation(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The same for a draft that is held."""
    held = review.exceptions_for(request.user).filter(draft_id=draft_id).first()  # type: ignore[arg-type]  # a Person
    if held is None:
        raise Http404
    row = held.draft
    books = open_books(request, SEE_EXCEPTIONS, row.seller_id)
    return _show(request, books, "exceptions", drafts.explained(row), number="", document_id=row.pk)


def _show(
    request: HttpRequest, books: Books, here: str, known: rules.Explained, *, number: str, document_id: UUID
) -> HttpResponse:
    figure = sent(request.GET, "figure") or WHOLE
    if _for_a_machine(request):
        return _as_json(known, figure, number)
    try:
        found = rules.explain(known, figure)
    except rules.FigureUnknown as unknown:
        raise Http404(str(unknown)) from unknown
    return show(
        request, "desk/explanation.html", books, here,
        number=number, document_id=document_id, figure=figure, steps=_told(found),
        whole=found.sentence(language()), figure_word=_word(known, figure),
        figures=[(one, _word(known, one)) for one in rules.figures(known.invoice)],
    )  # fmt: skip


def _for_a_machine(request: HttpRequest) -> bool:
    """Asked for by the address (`.json`), by `format=json`, or by an Accept header that prefers JSON to a page."""
    asked = request.path.endswith(".json") or request.GET.get("format") == "json"
    return asked or request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _as_json(known: rules.Explained, figure: str, number: str) -> JsonResponse:
    """One figure, or with `figure=all` every one; an unknown one is a 404 that names those there are."""
    document = {"number": number, "type_code": known.invoice.type_code, "currency_code": known.invoice.currency_code}
    names = list(rules.figures(known.invoice))
    if figure == "all":
        return JsonResponse({**document, "figures": [_told_to_a_machine(known, one) for one in names]})
    try:
        return JsonResponse({**document, **_told_to_a_machine(known, figure)})
    except rules.FigureUnknown:
        return JsonResponse({**document, "error": f"There is no figure {figure}.", "figures": names}, status=404)


def _told_to_a_machine(known: rules.Explained, figure: str) -> dict[str, Any]:
    fr, en = rules.figure_words(known.invoice, figure)
    return {"figure": figure, "called": {"fr": fr, "en": en}, **rules.explain(known, figure).to_dict()}


def _word(known: rules.Explained, figure: str) -> str:
    return rules.figure_words(known.invoice, figure)[0 if language() == "fr" else 1]


def _told(found: Derivation) -> list[ToldStep]:
    spoken = language()
    return [ToldStep(depth, one.name, one.fr if spoken == "fr" else one.en, one.source) for depth, one in found.walk()]
