"""Propose a document that no run made: a correction, a commercial credit, a self-billed invoice, a sale by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.drafts import rules
from sansfaute.drafts.events import DraftAssembled
from sansfaute.drafts.models import Draft
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata.rules import PaymentTerms

if TYPE_CHECKING:
    from sansfaute.en16931.model import Invoice

PURPOSES = frozenset(
    {"sale", "credit", "corrective", "replacement", "commercial", "self_billed", "mandated", "deposit"}
)


class ProposalRefused(Refusal):
    """The document cannot become a draft; the message is fit for a person."""


@transaction.atomic
def propose_document(
    *,
    seller_id: UUID,
    buyer_id: UUID,
    document: Invoice,
    purpose: str,
    corrects: Mapping[str, Any],
    channel: str = "",
    clauses: Mapping[str, Any] | None = None,
    payment_terms: Mapping[str, Any] | None = None,
    actor: Any,
    at: datetime,
    why: str = "",
) -> Draft:
    """A draft of this calculated document, without number; review judges it like any other.

    `seller_id` is the company that makes it out, `buyer_id` its counterpart: of a self-billed document
    these are our own company and the supplier's record. `payment_terms` as masterdata.rules.PaymentTerms
    give them, empty for the legal term. `actor` is the person who asks, or None for a command.
    Raises ProposalRefused when it has a number or no line, or its counterpart is not of this company.
    """
    assert purpose in PURPOSES, purpose
    _refuse_unless_sound(seller_id, buyer_id, document)
    issue_date = max(document.issue_date, clock.day_of(at))
    terms = PaymentTerms.from_dict(dict(payment_terms)) if payment_terms else None
    document = rules.redate(document, issue_date, terms)
    draft = Draft(
        seller_id=seller_id,
        run=None,
        purpose=purpose,
        corrects=dict(corrects),
        channel=channel,
        buyer_id=buyer_id,
        purchase_order_reference=document.purchase_order_reference or "",
        type_code=document.type_code,
        issue_date=issue_date,
        payment_due_date=document.payment_due_date,
        payment_terms=dict(payment_terms or {}),
        currency_code=document.currency_code,
        total_without_vat=document.totals.total_without_vat,
        total_vat=document.totals.total_vat or Decimal(0),
        total_with_vat=document.totals.total_with_vat,
        document=json_form.to_dict(document),
        clauses=dict(clauses or {}),
        assembled_at=at,
    )
    draft.save(force_insert=True)
    journal.record([DraftAssembled(seller_id=seller_id, subject_id=draft.pk)], at=at, actor=actor, why=why)
    return draft


def _refuse_unless_sound(seller_id: UUID, buyer_id: UUID, document: Invoice) -> None:
    if document.invoice_number:
        raise ProposalRefused(_("A draft has no number: it gets one when it is issued."))
    if not document.lines:
        raise ProposalRefused(_("There is nothing on this document: add at least one line."))
    if not masterdata.buyers(seller_id).filter(pk=buyer_id).exists():
        raise ProposalRefused(_("This customer is not one of this company: choose one of its customers."))
