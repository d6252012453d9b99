"""bill: everything billable until a date, from work to delivered invoices."""

from __future__ import annotations

import os
import subprocess
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, Seller, app, console, lines, out, progress, say_json
from sansfaute.project.commands.run import spawn_workers
from sansfaute.project.commands.sources import only_seller
from sansfaute.project.installation import installation

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Seller as SellerRow


@app.command()
def bill(
    until: Annotated[str, typer.Option(help="The last day taken into account, as 2026-10-31.")],
    issue_date: Annotated[str, typer.Option(help="The date on the invoices; by default today.")] = "",
    since: Annotated[str, typer.Option(help="Periods before this day were invoiced elsewhere.")] = "",
    seller: Seller = "",
    simulate: Annotated[bool, typer.Option("--simulate", help="Show what would be invoiced; write nothing.")] = False,
    workers: Annotated[int, typer.Option(help="How many workers; by default one for each core.")] = 0,
    as_json: Json = False,
) -> None:
    """Invoice all that is billable until a date; what is wrong or out of policy is held for a person."""
    days = (_day(until, "--until"), _day(issue_date, "--issue-date") if issue_date else clock.today())
    if days[1] > clock.today():  # BR-FR-CO-01
        raise Trouble(f"The issue date {days[1]} is in the future.", "Leave --issue-date out to issue today.")
    with installation() as folder:
        from sansfaute.masterdata import queries

        own = only_seller(queries.sellers(), seller)
        beginning = _day(since, "--since") if since else None
        if simulate:
            result = simulate_run(own, *days, since=beginning)
        else:
            result = bill_run(folder, own, *days, since=beginning, workers=workers or os.cpu_count() or 1)
    say_json(result) if as_json else show(result)
    if result["failed_jobs"] or result["pending"]["count"]:
        raise typer.Exit(1)


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as failure:
        raise Trouble(f"{option} {text} is not a date.", "Write it as 2026-10-31.") from failure


def simulate_run(seller: SellerRow, until: date, issue_date: date, *, since: date | None = None) -> dict[str, Any]:
    """The simulation that the site shows (the real run, chunk by chunk, rolled back), itself not kept.

    The same balance as a run, and the invoices it would issue; in constant memory.
    """
    from django.db import transaction

    from sansfaute.journal import actions as journal
    from sansfaute.project.summary import simulated_balance
    from sansfaute.review import actions as review

    at = clock.now()
    with progress() as bar, transaction.atomic(), journal.inline_steps():
        task = bar.add_task("simulating", total=None)
        asked = review.simulate_run(seller_id=seller.id, until=until, issue_date=issue_date, since=since, at=at)
        review.work_out_simulation(
            simulation_id=asked.pk, at=at, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
        result = simulated_balance(seller, until, asked.pk)
        transaction.set_rollback(True)
    return result


def bill_run(
    folder: Path, seller: SellerRow, until: date, issue_date: date, *, since: date | None = None, workers: int = 1
) -> dict[str, Any]:
    """Find the billable work while workers carry it on, and wait until all of it is done."""
    from sansfaute.contracts import actions as contracts
    from sansfaute.journal import actions as journal
    from sansfaute.project.summary import balance_sheet

    started_at = clock.now()
    _give_back_if_alone(folder)
    children = spawn_workers(workers, "--until-idle")
    run = contracts.start_bill_run(seller_id=seller.id, until=until, issue_date=issue_date, since=since, at=started_at)
    with progress() as bar:
        _wait(folder, seller, run.id, bar, children, workers)
    journal.seal_facts(at=clock.now())
    _name_files(folder, seller)
    return balance_sheet(seller, until, started_at=started_at)


def _give_back_if_alone(folder: Path) -> None:
    """With no worker alive on this machine, whatever is "doing" was left by one that was killed."""
    from sansfaute.journal import actions as journal
    from sansfaute.lib.locks import alone
    from sansfaute.project.worker import DEAD_AFTER

    with alone(folder / "workers.lock") as nobody_works:
        if nobody_works and "DATABASE_URL" not in os.environ:
            journal.give_back_jobs(without_heartbeat=DEAD_AFTER * 0, at=clock.now())


def _wait(
    folder: Path, seller: SellerRow, run_id: UUID, bar: Any, children: list[subprocess.Popen[Any]], workers: int
) -> None:
    """Show how far each step is, until no job is left; workers that ended early are started again."""
    from sansfaute.contracts import queries as contracts
    from sansfaute.journal import queries as journal
    from sansfaute.project.summary import steps_done

    finding = bar.add_task("finding billable work", total=None)
    tasks = {name: bar.add_task(name, total=None) for name in steps_done(seller.id)}
    while journal.unfinished_work().exists():
        _show_steps(bar, tasks, steps_done(seller.id))
        done, total = contracts.run_progress(run_id)
        bar.update(finding, completed=done, total=total or None)
        if all(child.poll() is not None for child in children):
            children[:] = spawn_workers(workers, "--until-idle")
        time.sleep(0.25)
    for child in children:
        child.wait()
    _show_steps(bar, tasks, steps_done(seller.id))


def _show_steps(bar: Any, tasks: dict[str, Any], steps: dict[str, tuple[int, int]]) -> None:
    for name, (done, total) in steps.items():
        bar.update(tasks[name], completed=done, total=total)


def _name_files(folder: Path, seller: SellerRow) -> None:
    """Beside the store of hashes, the same files under the names people look for."""
    from sansfaute.project.summary import name_documents

    name_documents(folder / "documents", seller)


def show(result: dict[str, Any]) -> None:
    """The balance, for people."""
    amounts = [(name, result[name]) for name in ("billable", "invoiced", "held", "set_aside", "pending")]
    rows = [(name.replace("_", " "), f"{part['count']:>7}   {_euros(part['amount']):>16}") for name, part in amounts]
    lines(rows)
    parts = ("invoiced", "held", "set_aside", "pending")
    balanced = result["billable"]["amount"] == sum(result[name]["amount"] for name in parts)
    counted = result["billable"]["count"] == sum(result[name]["count"] for name in parts)
    out.print("  billable = invoiced + held + set aside" if balanced and counted else "[red]  DOES NOT BALANCE[/]")
    lines((f"held: {rule}", str(count)) for rule, count in result["held_reasons"].items())
    lines([("documents", str(len(result["documents"]))), ("issued now", str(result["issued_now"]))])
    for failed in result["failed_jobs"]:
        console.print(f"[red]✗[/] job {failed['id']} {failed['task']}: {failed['reason']}", highlight=False)


def _euros(amount: Any) -> str:
    return f"{amount:,.2f} €".replace(",", " ").replace(".", ",")
