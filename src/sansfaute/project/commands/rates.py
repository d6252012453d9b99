"""rates: exchange rates of the euro, from the file of a central bank, or one by one."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, Seller, app, lines, say_json
from sansfaute.project.commands.sources import only_seller
from sansfaute.project.installation import installation


@app.command()
def rates(
    file: Annotated[Path, typer.Argument(help="A CSV file of the ECB, of the Banque de France, or of our columns.")],
    currency: Annotated[list[str] | None, typer.Option(help="Only this currency; may be given again.")] = None,
    since: Annotated[str, typer.Option(help="Only rates from this day on, as 2026-01-01.")] = "",
    seller: Seller = "",
    as_json: Json = False,
) -> None:
    """Record exchange rates, for the VAT in euro of invoices in another currency; rates already known stay."""
    if not file.is_file():
        raise Trouble(f"{file} is not a file.", "Give the CSV file of the rates.")
    with installation():
        from sansfaute.masterdata import actions, queries

        own = only_seller(queries.sellers(), seller)
        found = actions.read_rates(
            file.read_text(encoding="utf-8-sig"),
            currencies=frozenset(one.strip().upper() for one in currency or []),
            since=_day(since) if since else date.min,
        )
        new = actions.record_rates(seller_id=own.pk, rates=found, actor=None, at=clock.now())
    told = {
        "read": len(found),
        "new": new,
        "currencies": sorted({one.currency_code for one in found}),
        "first_date": min(one.rate_date for one in found).isoformat(),
        "last_date": max(one.rate_date for one in found).isoformat(),
    }
    if as_json:
        say_json(told)
    else:
        lines((name, ", ".join(value) if isinstance(value, list) else str(value)) for name, value in told.items())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as failure:
        raise Trouble(f"--since {text} is not a date.", "Write it as 2026-01-01.") from failure
