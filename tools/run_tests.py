"""`make test`: style, then walls and types beside every test; stops at the first kind of failure.

Browser tests need a Chromium on the PATH; without one they are left out, and said so, except in CI.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

FIRST = [
    ["ruff", "check", "src", "tests", "tools", "conftest.py"],
    ["ruff", "format", "--check", "src", "tests", "tools", "conftest.py"],
]
BESIDE = [
    ["lint-imports", "--config", ".importlinter"],
    ["mypy", "src/sansfaute"],
]
"""They take one processor for a minute, of which the tests leave some unused."""

SHARED_OUT = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]  # whole files, in the order of conftest.py


@dataclass
class Step:
    """A program at work; what it says is kept aside, or goes straight to the terminal."""

    words: list[str]
    process: "subprocess.Popen[bytes]"
    said: IO[bytes] | None = None


def main() -> int:
    """Run every step; the exit status is that of the first one that fails."""
    began = time.monotonic()
    for words in FIRST:
        if status := start(words).process.wait():
            return status
    beside = [start(words, aside=True) for words in BESIDE]
    status = watch(start(["pytest", *SHARED_OUT, *browser_options()]), beside)
    print(f"make test: {time.monotonic() - began:.0f} s", flush=True)
    return status


def watch(tests: Step, beside: list[Step]) -> int:
    """The status of the tests, unless one of the others fails: then the tests stop, and its words come last."""
    while True:
        ended = tests.process.poll() is not None
        for one in [one for one in beside if one.process.poll() is not None]:
            beside.remove(one)
            if one.process.returncode:
                stop([tests, *beside])
                tell(one)
                return one.process.returncode
        if tests.process.returncode or (ended and not beside):
            stop(beside)
            return tests.process.returncode or 0
        time.sleep(0.2)


def stop(steps: list[Step]) -> None:
    """As Ctrl-C would: pytest lets go of its database."""
    for one in steps:
        if one.process.poll() is None:
            one.process.send_signal(signal.SIGINT)
        one.process.wait()


def tell(one: Step) -> None:
    """What a program that failed has said."""
    assert one.said is not None
    one.said.seek(0)
    print("\n✗", " ".join(one.words), flush=True)
    sys.stdout.buffer.write(one.said.read())
    sys.stdout.flush()


def browser_options() -> list[str]:
    """Leave the browser tests out where there is no browser; in CI they must run."""
    if shutil.which("chromium") or os.environ.get("CI"):
        return []
    print("No chromium on the PATH: browser tests are left out.", flush=True)
    return ["-m", "not browser"]


def start(words: list[str], *, aside: bool = False) -> Step:
    """One step, said before it runs."""
    print("→", " ".join(words), flush=True)
    program = Path(sys.executable).parent / words[0]
    # Tests start the program many times over: it is compiled once, whatever the environment says, and in build/.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(Path(__file__).parents[1] / "build" / "bytecode")
    said = tempfile.TemporaryFile() if aside else None  # noqa: SIM115 - read when the step has ended
    outputs = {"stdout": said, "stderr": subprocess.STDOUT} if said else {}
    return Step(words, subprocess.Popen([str(program), *words[1:]], env=environment, **outputs), said)


if __name__ == "__main__":
    sys.exit(main())
