"""Sellers, buyers and items: cleaned, checked, agreed."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Concat

from sansfaute.lib.ids import new_id


class Folded(models.Func):
    """Small letters without accents; signs inside e-mail addresses and telephone numbers left out."""

    function = "translate"
    template = "translate(lower(%(expressions)s), 'àâäáãåçéèêëíìîïñóòôöõúùûüýÿœæ@.+', 'aaaaaaceeeeiiiinooooouuuuyyoa')"
    output_field = models.TextField()


def words_of_buyer() -> SearchVector:
    """The words and numbers by which a buyer is found while somebody types."""
    names = ("name", "siren", "vat_identifier", "email", "telephone", "iban")
    parts = [part for name in names for part in (models.F(name), models.Value(" "))]
    return SearchVector(Folded(Concat(*parts, output_field=models.TextField())), config="simple")


class Seller(models.Model):
    """A legal entity that issues invoices; one installation serves one or more of them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    legal_form = models.CharField(max_length=60, blank=True)  # SAS, SARL, EI…
    capital = models.DecimalField(max_digits=19, decimal_places=2, null=True)  # EUR
    registry = models.CharField(max_length=120, blank=True)  # "RCS Lyon"
    siren = models.CharField(max_length=9, unique=True)
    siret = models.CharField(max_length=14, blank=True)
    vat_identifier = models.CharField(max_length=20, blank=True)
    line_1 = models.CharField(max_length=255)
    line_2 = models.CharField(max_length=255, blank=True)
    post_code = models.CharField(max_length=10)
    city = models.CharField(max_length=100)
    country_code = models.CharField(max_length=2, default="FR")
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_telephone = models.CharField(max_length=30, blank=True)
    electronic_address = models.CharField(max_length=125, blank=True)  # scheme 0225
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    # True when the seller opted to owe VAT on services as invoiced (option pour les débits).
    vat_on_debits = models.BooleanField(default=False)
    # Dated: [{"regime": "normal", "franchise" or "exempt", "since": ISO date}]; [] is the normal one, always.
    vat_regimes = models.JSONField(default=list)
    vat_options = models.JSONField(default=dict)  # "oss": since when, "corsica": confirmed by, and the like
    number_prefix = models.CharField(max_length=6, default="F")
    # Texts of the company's own: penalties (PMD), indemnity (PMT), discount (AAB), by language.
    texts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Buyer(models.Model):
    """A customer of one seller, under the seller's own code."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="buyers")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=10, blank=True)  # business, public, consumer; "" unknown
    line_1 = models.CharField(max_length=255, blank=True)
    line_2 = models.CharField(max_length=255, blank=True)
    post_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country_code = models.CharField(max_length=2, blank=True)  # ISO 3166-1; DOM by their own code
    siren = models.CharField(max_length=20, blank=True)
    siret = models.CharField(max_length=20, blank=True)
    vat_identifier = models.CharField(max_length=30, blank=True)
    email = models.CharField(max_length=254, blank=True)
    telephone = models.CharField(max_length=30, blank=True)  # E.164
    iban = models.CharField(max_length=40, blank=True)
    payment_means_code = models.CharField(max_length=3, blank=True)  # UNTDID 4461
    payment_terms = models.JSONField(default=dict)  # rules.PaymentTerms as a dictionary
    discount_percentage = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    language = models.CharField(max_length=2, default="fr")
    comment = models.TextField(blank=True)
    bic = models.CharField(max_length=20, blank=True)
    segment = models.CharField(max_length=60, blank=True)  # which price list is for it
    contact_name = models.CharField(max_length=120, blank=True)
    electronic_address = models.CharField(max_length=140, blank=True)  # "scheme:identifier", BT-49
    # Others that it gave, by purpose: [{"address": "0225:…", "for": "cost centre, site or purpose", "label": …}].
    receiving_addresses = models.JSONField(default=list)
    # What was last given for each field, as text: `rules.read_buyer(values)` gives all the rest.
    values = models.JSONField(default=dict)
    imported = models.JSONField(default=dict)  # what files last said, by field: what a person mended since is kept
    # The record that stands for this one since they were merged; always the last of the chain.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="absorbed")
    source_row_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "code"], name="a_buyer_code_is_unique")]
        indexes = [GinIndex(words_of_buyer(), name="buyers_by_words")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Item(models.Model):
    """Something sold: its unit, price, nature and ordinary VAT treatment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=255)
    unit_code = models.CharField(max_length=3)  # UN/ECE Recommendation 20 or 21
    unit_price = models.DecimalField(max_digits=19, decimal_places=6)  # EUR, without VAT
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # null: exempt
    exemption_reason_code = models.CharField(max_length=30, blank=True)  # VATEX
    nature = models.CharField(max_length=8)  # goods or services
    account = models.CharField(max_length=20, blank=True)  # of sales, in the seller's chart of accounts
    operation = models.CharField(max_length=30, blank=True)  # of `rules.items.OPERATIONS`, "" for an ordinary sale
    # A general word for BT-153, which the State receives; the name then goes to BT-154, which it does not.
    confidential_name = models.CharField(max_length=255, blank=True)
    # Of a kit: [{"item": code, "quantity": "2"}], shown as sub-lines (EXTENDED-CTC-FR).
    components = models.JSONField(default=list)
    values = models.JSONField(default=dict)  # as given, by field: `rules.read_item(values)` gives the rest
    imported = models.JSONField(default=dict)  # what files last said, by field
    source_row_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "code"], name="an_item_code_is_unique")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Finding(models.Model):
    """What a quality rule says of one field of one record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    record_type = models.CharField(max_length=10)  # buyer or item
    record_id = models.UUIDField(db_index=True)
    code = models.CharField(max_length=60)  # the record's own code
    field = models.CharField(max_length=40)
    rule = models.CharField(max_length=60)
    level = models.CharField(max_length=8)  # error or warning
    value = models.TextField(blank=True)
    fix = models.TextField(blank=True)  # a proposed value, if there is one
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_id", "field", "rule"], name="a_finding_is_said_once")]
