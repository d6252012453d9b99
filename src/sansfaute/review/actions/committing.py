"""Commit a simulation: a run that must give exactly what was simulated, or say what changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import actions as contracts
from sansfaute.contracts import queries as contracts_queries
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.review.actions.simulations import SimulationRefused
from sansfaute.review.events import SimulationCommitted
from sansfaute.review.models import Simulation

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillRun


@transaction.atomic
def commit_simulation(
    *, simulation_id: UUID | str, actor: journal.Actor | None, at: datetime, issue_date: date | None = None
) -> BillRun:
    """Start the run that was simulated, with the same terms; its documents must be those of the simulation.

    `issue_date` moves the date of the invoices; by default it is that of the simulation. Raises
    SimulationRefused when it has not ended, was committed already, or its date is still to come.
    """
    found = Simulation.objects.select_for_update().get(pk=simulation_id)
    day = issue_date or found.issue_date
    _refuse_unless_ready(found, day, at)
    run = contracts.start_bill_run(
        seller_id=found.seller_id,
        until=found.until,
        issue_date=day,
        since=found.since,
        scope=found.scope,
        simulation_id=found.pk,
        actor=actor,
        at=at,
    )
    journal.record([SimulationCommitted(found.seller_id, found.pk, run_id=run.pk)], at=at, actor=actor)
    return run


def _refuse_unless_ready(found: Simulation, day: date, at: datetime) -> None:
    if found.state != "done":
        raise SimulationRefused(_("This simulation has not looked at everything yet: wait until it has ended."))
    runs = contracts_queries.bill_runs(found.seller_id).filter(simulation_id=found.pk)
    if runs.exclude(state="cancelled").exists():
        raise SimulationRefused(_("This simulation was committed already: a run of it exists."))
    if day > clock.day_of(at):  # BR-FR-CO-01
        raise SimulationRefused(
            _("The invoices would bear %(day)s, a date to come: commit on that day, or choose another date.")
            % {"day": day.isoformat()}
        )
