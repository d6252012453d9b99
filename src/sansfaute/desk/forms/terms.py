"""Fields and forms whose values the rules of contracts read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sansfaute.contracts import rules
from sansfaute.desk.forms import WHY_LENGTH, DayInput
from sansfaute.lib.errors import Refusal
from sansfaute.lib.text import parse_date, parse_decimal
from sansfaute.masterdata import queries as masterdata

LARGEST = Decimal(10) ** 12
"""A number beyond this is a slip of the keyboard."""


def coded(label: Any, known: str, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """A code, suggested from a list that the page holds."""
    attrs = {"autocomplete": "off"} | ({"list": known} if known else {})
    return forms.CharField(
        label=label, required=required, max_length=60, help_text=help_text, widget=forms.TextInput(attrs=attrs)
    )


def plain(label: Any, length: int = 60, *, help_text: Any = "", required: bool = False) -> forms.CharField:
    """A short text."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=required, max_length=length, help_text=help_text, widget=widget)


def figure(label: Any, *, help_text: Any = "", required: bool = False) -> forms.CharField:
    """A number as people write it; the rules of contracts read it."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal"})
    return forms.CharField(label=label, required=required, max_length=30, help_text=help_text, widget=widget)


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """A civil day, as the calendar of the browser sends it or as people write it."""
    return forms.CharField(label=label, required=required, max_length=30, help_text=help_text, widget=DayInput())


def why_field() -> forms.CharField:
    """Why something is done."""
    return forms.CharField(
        label=_("Your reason"),
        max_length=WHY_LENGTH,
        help_text=_("Kept with it, under your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TermsForm(forms.Form):
    """A form whose fields the rules of contracts read: what they refuse stands beside the field that they name."""

    PLACES: Mapping[str, str] = {}
    """Fields of terms that have another name here, and codes of refusals that are about one field."""

    def refuse(self, refusal: Exception) -> None:
        """Say a refusal beside its field, or above the form when it is about no field of it."""
        terms = refusal if isinstance(refusal, rules.TermsRefused) else refusal.__cause__
        named = (terms.details.get("field") or terms.code) if isinstance(terms, rules.TermsRefused) else ""
        field = self.PLACES.get(named, named)
        self.add_error(field if field in self.fields else None, told(refusal))

    @property
    def trouble(self) -> list[str]:
        """What was refused of the form as a whole."""
        return [str(one) for one in self.non_field_errors()]

    def day(self, name: str) -> date | None:
        """A civil day that a field holds, or None; one that cannot be read is refused beside it."""
        text = self.cleaned_data.get(name) or ""
        read = parse_date(text) if text else None
        if text and (read is None or not 2000 <= read.year <= 2100):
            self.add_error(name, _("Not a day; write it as 2026-11-30."))
            return None
        return read

    def number(self, name: str) -> Decimal | None:
        """A number that a field holds, or None; one that cannot be read is refused beside it."""
        text = self.cleaned_data.get(name) or ""
        read = parse_decimal(text) if text else None
        if text and (read is None or abs(read) >= LARGEST):
            self.add_error(name, _("“%(text)s” is not a number; write it as 120.50.") % {"text": text})
            return None
        return read


def told(refusal: Exception) -> str:
    """What was refused, in the language of the page."""
    if isinstance(refusal, rules.TermsRefused):
        return refusal.fr if (get_language() or "fr").startswith("fr") else refusal.en
    assert isinstance(refusal, Refusal), refusal
    return str(refusal)


class PlacedForm(TermsForm):
    """One line among several; its fields are named after its place: `quantity-2`."""

    def __init__(self, data: Any, *, place: int, seller_id: UUID) -> None:
        super().__init__(data, prefix=str(place))
        self.seller_id = seller_id

    def add_prefix(self, field_name: str) -> str:
        """`quantity-2`."""
        return f"{field_name}-{self.prefix}"

    @property
    def is_used(self) -> bool:
        """Does it name an item?"""
        return bool(self.cleaned_data.get("item_code"))

    def clean(self) -> dict[str, Any]:
        """A known item, where anything of the line is typed."""
        read: dict[str, Any] = self.cleaned_data
        code = read.get("item_code")
        if not code and (read.get("quantity") or read.get("unit_price")):
            self.add_error("item_code", _("Name the item of this line, or empty the line."))
        if code and code not in masterdata.items_by_code(self.seller_id, {code}):
            self.add_error("item_code", _("There is no item %(code)s. Record it first.") % {"code": code})
        return read
