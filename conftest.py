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
django.setup()


def pytest_unconfigure() -> None:
    """Let go of the database; the last one out stops it."""
    _running.__exit__(None, None, None)
