"""Names of special operations, of the seller's regimes and of his choices, with their words in both languages.

An operation is what the item or the contract line says of itself beyond goods or services; "" says nothing.
"""

from collections.abc import Mapping

UNKNOWN = "unknown"
"""Stands for a name that is none of these: a person must decide."""

OPERATIONS: Mapping[str, Mapping[str, str]] = {
    "": {"fr": "Rien de particulier n'est dit", "en": "Nothing special is said"},
    "ordinary": {"fr": "D'aucune liste particulière", "en": "On no special list"},
    "immovable": {"fr": "Service sur un immeuble", "en": "Service on immovable property"},
    "building_subcontract": {"fr": "Sous-traitance de travaux immobiliers", "en": "Subcontracted building works"},
    "building_cleaning": {"fr": "Nettoyage, par contrat séparé", "en": "Cleaning, under its own contract"},
    "building_goods": {"fr": "Fabrication de biens pour un chantier", "en": "Goods made for a site"},
    "building_study": {"fr": "Études et conception", "en": "Studies and design"},
    "building_hire": {"fr": "Location de matériel de chantier", "en": "Hire of site equipment"},
    "waste": {"fr": "Déchets neufs d'industrie, matières de récupération", "en": "Waste and scrap"},
    "energy": {"fr": "Gaz ou électricité à revendre", "en": "Gas or power to be sold on"},
    "emission_rights": {"fr": "Quotas d'émission", "en": "Emission rights"},
    "telecom": {"fr": "Communications vendues à un opérateur", "en": "Communications sold to an operator"},
    "electronic": {
        "fr": "Service électronique, de télécommunication ou de radiodiffusion",
        "en": "Electronic, telecommunication or broadcasting service",
    },
    "intangible": {"fr": "Service de la liste de l'art. 259 B", "en": "Service on the list of art. 259 B"},
    "triangular": {
        "fr": "Opération triangulaire, vendeur intermédiaire",
        "en": "Triangular trade, seller in the middle",
    },
    "own_stock": {
        "fr": "Transfert de son propre stock dans un autre État membre",
        "en": "Transfer of one's own stock to another member state",
    },
    "margin_goods": {"fr": "Bien d'occasion, à la marge", "en": "Second-hand goods, margin scheme"},
    "margin_art": {"fr": "Objet d'art, à la marge", "en": "Work of art, margin scheme"},
    "margin_collectors": {"fr": "Objet de collection, à la marge", "en": "Collectors' item, margin scheme"},
    "travel": {"fr": "Agence de voyages, à la marge", "en": "Travel agency, margin scheme"},
    "disbursement": {"fr": "Débours", "en": "Disbursement"},
    "single_purpose_voucher": {"fr": "Bon à usage unique", "en": "Single-purpose voucher"},
    "multi_purpose_voucher": {"fr": "Bon à usages multiples", "en": "Multi-purpose voucher"},
    "local_supply": {
        "fr": "Opération en France d'un vendeur qui n'y est pas établi",
        "en": "Operation in France by a seller not established there",
    },
    "within_vat_group": {"fr": "Entre membres d'un assujetti unique", "en": "Between members of a VAT group"},
}

BUILDING_EXCLUDED = ("building_cleaning", "building_goods", "building_study", "building_hire")
"""What a building site asks and CGI 283-2 nonies leaves out."""
DOMESTIC_REVERSE_CHARGE = ("waste", "energy", "emission_rights", "telecom")
DIGITAL = ("electronic", "telecom")
PLACED = ("immovable", "building_subcontract", "building_cleaning")
"""Services that take place where the building is (CGI 259 A-2°), given as the place of delivery."""

REGIMES: Mapping[str, Mapping[str, str]] = {
    "normal": {"fr": "Redevable de la TVA", "en": "Owes VAT"},
    "franchise": {"fr": "Franchise en base (art. 293 B)", "en": "Franchise scheme (art. 293 B)"},
    "exempt": {"fr": "Exonéré pour toute son activité", "en": "Exempt for all he does"},
}

VIES_ANSWERS = ("", "valid", "unknown", "invalid")
"""What VIES said of a number: not asked, in use, no answer, not in use."""

OSS_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "": {"fr": "Non dit", "en": "Not said"},
    "domestic": {"fr": "Sous le seuil, TVA française", "en": "Below the threshold, French VAT"},
    "registered": {"fr": "Au guichet unique, TVA du pays du client", "en": "One-stop shop, the customer's VAT"},
}

CHOICES: Mapping[str, Mapping[str, str]] = {
    "disbursements_out_of_scope": {
        "fr": "Débours en catégorie O : seuls sur la facture, ou facture au profil EXTENDED",
        "en": "Disbursements in category O: alone on the invoice, or an invoice in the EXTENDED profile",
    },
    "foreign_vat_out_of_scope": {
        "fr": "Guichet unique : document hors champ de la TVA française (O), TVA étrangère en toutes lettres, "
        "déclaration en S à 0",
        "en": "One-stop shop: document outside French VAT (O), foreign VAT in words, reported as S at 0",
    },
    "travel_code": {
        "fr": "Agence de voyages : le code VATEX-EU-D est confirmé par l'expert-comptable",
        "en": "Travel agency: the accountant confirms the code VATEX-EU-D",
    },
}
"""What a seller chooses or confirms, by name; each changes what the table gives or holds as known."""
