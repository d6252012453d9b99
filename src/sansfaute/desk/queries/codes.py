"""Codes of a document as words, for the readable rendering: what the field is called tells the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from babel import Locale

from sansfaute.desk.queries.words import PROFILE_WORDS
from sansfaute.documents.rules import words
from sansfaute.en16931.cdar import codes as lifecycle
from sansfaute.en16931.cdar.codes import Code
from sansfaute.en16931.syntaxes import PROFILES
from sansfaute.ui.rules import locale_of

Pair = tuple[str, str]  # French, English

PROCESSES: Mapping[str, Pair] = {
    "B1": ("Dépôt d'une facture de biens", "Invoice for goods"),
    "S1": ("Dépôt d'une facture de services", "Invoice for services"),
    "M1": ("Dépôt d'une facture de biens et de services", "Invoice for goods and services"),
    "B2": ("Facture de biens déjà payée", "Invoice for goods, already paid"),
    "S2": ("Facture de services déjà payée", "Invoice for services, already paid"),
    "M2": ("Facture de biens et de services déjà payée", "Invoice for goods and services, already paid"),
    "S3": ("Facture d'un sous-traitant, payée directement", "Invoice of a subcontractor, paid directly"),
    "B4": ("Facture définitive après acompte, biens", "Final invoice after a deposit, goods"),
    "S4": ("Facture définitive après acompte, services", "Final invoice after a deposit, services"),
    "M4": ("Facture définitive après acompte, biens et services", "Final invoice after a deposit, goods and services"),
    "S5": ("Facture d'un sous-traitant", "Invoice of a subcontractor"),
    "S6": ("Facture d'un cotraitant", "Invoice of a joint contractor"),
    "B7": ("Facture de biens, TVA déjà collectée", "Invoice for goods, VAT already collected"),
    "S7": ("Facture de services, TVA déjà collectée", "Invoice for services, VAT already collected"),
    "B8": ("Facture multi-vendeurs, biens", "Invoice of several sellers, goods"),
    "S8": ("Facture multi-vendeurs, services", "Invoice of several sellers, services"),
    "M8": ("Facture multi-vendeurs, biens et services", "Invoice of several sellers, goods and services"),
}
"""BT-23: the processes of the French reform."""

SUBJECTS: Mapping[str, Pair] = {
    "AAB": ("Escompte", "Discount for early payment"),
    "AAI": ("Information générale", "General information"),
    "ABL": ("Mentions légales du vendeur", "Legal information on the seller"),
    "ACC": ("Cession de créance", "Assignment of the claim"),
    "ADN": ("Facture du secteur public", "Public sector invoice"),
    "BAR": ("Traitement attendu", "Treatment expected"),
    "BLU": ("Éco-participation", "Eco-contribution"),
    "DCL": ("Autofacturation", "Self-billing"),
    "PMD": ("Pénalités de retard", "Penalties for late payment"),
    "PMT": ("Indemnité forfaitaire de recouvrement", "Fixed compensation for recovery costs"),
    "REG": ("Mentions réglementaires", "Regulatory information"),
    "SUR": ("Remarques du vendeur", "Remarks of the seller"),
    "TXD": ("Assujetti unique (TVA)", "VAT group"),
}
"""BT-21, UNTDID 4451: the subjects met in France."""

SCHEMES: Mapping[str, Pair] = {
    "0002": ("SIREN", "SIREN"),
    "0009": ("SIRET", "SIRET"),
    "0060": ("DUNS", "DUNS"),
    "0088": ("GLN", "GLN"),
    "0160": ("GTIN", "GTIN"),
    "0223": ("n° de TVA (UE)", "VAT number (EU)"),
    "0224": ("code routage", "routing code"),
    "0225": ("annuaire", "directory"),
    "0226": ("particulier", "private person"),
    "0227": ("identifiant hors UE", "identifier outside the EU"),
    "0228": ("RIDET (Nouvelle-Calédonie)", "RIDET (New Caledonia)"),
    "0229": ("TAHITI (Polynésie)", "TAHITI (Polynesia)"),
    "0231": ("SIREN du groupe de TVA", "SIREN of the VAT group"),
    "9957": ("n° de TVA (France)", "VAT number (France)"),
    "EM": ("courriel", "e-mail"),
}
"""Schemes of identifiers and addresses: ISO 6523 and EAS, those met in France."""

MORE_VAT: Mapping[str, Pair] = {
    "L": ("IGIC, Canaries", "IGIC, Canary Islands"),
    "M": ("IPSI, Ceuta et Melilla", "IPSI, Ceuta and Melilla"),
    "B": ("TVA retenue, Italie", "Split payment, Italy"),
    "S": ("Taux normal ou réduit", "Standard or reduced rate"),
}
MORE_KINDS: Mapping[str, Pair] = {
    "751": ("Facture, pour information comptable", "Invoice information for accounting purposes"),
    "325": ("Facture pro forma", "Pro forma invoice"),
    "326": ("Facture partielle", "Partial invoice"),
}
SUBTYPES: Mapping[str, Pair] = {
    "DETAIL": ("Ligne qui compte", "Line that counts"),
    "GROUP": ("Regroupement", "Group of lines"),
    "INFORMATION": ("Information, sans effet sur les totaux", "Information, without effect on the totals"),
}


def scheme_word(scheme: str | None, language: str) -> str:
    """0002 reads "SIREN"; a scheme without a word shows itself."""
    return _of(SCHEMES, scheme or "", language) or (scheme or "")


def code_word(field: str, code: str, language: str) -> str:
    """What a code means, by the name of the field that holds it; empty when nobody knows."""
    reads = next((_LISTS[ending] for ending in _LISTS if field.endswith(ending)), None)
    said = reads(code, language) if reads else ""
    return "" if said == code else said


def is_plural(count: Decimal, language: str) -> bool:
    """1,5 heure in French, 1.5 hours in English."""
    return abs(count) >= 2 if language == "fr" else abs(count) != 1


def _of(table: Mapping[str, Pair], code: str, language: str) -> str:
    pair = table.get(code)
    return "" if pair is None else pair[0] if language == "fr" else pair[1]


def _kind(code: str, language: str) -> str:
    return _of(MORE_KINDS, code, language) or words.kind(code, language)


def _vat(code: str, language: str) -> str:
    return _of(MORE_VAT, code, language) or words.vat_category(code, language)


def _currency(code: str, language: str) -> str:
    return str(Locale.parse(locale_of(language)).currencies.get(code, ""))


def _due(code: str, language: str) -> str:
    word = words.VAT_DUE.get(words.SAME_DUE_CODE.get(code, code))
    return "" if word is None else word.fr if language == "fr" else word.en


def _listed(codes: Iterable[Code]) -> Callable[[str, str], str]:
    """Reads a list of the lifecycle messages."""
    known = {one.code: one for one in codes}
    return lambda code, language: getattr(known.get(code), language, "")


def _profile(code: str) -> str:
    name = PROFILES.get(code, "")
    return str(PROFILE_WORDS.get(name, ""))


_of_data = _listed(lifecycle.DATA_TYPES)
_LISTS: Mapping[str, Callable[[str, str], str]] = {
    "vat_category_code": _vat,
    "vat_point_date_code": _due,
    "unit_code": lambda code, language: words.unit(code, False, language),
    "country_code": words.country,
    "country_of_origin": words.country,
    "currency_code": _currency,
    "means_type_code": words.payment_means,
    "specification_identifier": lambda code, _language: _profile(code),
    "business_process_type": lambda code, language: _of(PROCESSES, code, language),
    "subject_code": lambda code, language: _of(SUBJECTS, code, language),
    "contract_type_code": lambda _code, _language: "",
    "subtype_code": lambda code, language: _of(SUBTYPES, code, language),
    "invoice_type_code": _kind,
    "type_code": lambda code, language: _of_data(code, language) or _kind(code, language),
    "role_code": _listed(lifecycle.ROLES),
    "phase_code": _listed(lifecycle.PHASES),
    "action_code": _listed(lifecycle.ACTIONS),
    "reason_code": _listed(lifecycle.REASONS),
    "status_code": _listed(lifecycle.STATUSES),
    "process": _listed(lifecycle.PROCESSES),
}
"""By the end of the field's name; the first that fits, so that longer endings come first."""
