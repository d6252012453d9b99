"""Simulate a bill run: the real run, chunk by chunk, rolled back; only what it would give is kept.

Each chunk of buyers is two transactions. The first does all that a run does up to approval, under
the locks that a run takes, and is rolled back: no item, draft, fact, job or number of it remains.
The second keeps its documents together with how far the simulation is, so that it goes on from
there when it was stopped anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import actions as contracts
from sansfaute.contracts import queries as contracts_queries
from sansfaute.drafts import actions as drafts
from sansfaute.drafts import queries as drafts_queries
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.review.actions.check import check_drafts
from sansfaute.review.events import SimulationAsked, SimulationCancelled, SimulationDone
from sansfaute.review.models import DraftException, Fingerprint, ShapeVerdict, SimulatedDocument, Simulation
from sansfaute.review.queries import simulations as queries
from sansfaute.review.rules import comparison

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillRun
    from sansfaute.drafts.models import Draft

CHUNK = 200
"""Buyers simulated in one transaction."""

START = UUID(int=0)
"""Before the first buyer."""

Progress = Callable[[int, int], None]
"""Called with (buyers done, buyers to look at)."""

Shapes = set[tuple[str, str]]
"""(shape, pack) that the official rules passed in chunks before, and whose verdict was rolled back with them."""


class SimulationRefused(Refusal):
    """A simulation cannot be asked, given up or committed so; the message is fit for a person."""


@transaction.atomic
def simulate_run(
    *,
    seller_id: UUID,
    until: date,
    issue_date: date,
    at: datetime,
    actor: journal.Actor | None = None,
    since: date | None = None,
    scope: Mapping[str, Any] | None = None,
    simulation_id: UUID | None = None,
) -> Simulation:
    """Ask for a simulation of the run that `contracts.start_bill_run` would start with the same terms.

    `simulation_id` makes asking twice harmless: the one that was asked first is given back.
    Raises contracts.BillRunRefused for a run that could not start.
    """
    terms = {"seller_id": seller_id, "until": until, "issue_date": issue_date, "since": since}
    fresh = Simulation(
        pk=simulation_id or new_id(),
        **terms,
        scope=_scope_of({**terms, "scope": scope}, at),
        asked_by_id=actor.pk if actor else None,
        asked_at=at,
    )
    asked, is_new = Simulation.objects.get_or_create(pk=fresh.pk, defaults=_columns(fresh))
    if is_new:
        event = SimulationAsked(seller_id, asked.pk, until=until.isoformat(), issue_date=issue_date.isoformat())
        journal.record([event], at=at, actor=actor)
    return asked


def _columns(row: Simulation) -> dict[str, Any]:
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}


@transaction.atomic
def _scope_of(terms: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The scope as a run would hold it; a run that could not start is refused here, in the same words."""
    with journal.inline_steps():
        scope: dict[str, Any] = contracts.start_bill_run(**terms, at=at).scope
    transaction.set_rollback(True)
    return scope


@transaction.atomic
def cancel_simulation(*, simulation_id: UUID | str, actor: journal.Actor | None, at: datetime) -> Simulation:
    """Stop a simulation before its next chunk; what it found so far can be looked at. Raises SimulationRefused."""
    found = Simulation.objects.select_for_update().get(pk=simulation_id)
    if found.state not in ("working", "failed"):
        raise SimulationRefused(_("This simulation has ended: there is nothing to cancel."))
    found.state = "cancelled"
    found.save(update_fields=["state"])
    journal.record([SimulationCancelled(found.seller_id, found.pk)], at=at, actor=actor)
    return found


def work_out_simulation(*, simulation_id: UUID, at: datetime, progress: Progress | None = None) -> None:
    """Simulate what is left, 200 buyers at a time, in constant memory.

    Stopped anywhere and run again, or run twice at once, it keeps each document once. Cancelled, it
    stops before it keeps the next chunk. A chunk that cannot be worked out is raised, its reason kept
    in `why_failed`; asked again, it is tried again.
    """
    simulation = _begin(simulation_id)
    run, last, shapes = run_of(simulation), simulation.last_buyer_id or START, Shapes()
    going = simulation.state == "working"
    while going and (buyer_ids := contracts_queries.buyers_with_work(run, last, CHUNK)):
        documents = _simulated(simulation, buyer_ids, shapes, at)
        reached = _keep(simulation_id, last, buyer_ids, documents)
        going, last = reached is not None, reached or last
        if going and progress:
            progress(*queries.progress(simulation_id))
    if going:
        _finish(simulation_id, at)


def run_of(simulation: Simulation) -> BillRun:
    """The run that is simulated, never written: what is looked for, and until when."""
    return contracts_queries.run_not_started(
        seller_id=simulation.seller_id,
        until=simulation.until,
        issue_date=simulation.issue_date,
        since=simulation.since,
        scope=simulation.scope,
    )


@transaction.atomic
def _begin(simulation_id: UUID) -> Simulation:
    found = Simulation.objects.select_for_update().get(pk=simulation_id)
    if found.state not in ("working", "failed"):
        return found
    found.state, found.why_failed = "working", ""
    if found.last_buyer_id is None:
        found.buyers_to_do = contracts_queries.count_buyers_with_work(run_of(found))
    found.save(update_fields=["state", "why_failed", "buyers_to_do"])
    return found


@transaction.atomic
def _simulated(
    simulation: Simulation, buyer_ids: Sequence[UUID], shapes: Shapes, at: datetime
) -> list[SimulatedDocument]:
    """The real run over these buyers, up to approval or hold; rolled back."""
    seller_id = simulation.seller_id
    _remember_shapes(shapes, at)
    with journal.inline_steps():  # what the run announces is heard by nobody
        run = contracts.start_bill_run(
            seller_id=seller_id,
            until=simulation.until,
            issue_date=simulation.issue_date,
            since=simulation.since,
            scope=simulation.scope,
            at=at,
        )
        served = contracts.work_out(run=run, buyer_ids=buyer_ids, at=at)
        drafts.assemble_drafts(seller_id=seller_id, buyer_ids=served, run_ids=[run.pk], at=at)
        made = list(drafts_queries.drafts_of_run(run.pk).order_by("pk"))
        check_drafts(seller_id=seller_id, draft_ids=[draft.pk for draft in made], at=at)
        documents = _documents(simulation, made)
    shapes |= set(ShapeVerdict.objects.filter(judged_at=at, verdict="passed").values_list("shape", "pack"))
    transaction.set_rollback(True)
    return documents


def _remember_shapes(shapes: Shapes, at: datetime) -> None:
    """Shapes judged in the chunks before are not judged again: their verdicts were rolled back with them."""
    rows = [ShapeVerdict(shape=shape, pack=pack, verdict="passed", judged_at=at) for shape, pack in sorted(shapes)]
    ShapeVerdict.objects.bulk_create(rows, ignore_conflicts=True)


def _documents(simulation: Simulation, made: Sequence[Draft]) -> list[SimulatedDocument]:
    ids = [draft.pk for draft in made]
    parts, holds = queries.parts_of(ids), defaultdict[UUID, list[str]](list)
    held = DraftException.objects.filter(draft_id__in=ids).order_by("rule").values_list("draft_id", "rule")
    for draft_id, rule in held:
        holds[draft_id].append(rule)
    documents = [_document(simulation, draft, *parts[draft.pk], holds[draft.pk]) for draft in made]
    _foresee_doubles(simulation, ids, documents)
    return documents


def _foresee_doubles(simulation: Simulation, draft_ids: Sequence[UUID], documents: Sequence[SimulatedDocument]) -> None:
    """A run holds a document that looks like one of a chunk before; here that one was rolled back, its print kept."""
    own = Fingerprint.objects.filter(draft_id__in=draft_ids)
    prints = dict(own.values_list("draft_id", "fingerprint"))  # what looks like one of its own chunk has none
    before = queries.keys_by_fingerprint(simulation.pk, prints.values())
    for draft_id, document in zip(draft_ids, documents, strict=True):
        document.fingerprint = prints.get(draft_id, "")
        if before.get(document.fingerprint, document.key) != document.key:
            document.holds = sorted({*document.holds, "duplicate_suspected"})


def _document(
    simulation: Simulation, draft: Draft, key: str, amounts: dict[str, str], holds: list[str]
) -> SimulatedDocument:
    return SimulatedDocument(
        seller_id=simulation.seller_id,
        simulation_id=simulation.pk,
        buyer_id=draft.buyer_id,
        key=key,
        content_hash=comparison.content_hash(draft.document),
        type_code=draft.type_code,
        currency_code=draft.currency_code,
        line_count=len(draft.document.get("lines", ())),
        total_without_vat=draft.total_without_vat,
        total_vat=draft.total_vat,
        total_with_vat=draft.total_with_vat,
        holds=holds,
        amounts=amounts,
    )


@transaction.atomic
def _keep(
    simulation_id: UUID, after: UUID, buyer_ids: Sequence[UUID], documents: Sequence[SimulatedDocument]
) -> UUID | None:
    """The documents of a chunk and how far the simulation is, together; None when it was given up meanwhile.

    Who comes with a chunk that another process has kept already goes on from where that one is.
    """
    found = Simulation.objects.select_for_update().get(pk=simulation_id)
    if found.state != "working":
        return None
    if (found.last_buyer_id or START) != after:
        return found.last_buyer_id
    # Merged buyers of two chunks are worked out together in each: the document is kept once.
    SimulatedDocument.objects.bulk_create(documents, ignore_conflicts=True, batch_size=500)
    found.last_buyer_id = buyer_ids[-1]
    found.buyers_done += len(buyer_ids)
    found.buyers_to_do = max(found.buyers_to_do, found.buyers_done)
    found.save(update_fields=["last_buyer_id", "buyers_done", "buyers_to_do"])
    return buyer_ids[-1]


@transaction.atomic
def _finish(simulation_id: UUID, at: datetime) -> None:
    found = Simulation.objects.select_for_update().get(pk=simulation_id)
    if found.state != "working":
        return
    found.state, found.done_at = "done", at
    found.save(update_fields=["state", "done_at"])
    count = SimulatedDocument.objects.filter(simulation=found).count()
    journal.record([SimulationDone(found.seller_id, found.pk, document_count=count)], at=at)


def keep_failed_simulation(*, simulation_id: UUID, why: str) -> None:
    """A simulation under way could not go on: its page says why until it is tried again."""
    under_way = Simulation.objects.filter(pk=simulation_id, state="working")
    under_way.update(state="failed", why_failed=why[:2000])
