"""Words for the codes of an invoice, in French and English. A code without a word shows itself."""

from datetime import date
from functools import cache
from typing import NamedTuple

from babel import Locale


class Word(NamedTuple):
    """One word in both languages; `plural` forms are for counts above one."""

    fr: str
    en: str
    fr_plural: str = ""
    en_plural: str = ""


class Mention(NamedTuple):
    """A sentence the law asks for, from the day it does, with its source."""

    fr: str
    en: str
    since: date
    source: str


KINDS = {
    "380": Word("Facture", "Invoice"),
    "381": Word("Avoir", "Credit note"),
    "384": Word("Facture rectificative", "Corrective invoice"),
    "386": Word("Facture d'acompte", "Deposit invoice"),
    "389": Word("Autofacturation", "Self-billed invoice"),
    "393": Word("Facture affacturée", "Factored invoice"),
    "261": Word("Avoir, autofacturation", "Self-billed credit note"),
    "262": Word("Avoir pour remise globale", "Credit note for a global discount"),
    "396": Word("Avoir affacturé", "Factored credit note"),
    "471": Word("Facture rectificative, autofacturation", "Self-billed corrective invoice"),
    "472": Word("Facture rectificative affacturée", "Factored corrective invoice"),
    "473": Word("Facture rectificative affacturée, autofacturation", "Self-billed factored corrective invoice"),
    "500": Word("Facture d'acompte, autofacturation", "Self-billed deposit invoice"),
    "501": Word("Facture affacturée, autofacturation", "Self-billed factored invoice"),
    "502": Word("Avoir affacturé, autofacturation", "Self-billed factored credit note"),
    "503": Word("Avoir sur acompte", "Credit note on a deposit"),
}
"""UNTDID 1001, the codes allowed in France (BR-FR-04)."""

CREDIT_NOTES = frozenset({"261", "262", "381", "396", "502", "503"})

NATURES = {
    "B": Word("Livraison de biens", "Supply of goods"),
    "S": Word("Prestation de services", "Supply of services"),
    "M": Word("Livraison de biens et prestation de services", "Supply of goods and services"),
}
"""First letter of BT-23: the nature of the operations (CGI annex II, 242 nonies A, I 8° bis)."""

PAYMENT_MEANS = {
    "1": Word("Moyen de paiement non défini", "Instrument not defined"),
    "10": Word("Espèces", "Cash"),
    "20": Word("Chèque", "Cheque"),
    "30": Word("Virement", "Credit transfer"),
    "31": Word("Virement", "Debit transfer"),
    "42": Word("Virement", "Payment to bank account"),
    "48": Word("Carte bancaire", "Bank card"),
    "49": Word("Prélèvement", "Direct debit"),
    "54": Word("Carte de crédit", "Credit card"),
    "55": Word("Carte de débit", "Debit card"),
    "57": Word("Accord permanent", "Standing agreement"),
    "58": Word("Virement SEPA", "SEPA credit transfer"),
    "59": Word("Prélèvement SEPA", "SEPA direct debit"),
    "68": Word("Paiement en ligne", "Online payment service"),
    "97": Word("Compensation", "Clearing between partners"),
    "ZZZ": Word("Selon accord", "Mutually defined"),
}
"""UNTDID 4461, the codes met in France."""

CREDIT_TRANSFERS = frozenset({"30", "31", "42", "58"})
"""Means by which the buyer himself sends money to an account: only then is a QR to pay of use."""

UNITS = {
    "C62": Word("unité", "unit", "unités", "units"),
    "H87": Word("pièce", "piece", "pièces", "pieces"),
    "EA": Word("unité", "each", "unités", "each"),
    "LS": Word("forfait", "lump sum", "forfaits", "lump sums"),
    "E48": Word("prestation", "service", "prestations", "services"),
    "SEC": Word("seconde", "second", "secondes", "seconds"),
    "MIN": Word("minute", "minute", "minutes", "minutes"),
    "HUR": Word("heure", "hour", "heures", "hours"),
    "DAY": Word("jour", "day", "jours", "days"),
    "WEE": Word("semaine", "week", "semaines", "weeks"),
    "MON": Word("mois", "month", "mois", "months"),
    "QAN": Word("trimestre", "quarter", "trimestres", "quarters"),
    "SAN": Word("semestre", "half-year", "semestres", "half-years"),
    "ANN": Word("an", "year", "ans", "years"),
    "GRM": Word("g", "g"),
    "KGM": Word("kg", "kg"),
    "TNE": Word("t", "t"),
    "MTR": Word("m", "m"),
    "CMT": Word("cm", "cm"),
    "KMT": Word("km", "km"),
    "KTM": Word("km", "km"),
    "MTK": Word("m²", "m²"),
    "MTQ": Word("m³", "m³"),
    "LTR": Word("l", "l"),
    "MLT": Word("ml", "ml"),
    "KWH": Word("kWh", "kWh"),
    "MWH": Word("MWh", "MWh"),
    "KWT": Word("kW", "kW"),
    "E34": Word("Go", "GB"),
    "E35": Word("To", "TB"),
    "4L": Word("Mo", "MB"),
    "IE": Word("personne", "person", "personnes", "persons"),
    "NAR": Word("article", "article", "articles", "articles"),
    "NPR": Word("paire", "pair", "paires", "pairs"),
    "SET": Word("lot", "set", "lots", "sets"),
    "DZN": Word("douzaine", "dozen", "douzaines", "dozens"),
    "P1": Word("%", "%"),
    "XBX": Word("boîte", "box", "boîtes", "boxes"),
    "XCT": Word("carton", "carton", "cartons", "cartons"),
    "XPK": Word("paquet", "packet", "paquets", "packets"),
    "XPP": Word("pièce", "piece", "pièces", "pieces"),
    "XPX": Word("palette", "pallet", "palettes", "pallets"),
    "XBO": Word("bouteille", "bottle", "bouteilles", "bottles"),
    "XSA": Word("sac", "sack", "sacs", "sacks"),
    "XRO": Word("rouleau", "roll", "rouleaux", "rolls"),
}
"""UN/ECE Recommendations 20 and 21, the units that sellers use most."""

VAT_CATEGORIES = {
    "S": Word("TVA", "VAT"),
    "Z": Word("Taux zéro", "Zero rated"),
    "E": Word("Exonéré", "Exempt"),
    "AE": Word("Autoliquidation", "Reverse charge"),
    "K": Word("Livraison intra-UE", "Intra-EU supply"),
    "G": Word("Exportation", "Export"),
    "O": Word("Hors champ", "Outside scope"),
}
"""UNTDID 5305 (BT-118, BT-151)."""

_SINCE = date(2014, 1, 1)
_MENTIONS_SOURCE = "CGI annexe II, art. 242 nonies A, I 12° et 13°"
EXEMPTIONS = {
    "AE": Mention("Autoliquidation", "Reverse charge", _SINCE, _MENTIONS_SOURCE),
    "K": Mention(
        "Exonération de TVA, art. 262 ter I du CGI",
        "VAT exemption, article 262 ter I of the French tax code",
        _SINCE,
        _MENTIONS_SOURCE,
    ),
    "G": Mention(
        "Exonération de TVA, art. 262 I du CGI",
        "VAT exemption, article 262 I of the French tax code",
        _SINCE,
        _MENTIONS_SOURCE,
    ),
    "O": Mention("Opération hors du champ de la TVA", "Outside the scope of VAT", _SINCE, _MENTIONS_SOURCE),
}
"""Said when the invoice itself gives no reason (BT-120), by VAT category."""

VAT_ON_DEBITS = Mention(
    "Option pour le paiement de la taxe d'après les débits",
    "VAT is due on the date of the invoice",
    date(2026, 9, 1),
    "CGI annexe II, art. 242 nonies A, I 11° bis (décret 2022-1299)",
)
VAT_GROUP_MEMBER = Mention(
    "Membre d'un assujetti unique",
    "Member of a VAT group",
    date(2023, 1, 1),
    "CGI annexe II, art. 242 nonies A, I 5° bis",
)
VAT_DUE = {
    "5": Word("TVA exigible à la facturation", "VAT due on invoice date"),
    "29": Word("TVA exigible à la livraison", "VAT due on delivery"),
    "72": Word("TVA exigible à l'encaissement", "VAT due on payment"),
}
"""UNTDID 2475 (BT-8 as CII writes it)."""
SAME_DUE_CODE = {"3": "5", "35": "29", "432": "72"}
"""UNTDID 2005 (BT-8 as UBL and the norm write it) to UNTDID 2475."""


def kind(type_code: str, language: str = "fr") -> str:
    """What the document is called: Facture, Avoir…"""
    return _in(KINDS.get(type_code), language) or type_code


def unit(unit_code: str, plural: bool = False, language: str = "fr") -> str:
    """The unit as a word: heure, heures."""
    word = UNITS.get(unit_code)
    if word is None:
        return unit_code
    many = word.fr_plural if language == "fr" else word.en_plural
    return many if plural and many else _in(word, language)


def payment_means(means_type_code: str, language: str = "fr") -> str:
    """Virement SEPA, prélèvement…"""
    return _in(PAYMENT_MEANS.get(means_type_code), language) or means_type_code


def vat_category(vat_category_code: str, language: str = "fr") -> str:
    """The VAT treatment as a word."""
    return _in(VAT_CATEGORIES.get(vat_category_code), language) or vat_category_code


@cache
def country(country_code: str, language: str = "fr") -> str:
    """The country's name; the code itself when nobody knows it."""
    return str(Locale.parse(language).territories.get(country_code, country_code))


def _in(word: Word | None, language: str) -> str:
    if word is None:
        return ""
    return word.fr if language == "fr" else word.en
