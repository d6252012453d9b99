"""One invoice that gives every term a value of its own: where each value lands tells where each term goes."""

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.model.term import is_group
from sansfaute.en16931.values import BinaryObject, Identifier

Place = tuple[str, ...]
"""The fields on the way to a term, each with its group: `("Invoice.lines", "Line.item", "Item.name")`."""

_FIRST_DAY = date(2030, 1, 1)


class Filled:
    """The invoice, and where each value of it stands."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.invoice: Invoice = self._group(Invoice, ())

    def found(self, text: str) -> list[Place]:
        """The places of the terms whose value a document shows as `text`, in the form of either syntax."""
        day = f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text
        # UBL puts two terms in one text: the subject of a note (#subject#text), person(department).
        parts = text[1:].split("#") if text.startswith("#") else [day, *text.rstrip(")").split("(")]
        return [self.places[part] for part in parts if part in self.places]

    def _group(self, kind: type, at: Place) -> Any:
        hints = get_type_hints(kind)
        return kind(
            **{one.name: self._field(hints[one.name], (*at, f"{kind.__name__}.{one.name}")) for one in fields(kind)}
        )

    def _field(self, hint: Any, at: Place) -> Any:
        options = [option for option in get_args(hint) if option not in (NoneType, Ellipsis)]
        if get_origin(hint) is tuple:
            return (self._field(options[0], at),)
        if options:
            return self._field(options[0], at)
        return self._group(hint, at) if is_group(hint) else self._value(hint, at)

    def _value(self, kind: type, at: Place) -> Any:
        number = len(self.places) + 1
        values: dict[type, tuple[Any, str]] = {
            str: (f"v{number}", f"v{number}"),
            Decimal: (Decimal(f"{1000 + number}.5"), f"{1000 + number}.5"),
            date: (_FIRST_DAY + timedelta(number), (_FIRST_DAY + timedelta(number)).isoformat()),
            Identifier: (Identifier(f"v{number}", f"s{number}"), f"v{number}"),
            BinaryObject: (BinaryObject(f"v{number}".encode(), f"m{number}", "f"), f"m{number}"),
        }
        if at[-1] == "CreditTransfer.payment_account_identifier":  # CII asks whether it is an IBAN
            values[str] = (f"FR{10 + number}",) * 2
        if at[-1].endswith("subject_code"):  # UBL knows a subject by its three letters
            values[str] = (f"A{chr(65 + number // 26)}{chr(65 + number % 26)}",) * 2
        value, shown = values[kind]
        self.places[shown] = at
        return value
