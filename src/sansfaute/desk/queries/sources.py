"""Where an exception is mended: the link that its evidence leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sansfaute.masterdata import rules as masterdata_rules
from sansfaute.people.rules import EDIT_DRAFTS, SEE_CONTRACTS, SEE_EXCEPTIONS, SEE_RECORDS

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books
    from sansfaute.review.models import DraftException


@dataclass(frozen=True, slots=True)
class Fix:
    """Where to mend, in words; the address is empty where no page of this desk leads there."""

    words: str
    address: str


def fix_of(row: DraftException, books: Books) -> Fix | None:
    """The place where this exception is mended at its source; None where only a decision helps."""
    source = row.evidence.get("fix")
    if not source:
        return None
    words, address = _words(source), ""
    if source["kind"] in _PLACES:
        act, name = _PLACES[source["kind"]]
        address = _address(name, row, source, books) if books.may(act) else ""
    return Fix(words, address)


_RECORD_FIELDS = {"siren": "legal_identifier", "siret": "legal_identifier", "discount_percentage": "discount"}
"""Fields of review that a record knows by another name."""

_PLACES = {
    "buyer": (SEE_RECORDS, "record"),
    "draft": (EDIT_DRAFTS, "edit_draft"),
    "bank": (SEE_RECORDS, "bank_changes"),
    "block": (SEE_EXCEPTIONS, "blocks"),
    "contract": (SEE_CONTRACTS, "contracts"),
}


def _address(name: str, row: DraftException, source: dict[str, str], books: Books) -> str:
    asked = {"seller": str(books.seller.pk)} if books.address_ending else {}
    try:
        if name == "record":
            place = reverse(name, args=[row.draft.buyer_id])
            part = f"#field-{_field(source)}" if source.get("field") else ""
            return place + (f"?{urlencode(asked)}" if asked else "") + part
        place = reverse(name, args=[row.draft_id]) if name == "edit_draft" else reverse(name)
    except NoReverseMatch:
        return ""
    if name == "contracts":
        asked["q"] = source.get("code", "")
    if name == "blocks":
        asked["buyer"] = str(row.draft.buyer_id)
    return place + (f"?{urlencode(asked)}" if asked else "")


def _words(source: dict[str, str]) -> str:
    code, field = source.get("code", ""), _field(source)
    if source["kind"] == "buyer":
        asked = masterdata_rules.field_word("buyer", field, _language()) if field else ""
        return _("Mend the record of %(code)s") % {"code": code} + (f" ({asked})" if asked else "")
    if source["kind"] == "contract":
        return _("Mend contract %(code)s at its source") % {"code": code}
    if source["kind"] == "order":
        return _("Mend order %(code)s at its source") % {"code": code} if code else _("Mend the order at its source")
    if source["kind"] == "bank":
        return _("See the bank details that wait")
    if source["kind"] == "block":
        return _("See the block")
    return _("Edit the draft")


def _field(source: dict[str, str]) -> str:
    field = source.get("field", "")
    return _RECORD_FIELDS.get(field, field)


def _language() -> str:
    return (get_language() or "fr")[:2]
