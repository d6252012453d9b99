"""The few shapes of which CII is made: text, identifier, amount, date."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from lxml.etree import SubElement, _Element

from sansfaute.en16931.syntaxes.cii.names import QDT, RAM, UDT
from sansfaute.en16931.values import ABSENT, NO_DATE, Identifier, decimal_text, rate_text

_DATE_TIME = UDT + "DateTimeString"
_FORMATTED = QDT + "DateTimeString"
_DAY = {"format": "102"}


def block(parent: _Element, name: str) -> _Element:
    """A new, empty `ram` element at the end of `parent`."""
    return SubElement(parent, RAM + name)


def text(parent: _Element, name: str, value: str) -> None:
    """A compulsory text, code or unqualified identifier."""
    SubElement(parent, RAM + name).text = value


def texts(parent: _Element, pairs: Iterable[tuple[str, str | None]]) -> None:
    """Optional texts, in order; absent ones leave nothing."""
    for name, value in pairs:
        if value:
            SubElement(parent, RAM + name).text = value


def identifier(parent: _Element, name: str, value: Identifier) -> None:
    """An identifier with its scheme, if any, as attribute; a blank one leaves nothing."""
    if value.value:
        attributes = {"schemeID": value.scheme} if value.scheme else None
        SubElement(parent, RAM + name, attributes).text = value.value


def reference(
    parent: _Element,
    name: str,
    value: str | None,
    *,
    line: str | None = None,
    kind: str | None = None,
    issued: date | None = None,
) -> None:
    """A referenced document: its number, and in EXTENDED its line, its kind and its date."""
    if value or line or kind or issued:
        element = block(parent, name)
        texts(element, (("IssuerAssignedID", value), ("LineID", line), ("ReferenceTypeCode", kind)))
        formatted_day(element, issued)


def number(parent: _Element, name: str, value: Decimal | None) -> None:
    """An amount or price; no currency attribute, which CII allows on VAT totals alone."""
    if value is not None and value is not ABSENT:
        SubElement(parent, RAM + name).text = decimal_text(value)


def rate(parent: _Element, name: str, value: Decimal | None) -> None:
    """A percentage."""
    if value is not None:
        SubElement(parent, RAM + name).text = rate_text(value)


def quantity(parent: _Element, name: str, value: Decimal, unit_code: str | None) -> None:
    """A quantity and its unit."""
    if value is not ABSENT:
        attributes = {"unitCode": unit_code} if unit_code else None
        SubElement(parent, RAM + name, attributes).text = decimal_text(value)


def amount(parent: _Element, name: str, value: Decimal | None, currency: str | None) -> None:
    """An amount that says its currency: a VAT total."""
    if value is not None:
        SubElement(parent, RAM + name, {"currencyID": currency or ""}).text = decimal_text(value)


def day(parent: _Element, name: str, value: date | None) -> None:
    """A date, as YYYYMMDD."""
    if value is not None and value != NO_DATE:
        SubElement(SubElement(parent, RAM + name), _DATE_TIME, _DAY).text = compact(value)


def formatted_day(parent: _Element, value: date | None) -> None:
    """The date of a referenced document, whose element lives in another namespace."""
    if value is not None:
        outer = SubElement(parent, RAM + "FormattedIssueDateTime")
        SubElement(outer, _FORMATTED, _DAY).text = compact(value)


def indicator(parent: _Element, charge: bool) -> None:
    """Charge (true) or allowance (false)."""
    outer = SubElement(parent, RAM + "ChargeIndicator")
    SubElement(outer, UDT + "Indicator").text = "true" if charge else "false"


def compact(value: date) -> str:
    """YYYYMMDD, four digits of year even before the year 1000."""
    return value.isoformat().replace("-", "")
