"""reprint: an issued invoice once more, marked as such."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.lib.text import parse_decimal
from sansfaute.project.commands.app import Json, app, out, say_json
from sansfaute.project.installation import installation


@app.command()
def reprint(
    number: Annotated[str, typer.Argument(help="The number of the invoice.")],
    why: Annotated[str, typer.Option(help="Why it is needed; kept with it.")],
    output: Annotated[Path | None, typer.Option("--output", help="Where to write the PDF.")] = None,
    send: Annotated[str, typer.Option(help="An e-mail address to send it to.")] = "",
    unpaid: Annotated[str, typer.Option(help="For a bad debt: what stays unpaid, VAT included, or 'all'.")] = "",
    as_json: Json = False,
) -> None:
    """Make a duplicate of an issued invoice: same number, same XML, DUPLICATA on every page."""
    if output is not None and not output.parent.is_dir():
        raise Trouble(f"The folder {output.parent} does not exist.", "Make it first, or choose another.")
    if output is None and not send:
        raise Trouble("A duplicate is written or sent.", "Give --output FILE, --send ADDRESS, or both.")
    with installation():
        made, content = _made(number, why, send, unpaid)
        if output is not None:
            output.write_bytes(content)
    said = {"number": number, "duplicate": str(made.duplicate_id), "mark": made.mark, "unpaid": made.unpaid}
    if as_json:
        say_json({**said, "file": str(output) if output else None, "address": made.address})
        return
    where = [str(output)] if output else []
    where += [f"sent to {made.address} by the worker"] if made.address else []
    out.print(f"{number}: duplicate, {', '.join(where)}", highlight=False, markup=False)


def _made(number: str, why: str, send: str, unpaid: str) -> tuple[Any, bytes]:
    from sansfaute.documents import queries as documents
    from sansfaute.issuing import actions, queries

    row = queries.invoice_numbered(number)
    if row is None:
        raise Trouble(f"There is no invoice {number}.", "Look it up on the page of invoices.")
    if not any(kind == "cii" for _invoice, kind in documents.documents_of([row.pk])):
        raise Trouble(
            f"The documents of {number} are not written yet.", "Let the workers of `sansfaute up` finish first."
        )
    amount = _amount(unpaid, queries.may_be_unpaid(row)) if unpaid else None
    made = actions.make_duplicate(invoice_id=row.pk, unpaid=amount, address=send, why=why, actor=None, at=clock.now())
    return made, documents.duplicate_pdf(made)


def _amount(text: str, most: Decimal) -> Decimal:
    read = most if text == "all" else parse_decimal(text)
    if read is None:
        raise Trouble(f"{text!r} is not an amount.", "Write it as 120.50, or all.")
    return read
