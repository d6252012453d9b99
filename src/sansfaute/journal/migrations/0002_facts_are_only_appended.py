"""The database refuses to change or remove a fact or a block (I8)."""

from django.db import migrations

TABLES = ["journal_fact", "journal_block", "journal_blockedfact"]

FREEZE = """
create function journal_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'facts are appended, never changed or removed (%)', tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;
""" + "".join(
    f"""
create trigger never_changed before update or delete on {table}
    for each row execute function journal_refuse_change();
create trigger never_emptied before truncate on {table}
    for each statement execute function journal_refuse_change();
"""
    for table in TABLES
)

MELT = (
    "".join(f"drop trigger never_changed on {table}; drop trigger never_emptied on {table};" for table in TABLES)
    + "drop function journal_refuse_change();"
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, MELT)]
