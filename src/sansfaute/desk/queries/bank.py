"""Changes of bank details, told to people: who, what, from where, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sansfaute.masterdata import queries

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.masterdata.models import BankChange

_SOURCES = {
    "import": lambda: _("a file that was imported"),
    "edit": lambda: _("a page"),
    "merge": lambda: _("a merge"),
    "fix": lambda: _("a correction"),
    "registry": lambda: _("a registry"),
    "seller": lambda: _("the description of the company"),
}


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change, with the name of whom it is about, where it came from, and whether this person asked for it."""

    row: BankChange
    name: str
    is_ours: bool
    source: str
    asked_by_me: bool


def told(changes: Iterable[BankChange], books: Books) -> list[ToldChange]:
    """These changes with their names; two queries."""
    rows = list(changes)
    buyers = queries.buyers_by_id(one.party_id for one in rows if one.party_type == "buyer")
    return [
        ToldChange(
            one,
            books.seller.name if one.party_type == "seller" else getattr(buyers.get(one.party_id), "name", one.code),
            one.party_type == "seller",
            _SOURCES.get(one.source.get("kind", ""), lambda: _("another program"))(),
            one.asked_by_id == books.person.pk,
        )
        for one in rows
    ]
