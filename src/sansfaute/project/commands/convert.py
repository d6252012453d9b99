"""convert: from one syntax to another, without losing a term."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import app, console
from sansfaute.project.commands.run import refuse_missing

if TYPE_CHECKING:
    from sansfaute.en16931.model import Invoice


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="CII, Factur-X or our JSON.")],
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    to: Annotated[str, typer.Option(help="cii, json or facturx.")],
) -> None:
    """Read an invoice in one syntax and write it in another."""
    refuse_missing(source)
    from sansfaute.en16931.syntaxes import WriteRefused

    try:
        content = _write(_read(source), to)
    except WriteRefused as refusal:
        raise Trouble(f"{source} cannot be written as {to}: {refusal}", refusal.findings[0].fix["en"]) from refusal
    try:
        target.write_bytes(content)
    except OSError as failure:
        raise Trouble(f"{target} cannot be written ({failure.strerror}).", "Name another file or folder.") from failure
    console.print(f"{target} written ({len(content)} bytes).")


def _read(source: Path) -> Invoice:
    """The invoice in the file.

    Raises Trouble with the first finding when it cannot be read.
    """
    from sansfaute.documents.adapters.facturx_pdf import PdfRefused, extract_cii
    from sansfaute.en16931.syntaxes import ReadRefused, cii, json, recognise

    content = source.read_bytes()
    syntax = recognise(content).syntax
    if syntax == "pdf":
        try:
            content = extract_cii(content) or b""
        except PdfRefused as refusal:
            raise Trouble(
                f"{source} cannot be opened: {refusal}.", "Give a PDF that opens without a password."
            ) from refusal
        if not content:
            raise Trouble(f"{source} holds no invoice XML.", "Give a Factur-X or ZUGFeRD PDF.")
    try:
        if syntax in ("cii", "pdf"):
            return cii.read(content)
        if syntax == "json":
            return json.read(content.decode("utf-8"))
    except ReadRefused as refusal:
        first = refusal.findings[0]
        raise Trouble(
            f"{source} cannot be read: {first.message['en']}", first.fix["en"] if first.fix else ""
        ) from refusal
    raise Trouble(f"{source} is {syntax}, which cannot be converted yet.", "Give a CII, a Factur-X or our JSON.")


def _write(invoice: Invoice, to: str) -> bytes:
    from sansfaute.documents.adapters.facturx_pdf import write as facturx
    from sansfaute.en16931.syntaxes import cii, json

    writers: dict[str, Callable[[Invoice], bytes]] = {
        "cii": cii.write,
        "json": lambda one: json.write(one).encode(),
        "facturx": lambda one: facturx(one, cii.write(one)),
    }
    if to not in writers:
        raise Trouble(f"Nothing is written to {to!r}.", f"Choose one of {', '.join(writers)}.")
    return writers[to](invoice)
