"""runs: the bill runs, the report of one; pause, resume, cancel."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, Seller, app, console, lines, out, say_json
from sansfaute.project.commands.sources import only_seller
from sansfaute.project.installation import installation

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillRun
    from sansfaute.issuing.queries.runs import RunReport

runs_app = typer.Typer(
    help="Bill runs: list them, report on one, pause, resume or cancel it.", invoke_without_command=True
)
app.add_typer(runs_app, name="runs")

RunId = Annotated[str, typer.Argument(help="The run's identifier, or its beginning, or its end.")]
_SHOWN = 100


@runs_app.callback()
def listed(context: typer.Context, seller: Seller = "", as_json: Json = False) -> None:
    """List the seller's runs, latest first."""
    if context.invoked_subcommand:
        return
    with installation():
        from sansfaute.contracts import queries
        from sansfaute.masterdata import queries as masterdata

        found = list(queries.bill_runs(only_seller(masterdata.sellers(), seller).pk)[:_SHOWN])
        said = [_run(one) for one in found]
    if as_json:
        say_json({"runs": said})
        return
    for one in said:
        done = f"{one['buyers_done']}/{one['buyers_to_do']}"
        out.print(f"{one['id']}  until {one['until']}  {one['state']:<9}  {done}", highlight=False)
    console.print(f"{len(said)} runs.")


@runs_app.command()
def report(run: RunId, as_json: Json = False) -> None:
    """What became of a run: billable, drafted, held, issued, set aside, failed, changed since its simulation."""
    with installation():
        from sansfaute.issuing.queries.runs import run_report

        found = run_report(_named(run).pk)
        said = as_dict(found)
    say_json(said) if as_json else _show(said)
    if found.failed_jobs:
        raise typer.Exit(1)


@runs_app.command()
def pause(run: RunId) -> None:
    """Stop a run before its next customers and its next number."""
    with installation():
        from sansfaute.contracts import actions

        actions.pause_run(run_id=_named(run).pk, actor=None, at=clock.now())
    console.print("The run is paused; `sansfaute runs resume` lets it go on.")


@runs_app.command()
def resume(run: RunId) -> None:
    """Let a paused run go on from where it stopped; the workers carry it on."""
    with installation():
        from sansfaute.contracts import actions

        actions.resume_run(run_id=_named(run).pk, actor=None, at=clock.now())
    console.print("The run goes on.")


@runs_app.command()
def cancel(run: RunId, why: Annotated[str, typer.Option(help="The reason, kept with the run.")]) -> None:
    """Give up what a run has not numbered yet; what it issued stays issued."""
    with installation():
        from sansfaute.contracts import actions

        actions.cancel_run(run_id=_named(run).pk, why=why, actor=None, at=clock.now())
    console.print("The run is cancelled; its work becomes billable again as soon as a worker is up.")


def _named(text: str) -> BillRun:
    """The one run whose identifier begins or ends so. Raises Trouble."""
    from sansfaute.contracts import queries
    from sansfaute.masterdata import queries as masterdata

    wanted = text.replace("-", "").lower()
    runs = (one for seller in masterdata.sellers() for one in queries.bill_runs(seller.pk))
    found = [one for one in runs if wanted and (one.pk.hex.startswith(wanted) or one.pk.hex.endswith(wanted))]
    if len(found) == 1:
        return found[0]
    what = f"There is no run {text}." if not found else f"{len(found)} runs are named {text}."
    raise Trouble(what, "`sansfaute runs` lists them; a few signs of the end are enough.")


def _run(run: BillRun) -> dict[str, Any]:
    names = ("id", "state", "until", "issue_date", "since", "scope", "simulation_id", "started_at", "buyers_done")
    return {**{name: getattr(run, name) for name in names}, "buyers_to_do": run.buyers_to_do}


def as_dict(report: RunReport) -> dict[str, Any]:
    """The report as JSON holds it; rows become the few values that say what they are."""
    told = {one.name: getattr(report, one.name) for one in dataclasses.fields(report)}
    plain = {name: _plain(value) for name, value in told.items() if name not in ("run", "changed", "missing")}
    changed = [
        {"buyer": one.draft.buyer.code, "evidence": one.evidence, "is_decided": hasattr(one, "decision")}
        for one in report.changed
    ]
    missing = [
        {"buyer": one.document.buyer.code, "total_with_vat": one.document.total_with_vat, "reason": one.reason}
        for one in report.missing
    ]
    return {"run": _run(report.run), "is_over": report.is_over, **plain, "changed": changed, "missing": missing}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _show(said: Mapping[str, Any]) -> None:
    run = said["run"]
    lines([("run", str(run["id"])), ("state", run["state"]), ("until", str(run["until"]))])
    lines([("customers", f"{run['buyers_done']} of {run['buyers_to_do']}")])
    lines(_parts(said, ("billable", "undrafted", "drafted", "issued", "approved", "held", "set_aside", "unjudged")))
    lines((f"held: {rule}", str(count)) for rule, count in said["held_by_rule"].items())
    lines((f"series {one['prefix']}", f"{one['first']} to {one['last']} ({one['count']})") for one in said["series"])
    lines([("changed since the simulation", str(said["changed_count"])), ("missing", str(said["missing_count"]))])
    lines((f"missing: {one['buyer']}", one["reason"]) for one in said["missing"])
    lines(
        (f"{one['at']:%Y-%m-%d %H:%M:%S}", f"{one['kind']} {one['by']} {one['why']}".rstrip())
        for one in said["moments"]
    )
    _complain(said["failed_jobs"])


def _parts(said: Mapping[str, Any], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        yield name.replace("_", " "), f"{said[name]['count']:>7}   {said[name]['amount']:>16,.2f}"


def _complain(failed: Iterable[Mapping[str, Any]]) -> None:
    for one in failed:
        console.print(f"[red]✗[/] job {one['job_id']} {one['task']}: {one['reason']}", highlight=False)
