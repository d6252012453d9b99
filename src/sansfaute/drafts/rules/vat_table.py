"""The decision table of VAT treatments: dated rows, read from top to bottom, the first that fits decides.

Sources are articles of the code général des impôts (CGI), to be quoted until the CIBS replaces
them (until 31 December 2026 at the earliest, either code until 30 June 2028), and the directive
2006/112/EC. To change a treatment, add a row with its `since` above the one it replaces.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sansfaute.drafts.rules.territories import (
    CORSICA,
    DOM_WITH_VAT,
    DOM_WITHOUT_VAT,
    EUROPEAN_UNION,
    MAINLAND,
    OUTSIDE,
    UNCERTAIN,
)

_2014 = date(2014, 1, 1)  # the rates of 20 % and 10 % (loi 2012-1510)
_2010 = date(2010, 1, 1)  # place of supply of services (loi 2009-1673, CGI 259)

GOODS = ("goods",)
SERVICES = ("services",)
ANY = ("goods", "services")
ANYONE = ("business", "public", "consumer", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentRow:
    """One row: when it fits, what it gives, why.

    `rate_rule`: "item" (the item's own rate), "zero", or "local" (the table of `vat_rates`). `exempt`,
    `vat_number`: True or False to ask for it, None when it does not matter. `known` is False where
    a person must decide: the row then only proposes the item's own rate.
    """

    name: str
    territories: tuple[str, ...]
    natures: tuple[str, ...]
    kinds: tuple[str, ...] = ANYONE
    exempt: bool | None = None
    vat_number: bool | None = None
    category: str = "S"
    rate_rule: str = "item"
    exemption_reason_code: str = ""  # "item": the item's own
    mention: str = ""
    why_fr: str
    why_en: str
    evidence: tuple[str, ...] = ()
    known: bool = True
    since: date = _2014
    source: str


VAT_TABLE: Sequence[TreatmentRow] = (
    TreatmentRow(
        name="exempt_in_france",
        territories=(MAINLAND, CORSICA),
        natures=ANY,
        exempt=True,
        category="E",
        rate_rule="zero",
        exemption_reason_code="item",
        why_fr="L'article est exonéré en France.",
        why_en="The item is exempt in France.",
        source="CGI 261 à 261 E",
    ),
    TreatmentRow(
        name="mainland",
        territories=(MAINLAND,),
        natures=ANY,
        why_fr="Vente en France métropolitaine : taux de l'article.",
        why_en="Sale in mainland France: the item's own rate.",
        evidence=("country_code",),
        source="CGI 256, 278 à 281",
    ),
    TreatmentRow(
        name="corsica",
        territories=(CORSICA,),
        natures=ANY,
        why_fr="Vente en Corse : taux de la métropole ; les taux particuliers de l'art. 297 ne s'appliquent "
        "qu'aux biens de sa liste.",
        why_en="Sale in Corsica: the mainland's rate; the special rates of art. 297 are for its list of goods only.",
        evidence=("post_code",),
        source="CGI 297",
    ),
    TreatmentRow(
        name="goods_to_overseas_department",
        territories=(DOM_WITH_VAT, DOM_WITHOUT_VAT),
        natures=GOODS,
        category="G",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-G",
        mention="Exonération de TVA, art. 294-2 et 262 I du CGI",
        why_fr="Bien expédié de métropole vers un département d'outre-mer : exportation.",
        why_en="Goods sent from the mainland to an overseas department: an export.",
        evidence=("proof_of_exit", "deliver_to_address"),
        source="CGI 294-2, 262 I ; BOI-TVA-GEO-20-40",
    ),
    TreatmentRow(
        name="exempt_in_overseas_department",
        territories=(DOM_WITH_VAT,),
        natures=SERVICES,
        exempt=True,
        category="E",
        rate_rule="zero",
        exemption_reason_code="item",
        why_fr="La prestation est exonérée en France, outre-mer compris.",
        why_en="The service is exempt in France, these overseas departments included.",
        source="CGI 261 à 261 E",
    ),
    TreatmentRow(
        name="service_to_business_in_overseas_department",
        territories=(DOM_WITH_VAT,),
        natures=SERVICES,
        kinds=("business",),
        rate_rule="local",
        why_fr="Service à un assujetti de Guadeloupe, de Martinique ou de La Réunion : taux de ce département.",
        why_en="Service to a taxable person in Guadeloupe, Martinique or Réunion: the rate of that department.",
        evidence=("siren",),
        source="CGI 259-1°, 296 ; BOI-TVA-GEO-20-10",
    ),
    TreatmentRow(
        name="service_to_business_where_vat_does_not_apply",
        territories=(DOM_WITHOUT_VAT,),
        natures=SERVICES,
        kinds=("business",),
        category="G",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-G",
        mention="TVA non applicable, art. 259-1 et 294-1 du CGI",
        why_fr="Service à un assujetti de Guyane ou de Mayotte, où la TVA n'est pas applicable.",
        why_en="Service to a taxable person in Guyane or Mayotte, where VAT does not apply.",
        evidence=("siren",),
        source="CGI 259-1°, 294-1",
    ),
    TreatmentRow(
        name="exempt_service_to_consumer_overseas",
        territories=(DOM_WITHOUT_VAT,),
        natures=SERVICES,
        kinds=("consumer",),
        exempt=True,
        category="E",
        rate_rule="zero",
        exemption_reason_code="item",
        why_fr="Service à un particulier : il se situe chez le prestataire, où il est exonéré.",
        why_en="Service to a consumer: it takes place where the provider is, where it is exempt.",
        source="CGI 259-2°, 261",
    ),
    TreatmentRow(
        name="service_to_consumer_overseas",
        territories=(DOM_WITH_VAT, DOM_WITHOUT_VAT),
        natures=SERVICES,
        kinds=("consumer",),
        why_fr="Service à un particulier d'outre-mer : il se situe chez le prestataire, taux de la métropole.",
        why_en="Service to a consumer overseas: it takes place where the provider is, the mainland's rate.",
        evidence=("buyer_kind",),
        source="CGI 259-2°",
    ),
    TreatmentRow(
        name="service_overseas_buyer_unsure",
        territories=(DOM_WITH_VAT, DOM_WITHOUT_VAT),
        natures=SERVICES,
        known=False,
        why_fr="Outre-mer, la TVA d'un service dépend de la qualité du client (assujetti ou non), qui n'est pas "
        "établie.",
        why_en="Overseas, the VAT of a service depends on whether the customer is a taxable person, which is not "
        "established.",
        evidence=("buyer_kind", "siren"),
        source="CGI 259, 294, 296",
    ),
    TreatmentRow(
        name="intra_eu_service",
        territories=(EUROPEAN_UNION,),
        natures=SERVICES,
        kinds=("business", "public", ""),
        vat_number=True,
        category="AE",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-AE",
        mention="Autoliquidation",
        why_fr="Service à un assujetti d'un autre État membre : la TVA est due par le client.",
        why_en="Service to a taxable person of another member state: the customer owes the VAT.",
        evidence=("vat_identifier",),
        since=_2010,
        source="CGI 259-1°, 283-2 ; directive 2006/112/CE, art. 44 et 196",
    ),
    TreatmentRow(
        name="intra_eu_goods",
        territories=(EUROPEAN_UNION,),
        natures=GOODS,
        kinds=("business", "public", ""),
        vat_number=True,
        category="K",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-IC",
        mention="Exonération de TVA, art. 262 ter I du CGI",
        why_fr="Livraison de biens à un assujetti d'un autre État membre.",
        why_en="Supply of goods to a taxable person of another member state.",
        evidence=("vat_identifier", "proof_of_transport", "deliver_to_address", "delivery_date"),
        source="CGI 262 ter I",
    ),
    TreatmentRow(
        name="eu_consumer",
        territories=(EUROPEAN_UNION,),
        natures=ANY,
        kinds=("consumer",),
        known=False,
        why_fr="Vente à un particulier d'un autre État membre : la TVA de son pays peut être due (guichet unique).",
        why_en="Sale to a consumer of another member state: the VAT of his country may be due (one-stop shop).",
        evidence=("eu_distance_sales_threshold",),
        source="CGI 258 A, 259 D",
    ),
    TreatmentRow(
        name="eu_vat_number_missing",
        territories=(EUROPEAN_UNION,),
        natures=ANY,
        known=False,
        why_fr="Client d'un autre État membre sans n° de TVA valide : ni l'autoliquidation ni l'exonération ne sont "
        "possibles.",
        why_en="Customer of another member state without a valid VAT number: neither reverse charge nor exemption "
        "is possible.",
        evidence=("vat_identifier",),
        source="CGI 259-1°, 262 ter I",
    ),
    TreatmentRow(
        name="export",
        territories=(OUTSIDE,),
        natures=GOODS,
        category="G",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-G",
        mention="Exonération de TVA, art. 262 I du CGI",
        why_fr="Bien expédié hors de l'Union européenne : exportation.",
        why_en="Goods sent out of the European Union: an export.",
        evidence=("proof_of_exit", "deliver_to_address"),
        source="CGI 262 I",
    ),
    TreatmentRow(
        name="service_outside_eu",
        territories=(OUTSIDE,),
        natures=SERVICES,
        kinds=("business",),
        category="G",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-G",
        mention="TVA non applicable, art. 259-1 du CGI",
        why_fr="Service à un assujetti établi hors de l'Union européenne : il se situe chez le client.",
        why_en="Service to a taxable person outside the European Union: it takes place where the customer is.",
        evidence=("buyer_kind",),
        since=_2010,
        source="CGI 259-1°",
    ),
    TreatmentRow(
        name="service_outside_eu_buyer_unsure",
        territories=(OUTSIDE,),
        natures=SERVICES,
        known=False,
        why_fr="Hors de l'Union européenne, un service à un client qui n'est pas une entreprise suit plusieurs règles "
        "(art. 259-2° et 259 B).",
        why_en="Outside the European Union, a service to a customer who is not a business follows several rules "
        "(art. 259-2° and 259 B).",
        evidence=("buyer_kind",),
        source="CGI 259-2°, 259 B",
    ),
    TreatmentRow(
        name="place_unsure",
        territories=(UNCERTAIN, EUROPEAN_UNION, OUTSIDE, DOM_WITH_VAT, DOM_WITHOUT_VAT, MAINLAND, CORSICA),
        natures=ANY,
        known=False,
        why_fr="Le pays du client manque, ou cette partie du pays n'est pas dans le territoire de la TVA de l'Union.",
        why_en="The customer's country is missing, or that part of it is outside the territory of EU VAT.",
        evidence=("country_code", "post_code"),
        since=date.min,
        source="CGI 258, 259 ; directive 2006/112/CE, art. 6",
    ),
    TreatmentRow(
        name="nature_unsure",
        territories=(UNCERTAIN, EUROPEAN_UNION, OUTSIDE, DOM_WITH_VAT, DOM_WITHOUT_VAT, MAINLAND, CORSICA),
        natures=(*ANY, ""),
        known=False,
        why_fr="L'article n'est dit ni bien ni service.",
        why_en="The item is said to be neither goods nor a service.",
        evidence=("item_nature",),
        since=date.min,
        source="CGI 256",
    ),
)
