"""The database refuses to change or remove the record of a stored document (I1)."""

from django.db import migrations

FREEZE = """
create function sansfaute_refuse_document_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % never change and are never removed', tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger never_changed before update or delete on documents_storeddocument
    for each row execute function sansfaute_refuse_document_change();
create trigger never_emptied before truncate on documents_storeddocument
    for each statement execute function sansfaute_refuse_document_change();
"""

MELT = """
drop trigger never_changed on documents_storeddocument;
drop trigger never_emptied on documents_storeddocument;
drop function sansfaute_refuse_document_change();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, MELT)]
