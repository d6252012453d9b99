"""An installation ready for use: its database answers, its tables are those of this version."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import django

from sansfaute.lib.errors import Trouble
from sansfaute.lib.loading import loading
from sansfaute.project.databases import database, refuse_old_server
from sansfaute.project.home import home


@contextlib.contextmanager
def installation(*, migrate: bool | None = None) -> Iterator[Path]:
    """The data folder of an installation whose database runs, for as long as the block lasts.

    Missing migrations are applied to the embedded database; on an external one only when `migrate`
    is asked for, because several machines may share it. Raises Trouble with the way out.
    """
    folder = home()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sansfaute.project.settings")
    with database(folder):
        with loading():
            django.setup()
        refuse_old_server()
        _bring_up_to_date(wanted=("DATABASE_URL" not in os.environ) if migrate is None else migrate)
        yield folder


def _bring_up_to_date(*, wanted: bool) -> None:
    from django.core.management import call_command  # Django is ready only by now
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if not wanted:
        raise Trouble("The database is not up to date.", "Run `sansfaute migrate` once, on one machine.")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(7261002)")  # two first starts at once take turns
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("select pg_advisory_unlock(7261002)")
