"""Write down on contracts a term that was agreed after it had been granted again and again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sansfaute.contracts.events import ContractTermAgreed
from sansfaute.contracts.models import Contract
from sansfaute.journal import actions as journal

TRACE = "agreed_terms"
"""The clause that keeps each agreed term with its proposal and its moment."""


@transaction.atomic
def agree_term(
    *, seller_id: UUID, contract_numbers: Iterable[str], clauses: Mapping[str, Any], proposal_id: UUID, at: datetime
) -> int:
    """Set these clauses on these contracts, each with its trace; how many were changed. The same again changes nothing.

    Prices are not touched: what a clause changes is what is asked of a later invoice.
    """
    held = Contract.objects.filter(seller_id=seller_id, contract_number__in=list(contract_numbers)).order_by("pk")
    changed = []
    for contract in held.select_for_update(no_key=True):
        trace = list(contract.clauses.get(TRACE, []))
        if any(one["proposal"] == str(proposal_id) for one in trace):
            continue
        before = {name: contract.clauses.get(name) for name in clauses}
        entry = {"proposal": str(proposal_id), "clauses": dict(clauses), "before": before, "at": at.isoformat()}
        contract.clauses = {**contract.clauses, **clauses, TRACE: [*trace, entry]}
        changed.append(contract)
    Contract.objects.bulk_update(changed, ["clauses"], batch_size=500)
    facts = [ContractTermAgreed(seller_id=seller_id, subject_id=one.pk, clauses=dict(clauses)) for one in changed]
    journal.record(facts, at=at)
    return len(changed)
