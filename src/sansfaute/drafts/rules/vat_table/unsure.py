"""Rows that fit when nothing else does: the place or the nature is not known."""

from datetime import date

from sansfaute.drafts.rules.vat_table.row import ANY, ANYTHING, TreatmentRow

UNSURE_ROWS = (
    TreatmentRow(
        name="place_unsure",
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
        natures=ANYTHING,
        known=False,
        why_fr="L'article n'est dit ni bien ni service.",
        why_en="The item is said to be neither goods nor a service.",
        evidence=("item_nature",),
        since=date.min,
        source="CGI 256",
    ),
)
