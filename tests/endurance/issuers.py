"""Concurrent issuers with kill -9 among them, in an installation of its own.

    python tests/endurance/issuers.py --home build/issuers --invoices 2000 --issuers 16 --kills 40

Prepares approved drafts through the ordinary journey, then lets issuers fight for overlapping
batches of them while others are killed at random moments. Prints the figures as JSON.
"""

import argparse
import json
import os
import random
import time
from datetime import date
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path

SIXTEENTH = date(2026, 10, 16)


def prepare(invoices: int) -> None:
    """Approved drafts, not issued: the journey is stopped before issuing."""
    from sansfaute.contracts import actions as contracts
    from sansfaute.journal import actions as journal
    from sansfaute.lib import clock
    from sansfaute.masterdata import queries as masterdata
    from sansfaute.project.commands.bench import write_sources
    from sansfaute.project.commands.sources import import_files
    from sansfaute.project.home import home

    source = home() / "sources"
    source.mkdir(exist_ok=True)
    write_sources(source, invoices, 2)
    import_files(sorted(source.iterdir()))
    seller = masterdata.sellers().get()
    with journal.inline_steps(skip=frozenset({"issuing.issue_drafts"})) as steps:
        run = contracts.start_bill_run(seller_id=seller.id, until=SIXTEENTH, issue_date=SIXTEENTH, at=clock.now())
        contracts.find_billable_work(run_id=run.id, at=clock.now())
        steps.run()


def issue_until_done(seed: int) -> None:
    """Issue random batches of drafts, some of them already in other hands, until none is left."""
    from sansfaute.issuing import actions
    from sansfaute.lib import clock
    from sansfaute.masterdata import queries as masterdata
    from sansfaute.review.models import Approval

    chance = random.Random(seed)
    seller = masterdata.sellers().get()
    while True:
        waiting = list(Approval.objects.filter(draft__invoice=None).values_list("draft_id", flat=True)[:400])
        if not waiting:
            return
        batch = chance.sample(waiting, min(len(waiting), chance.randint(1, 12)))
        actions.issue_drafts(seller_id=seller.id, draft_ids=batch, at=clock.now())


def start_issuer(seed: int) -> ForkProcess:
    """A process of its own, forked: one that had first to load the program would be killed while it loads."""
    issuer = get_context("fork").Process(target=issue_until_done, args=(seed,))
    issuer.start()
    return issuer


def fight(issuers: int, kills: int, chance: random.Random) -> int:
    """Run issuers, killing one at a random moment and starting another, until all is issued."""
    from django.db import connections

    connections.close_all()  # an issuer has a connection of its own
    seeds = iter(range(1, 100_000))
    running = [start_issuer(next(seeds)) for _ in range(issuers)]
    killed = 0
    while running:
        time.sleep(chance.uniform(0.02, 0.25))
        running = [one for one in running if one.is_alive()]
        if killed < kills and running:
            victim = chance.choice(running)
            victim.kill()
            victim.join()
            running[running.index(victim)] = start_issuer(next(seeds))
            killed += 1
    return killed


def judge(invoices: int, killed: int) -> dict[str, object]:
    """Numbers 1 to N, dates never backwards, every draft once, an unbroken chain."""
    from django.db.models import Count

    from sansfaute.issuing import queries
    from sansfaute.issuing.models import Invoice, NumberSeries
    from sansfaute.review.models import Approval

    numbers = list(Invoice.objects.order_by("sequence_number").values_list("sequence_number", flat=True))
    dates = list(Invoice.objects.order_by("sequence_number").values_list("issue_date", flat=True))
    doubles = Invoice.objects.values("draft_id").annotate(times=Count("id")).filter(times__gt=1).count()
    return {
        "invoices": len(numbers),
        "approved": Approval.objects.count(),
        "killed": killed,
        "numbers_are_1_to_n": numbers == list(range(1, invoices + 1)),
        "counter": NumberSeries.objects.get().last_number,
        "dates_never_backwards": dates == sorted(dates),
        "drafts_issued_twice": doubles,
        "problems": [str(one) for one in (*queries.verify_series(), *queries.verify_chain())],
    }


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--home")
    arguments.add_argument("--invoices", type=int, default=2000)
    arguments.add_argument("--issuers", type=int, default=16)
    arguments.add_argument("--kills", type=int, default=40)
    arguments.add_argument("--seed", type=int, default=2026)
    given = arguments.parse_args()
    if given.home:
        os.environ["SANSFAUTE_HOME"] = str(Path(given.home).resolve())
    from sansfaute.project.installation import installation

    with installation():
        prepare(given.invoices)
        killed = fight(given.issuers, given.kills, random.Random(given.seed))
        print(json.dumps(judge(given.invoices, killed), indent=1))


if __name__ == "__main__":
    main()
