"""bench billrun: contracts to sealed invoices, in installations thrown away: speed, memory, cost by size, workers."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, console, lines, out, say_json
from sansfaute.project.commands.bench import Lines, bench_app, machine, shares_of_time
from sansfaute.project.commands.bench_contracts import TODAY, WARM, prepare
from sansfaute.project.commands.bench_processes import peak, peaks, processor_seconds, server_of
from sansfaute.project.home import home
from sansfaute.project.installation import installation

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Seller

_LOOK_EVERY = 0.2  # seconds: each look asks the database that is being measured


@bench_app.command()
def billrun(
    count: Annotated[int, typer.Option(help="How many invoices.", min=1)] = 2000,
    lines_each: Lines = 10,
    workers: Annotated[str, typer.Option(help="Worker processes; several as 1,2 are compared.")] = "",
    sizes: Annotated[str, typer.Option(help="Sizes instead of --count; several as 1000,100000 are compared.")] = "",
    as_json: Json = False,
) -> None:
    """Contracts of so many lines to checked, numbered, sealed invoices with their CII stored."""
    asked = list(
        product(_numbers(sizes, "--sizes") or [count], _numbers(workers, "--workers") or [os.cpu_count() or 1])
    )
    compared = len({each for _, each in asked}) > 1
    runs = [_in_a_fresh_home(size, lines_each, each, compared) for size, each in asked]
    result = {"machine": machine(), "lines": lines_each, "runs": runs, **_compared(runs)}
    say_json(result) if as_json else _show(result)
    if result.get("same_result") is False:
        raise typer.Exit(1)


def _numbers(text: str, option: str) -> list[int]:
    try:
        found = [int(one) for one in text.split(",") if one.strip()]
    except ValueError as failure:
        raise Trouble(f"{option} {text} is not a list of numbers.", "Write it as 1,2.") from failure
    if any(one < 1 for one in found):
        raise Trouble(f"{option} {text} must be above zero.", "Write it as 1,2.")
    return found


def _compared(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The largest size's cost per invoice against the smallest's; several workers' speed against the fewest."""
    found: dict[str, Any] = {}
    sizes, workers = {one["invoices"] for one in runs}, {one["workers"] for one in runs}
    if len(sizes) > 1:
        small, large = (_one(runs, invoices=pick(sizes), workers=max(workers)) for pick in (min, max))
        found["cost_ratio"] = round(large["milliseconds_per_invoice"] / small["milliseconds_per_invoice"], 3)
        spent = [one["cpu_milliseconds_per_invoice"]["all"] for one in (large, small)]
        found["cpu_cost_ratio"] = round(spent[0] / spent[1], 3) if spent[1] else None
    if len(workers) > 1:
        few, many = (_one(runs, invoices=max(sizes), workers=pick(workers)) for pick in (min, max))
        found["speed_up"] = round(many["invoices_per_second"] / few["invoices_per_second"], 2)
        digests = {(one["invoices"], one["result_sha256"]) for one in runs}
        found["same_result"] = len(digests) == len(sizes)
    return found


def _one(runs: Iterable[dict[str, Any]], **wanted: int) -> dict[str, Any]:
    return next(run for run in runs if all(run[name] == value for name, value in wanted.items()))


def _in_a_fresh_home(count: int, lines_each: int, workers: int, digest: bool) -> dict[str, Any]:
    """One measured run with a data folder of its own inside ours; the folder is thrown away."""
    folder = home() / f"bench-{os.getpid()}"
    environment = {**os.environ, "SANSFAUTE_HOME": str(folder), "SANSFAUTE_DOCUMENTS": "cii"}
    environment.pop("DATABASE_URL", None)  # figures are never made in somebody's database
    command = [sys.executable, "-m", "sansfaute.project", "bench", "billrun-once", "--count", str(count)]
    command += ["--lines", str(lines_each), "--workers", str(workers), *(["--digest"] if digest else [])]
    console.print(f"{count} invoices, {workers} workers", highlight=False)
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)
        if done.returncode:
            raise Trouble("The measured run failed.", "Its log is above.")
        measured: dict[str, Any] = json.loads(done.stdout)
        return measured
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@bench_app.command(hidden=True)
def billrun_once(count: int = 2000, lines_each: Lines = 10, workers: int = 1, digest: bool = False) -> None:
    """One measured run in the data folder named by SANSFAUTE_HOME."""
    with installation() as folder:
        from sansfaute.journal import actions as journal

        began = time.perf_counter()
        seller = prepare(count, lines_each)
        journal.seal_facts(at=clock.now())  # a million facts of the preparation are no work of the run
        prepared = round(time.perf_counter() - began, 2)
        measured = _measure(folder, seller, count, workers)
        said = {"prepare_seconds": prepared, **measured}
        say_json({**said, "result_sha256": result_digest(seller)} if digest else said)


def _measure(folder: Path, seller: Seller, count: int, workers: int) -> dict[str, Any]:
    from sansfaute.issuing import queries as issuing
    from sansfaute.project.commands.run import spawn_workers

    children = spawn_workers(workers, "--keep-jobs")
    time.sleep(4.0)  # workers of a running installation are up already: their start is not the work
    try:
        carry_out(seller, {"contracts": [f"CT-W{number}" for number in range(WARM)]})
        before = _spent(folder, children)
        seconds = carry_out(seller, {})
        after = _spent(folder, children)
        held = {str(place): peaks(child.pid) for place, child in enumerate(children, 1)}
    finally:
        for child in children:
            child.terminate()
            child.wait()
    issued = issuing.invoices_of(seller.pk).count() - WARM
    if issued != count:
        raise Trouble(f"{issued} of {count} invoices were issued.", f"See {folder / 'workers.log'}.")
    return {
        "invoices": issued,
        "workers": workers,
        "seconds": round(seconds, 2),
        "invoices_per_second": round(issued / seconds, 1),
        "milliseconds_per_invoice": round(seconds * 1000 / issued, 3),
        "cpu_milliseconds_per_invoice": _each(before, after, issued),
        "share_of_time": shares_of_time(),
        "peak_memory_mib": held,
        "peak_memory_mib_of_this_process": peak(os.getpid()),
    }


def _spent(folder: Path, children: Iterable[subprocess.Popen[Any]]) -> dict[str, float]:
    return processor_seconds([child.pid for child in children], server_of(folder))


def _each(before: dict[str, float], after: dict[str, float], count: int) -> dict[str, float]:
    """Milliseconds of processor for each invoice, by who spent them; this process, which only looks on, left out."""
    spent = {name: after[name] - before[name] for name in after}
    return {name: round(value * 1000 / count, 3) for name, value in {**spent, "all": sum(spent.values())}.items()}


def carry_out(seller: Seller, scope: dict[str, list[str]]) -> float:
    """One run to its last stored document; seconds."""
    from sansfaute.contracts import actions as contracts
    from sansfaute.journal import queries as journal

    began = time.perf_counter()
    contracts.start_bill_run(seller_id=seller.pk, until=TODAY, issue_date=TODAY, scope=scope, at=clock.now())
    while journal.unfinished_work().exists():
        time.sleep(_LOOK_EVERY)
    return time.perf_counter() - began


def result_digest(seller: Seller) -> str:
    """SHA-256 of all that the invoices say, by buyer, but for numbers and dates: workers may take turns."""
    from sansfaute.issuing import queries as issuing
    from sansfaute.review.rules import comparison

    digest = hashlib.sha256()
    rows = issuing.invoices_of(seller.pk).order_by("buyer__code", "total_with_vat", "document_hash")
    for code, document in rows.values_list("buyer__code", "document").iterator(chunk_size=500):
        digest.update(f"{code} {comparison.content_hash(json.loads(document))}\n".encode())
    return digest.hexdigest()


def _show(result: dict[str, Any]) -> None:
    for run in result["runs"]:
        out.rule(f"{run['invoices']} invoices, {run['workers']} workers")
        lines((key.replace("_", " "), str(value)) for key, value in run.items() if key != "share_of_time")
        lines((f"  {step}", f"{share:.0%}") for step, share in run["share_of_time"].items())
    names = ("cost_ratio", "cpu_cost_ratio", "speed_up", "same_result")
    lines((name.replace("_", " "), str(result[name])) for name in names if name in result)
