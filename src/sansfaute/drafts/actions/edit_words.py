"""Why an edit of a draft is refused, in words."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sansfaute.drafts.rules.edits import EditUnsound

_SENTENCES = {
    "line_unknown": gettext_lazy("This draft has no line %(line)s: read it again."),
    "already_paid": gettext_lazy("This invoice is already paid: it has no other terms of payment."),
    "kit_line": gettext_lazy("Line %(line)s is part of a kit sold at one price: remove the kit, or sell its articles."),
    "last_line": gettext_lazy("An invoice has at least one line: discard the draft instead of emptying it."),
    "name_missing": gettext_lazy("Say what the line sells: its name cannot be empty."),
    "quantity_zero": gettext_lazy("A line of no quantity sells nothing: remove it instead."),
    "two_discounts": gettext_lazy("Give the discount in percent or as an amount, not both."),
    "discount_too_large": gettext_lazy("A discount of %(value)s is more than the lines are worth (%(whole)s)."),
    "discount_without_lines": gettext_lazy(
        "The discount of the document is on lines that are gone: set it again, or take it away."
    ),
    "figure_impossible": gettext_lazy("%(name)s: this is no number that an invoice can carry."),
    "figure_out_of_bounds": gettext_lazy("%(name)s: %(value)s is not possible here."),
    "figure_too_fine": gettext_lazy("%(name)s: at most %(places)s decimals."),
    "text_too_long": gettext_lazy("This text is too long: at most %(longest)s characters."),
    "text_unprintable": gettext_lazy("This text holds a sign that cannot be printed: write it anew."),
    "vat_without_reason": gettext_lazy(
        "Line %(line)s: say why its VAT changes. The reason is kept for the administration."
    ),
    "vat_without_mention": gettext_lazy(
        "Line %(line)s: without VAT, the law asks which text exempts it. Give the mention."
    ),
    "vat_category_unknown": gettext_lazy("%(category)s is not a VAT category of invoices."),
    "vat_rate_wrong": gettext_lazy("The rate does not go with VAT category %(category)s."),
    "note_protected": gettext_lazy(
        "The note %(note)s follows from the records: correct the customer or the seller instead."
    ),
    "note_compulsory": gettext_lazy("The note %(note)s is compulsory: change its words, it cannot be taken away."),
    "date_past": gettext_lazy("An invoice bears the day it is issued: %(day)s is past."),
    "date_far": gettext_lazy("%(day)s is more than a year away."),
    "not_calculable": gettext_lazy("With these figures the totals cannot be calculated."),
    "is_correction": gettext_lazy(
        "This document corrects an invoice: its amounts are those that were asked for. Discard it and ask again."
    ),
    "line_given_back": gettext_lazy(
        "The work of line %(lines)s was given back to a later bill run: it cannot come back here. "
        "Edit the other lines by hand."
    ),
}
_NAMES = {
    "quantity": gettext_lazy("quantity"),
    "price": gettext_lazy("price"),
    "discount": gettext_lazy("discount"),
    "percentage": gettext_lazy("percentage"),
    "rate": gettext_lazy("VAT rate"),
}


def sentence_of(unsound: EditUnsound) -> str:
    """The sentence of a refused edit, in the language of the person."""
    details = {name: _plain(value) for name, value in unsound.details.items()}
    if name := _NAMES.get(str(unsound.details.get("name"))):
        details["name"] = str(name).capitalize()
    sentence = _SENTENCES.get(unsound.code)
    return str(sentence) % details if sentence is not None else _("This edit is not possible.")


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
