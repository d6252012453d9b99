"""Facts: who did what, when, to which thing, and why. Appended, never changed."""

from django.db import models

from sansfaute.lib.ids import new_id


class Block(models.Model):
    """A sealed run of facts; each block holds the hash of the one before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    fact_count = models.PositiveIntegerField()
    facts_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    block_hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class Fact(models.Model):
    """One change of state, in past tense."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=60)  # InvoiceIssued
    subject_id = models.UUIDField(db_index=True)
    data = models.JSONField(default=dict)
    # Who, by identity and by name as it was then; empty when the machine acted on its own.
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    why = models.TextField(blank=True)
    happened_at = models.DateTimeField()


class BlockedFact(models.Model):
    """Which block seals which fact, and in what order."""

    id = models.BigAutoField(primary_key=True)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="facts")
    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="sealed_in")
    position = models.PositiveIntegerField()
    fact_hash = models.CharField(max_length=64)


class JobFailure(models.Model):
    """Why a job failed, each time it did; procrastinate keeps the job, this keeps the reason."""

    id = models.BigAutoField(primary_key=True)
    job_id = models.BigIntegerField(db_index=True)
    task_name = models.CharField(max_length=128)
    attempt = models.PositiveIntegerField()
    reason = models.TextField()
    details = models.TextField()  # the traceback, for whoever mends the program
    failed_at = models.DateTimeField()
