"""bench billrun: contracts to sealed invoices, in installations thrown away: speed, memory, cost by size, workers."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, console, lines, out, say_json
from sansfaute.project.commands.bench import Lines, bench_app, machine, siren_number
from sansfaute.project.home import home
from sansfaute.project.installation import installation

if TYPE_CHECKING:
    from sansfaute.contracts.models import Contract, ContractLine
    from sansfaute.masterdata.models import Buyer, Item, Seller

_TODAY = date(2026, 10, 31)
_FIRST = date(2026, 10, 1)
_WARM = 20  # invoices issued before the clock starts, so that small sizes do not pay for what large ones do once
_AT_ONCE = 2000


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
        began = time.perf_counter()
        seller = prepare(count, lines_each)
        prepared = round(time.perf_counter() - began, 2)
        measured = _measure(folder, seller, count, workers)
        said = {"prepare_seconds": prepared, **measured}
        say_json({**said, "result_sha256": result_digest(seller)} if digest else said)


def prepare(count: int, lines_each: int, *, warm: int = _WARM) -> Seller:
    """A seller, items, and a contract of so many monthly lines for each of `count` buyers, and `warm` more; by COPY."""
    from sansfaute.lib.bulk import copy_in
    from sansfaute.masterdata import actions, rules
    from sansfaute.project.commands.bench import _SELLER

    seller = actions.agree_seller(values=rules.read_seller(_SELLER), at=clock.now())
    items = _items(seller)
    copy_in(items)
    numbers = [*(f"W{number}" for number in range(warm)), *(f"C{number:07d}" for number in range(count))]
    placed = enumerate(numbers)
    while chunk := list(islice(placed, _AT_ONCE)):
        buyers = [_buyer(seller, place, code) for place, code in chunk]
        contracts = [_contract(seller, buyer) for buyer in buyers]
        copy_in(buyers)
        copy_in(contracts)
        copy_in([line for contract in contracts for line in _lines(contract, items, lines_each)])
    return seller


def _items(seller: Seller) -> list[Item]:
    from django.apps import apps

    row: Any = apps.get_model("masterdata", "Item")
    given = [("ART0", "20.00", "219.90"), ("ART1", "20.00", "1.15"), ("ART2", "5.50", "24.50"), ("ART3", "20.00", "92")]
    return [
        row(
            seller=seller, code=code, name=f"Abonnement {code}", unit_code="MON", unit_price=Decimal(price),
            vat_rate=Decimal(rate), nature="services",
        )
        for code, rate, price in given
    ]  # fmt: skip


def _buyer(seller: Seller, place: int, code: str) -> Buyer:
    from django.apps import apps

    row: Any = apps.get_model("masterdata", "Buyer")
    siren = siren_number(place)
    made: Buyer = row(
        seller=seller, code=code, name=f"Société {code} SARL", kind="business", line_1=f"{place % 200 + 1} rue Neuve",
        post_code="69002", city="Lyon", country_code="FR", siren=siren, payment_means_code="30",
        vat_identifier=f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}", payment_terms={"days": 30},
        values={}, imported={},
    )  # fmt: skip
    return made


def _contract(seller: Seller, buyer: Buyer) -> Contract:
    from django.apps import apps

    row: Any = apps.get_model("contracts", "Contract")
    made: Contract = row(
        seller=seller, contract_number=f"CT-{buyer.code}", buyer=buyer, start_date=_FIRST, renewal={}, deliver_to={},
        clauses={},
    )  # fmt: skip
    return made


def _lines(contract: Contract, items: Sequence[Item], lines_each: int) -> Iterator[ContractLine]:
    from django.apps import apps

    row: Any = apps.get_model("contracts", "ContractLine")
    place = int(contract.contract_number[4:])
    for number in range(lines_each):
        yield row(
            seller_id=contract.seller_id, contract=contract, line_number=number + 1, item=items[number % len(items)],
            quantity=Decimal(number + 1), unit_price=Decimal(1000 + (place * 7 + number * 31) % 9000) / 100,
            start_date=_FIRST, price={}, details={}, in_advance=False,
            rhythm={"unit": "month", "count": 1, "alignment": "civil"},
        )  # fmt: skip


def _measure(folder: Path, seller: Seller, count: int, workers: int) -> dict[str, Any]:
    from sansfaute.issuing import queries as issuing
    from sansfaute.project.commands.bench import _shares
    from sansfaute.project.commands.run import spawn_workers

    children = spawn_workers(workers, "--keep-jobs")
    time.sleep(4.0)  # workers of a running installation are up already: their start is not the work
    try:
        _carry_out(seller, {"contracts": [f"CT-W{number}" for number in range(_WARM)]})
        seconds = _carry_out(seller, {})
        peaks = {str(place): _peaks(child.pid) for place, child in enumerate(children, 1)}
    finally:
        for child in children:
            child.terminate()
            child.wait()
    issued = issuing.invoices_of(seller.pk).count() - _WARM
    if issued != count:
        raise Trouble(f"{issued} of {count} invoices were issued.", f"See {folder / 'workers.log'}.")
    return {
        "invoices": issued,
        "workers": workers,
        "seconds": round(seconds, 2),
        "invoices_per_second": round(issued / seconds, 1),
        "milliseconds_per_invoice": round(seconds * 1000 / issued, 3),
        "share_of_time": _shares(),
        "peak_memory_mib": peaks,
        "peak_memory_mib_of_this_process": _peak(os.getpid()),
    }


def _carry_out(seller: Seller, scope: dict[str, list[str]]) -> float:
    """One run to its last stored document; seconds."""
    from sansfaute.contracts import actions as contracts
    from sansfaute.journal import queries as journal

    began = time.perf_counter()
    contracts.start_bill_run(seller_id=seller.pk, until=_TODAY, issue_date=_TODAY, scope=scope, at=clock.now())
    while journal.unfinished_work().exists():
        time.sleep(0.05)
    return time.perf_counter() - began


def _peaks(pid: int) -> list[int]:
    """The most memory (MiB) that this process has held, then each of its descendants."""
    return [_peak(pid), *(peak for child in _children(pid) for peak in _peaks(child))]


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except OSError:  # not Linux, or ended meanwhile
        return []


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) >> 10 for line in status.splitlines() if line.startswith("VmHWM")), 0)


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
    names = ("cost_ratio", "speed_up", "same_result")
    lines((name.replace("_", " "), str(result[name])) for name in names if name in result)
