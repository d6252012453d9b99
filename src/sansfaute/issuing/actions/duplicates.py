"""Ask for a duplicate of an issued invoice: nothing is issued, the invoice stays as it is, the asking is a fact."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.issuing import queries, rules
from sansfaute.issuing.events import DuplicateMade
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.queries import Duplicate
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.rules.contacts import email_is_valid
from sansfaute.people import queries as people
from sansfaute.people import rules as people_rules

if TYPE_CHECKING:
    from sansfaute.people.models import Person


class DuplicateRefused(Refusal):
    """A duplicate cannot be made so; the message is fit for a person."""


@transaction.atomic
def make_duplicate(
    *,
    invoice_id: UUID,
    unpaid: Decimal | None = None,
    address: str = "",
    why: str,
    actor: Person | None,
    at: datetime,
) -> Duplicate:
    """Keep that somebody asked for a duplicate, when and why; the page is set from that and the sealed invoice.

    `unpaid`: what stays unpaid of it, VAT included, for the sentence of a bad debt (CGI 272, 1), which
    only who corrects invoices may ask for. `address`: where to e-mail it; "" to print it only. Raises
    DuplicateRefused.
    """
    invoice = Invoice.objects.filter(pk=invoice_id).first()
    if invoice is None:
        raise DuplicateRefused(_("This invoice does not exist."))
    _refuse_stranger(actor, invoice, unpaid)
    if not why.strip():
        raise DuplicateRefused(_("Say why a duplicate is needed: the reason is kept with it."))
    if address and not email_is_valid(address):
        raise DuplicateRefused(_("“%s” is not an e-mail address: correct it, or leave it empty.") % address)
    _refuse_unless_owed(invoice, unpaid)
    made = queries.duplicate_of(invoice, unpaid=False if unpaid is None else unpaid)
    known = _kept(invoice, made, address, why, actor, at)
    return next(one for one in queries.duplicates_of(invoice) if one.duplicate_id == known)


def _kept(invoice: Invoice, made: Duplicate, address: str, why: str, actor: Person | None, at: datetime) -> UUID:
    fact = DuplicateMade(
        invoice.seller_id,
        invoice.pk,
        duplicate_id=new_id(),
        invoice_number=invoice.invoice_number,
        made_on=clock.day_of(at).isoformat(),
        unpaid=made.unpaid,
        address=address.strip(),
    )
    journal.record([fact], at=at, actor=actor, why=why.strip())
    return fact.duplicate_id


def _refuse_stranger(actor: Person | None, invoice: Invoice, unpaid: Decimal | None) -> None:
    act = people_rules.SEE_INVOICES if unpaid is None else people_rules.CORRECT_INVOICES
    if actor is not None and not people.may(actor, act, invoice.seller_id):
        raise DuplicateRefused(_("Your role does not let you make this duplicate."))


def _refuse_unless_owed(invoice: Invoice, unpaid: Decimal | None) -> None:
    """A bad debt is one of an invoice with VAT, and never of more than what is left of it."""
    if unpaid is None:
        return
    if invoice.type_code in rules.CREDIT_NOTES:
        raise DuplicateRefused(_("A credit note is never unpaid: make an ordinary duplicate of it."))
    if queries.left_to_credit(invoice).vat <= 0:
        raise DuplicateRefused(_("This invoice leaves no VAT to recover: make an ordinary duplicate of it."))
    if unpaid <= 0 or unpaid != round(unpaid, 2):
        raise DuplicateRefused(_("Give what stays unpaid, VAT included, with two decimals at most."))
    if unpaid > (most := queries.may_be_unpaid(invoice)):
        raise DuplicateRefused(_("Only %s of this invoice can be unpaid, VAT included: give that at most.") % most)
