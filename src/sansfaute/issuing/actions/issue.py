"""Give approved drafts their numbers and seals. Short, under the lock of the chain and the series.

What is slow comes before: the drafts are read, finalised and checked under a stand-in number; with
the lock held, only number, date, seal and insert remain. A failure gives the numbers back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries as contracts
from sansfaute.drafts import queries as drafts
from sansfaute.drafts import rules as drafts_rules
from sansfaute.en16931 import rules as norm
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.issuing import queries, rules
from sansfaute.issuing.actions.chain import locked_chain
from sansfaute.issuing.actions.checked_corrections import corrected, corrections_to_issue
from sansfaute.issuing.actions.ready import IssueRefused, Ready
from sansfaute.issuing.actions.series import Series
from sansfaute.issuing.adapters.signing import Signer, signer
from sansfaute.issuing.events import InvoiceIssued
from sansfaute.issuing.models import Invoice, NumberSeries, SealChain, SealKey
from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import copy_in
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata.rules import PaymentTerms
from sansfaute.review import queries as review

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft
    from sansfaute.masterdata.models import Seller
    from sansfaute.review.models import Approval


def issue_drafts(*, seller_id: UUID, draft_ids: Sequence[UUID], at: datetime) -> list[Invoice]:
    """Number and seal those of these drafts that are approved and not issued yet, in one transaction.

    Those of a paused run wait until it goes on; those of a cancelled one are left out.
    Raises IssueRefused when a document breaks the norm, or its totals are not those approved: then
    none of the batch is issued and no number is used.
    """
    seller = masterdata.seller(seller_id)
    ready = [_make_ready(approval) for approval in review.approvals_to_issue(draft_ids)]
    return _issue(seller, ready, signer(settings.HOME), at) if ready else []


def _make_ready(approval: Approval) -> Ready:
    draft = approval.draft
    if approval.verdict.get("verdict") != "passed":
        raise IssueRefused(_("Draft %s was approved without a passed verdict.") % draft.id)
    terms = PaymentTerms.from_dict(draft.payment_terms) if draft.payment_terms else None
    document = drafts_rules.finalise(
        drafts.invoice_of(draft), invoice_number="F0000-000000", issue_date=approval.issue_date, terms=terms
    )
    _refuse_unless_sound(draft, document)
    return Ready(draft, document, terms, approval.issue_date)


def _refuse_unless_sound(draft: Draft, document: Document) -> None:
    """The same facts, checked once more where they count: the norm, and the totals that were approved."""
    broken = sorted({finding.rule for finding in norm.check(document) if finding.level == "error"})
    if broken:
        raise IssueRefused(_("Draft %(id)s breaks %(rules)s.") % {"id": draft.id, "rules": ", ".join(broken)})
    if document.totals.total_with_vat != draft.total_with_vat:
        raise IssueRefused(_("Draft %s does not carry the total that was approved.") % draft.id)


@transaction.atomic
def _issue(seller: Seller, ready: Sequence[Ready], signing: Signer, at: datetime) -> list[Invoice]:
    chain = locked_chain(seller)
    issued = queries.issued_draft_ids([one.draft.id for one in ready])
    runs = {one.draft.run_id for one in ready if one.draft.run_id}
    stopped = contracts.runs_held_unless_stopped(runs, "paused", "cancelled")
    todo = [one for one in ready if one.draft.id not in issued and one.draft.run_id not in stopped]
    _know_key(signing, at)
    corrections = corrections_to_issue(todo)
    series = Series(seller)
    invoices = [_number_and_seal(one, seller, chain, series, signing, at) for one in todo]
    copy_in(invoices)
    NumberSeries.objects.bulk_update(series.locked.values(), ["last_number", "last_issue_date"])
    chain.save(update_fields=["last_position", "last_seal_hash"])
    journal.record([_event(invoice) for invoice in invoices], at=at)
    journal.record(
        [corrected(corrections[one.draft_id], one) for one in invoices if one.draft_id in corrections], at=at
    )
    return invoices


def _event(invoice: Invoice) -> InvoiceIssued:
    return InvoiceIssued(
        invoice.seller_id,
        invoice.id,
        draft_id=invoice.draft_id,
        invoice_number=invoice.invoice_number,
        issue_date=invoice.issue_date.isoformat(),
    )


def _know_key(signing: Signer, at: datetime) -> None:
    key = SealKey(key_id=signing.key_id, public_key=signing.public_key, since=at)
    SealKey.objects.bulk_create([key], ignore_conflicts=True)


def _number_and_seal(
    one: Ready,
    seller: Seller,
    chain: SealChain,
    series: Series,
    signing: Signer,
    at: datetime,
) -> Invoice:
    document, own = _numbered(one, series)
    text = json_form.write(document)
    invoice = _row(one.draft, document, own, text, at)
    invoice.chain_position = chain.last_position + 1
    invoice.previous_seal_hash = chain.last_seal_hash
    invoice.key_id = signing.key_id
    invoice.signature = signing.sign(queries.seal_statement(invoice).message())
    invoice.seal_hash = rules.sha256(bytes.fromhex(invoice.signature))
    chain.last_position, chain.last_seal_hash = invoice.chain_position, invoice.seal_hash
    return invoice


def _numbered(one: Ready, series: Series) -> tuple[Document, NumberSeries]:
    """Take the next number of the series of the invoice's own year; the date follows the series."""
    own = series.of(one.document.type_code, one.draft.channel, one.issue_date)
    issue_date = rules.issue_date_in_series(one.issue_date, own.last_issue_date)
    own.last_number += 1
    own.last_issue_date = issue_date
    number = rules.invoice_number(own.prefix, own.last_number)
    document = drafts_rules.finalise(one.document, invoice_number=number, issue_date=issue_date, terms=one.terms)
    if issue_date != one.issue_date:
        _refuse_unless_sound(one.draft, document)
    return document, own


def _row(draft: Draft, document: Document, series: NumberSeries, text: str, at: datetime) -> Invoice:
    totals = document.totals
    return Invoice(
        id=new_id(),
        seller_id=draft.seller_id,
        series=series,
        draft=draft,
        buyer_id=draft.buyer_id,
        sequence_number=series.last_number,
        invoice_number=document.invoice_number,
        issue_date=document.issue_date,
        type_code=document.type_code,
        buyer_name=document.buyer.name,
        purchase_order_reference=document.purchase_order_reference or "",
        payment_due_date=document.payment_due_date,
        currency_code=document.currency_code,
        total_without_vat=totals.total_without_vat,
        total_vat=totals.total_vat or Decimal(0),
        total_with_vat=totals.total_with_vat,
        amount_due=totals.amount_due,
        document=text,
        document_hash=rules.sha256(text.encode()),
        issued_at=at,
    )
