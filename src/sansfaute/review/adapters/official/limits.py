"""How much one worker may take: time, memory, documents. Read from the environment, once for each pool."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from sansfaute.lib.errors import Trouble

MEBIBYTE = 1024 * 1024
MEGABYTE = 1000 * 1000
_MEMORY = "SANSFAUTE_JUDGE_MEMORY"
_SECONDS = "SANSFAUTE_JUDGE_SECONDS"
_LEAST_MEMORY = 320  # MiB: with less no worker could start


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory` in bytes; `seconds` for one document, `start_seconds` for the start with its self-check.

    A worker is replaced after `documents`, or when it keeps more than `rest_memory` bytes. It is given documents
    of a further profile only while it keeps at most `room` bytes: packs stay in its memory once they are compiled,
    and compiling some takes 150 MB more for a moment.
    """

    seconds: float = 60
    start_seconds: float = 120
    memory: int = 1536 * MEBIBYTE
    documents: int = 2000
    room: int = 250 * MEGABYTE

    @property
    def rest_memory(self) -> int:
        """At most 400 MB, and half of the limit: what a worker keeps is what the next document cannot have."""
        return min(self.memory // 2, 400 * MEGABYTE)


def limits_of(environment: Mapping[str, str] = os.environ) -> Limits:
    """The limits that this installation sets; raises Trouble for a setting that is no such number."""
    usual = Limits()
    memory = number(environment, _MEMORY, usual.memory // MEBIBYTE, _LEAST_MEMORY)
    seconds = number(environment, _SECONDS, int(usual.seconds), 1)
    return Limits(seconds=seconds, memory=memory * MEBIBYTE)


def number(environment: Mapping[str, str], name: str, usual: int, least: int) -> int:
    """A setting that is a whole number; raises Trouble for anything else, or less than `least`."""
    written = environment.get(name, "").strip()
    if not written:
        return usual
    if not (written.isascii() and written.isdigit() and int(written) >= least):
        raise Trouble(f"{name} is “{written}”.", f"Give it a whole number, {least} or more, or unset it.")
    return int(written)
