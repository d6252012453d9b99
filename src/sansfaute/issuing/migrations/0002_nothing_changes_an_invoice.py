"""The database refuses to change or remove what is issued (I1)."""

from django.db import migrations

FREEZE = """
create function sansfaute_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % never change and are never removed', tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger never_changed before update or delete on issuing_invoice
    for each row execute function sansfaute_refuse_change();
create trigger never_emptied before truncate on issuing_invoice
    for each statement execute function sansfaute_refuse_change();
create trigger never_changed before update or delete on issuing_sealkey
    for each row execute function sansfaute_refuse_change();
create trigger never_emptied before truncate on issuing_sealkey
    for each statement execute function sansfaute_refuse_change();
create function sansfaute_refuse_step_back() returns trigger language plpgsql as $$
begin
    if new.last_number < old.last_number or new.prefix <> old.prefix or new.year <> old.year
       or new.seller_id <> old.seller_id or new.kind <> old.kind then
        raise exception 'the counter of a series only goes forward'
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger only_forward before update on issuing_numberseries
    for each row execute function sansfaute_refuse_step_back();
create trigger never_removed before delete on issuing_numberseries
    for each row execute function sansfaute_refuse_change();
"""

MELT = """
drop trigger never_removed on issuing_numberseries;
drop trigger only_forward on issuing_numberseries;
drop function sansfaute_refuse_step_back();
drop trigger never_changed on issuing_sealkey;
drop trigger never_emptied on issuing_sealkey;
drop trigger never_changed on issuing_invoice;
drop trigger never_emptied on issuing_invoice;
drop function sansfaute_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("issuing", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, MELT)]
