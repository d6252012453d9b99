"""The command line: one module for each family of commands, one line for each mishap."""

import sys

from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import app, console


def main() -> None:
    """Run a command; trouble is said on one line with its way out, and the exit status is 1."""
    # Each import registers its commands.
    from sansfaute.project.commands import bench, bill, check, convert, demo, doctor, jobs, run, sources, verify  # noqa: F401  # registering is what they are imported for

    try:
        app()
    except Trouble as trouble:
        console.print(f"[bold red]✗[/] {trouble.what}", highlight=False)
        if trouble.remedy:
            console.print(f"  → {trouble.remedy}", highlight=False)
        sys.exit(1)
