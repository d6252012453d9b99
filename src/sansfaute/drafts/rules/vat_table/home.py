"""Rows of France: mainland, Corsica, and the rates that do not hold."""

from collections.abc import Mapping
from datetime import date

from sansfaute.drafts.rules.territories import CORSICA, MAINLAND
from sansfaute.drafts.rules.vat_table.row import ANY, MAINLAND_AND_CORSICA, TreatmentRow

HOME_ROWS = (
    TreatmentRow(
        name="exempt_in_france",
        territories=MAINLAND_AND_CORSICA,
        natures=ANY,
        exempt=True,
        named=True,
        category="E",
        rate_rule="zero",
        exemption_reason_code="item",
        why_fr="L'article est exonéré en France.",
        why_en="The item is exempt in France.",
        evidence=("exemption_reason_code",),
        source="CGI 261 à 261 E",
    ),
    TreatmentRow(
        name="mainland",
        territories=(MAINLAND,),
        natures=ANY,
        why_fr="Vente en France métropolitaine ou à Monaco : taux de l'article.",
        why_en="Sale in mainland France or Monaco: the item's own rate.",
        evidence=("country_code",),
        source="CGI 256, 256-0, 278 à 281",
    ),
    TreatmentRow(
        name="corsica_listed",
        territories=(CORSICA,),
        natures=ANY,
        listed=True,
        rate_rule="corsica",
        why_fr="Vente en Corse d'un article de la liste de l'art. 297 : taux particulier de cette liste.",
        why_en="Sale in Corsica of an item on the list of art. 297: the special rate of that list.",
        evidence=("post_code", "corsica_list"),
        source="CGI 297 I",
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
)

RATE_ROWS: Mapping[str, TreatmentRow] = {
    "unnamed": TreatmentRow(
        name="exemption_code_missing",
        category="E",
        rate_rule="zero",
        mention="Exonération de TVA",
        known=False,
        why_fr="L'article est dit exonéré, mais son code d'exonération manque, ou n'est pas celui d'une exonération.",
        why_en="The item is said to be exempt, but its exemption code is missing, or is not that of an exemption.",
        evidence=("exemption_reason_code",),
        since=date.min,
        source="CGI ann. II, 242 nonies A, I-12°",
    ),
    "zero": TreatmentRow(
        name="rate_of_zero",
        category="E",
        rate_rule="zero",
        mention="Exonération de TVA",
        known=False,
        why_fr="Un taux de 0 % n'existe pas en France : donner le taux, ou le code de l'exonération.",
        why_en="There is no rate of 0 % in France: give the rate, or the code of the exemption.",
        evidence=("vat_rate",),
        since=date.min,
        source="CGI 278 à 281",
    ),
    "old": TreatmentRow(
        name="rate_not_in_force",
        known=False,
        why_fr="Ce taux n'est pas en vigueur à cette date là où l'opération est taxée.",
        why_en="That rate is not in force on that date where the operation is taxed.",
        evidence=("vat_rate",),
        since=date.min,
        source="CGI 278 à 281, 297",
    ),
}
"""What replaces a row that taxes at the item's rate where that is none: 0, of the past, or an exemption unnamed."""
