"""Correct an issued invoice, which itself never changes: credit it, replace it, or cancel it and bill it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sansfaute.drafts import actions as drafts
from sansfaute.drafts.rules import corrections as rules
from sansfaute.drafts.rules.corrections import CreditAsked, LineCredit
from sansfaute.issuing import queries
from sansfaute.issuing.actions.checked_corrections import lock_invoices
from sansfaute.issuing.events import CorrectionAsked, CorrectionDropped
from sansfaute.issuing.models import Correction, Invoice
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.people import queries as people
from sansfaute.people import rules as people_rules

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft
    from sansfaute.en16931.model import Invoice as Document
    from sansfaute.en16931.values import Finding
    from sansfaute.people.models import Person

_AT_ONCE = {"days": 0}
_PURPOSES = {"corrective": "corrective", "replacement": "replacement"}


class CorrectionRefused(Refusal):
    """An invoice cannot be corrected so; the message is fit for a person."""


@transaction.atomic
def credit_invoice(
    *,
    invoice_id: UUID,
    how: str,
    lines: Mapping[str, LineCredit] | None = None,
    amount_with_vat: Decimal | None = None,
    without_vat: bool = False,
    internal: bool = False,
    why: str,
    actor: Person | None,
    at: datetime,
) -> Correction:
    """The draft of a credit note of an issued invoice, which review judges like any other.

    `how`: "full", all that is left; "lines", with `lines` by identifier (BT-126), each a quantity or an
    amount without VAT; "amount", with `amount_with_vat`, shared over the rates. `without_vat`: both
    parties leave the VAT as it was, and the amount is one without VAT. `internal`: never sent, for an
    invoice that was rejected or refused. Raises CorrectionRefused, among others when it takes more than
    is left: drafts of credit notes count, and those who ask at once take turns.
    """
    asked = CreditAsked(
        how=how, lines=lines or {}, amount=amount_with_vat, without_vat=without_vat, internal=internal, why=why
    )
    _refuse_unless_clear(asked)
    invoice = _locked(invoice_id, why, actor)
    return _credit(invoice, asked, actor, at)


@transaction.atomic
def replace_invoice(
    *, invoice_id: UUID, document: Document | None = None, why: str, actor: Person | None, at: datetime
) -> Correction:
    """The draft of a corrective invoice (384 and its like), which cancels and replaces one issued invoice.

    `document` is the invoice as it should have been; without it, the draft is a copy that waits for a
    person to edit it. Raises CorrectionRefused, among others when credit notes already stand.
    """
    invoice = _locked(invoice_id, why, actor)
    original = queries.model_of(invoice)
    if original.type_code not in rules.CORRECTIVE_CODES:
        raise CorrectionRefused(_("A deposit has no corrective invoice: cancel it and bill it again."))
    if original.preceding_invoices and original.type_code not in rules.CORRECTIVE_CODES.values():
        raise CorrectionRefused(
            _("This invoice names others before it, and a corrective invoice names one only: cancel it and bill again.")
        )
    if standing := [one for one in queries.standing_corrections(invoice.pk) if one.kind != "replacement"]:
        raise CorrectionRefused(_already(standing))
    edited = document and _of_the_same(original, document)
    return _propose(
        invoice, rules.corrective_of(original, edited, why), "corrective", why, actor, at, to_edit=document is None
    )


@transaction.atomic
def cancel_and_rebill(
    *,
    invoice_id: UUID,
    document: Document | None = None,
    internal: bool = False,
    why: str,
    actor: Person | None,
    at: datetime,
) -> tuple[Correction, Correction]:
    """A credit note of all that is left of an invoice, and the draft of a new one in its place.

    `document` is the new invoice; without it, a copy that waits for a person to edit it. `internal` as
    `credit_invoice` has it: the buyer or a platform refused the invoice, which must have a new number.
    """
    invoice = _locked(invoice_id, why, actor)
    credit = _credit(invoice, CreditAsked(how="full", internal=internal, why=why), actor, at)
    original = queries.model_of(invoice)
    edited = document and _of_the_same(original, document)
    again = rules.rebilled(original, edited, why)
    return credit, _propose(invoice, again, "replacement", why, actor, at, to_edit=document is None)


@transaction.atomic
def drop_corrections(*, seller_id: UUID, draft_ids: Sequence[UUID], at: datetime) -> int:
    """Free what the corrections of these discarded drafts took of their invoices; the same again changes nothing."""
    rows = Correction.objects.filter(seller_id=seller_id, draft_id__in=draft_ids, draft__discard__isnull=False)
    dropped = list(rows.filter(dropped_at=None).order_by("pk").select_for_update(of=("self",)))
    Correction.objects.filter(pk__in=[one.pk for one in dropped]).update(dropped_at=at)
    journal.record([CorrectionDropped(seller_id, one.pk, invoice_id=one.invoice_id) for one in dropped], at=at)
    return len(dropped)


def _refuse_unless_clear(asked: CreditAsked) -> None:
    """Named refusals of what is asked, before anything is locked."""
    if asked.how not in rules.HOWS:
        raise CorrectionRefused(_("Credit the whole invoice, some lines, or an amount."))
    if asked.without_vat and asked.how != "amount":
        raise CorrectionRefused(_("A credit without VAT is for an amount: give the amount without VAT."))
    if asked.how == "amount" and asked.amount is None:
        raise CorrectionRefused(_("Give the amount to credit."))
    if asked.amount is not None and asked.amount != round(asked.amount, 2):
        raise CorrectionRefused(_("An amount has two decimals at most."))
    if asked.how == "lines" and not any(
        one.quantity is not None or one.net_amount is not None for one in asked.lines.values()
    ):
        raise CorrectionRefused(_("Choose at least one line to credit."))
    if any(one.quantity is not None and one.net_amount is not None for one in asked.lines.values()):
        raise CorrectionRefused(_("Of a line, credit a quantity or an amount, not both."))


def _locked(invoice_id: UUID, why: str, actor: Person | None) -> Invoice:
    """The invoice, its corrections locked until the transaction ends; or a refusal."""
    if not why.strip():
        raise CorrectionRefused(_("Say why: the reason stands on the correction and is kept with it."))
    invoice = lock_invoices({invoice_id}).get(invoice_id)
    if invoice is None:
        raise CorrectionRefused(_("This invoice does not exist."))
    if actor is not None and not people.may(actor, people_rules.CORRECT_INVOICES, invoice.seller_id):
        raise CorrectionRefused(_("Your role does not let you correct invoices of this company."))
    if invoice.type_code in rules.CREDIT_NOTES:
        raise CorrectionRefused(_("A credit note is not credited: bill again what it should not have taken back."))
    return invoice


def _credit(invoice: Invoice, asked: CreditAsked, actor: Person | None, at: datetime) -> Correction:
    standing = queries.standing_corrections(invoice.pk)
    if replacing := [one for one in standing if one.kind == "corrective"]:
        raise CorrectionRefused(_already(replacing))
    original = queries.model_of(invoice)
    found = rules.credit_note_of(original, queries.credits_among(standing), asked)
    if found.credit_note is None:
        raise CorrectionRefused(" ".join(_sentence(one) for one in found.findings))
    return _propose(invoice, found.credit_note, asked.how, asked.why, actor, at)


def _sentence(finding: Finding) -> str:
    """What is wrong and how to mend it, in the language of the person."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    return f"{finding.message[language]} {finding.fix[language]}"


def _already(standing: Sequence[Correction]) -> str:
    if any(one.kind == "corrective" for one in standing):
        return _("A corrective invoice already replaces this one: correct that one, or discard its draft.")
    return _("Credit notes of this invoice already stand: credit the rest and bill again, or discard their drafts.")


def _of_the_same(original: Document, document: Document) -> Document:
    """The edited document; the parties and the currency are those of the invoice."""
    if (document.seller.legal_registration, document.currency_code) != (
        original.seller.legal_registration,
        original.currency_code,
    ):
        raise CorrectionRefused(_("The new invoice has the seller and the currency of the one it replaces."))
    return replace(document, issue_date=original.issue_date)


def _propose(
    invoice: Invoice,
    document: Document,
    kind: str,
    why: str,
    actor: Person | None,
    at: datetime,
    *,
    to_edit: bool = False,
) -> Correction:
    origin: Draft = invoice.draft
    is_credit = kind not in _PURPOSES
    draft = drafts.propose_document(
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        document=replace(document, issue_date=max(document.issue_date, invoice.issue_date)),
        purpose=_PURPOSES.get(kind, "credit"),
        corrects=_origin(invoice, kind, why),
        channel=origin.channel,
        clauses={"copy_of": invoice.invoice_number} if to_edit else {},
        payment_terms=_AT_ONCE if is_credit else origin.payment_terms,
        actor=actor,
        at=at,
        why=why.strip(),
    )
    return _kept(invoice, draft, document, kind, why.strip(), actor, at)


def _origin(invoice: Invoice, kind: str, why: str) -> dict[str, Any]:
    return {
        "invoice_id": str(invoice.pk),
        "draft_id": str(invoice.draft_id),
        "invoice_number": invoice.invoice_number,
        "issue_date": invoice.issue_date.isoformat(),
        "type_code": invoice.type_code,
        "kind": kind,
        "why": why.strip(),
    }


def _kept(
    invoice: Invoice, draft: Draft, document: Document, kind: str, why: str, actor: Person | None, at: datetime
) -> Correction:
    correction = Correction(
        seller_id=invoice.seller_id,
        invoice=invoice,
        draft=draft,
        kind=kind,
        lines={one.identifier: str(one.line_net_amount) for one in document.lines} if kind == "lines" else {},
        total_without_vat=document.totals.total_without_vat,
        total_with_vat=document.totals.total_with_vat,
        why=why,
        asked_by=actor,
        asked_at=at,
    )
    correction.save(force_insert=True)
    fact = CorrectionAsked(
        invoice.seller_id,
        correction.pk,
        invoice_id=invoice.pk,
        draft_id=draft.pk,
        kind=kind,
        total_with_vat=str(correction.total_with_vat),
    )
    journal.record([fact], at=at, actor=actor, why=why)
    return correction
