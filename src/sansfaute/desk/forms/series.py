"""A series of numbers as a person plans it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sansfaute.desk.forms import DayInput
from sansfaute.issuing import rules

KIND_WORDS = {
    "invoice": _("Invoices"),
    "credit_note": _("Credit notes"),
    "deposit": _("Deposits"),
    "self_billed": _("Self-billed documents of a supplier"),
}


class SeriesForm(forms.Form):
    """Kind, channel, prefix, first day and reason; the action refuses what is taken or leaves a gap."""

    kind = forms.ChoiceField(label=_("What it counts"), choices=[(one, KIND_WORDS[one]) for one in rules.KINDS])
    channel = forms.RegexField(
        label=_("Channel"),
        regex=r"^[A-Za-z0-9_-]*$",
        required=False,
        max_length=20,
        help_text=_("A shop, a site, a supplier billed by us, a mandate; empty for the ordinary one."),
        error_messages={"invalid": _("Letters, digits, - and _ only, without spaces.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    number_prefix = forms.CharField(
        label=_("Prefix"),
        max_length=rules.MAX_PREFIX,
        help_text=_("Capital letters and digits, 6 at most. The year and the counter follow: W gives W2026-000001."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    since = forms.DateField(label=_("First day of the series"), widget=DayInput())
    reason = forms.CharField(
        label=_("Why it is needed"),
        max_length=2000,
        help_text=_("The administration may ask. A different destination is no reason by itself."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_number_prefix(self) -> str:
        """Typed small, meant large."""
        return str(self.cleaned_data["number_prefix"]).strip().upper()

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        letters = given.pop("number_prefix")
        return {**given, "prefix": letters}
