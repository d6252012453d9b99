"""Third parties that documents name beside seller and buyer, what each does for whom, and mandates to invoice."""

from django.conf import settings
from django.db import models

from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models.records import Buyer, Seller


class Party(models.Model):
    """A factor, a payer, an agent…: somebody a document names who is neither its seller nor its buyer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="parties")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=255)
    siren = models.CharField(max_length=20, blank=True)
    siret = models.CharField(max_length=20, blank=True)
    vat_identifier = models.CharField(max_length=30, blank=True)
    line_1 = models.CharField(max_length=255, blank=True)
    line_2 = models.CharField(max_length=255, blank=True)
    post_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country_code = models.CharField(max_length=2, default="FR")
    email = models.CharField(max_length=254, blank=True)
    electronic_address = models.CharField(max_length=140, blank=True)  # "scheme:identifier"
    iban = models.CharField(max_length=40, blank=True)  # where a payee is paid
    bic = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "code"], name="a_party_code_is_unique")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PartyRole(models.Model):
    """What a party does on the invoices to one buyer, or to all of them, from one day to another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="roles")
    buyer = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="party_roles")  # null: all
    role = models.CharField(max_length=20)  # of rules.parties.ROLES: factor, payee, payer, buyer_agent…
    since = models.DateField()
    until = models.DateField(null=True)  # last day, included
    # By role: "text" (ACC of a factor, PAI of a payer), "percentage" of a payer's share, and the like.
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["seller", "buyer"], name="roles_for_a_buyer")]


class Mandate(models.Model):
    """A written agreement that one party makes out the other's invoices (CGI art. 289 I-2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="mandates")
    # "self_billing": the buyer invoices for his supplier; "invoicing": a third party invoices for the seller.
    kind = models.CharField(max_length=12)
    reference = models.CharField(max_length=60)
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="mandates")
    buyer = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="mandates")
    since = models.DateField()
    until = models.DateField(null=True)  # last day, included
    acceptance_days = models.PositiveIntegerField(default=0)  # in which the principal may object; 0: none agreed
    document_sha256 = models.CharField(max_length=64, blank=True)  # the signed text, in the file store
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "reference"], name="a_mandate_is_recorded_once")]
