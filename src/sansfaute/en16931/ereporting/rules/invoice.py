"""A cross-border invoice as a whole: parties, previous documents, exemptions."""

import re

from sansfaute.en16931.ereporting.facts import CORRECTIVES, CREDIT_NOTES, DEPOSITS
from sansfaute.en16931.ereporting.model import Buyer, OperationsReport, ReportedInvoice, Seller, VatRow
from sansfaute.en16931.ereporting.rules.rule import Asked, Rule, rule, rules_in
from sansfaute.en16931.mapped import is_blank
from sansfaute.en16931.values import Identifier

_FORMS = {
    "0002": re.compile(r"[0-9]{9}", re.ASCII),
    "0223": re.compile(r".{1,18}"),
    "0227": re.compile(r".{1,18}"),
    "0228": re.compile(r"[0-9]{9,10}", re.ASCII),
    "0229": re.compile(r"[0-9]{9}", re.ASCII),
}
_WITH_VAT_NUMBER = ("0002", "0223")
_FINAL_AFTER_DEPOSITS = ("B4", "S4", "M4")
_CREDIT_WITHOUT_VAT = "VATEX-FR-CNWVAT"
_CREDITS_WITHOUT_VAT = frozenset(("261", "381", "396"))


@rule(
    "G1.60",
    "TG-8",
    fr="un acompte (386, 500, 503) ne peut pas être une facture définitive après acompte (B4, S4, M4).",
    en="a deposit (386, 500, 503) cannot be a final invoice after deposits (B4, S4, M4).",
    fix_fr="Corriger le type ou le cadre de facturation.",
    fix_en="Correct the type or the business process.",
)
def deposit_is_not_final(value: ReportedInvoice, asked: Asked) -> bool:
    return not (value.process.process in _FINAL_AFTER_DEPOSITS and value.type_code in DEPOSITS)


@rule(
    "G6.21",
    "TG-8",
    fr="le code VATEX-FR-CNWVAT est réservé aux avoirs (261, 381, 396).",
    en="the code VATEX-FR-CNWVAT is for credit notes only (261, 381, 396).",
    fix_fr="Donner le motif d'exonération qui convient.",
    fix_en="Give the exemption reason that fits.",
)
def credit_without_vat(value: ReportedInvoice, asked: Asked) -> bool:
    used = any(row.exemption_reason_code == _CREDIT_WITHOUT_VAT for row in value.vat_breakdown)
    return not used or value.type_code in _CREDITS_WITHOUT_VAT


@rule(
    "G1.32",
    "TG-8",
    fr="une facture rectificative cite une facture antérieure et une seule, avec sa date ; un avoir en cite au moins "
    "une, ou une à chaque ligne.",
    en="a corrective invoice names one previous invoice and one only, with its date; a credit note at least one, or "
    "one at each line.",
    fix_fr="Donner le numéro et la date de la facture corrigée.",
    fix_en="Give number and date of the invoice that is corrected.",
)
def previous_named(value: ReportedInvoice, asked: Asked) -> bool:
    dated = any(one.issue_date is not None for one in value.previous_invoices)
    if value.type_code in CORRECTIVES:
        return len(value.previous_invoices) == 1 and dated
    if value.type_code not in CREDIT_NOTES or dated:
        return True
    previous = [line.previous for line in value.lines]
    return bool(previous) and all(one and one.invoice_number and one.issue_date for one in previous)


@rule(
    "G6.28",
    "TG-8",
    fr="l'identifiant de l'acheteur (TT-36) est obligatoire.",
    en="the buyer's identifier (TT-36) is compulsory.",
    fix_fr="Donner le SIREN, le n° de TVA, ou le pays et le nom de l'acheteur.",
    fix_en="Give the buyer's SIREN, VAT number, or country and name.",
)
def buyer_identified(value: ReportedInvoice, asked: Asked) -> bool:
    return value.buyer is not None and not is_blank(value.buyer.identifier)


@rule(
    "G2.19",
    "TT-33 TT-36",
    fr="l'identifiant n'a pas la forme de son schéma (0002, 0223, 0227, 0228 ou 0229).",
    en="the identifier does not have the form of its scheme (0002, 0223, 0227, 0228 or 0229).",
    fix_fr="SIREN 9 chiffres (0002), n° de TVA (0223) ou pays et nom (0227) en 18 caractères au plus, RIDET 9 ou 10 "
    "chiffres (0228), TAHITI 9 chiffres (0229).",
    fix_en="SIREN 9 digits (0002), VAT number (0223) or country and name (0227) in at most 18 characters, RIDET 9 or "
    "10 digits (0228), TAHITI 9 digits (0229).",
)
def identifier_has_form(value: Identifier, asked: Asked) -> bool:
    form = _FORMS.get(value.scheme or "")
    return form is not None and form.fullmatch(value.value) is not None


@rule(
    "G2.33",
    "TG-12 TG-14",
    fr="le n° de TVA, qualifié VAT, est obligatoire quand l'identifiant est un SIREN ou un n° de TVA (0002, 0223).",
    en="the VAT number, qualified VAT, is compulsory when the identifier is a SIREN or a VAT number (0002, 0223).",
    fix_fr="Donner le n° de TVA intracommunautaire.",
    fix_en="Give the VAT number.",
)
def vat_number_given(value: Seller | Buyer, asked: Asked) -> bool:
    number, scheme = value.vat_identifier, value.identifier.scheme if value.identifier else None
    if number is None or is_blank(number):
        return scheme not in _WITH_VAT_NUMBER
    return number.scheme == "VAT"


@rule(
    "G1.102",
    "TG-8",
    fr="une opération exonérée (E) demande le n° de TVA du vendeur ou de son représentant fiscal.",
    en="an exempt operation (E) needs the VAT number of the seller or of the tax representative.",
    fix_fr="Donner ce numéro ; un vendeur en franchise répète son SIREN.",
    fix_en="Give that number; a seller under the franchise repeats the SIREN.",
)
def exempt_seller_known(value: ReportedInvoice, asked: Asked) -> bool:
    exempt = any(row.vat_category_code == "E" for row in value.vat_breakdown)
    return not exempt or not is_blank(value.seller.vat_identifier) or value.tax_representative is not None


@rule(
    "G1.40",
    "TG-23",
    fr="une catégorie E demande le code et le libellé du motif d'exonération.",
    en="category E needs both code and text of the exemption reason.",
    fix_fr="Donner le code VATEX et le libellé.",
    fix_en="Give the VATEX code and the text.",
)
def exemption_explained(value: VatRow, asked: Asked) -> bool:
    return value.vat_category_code != "E" or bool(value.exemption_reason_code and value.exemption_reason)


@rule(
    "G1.42",
    "TB-2",
    fr="deux factures du rapport ont le même vendeur, la même année et le même numéro.",
    en="two invoices of the report have the same seller, year and number.",
    fix_fr="Retirer la facture en double ; deux longs numéros de même fin se confondent une fois raccourcis.",
    fix_en="Take the duplicate out; two long numbers with the same end are one when shortened.",
    source="A7 1.9 (not coded)",
)
def invoices_unique(value: OperationsReport, asked: Asked) -> bool:
    keys = [(one.seller.identifier, one.issue_date.year, one.invoice_number) for one in value.invoices]
    return len(keys) == len(set(keys))


RULES: tuple[Rule, ...] = rules_in(globals())
