"""What a simulation showed and its run did not give: which documents, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from sansfaute.contracts import queries as contracts_queries
from sansfaute.drafts import queries as drafts_queries
from sansfaute.review.models import DraftException, SimulatedDocument

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sansfaute.contracts.models import BillRun

# A draft's key, as rules.document_key works it out: UTF-8 sorts by code point.
_KEYS = (
    "select encode(sha256(convert_to(string_agg(b.source_key, E'\\n' order by b.source_key collate \"C\"), 'UTF8')),"
    " 'hex') from drafts_draftline l join contracts_billableitem b on b.id = l.billable_id"
    " join drafts_draft d on d.id = l.draft_id where d.run_id = %s group by d.id"
)
_MISSING = f"from review_simulateddocument s where s.simulation_id = %s and s.key not in ({_KEYS})"


@dataclass(frozen=True, slots=True)
class Missing:
    """A simulated document that did not come, and a code for its reason."""

    document: SimulatedDocument
    reason: str

    @property
    def sentence(self) -> str:
        """The reason, for a person."""
        return {
            "not_yet": _("The run has not come to it yet."),
            "cancelled": _("The run was cancelled."),
            "regrouped": _(
                "Its work came on other documents: it was grouped otherwise, or there is more or less of it."
            ),
            "billed_by_another_run": _("Another run has billed this customer since the simulation."),
            "no_longer_billable": _(
                "Its work is not billable any more: the records have changed since the simulation."
            ),
        }[self.reason]


def changed_in(run_id: UUID) -> QuerySet[DraftException]:
    """The drafts of a run that were held because they are not what its simulation showed."""
    found = DraftException.objects.filter(draft__run_id=run_id, rule="changed_since_simulation")
    return found.select_related("draft", "draft__buyer", "decision").order_by("opened_at", "pk")


def count_missing(run: BillRun) -> int:
    """How many simulated documents did not come; 0 for a run without simulation. One query."""
    if run.simulation_id is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) {_MISSING}", [run.simulation_id, run.pk])
        return int(cursor.fetchone()[0])


def missing(run: BillRun, *, limit: int = 50) -> list[Missing]:
    """The largest simulated documents that did not come, each with its reason. Five queries."""
    if run.simulation_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"select s.id {_MISSING} order by s.total_with_vat desc, s.id limit %s",
            [run.simulation_id, run.pk, limit],
        )
        ids = [row[0] for row in cursor.fetchall()]
    rows = SimulatedDocument.objects.filter(pk__in=ids).select_related("buyer", "simulation")
    return _explained(run, list(rows.order_by("-total_with_vat", "pk")))


def _explained(run: BillRun, rows: Sequence[SimulatedDocument]) -> list[Missing]:
    if run.state != "found":
        return [Missing(row, "cancelled" if run.state == "cancelled" else "not_yet") for row in rows]
    buyers = {row.buyer_id for row in rows}
    ours = drafts_queries.drafts_of_run(run.pk).filter(buyer_id__in=buyers, discard=None)
    regrouped = set(ours.order_by().values_list("buyer_id", flat=True))
    elsewhere = _billed_elsewhere(run, rows, buyers)
    undrafted = set(contracts_queries.items_of_run(run.pk).filter(draft_line=None).values_list("buyer_id", flat=True))
    return [Missing(row, _reason(row.buyer_id, undrafted, regrouped, elsewhere)) for row in rows]


def _billed_elsewhere(run: BillRun, rows: Sequence[SimulatedDocument], buyers: Iterable[UUID]) -> set[UUID]:
    if not rows:
        return set()
    asked_at = rows[0].simulation.asked_at
    items = contracts_queries.billable_items(run.seller_id).exclude(run_id=run.pk)
    found = items.filter(buyer_id__in=list(buyers), became_billable_at__gte=asked_at)
    return set(found.order_by().values_list("buyer_id", flat=True).distinct())


def _reason(buyer_id: UUID, undrafted: set[UUID], regrouped: set[UUID], elsewhere: set[UUID]) -> str:
    if buyer_id in undrafted:
        return "not_yet"
    if buyer_id in regrouped:
        return "regrouped"
    return "billed_by_another_run" if buyer_id in elsewhere else "no_longer_billable"
