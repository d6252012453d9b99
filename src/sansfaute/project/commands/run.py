"""up, web, worker, migrate: the processes of an installation."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import app, console
from sansfaute.project.home import home
from sansfaute.project.installation import installation

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(help="The port to listen on.")]
Parent = Annotated[int, typer.Option(hidden=True)]


# There is a worker for each core: the threads that Typst would start in each only crowd the others, and
# an arena of memory for each thread only grows (measured: 420 MB without the second setting, 260 MB with it).
_FRUGAL = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "SANSFAUTE_JUDGES": "1"}


@app.command()
def up(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(help="How many workers; by default one for each core.")] = 0,
) -> None:
    """Database, workers and site on this machine, until Ctrl-C."""
    folder = home()
    url = f"http://{host}:{port}/"
    with (folder / "up.lock").open("a+") as lock:
        if running := _take(lock, url):
            console.print(f"Sansfaute is already up at [bold]{running}[/] for this folder.")
            return
        with installation(migrate=True):
            _serve(url, host, port, workers or os.cpu_count() or 1)


def _take(lock: IO[str], url: str) -> str:
    """Take the lock and write down our address; else the address of whoever holds it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        return str(json.loads(lock.read() or "{}").get("url", "an unknown address"))
    lock.truncate(0)
    lock.write(json.dumps({"url": url, "pid": os.getpid()}))
    lock.flush()
    return ""


def _serve(url: str, host: str, port: int, workers: int) -> None:
    me = str(os.getpid())
    commands = [["web", "--host", host, "--port", str(port), "--parent", me]]
    commands += [["worker", "--parent", me]] * workers
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    children = [_start(command) for command in commands]
    console.print(f"Sansfaute is up at [bold]{url}[/] (Ctrl-C stops it).")
    while not stopping.wait(1.0):
        children = [_revive(child, stopping) for child in children]
    console.print("Stopping: jobs in hand are finished first.")
    _stop(children)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    full = [sys.executable, "-m", "sansfaute.project", *command]
    return subprocess.Popen(full, env={**os.environ, **_FRUGAL}, start_new_session=True)


def _revive(child: subprocess.Popen[bytes], stopping: threading.Event) -> subprocess.Popen[bytes]:
    """A dead worker is replaced; a site that cannot start stops everything, with its words above."""
    if child.poll() is None:
        return child
    command = [str(argument) for argument in child.args[3:]]  # type: ignore[index]  # a list, as _start gave it
    if command[0] == "web":
        stopping.set()
        return child
    time.sleep(1.0)
    return _start(command)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        child.wait()


@app.command()
def web(host: Host = "127.0.0.1", port: Port = 8000, parent: Parent = 0) -> None:
    """The site alone."""
    with installation():
        from sansfaute.project.site import serve  # needs Django ready

        serve(host, port, parent)


@app.command()
def worker(
    until_idle: Annotated[bool, typer.Option("--until-idle", help="Stop when no job is left.")] = False,
    keep_jobs: Annotated[bool, typer.Option("--keep-jobs", hidden=True)] = False,
    parent: Parent = 0,
) -> None:
    """One worker alone; start as many as you have cores, on as many machines as you like."""
    with installation() as folder:
        from sansfaute.project.worker import end_with_parent, work  # needs Django ready

        if parent:
            end_with_parent(parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
        work(folder, until_idle=until_idle, keep_jobs=keep_jobs)


@app.command()
def migrate() -> None:
    """Bring the database's tables up to this version."""
    with installation(migrate=True):
        console.print("The database is up to date.")


def spawn_workers(count: int, *options: str) -> list[subprocess.Popen[Any]]:
    """Worker processes that stop with us; their words go to the log in the data folder."""
    log = (Path(home()) / "workers.log").open("ab")
    command = [sys.executable, "-m", "sansfaute.project", "worker", "--parent", str(os.getpid()), *options]
    environment = {**os.environ, **_FRUGAL}
    return [
        subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        for _ in range(count)
    ]


def refuse_missing(path: Path) -> None:
    """Raise Trouble unless the path exists."""
    if not path.exists():
        raise Trouble(f"There is no file or folder {path}.", "Check the name and the folder you are in.")
