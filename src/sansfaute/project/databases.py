"""Which PostgreSQL: the one named by DATABASE_URL, else the embedded one of the data folder."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sansfaute.lib import postgres
from sansfaute.lib.errors import Trouble
from sansfaute.lib.secrets import secret

OLDEST = 15


def connection_settings(home: Path) -> dict[str, Any]:
    """Django's database entry; does not start anything."""
    url = os.environ.get("DATABASE_URL")
    place = _from_url(url) if url else _embedded(home)
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **place}


@contextlib.contextmanager
def database(home: Path) -> Iterator[None]:
    """A database that answers, for as long as the block lasts.

    Raises Trouble when an external server is too old or does not answer.
    """
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with postgres.running(home / "postgres", secret(home, "database")):
        yield


def refuse_old_server() -> None:
    """Raise Trouble unless the server answers and is PostgreSQL 15 or newer."""
    from django.db import OperationalError, connection  # settings are ready only by now

    try:
        with connection.cursor() as cursor:
            cursor.execute("show server_version_num")
            version = int(cursor.fetchone()[0]) // 10000
    except OperationalError as failure:
        raise Trouble(
            f"The database does not answer: {str(failure).strip().splitlines()[0]}",
            "Check DATABASE_URL (postgresql://user:password@host:5432/name) and that the server is up.",
        ) from failure
    if version < OLDEST:
        raise Trouble(
            f"The database server is PostgreSQL {version}; Sansfaute needs {OLDEST} or newer.",
            "Upgrade the server, or unset DATABASE_URL to use the embedded one.",
        )


def _embedded(home: Path) -> dict[str, Any]:
    folder = home / "postgres"
    return {
        "NAME": postgres.DATABASE,
        "USER": postgres.SUPERUSER,
        "PASSWORD": secret(home, "database"),
        "HOST": "127.0.0.1",
        "PORT": postgres.known_port(folder) or 0,
    }


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise Trouble(
            "DATABASE_URL does not name a PostgreSQL database.",
            "Write it as postgresql://user:password@host:5432/name.",
        )
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or 5432,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
