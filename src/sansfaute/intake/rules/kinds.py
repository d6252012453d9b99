"""The kinds of file we read: their fields, how each is written, and the headers that announce it."""

from dataclasses import dataclass
from typing import Any, Literal

from sansfaute.lib.sentences import sentences

FieldType = Literal["text", "number", "loose", "date", "moment"]
"""`loose` is a number when it reads as one ("2,5%"), else kept as written ("exo 261-4-4")."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind of file; `headers` are folded, `longest` is in characters, `decimals` for numbers."""

    name: str
    headers: tuple[str, ...]
    type: FieldType = "text"
    required: bool = False  # a row without it cannot be used, a file without its column is not this kind
    wanted: bool = False  # a file without its column is not this kind, but a row may leave it empty
    longest: int = 255
    decimals: int = 6
    may_be_negative: bool = False


_HEADINGS = sentences(__package__ or "", "headings")


def _field(kind: str, name: str, type_: FieldType = "text", **more: Any) -> Field:
    return Field(name, tuple(_HEADINGS[kind][name]), type_, **more)


KINDS: dict[str, tuple[Field, ...]] = {
    "items": (
        _field("items", "code", required=True, longest=60),
        _field("items", "name", required=True),
        _field("items", "unit", longest=40),
        _field("items", "unit_price", "number", required=True),
        _field("items", "vat", "loose", longest=60),
        _field("items", "nature", longest=40),
        _field("items", "account", longest=20),
        _field("items", "operation", longest=60),
    ),
    "buyers": (
        _field("buyers", "code", required=True, longest=60),
        _field("buyers", "name", wanted=True),
        _field("buyers", "line_1"),
        _field("buyers", "line_2"),
        _field("buyers", "post_code", longest=20),
        _field("buyers", "city", longest=100),
        _field("buyers", "country", longest=100),
        _field("buyers", "legal_identifier", longest=40),
        _field("buyers", "vat_identifier", longest=40),
        _field("buyers", "email", longest=254),
        _field("buyers", "telephone", longest=60),
        _field("buyers", "iban", longest=60),
        _field("buyers", "payment_means", longest=60),
        _field("buyers", "payment_terms", longest=120),
        _field("buyers", "bic", longest=20),
        _field("buyers", "contact_name", longest=160),
        _field("buyers", "electronic_address", longest=200),
        _field("buyers", "kind", longest=60),
        _field("buyers", "language", longest=20),
        _field("buyers", "discount", "loose", longest=40),
        _field("buyers", "comment", longest=4000),
        _field("buyers", "segment", longest=60),
    ),
    "contracts": (
        _field("contracts", "contract_number", required=True, longest=60),
        _field("contracts", "line_number", longest=20),
        _field("contracts", "buyer_code", required=True, longest=60),
        _field("contracts", "item_code", required=True, longest=60),
        _field("contracts", "quantity", "number", required=True, decimals=4),
        _field("contracts", "unit_price", "number", required=True),
        _field("contracts", "start_date", "date", required=True),
        _field("contracts", "end_date", "date"),
        _field("contracts", "periodicity", longest=60),
        _field("contracts", "billing", longest=60),
        _field("contracts", "purchase_order_reference", longest=60),
        _field("contracts", "conditions", longest=4000),
    ),
    "usage": (
        _field("usage", "event_id", required=True, longest=120),
        _field("usage", "contract_number", required=True, longest=60),
        _field("usage", "item_code", required=True, longest=60),
        _field("usage", "used_at", "moment", required=True),
        _field("usage", "quantity", "number", required=True),
    ),
    "orders": (
        _field("orders", "order_number", required=True, longest=60),
        _field("orders", "line_number", longest=20),
        _field("orders", "buyer_code", required=True, longest=60),
        _field("orders", "order_date", "date", required=True),
        _field("orders", "item_code", required=True, longest=60),
        _field("orders", "quantity", "number", required=True, decimals=4),
        _field("orders", "unit_price", "number", required=True),
        _field("orders", "discount", "number", decimals=4),
        _field("orders", "delivery_date", "date"),
        _field("orders", "buyer_reference", longest=60),
        _field("orders", "purchase_order", longest=60),
        _field("orders", "delivery_note", longest=60),
        _field("orders", "cost_centre", longest=60),
        _field("orders", "payer_code", longest=60),
        _field("orders", "paid_on", "date"),
        _field("orders", "paid_with", longest=40),
        _field("orders", "card", longest=30),
        _field("orders", "card_holder", longest=60),
        _field("orders", "employee", longest=60),
        _field("orders", "employee_reference", longest=60),
    ),
}

IDENTITY: dict[str, tuple[str, ...]] = {
    "items": ("code",),
    "buyers": ("code",),
    "contracts": ("contract_number", "line_number"),
    "usage": ("event_id",),
    "orders": ("order_number", "line_number"),
}
"""What makes a row one of its kind. An order line without line number is known by all its values;
a contract row without one is the first line of its contract."""


def fields_of(kind: str) -> dict[str, Field]:
    """The fields of a kind, by name."""
    return {field.name: field for field in KINDS[kind]}


def identity_of(kind: str, values: dict[str, str]) -> tuple[str, ...]:
    """What this row stands for: two rows with one identity are the same thing said twice."""
    if kind == "orders" and not values.get("line_number"):
        return tuple(f"{name}={value}" for name, value in sorted(values.items()))
    if kind == "contracts" and not values.get("line_number"):
        values = {**values, "line_number": "1"}
    return tuple(values.get(name, "") for name in IDENTITY[kind])
