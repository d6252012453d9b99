"""The tests' own installation: an embedded PostgreSQL in build/, shared by all workers."""

import os
from pathlib import Path

os.environ.setdefault("SANSFAUTE_HOME", str(Path(__file__).parent / "build" / "test-home"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sansfaute.project.settings")

import django

from sansfaute.project.databases import database
from sansfaute.project.home import home

# Before pytest-django reads the settings: the server must have its port by then.
_running = database(home())
_running.__enter__()
try:
    django.setup()
except BaseException:
    _running.__exit__(None, None, None)  # a broken import must not leave a server behind
    raise

from django.db.backends.postgresql.operations import DatabaseOperations  # noqa: E402 - Django must be ready


def _flush_past_the_triggers() -> None:
    """Tests that commit are cleaned up by TRUNCATE, which the database refuses on issued rows.

    Only this clean-up, run by the tests' superuser, switches the triggers off.
    """
    flush = DatabaseOperations.execute_sql_flush

    def flush_with_triggers_off(self: DatabaseOperations, statements: list[str]) -> None:
        off, on = "set session_replication_role = replica", "set session_replication_role = default"
        flush(self, [off, *statements, on])

    DatabaseOperations.execute_sql_flush = flush_with_triggers_off  # type: ignore[method-assign]  # tests only


_flush_past_the_triggers()


def pytest_unconfigure() -> None:
    """Let go of the database; the last one out stops it."""
    _running.__exit__(None, None, None)
