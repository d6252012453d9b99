"""Random invoices that fill every term that UBL has a place for, within what it can carry."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from sansfaute.en16931.model import (
    Buyer,
    BuyerContact,
    DocumentCharge,
    Invoice,
    ItemAttribute,
    Line,
    LineCharge,
    LineDelivery,
    LineNote,
    Note,
    Payee,
    Price,
    SellerContact,
)
from sansfaute.en16931.model.term import is_group
from sansfaute.en16931.syntaxes.ubl.notes import note_of
from sansfaute.en16931.tests.documents import AMOUNTS, TEXTS
from sansfaute.en16931.values import BinaryObject, Identifier

NO_PLACE: frozenset[str] = frozenset(
    (
        "project_name",
        "delivery_note_reference",
        "logistics_charges",
        "partial_payment_amount",
        "partial_payment_payee",
        "further_payment_terms",
        "further_location_identifiers",
        "status_code",
        "contract_line_reference",
        "delivery_note_line_reference",
        "amount_with_vat",
        "proprietary_identifier",
        "proprietary_identifier",
    )
)
"""Fields of EXTENDED that UBL 2.1 has no place for; so has the contract of a line."""

_TOKENS = st.text("abcXYZ019-_/&<>\"'é€", min_size=1, max_size=8)
_IDENTIFIERS = st.builds(Identifier, _TOKENS, st.none() | _TOKENS)
_CODES = st.none() | st.sampled_from(("AAB", "PMT", "REG"))
_PLAIN = TEXTS.filter(lambda text: not set("#()") & set(text))
_SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    Decimal: AMOUNTS,
    date: st.dates(min_value=date(1, 1, 2)),
    Identifier: _IDENTIFIERS,
    BinaryObject: st.builds(BinaryObject, st.binary(max_size=20), _TOKENS, _TOKENS),
}
_FIELDS: dict[tuple[type, str], st.SearchStrategy[Any]] = {
    (Invoice, "type_code"): st.sampled_from(("380", "384", "386", "381", "261", "396")),
    (Note, "subject_code"): _CODES,
    (Note, "text"): _PLAIN,
    (LineNote, "subject_code"): _CODES,
    (LineNote, "text"): _PLAIN,
    (Line, "note"): st.none() | _PLAIN,
    (Line, "note_subject_code"): _CODES,
    (Line, "contract_reference"): st.none(),
    (SellerContact, "point"): st.none() | _PLAIN,
    (SellerContact, "department"): st.none() | _PLAIN,
    (BuyerContact, "point"): st.none() | _PLAIN,
    (BuyerContact, "department"): st.none() | _PLAIN,
    (LineDelivery, "identifiers"): st.lists(_IDENTIFIERS, max_size=1).map(tuple),
}


def documents() -> st.SearchStrategy[Invoice]:
    """Invoices and credit notes whose every term may be present or absent; amounts do not add up."""
    return _group(Invoice).map(_fitting)


def plain_documents() -> st.SearchStrategy[Invoice]:
    """The same, of the terms of EN 16931 alone."""
    return documents().map(without_extension)


def without_extension(group: Any) -> Any:
    """The group without the terms that EXTENDED adds, whose numbers are not those of EN 16931."""
    kept: dict[str, Any] = {}
    seen: set[str] = set()
    for one in fields(group):
        number, value = one.metadata["term"], getattr(group, one.name)
        if not _is_of_the_norm(number) or number in seen:
            kept[one.name] = one.default
        elif isinstance(value, tuple):
            kept[one.name] = tuple(without_extension(item) if is_group(type(item)) else item for item in value)
        else:
            kept[one.name] = _kept(value, one.default) if is_group(type(value)) else value
        seen.add(number)
    return type(group)(**kept)


def _kept(group: Any, missing: Any) -> Any:
    """The group without its extension; absent when nothing remains of an optional one."""
    narrowed = without_extension(group)
    return narrowed if missing is not None or _says_something(narrowed) else None


def _is_of_the_norm(number: str) -> bool:
    return number.startswith(("BT-", "BG-")) and number[3:].isdigit()


def _group(kind: type) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    parts = {}
    for one in fields(kind):
        if one.name in NO_PLACE:
            parts[one.name] = st.just(one.default)
        elif (kind, one.name) in _FIELDS:
            parts[one.name] = _FIELDS[kind, one.name]
        else:
            parts[one.name] = _field(hints[one.name], one.name)
    built = st.builds(kind, **parts).map(_completed)
    return built.filter(_says_something) if all(one.default in (None, ()) for one in fields(kind)) else built


def _says_something(group: Any) -> bool:
    """A group whose terms are all optional leaves no trace when empty."""
    return any(getattr(group, one.name) not in (None, ()) for one in fields(group))


def _field(hint: Any, name: str) -> st.SearchStrategy[Any]:
    options = get_args(hint)
    if get_origin(hint) is tuple:
        return st.lists(_field(options[0], name), min_size=int(name in ("vat_breakdown", "lines")), max_size=2).map(
            tuple
        )
    if options:
        return st.none() | _field(options[0], name)
    return _group(hint) if is_group(hint) else _SCALARS[hint]


def _completed(group: Any) -> Any:
    """The group without the parts that need another one, which is absent."""
    needs = _NEEDS.get(type(group), ())
    gone = {name: None if "further" not in name else () for name, needed in needs if getattr(group, needed) is None}
    return replace(group, **gone) if gone else group


_NEEDS: dict[type, tuple[tuple[str, str], ...]] = {
    Invoice: (
        ("contract_date", "contract_reference"),
        ("contract_type_code", "contract_reference"),
        ("despatch_advice_date", "despatch_advice_reference"),
        ("purchase_order_date", "purchase_order_reference"),
    ),
    Buyer: (("further_identifiers", "identifier"),),
    Payee: (("further_identifiers", "identifier"),),
    Line: (
        ("note_subject_code", "note"),
        ("further_notes", "note"),
        ("further_object_identifiers", "object_identifier"),
        ("parent_line_identifier", "subtype_code"),
    ),
    LineCharge: (("reason_code_list", "reason_code"),),
    DocumentCharge: (("reason_code_list", "reason_code"),),
    ItemAttribute: (("measure_unit_code", "measure"),),
    Price: (
        ("base_quantity_unit_code", "base_quantity"),
        ("discount_reason", "item_price_discount"),
        ("discount_reason_code", "item_price_discount"),
    ),
}


def _fitting(invoice: Invoice) -> Invoice:
    """VAT totals have their place by their currency, and the breakdown stands under the first of them."""
    totals = replace(invoice.totals, total_vat=invoice.totals.total_vat or Decimal("1.00"))
    lines = invoice.lines
    if invoice.vat_accounting_currency_code in (None, invoice.currency_code):
        totals = replace(totals, total_vat_in_accounting_currency=None)
        lines = tuple(replace(one, vat_amount_in_accounting_currency=None) for one in lines)
    lines = tuple(_pointing_elsewhere(one, invoice.invoice_number) for one in lines)
    assert all(note_of(one.text) == Note(text=one.text) for one in invoice.notes)
    return replace(invoice, totals=totals, lines=lines)


def _pointing_elsewhere(line: Line, number: str) -> Line:
    """A preceding invoice with the number of this very one would be a line above this one."""
    kept = tuple(one for one in line.preceding_invoices if one.invoice_number != number)
    return replace(line, preceding_invoices=kept)
