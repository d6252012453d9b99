"""Indexes for the search box: parts of a number, name or order, and exact amounts."""

from django.db import migrations

ADD = """
create extension if not exists pg_trgm;
create index issuing_invoice_words on issuing_invoice using gin (
    upper(invoice_number::text) gin_trgm_ops,
    upper(buyer_name::text) gin_trgm_ops,
    upper(purchase_order_reference::text) gin_trgm_ops
);
create index issuing_invoice_total_with_vat on issuing_invoice (total_with_vat);
create index issuing_invoice_total_without_vat on issuing_invoice (total_without_vat);
create index issuing_invoice_amount_due on issuing_invoice (amount_due);
"""

REMOVE = """
drop index issuing_invoice_words;
drop index issuing_invoice_total_with_vat;
drop index issuing_invoice_total_without_vat;
drop index issuing_invoice_amount_due;
"""


class Migration(migrations.Migration):
    dependencies = [("issuing", "0002_nothing_changes_an_invoice")]
    operations = [migrations.RunSQL(ADD, REMOVE)]
