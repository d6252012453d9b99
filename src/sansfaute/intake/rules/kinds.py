"""The kinds of file we read: their fields, how each is written, and the headers that announce it."""

from dataclasses import dataclass
from typing import Literal

from sansfaute.lib.text import fold

FieldType = Literal["text", "number", "loose", "date", "moment"]
"""`loose` is a number when it reads as one ("2,5%"), else kept as written ("exo 261-4-4")."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind of file; `longest` in characters, `decimals` and `largest` for numbers."""

    name: str
    headers: tuple[str, ...]
    type: FieldType = "text"
    required: bool = False  # a row without it cannot be used, a file without its column is not this kind
    wanted: bool = False  # a file without its column is not this kind, but a row may leave it empty
    longest: int = 255
    decimals: int = 6
    may_be_negative: bool = False


def _field(name: str, headers: str, type_: FieldType = "text", **more: object) -> Field:
    """`headers` are separated by bars and compared folded: no accent, no case, no punctuation."""
    return Field(name, tuple(fold(one) for one in headers.split("|")), type_, **more)  # type: ignore[arg-type]  # plain pass-through


_BUYER = (
    "client|code client|n client|no client|num client|numero client|compte client|ref client|customer|"
    "customer code|customer id|customer number|buyer|buyer code|acheteur|tiers|code tiers"
)
_ITEM = (
    "article|code article|ref article|reference article|produit|code produit|ref|reference|sku|item|item code|"
    "product|product code|prestation"
)
_CONTRACT = (
    "contrat|n contrat|no contrat|num contrat|numero contrat|numero de contrat|n de contrat|ref contrat|contract|"
    "contract number|contract id|abonnement|subscription"
)
_QUANTITY = "quantite|qte|qty|quantity|nombre|nb|volume"
_UNIT_PRICE = (
    "pu ht|pu|prix unitaire ht|prix unitaire|prix ht|prix|tarif|tarif ht|unit price|price|net price|prix unitaire net|"
    "p u h t|p u"
)
_DISCOUNT = "remise|remise %|taux remise|rabais|discount|discount %|discount rate|% remise"

KINDS: dict[str, tuple[Field, ...]] = {
    "items": (
        _field("code", _ITEM + "|code", required=True, longest=60),
        _field("name", "designation|libelle|nom|intitule|description|name|label|item name", required=True),
        _field("unit", "unite|unite de vente|unit|uom|u|unit of measure", longest=40),
        _field("unit_price", _UNIT_PRICE, "number", required=True),
        _field("vat", "tva|tva %|taux tva|taux de tva|regime tva|vat|vat rate|vat %|tax", "loose", longest=60),
        _field("nature", "nature|type|bien ou service|goods or services|categorie", longest=40),
    ),
    "buyers": (
        _field("code", _BUYER + "|code|id|identifiant", required=True, longest=60),
        _field(
            "name",
            "raison sociale|nom|nom client|denomination|societe|nom ou raison sociale|name|company|company name|"
            "customer name|buyer name|client nom",
            wanted=True,
        ),
        _field("line_1", "adresse|adresse 1|adresse ligne 1|rue|voie|address|address 1|address line 1|street"),
        _field("line_2", "adresse 2|adresse ligne 2|complement|complement d adresse|address 2|address line 2"),
        _field("post_code", "cp|code postal|zip|zip code|postcode|postal code|post code", longest=20),
        _field("city", "ville|localite|commune|city|town", longest=100),
        _field("country", "pays|code pays|country|country code", longest=100),
        _field(
            "legal_identifier",
            "siren siret|siren|siret|n siret|no siret|n siren|no siren|numero siret|numero siren|siret siren|"
            "identifiant legal|registration number|company number",
            longest=40,
        ),
        _field(
            "vat_identifier",
            "n tva|no tva|num tva|numero tva|numero de tva|tva intracommunautaire|n tva intracommunautaire|tva intra|"
            "n tva intra|id tva|vat number|vat id|vat identifier|vat no|vat",
            longest=40,
        ),
        _field("email", "courriel|email|e mail|mail|adresse mail|adresse email|email address", longest=254),
        _field("telephone", "tel|telephone|n tel|phone|phone number|tel fixe|portable|mobile", longest=60),
        _field("iban", "iban|compte bancaire|bank account", longest=60),
        _field(
            "payment_means",
            "mode de reglement|mode reglement|mode de paiement|mode paiement|reglement|moyen de paiement|"
            "payment means|payment method|means of payment",
            longest=60,
        ),
        _field(
            "payment_terms",
            "delai|delai de paiement|delai paiement|conditions de paiement|delai de reglement|echeance|payment terms|"
            "terms",
            longest=120,
        ),
        _field("language", "langue|language|lang", longest=20),
        _field("discount", _DISCOUNT, "loose", longest=40),
        _field("comment", "commentaire|commentaires|remarque|remarques|note|notes|comment|observations", longest=4000),
    ),
    "contracts": (
        _field("contract_number", _CONTRACT, required=True, longest=60),
        _field("buyer_code", _BUYER, required=True, longest=60),
        _field("item_code", _ITEM, required=True, longest=60),
        _field("quantity", _QUANTITY, "number", required=True, decimals=4),
        _field("unit_price", _UNIT_PRICE, "number", required=True),
        _field(
            "start_date",
            "debut|date debut|date de debut|date d effet|du|start|start date|from|valid from",
            "date",
            required=True,
        ),
        _field("end_date", "fin|date fin|date de fin|au|terme le|end|end date|to|valid until|valid to", "date"),
        _field("periodicity", "periodicite|frequence|periode|periodicity|frequency|period|interval", longest=60),
        _field("billing", "terme|facturation|echu a echoir|billing|billed|in advance or in arrears", longest=60),
        _field(
            "purchase_order_reference",
            "bon de commande|bdc|n bon de commande|bc|commande client|purchase order|po|po number|"
            "purchase order reference",
            longest=60,
        ),
        _field("conditions", "conditions|conditions particulieres|clauses|remarques|notes|comment", longest=4000),
    ),
    "usage": (
        _field("event_id", "id|identifiant|evenement|id evenement|event|event id|cle", required=True, longest=120),
        _field("contract_number", _CONTRACT, required=True, longest=60),
        _field("item_code", _ITEM, required=True, longest=60),
        _field("used_at", "horodatage|date|date heure|le|timestamp|used at|datetime|time", "moment", required=True),
        _field("quantity", _QUANTITY, "number", required=True),
    ),
    "orders": (
        _field(
            "order_number",
            "n commande|no commande|num commande|numero commande|numero de commande|n de commande|commande|order|"
            "order number|order no|order id|ref commande",
            required=True,
            longest=60,
        ),
        _field("line_number", "ligne|n ligne|no ligne|numero de ligne|line|line number|line no", longest=20),
        _field("buyer_code", _BUYER.replace("|ref client", ""), required=True, longest=60),
        _field("order_date", "date|date commande|date de commande|commande le|order date", "date", required=True),
        _field("item_code", _ITEM, required=True, longest=60),
        _field("quantity", _QUANTITY, "number", required=True, decimals=4),
        _field("unit_price", _UNIT_PRICE, "number", required=True),
        _field("discount", _DISCOUNT, "number", decimals=4),
        _field(
            "delivery_date",
            "livraison le|date livraison|date de livraison|livraison|livre le|delivery date|delivered on|shipped on",
            "date",
        ),
        _field(
            "buyer_reference",
            "ref client|reference client|votre reference|v ref|customer reference|buyer reference|your reference",
            longest=60,
        ),
    ),
}  # fmt: skip

IDENTITY: dict[str, tuple[str, ...]] = {
    "items": ("code",),
    "buyers": ("code",),
    "contracts": ("contract_number",),
    "usage": ("event_id",),
    "orders": ("order_number", "line_number"),
}
"""What makes a row one of its kind. An order line without line number is known by all its values."""


def fields_of(kind: str) -> dict[str, Field]:
    """The fields of a kind, by name."""
    return {field.name: field for field in KINDS[kind]}


def identity_of(kind: str, values: dict[str, str]) -> tuple[str, ...]:
    """What this row stands for: two rows with one identity are the same thing said twice."""
    if kind == "orders" and not values.get("line_number"):
        return tuple(f"{name}={value}" for name, value in sorted(values.items()))
    return tuple(values.get(name, "") for name in IDENTITY[kind])
