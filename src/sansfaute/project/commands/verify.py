"""verify: numbers, chain of seals, blocks of facts, archive."""

from typing import Annotated, Any

import typer

from sansfaute.project.commands.app import Json, app, console, lines, out, say_json
from sansfaute.project.installation import installation


@app.command()
def verify(
    as_json: Json = False,
    render_again: Annotated[
        bool, typer.Option("--render-again", help="Make a sample of documents anew and compare.")
    ] = False,
) -> None:
    """Prove that nothing issued was changed, lost or renumbered; names what was."""
    with installation():
        result = verification(render_again=render_again)
    if as_json:
        say_json(result)
    else:
        _show(result)
    if result["problems"]:
        raise typer.Exit(1)


def verification(*, render_again: bool = False) -> dict[str, Any]:
    """Everything `verify` looks at: counts, and each problem with the document it names."""
    from sansfaute.documents import queries as documents
    from sansfaute.issuing import queries as issuing
    from sansfaute.journal import queries as journal

    problems = [{"kind": one.kind, "document": one.document, "message": one.message} for one in issuing.verify_series()]
    problems += [{"kind": one.kind, "document": one.document, "message": one.message} for one in issuing.verify_chain()]
    problems += [{"kind": "fact", "document": what, "message": why} for what, why in journal.verify_blocks()]
    problems += [
        {"kind": "archive", "document": one.document, "message": one.message}
        for one in documents.verify_archive(rerender=render_again)
    ]
    return {
        **issuing.counts(),
        **journal.counts(),
        "gaps": _count(problems, "gap"),
        "broken_seals": _count(problems, "seal", "chain"),
        "broken_facts": _count(problems, "fact"),
        "broken_documents": _count(problems, "archive"),
        "problems": problems,
    }


def _count(problems: list[dict[str, str]], *kinds: str) -> int:
    return sum(problem["kind"] in kinds for problem in problems)


def _show(result: dict[str, Any]) -> None:
    lines((name.replace("_", " "), str(value)) for name, value in result.items() if name != "problems")
    for problem in result["problems"]:
        console.print(f"[red]✗[/] {problem['document']}: {problem['message']}", highlight=False)
    if not result["problems"]:
        out.print("[green]✓[/] 0 gaps, 0 broken seals: every document is what was issued.", highlight=False)
