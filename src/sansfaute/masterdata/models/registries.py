"""What public registries answered, kept with its date and proof, and where it differs from ours."""

from django.conf import settings
from django.db import models

from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models.records import Buyer, Seller


class RegistryAnswer(models.Model):
    """One question to one registry and its answer; "unavailable" is an answer that proves nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    registry = models.CharField(max_length=10)  # sirene, vies, directory
    identifier = models.CharField(max_length=60)  # what was asked: SIREN, SIRET, VAT number, address
    record_id = models.UUIDField(null=True, db_index=True)  # the buyer it was asked for
    outcome = models.CharField(max_length=12)  # found, absent, unavailable
    # As rules.registries reads it: name, line_1, post_code, city, is_active, closed_on, is_valid, platforms…
    answer = models.JSONField(default=dict)
    proof_sha256 = models.CharField(max_length=64, blank=True)  # the raw answer, in the file store
    proof_reference = models.CharField(max_length=120, blank=True)  # consultation number of VIES, say
    detail = models.TextField(blank=True)  # why it is unavailable
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seller", "registry", "identifier", "asked_at"], name="answers_of_a_registry")]


class RegistryDifference(models.Model):
    """A field where a registry says something else than our record; a person accepts theirs or keeps ours."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(RegistryAnswer, on_delete=models.PROTECT, related_name="differences")
    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="registry_differences")
    field = models.CharField(max_length=40)
    ours = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    level = models.CharField(max_length=8)  # error (closed, number withdrawn) or warning
    state = models.CharField(max_length=8, default="open")  # open, accepted, kept, gone
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["buyer", "field"], condition=models.Q(state="open"), name="a_difference_is_open_once"
            )
        ]
