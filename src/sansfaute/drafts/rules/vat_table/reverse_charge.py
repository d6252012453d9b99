"""Rows of the reverse charge between businesses in France (CGI 283-2 quinquies to 2 nonies)."""

from sansfaute.drafts.rules.operations import BUILDING_EXCLUDED, DOMESTIC_REVERSE_CHARGE
from sansfaute.drafts.rules.vat_table.row import (
    ANYTHING,
    MAINLAND_AND_CORSICA,
    NOT_CONSUMERS,
    SERVICES,
    WITH_FRENCH_VAT,
    TreatmentRow,
)


def _due_by_buyer(name: str, article: str, what_fr: str, what_en: str, *evidence: str) -> TreatmentRow:
    return TreatmentRow(
        name=f"domestic_{name}",
        territories=WITH_FRENCH_VAT,
        kinds=("business",),
        operations=(name,),
        regimes=("normal",),
        identified=True,
        category="AE",
        rate_rule="zero",
        exemption_reason_code="VATEX-FR-AE",
        mention="Autoliquidation",
        why_fr=f"{what_fr} : la TVA est due par le client assujetti.",
        why_en=f"{what_en}: the customer, a taxable person, owes the VAT.",
        evidence=("vat_identifier", *evidence),
        source=f"CGI {article}",
    )


REVERSE_CHARGE_ROWS = (
    TreatmentRow(
        name="building_subcontract",
        territories=WITH_FRENCH_VAT,
        natures=SERVICES,
        kinds=("business",),
        operations=("building_subcontract",),
        regimes=("normal",),
        identified=True,
        category="AE",
        rate_rule="zero",
        exemption_reason_code="VATEX-FR-AE",
        mention="Autoliquidation",
        process="S5",
        why_fr="Travaux immobiliers faits par un sous-traitant pour un donneur d'ordre assujetti (même en franchise) : "
        "la TVA est due par le donneur d'ordre.",
        why_en="Building works by a subcontractor for a taxable principal (even under the franchise): the principal "
        "owes the VAT.",
        evidence=("subcontract", "vat_identifier"),
        source="CGI 283-2 nonies",
    ),
    TreatmentRow(
        name="building_subcontract_unsure",
        natures=ANYTHING,
        operations=("building_subcontract",),
        regimes=("normal",),
        known=False,
        why_fr="Sous-traitance de travaux : l'autoliquidation demande un service, en France, et un donneur d'ordre "
        "assujetti dont le SIREN ou le n° de TVA est connu.",
        why_en="Subcontracted works: the reverse charge asks a service, in France, and a taxable principal whose SIREN "
        "or VAT number is known.",
        evidence=("buyer_kind", "siren", "vat_identifier"),
        source="CGI 283-2 nonies",
    ),
    TreatmentRow(
        name="building_excluded_from_reverse_charge",
        territories=MAINLAND_AND_CORSICA,
        operations=BUILDING_EXCLUDED,
        regimes=("normal",),
        exempt=False,
        listed=False,
        why_fr="Nettoyage par contrat séparé, fabrication de biens, études, location de matériel : pas de travaux "
        "immobiliers sous-traités, donc pas d'autoliquidation ; taux de l'article.",
        why_en="Cleaning under its own contract, making of goods, studies, equipment hire: no subcontracted building "
        "works, so no reverse charge; the item's own rate.",
        evidence=("subcontract",),
        source="CGI 283-2 nonies ; 278 à 281",
    ),
    _due_by_buyer("waste", "283-2 sexies", "Déchets neufs d'industrie et matières de récupération", "Waste and scrap"),
    _due_by_buyer(
        "energy",
        "283-2 quinquies",
        "Gaz ou électricité pour un autre usage que la consommation en France",
        "Gas or power for another use than consumption in France",
        "use_of_energy",
    ),
    _due_by_buyer("emission_rights", "283-2 septies", "Quotas d'émission de gaz à effet de serre", "Emission rights"),
    _due_by_buyer(
        "telecom",
        "283-2 octies",
        "Communications électroniques vendues à un opérateur",
        "Electronic communications sold to an operator",
        "operator_registration",
    ),
    TreatmentRow(
        name="domestic_reverse_charge_unsure",
        territories=WITH_FRENCH_VAT,
        natures=ANYTHING,
        kinds=NOT_CONSUMERS,
        operations=DOMESTIC_REVERSE_CHARGE,
        regimes=("normal",),
        known=False,
        why_fr="L'autoliquidation demande un client assujetti dont le SIREN ou le n° de TVA est connu.",
        why_en="The reverse charge asks a taxable customer whose SIREN or VAT number is known.",
        evidence=("buyer_kind", "siren", "vat_identifier"),
        source="CGI 283-2 quinquies à 2 octies",
    ),
)
