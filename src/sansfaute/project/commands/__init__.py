"""The command line: one module for each family of commands, one line for each mishap."""

import os
import sys
from typing import NoReturn

from sansfaute.lib.errors import Refusal, Trouble
from sansfaute.lib.loading import loading
from sansfaute.project.commands.app import app, console


def main() -> None:
    """Run a command; trouble is said on one line with its way out, and the exit status is 1."""
    _register()
    try:
        app()
    except Trouble as trouble:
        _tell(trouble.what, trouble.remedy)
    except Refusal as refusal:
        _tell(str(refusal), "Change what it names and try again; --help lists the options of each command.")
    except Exception as fault:
        if os.environ.get("SANSFAUTE_DEBUG") == "1":
            raise
        told = (str(fault).strip().splitlines() or [""])[0]
        _tell(f"Unexpected: {type(fault).__name__}: {told}", "SANSFAUTE_DEBUG=1 shows where; please report it.")


def _register() -> None:
    """Each import registers its commands."""
    with loading():
        import sansfaute.project.commands.bench_billrun
        import sansfaute.project.commands.bench_core
        import sansfaute.project.commands.bench_masterdata  # noqa: F401  # registering is what it is imported for
        from sansfaute.project.commands import (  # noqa: F401  # registering is what they are imported for
            bench,
            bill,
            certificate,
            check,
            convert,
            demo,
            doctor,
            duplicates,
            explain,
            export,
            jobs,
            parties,
            quality,
            rates,
            reprint,
            run,
            runs,
            sources,
            verify,
        )


def _tell(what: str, remedy: str) -> NoReturn:
    console.print("✗", what, style="red", highlight=False, markup=False)
    if remedy:
        console.print("  →", remedy, highlight=False, markup=False)
    sys.exit(1)
