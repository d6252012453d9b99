"""Commands of one installation, each in a process of its own, forked from one that has loaded the program already.

Loading the program takes two seconds of computing, which dozens of commands would each spend again. A forked process
is as separate as one that was started: its own arguments, outputs, connections and exit status. What matters about the
start itself (an environment of its own, signals, being killed) is tested with processes that are started.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.prepared_home import ROOT, furnish

from sansfaute.lib import postgres
from sansfaute.lib.secrets import secret


class Warm:
    """Runs commands of `sansfaute` in one data folder."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._outputs = (folder / "stdout", folder / "stderr")

    def __call__(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """One command, with what it finds more in its environment; settings are read before and see none of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        outputs = [str(one) for one in self._outputs]
        asked = {"arguments": arguments, "outputs": outputs, "environment": environment}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        said, errors = (one.read_text("utf-8") for one in self._outputs)
        return subprocess.CompletedProcess(list(arguments), status, said, errors)


@contextmanager
def ready(home: Path, folder: Path) -> Iterator[Warm]:
    """The same in a data folder that has its tables, while its database is up."""
    furnish(home)
    with postgres.running(home / "postgres", secret(home, "database")), warm(home, folder) as commands:
        yield commands


@contextmanager
def warm(home: Path, folder: Path) -> Iterator[Warm]:
    """The program loaded for a data folder, for as long as the block lasts; outputs pass through files of `folder`."""
    found = {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "SANSFAUTE_HOME": str(home)}
    process = subprocess.Popen(
        [sys.executable, __file__], env={**os.environ, **found}, cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        yield Warm(process, folder)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 0


def _serve() -> None:
    """Read what is asked, a line each; write each exit status."""
    _load()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            return _become(asked)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    return None


def _load() -> None:
    from importlib import import_module

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sansfaute.project.settings")
    django.setup()
    for one in (ROOT / "src" / "sansfaute" / "project" / "commands").glob("[a-z]*.py"):
        import_module(f"sansfaute.project.commands.{one.stem}")


def _become(asked: dict[str, Any]) -> None:
    """Be the command that is asked for, to its very end."""
    from sansfaute.project.commands import main

    for descriptor, path in enumerate([os.devnull, *asked["outputs"]]):
        opened = os.open(path, (os.O_RDWR | os.O_CREAT | os.O_TRUNC) if descriptor else os.O_RDONLY, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.update(asked["environment"])
    sys.argv = ["sansfaute", *asked["arguments"]]
    main()


if __name__ == "__main__":
    _serve()
