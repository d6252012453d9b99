"""A person edits a draft by hand; what the engine proposed stays within reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.drafts import queries, rules
from sansfaute.drafts.actions.edit_words import sentence_of
from sansfaute.drafts.actions.edited_ties import follow_ties
from sansfaute.drafts.events import DraftEdited
from sansfaute.drafts.models import Draft, DraftRevision
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import queries as masterdata
from sansfaute.people import queries as people
from sansfaute.people.rules import EDIT_DRAFTS

if TYPE_CHECKING:
    from sansfaute.people.models import Person


class EditRefused(Refusal):
    """A draft could not be edited so; the message is fit for a person."""


@transaction.atomic
def edit_draft(
    *, draft_id: UUID, edits: Sequence[rules.Edit], why: str, actor: Person, at: datetime, expected_revision: int
) -> DraftRevision:
    """Change a draft by hand, for a reason; its totals are calculated again and review judges it again.

    `expected_revision` is the revision that the person was reading. A line that goes frees its work
    for a later run, or sets it aside with the reason. Raises EditRefused: no reason, no right, somebody
    edited meanwhile, approved, issued or discarded, nothing changed, or an edit that cannot be.
    """
    if not why.strip():
        raise EditRefused(_("Say why: the reason is kept with the edit."))
    draft = _held(draft_id)
    if not people.may(actor, EDIT_DRAFTS, draft.seller_id):
        raise EditRefused(_("Your role does not let you edit drafts for this company."))
    _refuse_unless_open(draft, expected_revision)
    current, proposed = queries.state_of(draft), queries.proposal_of(draft)
    try:
        state = _edited(draft, current, proposed, edits, at)
        if state == current:
            raise EditRefused(_("Nothing would change: there is nothing to keep."))
        revision = _write(draft, current, state, why.strip(), actor, at)
        follow_ties(draft, current, state, rules.removed_for_later(edits), why=why.strip(), actor=actor, at=at)
    except rules.EditUnsound as unsound:
        raise EditRefused(sentence_of(unsound)) from unsound
    return revision


def _held(draft_id: UUID) -> Draft:
    held = queries.lock_drafts([draft_id])
    if not held:
        raise EditRefused(_("This draft does not exist."))
    return held[0]


def _refuse_unless_open(draft: Draft, expected_revision: int) -> None:
    """Named refusals; the draft is held, so that nobody approves or edits it meanwhile."""
    if queries.is_discarded(draft.pk):
        raise EditRefused(_("This draft is not there any more: it was discarded."))
    if queries.is_let_through(draft.pk):
        raise EditRefused(_("This draft is approved or issued: it does not change any more. Correct the invoice."))
    if draft.revision != expected_revision:
        last = draft.revisions.select_related("edited_by").order_by("-number").first()
        who = last.edited_by.get_username() if last and last.edited_by else "-"
        raise EditRefused(_("%(who)s edited this draft in the meantime: read it again, then edit it.") % {"who": who})


def _edited(
    draft: Draft, current: rules.Proposal, proposed: rules.Proposal, edits: Sequence[rules.Edit], at: datetime
) -> rules.Proposal:
    if draft.corrects:
        rules.refuse_amounts_of_corrections(edits)
    identifiers = [one.identifier for state in (current, proposed) for one in state.invoice.lines]
    first_free = max((int(one) for one in identifiers if one.isdecimal()), default=0) + 1
    return rules.edited(current, proposed, edits, clock.day_of(at), first_free)


def _write(
    draft: Draft, current: rules.Proposal, state: rules.Proposal, why: str, actor: Person | None, at: datetime
) -> DraftRevision:
    """The draft as edited, the document before, and one fact."""
    before = draft.document
    kept = draft.clauses.get("proposed") or queries.beside(current)
    draft.revision += 1
    _take(draft, state, kept)
    draft.save()
    revision = DraftRevision.objects.create(
        seller_id=draft.seller_id,
        draft=draft,
        number=draft.revision,
        before=before,
        changes=rules.changes(current.invoice, state.invoice),
        why=why,
        edited_by=actor,
        edited_at=at,
    )
    event = DraftEdited(seller_id=draft.seller_id, subject_id=draft.pk, revision=draft.revision)
    journal.record([event], at=at, actor=actor, why=why)
    return revision


def _take(draft: Draft, state: rules.Proposal, proposed: dict[str, Any]) -> None:
    """The columns of a draft say what its document says."""
    invoice = state.invoice
    draft.document = json_form.to_dict(invoice)
    draft.treatments = [dict(one) for one in state.treatments]
    draft.clauses = {**state.clauses, "proposed": proposed}
    draft.payment_terms = dict(state.payment_terms)
    draft.purchase_order_reference = state.purchase_order_reference
    draft.issue_date = invoice.issue_date
    draft.payment_due_date = invoice.payment_due_date
    draft.total_without_vat = invoice.totals.total_without_vat
    draft.total_vat = invoice.totals.total_vat or Decimal(0)
    draft.total_with_vat = invoice.totals.total_with_vat


@transaction.atomic
def take_up_buyers(*, draft_ids: Iterable[UUID], why: str, at: datetime) -> list[UUID]:
    """Drafts edited by hand take up their buyer's record as it stands now, and keep the edits; those that changed.

    What else `make_anew` would do, assemble the work again, would lose what the person wrote.
    """
    changed: list[UUID] = []
    for draft in queries.lock_drafts(draft_ids):
        if queries.is_discarded(draft.pk) or queries.is_let_through(draft.pk):
            continue
        current = queries.state_of(draft)
        party = rules.buyer_party(draft.buyer, masterdata.seller(draft.seller_id))
        if not current.invoice.buyer.vat_identifier and all(
            one.vat.vat_category_code == "O" for one in current.invoice.lines
        ):
            party = replace(party, vat_identifier=None)
        state = current.with_invoice(buyer=party)
        if state != current:
            _write(draft, current, state, why, None, at)
            changed.append(draft.pk)
    return changed
