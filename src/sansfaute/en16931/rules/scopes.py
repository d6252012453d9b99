"""The scopes of rules: which items of an invoice a rule is asked of, and where they stand."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules.groups import top_groups
from sansfaute.en16931.structure.forms import trimmed

Items = Callable[[Invoice], Iterable[tuple[str, Any]]]
"""(path, item) of every item of a scope."""

SEVERAL_SELLERS = ("B8", "S8", "M8")
"""Processes (BT-23) of an invoice made for several sellers."""
TWO_WAY = ("B9", "S9", "M9")
"""Processes of an invoice that buyer and seller make to each other at once."""


def _field(name: str) -> Items:
    """One optional item, or every item of a repeated field of the invoice."""

    def items(invoice: Invoice) -> Iterable[tuple[str, Any]]:
        found = getattr(invoice, name)
        if isinstance(found, tuple):
            return [(f"{name}[{number}]", item) for number, item in enumerate(found)]
        return () if found is None else ((name, found),)

    return items


def _of_lines(inner: str, name: str) -> Items:
    """Every item of a field of every line; `inner` is the group of the line that holds it."""
    under = f"{inner}.{name}" if inner else name

    def items(invoice: Invoice) -> Iterator[tuple[str, Any]]:
        for number, line in enumerate(invoice.lines):
            found = getattr(getattr(line, inner) if inner else line, name)
            if isinstance(found, tuple):
                for place, item in enumerate(found):
                    yield f"lines[{number}].{under}[{place}]", item
            elif found is not None:
                yield f"lines[{number}].{under}", found

    return items


def _of_line_sellers(invoice: Invoice) -> Iterator[tuple[str, Any]]:
    """Every identifier of the seller of every line."""
    for number, line in enumerate(invoice.lines):
        for place, one in enumerate(line.seller.identifiers if line.seller is not None else ()):
            yield f"lines[{number}].seller.identifiers[{place}]", one


def _of_payment(name: str) -> Items:
    def items(invoice: Invoice) -> Iterable[tuple[str, Any]]:
        payment = invoice.payment_instructions
        found = getattr(payment, name) if payment is not None else None
        if isinstance(found, tuple):
            return [(f"payment_instructions.{name}[{number}]", item) for number, item in enumerate(found)]
        return () if found is None else ((f"payment_instructions.{name}", found),)

    return items


def _of_party(party: str, name: str) -> Items:
    """Every item of a repeated field of a party."""

    def items(invoice: Invoice) -> Iterable[tuple[str, Any]]:
        found = getattr(invoice, party)
        if found is None:
            return ()
        return [(f"{party}.{name}[{number}]", one) for number, one in enumerate(getattr(found, name))]

    return items


def _top_groups(invoice: Invoice) -> Iterable[tuple[str, Any]]:
    """The sub-invoices of a multi-seller or two-way invoice."""
    return ((f"lines[{place}]", line) for place, line in top_groups(invoice.lines)) if _shared(invoice) else ()


def _sub_invoice_lines(invoice: Invoice) -> Iterable[tuple[str, Any]]:
    """The lines of a multi-seller or two-way invoice."""
    return ((f"lines[{place}]", line) for place, line in enumerate(invoice.lines)) if _shared(invoice) else ()


def _shared(invoice: Invoice) -> bool:
    return trimmed(invoice.process_control.business_process_type or "") in SEVERAL_SELLERS + TWO_WAY


SCOPES: dict[str, Items] = {
    "document": lambda invoice: (("", invoice),),
    "notes": _field("notes"),
    "preceding_invoices": _field("preceding_invoices"),
    "supporting_documents": _field("supporting_documents"),
    "seller": _field("seller"),
    "seller_identifiers": _of_party("seller", "identifiers"),
    "buyer": _field("buyer"),
    "further_buyer_identifiers": _of_party("buyer", "further_identifiers"),
    "payee": _field("payee"),
    "further_payee_identifiers": _of_party("payee", "further_identifiers"),
    "buyer_agent": _field("buyer_agent"),
    "buyer_agent_identifiers": _of_party("buyer_agent", "identifiers"),
    "payer": _field("payer"),
    "payer_identifiers": _of_party("payer", "identifiers"),
    "seller_agent": _field("seller_agent"),
    "seller_agent_identifiers": _of_party("seller_agent", "identifiers"),
    "invoicee": _field("invoicee"),
    "invoicee_identifiers": _of_party("invoicee", "identifiers"),
    "invoicer": _field("invoicer"),
    "invoicer_identifiers": _of_party("invoicer", "identifiers"),
    "delivery": _field("delivery"),
    "payment_instructions": _field("payment_instructions"),
    "credit_transfers": _of_payment("credit_transfers"),
    "payment_cards": _of_payment("payment_card"),
    "further_payment_terms": _field("further_payment_terms"),
    "allowances": _field("allowances"),
    "charges": _field("charges"),
    "logistics_charges": _field("logistics_charges"),
    "vat_breakdown": _field("vat_breakdown"),
    "lines": _field("lines"),
    "top_groups": _top_groups,
    "sub_invoice_lines": _sub_invoice_lines,
    "line_allowances": _of_lines("", "allowances"),
    "line_charges": _of_lines("", "charges"),
    "line_preceding_invoices": _of_lines("", "preceding_invoices"),
    "line_notes": _of_lines("", "further_notes"),
    "line_sellers": _of_lines("", "seller"),
    "line_seller_identifiers": _of_line_sellers,
    "line_deliveries": _of_lines("", "delivery"),
    "classifications": _of_lines("item", "classifications"),
    "attributes": _of_lines("item", "attributes"),
}

CATEGORY_OF: dict[str, Callable[[Any], str]] = {
    "lines": attrgetter("vat.vat_category_code"),
    "allowances": attrgetter("vat_category_code"),
    "charges": attrgetter("vat_category_code"),
    "vat_breakdown": attrgetter("vat_category_code"),
}
"""The VAT category of the items of a scope, where they have one."""
