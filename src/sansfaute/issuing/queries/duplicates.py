"""Duplicates of issued invoices: the same document, marked, as the journal remembers who asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.issuing import rules
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.queries.corrections import left_to_credit
from sansfaute.journal import queries as journal
from sansfaute.people import queries as people

if TYPE_CHECKING:
    from sansfaute.journal.models import Fact
    from sansfaute.people.models import Person

MADE = "DuplicateMade"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A second copy of an issued invoice, marked as such: the same number and seal, no new document.

    `unpaid` is the sentence of a bad debt, when the duplicate is sent for it; empty otherwise. `fact`
    says who asked for it, when and why; None before anybody did.
    """

    invoice: Invoice
    document: Document
    mark: str = rules.DUPLICATE
    unpaid: str = ""
    made_on: date | None = None
    address: str = ""
    duplicate_id: UUID | None = None
    fact: Fact | None = None


def may_be_unpaid(invoice: Invoice) -> Decimal:
    """The most of an invoice that may stay unpaid, VAT included: what is due and no credit note took back."""
    if invoice.type_code in rules.CREDIT_NOTES:
        return Decimal(0)
    return max(min(invoice.amount_due, left_to_credit(invoice).with_vat), Decimal(0))


def duplicate_of(invoice: Invoice, *, unpaid: Decimal | bool = False) -> Duplicate:
    """The invoice as it was sealed, to be printed again and marked.

    `unpaid`: with the sentence that recovering the VAT of a bad debt asks (CGI 272, 1), for this amount
    with VAT, else (True) for all that is due and that credit notes have left of it.
    """
    document = json_form.read(invoice.document)
    if unpaid is False:
        return Duplicate(invoice, document)
    left = left_to_credit(invoice)
    amount = may_be_unpaid(invoice) if unpaid is True else unpaid
    share = rules.unpaid_share(left.with_vat, left.vat, amount) if left.with_vat else rules.Unpaid(amount, Decimal(0))
    said = rules.unpaid_mention(share.without_vat, share.vat, invoice.currency_code)
    return Duplicate(invoice, document, unpaid=said)


def duplicates_of(invoice: Invoice) -> list[Duplicate]:
    """Every duplicate that was asked for of an invoice, oldest first; one query."""
    facts = [one for one in journal.timeline([invoice.pk]) if one.kind == MADE]
    return _told(invoice, facts) if facts else []


def _told(invoice: Invoice, facts: list[Fact]) -> list[Duplicate]:
    document = json_form.read(invoice.document)
    return [_made(invoice, document, one, one.data) for one in facts]


def _made(invoice: Invoice, document: Document, fact: Fact, data: dict[str, Any]) -> Duplicate:
    return Duplicate(
        invoice,
        document,
        unpaid=data["unpaid"],
        made_on=date.fromisoformat(data["made_on"]),
        address=data["address"],
        duplicate_id=UUID(data["duplicate_id"]),
        fact=fact,
    )


def duplicate_for(person: Person, invoice_id: UUID, duplicate_id: UUID) -> Duplicate | None:
    """One duplicate that was asked for, if the invoice's seller is open to this person."""
    sellers = people.sellers_open_to(person, act="see invoices")
    found = Invoice.objects.filter(id=invoice_id, seller_id__in=sellers).first()
    made = duplicates_of(found) if found else []
    return next((one for one in made if one.duplicate_id == duplicate_id), None)
