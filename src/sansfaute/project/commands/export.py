"""export: the records of a kind, as a file that `import` reads back exactly."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from sansfaute.lib.errors import Trouble
from sansfaute.lib.spreadsheets import csv_lines
from sansfaute.project.commands.app import Json, Seller, app, console, say_json
from sansfaute.project.commands.sources import only_seller
from sansfaute.project.installation import installation


@app.command()
def export(
    kind: Annotated[str, typer.Argument(help="items, buyers, contracts, usage or orders.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The CSV file to write; - for standard output.")],
    seller: Seller = "",
    as_json: Json = False,
) -> None:
    """Write all records of a kind as CSV; importing that file again changes nothing."""
    with installation():
        from sansfaute.desk.queries.imports import exported
        from sansfaute.masterdata import queries, rules

        if kind not in rules.EXPORTED:
            raise Trouble(f"There is nothing called {kind!r} to export.", f"There are {', '.join(rules.EXPORTED)}.")
        rows = exported(only_seller(queries.sellers(), seller).pk, kind)
        count = _write(rows, output)
    if as_json:
        say_json({"kind": kind, "file": str(output), "records": count})
    else:
        console.print(f"{count} records written to {output}.", highlight=False)


def _write(rows: Any, output: Path) -> int:
    """Write the lines as they come, whatever their number; a file appears only once it is whole."""
    lines = csv_lines(rows)
    if str(output) == "-":
        return _count(sys.stdout.write, lines)
    fresh = output.with_name(f".{output.name}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="") as stream:
            count = _count(stream.write, lines)
        fresh.replace(output)
    except OSError as failure:
        raise Trouble(f"{output} cannot be written: {failure.strerror}.", "Choose another place.") from failure
    finally:
        fresh.unlink(missing_ok=True)
    return count


def _count(write: Any, lines: Any) -> int:
    """How many records were written: every line but the mark of the encoding and the headers."""
    return sum(1 for line in lines if write(line) is not None) - 2
