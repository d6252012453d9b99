"""What other rooms may ask of drafts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from sansfaute.contracts import queries as contracts
from sansfaute.contracts import rules as contracts_rules
from sansfaute.drafts import rules
from sansfaute.drafts.models import Discard, Draft, DraftLine, DraftRevision
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes import json as json_form

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillableItem


SET_ASIDE = "set_aside"
"""Purpose of a discarded draft that holds lines taken out of another one by hand."""


def draft(draft_id: UUID | str) -> Draft:
    """One draft. Raises Draft.DoesNotExist."""
    return Draft.objects.get(pk=draft_id)


def drafts(draft_ids: Iterable[UUID | str]) -> QuerySet[Draft]:
    """The drafts among these identifiers."""
    return Draft.objects.filter(pk__in=list(draft_ids))


def drafts_of(seller_id: UUID | str) -> QuerySet[Draft]:
    """The drafts of one seller."""
    return Draft.objects.filter(seller_id=seller_id)


def drafts_of_run(run_id: UUID) -> QuerySet[Draft]:
    """The drafts that a bill run gave."""
    return Draft.objects.filter(run_id=run_id)


def invoice_of(row: Draft) -> Invoice:
    """The complete invoice of a draft, without its number."""
    return json_form.from_dict(row.document)


def lines_of(draft_ids: Iterable[UUID]) -> QuerySet[DraftLine]:
    """The lines of these drafts, each with its billable item."""
    return DraftLine.objects.filter(draft_id__in=list(draft_ids)).select_related("billable").order_by("id")


def explained(row: Draft, invoice: Invoice | None = None) -> rules.Explained:
    """What is known of a draft's figures, or of those of the invoice it became. Three queries."""
    lines = lines_of([row.pk]).select_related("billable__item")
    treatments = {str(one["line"]): one for one in row.treatments}
    return rules.Explained(
        invoice=invoice or invoice_of(row),
        lines={line.line_identifier: contracts_rules.item_derivation(line.billable) for line in lines},
        treatments=treatments,
        edits=[
            {**change, "why": revision.why, "author": str(revision.edited_by or "")}
            for revision in row.revisions.select_related("edited_by").order_by("number")
            for change in revision.changes
        ],
        discounts=row.clauses.get("document_discounts", []),
        exchange_rate=row.clauses.get("exchange_rate", {}),
    )


def lines_billing(item_ids: Iterable[str]) -> dict[str, DraftLine]:
    """The line of each of these billable items, with its draft, by the item's identifier; one query."""
    rows = DraftLine.objects.filter(billable_id__in=set(item_ids)).select_related("draft")
    return {str(row.billable_id): row for row in rows}


def lines_by_source(seller_id: UUID, source_keys: Iterable[str]) -> dict[str, DraftLine]:
    """The draft line, with its draft, that bills each of these sources, by the source's key; one query."""
    rows = DraftLine.objects.filter(seller_id=seller_id, billable__source_key__in=set(source_keys))
    return {row.billable.source_key: row for row in rows.select_related("draft", "billable")}


def lock_drafts(draft_ids: Iterable[UUID]) -> list[Draft]:
    """These drafts in the order of their ids, held until the transaction ends."""
    held = Draft.objects.filter(pk__in=list(draft_ids)).order_by("pk")
    return list(held.select_for_update(no_key=True))


def is_discarded(draft_id: UUID | str) -> bool:
    """Did a person decide that this draft will not be invoiced?"""
    return Discard.objects.filter(draft_id=draft_id).exists()


def work_to_assemble(buyer_ids: Sequence[UUID], run_ids: Iterable[UUID]) -> list[BillableItem]:
    """What these runs found for these buyers and no draft carries yet, in a steady order."""
    return contracts.read_work(contracts.work_of_buyers(buyer_ids, run_ids).filter(draft_line=None))


def is_let_through(draft_id: UUID | str) -> bool:
    """Has review approved this draft? It may then have a number: it does not change any more."""
    return Draft.objects.filter(pk=draft_id, approval__isnull=False).exists()


def set_aside_from(draft_id: UUID | str) -> QuerySet[Draft]:
    """The discarded drafts that hold lines which a person took out of this one."""
    return Draft.objects.filter(purpose=SET_ASIDE, clauses__set_aside_from=str(draft_id))


def revisions_of(draft_id: UUID | str) -> QuerySet[DraftRevision]:
    """The edits of a draft, first one first, each with who made it."""
    return DraftRevision.objects.filter(draft_id=draft_id).select_related("edited_by").order_by("number")


def editors_of(draft_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Who edited each of these drafts; drafts that nobody edited are absent. One query."""
    rows = DraftRevision.objects.filter(draft_id__in=list(draft_ids), edited_by__isnull=False)
    found: dict[UUID, set[UUID]] = {}
    for draft_id, person_id in rows.values_list("draft_id", "edited_by_id"):
        if person_id is not None:
            found.setdefault(draft_id, set()).add(person_id)
    return found


def state_of(row: Draft) -> rules.Proposal:
    """All of a draft that a person may edit, as it stands."""
    return rules.Proposal(
        invoice=invoice_of(row),
        treatments=tuple(row.treatments),
        clauses={name: value for name, value in row.clauses.items() if name != "proposed"},
        payment_terms=row.payment_terms,
        purchase_order_reference=row.purchase_order_reference,
    )


def beside(state: rules.Proposal) -> dict[str, Any]:
    """What a proposal says beside its document, to be kept with the draft once it is edited."""
    return {
        "treatments": [dict(one) for one in state.treatments],
        "clauses": dict(state.clauses),
        "payment_terms": dict(state.payment_terms),
        "purchase_order_reference": state.purchase_order_reference,
    }


def proposal_of(row: Draft) -> rules.Proposal:
    """What the engine proposed, whatever was edited since. One query when it was edited, else none."""
    kept = row.clauses.get("proposed")
    if not kept:
        return state_of(row)
    first = DraftRevision.objects.get(draft=row, number=1)
    return rules.Proposal(
        invoice=json_form.from_dict(first.before),
        treatments=tuple(kept["treatments"]),
        clauses=kept["clauses"],
        payment_terms=kept["payment_terms"],
        purchase_order_reference=kept["purchase_order_reference"],
    )
