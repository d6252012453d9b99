"""Third parties, what they do, mandates and rates, as a person writes them down. The actions judge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sansfaute.desk.forms import WHY_LENGTH, DayInput
from sansfaute.masterdata.rules.parties import MANDATE_KINDS, PARTY_FIELDS, ROLES

LARGEST_TEXT = 5_000_000
"""Bytes of the signed text of a mandate."""
PARTY_WORDS = {
    "name": _("Name"), "siren": _("SIREN"), "siret": _("SIRET"), "vat_identifier": _("VAT number"),
    "line_1": _("Address"), "line_2": _("Address, continued"), "post_code": _("Post code"), "city": _("City"),
    "country_code": _("Country"), "email": _("E-mail"), "electronic_address": _("Electronic address"),
    "iban": _("IBAN"), "bic": _("BIC"),
}  # fmt: skip
MANDATE_WORDS = {
    "self_billing": _("Self-billing: we make out the invoices of a supplier"),
    "invoicing": _("Invoicing: a third party makes out ours"),
}
PAYER_KINDS = {
    "": "—",
    "third": _("a third party pays"),
    "barter": _("by barter"),
    "withheld": _("withheld by the customer"),
}


def _text(label: Any, *, longest: int = 255, required: bool = False, **more: Any) -> forms.CharField:
    given: dict[str, Any] = {"widget": forms.TextInput(attrs={"autocomplete": "off"}), **more}
    return forms.CharField(label=label, required=required, max_length=longest, **given)


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DayInput(), help_text=help_text)


class PartyForm(forms.Form):
    """A third party under its code."""

    code = _text(_("Code"), longest=60, required=True)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name in PARTY_FIELDS:
            self.fields[name] = _text(PARTY_WORDS[name], required=name == "name")

    def values(self) -> dict[str, str]:
        """The fields of the party, without its code."""
        given = {name: self.cleaned_data[name] for name in PARTY_FIELDS}
        return {**given, "country_code": (given["country_code"] or "FR").upper()}


class RoleForm(forms.Form):
    """What a party does, from when to when, with what the role asks."""

    party = forms.ChoiceField(label=_("Third party"))
    role = forms.ChoiceField(label=_("What it does"))
    since = _day(_("First day, included"), required=True)
    until = _day(_("Until, included"), help_text=_("Empty: without end."))
    text = _text(
        _("Words on the invoice"), longest=1000, help_text=_("Of a factor, the assignment; of a payer, what he pays.")
    )
    percentage = _text(_("Share of the payer, in %"), longest=12)
    kind = forms.ChoiceField(label=_("How the payer pays"), required=False, choices=list(PAYER_KINDS.items()))
    channel = _text(_("Channel of its numbers"), longest=20, help_text=_("Of an undisclosed partnership."))

    def __init__(self, *given: Any, parties: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["party"].choices = parties  # type: ignore[attr-defined]  # a ChoiceField
        spoken = "fr" if (get_language() or "fr").startswith("fr") else "en"
        self.fields["role"].choices = [(name, getattr(one, spoken)) for name, one in ROLES.items()]  # type: ignore[attr-defined]  # a ChoiceField

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        read = self.cleaned_data
        details = {name: read[name] for name in ("text", "percentage", "kind", "channel") if read[name]}
        return {
            "party_code": read["party"],
            "role": read["role"],
            "since": read["since"],
            "until": read["until"],
            "details": details,
        }


class EndForm(forms.Form):
    """The last day of a role or a mandate, and why."""

    last_day = _day(_("Last day, included"), required=True)
    why = _text(_("Why"), longest=WHY_LENGTH, required=True)


class MandateForm(forms.Form):
    """A signed mandate, with its dates and its text."""

    kind = forms.ChoiceField(label=_("What it is for"), choices=[(one, MANDATE_WORDS[one]) for one in MANDATE_KINDS])
    reference = _text(_("Reference"), longest=60, required=True, help_text=_("It stands on each invoice."))
    counterpart_code = _text(
        _("With whom"), longest=60, required=True,
        help_text=_("The code of the supplier’s record, or of the third party."),
    )  # fmt: skip
    since = _day(_("Signed, in force from"), required=True)
    until = _day(_("Until, included"), help_text=_("Empty: without end."))
    acceptance_days = forms.IntegerField(
        label=_("Days to object"), min_value=0, max_value=365, initial=0,
        help_text=_("In which the principal may refuse an invoice; 0 when none were agreed."),
    )  # fmt: skip
    signed_text = forms.FileField(label=_("Signed text"), required=False, help_text=_("A PDF of 5 MB at most."))

    def clean_signed_text(self) -> bytes:
        """The bytes of a PDF, or nothing."""
        sent = self.cleaned_data["signed_text"]
        if not sent:
            return b""
        if sent.size > LARGEST_TEXT:
            raise forms.ValidationError(_("This file is larger than 5 MB: give the signed pages alone."))
        content = bytes(sent.read())
        if not content.startswith(b"%PDF-"):
            raise forms.ValidationError(_("This file is not a PDF."))
        return content


class RateForm(forms.Form):
    """One exchange rate."""

    currency_code = _text(_("Currency"), longest=3, required=True)
    rate_date = _day(_("Day"), required=True)
    units_per_euro = _text(_("One euro is worth"), longest=30, required=True)
    source = _text(_("Published by"), longest=120, required=True)
    why = _text(_("Why, to replace a known rate"), longest=WHY_LENGTH)
