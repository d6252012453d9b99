"""The tabs of the data pages, and the words of records: `{% load data %}`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sansfaute.desk.queries import words
from sansfaute.masterdata import queries, rules
from sansfaute.people.rules import IMPORT_FILES, SEE_RECORDS

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from sansfaute.desk.queries import Books
    from sansfaute.desk.queries.records import FieldShown

register = template.Library()

_TABS: tuple[tuple[str, str, str, Promise | str], ...] = (
    ("overview", "data_overview", SEE_RECORDS, _("Overview")),
    ("imports", "imports", IMPORT_FILES, _("Imports")),
    ("records", "records", SEE_RECORDS, _("Records")),
    ("parties", "parties", SEE_RECORDS, _("Third parties")),
    ("mandates", "mandates", SEE_RECORDS, _("Mandates")),
    ("rates", "exchange_rates", SEE_RECORDS, _("Exchange rates")),
    ("columns", "columns", SEE_RECORDS, _("Columns")),
    ("history", "change_sets", SEE_RECORDS, _("History")),
    ("duplicates", "duplicates", SEE_RECORDS, _("Duplicates")),
    ("corrections", "corrections", SEE_RECORDS, _("Corrections")),
    ("rules", "audit_rules", SEE_RECORDS, _("Rules")),
    ("registries", "registries", SEE_RECORDS, _("Registries")),
    ("bank", "bank_changes", SEE_RECORDS, _("Bank details")),
    ("certificate", "certificates", SEE_RECORDS, _("Certificate")),
)
"""Each tab: its name, its address by name, the act that opens it, its word."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab, as it is shown."""

    name: str
    address: str
    word: str


@register.simple_tag
def data_tabs(books: Books) -> list[Tab]:
    """The tabs that these books open to the person; a page that is not installed has none."""
    tabs = []
    for name, address, act, word in _TABS:
        try:
            if books.may(act):
                tabs.append(Tab(name, reverse(address) + books.address_ending, str(word)))
        except NoReverseMatch:
            continue
    return tabs


@register.inclusion_tag("desk/data/bank_waiting.html")
def bank_waiting(books: Books, buyer_id: Any = None) -> dict[str, Any]:
    """Warnings of bank details about to change: the company's own, and those of this buyer."""
    parties = [one for one in (books.seller.pk, buyer_id) if one]
    return {"books": books, "changes": queries.waiting_bank_changes(books.seller.pk, parties)}


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """What a mapping holds under a key that the template knows only when it is shown; empty for nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def buyer_kind_word(kind: str) -> str:
    """business reads "Business"."""
    return words.word(words.BUYER_KIND_WORDS, kind)


@register.filter
def nature_word(nature: str) -> str:
    """goods reads "Goods"."""
    return words.word(words.NATURE_WORDS, nature)


@register.filter
def change_word(kind: str) -> str:
    """fix reads "Bulk operation"."""
    return words.word(words.CHANGE_WORDS, kind)


@register.filter
def share(part: int, whole: int) -> int:
    """A part in whole percent, never 100 for less than all and never 0 for something."""
    if not whole or not part:
        return 0
    return 100 if part >= whole else min(99, max(1, part * 100 // whole))


@register.inclusion_tag("desk/data/remarks.html")
def remarks(errors: int, warnings: int) -> dict[str, int]:
    """How many errors and warnings, as a tag."""
    return {"errors": errors, "warnings": warnings}


@register.inclusion_tag("desk/data/remarks.html")
def remarks_of(fields: list[FieldShown]) -> dict[str, int]:
    """The same for the fields of one record."""
    levels = [told.level for one in fields for told in one.findings]
    return {"errors": levels.count("error"), "warnings": len(levels) - levels.count("error")}


@register.simple_tag
def operation(name: str, record_type: str, field: str, rule: str) -> str:
    """An operation as a button carries it."""
    return json.dumps({"name": name, "record_type": record_type, "field": field, "rule": rule})


@register.simple_tag
def choices_of(record_type: str, field: str) -> Sequence[tuple[str, Any]]:
    """What may be chosen for a field that is not written freely; nothing for the others."""
    return tuple(words.BUYER_KIND_WORDS.items()) if (record_type, field) == ("buyer", "kind") else ()


@register.simple_tag
def choice_options(choices: Sequence[tuple[str, Any]], given: str) -> list[tuple[str, str]]:
    """The choices, with "as the rules read it" for none, and the value that is there even when it is none of them."""
    options = [(value, str(said) if value else gettext("as the rules read it")) for value, said in choices]
    return options if given in dict(options) else [*options, (given, given)]


@register.simple_tag
def word_of_field(record_type: str, field: str) -> str:
    """legal_identifier reads "SIREN or SIRET"."""
    return rules.field_word(record_type, field, (get_language() or "fr")[:2])


@register.filter
def iban(text: str) -> str:
    """An IBAN in groups of four, as banks print it: two of them can then be compared by eye."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
