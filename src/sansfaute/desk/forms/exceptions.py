"""What a person asks of the exception desk."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sansfaute.desk.queries import Facet
from sansfaute.desk.queries.exceptions import ExceptionFilter


class ExceptionFilterForm(forms.Form):
    """Rule, owner, buyer and lateness; the choices are those that have exceptions."""

    rule = forms.ChoiceField(label=_("Why it is held"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    buyer = forms.CharField(
        label=_("Buyer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "data-search-field": "", "autocomplete": "off"}),
    )
    late = forms.BooleanField(label=_("Late only"), required=False)

    def __init__(self, data: Any, *, rules: list[Facet], owners: list[Facet]) -> None:
        super().__init__(data)
        for name, facets in (("rule", rules), ("owner", owners)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *((one.value, f"{one.word} ({one.count})") for one in facets)]

    def asked(self, today: date) -> ExceptionFilter:
        """The filter, from the fields that could be read."""
        self.is_valid()
        read = self.cleaned_data
        return ExceptionFilter(
            rule=read.get("rule") or "",
            owner=read.get("owner") or "",
            buyer=read.get("buyer") or "",
            late_on=today if read.get("late") else None,
        )
