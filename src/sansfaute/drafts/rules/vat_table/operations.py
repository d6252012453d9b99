"""Rows of special operations: disbursements, vouchers, margin schemes."""

from datetime import date

from sansfaute.drafts.rules.territories import CORSICA, EUROPEAN_UNION, MAINLAND
from sansfaute.drafts.rules.vat_table.row import ANY, ANYTHING, GOODS, SERVICES, TreatmentRow

_MARGIN_PLACES = (MAINLAND, CORSICA, EUROPEAN_UNION)
_VOUCHERS = date(2019, 1, 1)  # directive (EU) 2016/1065
_MARGIN_WHY_FR = "TVA sur la marge : le prix est dit taxe comprise, et la TVA n'est pas montrée"
_MARGIN_WHY_EN = "VAT on the margin: the price includes it and it is not shown"

DISBURSEMENT_ROWS = (
    TreatmentRow(
        name="disbursement_out_of_scope",
        natures=ANYTHING,
        operations=("disbursement",),
        choice="disbursements_out_of_scope",
        category="O",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-O",
        mention="Débours, art. 267 II-2° du CGI",
        reporting="TNT1",
        processing="OUTOFSCOPE",
        why_fr="Débours : dépense faite au nom et pour le compte du client, au montant exact, hors du champ de la TVA "
        "; "
        "le vendeur a choisi la catégorie O.",
        why_en="Disbursement: an expense in the customer's name and on his behalf, at its exact amount, outside VAT; "
        "the seller chose category O.",
        evidence=("mandate", "supporting_document", "account_467"),
        source="CGI 267 II-2°",
    ),
    TreatmentRow(
        name="disbursement",
        natures=ANYTHING,
        operations=("disbursement",),
        category="E",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-79-C",
        mention="Débours, art. 267 II-2° du CGI",
        reporting="TNT1",
        why_fr="Débours : dépense faite au nom et pour le compte du client, au montant exact, hors de la base de TVA.",
        why_en="Disbursement: an expense in the customer's name and on his behalf, at its exact amount, outside the "
        "base of VAT.",
        evidence=("mandate", "supporting_document", "account_467"),
        source="CGI 267 II-2° ; directive 2006/112/CE, art. 79 c",
    ),
)

VOUCHER_ROWS = (
    TreatmentRow(
        name="multi_purpose_voucher",
        natures=ANYTHING,
        operations=("multi_purpose_voucher",),
        category="O",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-O",
        mention="Bon à usages multiples, art. 256 ter du CGI",
        reporting="TNT1",
        processing="OUTOFSCOPE",
        why_fr="Bon à usages multiples : sa vente est hors champ, la TVA sera due quand il servira.",
        why_en="Multi-purpose voucher: its sale is outside VAT, which will be due when it is used.",
        evidence=("voucher_terms",),
        since=_VOUCHERS,
        source="CGI 256 ter ; directive 2006/112/CE, art. 30 ter",
    ),
    TreatmentRow(
        name="single_purpose_voucher",
        territories=(MAINLAND,),
        natures=ANY,
        operations=("single_purpose_voucher",),
        regimes=("normal",),
        exempt=False,
        why_fr="Bon à usage unique : il est taxé dès sa vente, au taux de ce à quoi il donne droit.",
        why_en="Single-purpose voucher: taxed when it is sold, at the rate of what it gives a right to.",
        evidence=("voucher_terms",),
        since=_VOUCHERS,
        source="CGI 256 ter ; directive 2006/112/CE, art. 30 ter",
    ),
)


def _margin(name: str, code: str, mention: str, of_fr: str, of_en: str) -> TreatmentRow:
    return TreatmentRow(
        name=name,
        territories=_MARGIN_PLACES,
        natures=GOODS,
        operations=(name,),
        regimes=("normal",),
        category="E",
        rate_rule="zero",
        exemption_reason_code=code,
        mention=f"Régime particulier - {mention}",
        reporting="TMA1",
        vat_included=True,
        why_fr=f"{of_fr}, {_MARGIN_WHY_FR}.",
        why_en=f"{of_en}, {_MARGIN_WHY_EN}.",
        evidence=("purchase_without_vat", "purchase_price"),
        source="CGI 297 A ; ann. II, 242 nonies A, I-16°",
    )


MARGIN_ROWS = (
    _margin("margin_goods", "VATEX-EU-F", "Biens d'occasion", "Bien d'occasion", "Second-hand goods"),
    _margin("margin_art", "VATEX-EU-I", "Objets d'art", "Objet d'art", "Work of art"),
    _margin(
        "margin_collectors",
        "VATEX-EU-J",
        "Objets de collection et d'antiquité",
        "Objet de collection ou d'antiquité",
        "Collectors' item or antique",
    ),
    TreatmentRow(
        name="travel",
        natures=SERVICES,
        operations=("travel",),
        regimes=("normal",),
        category="E",
        rate_rule="zero",
        exemption_reason_code="VATEX-EU-D",
        own_code=True,
        mention="Régime particulier - Agences de voyages",
        reporting="TMA1",
        vat_included=True,
        confirm="travel_code",
        why_fr=f"Agence de voyages, {_MARGIN_WHY_FR}. Le code VATEX-EU-D n'est pas confirmé par nos sources : le "
        "vendeur "
        "le confirme, ou en donne un autre à l'article.",
        why_en=f"Travel agency, {_MARGIN_WHY_EN}. Our sources do not confirm the code VATEX-EU-D: the seller confirms "
        "it, or gives the item another one.",
        evidence=("travel_file", "purchase_price"),
        source="CGI 266-1 e ; ann. II, 242 nonies A, I-15°",
    ),
    TreatmentRow(
        name="margin_unsure",
        territories=_MARGIN_PLACES,
        natures=ANYTHING,
        operations=("margin_goods", "margin_art", "margin_collectors", "travel"),
        regimes=("normal",),
        known=False,
        why_fr="Le régime de la marge vaut pour des biens, celui des agences de voyages pour des services : la nature "
        "de "
        "l'article n'y répond pas.",
        why_en="The margin scheme is for goods, that of travel agencies for services: the nature of the item does not "
        "fit.",
        evidence=("item_nature",),
        source="CGI 266-1 e, 297 A",
    ),
)
