"""The closed lists of flow 10 and the days on which companies start. Source: A6, A7, F10 1.0."""

from datetime import date
from decimal import Decimal

from sansfaute.en16931.codelists import codes

PROFILE = "urn.cpro.gouv.fr:1p0:ereporting"
"""TT-29 of every reported invoice."""

CATEGORIES = {
    "TLB1": ("Livraisons de biens soumises à la TVA française", "Goods with French VAT"),
    "TPS1": ("Prestations de services soumises à la TVA française", "Services with French VAT"),
    "TNT1": ("Opérations sans TVA française", "Operations without French VAT"),
    "TMA1": ("Opérations relevant d'un régime de marge", "Operations under a margin scheme"),
}
"""TT-81, in French and English. Which one fits services exempt in relation to exports is unconfirmed.

A mixed sale is split. TNT1: distance sales taxed abroad, services of CGI 259 B. TMA1: the net is
the margin without VAT.
"""

TYPES = codes("fr_document_types") - {"262"}
"""TT-21: the French types but for 262, which is reported as a credit note (381)."""

CORRECTIVES = frozenset(("384", "471", "472", "473"))
CREDIT_NOTES = frozenset(("261", "381", "396", "502", "503"))
DEPOSITS = frozenset(("386", "500", "503"))

PROCESSES = frozenset(("B1", "S1", "M1", "B2", "S2", "M2", "B4", "S4", "M4", "S5", "S6", "B7", "S7"))
"""TT-28. Not S3 (public sector), nor 8 and 9 (several sellers, two ways)."""

VAT_CATEGORIES = codes("fr_vat_categories")
RATES = frozenset(Decimal(text) for text in codes("fr_vat_rates"))
"""TT-57, 86, 93, 97, as numbers: flow 10 compares numbers, where invoices compare texts."""

DUE_CODES = frozenset(("5", "29", "72", "3", "35", "432"))
"""TT-24 and TT-80: UNTDID 2475 (5, 29, 72) or UNTDID 2005 (3, 35, 432)."""

PARTY_SCHEMES = {
    "0002": ("SIREN, 9 chiffres", "SIREN, 9 digits"),
    "0223": ("N° de TVA d'un autre État membre, 18 caractères au plus", "EU VAT number, at most 18 characters"),
    "0227": ("Pays et 16 premiers caractères du nom", "Country and first 16 characters of the name"),
    "0228": ("RIDET, 9 ou 10 chiffres", "RIDET, 9 or 10 digits"),
    "0229": ("Numéro TAHITI, 9 chiffres", "TAHITI number, 9 digits"),
}
"""TT-33-1 and TT-37, with the form that each asks for."""

START = {
    "large": date(2026, 9, 1),
    "mid-size": date(2026, 9, 1),
    "vat group": date(2026, 9, 1),
    "sme": date(2027, 9, 1),
    "micro": date(2027, 9, 1),
}
"""First day of e-reporting by size of the company. Payments count for invoices issued from it on. Source: DSE 3.7."""
