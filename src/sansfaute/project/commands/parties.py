"""parties: third parties, their roles, mandates, receiving addresses and kits, from a TOML file."""

from pathlib import Path
from typing import Annotated

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, Seller, app, lines, say_json
from sansfaute.project.commands.sources import only_seller
from sansfaute.project.installation import installation


@app.command()
def parties(
    file: Annotated[Path, typer.Argument(help="A TOML file: [[party]], [[role]], [[mandate]], [[address]], [[kit]].")],
    seller: Seller = "",
    as_json: Json = False,
) -> None:
    """Record who else invoices name (factor, payer, agent…), mandates, addresses, kits: the whole file or nothing."""
    if not file.is_file():
        raise Trouble(f"{file} is not a file.", "Give the TOML file of the third parties.")
    with installation():
        from sansfaute.masterdata import actions, queries

        own = only_seller(queries.sellers(), seller)
        told = actions.agree_party_file(seller_id=own.pk, text=file.read_text(encoding="utf-8-sig"), at=clock.now())
    if as_json:
        say_json(told)
    else:
        lines((name, str(count)) for name, count in told.items())
