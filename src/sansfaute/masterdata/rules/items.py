"""A row of an items' file, cleaned: unit, VAT treatment and nature as codes."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.lib.text import fold, parse_decimal, parse_percentage, squeeze
from sansfaute.masterdata.rules.records import Record, RecordFinding

UNITS = {
    "MON": "mois month months mensuel mensualite",
    "ANN": "an ans annee annees year years",
    "QAN": "trimestre trimestres quarter",
    "WEE": "semaine semaines week weeks",
    "DAY": "jour jours j day days journee",
    "HUR": "heure heures h hour hours hr",
    "MIN": "minute minutes mn min",
    "C62": "unite unites u un unit units one forfait fft ensemble ens lot set ticket prestation",
    "H87": "piece pieces pce pces pc pcs",
    "E34": "go gb gigaoctet gigaoctets gigabyte gigabytes",
    "4L": "mo mb megaoctet megaoctets megabyte",
    "E35": "to tb teraoctet teraoctets terabyte",
    "MTR": "m metre metres ml meter",
    "KMT": "km kilometre kilometres",
    "CMT": "cm centimetre",
    "MTK": "m2 metre carre metres carres",
    "MTQ": "m3 metre cube metres cubes",
    "KGM": "kg kilo kilos kilogramme kilogrammes",
    "GRM": "g gramme grammes",
    "TNE": "t tonne tonnes",
    "LTR": "l litre litres liter",
    "KWH": "kwh kilowattheure",
    "XBX": "boite boites carton cartons box",
    "XPK": "paquet paquets pack",
    "XPX": "palette palettes pallet",
    "E48": "service",
}  # fmt: skip
"""UN/ECE Recommendation 20 and 21 codes, and the words that stand for them."""

_UNIT_WORDS = {word: code for code, words in UNITS.items() for word in words.split()}
_UNIT_WORDS |= {"metre carre": "MTK", "metres carres": "MTK", "metre cube": "MTQ", "metres cubes": "MTQ"}

_MAINLAND, _CORSICA, _OVERSEAS = "CGI 278, 278-0 bis, 279, 281", "CGI 297", "CGI 296, 296 bis"
VAT_RATES: dict[Decimal, tuple[date, str]] = {
    Decimal(rate): (date(2026, 1, 1), source)
    for source, rates in ((_MAINLAND, "20 10 5.5 2.1"), (_CORSICA, "13 0.9"), (_OVERSEAS, "8.5 1.75 1.05"))
    for rate in rates.split()
}
"""Rates of VAT in percent: since when we know them in force, and by which article."""

EXEMPTIONS: tuple[tuple[str, str], ...] = (
    (r"261 ?4 ?4|261 4.*|.*formation.*", "VATEX-FR-CGI261-4"),
    (r"261 ?([123578])\b.*", r"VATEX-FR-CGI261-\1"),
    (r"293 ?b.*|franchise.*", "VATEX-FR-FRANCHISE"),
    (r"262.*|export.*", "VATEX-EU-G"),
)
"""Articles of the CGI, as written in an item's VAT column, and their VATEX code."""


def read_item(values: Mapping[str, str]) -> Record:
    """The item that a row describes: fields of the Item model (code aside), and findings."""
    row = {name: squeeze(value) for name, value in values.items()}
    found: list[RecordFinding] = []
    price = parse_decimal(row.get("unit_price", ""), ".")
    rate, exemption = _vat(row.get("vat", ""), found)
    fields: dict[str, Any] = {
        "name": row.get("name", ""),
        "unit_code": _unit(row.get("unit", ""), found),
        "unit_price": price if price is not None else Decimal(0),
        "vat_rate": rate,
        "exemption_reason_code": exemption,
        "nature": _nature(row.get("nature", ""), found),
        "account": row.get("account", "")[:20],
        "operation": _operation(row.get("operation", ""), found),
    }
    if price is None:
        found.append(RecordFinding("unit_price", "unit_price_missing", "error", row.get("unit_price", "")))
    return Record(fields, tuple(found))


OPERATIONS: dict[str, str] = {
    "building_subcontract": "sous-traitance btp|sous traitance btp|sous-traitance batiment|building subcontracting",
    "margin_goods": "marge|marge biens d'occasion|biens d'occasion|second-hand goods|margin scheme",
    "margin_art": "marge objets d'art|objets d'art|works of art",
    "margin_collectors": "marge collection|objets de collection|collectors' items",
    "travel": "agence de voyages|marge voyages|travel agency",
    "disbursement": "debours|disbursement",
    "waste": "dechets|waste",
    "energy": "energie|gaz ou electricite|energy",
    "emission_rights": "quotas d'emission|emission rights",
    "telecom": "telecom|telecommunications",
    "triangular": "triangulaire|operation triangulaire|triangular trade",
    "own_stock": "transfert de stock|stock transfere|own stock",
    "corsica_list": "liste corse|corse art 297|corsican list",
    "single_purpose_voucher": "bon a usage unique|single-purpose voucher",
    "multi_purpose_voucher": "bon a usages multiples|multi-purpose voucher",
}
"""Operations for which VAT has a treatment of its own (france.md 12.6), and the words that people write for them."""
_OPERATION_WORDS = {word: code for code, words in OPERATIONS.items() for word in (code, *words.split("|"))}


def _operation(written: str, found: list[RecordFinding]) -> str:
    code = _OPERATION_WORDS.get(fold(written), "") if written else ""
    if written and not code:
        found.append(RecordFinding("operation", "operation_unknown", "error", written))
    return code


def read_unit(text: str) -> str | None:
    """The UN/ECE code of a unit as people write it ("Go", "pièce", "heure"), or None."""
    code = text.strip().upper()
    return _UNIT_WORDS.get(fold(text)) or (code if code in UNITS else None)


def _unit(written: str, found: list[RecordFinding]) -> str:
    code = read_unit(written) if written else "C62"
    if not written:
        found.append(RecordFinding("unit", "unit_missing", "warning", "", "C62"))
    elif code is None:
        found.append(RecordFinding("unit", "unit_unknown", "error", written))
    return code or ""


def _vat(written: str, found: list[RecordFinding]) -> tuple[Decimal | None, str]:
    """The rate in percent, or None with the code of the exemption."""
    rate = parse_percentage(written, ".")
    if rate is not None and rate in VAT_RATES:
        return rate, ""
    exemption = read_exemption(written) if rate is None else None
    if not exemption:
        found.append(RecordFinding("vat", "vat_unknown" if written else "vat_rate_missing", "error", written))
    return None, exemption or ""


def read_exemption(text: str) -> str | None:
    """The VATEX code of an exemption as people write it ("exo 261-4-4", "exonéré art. 261"); None if unknown."""
    if re.fullmatch(r"VATEX-(?:EU|FR)-[A-Z0-9-]+", text.strip().upper()):
        return text.strip().upper()
    words = re.sub(r"^(?:exo\w*|exempt\w*|non soumis|art(?:icle)?|cgi|de|la|tva| )+", "", fold(text)).strip()
    for pattern, code in EXEMPTIONS:
        if found := re.fullmatch(pattern, words):
            return found.expand(code) or None
    return None


def _nature(written: str, found: list[RecordFinding]) -> str:
    words = fold(written)
    if re.fullmatch(r"services?|prestations?(?: de services?)?|s|presta", words):
        return "services"
    if re.fullmatch(r"biens?|marchandises?|goods?|produits?|b|materiel|fourniture", words):
        return "goods"
    found.append(RecordFinding("nature", "nature_unknown", "error", written))
    return ""
