"""Each long act on master data, its worker killed with kill -9 in the middle and started again, against a calm one.

    python tests/endurance/killed_data.py --home build/killed-data --rows 6000 --kills 4

Two companies do the same acts one after another; only the workers of the second are killed. After each
act, the tables of both must say the same, identifiers and times aside. Prints, as JSON, whether they do.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from essence import essence


@dataclass
class Company:
    """One seller, and what its acts need to find again."""

    seller_id: Any
    kept: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """`ask` begins it, at once or for a worker; `done` tells how far it is, to kill in the middle of it."""

    name: str
    ask: Callable[[Company], None]
    done: Callable[[Company], int] | None = None
    alone: bool = False  # `ask` is itself the long work, done by a process of its own that is killed


def acts(rows: int, *, few: bool) -> Iterator[Act]:
    """Every long act of the rooms, in an order in which each finds something to do."""
    from sansfaute.intake.models import SourceFile
    from sansfaute.masterdata.models import Audit, Progress

    def far(task: str, subject: str) -> Callable[[Company], int]:
        def done(company: Company) -> int:
            found = Progress.objects.filter(task=task, subject_id=company.kept.get(subject) or company.seller_id)
            return found.values_list("done", flat=True).first() or 0

        return done

    def read(company: Company) -> int:
        found = SourceFile.objects.filter(pk=company.kept["file"])
        return found.values_list("rows_done", flat=True).first() or 0

    def audited(company: Company) -> int:
        return Audit.objects.filter(seller_id=company.seller_id).values_list("record_count", flat=True).first() or 0

    yield Act("read", lambda one: receive(one, older(rows)), read)
    yield Act("judge", judge_again, far("judge", "file"))
    yield Act("agree", accept, far("agree", "file"))
    yield Act("read a newer file", lambda one: receive(one, newer(rows)), read)
    yield Act("agree the newer file", accept, far("agree", "file"))
    yield Act("operate", operate, far("operate", "set"))
    yield Act("undo the operation", undo, far("undo", "set"))
    yield Act("undo the newer import", undo_import, far("undo", "set"))
    yield Act("match", compare, alone=True) if few else Act("match", match, far("match", "seller"))
    yield Act("merge", merge, alone=True)
    yield Act("audit", audit, audited)
    yield Act("undo the merges", undo, far("undo", "set"))


def older(rows: int) -> list[str]:
    from sansfaute.project.commands.bench_masterdata import written_buyers

    return list(written_buyers(rows))


def newer(rows: int) -> list[str]:
    """Every second customer lives elsewhere, and some are new."""
    heading, *lines = older(rows + rows // 4)
    return [heading, *(moved(line) if number % 2 else line for number, line in enumerate(lines))]


def moved(line: str) -> str:
    code, name, street, post_code, city, *rest = line.split(";")
    return ";".join([code, name, street, post_code, f"{city} Ville", *rest])


def receive(company: Company, lines: list[str]) -> None:
    from sansfaute.intake import actions
    from sansfaute.lib import clock

    content = "".join(lines).encode()
    file = actions.receive_file(seller_id=company.seller_id, name="c.csv", content=content, stage=True, at=clock.now())
    company.kept["file"] = file.pk


def judge_again(company: Company) -> None:
    from sansfaute.lib import clock
    from sansfaute.masterdata import actions

    actions.ask_verdicts(seller_id=company.seller_id, source_file_id=company.kept["file"], at=clock.now())


def accept(company: Company) -> None:
    from sansfaute.intake import actions
    from sansfaute.lib import clock

    actions.accept_import(seller_id=company.seller_id, source_file_id=company.kept["file"], at=clock.now())


def operate(company: Company) -> None:
    from sansfaute.lib import clock
    from sansfaute.masterdata import actions, rules

    operation = rules.Operation("upper", "buyer", "city")
    made = actions.apply_operation(seller_id=company.seller_id, operation=operation, at=clock.now())
    company.kept["set"] = made.pk


def undo(company: Company) -> None:
    from sansfaute.lib import clock
    from sansfaute.masterdata import actions

    last_set(company)
    actions.undo_changes(seller_id=company.seller_id, change_set_id=company.kept["set"], at=clock.now())


def undo_import(company: Company) -> None:
    from sansfaute.lib import clock
    from sansfaute.masterdata import actions

    last_set(company)
    actions.undo_import(seller_id=company.seller_id, source_file_id=company.kept["file"], at=clock.now())


def last_set(company: Company) -> None:
    from sansfaute.masterdata.models import ChangeSet

    counting = ChangeSet.objects.filter(seller_id=company.seller_id, undone_at=None)
    company.kept["set"] = counting.order_by("-id").values_list("pk", flat=True)[0]


def match(company: Company) -> None:
    from sansfaute.lib import clock
    from sansfaute.masterdata import actions

    actions.ask_duplicates(seller_id=company.seller_id, at=clock.now())


def compare(company: Company) -> None:
    """Without the comparison of a whole file, which takes seconds to start."""
    from sansfaute.lib import clock
    from sansfaute.masterdata import actions
    from sansfaute.masterdata.models import Buyer

    ids = list(Buyer.objects.filter(seller_id=company.seller_id).values_list("pk", flat=True))
    actions.compare_records(seller_id=company.seller_id, record_ids=ids, at=clock.now())


def merge(company: Company) -> None:
    from sansfaute.lib import clock
    from sansfaute.masterdata import actions

    actions.merge_sure(seller_id=company.seller_id, at=clock.now())


def audit(company: Company) -> None:
    from sansfaute.lib import clock
    from sansfaute.masterdata import jobs

    day = clock.day_of(clock.now()).isoformat()
    facts = [{"subject_id": str(company.seller_id), "day": day}]
    jobs.audit_records.defer(seller_id=str(company.seller_id), facts=facts)


def in_a_process(work: Callable[[], None]) -> int:
    """Start this in a process of its own, as a worker is; its identity."""
    from django.db import connections

    connections.close_all()  # what is inherited open would be closed by whichever ends first
    sys.stdout.flush()
    if child := os.fork():
        return child
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def ended(child: int, *, wait: bool = True) -> bool:
    """Whether it has ended by itself. Anything but a good end is a fault."""
    found, status = os.waitpid(child, 0 if wait else os.WNOHANG)
    if found and status:
        raise SystemExit(f"a worker ended with status {status}")
    return bool(found)


def kill(child: int) -> None:
    """kill -9, and give its job back at once instead of after its heartbeat is missed."""
    from sansfaute.journal import actions as journal
    from sansfaute.lib import clock

    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    journal.give_back_jobs(without_heartbeat=timedelta(0), at=clock.now())


def kill_in_the_middle(act: Act, company: Company, child: int, after: int, pause: float) -> bool:
    """Kill once `after` is done and a moment has passed; False when it had ended by then."""
    while act.done and act.done(company) < after:
        if ended(child, wait=False):
            return False
        time.sleep(0.02)
    time.sleep(pause)
    if ended(child, wait=False):
        return False
    kill(child)
    return True


def carry_out(act: Act, company: Company, work: Callable[[], None]) -> tuple[int, float]:
    """To its end, undisturbed; how much there was to do and how long it took."""
    began = time.monotonic()
    ended(begin(act, company, work))
    if act.alone:
        ended(in_a_process(work))
    return act.done(company) if act.done else 0, time.monotonic() - began


def begin(act: Act, company: Company, work: Callable[[], None]) -> int:
    if act.alone:
        return in_a_process(lambda: act.ask(company))
    act.ask(company)
    return in_a_process(work)


def carry_out_killed(act: Act, company: Company, work: Callable[[], None], moments: Iterable[tuple[int, float]]) -> int:
    """The same, killed at these moments and started again each time; how many kills there were."""
    kills, child = 0, begin(act, company, work)
    for after, pause in moments:
        if not kill_in_the_middle(act, company, child, after, pause):
            child = 0
            break
        kills += 1
        child = in_a_process((lambda: act.ask(company)) if act.alone else work)
    if child:
        ended(child)
    if act.alone:
        ended(in_a_process(work))
    return kills


def moments(chance: random.Random, kills: int, total: int, seconds: float, alone: bool) -> list[tuple[int, float]]:
    """When to kill: after so much is done, and so many seconds. An act in one piece is killed anywhere in it."""
    if alone or total < 2:
        return [(0, chance.uniform(0, seconds * 0.4)) for _ in range(kills)]
    return [(after, chance.uniform(0, 0.05)) for after in sorted(chance.randint(1, total - 1) for _ in range(kills))]


def work() -> None:
    """A worker, until nothing is left; no schedule of its own, which would depend on the hour."""
    from procrastinate.contrib.django import app

    from sansfaute.project.home import home
    from sansfaute.project.worker import work as work_jobs

    app.periodic_registry.periodic_tasks.clear()
    work_jobs(home(), until_idle=True)


def differences(calm: Company, killed: Company) -> list[str]:
    """Table by table, a few of the lines that one has and the other has not."""
    from sansfaute.journal import queries

    found = [f"unfinished: {one.task_name}" for one in queries.unfinished_work()]
    found += [f"failed: {one.task_name}" for one in queries.failed_jobs()]
    one, other = essence(calm.seller_id), essence(killed.seller_id)
    for table in one:
        found += [f"{table}, calm only: {text[:400]}" for text in list(one[table] - other[table])[:3]]
        found += [f"{table}, killed only: {text[:400]}" for text in list(other[table] - one[table])[:3]]
    return found


def a_company(number: int) -> Company:
    from sansfaute.masterdata.models import Seller
    from sansfaute.project.commands.bench import siren_number

    seller = Seller.objects.create(
        name="Ondine", siren=siren_number(number), line_1="1 quai de Saône", post_code="69002", city="Lyon"
    )
    return Company(seller.pk)


def prepare(chunk: int) -> None:
    """Small pieces, so that a small file has many; duplicates are looked for by the act that is about them alone."""
    from sansfaute.intake.actions import parsing
    from sansfaute.journal import actions as journal
    from sansfaute.journey import JOURNEY
    from sansfaute.masterdata import events
    from sansfaute.masterdata.actions import audits, operations, records, undoing, verdicts

    for module in (parsing, verdicts, records, operations, undoing, audits) if chunk else ():
        module.CHUNK = chunk
    operations.AT_ONCE = undoing.AT_ONCE = chunk // 4 if chunk else 50
    journal.set_journey({event: steps for event, steps in JOURNEY.items() if event is not events.DuplicatesAsked})


def run(given: argparse.Namespace, number: int, chance: random.Random) -> dict[str, Any]:
    """All acts once, by a calm company and by one whose workers are killed."""
    from sansfaute.journal import actions as journal
    from sansfaute.journey import JOURNEY

    calm, killed = a_company(number), a_company(number + 1)
    said: dict[str, Any] = {}
    for act in acts(given.rows, few=given.few):
        if act.name == "match" and not given.few:
            journal.set_journey(JOURNEY)
        total, seconds = carry_out(act, calm, work)
        when = moments(chance, given.kills, total, seconds, act.alone)
        kills = carry_out_killed(act, killed, work, when)
        said[act.name] = {"kills": kills, "differences": differences(calm, killed)}
        print(f"{act.name}: {said[act.name]}", file=sys.stderr, flush=True)
    return said


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--home", default="build/killed-data")
    arguments.add_argument("--rows", type=int, default=6000)
    arguments.add_argument("--chunk", type=int, default=0, help="rows in a piece; 0: as they are")
    arguments.add_argument("--kills", type=int, default=4, help="kills for each act")
    arguments.add_argument("--few", action="store_true", help="compare records one by one, not the whole file")
    arguments.add_argument("--rounds", type=int, default=1)
    arguments.add_argument("--seed", type=int, default=2026)
    given = arguments.parse_args()
    os.environ["SANSFAUTE_HOME"] = str(Path(given.home).resolve())
    from sansfaute.project.installation import installation

    began, chance = time.monotonic(), random.Random(given.seed)
    with installation():
        from sansfaute.masterdata.models import Seller

        rounds = []
        for _ in range(given.rounds):
            prepare(given.chunk)
            rounds.append(run(given, 1000 + Seller.objects.count(), chance))
    found = [f"{name}: {one}" for said in rounds for name, act in said.items() for one in act["differences"]]
    kills = Counter[str]()
    for said in rounds:
        kills.update({name: act["kills"] for name, act in said.items()})
    print(json.dumps({"rows": given.rows, "kills": kills, "same": not found, "differences": found[:20],
                      "seconds": round(time.monotonic() - began, 1)}, indent=1, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
