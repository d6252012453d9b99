"""The scopes of rules: which items of an invoice a rule is asked of, and where they stand."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sansfaute.en16931.model import Invoice

Items = Callable[[Invoice], Iterable[tuple[str, Any]]]
"""(path, item) of every item of a scope."""


def _field(name: str) -> Items:
    """One optional item, or every item of a repeated field of the invoice."""

    def items(invoice: Invoice) -> Iterable[tuple[str, Any]]:
        found = getattr(invoice, name)
        if isinstance(found, tuple):
            return [(f"{name}[{number}]", item) for number, item in enumerate(found)]
        return () if found is None else ((name, found),)

    return items


def _of_lines(inner: str, name: str) -> Items:
    """Every item of a repeated field of every line; `inner` is the group of the line that holds it."""

    def items(invoice: Invoice) -> Iterator[tuple[str, Any]]:
        for number, line in enumerate(invoice.lines):
            holder = getattr(line, inner) if inner else line
            for place, item in enumerate(getattr(holder, name)):
                yield f"lines[{number}].{inner and inner + '.'}{name}[{place}]", item

    return items


def _of_payment(name: str) -> Items:
    def items(invoice: Invoice) -> Iterable[tuple[str, Any]]:
        payment = invoice.payment_instructions
        found = getattr(payment, name) if payment is not None else None
        if isinstance(found, tuple):
            return [(f"payment_instructions.{name}[{number}]", item) for number, item in enumerate(found)]
        return () if found is None else ((f"payment_instructions.{name}", found),)

    return items


def _of_seller(invoice: Invoice) -> Iterable[tuple[str, Any]]:
    return [(f"seller.identifiers[{number}]", one) for number, one in enumerate(invoice.seller.identifiers)]


SCOPES: dict[str, Items] = {
    "document": lambda invoice: (("", invoice),),
    "notes": _field("notes"),
    "preceding_invoices": _field("preceding_invoices"),
    "supporting_documents": _field("supporting_documents"),
    "seller_identifiers": _of_seller,
    "payment_instructions": _field("payment_instructions"),
    "credit_transfers": _of_payment("credit_transfers"),
    "payment_cards": _of_payment("payment_card"),
    "allowances": _field("allowances"),
    "charges": _field("charges"),
    "vat_breakdown": _field("vat_breakdown"),
    "lines": _field("lines"),
    "line_allowances": _of_lines("", "allowances"),
    "line_charges": _of_lines("", "charges"),
    "classifications": _of_lines("item", "classifications"),
    "attributes": _of_lines("item", "attributes"),
}
