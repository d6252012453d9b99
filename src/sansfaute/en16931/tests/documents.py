"""Random documents that fill every term of the model, within what CII can carry."""

import string
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from sansfaute.en16931.model import (
    BuyerContact,
    DeliveryInformation,
    DirectDebit,
    Invoice,
    InvoicingPeriod,
    Item,
    LinePeriod,
    PaymentInstructions,
    Price,
    Seller,
    SellerContact,
    Totals,
    VatBreakdown,
)
from sansfaute.en16931.model.term import is_group
from sansfaute.en16931.values import BinaryObject, Identifier

_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="￾￿")
_TOKENS = st.text(string.ascii_letters + string.digits + "-_/&<>\"'é€", min_size=1, max_size=8)
# Readers collapse the spaces of tokens, and blank is absent: such texts are not part of the model.
TEXTS = st.text(_CHARACTERS, min_size=1, max_size=10).map(lambda text: " ".join(text.split())).filter(bool)
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
PRICES = st.decimals(min_value=0, max_value=10**6, places=4)
RATES = st.decimals(min_value=0, max_value=100, places=2)
DATES = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))
_IDENTIFIERS = st.builds(Identifier, _TOKENS, st.none() | _TOKENS)

_SCALARS = {str: TEXTS, Decimal: AMOUNTS, date: DATES, Identifier: _IDENTIFIERS}
_OVERRIDES: dict[tuple[type, str], st.SearchStrategy[Any]] = {
    (Item, "standard_identifier"): st.none() | st.builds(Identifier, _TOKENS, _TOKENS),
    (Item, "classifications"): st.lists(
        st.builds(Identifier, _TOKENS, st.none() | _TOKENS, st.none() | _TOKENS), max_size=2
    ).map(tuple),
    # CII lists identifiers without scheme first.
    (Seller, "identifiers"): st.lists(_IDENTIFIERS, max_size=3).map(
        lambda found: tuple(sorted(found, key=lambda one: one.scheme is not None))
    ),
}
# Groups whose terms are all optional leave no trace when empty.
_NEVER_EMPTY = (SellerContact, BuyerContact, InvoicingPeriod, LinePeriod, DeliveryInformation, DirectDebit)


def documents() -> st.SearchStrategy[Invoice]:
    """Invoices whose every term may be present or absent; amounts do not add up."""
    return _group(Invoice).filter(_fits)


def _group(kind: type) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    parts = {}
    for one in fields(kind):
        known = (kind, one.name) in _OVERRIDES
        parts[one.name] = _OVERRIDES[kind, one.name] if known else _field(hints[one.name])
    built = st.builds(kind, **parts)
    if kind in _NEVER_EMPTY:
        return built.filter(lambda value: value != kind())
    if kind is Price:
        return built.filter(_price_fits)
    return built


def _field(hint: Any) -> st.SearchStrategy[Any]:
    options = get_args(hint)
    if get_origin(hint) is tuple:
        least = 1 if options[0] is VatBreakdown else 0
        return st.lists(_field(options[0]), min_size=least, max_size=2).map(tuple)
    if options:
        return st.none() | _field(options[0])
    if hint is BinaryObject:
        return st.builds(BinaryObject, st.binary(max_size=20), _TOKENS, _TOKENS)
    return _group(hint) if is_group(hint) else _SCALARS[hint]


def _price_fits(price: Price) -> bool:
    """A unit needs its quantity, and a discount the gross price it comes off."""
    return (price.base_quantity is not None or price.base_quantity_unit_code is None) and (
        price.item_gross_price is not None or price.item_price_discount is None
    )


def _fits(invoice: Invoice) -> bool:
    """BT-111 is known by its currency, which must be there and differ from that of the invoice."""
    totals: Totals = invoice.totals
    payment: PaymentInstructions | None = invoice.payment_instructions
    if payment is not None and payment.payment_card is None and payment.means_type_code == "":
        return False
    accounting = invoice.vat_accounting_currency_code
    return totals.total_vat_in_accounting_currency is None or accounting not in (None, invoice.currency_code)
