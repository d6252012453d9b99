"""Rows of the other member states and of the rest of the world."""

from sansfaute.drafts.rules.operations import DIGITAL, PLACED
from sansfaute.drafts.rules.territories import EUROPEAN_UNION, OUTSIDE
from sansfaute.drafts.rules.vat_table.row import (
    ABROAD,
    ANY,
    GOODS,
    IN_FRANCE,
    NO_ANSWER_AGAINST,
    NOT_CONSUMERS,
    SERVICES,
    SERVICES_OF_2010,
    TreatmentRow,
)

_EU = (EUROPEAN_UNION,)
_SALES_SOURCE = "CGI 258 A, 259 D ; directive 2006/112/CE, art. 59 quater"

TRIANGULAR_ROWS = (
    TreatmentRow(
        name="triangular",
        territories=_EU,
        natures=GOODS,
        kinds=NOT_CONSUMERS,
        operations=("triangular",),
        buyers=_EU,
        vat_number=True,
        vies=NO_ANSWER_AGAINST,
        category="AE",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-AE",
        mention="Autoliquidation. Application de l'art. 141 de la directive 2006/112/CE",
        why_fr="Opération triangulaire, le vendeur étant l'intermédiaire : le dernier acheteur, identifié dans l'État "
        "d'arrivée, doit la TVA.",
        why_en="Triangular trade, the seller being the one in the middle: the last buyer, who has a VAT number where "
        "the "
        "goods arrive, owes the VAT.",
        evidence=("vat_identifier", "vies", "proof_of_transport", "deliver_to_address"),
        source="CGI 258 D ; directive 2006/112/CE, art. 141 et 197",
    ),
    TreatmentRow(
        name="triangular_unsure",
        natures=ANY,
        operations=("triangular",),
        known=False,
        why_fr="Opération triangulaire : il faut un bien, livré dans un autre État membre, à un assujetti dont le n° "
        "de "
        "TVA est en cours de validité.",
        why_en="Triangular trade: it takes goods, delivered in another member state, to a taxable person whose VAT "
        "number is valid.",
        evidence=("vat_identifier", "vies", "deliver_to_address"),
        source="CGI 258 D ; directive 2006/112/CE, art. 141 et 197",
    ),
)

OWN_STOCK_ROWS = (
    TreatmentRow(
        name="own_stock_transfer",
        territories=_EU,
        natures=GOODS,
        kinds=("business",),
        operations=("own_stock",),
        regimes=("normal",),
        buyers=_EU,
        vat_number=True,
        vies=NO_ANSWER_AGAINST,
        category="K",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-IC",
        mention="Transfert assimilé à une livraison intracommunautaire, art. 256 III et 262 ter I-2° du CGI",
        why_fr="Bien de l'entreprise envoyé dans un autre État membre pour ses besoins : assimilé à une livraison, le "
        "client est elle-même, sous son n° de TVA là-bas ; la valeur est le prix de revient.",
        why_en="Goods of the business sent to another member state for its own needs: treated as a supply, the "
        "customer is itself, under its VAT number there; the value is the cost price.",
        evidence=("vat_identifier", "vies", "proof_of_transport", "deliver_to_address", "delivery_date"),
        source="CGI 256 III, 262 ter I-2°, 266-1 c ; directive 2006/112/CE, art. 17",
    ),
    TreatmentRow(
        name="own_stock_transfer_unsure",
        natures=ANY,
        operations=("own_stock",),
        regimes=("normal",),
        known=False,
        why_fr="Transfert de stock : il faut un bien, envoyé dans un autre État membre, et le n° de TVA de "
        "l'entreprise dans cet État.",
        why_en="Transfer of stock: it takes goods, sent to another member state, and the VAT number of the business in "
        "that state.",
        evidence=("vat_identifier", "vies", "deliver_to_address"),
        source="CGI 256 III, 262 ter I-2° ; directive 2006/112/CE, art. 17",
    ),
)

EU_BUSINESS_ROWS = (
    TreatmentRow(
        name="immovable_abroad",
        territories=ABROAD,
        natures=SERVICES,
        operations=PLACED,
        known=False,
        why_fr="Service sur un immeuble situé hors de France : il y est taxable, selon les règles de ce pays.",
        why_en="Service on immovable property outside France: taxable there, by the rules of that country.",
        evidence=("deliver_to_address",),
        source="CGI 259 A-2° ; directive 2006/112/CE, art. 47",
    ),
    TreatmentRow(
        name="intra_eu_service",
        territories=_EU,
        natures=SERVICES,
        kinds=NOT_CONSUMERS,
        vat_number=True,
        vies=NO_ANSWER_AGAINST,
        category="AE",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-AE",
        mention="Autoliquidation",
        why_fr="Service à un assujetti d'un autre État membre : la TVA est due par le client.",
        why_en="Service to a taxable person of another member state: the customer owes the VAT.",
        evidence=("vat_identifier", "vies"),
        since=SERVICES_OF_2010,
        source="CGI 259-1°, 283-2 ; directive 2006/112/CE, art. 44 et 196",
    ),
    TreatmentRow(
        name="intra_eu_goods",
        territories=_EU,
        natures=GOODS,
        kinds=NOT_CONSUMERS,
        buyers=_EU,
        vat_number=True,
        vies=NO_ANSWER_AGAINST,
        category="K",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-IC",
        mention="Exonération de TVA, art. 262 ter I du CGI",
        why_fr="Livraison de biens à un assujetti d'un autre État membre.",
        why_en="Supply of goods to a taxable person of another member state.",
        evidence=("vat_identifier", "vies", "proof_of_transport", "deliver_to_address", "delivery_date"),
        source="CGI 262 ter I",
    ),
    TreatmentRow(
        name="intra_eu_service_vies_unknown",
        territories=_EU,
        natures=SERVICES,
        kinds=NOT_CONSUMERS,
        vat_number=True,
        vies=("unknown",),
        category="AE",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-AE",
        mention="Autoliquidation",
        known=False,
        why_fr="VIES n'a pas répondu sur le n° de TVA du client : demander encore, ou décider sur une autre preuve.",
        why_en="VIES gave no answer on the customer's VAT number: ask again, or decide on other evidence.",
        evidence=("vat_identifier", "vies"),
        since=SERVICES_OF_2010,
        source="CGI 259-1°, 283-2",
    ),
    TreatmentRow(
        name="intra_eu_goods_vies_unknown",
        territories=_EU,
        natures=GOODS,
        kinds=NOT_CONSUMERS,
        buyers=_EU,
        vat_number=True,
        vies=("unknown",),
        category="K",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-IC",
        mention="Exonération de TVA, art. 262 ter I du CGI",
        known=False,
        why_fr="VIES n'a pas répondu sur le n° de TVA du client, dont l'exonération dépend : demander encore.",
        why_en="VIES gave no answer on the customer's VAT number, which the exemption depends on: ask again.",
        evidence=("vat_identifier", "vies", "proof_of_transport", "deliver_to_address", "delivery_date"),
        source="CGI 262 ter I",
    ),
    TreatmentRow(
        name="eu_vat_number_invalid",
        territories=_EU,
        natures=ANY,
        kinds=NOT_CONSUMERS,
        vat_number=True,
        vies=("invalid",),
        known=False,
        why_fr="VIES dit que le n° de TVA du client n'est pas en cours de validité : ni autoliquidation ni "
        "exonération.",
        why_en="VIES says that the customer's VAT number is not in use: neither reverse charge nor exemption.",
        evidence=("vat_identifier", "vies"),
        source="CGI 259-1°, 262 ter I",
    ),
)

EU_CONSUMER_ROWS = (
    TreatmentRow(
        name="eu_distance_sale_below_threshold",
        territories=_EU,
        natures=GOODS,
        kinds=("consumer",),
        oss=("domestic",),
        why_fr="Vente à distance à un particulier d'un autre État membre, sous le seuil de l'Union : taux français.",
        why_en="Distance sale to a consumer of another member state, below the Union's threshold: the French rate.",
        evidence=("eu_distance_sales_threshold", "deliver_to_address"),
        source=_SALES_SOURCE,
    ),
    TreatmentRow(
        name="eu_digital_service_below_threshold",
        territories=_EU,
        natures=SERVICES,
        kinds=("consumer",),
        operations=DIGITAL,
        oss=("domestic",),
        why_fr="Service électronique à un particulier d'un autre État membre, sous le seuil de l'Union : taux "
        "français.",
        why_en="Electronic service to a consumer of another member state, below the Union's threshold: the French "
        "rate.",
        evidence=("eu_distance_sales_threshold", "place_of_consumer"),
        source=_SALES_SOURCE,
    ),
    *(
        TreatmentRow(
            name=name,
            territories=_EU,
            natures=natures,
            kinds=("consumer",),
            operations=operations,
            oss=("registered",),
            category="O",
            rate_rule="destination",
            exemption_reason_code="VATEX-EU-O",
            mention="TVA de l'État membre de consommation, déclarée au guichet unique",
            reporting="TNT1",
            vat_included=True,
            confirm="foreign_vat_out_of_scope",
            why_fr=f"{what_fr} à un particulier d'un autre État membre, au guichet unique : la TVA de son pays est "
            "due, "
            "que la liste française des taux ne porte pas. Le document la dit en toutes lettres, hors du champ de la "
            "TVA française ; elle est déclarée en S à 0.",
            why_en=f"{what_en} to a consumer of another member state, under the one-stop shop: the VAT of his country "
            "is due, which the French list of rates cannot carry. The document says it in words, outside French VAT; "
            "it is reported as S at 0.",
            evidence=("oss_registration", "destination_rate", "place_of_consumer"),
            source=f"{_SALES_SOURCE} ; EN 16931, BR-S-05",
        )
        for name, natures, operations, what_fr, what_en in (
            ("eu_distance_sale_one_stop_shop", GOODS, (), "Vente à distance", "Distance sale"),
            ("eu_digital_service_one_stop_shop", SERVICES, DIGITAL, "Service électronique", "Electronic service"),
        )
    ),
    TreatmentRow(
        name="eu_consumer_service",
        territories=_EU,
        natures=SERVICES,
        kinds=("consumer",),
        operations=("ordinary", "intangible"),
        why_fr="Service ordinaire à un particulier d'un autre État membre : il se situe chez le prestataire.",
        why_en="Ordinary service to a consumer of another member state: it takes place where the provider is.",
        evidence=("buyer_kind", "operation"),
        source="CGI 259-2°",
    ),
    TreatmentRow(
        name="eu_consumer",
        territories=_EU,
        natures=ANY,
        kinds=("consumer",),
        known=False,
        why_fr="Vente à un particulier d'un autre État membre : la TVA de son pays peut être due (guichet unique).",
        why_en="Sale to a consumer of another member state: the VAT of his country may be due (one-stop shop).",
        evidence=("eu_distance_sales_threshold",),
        source="CGI 258 A, 259 D",
    ),
    TreatmentRow(
        name="goods_sent_to_eu_for_buyer_elsewhere",
        territories=_EU,
        natures=GOODS,
        buyers=(*IN_FRANCE, OUTSIDE),
        known=False,
        why_fr="Bien livré dans un autre État membre à un client d'ailleurs : l'exonération demande son n° de TVA "
        "dans un "
        "autre État membre que la France.",
        why_en="Goods delivered in another member state to a customer from elsewhere: the exemption asks his VAT "
        "number "
        "in a member state other than France.",
        evidence=("vat_identifier", "deliver_to_address"),
        source="CGI 262 ter I",
    ),
    TreatmentRow(
        name="eu_vat_number_missing",
        territories=_EU,
        natures=ANY,
        known=False,
        why_fr="Client d'un autre État membre sans n° de TVA valide : ni l'autoliquidation ni l'exonération ne sont "
        "possibles.",
        why_en="Customer of another member state without a valid VAT number: neither reverse charge nor exemption "
        "is possible.",
        evidence=("vat_identifier",),
        source="CGI 259-1°, 262 ter I",
    ),
)

OUTSIDE_ROWS = (
    TreatmentRow(
        name="export",
        territories=(OUTSIDE,),
        natures=GOODS,
        category="G",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-G",
        mention="Exonération de TVA, art. 262 I du CGI",
        reporting="TNT1",
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
        reporting="TNT1",
        why_fr="Service à un assujetti établi hors de l'Union européenne : il se situe chez le client.",
        why_en="Service to a taxable person outside the European Union: it takes place where the customer is.",
        evidence=("buyer_kind",),
        since=SERVICES_OF_2010,
        source="CGI 259-1°",
    ),
    *(
        TreatmentRow(
            name=name,
            territories=(OUTSIDE,),
            natures=SERVICES,
            operations=operations,
            category="G",
            rate_rule="zero",
            exemption_reason_code="VATEX-EU-G",
            mention=f"TVA non applicable, art. {article} du CGI",
            reporting="TNT1",
            why_fr=f"{what_fr} à un client non assujetti établi hors de l'Union européenne : il ne se situe pas en "
            "France.",
            why_en=f"{what_en} to a customer who is not a taxable person, outside the European Union: it does not take "
            "place in France.",
            evidence=("buyer_kind", "country_code", "operation"),
            since=SERVICES_OF_2010,
            source=f"CGI {article}",
        )
        for name, operations, article, what_fr, what_en in (
            (
                "listed_service_outside_eu",
                ("intangible",),
                "259 B",
                "Service de la liste de l'art. 259 B",
                "A listed service",
            ),
            ("digital_service_outside_eu", DIGITAL, "259 D", "Service électronique", "Electronic service"),
        )
    ),
    TreatmentRow(
        name="service_to_consumer_outside_eu",
        territories=(OUTSIDE,),
        natures=SERVICES,
        kinds=("consumer",),
        operations=("ordinary",),
        why_fr="Service ordinaire à un particulier établi hors de l'Union européenne : il se situe chez le "
        "prestataire.",
        why_en="Ordinary service to a consumer outside the European Union: it takes place where the provider is.",
        evidence=("buyer_kind", "operation"),
        source="CGI 259-2°",
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
)
