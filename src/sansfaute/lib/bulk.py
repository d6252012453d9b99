"""Many rows at a time: objects made and read without the ORM's care for each field, COPY in, one UPDATE over.

Django looks at every field of every object it makes; for a line of a bill run that cost more than all that is
worked out of it. `fresh` and `read` fill the same objects at once. No model here has signals or fields that
would miss the constructor.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from json import JSONEncoder, loads
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import JSONField, Model, QuerySet
from django.db.models.base import ModelState
from psycopg import sql

_TEXT = JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ROWS = JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)  # UUID, Decimal, dates: as PostgreSQL reads

M = TypeVar("M", bound=Model)


def fresh(model: type[M], values: Mapping[str, Any], related: Mapping[str, Model] | None = None) -> M:
    """An unsaved object of these columns (`seller_id`, not `seller`), every other one at its default.

    `related` are objects behind its foreign keys, by name, so that nobody reads them again.
    """
    shape = _shape(model)
    row: M = object.__new__(model)
    state = row.__dict__
    state.update(shape.constants)
    state.update(values)
    for name, make in shape.makers:
        if name not in values:
            state[name] = make()
    state["_state"] = known = ModelState()
    if related:
        known.fields_cache.update(related)
    return row


def read(rows: QuerySet[M]) -> list[M]:
    """The rows of a query as objects. What stands behind their foreign keys is read by `tie`, not by the query."""
    shape, alias = _shape(rows.model), connection.alias
    return [_known(rows.model, shape, alias, values) for values in _fetched(rows.values_list(*shape.names))]


def tie(rows: Iterable[Model], name: str, related: Mapping[Any, Model]) -> None:
    """Put the objects behind one foreign key in their place, by id; each is one object however many rows share it."""
    attname = f"{name}_id"
    for row in rows:
        key = row.__dict__[attname]
        row._state.fields_cache[name] = None if key is None else related[key]


def copy_in(rows: Sequence[Model]) -> None:
    """Insert these unsaved objects of one model, in one round trip and in the caller's transaction.

    Every column is written as it stands: no default is asked of the database, no conflict ignored.
    Raises django.db.IntegrityError like any insert.
    """
    if not rows:
        return
    shape = _shape(type(rows[0]))
    columns = sql.SQL(", ").join(map(sql.Identifier, shape.copied_columns))
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(rows[0]._meta.db_table), columns)
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            values = list(shape.copied(row))
            for place in shape.copied_json:
                values[place] = _json(values[place])
            copy.write_row(values)
    alias = connection.alias
    for row in rows:
        row._state.adding, row._state.db = False, alias


def write_over(rows: Sequence[Model]) -> None:
    """Write every column of these known objects of one model, by one UPDATE in the caller's transaction.

    The rows travel as one JSON text, which PostgreSQL takes apart: an array for each column, as
    the ORM sends, costs most of its time in quoting. Rows that are gone are passed over. The caller holds the rows.
    """
    if not rows:
        return
    meta = rows[0]._meta
    names = [str(one.column) for one in meta.concrete_fields if not one.primary_key]
    readers = [(str(one.column), one.attname) for one in meta.concrete_fields]
    told = [{column: getattr(row, attname) for column, attname in readers} for row in rows]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    given = sql.SQL(", ").join(sql.Identifier("given", one) for one in names)
    key = sql.Identifier(str(meta.pk.column if meta.pk else "id"))
    statement = sql.SQL(
        "update {table} known set ({columns}) = row({given}) "
        "from json_populate_recordset(null::{table}, %s::json) given where known.{key} = given.{key}"
    ).format(table=sql.Identifier(meta.db_table), columns=columns, given=given, key=key)
    with connection.cursor() as cursor:
        cursor.execute(statement, [_ROWS.encode(told)])


class _Shape(NamedTuple):
    """What is asked of a model once: its columns, the defaults that never change, those made for each object."""

    names: tuple[str, ...]
    constants: Mapping[str, Any]
    makers: tuple[tuple[str, Callable[[], Any]], ...]
    converted: tuple[tuple[int, Callable[[Any], Any]], ...]
    copied: Callable[[Any], tuple[Any, ...]]
    copied_columns: tuple[str, ...]
    copied_json: tuple[int, ...]


@cache
def _shape(model: type[Model]) -> _Shape:
    fields: list[Any] = list(model._meta.concrete_fields)
    copied = [one for one in fields if not isinstance(one, models.AutoField)]
    called = [one for one in fields if callable(one.default) and one.has_default()]
    return _Shape(
        names=tuple(one.attname for one in fields),
        constants={one.attname: one.get_default() for one in fields if one not in called},
        makers=tuple((one.attname, one.default) for one in called),
        converted=tuple((place, convert) for place, one in enumerate(fields) if (convert := _converter(one))),
        copied=attrgetter(*(one.attname for one in copied)),
        copied_columns=tuple(str(one.column) for one in copied),
        copied_json=tuple(place for place, one in enumerate(copied) if isinstance(one, JSONField)),
    )


def _converter(field: Any) -> Callable[[Any], Any] | None:
    """How what the driver gives becomes what an object holds; None when it is that already."""
    if isinstance(field, JSONField):
        return _of_json
    own = getattr(field, "from_db_value", None)
    return (lambda value: own(value, None, connection)) if own else None


def _of_json(text: str | None) -> Any:
    """Most JSON columns of most rows are empty: no reader is called for those."""
    return {} if text == "{}" else [] if text == "[]" else None if text is None else loads(text)


def _json(value: Any) -> str:
    return "{}" if value == {} else _TEXT.encode(value)


def _fetched(rows: Any) -> list[Any]:
    """What the driver gives for a query of plain columns, without the ORM's converters."""
    try:
        statement, values = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _known(model: type[M], shape: _Shape, alias: str, values: Sequence[Any]) -> M:
    row: M = object.__new__(model)
    state = row.__dict__
    state.update(zip(shape.names, values, strict=True))
    for place, convert in shape.converted:
        name = shape.names[place]
        state[name] = convert(state[name])
    state["_state"] = known = ModelState()
    known.adding, known.db = False, alias
    return row
