"""The choice of appearance, and the living page of the components."""

from datetime import UTC, datetime
from decimal import Decimal

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

THEMES = ("system", "light", "dark")
A_YEAR = 365 * 24 * 3600


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark, or what the system says, in a cookie of this browser."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest()
    response = HttpResponseRedirect(_back(request))
    response.set_cookie(
        "theme", theme, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def _back(request: HttpRequest) -> str:
    """The page the person came from, never another site."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


class SampleForm(forms.Form):
    """One field of each kind, for the living page."""

    name = forms.CharField(label=_("Name"), help_text=_("As it is written on the register of companies."))
    due = forms.DateField(label=_("Due on"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("State"), choices=[("a", _("Sent")), ("b", _("Held"))])
    why = forms.CharField(label=_("Reason"), widget=forms.Textarea)
    agreed = forms.BooleanField(label=_("I have read what becomes irrevocable"))


@login_required
def living_page(request: HttpRequest) -> HttpResponse:
    """Every component with real words in it; for the staff of the installation."""
    if not request.user.is_staff:
        raise PermissionDenied(_("This page is for the staff of the installation."))
    rows = [("F2026-00001", Decimal("1234.56")), ("F2026-00002", Decimal("89.00")), ("A2026-00001", Decimal("-120.5"))]
    context = {
        "rows": rows,
        "sum": Decimal("1203.06"),
        "date": datetime(2026, 10, 1, 12, 5, tzinfo=UTC),
        "form": SampleForm(),
        "wrong": SampleForm({"wrong-name": "Ondine"}, prefix="wrong"),
    }
    return render(request, "ui/living_page.html", context)
