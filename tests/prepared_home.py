"""A data folder whose database has its tables already: made once for these migrations, kept in build/, copied.

Applying all migrations takes some fifteen seconds of computing, and the tests need a dozen empty installations. What
is copied is what `sansfaute migrate` made of nothing, here, with this version: one change of a migration, of the
modules that start and fill a database or of the locked packages, and it is made again.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import IO

import psycopg

from sansfaute.lib import postgres
from sansfaute.lib.secrets import secret

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build"
TEMPLATE = "prepared"
"""A database beside the installation's own, to which nobody ever connects: PostgreSQL copies it for each worker."""

_SOURCES = (
    "src/sansfaute/*/migrations/*.py",
    "src/sansfaute/lib/postgres.py",
    *(f"src/sansfaute/project/{name}.py" for name in ("databases", "installation", "settings")),
    "requirements.lock",
    "tests/prepared_home.py",
)
_KEPT_SECONDS = 3600  # one of an earlier version may still be in use by tests that began before the change


def furnish(home: Path) -> bool:
    """Give a data folder the prepared database, unless it has one of its own; whether it has the prepared one now.

    One that an earlier version gave, or that is in build/, is replaced, except while somebody uses it.
    """
    place, wanted = home / "postgres", prepared()
    place.mkdir(parents=True, exist_ok=True)
    mark = place / "prepared"
    with (place / "start.lock").open("a+") as starting, (place / "users.lock").open("a+") as users:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if mark.exists() and mark.read_text() == wanted.name:
            return True
        ours = mark.exists() or BUILD in home.parents
        if (place / "data").exists() and not (ours and _is_free(users)):
            return False
        mark.unlink(missing_ok=True)
        shutil.rmtree(place / "data", ignore_errors=True)
        copy_of(wanted / "postgres" / "data", place / "data")
        _tell_password(home, wanted)
        mark.write_text(wanted.name)
    return True


def copy_of(source: Path, target: Path) -> None:
    """Whole folders, with their owners: root's servers run under another account."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


@cache
def prepared() -> Path:
    """The prepared data folder of this version, made at first need; the one of an earlier version goes."""
    name = f"prepared-{_version()}"
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "prepared.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (BUILD / name).exists():
            for old in BUILD.glob("prepared-*"):
                if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
                    shutil.rmtree(old)
            _make(BUILD / name)
    return BUILD / name


def _make(folder: Path) -> None:
    """Beside, then renamed: a kill leaves nothing half made."""
    fresh = folder.with_name("prepared.new")
    shutil.rmtree(fresh, ignore_errors=True)
    around = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    around |= {"SANSFAUTE_HOME": str(fresh), "DJANGO_SETTINGS_MODULE": "sansfaute.project.settings",
               "PYTHONPATH": str(ROOT / "src")}  # fmt: skip
    subprocess.run([sys.executable, "-m", "sansfaute.project", "migrate"], env=around, check=True)
    with (
        postgres.running(fresh / "postgres", secret(fresh, "database")) as server,
        psycopg.connect(
            host=server.host, port=server.port, user=server.user, password=server.password, dbname="postgres",
            autocommit=True,
        ) as connection,
    ):  # fmt: skip
        connection.execute(f"create database {TEMPLATE} template {server.database}")
    fresh.rename(folder)


def _version() -> str:
    found = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _is_free(users: IO[str]) -> bool:
    """Whether nobody holds the lock that users of the server share."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _tell_password(home: Path, wanted: Path) -> None:
    """The copied server knows the password of the folder it was made in."""
    path = home / "secrets.json"
    own = json.loads(path.read_text()) if path.exists() else {}
    password = json.loads((wanted / "secrets.json").read_text())["database"]
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(own | {"database": password}))
    fresh.replace(path)
