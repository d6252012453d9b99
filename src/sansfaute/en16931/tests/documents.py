"""Random documents that fill every term a profile holds, within what both syntaxes can carry."""

import string
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from sansfaute.en16931.model import (
    Buyer,
    BuyerContact,
    CreditTransfer,
    DeliveryInformation,
    DeliveryTerms,
    DirectDebit,
    Invoice,
    Item,
    ItemAttribute,
    Line,
    LineDelivery,
    LineSeller,
    Party,
    Payee,
    PaymentInstructions,
    Price,
    ProcessControl,
    Seller,
    SellerContact,
    VatBreakdown,
)
from sansfaute.en16931.model.term import is_group
from sansfaute.en16931.profiles import PROFILES
from sansfaute.en16931.syntaxes.capacity import LADDER, first_profile
from sansfaute.en16931.values import ABSENT, BinaryObject, Identifier

_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="￾￿")
_TOKENS = st.text(string.ascii_letters + string.digits + "-_/&<>\"'é€", min_size=1, max_size=8)
# Readers collapse the spaces of tokens, and blank is absent: such texts are not part of the model.
TEXTS = st.text(_CHARACTERS, min_size=1, max_size=10).map(lambda text: " ".join(text.split())).filter(bool)
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
PRICES = st.decimals(min_value=0, max_value=10**6, places=4)
RATES = st.decimals(min_value=0, max_value=100, places=2)
DATES = st.dates(min_value=date(1, 1, 2), max_value=date(9999, 12, 31))
_IDENTIFIERS = st.builds(Identifier, _TOKENS, st.none() | _TOKENS)

_SCALARS = {str: TEXTS, Decimal: AMOUNTS, date: DATES, Identifier: _IDENTIFIERS}
_OVERRIDES: dict[tuple[type, str], st.SearchStrategy[Any]] = {
    (CreditTransfer, "payment_account_identifier"): _TOKENS | st.just("FR7630006000011234567890189"),
    (Item, "standard_identifier"): st.none() | st.builds(Identifier, _TOKENS, _TOKENS),
    (Item, "classifications"): st.lists(
        st.builds(Identifier, _TOKENS, st.none() | _TOKENS, st.none() | _TOKENS), max_size=2
    ).map(tuple),
}
# CII lists identifiers without scheme first.
_SORTED = (Seller, Party, LineSeller, LineDelivery)
_FIRST_AND_FURTHER = {
    Buyer: ("identifier", "further_identifiers"),
    Payee: ("identifier", "further_identifiers"),
    DeliveryInformation: ("location_identifier", "further_location_identifiers"),
    Line: ("object_identifier", "further_object_identifiers"),
}


def documents(profile: str = "en16931") -> st.SearchStrategy[Invoice]:
    """Invoices of `profile` whose every term may be present or absent; amounts do not add up."""
    written = next(value for value, name in PROFILES.items() if name == profile)
    return _group(Invoice, profile).map(lambda invoice: _fitted(invoice, written))


@cache
def _group(kind: type, profile: str) -> st.SearchStrategy[Any]:
    """One group; what the profile does not hold is absent."""
    hints = get_type_hints(kind)
    parts = {}
    for one in fields(kind):
        if LADDER.index(first_profile(f"{kind.__name__}.{one.name}")) > LADDER.index(profile):
            parts[one.name] = _absent(hints[one.name], profile, default=one.default)
        elif (kind, one.name) in _OVERRIDES:
            parts[one.name] = _OVERRIDES[kind, one.name]
        else:
            parts[one.name] = _field(hints[one.name], profile)
    built = st.builds(kind, **parts).map(_settled)
    return built if _leaves_a_trace(kind) else built.filter(lambda value: value != kind())


def _absent(hint: Any, profile: str, *, default: Any) -> st.SearchStrategy[Any]:
    if default is None or default == ():
        return st.just(default)
    if hint is Decimal:
        return st.just(ABSENT)
    return st.just("" if hint is str else ()) if not is_group(hint) else _group(hint, profile)


def _leaves_a_trace(kind: type) -> bool:
    """Whether the group is seen in a document even when all of its terms are absent."""
    if kind in (DirectDebit, DeliveryInformation, SellerContact, BuyerContact):
        return False
    try:
        kind()
    except TypeError:
        return True
    return False


def _field(hint: Any, profile: str) -> st.SearchStrategy[Any]:
    options = get_args(hint)
    if get_origin(hint) is tuple:
        least = 1 if options[0] is VatBreakdown else 0
        return st.lists(_field(options[0], profile), min_size=least, max_size=2).map(tuple)
    if options:
        return st.none() | _field(options[0], profile)
    if hint is BinaryObject:
        return st.builds(BinaryObject, st.binary(max_size=20), _TOKENS, _TOKENS)
    return _group(hint, profile) if is_group(hint) else _SCALARS[hint]


def _settled(group: Any) -> Any:
    """The group, with what no document can say taken out."""
    kind = type(group)
    if isinstance(group, _SORTED):
        group = replace(group, identifiers=_sorted(group.identifiers))
    if kind in _FIRST_AND_FURTHER:
        first, further = _FIRST_AND_FURTHER[kind]
        found = [one for one in (getattr(group, first), *getattr(group, further)) if one is not None]
        found = list(_sorted(found)) if kind is not Line else found
        group = replace(group, **{first: found[0] if found else None, further: tuple(found[1:])})
    if kind is Price:
        return _price(group)
    if kind is ItemAttribute and group.measure is None:
        return replace(group, measure_unit_code=None)
    if kind is CreditTransfer:
        iban = group.payment_account_identifier[:4]
        return group if iban[:2].isalpha() and iban[2:].isdigit() else replace(group, proprietary_identifier=None)
    if kind is DeliveryTerms and group.code is None:
        return DeliveryTerms()
    return _line(group) if kind is Line else group


def _sorted(found: Any) -> tuple[Identifier, ...]:
    return tuple(sorted(found, key=lambda one: one.scheme is not None))


def _price(price: Price) -> Price:
    """A unit needs its quantity, a discount the gross price it comes off, a reason its discount."""
    if price.base_quantity is None:
        price = replace(price, base_quantity_unit_code=None)
    if price.item_gross_price is None:
        price = replace(price, item_price_discount=None)
    if price.item_price_discount is None:
        price = replace(price, discount_reason=None, discount_reason_code=None)
    return price


def _line(line: Line) -> Line:
    """Further notes follow a first one; a list of codes needs its code, the place of an incoterm its incoterm."""
    charges = tuple(replace(one, reason_code_list=one.reason_code and one.reason_code_list) for one in line.charges)
    location = line.delivery_terms_code and line.delivery_terms_location
    line = replace(line, charges=charges, delivery_terms_location=location)
    return line if line.note or line.note_subject_code else replace(line, further_notes=())


def _fitted(invoice: Invoice, specification: str) -> Invoice:
    """Its profile; VAT in accounting currency only with that currency, which differs from that of the invoice."""
    control = ProcessControl(
        business_process_type=invoice.process_control.business_process_type, specification_identifier=specification
    )
    charges = tuple(replace(one, reason_code_list=one.reason_code and one.reason_code_list) for one in invoice.charges)
    invoice = replace(invoice, process_control=control, charges=charges)
    if invoice.delivery_terms == DeliveryTerms():
        invoice = replace(invoice, delivery_terms=None)
    if PROFILES[specification] == "extended":  # its schema has one where that of EXTENDED-CTC-FR has several
        lines = tuple(replace(one, preceding_invoices=one.preceding_invoices[:1]) for one in invoice.lines)
        invoice = replace(invoice, lines=lines)
    if invoice.project_reference is None:
        invoice = replace(invoice, project_name=None)
    if invoice.vat_accounting_currency_code in (None, invoice.currency_code):
        totals = replace(invoice.totals, total_vat_in_accounting_currency=None)
        lines = tuple(replace(one, vat_amount_in_accounting_currency=None) for one in invoice.lines)
        invoice = replace(invoice, totals=totals, lines=lines)
    return _paid(invoice)


def _paid(invoice: Invoice) -> Invoice:
    payment: PaymentInstructions | None = invoice.payment_instructions
    if payment is not None and payment.payment_card is None and payment.means_type_code == "":
        invoice = replace(invoice, payment_instructions=None)
    debit = payment is not None and payment.direct_debit is not None and payment.direct_debit.mandate_reference
    first = (invoice.payment_terms, invoice.payment_due_date, invoice.partial_payment_amount)
    if not debit and not any(first) and invoice.partial_payment_payee is None:
        return replace(invoice, further_payment_terms=())
    return invoice
