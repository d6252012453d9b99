"""What a person asks under a contract: deposits, statements, credits, and the clauses of a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sansfaute.contracts.rules.instalments import monthly
from sansfaute.desk.forms.terms import TermsForm, day_field, figure, plain, why_field
from sansfaute.lib.text import parse_date

ROWS_LENGTH = 8000


def rows_field(label: Any, help_text: Any, *, required: bool = False) -> forms.CharField:
    """Rows of values, one a line."""
    widget = forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})
    return forms.CharField(
        label=label, required=required, max_length=ROWS_LENGTH, help_text=help_text, widget=widget, strip=False
    )


def rows_of(text: str, mark: str) -> list[list[str]]:
    """The rows of a text, cut at a mark; empty lines are left out."""
    return [[cell.strip() for cell in line.split(mark)] for line in text.splitlines() if line.strip()]


class DepositForm(TermsForm):
    """How much is asked in advance, and when it is due."""

    percentage = figure(_("Percentage of what it is worth"))
    amount = figure(_("or amount without VAT"))
    due_on = day_field(_("Due on"), required=True, help_text=_("The first bill run from this day on invoices it."))

    def clean(self) -> dict[str, Any]:
        """One of both, that can be read."""
        read: dict[str, Any] = self.cleaned_data
        read |= {"percentage": self.number("percentage"), "amount": self.number("amount"), "due_on": self.day("due_on")}
        if self.errors:
            return read
        if (read["percentage"] is None) == (read["amount"] is None):
            self.add_error("percentage", _("Say either the percentage or the amount."))
        return read


class DepositCreditForm(TermsForm):
    """Why what is left of a deposit is given back."""

    why = why_field()


class SituationForm(TermsForm):
    """How far each work item is since the start of the works, in percent."""

    until = day_field(_("Done until"), required=True)
    is_final = forms.BooleanField(label=_("Final statement: nothing comes after it"), required=False)

    def __init__(self, data: Any = None, *, items: Sequence[tuple[str, str, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.codes = [code for code, _name, _so_far in items]
        shown = dict(self.fields)
        self.fields = {"until": shown["until"]}
        for rank, (code, name, so_far) in enumerate(items):
            field = figure(_("%(name)s: done so far, in percent") % {"name": name or code})
            field.initial = so_far
            self.fields[f"done-{rank}"] = field
        self.fields["is_final"] = shown["is_final"]

    def clean(self) -> dict[str, Any]:
        """Percentages from 0 to 100; an item left empty is where it was."""
        read: dict[str, Any] = self.cleaned_data
        read["until"] = self.day("until")
        read["progress"] = []
        for rank, code in enumerate(self.codes):
            done = self.number(f"done-{rank}")
            if done is not None and not 0 <= done <= 100:
                self.add_error(f"done-{rank}", _("From 0 to 100; more work than agreed needs an amendment."))
            elif done is not None:
                read["progress"].append({"code": code, "percentage": str(done)})
        return read


class CreditForm(TermsForm):
    """How much is bought in advance."""

    amount = figure(_("Amount without VAT"), required=True)
    bought_on = day_field(_("Bought on"), required=True)

    def clean(self) -> dict[str, Any]:
        """A number and a day."""
        read: dict[str, Any] = self.cleaned_data
        return read | {"amount": self.number("amount"), "bought_on": self.day("bought_on")}


class DayForm(TermsForm):
    """A day on which something happened."""

    day_on = day_field(_("Day"), required=True)

    def clean(self) -> dict[str, Any]:
        """The day."""
        read: dict[str, Any] = self.cleaned_data
        return read | {"day_on": self.day("day_on")}


class ClauseForm(TermsForm):
    """A clause of a line, as `agree_clause` takes it."""

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, without what was left empty."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


class CommitmentForm(ClauseForm):
    """A least amount, or a least quantity, for each period."""

    PLACES = {"commitment_without_price": "unit_price", "commitment_price_unused": "unit_price"}

    kind = forms.ChoiceField(
        label=_("At least"), choices=[("amount", _("an amount, without VAT")), ("quantity", _("a quantity"))]
    )
    minimum = figure(_("How much"), required=True)
    period_months = figure(_("for each period of so many months"), required=True)
    unit_price = figure(_("Price of a missing unit"), help_text=_("Only for a quantity."))
    overrun_price = figure(_("Price of a unit above it"), help_text=_("Only for a quantity, where one is agreed."))


class PlanForm(ClauseForm):
    """How the line is paid in parts: equal ones, or those that are written down."""

    PLACES = {
        "due_on": "parts", "value": "parts", "percentages_not_hundred": "parts", "parts_out_of_order": "parts",
        "part_without_value": "parts", "part_not_above_zero": "parts", "parts_not_total": "parts", "no_parts": "parts",
    }  # fmt: skip

    method = forms.ChoiceField(
        label=_("Parts"),
        choices=[
            ("equal", _("equal parts")), ("percentages", _("percentages")), ("amounts", _("amounts")),
        ],
    )  # fmt: skip
    count = figure(_("How many equal parts"))
    first_due_on = day_field(_("The first one due on"))
    every_months = figure(_("Every so many months"))
    parts = rows_field(
        _("Else the parts, one a line: day: value"),
        _("2026-12-31: 30 for each; the last amount may be left empty, it takes the rest."),
    )

    def clean(self) -> dict[str, Any]:
        """A count and a first day for equal parts; rows that can be read for the others."""
        read: dict[str, Any] = self.cleaned_data
        if read.get("method") == "equal":
            count, first, every = self.number("count"), self.day("first_due_on"), self.number("every_months")
            if not count or count != int(count) or not 1 <= count <= 120:
                self.add_error("count", _("A whole number from 1 to 120."))
            if every is not None and (every != int(every) or not 1 <= every <= 12):
                self.add_error("every_months", _("A whole number from 1 to 12."))
            if first is None and "first_due_on" not in self.errors:
                self.add_error("first_due_on", _("Choose the first day."))
            if not self.errors and count and first:
                read["plan"] = monthly(int(count), first, int(every or 1)).to_dict()
        else:
            read["plan"] = {"method": read.get("method"), "parts": self._parts(read.get("parts") or "")}
        return read

    def _parts(self, text: str) -> list[dict[str, Any]]:
        found = []
        for number, (day, *rest) in enumerate(rows_of(text, ":"), 1):
            if parse_date(day) is None or len(rest) > 1:
                self.add_error("parts", _("Line %(number)s: write it as 2026-12-31: 30.") % {"number": number})
            found.append({"due_on": day, "value": (rest or [""])[0] or None})
        if not found:
            self.add_error("parts", _("Write at least one part."))
        return found

    @property
    def values(self) -> dict[str, Any]:
        """The plan."""
        plan: dict[str, Any] = self.cleaned_data["plan"]
        return plan


class CodesForm(ClauseForm):
    """A clause that may hold for some items only."""

    item_codes = plain(
        _("Only for usage of these items"), 1000, help_text=_("Their codes, separated by commas; empty: all.")
    )

    @property
    def values(self) -> dict[str, Any]:
        """The clause, with its codes as a list."""
        codes = self.cleaned_data["item_codes"].replace(";", ",").split(",")
        return super().values | {"item_codes": [one.strip() for one in codes if one.strip()]}


class SettlementForm(CodesForm):
    """When what was paid in parts is settled against what was used."""

    on = day_field(_("Settled on"), required=True)
    field_order = ("on", "item_codes")


class PrepaidForm(CodesForm):
    """How long a credit can be used."""

    valid_months = figure(_("Months a credit can be used"), help_text=_("Empty: without end."))
    field_order = ("valid_months", "item_codes")


class WorksForm(ClauseForm):
    """The items of works billed by progress, and the money retained."""

    PLACES = {
        **dict.fromkeys(
            ("items", "code", "amount", "vat_rate", "item_named_twice", "works_without_amount"), "items_typed"
        ),
        "retention_above_limit": "retention_rate",
    }

    items_typed = rows_field(
        _("Work items, one a line: code; name; amount without VAT; VAT in percent"),
        _("GO; Gros œuvre; 48000; 20"),
        required=True,
    )
    signed_on = day_field(_("Signed on"))
    retention_rate = figure(_("Retention money, in percent"), help_text=_("At most 5 % (loi n° 71-584, article 1)."))
    guaranteed = forms.BooleanField(label=_("A bank guarantee stands in its place"), required=False)

    def clean(self) -> dict[str, Any]:
        """Four values a line."""
        read: dict[str, Any] = self.cleaned_data
        read["items"] = []
        for number, cells in enumerate(rows_of(read.get("items_typed") or "", ";"), 1):
            if len(cells) != 4:
                said = _("Line %(number)s: four values, as GO; Gros œuvre; 48000; 20.") % {"number": number}
                self.add_error("items_typed", said)
            else:
                read["items"].append(dict(zip(("code", "name", "amount", "vat_rate"), cells, strict=True)))
        return read

    @property
    def values(self) -> dict[str, Any]:
        """The works, as their rule reads them."""
        return {name: value for name, value in super().values.items() if name != "items_typed"}


CLAUSE_FORMS: Mapping[str, type[ClauseForm]] = {
    "commitment": CommitmentForm,
    "plan": PlanForm,
    "settlement": SettlementForm,
    "works": WorksForm,
    "prepaid": PrepaidForm,
}
"""By clause."""
