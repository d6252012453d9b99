"""certificate: what was read, corrected, merged and accepted, with the score, as a PDF."""

from pathlib import Path
from typing import Annotated

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, Seller, app, out, say_json
from sansfaute.project.commands.sources import only_seller
from sansfaute.project.installation import installation


@app.command()
def certificate(
    output: Annotated[Path, typer.Option("--output", help="Where to write the PDF.")],
    language: Annotated[str, typer.Option(help="fr or en.")] = "fr",
    seller: Seller = "",
    as_json: Json = False,
) -> None:
    """Certify the state of the base before go-live: figures, score and seal, in a PDF that carries them."""
    if language not in ("fr", "en"):
        raise Trouble(f"{language!r} is no language of certificates.", "Choose fr or en.")
    if not output.parent.is_dir():
        raise Trouble(f"The folder {output.parent} does not exist.", "Make it first, or choose another.")
    with installation():
        from sansfaute.masterdata import actions, queries

        own = only_seller(queries.sellers(), seller)
        made = actions.make_certificate(seller_id=own.pk, language=language, at=clock.now())
        output.write_bytes(queries.content_of(made))
    if as_json:
        say_json({"file": str(output), "sha256": made.sha256, "figures": made.figures})
    else:
        out.print(f"{output}: certificate of {own.name}, SHA-256 {made.sha256}", highlight=False)
