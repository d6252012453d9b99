"""What a person asks of the desk, made clean."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sansfaute.desk.queries import Facet, InvoiceFilter
from sansfaute.desk.queries.records import RecordFilter
from sansfaute.desk.queries.words import BUYER_KIND_WORDS, NATURE_WORDS, STATE_WORDS
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


class RecordFilterForm(forms.Form):
    """Which records the list shows. A choice that does not exist chooses nothing."""

    type = forms.ChoiceField(
        label=_("Records"), required=False, choices=[("buyer", _("Buyers")), ("item", _("Items"))], initial="buyer"
    )
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "data-search-field": "", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")), ("errors", _("With errors")), ("warnings", _("With something to look at")),
            ("clean", _("Without a remark")), ("merged", _("Merged into another")),
            ("idle", _("Without contract or order")),
        ],
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, data: Any, *, countries: list[tuple[str, str]]) -> None:
        super().__init__(data)
        of_items = self.data.get("type") == "item"
        kinds = NATURE_WORDS if of_items else {**BUYER_KIND_WORDS, "unknown": _("Unknown")}
        for name, choices in (("kind", [one for one in kinds.items() if one[0]]), ("country", countries)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *choices]
        if of_items:
            del self.fields["country"]

    def asked(self) -> RecordFilter:
        """The filter, from the fields that could be read."""
        self.is_valid()
        read: dict[str, Any] = self.cleaned_data
        return RecordFilter(
            record_type=read.get("type") or "buyer",
            words=read.get("q") or "",
            kind=read.get("kind") or "",
            country_code=read.get("country") or "",
            state=read.get("state") or "",
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


class ManyFilesInput(forms.FileInput):
    """The browser's own choice of files, several at a time."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or many files; each is checked as one would be."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files, of which there is at least one."""
        each = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in each or [None]]


class DropForm(forms.Form):
    """Files to import, whatever they are; only their presence and their size are asked here."""

    files = ManyFilesField(  # type: ignore[assignment]  # Django takes declared fields off the class
        label=_("Files to import"),
        max_length=255,
        allow_empty_file=True,
        widget=ManyFilesInput(attrs={"multiple": True}),
        help_text=_("CSV, TSV, xlsx, ods, FEC, vCard, CII, UBL or Factur-X, or a zip of them; at most 100 MB at once."),
        error_messages={"required": _("Choose a file first.")},
    )

    def __init__(self, data: Any = None, files: Any = None, *, announced: int | str = 0) -> None:
        super().__init__(data, files)
        if is_too_large(announced):
            self.fields["files"].error_messages["required"] = _(
                "These files are above 100 MB. Drop them in several times, or use `sansfaute import`."
            )


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


class CorrectionFilterForm(forms.Form):
    """Owner, rule, level and lateness of the corrections to make; the choices are those that have some."""

    owner = forms.ChoiceField(label=_("Owner"), required=False)
    rule = forms.ChoiceField(label=_("Rule"), required=False)
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All")), ("error", _("Error")), ("warning", _("Warning"))]
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, data: Any, *, owners: list[tuple[str, str]], rules: list[Facet]) -> None:
        super().__init__(data)
        choices = {
            "owner": [("", _("All")), ("nobody", _("Nobody yet")), *owners],
            "rule": [("", _("All")), *((one.value, f"{one.word} ({one.count})") for one in rules)],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def asked(self, today: date) -> dict[str, Any]:
        """The filter, from the fields that could be read."""
        self.is_valid()
        read = self.cleaned_data
        overdue = today if read.get("overdue") else None
        return {name: read.get(name) or "" for name in ("owner", "rule", "level")} | {"overdue_on": overdue}


class AuditRuleForm(forms.Form):
    """A rule of the company: what it asks of which records, and what becomes of what it finds."""

    record_type = forms.ChoiceField(label=_("Records"), choices=[("buyer", _("Customers")), ("item", _("Items"))])
    field = forms.ChoiceField(label=_("Field"))
    condition = forms.ChoiceField(label=_("What is wrong"))
    argument = forms.CharField(
        label=_("Compared with"),
        required=False,
        max_length=255,
        help_text=_("A text, a number, values separated by semicolons, a pattern, or the name of a field."),
    )
    scope_field = forms.ChoiceField(label=_("Only records whose"), required=False)
    scope_value = forms.CharField(
        label=_("is"),
        required=False,
        max_length=100,
        help_text=_("For the kind of customer: business, public or consumer."),
    )
    name = forms.CharField(label=_("Name of the rule"), max_length=80)
    sentence_fr = forms.CharField(label=_("Sentence in French"), max_length=255)
    sentence_en = forms.CharField(label=_("Sentence in English"), required=False, max_length=255)
    level = forms.ChoiceField(label=_("Level"), choices=[("warning", _("Warning")), ("error", _("Error"))])
    opens_corrections = forms.BooleanField(label=_("Ask for a correction, even for a warning"), required=False)
    owner = forms.ChoiceField(label=_("Owner of the corrections"), required=False)
    delay_days = forms.IntegerField(label=_("Working days to correct"), min_value=0, max_value=250, initial=7)

    def __init__(self, data: Any = None, *, fields: Any, conditions: Any, owners: Any, **more: Any) -> None:
        super().__init__(data, **more)
        offered = {"field": fields, "condition": conditions, "owner": [("", _("Nobody yet")), *owners]}
        offered["scope_field"] = [("", _("all of them")), *fields]
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
