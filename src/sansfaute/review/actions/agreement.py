"""Hold what a run gives otherwise than its simulation showed: an approver sees both and decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from sansfaute.contracts import queries as contracts_queries
from sansfaute.review.models import SimulatedDocument
from sansfaute.review.queries import simulations as queries
from sansfaute.review.rules import Hold, comparison

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft

CHANGED = "changed_since_simulation"
"""The rule that holds a draft which is not what its run's simulation showed."""


class Judged(Protocol):
    """A draft on its way through review, and the reasons to hold it found so far."""

    @property
    def draft(self) -> Draft: ...
    @property
    def holds(self) -> list[Hold]: ...


def hold_what_changed(judged: Iterable[Judged]) -> None:
    """Hold each draft of a committed simulation that is unknown to it or says something else than it showed.

    A draft that a person edited is left to the trace of that edit. One query when no run of these
    has a simulation, three otherwise.
    """
    of_runs = [one for one in judged if one.draft.run_id is not None and not one.draft.revision]
    simulated = _simulations([one.draft for one in of_runs])
    mine = [one for one in of_runs if one.draft.run_id in simulated]
    if not mine:
        return
    parts = queries.parts_of(one.draft.pk for one in mine)
    known = _known(set(simulated.values()), [key for key, _amounts in parts.values()])
    for one in mine:
        key, amounts = parts[one.draft.pk]
        assert one.draft.run_id is not None
        before = known.get((simulated[one.draft.run_id], key))
        if before is None or before.content_hash != comparison.content_hash(one.draft.document):
            evidence = comparison.change_evidence(_shown(before) if before else None, _shown_of(one.draft, amounts))
            one.holds.append(Hold(CHANGED, evidence, "approver"))


def _simulations(rows: Sequence[Draft]) -> dict[UUID, UUID]:
    """Run -> the simulation it must agree with; runs that must agree with none are absent. One query."""
    seller_ids, run_ids = {row.seller_id for row in rows}, {row.run_id for row in rows if row.run_id}
    found: dict[UUID, UUID] = {}
    for seller_id in seller_ids:
        runs = contracts_queries.bill_runs(seller_id).filter(pk__in=run_ids, simulation_id__isnull=False)
        found |= {pk: shown for pk, shown in runs.order_by().values_list("pk", "simulation_id") if shown}
    return found


def _known(simulation_ids: set[UUID], keys: Sequence[str]) -> dict[tuple[UUID, str], SimulatedDocument]:
    found = SimulatedDocument.objects.filter(simulation_id__in=simulation_ids, key__in=keys)
    return {(one.simulation_id, one.key): one for one in found}


def _shown(known: SimulatedDocument) -> comparison.Shown:
    return comparison.Shown(
        known.total_without_vat, known.total_vat, known.total_with_vat, known.line_count, known.amounts
    )


def _shown_of(draft: Draft, amounts: dict[str, str]) -> comparison.Shown:
    lines = len(draft.document.get("lines", ()))
    return comparison.Shown(draft.total_without_vat, draft.total_vat, draft.total_with_vat, lines, amounts)
