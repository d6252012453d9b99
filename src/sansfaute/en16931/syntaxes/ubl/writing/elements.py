"""The few shapes of which UBL is made: text, identifier, amount, date."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from lxml.etree import SubElement, _Element

from sansfaute.en16931.syntaxes.ubl.names import CAC, CBC, VAT
from sansfaute.en16931.values import Identifier, decimal_text, is_absent, rate_text


def block(parent: _Element, name: str) -> _Element:
    """A new, empty aggregate at the end of `parent`."""
    return SubElement(parent, CAC + name)


def text(parent: _Element, name: str, value: str) -> None:
    """A text, code or unqualified identifier that the schema asks, even empty."""
    SubElement(parent, CBC + name).text = value


def texts(parent: _Element, pairs: Iterable[tuple[str, str | None]]) -> None:
    """Texts, in order; absent ones leave nothing."""
    for name, value in pairs:
        if value:
            SubElement(parent, CBC + name).text = value


def identifier(parent: _Element, name: str, value: Identifier | None) -> None:
    """An identifier with its scheme, if any, as attribute."""
    if value is not None and value.value:
        attributes = {"schemeID": value.scheme} if value.scheme else None
        SubElement(parent, CBC + name, attributes).text = value.value


def inside(parent: _Element, name: str, inner: str, value: str | None) -> None:
    """An aggregate that holds one text."""
    if value:
        SubElement(SubElement(parent, CAC + name), CBC + inner).text = value


def amount(parent: _Element, name: str, value: Decimal | None, currency: str) -> None:
    """An amount or price with its currency."""
    if value is not None and not value.is_nan():
        SubElement(parent, CBC + name, {"currencyID": currency}).text = decimal_text(value)


def rate(parent: _Element, name: str, value: Decimal | None) -> None:
    """A percentage."""
    if value is not None and not value.is_nan():
        SubElement(parent, CBC + name).text = rate_text(value)


def quantity(parent: _Element, name: str, value: Decimal | None, unit_code: str | None) -> None:
    """A quantity and its unit."""
    if value is not None and not value.is_nan():
        attributes = {"unitCode": unit_code} if unit_code else None
        SubElement(parent, CBC + name, attributes).text = decimal_text(value)


def day(parent: _Element, name: str, value: date | None) -> None:
    """A date, as YYYY-MM-DD."""
    if not is_absent(value):
        assert value is not None
        SubElement(parent, CBC + name).text = value.isoformat()


def tax_scheme(parent: _Element, scheme: str = VAT) -> None:
    """Which tax this is about."""
    SubElement(SubElement(parent, CAC + "TaxScheme"), CBC + "ID").text = scheme


def delivery_terms(parent: _Element, code: str | None, location: str | None) -> None:
    """An incoterm and its place."""
    if code or location:
        terms = block(parent, "DeliveryTerms")
        texts(terms, (("ID", code),))
        inside(terms, "DeliveryLocation", "Name", location)
