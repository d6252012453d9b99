"""The tests' own installation: an embedded PostgreSQL in build/, shared by all workers."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("SANSFAUTE_HOME", str(Path(__file__).parent / "build" / "test-home"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sansfaute.project.settings")
os.environ.setdefault("SANSFAUTE_JUDGES", "1")  # for each of two test processes: what costs most is that each compiles

import django
from hypothesis import settings
from tests.prepared_home import TEMPLATE, furnish

from sansfaute.project.databases import database
from sansfaute.project.home import home

gc.disable()  # until all tests are collected: what is made before that stays

# Properties that do not say how often: a few dozen times here, many more in `make soak`.
settings.register_profile("short", max_examples=40, deadline=None)
settings.register_profile("long", max_examples=400, deadline=None)
settings.load_profile("long" if os.environ.get("SANSFAUTE_SOAK") == "1" else "short")

_furnished = "DATABASE_URL" not in os.environ and furnish(home())
# Before pytest-django reads the settings: the server must have its port by then.
_running = database(home())
_running.__enter__()
try:
    django.setup()
except BaseException:
    _running.__exit__(None, None, None)  # a broken import must not leave a server behind
    raise

from django.conf import settings  # noqa: E402 - Django must be ready
from django.db.backends.postgresql.creation import DatabaseCreation  # noqa: E402 - Django must be ready
from django.db.backends.postgresql.operations import DatabaseOperations  # noqa: E402 - Django must be ready
from django.utils import translation  # noqa: E402

# Tests' passwords guard nothing, and what tests commit need not outlive a power cut.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c synchronous_commit=off")
if _furnished:
    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = TEMPLATE

LONGEST = (
    "tests/endurance/test_short.py",
    "src/sansfaute/review/tests/test_parity.py",
    "tests/installation/test_commands.py",
    "tests/browser/test_imports.py",
    "src/sansfaute/review/tests/test_official_broken.py",
    "tests/journeys/test_ondine.py",
    "tests/browser/test_cleaning.py",
    "src/sansfaute/review/tests/test_official.py",
    "tests/browser/test_billing.py",
    "tests/browser/test_issuing_walk.py",
    "tests/browser/test_to_certificate.py",
    "tests/browser/test_looks.py",
    "tests/browser/test_corrections.py",
    "src/sansfaute/review/tests/test_vat_documents.py",
    "tests/golden/test_conformance.py",
    "src/sansfaute/desk/tests/test_walls.py",
    "src/sansfaute/desk/tests/test_imports.py",
    "tests/installation/test_embedded_database.py",
)
"""The files that take longest, longest first. Two workers take whole files in this order (`--dist loadfile`), so
that neither is left alone with a long one at the end, and what a file prepares is prepared once."""


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


def _drop_past_late_sessions() -> None:
    """A process killed by a test may leave a session that the server has not noticed yet: it ends with the database."""

    def drop(self: DatabaseCreation, test_database_name: str, verbosity: int) -> None:
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")

    DatabaseCreation._destroy_test_db = drop  # type: ignore[method-assign]  # tests only


_drop_past_late_sessions()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page asked for in English leaves its language to the thread: no test may depend on the one before."""
    yield
    translation.deactivate()


@pytest.fixture
def in_english(_own_language: None) -> None:
    """For tests that read sentences in English."""
    translation.activate("en")


def pytest_unconfigure() -> None:
    """Let go of the database; the last one out stops it."""
    _running.__exit__(None, None, None)


def pytest_collection_finish() -> None:
    """From here on there is garbage; what thousands of tests were collected into is not looked at again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; the others keep their order."""
    places = {config.rootpath / name: place for place, name in enumerate(LONGEST)}
    if gone := [str(path) for path in places if not path.exists()]:
        raise pytest.UsageError(f"conftest.py, LONGEST: no such file: {', '.join(gone)}")
    items.sort(key=lambda item: places.get(item.path, len(places)))
