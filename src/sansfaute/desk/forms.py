"""What a person asks of the desk, made clean."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sansfaute.desk.queries import Facet, InvoiceFilter
from sansfaute.desk.queries.words import STATE_WORDS
from sansfaute.documents.rules.conversion import TARGETS
from sansfaute.lib.uploads import is_too_large

WHY_LENGTH = 2000


class DayInput(forms.DateInput):
    """The browser's own calendar; its value is ISO whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class InvoiceFilterForm(forms.Form):
    """Search, state and dates of the list of invoices. A field that cannot be read filters nothing and says so."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "data-search-field": "", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=lambda: [("", _("All")), *STATE_WORDS.items()])
    from_date = forms.DateField(label=_("Issued from"), required=False, widget=DayInput())
    to_date = forms.DateField(label=_("to"), required=False, widget=DayInput())

    def asked(self) -> InvoiceFilter:
        """The filter, from the fields that could be read."""
        self.is_valid()
        read: dict[str, Any] = self.cleaned_data
        return InvoiceFilter(
            words=read.get("q") or "",
            state=read.get("state") or "",
            from_date=read.get("from_date"),
            to_date=read.get("to_date"),
        )


class RowFilterForm(forms.Form):
    """File and reason of rows set aside; the choices are those that have rows."""

    file = forms.ChoiceField(label=_("File"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)

    def __init__(self, data: Any, *, files: list[Facet], reasons: list[Facet]) -> None:
        super().__init__(data)
        for name, facets in (("file", files), ("reason", reasons)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *((one.value, f"{one.word} ({one.count})") for one in facets)]

    def asked(self) -> tuple[UUID | None, str]:
        """The chosen file and reason; a choice that does not exist chooses nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        return (UUID(chosen["file"]) if chosen.get("file") else None), chosen.get("reason") or ""


class CheckForm(forms.Form):
    """A file to judge, whatever it is; only its presence and its size are asked here."""

    file = forms.FileField(
        label=_("File to check"),
        max_length=255,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xml,.pdf,.json"}),
        help_text=_("CII, UBL, Factur-X or ZUGFeRD PDF, CDAR message, or our JSON; at most 100 MB."),
        error_messages={"required": _("Choose a file first.")},
    )

    def __init__(self, data: Any = None, files: Any = None, *, announced: int | str = 0) -> None:
        super().__init__(data, files)
        if is_too_large(announced):
            self.fields["file"].error_messages["required"] = _(
                "This file is above 100 MB. Take attachments out of it, or send them by another way."
            )


class ConvertForm(CheckForm):
    """The same file again, and what is wanted of it: another syntax, or one of its attachments."""

    to = forms.ChoiceField(choices=[(one, one) for one in TARGETS], required=False)
    attachment = forms.IntegerField(min_value=0, required=False)


class DecisionForm(forms.Form):
    """A grant or a refusal, and its reason."""

    decision = forms.ChoiceField(choices=[("grant", _("Grant")), ("refuse", _("Refuse"))], widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Your reason"),
        max_length=WHY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Kept with the decision, under your name; an auditor will read it."),
        error_messages={"required": _("Say why: the reason is kept with the decision.")},
    )
