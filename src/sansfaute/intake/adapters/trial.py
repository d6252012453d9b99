"""Opens a workbook in a process that may die of it: run as a script, with the workbook on its standard input.

A thousand bytes can ask the reader for gigabytes (one cell in the last corner of the sheet, one long text
named by every cell, a repeated row, a run of spaces), and the reader takes what it is asked for at once.
What this process cannot hold, nobody opens. Nothing of ours is imported here, so that it starts at once.
"""

import contextlib
import io
import resource
import subprocess
import sys
from collections.abc import Callable
from typing import BinaryIO

MOST_MEMORY = 400_000_000
"""Bytes of address space; an ordinary book of 100,000 rows and 20 columns takes 320 MB."""
_MOST_SECONDS = 60
_DAMAGED = 3


def opens_within_bounds(opened: Callable[[], BinaryIO]) -> bool:
    """Whether the workbook in this stream opens within memory and time; a damaged one does, and says so later."""
    command, nowhere = [sys.executable, "-I", __file__, str(MOST_MEMORY)], subprocess.DEVNULL
    with opened() as stream:
        if isinstance(stream, io.BytesIO):
            tried = subprocess.run(command, input=stream.read(), stdout=nowhere, stderr=nowhere, check=False)
        else:
            tried = subprocess.run(command, stdin=stream, stdout=nowhere, stderr=nowhere, check=False)
    return tried.returncode in (0, _DAMAGED)


def _open(most_memory: int) -> int:
    from python_calamine import CalamineError, CalamineWorkbook

    limits = ((resource.RLIMIT_AS, most_memory), (resource.RLIMIT_CPU, _MOST_SECONDS), (resource.RLIMIT_CORE, 0))
    for what, most in limits:
        with contextlib.suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(what, (most, most))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        held = [book.get_sheet_by_name(one.name) for one in book.sheets_metadata if str(one.typ).endswith("WorkSheet")]
    except (CalamineError, ValueError, OSError):
        return _DAMAGED
    return 0 if all(sheet.height >= 0 for sheet in held) else _DAMAGED


if __name__ == "__main__":
    sys.exit(_open(int(sys.argv[1])))
