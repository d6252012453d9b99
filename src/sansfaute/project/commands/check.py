"""check: the verdict of the rules on files, in three outcomes: passed, failed, not run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, app, say_json
from sansfaute.project.commands.check_files import ENDINGS, Checked, checked, files_in

if TYPE_CHECKING:
    from sansfaute.en16931.values import Finding
    from sansfaute.review.rules.checks import Check, Side

_EXIT = {"passed": 0, "failed": 1, "not_run": 2}


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="CII, UBL, Factur-X, CDAR or our JSON; folders; patterns.")],
    language: Annotated[str, typer.Option(help="Language of the messages: fr or en.")] = "fr",
    as_json: Json = False,
) -> None:
    """Judge files by the native and the official rules. Exit status: 0 passed, 1 failed, 2 not run."""
    if language not in ("fr", "en"):
        raise Trouble(f"Messages are not written in {language!r}.", "Choose --language fr or --language en.")
    paths = files_in(files)
    if not paths:
        raise Trouble(
            f"There is nothing to check in {', '.join(map(str, files))}.", f"Name files, or folders with {_KINDS}."
        )
    verdicts = list(checked(paths))
    if as_json:
        say_json([_as_json(one, language) for one in verdicts])
    else:
        _show(verdicts, language)
    raise typer.Exit(worst(one.check.verdict for one in verdicts))


_KINDS = ", ".join(f"*{ending}" for ending in ENDINGS)


def worst(verdicts: Iterable[str]) -> int:
    """The exit status of many files: one that failed outweighs one that could not be judged."""
    found = set(verdicts)
    return next((_EXIT[one] for one in ("failed", "not_run") if one in found), 0)


def _show(verdicts: list[Checked], language: str) -> None:
    from sansfaute.project.commands.check_words import show_all

    show_all(verdicts, language)


def _as_json(one: Checked, language: str) -> dict[str, Any]:
    """The verdict on one file as `check --json` gives it."""
    check = one.check
    return {
        "file": str(one.path),
        "syntax": check.syntax,
        "profile": check.profile,
        "verdict": check.verdict,
        "native": {**_side(check.native, language), "own_rules": check.native.own_rules},
        "official": {**_side(check.official, language), "unchecked": list(check.official.unchecked)},
        "remarks": [words[language] for words in check.remarks],
        "findings": [_finding(found, check, language) for found in check.findings],
    }


def _side(side: Side, language: str) -> dict[str, Any]:
    return {
        "verdict": side.verdict,
        "packs": list(side.packs),
        "rules": side.rules,
        "why": side.why[language],
    }


def _finding(one: Finding, check: Check, language: str) -> dict[str, Any]:
    from sansfaute.review.rules.parts import line_of, part_of

    return {
        "rule": one.rule,
        "level": one.level,
        "part": part_of(one),
        "line": line_of(one, check.invoice),
        "term": one.term,
        "path": one.path,
        "value": one.value,
        "message": one.message[language],
        "fix": one.fix[language],
    }
