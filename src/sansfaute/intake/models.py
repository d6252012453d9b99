"""What arrived, exactly as it arrived, and how it reads once parsed."""

from django.conf import settings
from django.db import models

from sansfaute.lib.ids import new_id


class SourceFile(models.Model):
    """One received file; its bytes are kept, unchanged, in the file store under their SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=20)  # items, buyers, contracts, usage, orders, invoices; "" not yet known
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    # What the reader recognised, with its evidence: encoding, separator, header row, columns.
    recognised = models.JSONField(default=dict)
    row_count = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    parsed_at = models.DateTimeField(null=True)  # when its rows were read; null while they are not
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # What a person chose instead of what was recognised: kind, header_row, columns {field: index}, styles, key.
    choices = models.JSONField(default=dict)
    rows_done = models.PositiveIntegerField(default=0)  # while it is being read
    accepted_at = models.DateTimeField(null=True)  # its usable rows may become records; null: dry run only
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # a person let it go before accepting it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller_id", "sha256"], name="a_file_arrives_once")]


class ColumnMapping(models.Model):
    """Which column is which field in files with these headers, as a person once said: remembered for the next."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller_id = models.UUIDField(db_index=True)
    signature = models.CharField(max_length=64)  # SHA-256 of the folded headers
    headers = models.JSONField()  # as written
    kind = models.CharField(max_length=20)
    columns = models.JSONField()  # field -> index of its column
    choices = models.JSONField(default=dict)  # decimal_mark, date_order and key, where they were chosen too
    remembered_at = models.DateTimeField()
    remembered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller_id", "signature"], name="headers_are_mapped_once")]


class RefusedFile(models.Model):
    """A file that could not be read at all: its bytes and the reason stay until somebody mends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    reason_code = models.CharField(max_length=60)
    details = models.JSONField(default=dict)
    refused_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller_id", "sha256"], name="a_file_is_refused_once")]


class SourceRow(models.Model):
    """One data row of a file (header excluded), as text: `original` cells and `values` by field."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller_id = models.UUIDField(db_index=True)
    source_file = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="rows")
    row_number = models.PositiveIntegerField()  # as a person counts them in the file, from 1
    kind = models.CharField(max_length=20)
    original = models.JSONField()  # list of cells, as text
    values = models.JSONField()  # our field name -> text as recognised

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_file", "row_number"], name="a_row_is_read_once")]
        indexes = [models.Index(fields=["seller_id", "kind"], name="rows_of_a_kind")]


class SetAside(models.Model):
    """A row that cannot be used as it stands: visible with its reason until somebody mends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller_id = models.UUIDField(db_index=True)
    row = models.OneToOneField(SourceRow, on_delete=models.PROTECT, related_name="set_aside")
    reason_code = models.CharField(max_length=60)
    details = models.JSONField(default=dict)
    set_aside_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seller_id", "reason_code"], name="rows_with_a_reason")]
