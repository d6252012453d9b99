"""What the table's conditions are called, in French and in English."""

from collections.abc import Mapping
from decimal import Decimal

Words = tuple[str, str]

TERRITORIES: Mapping[str, Words] = {
    "mainland": ("France métropolitaine ou Monaco", "mainland France or Monaco"),
    "corsica": ("Corse", "Corsica"),
    "dom_with_vat": ("Guadeloupe, Martinique, La Réunion", "Guadeloupe, Martinique, Réunion"),
    "dom_without_vat": ("Guyane, Mayotte", "Guyane, Mayotte"),
    "european_union": ("autre État membre", "another member state"),
    "outside": ("hors de l'Union européenne", "outside the European Union"),
    "uncertain": ("non établi", "not established"),
}
NATURES: Mapping[str, Words] = {
    "goods": ("bien", "goods"),
    "services": ("service", "services"),
    "": ("non dite", "not said"),
}
KINDS: Mapping[str, Words] = {
    "business": ("entreprise", "a business"),
    "public": ("personne publique", "a public body"),
    "consumer": ("particulier", "a consumer"),
    "": ("qualité non établie", "not established"),
}
VIES: Mapping[str, Words] = {
    "valid": ("en cours de validité", "in use"),
    "unknown": ("pas de réponse", "no answer"),
    "invalid": ("pas en cours de validité", "not in use"),
}

EVIDENCE: Mapping[str, Words] = {
    "account_467": ("écriture au compte 467", "the entry in account 467"),
    "buyer_kind": ("qualité du client (assujetti ou non)", "whether the customer is a taxable person"),
    "corsica_list": ("rubrique de la liste de l'art. 297", "the entry of the list of art. 297"),
    "country_code": ("pays du client", "the customer's country"),
    "deliver_to_address": ("adresse de livraison", "the delivery address"),
    "delivery_date": ("date de livraison", "the delivery date"),
    "destination_rate": ("taux du pays du client, confirmé", "the rate of the customer's country, confirmed"),
    "eu_distance_sales_threshold": ("ventes à distance de l'année et de la précédente", "distance sales, two years"),
    "exemption_reason_code": ("texte de l'exonération", "the article of the exemption"),
    "import_declaration": ("déclaration d'importation", "the import declaration"),
    "item_nature": ("nature de l'article (bien ou service)", "whether the item is goods or a service"),
    "mandate": ("mandat du client", "the customer's mandate"),
    "operation": ("nature précise de l'opération", "what the operation is exactly"),
    "operator_registration": ("qualité d'opérateur du client", "the customer's registration as an operator"),
    "oss_registration": ("inscription au guichet unique", "the registration for the one-stop shop"),
    "place_of_consumer": ("lieu du consommateur (deux preuves)", "where the consumer is (two proofs)"),
    "post_code": ("code postal", "the post code"),
    "proof_of_exit": ("preuve de sortie du territoire", "proof of exit"),
    "proof_of_transport": ("preuve du transport", "proof of transport"),
    "purchase_price": ("prix d'achat, pour la marge", "the purchase price, for the margin"),
    "purchase_without_vat": ("achat sans TVA déductible", "the purchase without deductible VAT"),
    "seller_country": ("pays du vendeur", "the seller's country"),
    "seller_regime": ("régime de TVA du vendeur, daté", "the seller's VAT regime, dated"),
    "seller_vat_identifier": ("n° de TVA du vendeur", "the seller's VAT number"),
    "siren": ("SIREN du client", "the customer's SIREN"),
    "subcontract": ("contrat de sous-traitance", "the subcontract"),
    "supporting_document": ("justificatif de la dépense", "the voucher of the expense"),
    "travel_file": ("dossier du voyage", "the travel file"),
    "turnover": ("chiffre d'affaires au regard des seuils", "turnover against the thresholds"),
    "use_of_energy": ("attestation d'usage de l'énergie", "the statement on the use of the energy"),
    "vat_group_members": ("liste des membres de l'assujetti unique", "the list of members of the VAT group"),
    "vat_identifier": ("n° de TVA du client", "the customer's VAT number"),
    "vat_rate": ("taux de l'article", "the item's rate"),
    "vies": ("réponse de VIES et sa date", "the answer of VIES and its date"),
    "voucher_terms": ("conditions du bon", "the terms of the voucher"),
}


def evidence_words(name: str) -> Words:
    """What a piece of evidence is called."""
    return EVIDENCE[name]


def french_number(number: Decimal) -> str:
    """ "20", "5,5": a number as French people write it."""
    return f"{number.normalize():f}".replace(".", ",")
