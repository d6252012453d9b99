"""What the commands share: the application, the two outputs, progress bars."""

import json
import sys
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

app = typer.Typer(
    name="sansfaute",
    help="Automated invoicing for companies established in France.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
console = Console(stderr=True, soft_wrap=True)
"""People read here: progress, sentences, errors."""

out = Console(soft_wrap=True)
"""Results for people; with --json, one JSON document goes to standard output instead."""

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Seller = Annotated[str, typer.Option("--seller", help="The seller's SIREN; needed when there are several.")]


def progress() -> Progress:
    """A progress bar on standard error, for anything that takes more than two seconds."""
    return Progress(
        TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


def say_json(content: Any) -> None:
    """One JSON document on standard output; amounts are numbers, written digit by digit as they are."""
    text = json.dumps(content, ensure_ascii=False, indent=1, default=_plain)
    sys.stdout.write(text.replace(f'"{_NUMBER}', "").replace(f'{_NUMBER}"', "") + "\n")


_NUMBER = "\ue000"  # private use: marks the exact digits of a number, which the json module would make a float


def _plain(value: Any) -> str:
    return f"{_NUMBER}{value:f}{_NUMBER}" if isinstance(value, Decimal) else str(value)


def lines(rows: Iterable[tuple[str, str]]) -> None:
    """Aligned label and value pairs."""
    for label, value in rows:
        out.print(f"  {label:<34} {value}", highlight=False)
