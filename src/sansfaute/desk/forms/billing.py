"""What a person asks of bill runs: terms, filters, schedules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sansfaute.desk.forms import DayInput
from sansfaute.desk.queries import runs
from sansfaute.desk.queries.run_words import UNTIL_WORDS, WORK_WORDS
from sansfaute.lib.text import parse_decimal
from sansfaute.review.queries.simulations import Chosen

SCOPE_LENGTH = 4000
NAMES = ("buyers", "segments", "contracts", "orders", "items")
"""What of a scope is written as a list of names; `kinds` is chosen."""
LARGEST = Decimal(10) ** 15


class NamesField(forms.CharField):
    """Codes or numbers, separated by commas, semicolons, spaces or lines."""

    def __init__(self, label: Any, help_text: Any) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            max_length=SCOPE_LENGTH,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value


class SegmentsField(NamesField):
    """Names that may hold spaces."""


def names_in(text: str, *, spaces: bool = True) -> list[str]:
    """The names of a field, each once."""
    marks = ",;\n\r\t" + (" " if spaces else "")
    plain = "".join("," if sign in marks else sign for sign in text)
    return list(dict.fromkeys(one.strip() for one in plain.split(",") if one.strip()))


class ScopeForm(forms.Form):
    """What a run is about; left empty, everything. Names must exist in the books of this seller."""

    buyers = NamesField(_("Only these customers"), _("Their codes, separated by commas."))
    segments = SegmentsField(_("Only these segments"), _("As customers’ records name them."))
    contracts = NamesField(_("Only these contracts"), _("Their numbers. Orders are then left out."))
    orders = NamesField(_("Only these orders"), _("Their numbers. Contracts are then left out."))
    items = NamesField(_("Only these items"), _("Their codes."))
    kinds = forms.MultipleChoiceField(
        label=_("Only these kinds of work"),
        required=False,
        choices=list(WORK_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, seller_id: UUID, **more: Any) -> None:
        super().__init__(data, **more)
        self.seller_id = seller_id

    def clean(self) -> dict[str, Any]:
        """Each name is known, or the field says which is not."""
        read: dict[str, Any] = self.cleaned_data
        for name in NAMES:
            if name in read:
                read[name] = names_in(read[name], spaces=name != "segments")
        for name, unknown in runs.unknown_names(self.seller_id, self.scope).items():
            self.add_error(name, _("Not found: %(names)s.") % {"names": ", ".join(unknown[:10])})
        return read

    @property
    def scope(self) -> dict[str, list[str]]:
        """The scope as a run takes it: only what narrows."""
        return {name: list(self.cleaned_data[name]) for name in (*NAMES, "kinds") if self.cleaned_data.get(name)}

    @property
    def is_narrowed(self) -> bool:
        """Was anything written that narrows, or is wrong there?"""
        names = (*NAMES, "kinds")
        return any(self[name].value() for name in names) or any(name in self.errors for name in names)

    @property
    def scope_fields(self) -> list[forms.BoundField]:
        """The fields that name things, in order; the kinds are shown apart."""
        return [self[name] for name in NAMES]


class SimulateForm(ScopeForm):
    """The terms of a run to be simulated."""

    until = forms.DateField(
        label=_("Bill until"), widget=DayInput(), help_text=_("Included: what is due or delivered by that day.")
    )
    issue_date = forms.DateField(
        label=_("Date of the invoices"), widget=DayInput(), help_text=_("Not later than the day on which they are run.")
    )
    since = forms.DateField(
        label=_("Invoiced elsewhere before"),
        required=False,
        widget=DayInput(),
        help_text=_("Subscription periods that ended before this day are left out. Empty: none was."),
    )


class CommitForm(forms.Form):
    """The date that the invoices will bear."""

    issue_date = forms.DateField(label=_("Date of the invoices"), widget=DayInput())


class WhyForm(forms.Form):
    """A reason, kept under the person's name."""

    why = forms.CharField(
        label=_("Your reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: the reason is kept with the run.")},
    )


class DocumentFilterForm(forms.Form):
    """Which documents of a simulation are shown. A field that cannot be read filters nothing and says so."""

    q = forms.CharField(
        label=_("Customer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "data-search-field": "", "autocomplete": "off"}),
    )
    verdict = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[("", _("All")), ("approved", _("Would be issued")), ("held", _("Would be held"))],
    )
    rule = forms.ChoiceField(label=_("Held by"), required=False)
    kind = forms.ChoiceField(label=_("Kind of work"), required=False)
    least = forms.CharField(label=_("From (with VAT)"), required=False, max_length=30)
    most = forms.CharField(label=_("up to"), required=False, max_length=30)
    by = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("Largest first")), ("buyer", _("By customer’s code"))]
    )

    def __init__(self, data: Any, *, rules: Iterable[tuple[str, Any]], kinds: Iterable[tuple[str, Any]]) -> None:
        super().__init__(data)
        for name, offered in (("rule", rules), ("kind", kinds)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *dict(offered).items()]

    def clean_least(self) -> Decimal | None:
        """The amount as people write it."""
        return self._amount("least")

    def clean_most(self) -> Decimal | None:
        """The amount as people write it."""
        return self._amount("most")

    def _amount(self, name: str) -> Decimal | None:
        text = self.cleaned_data[name]
        amount = parse_decimal(text) if text else None
        if text and (amount is None or abs(amount) >= LARGEST):
            raise forms.ValidationError(_("Write an amount, as 1 234.56."))
        return amount

    def asked(self) -> Chosen:
        """The filter, from the fields that could be read."""
        self.is_valid()
        read = self.cleaned_data
        return Chosen(
            buyer=read.get("q") or "",
            verdict=read.get("verdict") or "",
            rule=read.get("rule") or "",
            kind=read.get("kind") or "",
            at_least=read.get("least"),
            at_most=read.get("most"),
        )

    @property
    def order(self) -> str:
        """How the documents are sorted: amount or buyer."""
        return self.cleaned_data.get("by") or "amount"


class ScheduleForm(ScopeForm):
    """When runs start by themselves, until when they bill, and whether they only simulate."""

    name = forms.CharField(label=_("Name of the schedule"), max_length=120)
    first_day = forms.DateField(label=_("First day"), widget=DayInput(), required=False)
    count = forms.IntegerField(label=_("Then every"), min_value=1, max_value=3660, initial=1)
    unit = forms.ChoiceField(
        label=_("Period"),
        choices=[("month", _("months")), ("week", _("weeks")), ("day", _("days")), ("calendar", _("on given days"))],
    )
    dates = forms.CharField(
        label=_("The given days"),
        required=False,
        max_length=2000,
        help_text=_("As 2026-12-31, separated by commas; only for “on given days”."),
    )
    until = forms.ChoiceField(label=_("Bill until"), choices=list(UNTIL_WORDS.items()))
    mode = forms.ChoiceField(
        label=_("What happens on that day"),
        choices=[("simulate", _("It simulates, and a person decides")), ("issue", _("It issues what is right"))],
        widget=forms.RadioSelect,
        initial="simulate",
    )

    def clean(self) -> dict[str, Any]:
        """A first day, unless the days are given one by one."""
        read = super().clean()
        if read.get("unit") != "calendar" and not read.get("first_day") and "first_day" not in self.errors:
            self.add_error("first_day", _("Choose the first day."))
        if read.get("unit") == "calendar" and not read.get("dates"):
            self.add_error("dates", _("Write at least two days."))
        return read

    @property
    def rhythm(self) -> dict[str, str]:
        """The rhythm as `rules.read_rhythm` takes it."""
        read = self.cleaned_data
        if read["unit"] == "calendar":
            return {"unit": "calendar", "dates": read["dates"]}
        first: date = read["first_day"]
        return {
            "unit": read["unit"], "count": str(read["count"]), "alignment": "anniversary", "anchor": first.isoformat()
        }  # fmt: skip
