"""Rules that the company writes without code: those in force, those proposed, and a new one tried as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansfaute.desk.forms import AuditRuleForm
from sansfaute.desk.queries import corrections as shown
from sansfaute.desk.views.page import language, open_books, show
from sansfaute.lib import clock
from sansfaute.masterdata import actions, queries, rules
from sansfaute.people import queries as people
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_RECORDS, WRITE_AUDIT_RULES

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def audit_rules(request: HttpRequest) -> HttpResponse:
    """The company's rules in force, what is proposed, what was retired."""
    books = open_books(request, SEE_RECORDS)
    return show(
        request, "desk/data/audit_rules.html", books, "data", tab="rules",
        told=shown.told_rules(books, clock.today(), language()), writes=books.may(WRITE_AUDIT_RULES),
        audit=queries.audits(books.seller.pk).first(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(WRITE_AUDIT_RULES)
def new_rule(request: HttpRequest) -> HttpResponse:
    """Write a rule; beside it, what it would find."""
    books = open_books(request, WRITE_AUDIT_RULES)
    form = _form(request, books)
    if request.method == "POST" and form.is_valid() and _written(request, books, form):
        return HttpResponseRedirect(reverse("audit_rules") + books.address_ending)
    page = show(
        request, "desk/data/audit_rule_new.html", books, "data", tab="rules", form=form,
        preview=shown.preview_rule(books, _asked(form.data), clock.today(), language()) if form.data else None,
    )  # fmt: skip
    page.status_code = 422 if request.method == "POST" else 200
    return page


def _form(request: HttpRequest, books: Books) -> AuditRuleForm:
    return AuditRuleForm(
        request.POST or None,
        fields=shown.field_choices(rules.FIELDS, language()),
        conditions=shown.condition_choices(language()),
        owners=shown.owners(books),
        initial={"opens_corrections": True},
    )


def _asked(given: Any) -> rules.UserRule:
    """The rule from the texts of the form."""
    scope = {given["scope_field"]: given.get("scope_value", "")} if given.get("scope_field") else {}
    names = ("record_type", "field", "condition", "argument")
    texts = {name: given.get(name, "") for name in names}
    return rules.UserRule("", **texts, scope=scope, level=given.get("level") or "warning")


def _written(request: HttpRequest, books: Books, form: AuditRuleForm) -> bool:
    given = form.cleaned_data
    owner = people.people_of(books.seller.pk).filter(pk=given["owner"]).first() if given["owner"] else None
    try:
        rule = actions.write_rule(
            seller_id=books.seller.pk, name=given["name"], asked=_asked(given), sentence_fr=given["sentence_fr"],
            sentence_en=given["sentence_en"], owner=owner, delay_days=given["delay_days"],
            opens_corrections=given["opens_corrections"], at=clock.now(), actor=books.person,
        )  # fmt: skip
    except actions.RuleRefused as refusal:
        for one in refusal.problems:
            about = {"scope": "scope_field"}.get(one["about"], one["about"])
            form.add_error(about if about in form.fields else None, one[language()])
        return False
    messages.success(
        request, _("“%(name)s” is in force. All records are judged by it at the next audit.") % {"name": rule.name}
    )
    return True


@require_safe
@open_to_those_who_may(WRITE_AUDIT_RULES)
def preview_rule(request: HttpRequest) -> HttpResponse:
    """What the rule being written would find today: how many records, and the first ten."""
    books = open_books(request, WRITE_AUDIT_RULES)
    preview = shown.preview_rule(books, _asked(request.GET), clock.today(), language())
    return render(request, "desk/data/audit_rule_preview.html", {"books": books, "preview": preview})


@require_POST
@open_to_those_who_may(WRITE_AUDIT_RULES)
def decide_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Accept a proposed rule, dismiss it, or retire one in force."""
    books = open_books(request, WRITE_AUDIT_RULES)
    if not queries.audit_rules(books.seller.pk).filter(pk=rule_id).exists():
        raise Http404
    about: dict[str, Any] = {
        "seller_id": books.seller.pk, "rule_id": rule_id, "at": clock.now(), "actor": books.person,
    }  # fmt: skip
    if request.POST.get("decision") == "accept":
        rule = actions.accept_rule(**about)
        messages.success(request, _("“%(name)s” is in force.") % {"name": rule.name})
    else:
        rule = actions.retire_rule(**about)
        messages.success(request, _("“%(name)s” no longer counts. It stays readable here.") % {"name": rule.name})
    return HttpResponseRedirect(reverse("audit_rules") + books.address_ending)
