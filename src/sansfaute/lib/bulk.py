"""Insert many fresh rows by COPY: several times faster than INSERT for what a bill run writes."""

from collections.abc import Callable, Sequence
from json import JSONEncoder
from typing import Any

from django.db import connection, models
from django.db.models import JSONField, Model
from psycopg import sql

_TEXT = JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def copy_in(rows: Sequence[Model]) -> None:
    """Insert these unsaved objects of one model, in one round trip and in the caller's transaction.

    Every column is written as it stands: no default is asked of the database, no conflict ignored.
    Raises django.db.IntegrityError like any insert.
    """
    if not rows:
        return
    fields = [one for one in rows[0]._meta.concrete_fields if not isinstance(one, models.AutoField)]
    columns = sql.SQL(", ").join(sql.Identifier(str(one.column)) for one in fields)
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(rows[0]._meta.db_table), columns)
    readers = [_reader(one) for one in fields]
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([read(row) for read in readers])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _reader(field: Any) -> Callable[[Model], Any]:
    """How a column's value is taken from an object; JSON goes as text, the rest as it is."""
    name = field.attname
    if isinstance(field, JSONField):
        return lambda row: _TEXT.encode(getattr(row, name))
    return lambda row: getattr(row, name)
