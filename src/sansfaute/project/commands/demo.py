"""demo: the whole journey on the exports of a small company, and a summary."""

from __future__ import annotations

import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import typer

from sansfaute.lib import clock
from sansfaute.project.commands.app import Json, app, console, lines, out, say_json
from sansfaute.project.commands.bill import bill_run, show
from sansfaute.project.commands.run import up
from sansfaute.project.commands.sources import import_files, recognised_lines
from sansfaute.project.commands.verify import verification
from sansfaute.project.installation import installation

UNTIL = date(2026, 10, 31)


@app.command()
def demo(
    examples: Path = Path("examples/ondine"),
    serve: bool = typer.Option(True, help="On a terminal, serve the site afterwards."),
    as_json: Json = False,
) -> None:
    """Import the exports of a small company, invoice all that is due, verify, sum up."""
    started = time.monotonic()
    os.environ.setdefault("SANSFAUTE_OFFICIAL_RULES", "always")  # every document of the demo is judged for real
    with installation() as folder:
        imported = import_files(sorted(one for one in examples.iterdir() if one.is_file()))
        password = _person(imported["seller"]["siren"])
        billed = bill_run(folder, _seller(imported), UNTIL, UNTIL, workers=os.cpu_count() or 1)
        verified = verification()
        sent = _sent(imported)
    result = {
        "imported": imported,
        "bill": billed,
        "verify": verified,
        "sent": sent,
        "seconds": round(time.monotonic() - started, 1),
    }
    say_json(result) if as_json else _show(result)
    if not _sound(result):
        raise typer.Exit(1)
    if sys.stdout.isatty() and serve and not as_json:
        console.print(f"Sign in as [bold]demo[/], password [bold]{password}[/]", highlight=False)
        up(host="127.0.0.1", port=8000, workers=0)


def _seller(imported: dict[str, Any]) -> Any:
    from sansfaute.masterdata import queries

    return queries.sellers().get(siren=imported["seller"]["siren"])


def _sent(imported: dict[str, Any]) -> dict[str, int]:
    from sansfaute.delivery import queries

    return queries.counts_by_state(_seller(imported).id)


def _person(siren: str) -> str:
    """Somebody to sign in as; the password is a secret of this installation, made at first use."""
    from django.conf import settings

    from sansfaute.lib.secrets import secret
    from sansfaute.masterdata import queries as masterdata
    from sansfaute.people import actions, queries

    password = secret(settings.HOME, "demo password")[:16]
    person = queries.person_named("demo") or actions.invite_person(
        username="demo", email="demo@ondine.example", password=password, at=clock.now()
    )
    seller = masterdata.sellers().get(siren=siren)
    actions.grant_role(person=person, seller_id=seller.id, role="admin", at=clock.now())
    return password


def _sound(result: dict[str, Any]) -> bool:
    """The demo has done its job: rows and euros balance, nothing failed, nothing was found changed."""
    rows, bill = result["imported"]["rows"], result["bill"]
    parts = [bill[name] for name in ("invoiced", "held", "set_aside")]
    return (
        rows["read"] == rows["usable"] + rows["set_aside"]
        and bill["billable"]["count"] == sum(part["count"] for part in parts)
        and bill["billable"]["amount"] == sum(part["amount"] for part in parts)
        and not bill["failed_jobs"]
        and not result["verify"]["problems"]
        and not result["imported"]["refused"]
    )


def _show(result: dict[str, Any]) -> None:
    out.rule("What was read")
    for one in result["imported"]["files"]:
        out.print(f"[bold]{one['file']}[/] → {one['kind']}", highlight=False)
        lines(recognised_lines(one["recognised"]))
    rows = result["imported"]["rows"]
    lines([("rows read", str(rows["read"])), ("usable", str(rows["usable"])), ("set aside", str(rows["set_aside"]))])
    lines((f"  {code}", str(count)) for code, count in result["imported"]["set_aside_reasons"].items())
    found = result["imported"]["duplicates"]
    lines([("likely duplicates", f"{found['sure']} sure, {found['review']} to review")])
    out.rule(f"What was billable to {UNTIL:%d/%m/%Y}")
    show(result["bill"])
    out.rule("What was verified")
    verify = result["verify"]
    lines(
        [
            ("invoices", str(verify["invoices"])),
            ("gaps", str(verify["gaps"])),
            ("broken seals", str(verify["broken_seals"])),
        ]
    )
    lines((f"e-mails {state.replace('_', ' ')}", str(count)) for state, count in result["sent"].items())
    documents = result["bill"]["documents"]
    if documents:
        lines([("documents", str(Path(documents[0]["files"][0]).parent) if documents[0]["files"] else "")])
    lines([("seconds", str(result["seconds"])), ("balanced and sound", "yes" if _sound(result) else "NO")])
