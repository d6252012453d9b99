"""Every change of a record, in sets that one act made and one act can undo."""

from django.conf import settings
from django.db import models

from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models.records import Seller


class ChangeSet(models.Model):
    """What one act changed, whole: an import, an edit, a bulk fix, a merge, an accepted registry answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)  # import, edit, fix, merge, registry, bank
    # What it was: source_file_id, operation (replayable), rule, registry answer… by kind.
    about = models.JSONField(default=dict)
    change_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["seller", "made_at"], name="change_sets_in_time")]


class RecordChange(models.Model):
    """What a set changed in one record: only the fields that it touched, as `rules.state_of` writes them.

    A record is what its changes say, in the order of their ids, leaving out the sets undone: a field
    holds the `after` of the last of them, else the `before` of the first. So sets may be undone in any order.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="changes")
    record_type = models.CharField(max_length=10)  # buyer or item
    record_id = models.UUIDField()
    code = models.CharField(max_length=60)
    is_creation = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change_set", "record_id"], name="a_set_changes_a_record_once")]
        indexes = [models.Index(fields=["record_id", "id"], name="changes_of_a_record")]


class RowVerdict(models.Model):
    """What would become of one row of a file, were it accepted: the dry run."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    source_file_id = models.UUIDField()
    source_row_id = models.UUIDField(unique=True)
    row_number = models.PositiveIntegerField()
    record_type = models.CharField(max_length=10)
    code = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10)  # new, changed, same, rejected
    differences = models.JSONField(default=list)  # [{"field", "before", "after"}]
    findings = models.JSONField(default=list)  # [{"field", "rule", "level", "value", "fix"}]
    has_errors = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["source_file_id", "outcome", "row_number"], name="verdicts_of_a_file"),
            models.Index(fields=["source_file_id", "row_number"], name="verdicts_in_order"),
        ]


class Progress(models.Model):
    """How far a long task has come; written outside its transactions, so that a page can show it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    task = models.CharField(max_length=20)  # judge, agree, match, audit, compare
    subject_id = models.UUIDField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "subject_id"], name="a_task_progresses_once")]
