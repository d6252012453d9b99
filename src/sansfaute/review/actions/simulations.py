"""Simulate a bill run: the real run, chunk by chunk, rolled back; only what it would give is kept.

Each chunk of buyers is two transactions. The first does all that a run does up to approval, under
the locks that a run takes, and is rolled back: no item, draft, fact, job or number of it remains.
The second keeps its documents together with how far the simulation is, so that it goes on from
there when it was stopped anywhere.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import actions as contracts
from sansfaute.contracts import queries as contracts_queries
from sansfaute.contracts.models import BillRun
from sansfaute.drafts import actions as drafts
from sansfaute.drafts import queries as drafts_queries
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.review.actions.check import check_drafts
from sansfaute.review.events import SimulationAsked, SimulationCancelled, SimulationDone
from sansfaute.review.models import DraftException, ShapeVerdict, SimulatedDocument, Simulation
from sansfaute.review.queries import simulations as queries
from sansfaute.review.rules import comparison

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft

CHUNK = 200
"""Buyers simulated in one transaction."""

Progress = Callable[[int, int], None]
"""Called with (buyers done, buyers to look at)."""


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
    given = contracts.read_run(until=until, issue_date=issue_date, since=since, scope=scope)
    known = Simulation.objects.filter(pk=simulation_id).first() if simulation_id else None
    if known is not None:
        return known
    asked = Simulation.objects.create(
        pk=simulation_id or uuid.uuid7() if hasattr(uuid, "uuid7") else simulation_id,
        seller_id=seller_id,
        until=until,
        issue_date=issue_date,
        since=since,
        scope=given,
        asked_by_id=actor.pk if actor else None,
        asked_at=at,
    )
    event = SimulationAsked(seller_id, asked.pk, until=until.isoformat(), issue_date=issue_date.isoformat())
    journal.record([event], at=at, actor=actor)
    return asked
