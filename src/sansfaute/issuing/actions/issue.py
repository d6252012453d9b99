"""Give approved drafts their numbers and seals. Short, under the lock of the chain and the series.

What is slow comes before: the drafts are read, finalised and checked under a stand-in number; with
the lock held, only number, date, seal and insert remain. A failure gives the numbers back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries as contracts
from sansfaute.drafts import rules as drafts_rules
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.issuing import queries, rules
from sansfaute.issuing.actions.chain import locked_chain
from sansfaute.issuing.actions.checked_corrections import corrected, corrections_to_issue
from sansfaute.issuing.actions.ready import IssueRefused, Outcome, Ready
from sansfaute.issuing.actions.series import Series
from sansfaute.issuing.adapters.signing import Signer, signer
from sansfaute.issuing.events import InvoiceIssued, IssueAsked
from sansfaute.issuing.models import Invoice, NumberSeries, SealChain, SealKey
from sansfaute.issuing.queries import soundness
from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import copy_in, fresh
from sansfaute.masterdata import queries as masterdata
from sansfaute.people import queries as people
from sansfaute.people import rules as people_rules
from sansfaute.review import queries as review

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft
    from sansfaute.issuing.models import Correction
    from sansfaute.masterdata.models import Seller
    from sansfaute.people.models import Person
    from sansfaute.review.models import Approval


def issue_drafts(
    *, seller_id: UUID, draft_ids: Sequence[UUID], actor: Person | None = None, at: datetime
) -> list[Invoice]:
    """Number and seal those of these drafts that are approved and not issued yet, in one transaction.

    Those of a paused run wait until it goes on; those of a cancelled one are left out. Raises
    IssueRefused at the end, when all others are issued, if a document breaks the norm, its totals are
    not those approved, or its series is not planned: it names each, and none of them used a number.
    """
    outcome = issue_each(seller_id=seller_id, draft_ids=draft_ids, actor=actor, at=at)
    if outcome.refused:
        raise IssueRefused(" ".join(outcome.refused.values()), outcome.refused)
    return outcome.invoices


def issue_each(*, seller_id: UUID, draft_ids: Sequence[UUID], actor: Person | None = None, at: datetime) -> Outcome:
    """As `issue_drafts`, with what could not be issued in the answer. Raises IssueRefused to a stranger."""
    _refuse_stranger(actor, seller_id)
    seller, outcome = masterdata.seller(seller_id), Outcome()
    ready = [
        made
        for approval in review.approvals_to_issue(draft_ids)
        if approval.seller_id == seller_id and (made := _make_ready(approval, outcome.refused))
    ]
    if ready:
        _issue(seller, ready, outcome, signer(settings.HOME), actor, at)
    return outcome


@transaction.atomic
def ask_to_issue(*, seller_id: UUID, draft_ids: Sequence[UUID], actor: Person, at: datetime) -> int:
    """Have the workers issue these approved drafts, 500 a job; how many were asked. Raises IssueRefused to a stranger.

    For more than a page can wait for: what a worker could not issue stays waiting, with its reason.
    """
    _refuse_stranger(actor, seller_id)
    waiting = set(queries.waiting_drafts(seller_id).filter(pk__in=draft_ids).values_list("pk", flat=True))
    asked = [one for one in draft_ids if one in waiting]
    journal.record([IssueAsked(seller_id, one) for one in asked], at=at, actor=actor)
    return len(asked)


def _refuse_stranger(actor: Person | None, seller_id: UUID) -> None:
    if actor is not None and not people.may(actor, people_rules.RUN_BILLING, seller_id):
        raise IssueRefused(_("Your role does not let you issue invoices of this company."))


def _make_ready(approval: Approval, refused: dict[UUID, str]) -> Ready | None:
    """The draft checked but for its number; None, and why, when it may not have one."""
    draft = approval.draft
    document = soundness.finalised(draft, approval.issue_date)
    said = soundness.unapproved(approval) or soundness.unsound(draft, document)
    if said:
        refused[draft.id] = said
        return None
    return Ready(draft, document, soundness.terms_of(draft), approval.issue_date)


@transaction.atomic
def _issue(
    seller: Seller, ready: Sequence[Ready], outcome: Outcome, signing: Signer, actor: Person | None, at: datetime
) -> None:
    chain = locked_chain(seller)
    issued = queries.issued_draft_ids([*(one.draft.id for one in ready), *outcome.refused])
    for known in issued & set(outcome.refused):
        del outcome.refused[known]
    runs = {one.draft.run_id for one in ready if one.draft.run_id}
    stopped = contracts.runs_held_unless_stopped(runs, "paused", "cancelled")
    todo = [one for one in ready if one.draft.id not in issued and one.draft.run_id not in stopped]
    _know_key(signing, at)
    corrections = corrections_to_issue(todo, outcome.refused)
    series = Series(seller)
    for one in todo:
        if one.draft.id in outcome.refused:
            continue
        try:
            outcome.invoices.append(_number_and_seal(one, seller, chain, series, signing, at))
        except IssueRefused as refusal:
            outcome.refused[one.draft.id] = str(refusal)
    _keep(outcome.invoices, corrections, chain, series, actor, at)


def _keep(
    invoices: Sequence[Invoice],
    corrections: Mapping[UUID, Correction],
    chain: SealChain,
    series: Series,
    actor: Person | None,
    at: datetime,
) -> None:
    copy_in(invoices)
    NumberSeries.objects.bulk_update(series.locked.values(), ["last_number", "last_issue_date"])
    chain.save(update_fields=["last_position", "last_seal_hash"])
    journal.record([_event(invoice) for invoice in invoices], at=at, actor=actor)
    found = [corrected(corrections[one.draft_id], one) for one in invoices if one.draft_id in corrections]
    journal.record(found, at=at, actor=actor)


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
    """Take the next number of the series of the invoice's own year; the date follows the series.

    Raises IssueRefused, and then takes no number.
    """
    own = series.of(one.document.type_code, one.draft.channel, one.issue_date)
    issue_date = rules.issue_date_in_series(one.issue_date, own.last_issue_date)
    number = rules.invoice_number(own.prefix, own.last_number + 1)
    document = drafts_rules.finalise(one.document, invoice_number=number, issue_date=issue_date, terms=one.terms)
    if issue_date != one.issue_date and (said := soundness.unsound(one.draft, document)):
        raise IssueRefused(said)
    own.last_number += 1
    own.last_issue_date = issue_date
    return document, own


def _row(draft: Draft, document: Document, series: NumberSeries, text: str, at: datetime) -> Invoice:
    totals = document.totals
    values = {
        "seller_id": draft.seller_id,
        "series_id": series.id,
        "draft_id": draft.id,
        "buyer_id": draft.buyer_id,
        "sequence_number": series.last_number,
        "invoice_number": document.invoice_number,
        "issue_date": document.issue_date,
        "type_code": document.type_code,
        "buyer_name": document.buyer.name,
        "purchase_order_reference": document.purchase_order_reference or "",
        "payment_due_date": document.payment_due_date,
        "currency_code": document.currency_code,
        "total_without_vat": totals.total_without_vat,
        "total_vat": totals.total_vat or Decimal(0),
        "total_with_vat": totals.total_with_vat,
        "amount_due": totals.amount_due,
        "document": text,
        "document_hash": rules.sha256(text.encode()),
        "issued_at": at,
    }
    return fresh(Invoice, values, {"series": series, "draft": draft})
