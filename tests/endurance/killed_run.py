"""A bill run, killed with kill -9 at random moments and resumed, against an undisturbed one.

    python tests/endurance/killed_run.py --home build/killed-run --invoices 20000 --kills 10

Two sellers have the same contracts. The run of the second is carried out by lives, each a worker in a
process of its own: the worker, the database or both are killed at a random moment, and another life
goes on. Prints, as JSON, whether both gave the same documents, without gap or double.
"""

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import Any

VICTIMS = ("worker", "database", "both")
LONGEST_LIFE = 3600.0


def prepare(invoices: int, place: int) -> Any:
    """A seller and its contracts; the same for every seller but its own numbers."""
    from sansfaute.project.commands import bench, bench_contracts

    siren = bench.siren_number(9_000_000 + place)
    key = (12 + 3 * (int(siren) % 97)) % 97
    lines = [line for line in bench.SELLER.splitlines() if not line.startswith("siret")]
    own = "\n".join(lines).replace("732829320", siren).replace("FR44", f"FR{key:02d}")
    return bench_contracts.prepare(invoices, 2, warm=0, seller=own)


def start(seller: Any) -> None:
    from sansfaute.contracts import actions as contracts
    from sansfaute.lib import clock
    from sansfaute.project.commands.bench_contracts import TODAY

    contracts.start_bill_run(seller_id=seller.pk, until=TODAY, issue_date=TODAY, at=clock.now())


def small_pieces(chunk: int) -> None:
    """So that a small run has many steps to be killed between."""
    if chunk:
        from sansfaute.contracts.actions import bill_run
        from sansfaute.journal.actions import facts

        bill_run.CHUNK = facts.CHUNK = chunk


def carry_out() -> float:
    """Work until nothing is left; no schedule of its own, which would depend on the hour."""
    from procrastinate.contrib.django import app

    from sansfaute.project.commands.sources import drain

    app.periodic_registry.periodic_tasks.clear()
    began = time.monotonic()
    drain()
    return time.monotonic() - began


def said(seller: Any) -> dict[str, Any]:
    """What must be the same whatever happened on the way; which document got which number may differ."""
    from sansfaute.contracts import queries as contracts
    from sansfaute.documents import queries as documents
    from sansfaute.drafts.models import Draft
    from sansfaute.issuing import queries
    from sansfaute.journal import queries as journal

    rows = queries.invoices_of(seller.pk)
    numbers = list(rows.order_by("sequence_number").values_list("sequence_number", flat=True))
    return {
        "invoices": len(numbers),
        "gapless": numbers == list(range(1, len(numbers) + 1)),
        "documents": digest(rows, [seller.vat_identifier, seller.siren, in_threes(seller.siren)]),
        "drafts": Draft.objects.filter(seller=seller).count(),
        "billable": {name: str(value) for name, value in contracts.billable_totals(seller.pk)["billable"].items()},
        "marked": {name: str(value) for name, value in contracts.billable_totals(seller.pk)["invoiced"].items()},
        "stored": documents.count_kept(seller.pk),
        "states": sorted(contracts.bill_runs(seller.pk).values_list("state", "buyers_done", "buyers_to_do")),
        "problems": [str(one) for one in (*queries.verify_series(), *queries.verify_chain())],
        "unfinished": journal.unfinished_work().count() + journal.failed_jobs().count(),
    }


def in_threes(siren: str) -> str:
    """As the note on the company writes it."""
    return f"{siren[:3]} {siren[3:6]} {siren[6:]}"


def digest(rows: Any, own: list[str]) -> str:
    """All that the invoices say, by buyer, but for numbers, dates and the seller's own numbers."""
    from sansfaute.review.rules import comparison

    found = hashlib.sha256()
    ordered = rows.order_by("buyer__code", "total_with_vat").values_list("buyer__code", "document")
    for code, document in ordered.iterator(chunk_size=500):
        for number in own:
            document = document.replace(number, "")
        content = {name: value for name, value in json.loads(document).items() if name != "seller"}
        found.update(f"{code} {comparison.content_hash(content)}\n".encode())
    return found.hexdigest()


def begin(given: argparse.Namespace) -> None:
    """The calm run to its end, and the other one started."""
    from sansfaute.project.installation import installation

    with installation():
        small_pieces(given.chunk)
        calm = prepare(given.invoices, 1)
        start(calm)
        seconds = carry_out()
        content = said(calm)
        start(prepare(given.invoices, 2))
        print(json.dumps({"seconds": seconds, "said": content}))


def live(given: argparse.Namespace) -> None:
    """Go on with what is left; what became of the run, once nothing is left."""
    from sansfaute.project.installation import installation

    with installation():
        from sansfaute.masterdata import queries  # needs Django ready

        small_pieces(given.chunk)
        seller = max(queries.sellers(), key=lambda one: one.pk)
        ready(given.home).touch()
        carry_out()
        print(json.dumps(said(seller)))


def ready(home: str) -> Path:
    return Path(home) / "ready"


def process(given: argparse.Namespace, act: str) -> subprocess.Popen[bytes]:
    ready(given.home).unlink(missing_ok=True)
    command = [sys.executable, __file__, "--home", given.home, "--act", act]
    command += ["--invoices", str(given.invoices), "--chunk", str(given.chunk)]
    environment = {**os.environ, "SANSFAUTE_HOME": given.home, "SANSFAUTE_DOCUMENTS": "cii"}
    log = (Path(given.home) / "lives.log").open("ab")
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, start_new_session=True)


def ended(life: subprocess.Popen[bytes]) -> dict[str, Any] | None:
    """What a life said in the end; None when it ended badly."""
    words, _ = life.communicate(timeout=LONGEST_LIFE)
    return json.loads(words) if life.returncode == 0 else None


def lived_until(life: subprocess.Popen[bytes], home: str, seconds: float) -> bool:
    """Whether it is still at work so many seconds after it was ready."""
    while not ready(home).exists():
        if life.poll() is not None:
            return False
        time.sleep(0.02)
    with contextlib.suppress(subprocess.TimeoutExpired):
        life.wait(seconds)
    return life.poll() is None


def kill(victim: str, life: subprocess.Popen[bytes], home: str) -> None:
    """kill -9 of the worker and what it started, of the database server and all its processes, or of both."""
    if victim in ("worker", "both"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(life.pid, signal.SIGKILL)
    if victim in ("database", "both"):
        for pid in database(home):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        life.communicate(timeout=2)
    if life.poll() is None:  # its database is gone and it does not see it: the same as if it were killed too
        life.kill()
        life.communicate()


def database(home: str) -> list[int]:
    """The server of this folder, then its processes."""
    found = next(Path(home).rglob("postmaster.pid"), None)
    if found is None:
        return []
    server = int(found.read_text().split()[0])
    return [server, *(pid for pid in processes() if parent(pid) == server)]


def processes() -> list[int]:
    return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]


def parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def disturbed(given: argparse.Namespace, lasts: float) -> tuple[dict[str, Any], dict[str, int]]:
    """The second run, life after life; what became of it, and how often each was killed."""
    chance, kills = random.Random(given.seed), dict.fromkeys(VICTIMS, 0)
    for victim in (one for one, _ in zip(cycle(VICTIMS), range(given.kills), strict=False)):
        life = process(given, "live")
        if not lived_until(life, given.home, chance.uniform(0, lasts * 0.8 / given.kills)):
            words = ended(life)
            if words is not None:
                return words, kills
            continue
        kill(victim, life, given.home)
        kills[victim] += 1
    for _ in range(5):  # a database that was killed needs a moment to mend itself
        if (words := ended(process(given, "live"))) is not None:
            return words, kills
    raise SystemExit((Path(given.home) / "lives.log").read_text()[-3000:])


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--home", default="build/killed-run")
    arguments.add_argument("--invoices", type=int, default=2000)
    arguments.add_argument("--kills", type=int, default=10)
    arguments.add_argument("--chunk", type=int, default=0, help="buyers and facts in a piece; 0: as they are")
    arguments.add_argument("--seed", type=int, default=2026)
    arguments.add_argument("--as-it-is", action="store_true", help="begin in this folder, which has its tables already")
    arguments.add_argument("--act", default="")
    given = arguments.parse_args()
    given.home = str(Path(given.home).resolve())
    if given.act:
        {"begin": begin, "live": live}[given.act](given)
        return
    if not given.as_it_is:
        shutil.rmtree(given.home, ignore_errors=True)
    Path(given.home).mkdir(parents=True, exist_ok=True)
    calm = ended(process(given, "begin"))
    if calm is None:
        raise SystemExit((Path(given.home) / "lives.log").read_text()[-3000:])
    words, kills = disturbed(given, calm["seconds"])
    differences = {name: [calm["said"][name], words[name]] for name in words if calm["said"][name] != words[name]}
    print(json.dumps({"kills": kills, "same": not differences, "differences": differences, **words,
                      "seconds_calm": round(calm["seconds"], 1)}, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
