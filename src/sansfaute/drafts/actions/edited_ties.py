"""The tie between the lines of an edited draft and the work they bill: kept, freed or set aside, never lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sansfaute.contracts import actions as contracts
from sansfaute.drafts import queries, rules
from sansfaute.drafts.events import DraftDiscarded
from sansfaute.drafts.models import Discard, Draft, DraftLine
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.journal import actions as journal


def follow_ties(
    draft: Draft,
    before: rules.Proposal,
    after: rules.Proposal,
    later: Iterable[str],
    *,
    why: str,
    actor: Any,
    at: datetime,
) -> None:
    """Each tied line has its new amount; the work of a line that went is freed or set aside; one that is back is tied.

    Raises EditUnsound for a line that is back and whose work was given to a later run.
    """
    amounts = {one.identifier: one.line_net_amount for one in after.invoice.lines}
    _tie_again(draft, amounts, before)
    ties = list(DraftLine.objects.filter(draft=draft).order_by("id"))
    kept = [one for one in ties if one.line_identifier in amounts]
    for one in kept:
        one.net_amount = amounts[one.line_identifier]
    DraftLine.objects.bulk_update(kept, ["net_amount"], batch_size=500)
    gone = [one for one in ties if one.line_identifier not in amounts]
    freed = set(later)
    _free([one for one in gone if one.line_identifier in freed], at)
    _set_aside(draft, before, [one for one in gone if one.line_identifier not in freed], why, actor, at)


def _free(ties: Sequence[DraftLine], at: datetime) -> None:
    """A later run finds this work again."""
    items = [one.billable_id for one in ties]
    DraftLine.objects.filter(pk__in=[one.pk for one in ties]).delete()
    if items:
        contracts.withdraw_work(item_ids=items, at=at)


def _set_aside(
    draft: Draft, before: rules.Proposal, ties: Sequence[DraftLine], why: str, actor: Any, at: datetime
) -> None:
    """This work stays visible as set aside, on a discarded draft of its own."""
    if not ties:
        return
    aside = _draft_of(draft, before, {one.line_identifier for one in ties}, at)
    Discard.objects.create(seller_id=draft.seller_id, draft=aside, discarded_by=actor, why=why, discarded_at=at)
    DraftLine.objects.filter(pk__in=[one.pk for one in ties]).update(draft=aside)
    event = DraftDiscarded(seller_id=draft.seller_id, subject_id=aside.pk)
    journal.record([event], at=at, actor=actor, why=why)


def _draft_of(draft: Draft, before: rules.Proposal, identifiers: set[str], at: datetime) -> Draft:
    lines = tuple(one for one in before.invoice.lines if one.identifier in identifiers)
    state = rules.calculated(replace(before, invoice=replace(before.invoice, lines=lines, allowances=(), charges=())))
    sums = state.invoice.totals
    return Draft.objects.create(
        seller_id=draft.seller_id,
        run_id=draft.run_id,
        purpose=queries.SET_ASIDE,
        buyer_id=draft.buyer_id,
        purchase_order_reference=draft.purchase_order_reference,
        type_code=draft.type_code,
        issue_date=draft.issue_date,
        payment_due_date=draft.payment_due_date,
        payment_terms=draft.payment_terms,
        currency_code=draft.currency_code,
        total_without_vat=sums.total_without_vat,
        total_vat=sums.total_vat or Decimal(0),
        total_with_vat=sums.total_with_vat,
        document=json_form.to_dict(state.invoice),
        treatments=[dict(one) for one in before.treatments if one["line"] in identifiers],
        clauses={"set_aside_from": str(draft.pk)},
        assembled_at=at,
    )


def _tie_again(draft: Draft, amounts: dict[str, Decimal], before: rules.Proposal) -> None:
    """Lines that were set aside and are back; the drafts that held them go when nothing is left on them."""
    were = {one.identifier for one in before.invoice.lines}
    back = sorted(identifier for identifier in amounts if identifier not in were)
    aside = queries.set_aside_from(draft.pk)
    DraftLine.objects.filter(draft__in=aside, line_identifier__in=back).update(draft=draft)
    emptied = list(aside.filter(lines=None).values_list("pk", flat=True))
    Discard.objects.filter(draft_id__in=emptied).delete()
    Draft.objects.filter(pk__in=emptied).delete()
    tied = set(DraftLine.objects.filter(draft=draft).values_list("line_identifier", flat=True))
    if lost := [one for one in back if one not in tied and one in _engine_lines(draft)]:
        raise rules.EditUnsound("line_given_back", lines=", ".join(lost))


def _engine_lines(draft: Draft) -> set[str]:
    """The lines that the engine had proposed for billable work: all of a run's draft."""
    if draft.run_id is None:
        return set()
    return {one.identifier for one in queries.proposal_of(draft).invoice.lines}
