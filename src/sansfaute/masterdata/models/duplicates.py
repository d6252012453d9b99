"""Records that may be one customer: clusters, what people decided of them, merges."""

from django.conf import settings
from django.db import models

from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models.changes import ChangeSet
from sansfaute.masterdata.models.records import Buyer, Seller


class DuplicateCluster(models.Model):
    """Buyers that seem to be one, with the evidence; a person decides."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=6)  # sure or review
    probability = models.DecimalField(max_digits=7, decimal_places=6)
    # [{"first", "second" (codes), "probability", "evidence": [{"field", "weight", "first", "second", "fr", "en"}]}]
    pairs = models.JSONField(default=list)
    state = models.CharField(max_length=8, default="open")  # open, later, merged, distinct, gone
    fingerprint = models.CharField(max_length=64)  # of its members: the same cluster is proposed once
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "fingerprint"], name="a_cluster_is_proposed_once")]
        indexes = [models.Index(fields=["seller", "state", "verdict"], name="clusters_to_review")]


class ClusterMember(models.Model):
    """One buyer of a cluster."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    cluster = models.ForeignKey(DuplicateCluster, on_delete=models.CASCADE, related_name="members")
    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="clusters")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "buyer"], name="a_buyer_is_in_a_cluster_once")]


class DistinctPair(models.Model):
    """Two buyers that a person said are two: never proposed again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="+")  # the lower id
    second = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="a_pair_is_told_apart_once")]


class Merge(models.Model):
    """One buyer absorbed by another; both stay, and undoing gives both back as they were."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="merges")
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="merges")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=models.Q(undone_at__isnull=True), name="a_buyer_is_absorbed_once"
            )
        ]
