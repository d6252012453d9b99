"""Certificates of data quality: made, listed, downloaded."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sansfaute.desk.views.page import language, open_books, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import actions, queries
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MEND_RECORDS, SEE_RECORDS


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def certificates(request: HttpRequest) -> HttpResponse:
    """The certificates made, latest first."""
    books = open_books(request, SEE_RECORDS)
    rows, audits = queries.certificates(books.seller.pk), queries.audits(books.seller.pk)
    return show(
        request, "desk/data/certificates.html", books, "data", tab="certificate", rows=rows,
        audited=audits.exclude(ended_at=None).exists(), audit_runs=audits.filter(ended_at=None).exists(),
    )  # fmt: skip


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def make_certificate(request: HttpRequest) -> HttpResponse:
    """Certify the base as it is now."""
    books = open_books(request, MEND_RECORDS)
    asked = request.POST.get("language")
    try:
        actions.make_certificate(
            seller_id=books.seller.pk,
            language=asked if asked in ("fr", "en") else language(),
            at=clock.now(),
            actor=books.person,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The certificate is made and kept."))
    return HttpResponseRedirect(reverse("certificates") + books.address_ending)


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The PDF of one certificate."""
    row = queries.certificate_for(request.user, certificate_id)
    if row is None:
        raise Http404
    response = HttpResponse(queries.content_of(row), content_type="application/pdf")
    name = f"certificat-{clock.day_of(row.made_at).isoformat()}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
