"""explain: why a figure of an invoice is what it is."""

from typing import Annotated, Any

import typer

from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, app, out, say_json
from sansfaute.project.installation import installation


@app.command()
def explain(
    number: Annotated[str, typer.Argument(help="The number of the invoice.")],
    figure: Annotated[str, typer.Option(help="Its term: BT-131:1 (a line), BT-117:S:20, BT-109, BT-112…")] = "BT-115",
    language: Annotated[str, typer.Option(help="fr or en.")] = "fr",
    as_json: Json = False,
) -> None:
    """Say how any figure of an invoice came about: lines, prices, proration, discounts, VAT, rounding."""
    if language not in ("fr", "en"):
        raise Trouble(f"{language} is not a language of explanations.", "Choose --language fr or en.")
    with installation():
        found = _explained(number, figure)
    if as_json:
        say_json({"number": number, "figure": figure, **found.to_dict()})
        return
    for depth, one in found.walk():
        out.print("  " * depth + (one.fr if language == "fr" else one.en), highlight=False, markup=False)


def _explained(number: str, figure: str) -> Any:
    from sansfaute.drafts import queries as drafts
    from sansfaute.drafts import rules
    from sansfaute.issuing import queries as issuing

    row = issuing.invoice_numbered(number)
    if row is None:
        raise Trouble(f"There is no invoice {number}.", "Look it up on the page of invoices.")
    known = drafts.explained(drafts.draft(row.draft_id), issuing.model_of(row))
    try:
        return rules.explain(known, figure)
    except rules.FigureUnknown as unknown:
        raise Trouble(f"The invoice has no figure {figure}.", f"It has: {unknown}") from unknown
