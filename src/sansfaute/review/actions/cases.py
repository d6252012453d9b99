"""A draft and what is known around it, as the case that the house checks judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sansfaute.en16931 import rules as norm
from sansfaute.en16931.model import Invoice
from sansfaute.masterdata.rules import PaymentTerms
from sansfaute.review import queries, rules

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft

Around = Mapping[UUID, Sequence[rules.Lookalike]]
"""Drafts and invoices that look like each draft, by its id."""


def case_of(
    row: Draft,
    invoice: Invoice,
    seen: rules.Seen,
    known: queries.Knowledge,
    around: Around,
    errors: Iterable[norm.Finding],
) -> rules.Case:
    """All that the checks look at."""
    buyer = row.buyer
    return rules.Case(
        buyer_kind=buyer.kind,
        buyer_name=buyer.name,
        buyer_country_code=buyer.country_code,
        buyer_city=buyer.city,
        buyer_line_1=buyer.line_1,
        buyer_code=buyer.code,
        siren=buyer.siren,
        record_errors=[
            {"field": one.field, "rule": one.rule, "level": one.level, "value": one.value, "fix": one.fix}
            for one in known.findings.get(buyer.pk, [])
        ],
        issue_date=row.issue_date,
        payment_due_date=invoice.payment_due_date,
        payment_terms=PaymentTerms.from_dict(row.payment_terms) if row.payment_terms else None,
        purchase_order_reference=row.purchase_order_reference,
        total_with_vat=row.total_with_vat,
        currency_code=row.currency_code,
        revision=row.revision,
        type_code=row.type_code,
        corrects=str(row.corrects.get("invoice_number", "")) if row.corrects else "",
        clauses=row.clauses,
        treatments=row.treatments,
        norm_errors=[{"rule": one.rule, "term": one.term, "message": one.message} for one in errors],
        seen=seen,
        past=known.past.get(buyer.pk, ()),
        lookalikes=around.get(row.pk, ()),
        blocks=known.blocks.get(buyer.pk, ()),
        bank_changes=[*known.own_bank_changes, *known.bank_changes.get(buyer.pk, ())],
        agreed=known.agreed.get(buyer.pk, {}),
        sources=known.sources.get(row.pk, ()),
        named=_confidential(row.clauses, invoice),
    )


def _confidential(clauses: Mapping[str, Any], invoice: Invoice) -> dict[str, tuple[str, str]]:
    """Name and description of the lines whose name must stay general."""
    lines = clauses.get("confidential")
    if not lines:
        return {}
    named = (one for one in invoice.lines if one.identifier in lines)
    return {one.identifier: (one.item.name, one.item.description or "") for one in named}


def lookalikes(known: queries.Knowledge, judged: Sequence[tuple[Draft, rules.Seen]]) -> Around:
    """What looks like each of these drafts: judged before, or earlier among them."""
    found: dict[UUID, list[rules.Lookalike]] = {}
    before: dict[tuple[Any, str], list[rules.Lookalike]] = defaultdict(list)
    for buyer_id, others in known.around.items():
        for near, other in others:
            before[buyer_id, near].append(other)
    for row, seen in judged:
        alike = before[row.buyer_id, seen.near]
        found[row.pk] = list(alike)
        alike.append(rules.Lookalike(str(row.pk), row.issue_date, str(row.pk)[-8:]))
    return found
