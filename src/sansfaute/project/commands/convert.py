"""convert: from one syntax to another; what the target cannot hold is refused by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import app, console
from sansfaute.project.commands.run import refuse_missing

if TYPE_CHECKING:
    from sansfaute.documents.rules.conversion import Conversion
    from sansfaute.en16931.syntaxes import Reading
    from sansfaute.en16931.values import Finding

TARGETS = ("cii", "ubl", "facturx", "json")


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="CII, UBL, Factur-X or ZUGFeRD PDF, or our JSON.")],
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    to: Annotated[str, typer.Option(help="cii, ubl, facturx or json.")],
    profile: Annotated[str, typer.Option(help="The profile of the target, by default that of the source.")] = "",
) -> None:
    """Read an invoice in one syntax and write it in another; nothing is written if a term would be lost."""
    from sansfaute.documents.rules.conversion import SPECIFICATIONS, converted

    if to not in TARGETS:
        raise Trouble(f"Nothing is written to {to!r}.", f"Choose one of {', '.join(TARGETS)}.")
    if profile and profile not in SPECIFICATIONS:
        raise Trouble(f"There is no profile {profile!r}.", f"Choose one of {', '.join(sorted(SPECIFICATIONS))}.")
    refuse_missing(source)
    reading = _read(source)
    conversion = converted(reading, to, profile)
    if conversion.findings:
        _refuse(source, to, conversion.findings)
    content = _written(source, conversion)
    try:
        target.write_bytes(content)
    except OSError as failure:
        raise Trouble(f"{target} cannot be written ({failure.strerror}).", "Name another file or folder.") from failure
    console.print(f"{target} written ({len(content)} bytes).", markup=False, highlight=False)
    if conversion.profile != reading.profile:
        console.print(f"Its profile is {conversion.profile}; that of {source} is {reading.profile}.", markup=False)


def _read(source: Path) -> Reading:
    """What the file says; raises Trouble when there is nothing to convert in it."""
    from sansfaute.documents.adapters.facturx_pdf import opened
    from sansfaute.en16931 import syntaxes
    from sansfaute.review.rules.check_sentences import PDF

    try:
        content = source.read_bytes()
    except OSError as failure:
        raise Trouble(f"{source} cannot be read ({failure.strerror}).", "Name a file that you may read.") from failure
    if syntaxes.recognise(content).syntax == "pdf":
        content, reason = opened(content)
        if reason:
            _, said, _, remedy = PDF[reason]
            raise Trouble(f"{source}: {said}", remedy)
    reading = syntaxes.read(content)
    if reading.invoice is None:
        first = reading.findings[0] if reading.findings else None
        raise Trouble(
            f"{source} is no invoice that can be converted ({reading.syntax})."
            + (f" {first.message['en']}" if first else ""),
            (first.fix["en"] if first else "") or "Give an invoice: CII, UBL, Factur-X or our JSON.",
        )
    return reading


def _refuse(source: Path, to: str, findings: Sequence[Finding]) -> None:
    """Every term that would be lost, then the refusal."""
    for one in findings:
        where = " ".join(filter(None, (one.term, one.path)))
        console.print(f"  {one.rule}  {where}  {one.message['en']}", markup=False, highlight=False)
    remedy = next((one.fix["en"] for one in findings if one.fix["en"]), "Choose another --to or --profile.")
    count = f"{len(findings)} reason" + "s" * (len(findings) > 1)
    raise Trouble(f"{source} is not converted to {to}: {count} above; nothing was written.", remedy)


def _written(source: Path, conversion: Conversion) -> bytes:
    from sansfaute.documents.adapters import facturx_pdf
    from sansfaute.documents.adapters.typst_pdf import RenderingError
    from sansfaute.documents.rules.conversion import as_bytes

    content = as_bytes(conversion)
    if conversion.to != "facturx":
        return content
    assert conversion.invoice is not None, "what was refused does not come here"
    try:
        return facturx_pdf.write(conversion.invoice, content)
    except RenderingError as failure:
        raise Trouble(f"{source} cannot be set as a PDF: {failure}", "Convert it to cii instead.") from failure
