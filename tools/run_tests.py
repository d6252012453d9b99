"""`make test`: walls, style, types, then every test; stops at the first kind of failure.

Browser tests need a Chromium on the PATH; without one they are left out, and said so, except in CI.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

STEPS = [
    ["ruff", "check", "src", "tests", "tools", "conftest.py"],
    ["ruff", "format", "--check", "src", "tests", "tools", "conftest.py"],
    ["mypy", "src/sansfaute"],
    ["lint-imports", "--config", ".importlinter"],
]

SHARED_OUT = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]  # whole files, in the order of conftest.py


def main() -> int:
    """Run every step; the exit status is that of the first one that fails."""
    began = time.monotonic()
    for step in STEPS:
        if status := run(step):
            return status
    status = run(["pytest", *SHARED_OUT, *browser_options()])
    print(f"make test: {time.monotonic() - began:.0f} s", flush=True)
    return status


def browser_options() -> list[str]:
    """Leave the browser tests out where there is no browser; in CI they must run."""
    if shutil.which("chromium") or os.environ.get("CI"):
        return []
    print("No chromium on the PATH: browser tests are left out.", flush=True)
    return ["-m", "not browser"]


def run(step: list[str]) -> int:
    """One step, said before it runs."""
    print("→", " ".join(step), flush=True)
    program = Path(sys.executable).parent / step[0]
    # Tests start the program many times over: it is compiled once, whatever the environment says, and in build/.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(Path(__file__).parents[1] / "build" / "bytecode")
    return subprocess.run([str(program), *step[1:]], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
