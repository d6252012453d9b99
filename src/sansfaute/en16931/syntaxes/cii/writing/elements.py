"""The few shapes of which CII is made: text, identifier, amount, date."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sansfaute.en16931.syntaxes.cii.names import QDT, RAM, UDT
from sansfaute.en16931.syntaxes.cii.writing.nodes import Node, child, leaf
from sansfaute.en16931.values import ABSENT, NO_DATE, Identifier, decimal_text, rate_text

_DATE_TIME = "DateTimeString"
_DAY = {"format": "102"}


def block(parent: Node, name: str) -> Node:
    """A new, empty `ram` element at the end of `parent`."""
    return child(parent, RAM, name)


def text(parent: Node, name: str, value: str) -> None:
    """A compulsory text, code or unqualified identifier."""
    leaf(parent, RAM, name, value)


def texts(parent: Node, pairs: Iterable[tuple[str, str | None]]) -> None:
    """Optional texts, in order; absent ones leave nothing."""
    for name, value in pairs:
        if value:
            leaf(parent, RAM, name, value)


def identifier(parent: Node, name: str, value: Identifier) -> None:
    """An identifier with its scheme, if any, as attribute; a blank one leaves nothing."""
    if value.value:
        attributes = {"schemeID": value.scheme} if value.scheme else None
        leaf(parent, RAM, name, value.value, attributes)


def reference(
    parent: Node,
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


def number(parent: Node, name: str, value: Decimal | None) -> None:
    """An amount or price; no currency attribute, which CII allows on VAT totals alone."""
    if value is not None and value is not ABSENT:
        leaf(parent, RAM, name, decimal_text(value))


def rate(parent: Node, name: str, value: Decimal | None) -> None:
    """A percentage."""
    if value is not None:
        leaf(parent, RAM, name, rate_text(value))


def quantity(parent: Node, name: str, value: Decimal, unit_code: str | None) -> None:
    """A quantity and its unit."""
    if value is not ABSENT:
        attributes = {"unitCode": unit_code} if unit_code else None
        leaf(parent, RAM, name, decimal_text(value), attributes)


def amount(parent: Node, name: str, value: Decimal | None, currency: str | None) -> None:
    """An amount that says its currency: a VAT total."""
    if value is not None:
        leaf(parent, RAM, name, decimal_text(value), {"currencyID": currency or ""})


def day(parent: Node, name: str, value: date | None) -> None:
    """A date, as YYYYMMDD."""
    if value is not None and value != NO_DATE:
        leaf(child(parent, RAM, name), UDT, _DATE_TIME, compact(value), _DAY)


def formatted_day(parent: Node, value: date | None) -> None:
    """The date of a referenced document, whose element lives in another namespace."""
    if value is not None:
        outer = child(parent, RAM, "FormattedIssueDateTime")
        leaf(outer, QDT, _DATE_TIME, compact(value), _DAY)


def indicator(parent: Node, charge: bool) -> None:
    """Charge (true) or allowance (false)."""
    outer = child(parent, RAM, "ChargeIndicator")
    leaf(outer, UDT, "Indicator", "true" if charge else "false")


def compact(value: date) -> str:
    """YYYYMMDD, four digits of year even before the year 1000."""
    return value.isoformat().replace("-", "")
