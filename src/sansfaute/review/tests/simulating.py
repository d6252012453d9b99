"""Buyers with orders, simulations and the runs that commit them, for tests."""

from __future__ import annotations

import hashlib
from typing import Any

from django.apps import apps
from django.db import connection

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.models import BillRun
from sansfaute.drafts import actions as drafts
from sansfaute.drafts.models import Draft
from sansfaute.journal import actions as journal
from sansfaute.masterdata.models import Buyer, Seller
from sansfaute.review import actions
from sansfaute.review.models import SimulatedDocument, Simulation
from sansfaute.review.tests import factories

NOW, LAST_DAY = factories.NOW, factories.LAST_DAY


def orders(seller: Seller, count: int, *, first: int = 0) -> list[Buyer]:
    """So many buyers with one order each; the discount of each fourth one is above the limit."""
    found = []
    for number in range(first, first + count):
        found.append(factories.buyer(seller, f"C{number:03}", siren=siren(number)))
        discount = "30" if number % 4 == 0 else "0"
        factories.order(seller, found[-1], quantity=str(number + 1), discount=discount)
    return found


def siren(number: int) -> str:
    body = f"{70_000_000 + number:08d}"
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(body)]
    return f"{body}{-sum(value - 9 if value > 9 else value for value in doubled) % 10}"


def simulate(seller: Seller, **terms: Any) -> Simulation:
    with journal.inline_steps():
        asked = actions.simulate_run(
            seller_id=seller.pk, **{"until": LAST_DAY, "issue_date": LAST_DAY, "at": NOW} | terms
        )
        actions.work_out_simulation(simulation_id=asked.pk, at=NOW)
    return Simulation.objects.get(pk=asked.pk)


def commit(simulation: Simulation, *, until_checked: bool = True) -> BillRun:
    with journal.inline_steps():
        run = actions.commit_simulation(simulation_id=simulation.pk, actor=None, at=NOW)
        carry_out(run) if until_checked else None
    return run


def carry_out(run: BillRun) -> None:
    contracts.find_billable_work(run_id=run.pk, at=NOW)
    buyers = Buyer.objects.filter(seller_id=run.seller_id).values_list("pk", flat=True)
    drafts.assemble_drafts(seller_id=run.seller_id, buyer_ids=buyers, run_ids=[run.pk], at=NOW)
    check(run)


def check(run: BillRun) -> None:
    ids = list(Draft.objects.filter(run=run).values_list("pk", flat=True))
    actions.check_drafts(seller_id=run.seller_id, draft_ids=ids, at=NOW)


def dump() -> dict[str, str]:
    """A hash of every row of every table but those of simulations."""
    said = {}
    for model in apps.get_models(include_auto_created=True):
        if model in (Simulation, SimulatedDocument) or not model._meta.managed:
            continue
        said[model._meta.db_table] = _rows(model._meta.db_table)
    said["procrastinate_jobs"] = _rows("procrastinate_jobs")
    return said


def _rows(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'select t::text from "{table}" t order by 1')
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
