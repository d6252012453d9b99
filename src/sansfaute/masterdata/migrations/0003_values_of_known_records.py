"""Records agreed before values were kept get those of the row they came from; what a file said is the same."""

from typing import ClassVar

from django.db import migrations

_FILL = """
update {table} as record
   set "values" = source."values" - 'code', imported = source."values" - 'code'
  from intake_sourcerow as source
 where source.id = record.source_row_id and record."values" = '{{}}'::jsonb
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("masterdata", "0002_clean_data"), ("intake", "0002_clean_data")]

    operations: ClassVar = [
        migrations.RunSQL(_FILL.format(table=table), migrations.RunSQL.noop)
        for table in ("masterdata_buyer", "masterdata_item")
    ]
