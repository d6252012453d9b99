"""What the database itself holds to: a seller in every table, unique numbers, issued rows untouchable.

Everything is asked of a real PostgreSQL, from its catalogue and by trying.
"""

from collections.abc import Iterator, Mapping

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from tests.architecture.house import none_of

pytestmark = pytest.mark.django_db

WITHOUT_SELLER = {
    "masterdata_seller": "it is the seller",
    "people_person": "a person may serve several sellers; people_role says which",
    "people_person_groups": "Django's own link, unused: roles are per seller",
    "people_person_user_permissions": "Django's own link, unused: roles are per seller",
    "journal_block": "blocks seal the facts of the whole installation in one chain",
    "journal_blockedfact": "ties a fact, which has its seller, to a block",
    "journal_jobfailure": "a job may fail before its seller is known; its arguments say which",
    "issuing_sealkey": "one key of the installation seals for all sellers",
    "review_shapeverdict": "what the official rules say of a shape is true for every seller",
}
UNTOUCHABLE = ("issuing_invoice", "issuing_sealkey", "documents_storeddocument", "journal_fact", "journal_block")
RAISED_BY_A_TRIGGER = (
    psycopg.errors.RaiseException,
    psycopg.errors.RestrictViolation,
    psycopg.errors.IntegrityConstraintViolation,  # and not its kin for a foreign key
)
SAMPLES = {
    "uuid": "gen_random_uuid()",
    "character varying": "'x'",
    "text": "'x'",
    "date": "date '2026-10-31'",
    "timestamp with time zone": "now()",
    "jsonb": "'{}'::jsonb",
    "boolean": "false",
}


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def our_tables() -> dict[str, set[str]]:
    """Each table of our rooms with its columns, as the database has them."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if _is_ours(model)}
    tables: dict[str, set[str]] = {}
    for table, column in rows("select table_name, column_name from information_schema.columns"):
        if table in ours:
            tables.setdefault(table, set()).add(column)
    return tables


def _is_ours(model: type) -> bool:
    return model._meta.app_config.name.startswith("sansfaute.")  # type: ignore[attr-defined]  # a Django model


def without_seller(tables: Mapping[str, set[str]]) -> Iterator[str]:
    yield from (name for name, columns in tables.items() if "seller_id" not in columns and name not in WITHOUT_SELLER)


def is_unique(table: str, *columns: str) -> bool:
    """Whether a unique constraint or index, without condition, covers exactly these columns."""
    found = rows(
        "select array_agg(a.attname::text order by a.attname) from pg_index i"
        " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)"
        " where i.indrelid = %s::regclass and i.indisunique and i.indisvalid and i.indpred is null"
        " group by i.indexrelid",
        table,
    )
    return sorted(columns) in [names for (names,) in found]


def insert_row(table: str) -> str:
    """One row with any value in every column that needs one (gives back the first); foreign keys are not looked at."""
    needed = rows(
        "select column_name, data_type from information_schema.columns where table_name = %s and is_nullable = 'NO'"
        " and column_default is null and is_identity = 'NO'",
        table,
    )
    names, values = zip(*((name, SAMPLES.get(kind, "1")) for name, kind in needed), strict=True)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(f"insert into {table} ({', '.join(names)}) values ({', '.join(values)})")
        cursor.execute("set local session_replication_role = origin")
    return str(names[0])


def accepted_changes(table: str) -> Iterator[str]:
    """Those of UPDATE, DELETE and TRUNCATE that the table lets through; each is tried and undone."""
    column = insert_row(table)
    for change in (f"update {table} set {column} = {column}", f"delete from {table}", f"truncate {table} cascade"):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)
                transaction.set_rollback(True)
        except DatabaseError as refusal:
            if not isinstance(refusal.__cause__, RAISED_BY_A_TRIGGER):
                raise  # another reason (a foreign key, a missing right) would prove nothing
        else:
            yield f"{change.split()[0]} {table}"


def test_every_table_has_its_seller() -> None:
    tables = our_tables()
    assert len(tables) > 20, "the tables of the rooms are not found"
    none_of(without_seller(tables))
    assert set(WITHOUT_SELLER) <= set(tables), "a listed exception no longer exists"


def test_a_table_without_its_seller_is_named() -> None:
    assert list(without_seller({"desk_note": {"id", "text"}, "people_person": {"id"}})) == ["desk_note"]


def test_a_number_is_unique_in_its_series() -> None:
    assert is_unique("issuing_invoice", "series_id", "sequence_number")
    assert is_unique("issuing_invoice", "seller_id", "invoice_number")
    assert is_unique("contracts_billableitem", "seller_id", "source_key")
    assert is_unique("intake_sourcerow", "source_file_id", "row_number")


def test_a_number_that_is_only_indexed_is_not_unique() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create temp table loose (id uuid, series_id uuid, sequence_number int)")
        cursor.execute("create index on loose (series_id, sequence_number)")
        cursor.execute("create unique index on loose (series_id, sequence_number) where sequence_number > 1")
        assert not is_unique("loose", "series_id", "sequence_number")
        cursor.execute("create unique index on loose (series_id, sequence_number)")
        assert is_unique("loose", "series_id", "sequence_number")


@pytest.mark.parametrize("table", UNTOUCHABLE)
def test_issued_rows_refuse_every_change(table: str) -> None:
    none_of(accepted_changes(table))


def test_a_table_that_lets_changes_through_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create temp table loose (id uuid not null, number int not null, issued date not null)")
    assert list(accepted_changes("loose")) == ["update loose", "delete loose", "truncate loose"]
