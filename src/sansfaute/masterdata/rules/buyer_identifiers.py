"""SIREN, SIRET and VAT number of a buyer: each by itself, then beside the others and the country."""

from collections.abc import Mapping

from sansfaute.masterdata.rules import addresses, identifiers
from sansfaute.masterdata.rules.identifiers import LegalIdentifier, siren_verdict, vat_verdict
from sansfaute.masterdata.rules.judging import Findings

WITHOUT_SIRENE = frozenset(("NC", "PF", "WF", "TF"))
"""Territories whose companies are in registers of their own (RIDET, TAHITI): there a SIREN is not asked for."""
WITH_SIREN = addresses.FRENCH - WITHOUT_SIRENE
_RULES = {"length": "identifier_length", "shape": "identifier_shape"}


def read_identifiers(row: Mapping[str, str], country: str, found: Findings) -> dict[str, str]:
    """The fields siren, siret and vat_identifier; whatever is wrong in them is found."""
    vat = _vat(row, country, found)
    legal = _legal(row, country, found)
    siren_in_vat = identifiers.siren_of_vat(vat)
    if legal and legal.verdict != "valid":
        written = _written(row)
        fix = siren_in_vat or identifiers.likely_siren(written)
        found.say(_field(row), _RULES.get(legal.verdict, "identifier_checksum"), written, fix)
    siren = legal.siren if legal else ""
    if not legal and country in WITH_SIREN | {"", "MC"} and (proposed := siren_in_vat or _siren_beside(row, vat)):
        found.say("legal_identifier", "siren_missing_proposed", "", proposed)
    _say_vat(vat, siren, country, found)
    return {"siren": siren[:20], "siret": legal.siret[:20] if legal else "", "vat_identifier": vat[:30]}


def _field(row: Mapping[str, str]) -> str:
    return next((name for name in ("legal_identifier", "siret", "siren") if row.get(name)), "legal_identifier")


def _written(row: Mapping[str, str]) -> str:
    return row.get(_field(row), "")


def _legal(row: Mapping[str, str], country: str, found: Findings) -> LegalIdentifier | None:
    """What the columns of SIREN and SIRET say; None where there is none, or where another register counts."""
    written = _written(row)
    if not written:
        return None
    if country and country not in WITH_SIREN | WITHOUT_SIRENE | {"MC"}:
        return None
    if inside := identifiers.siren_of_vat(identifiers.compact(written)):
        found.say(_field(row), "identifier_is_vat", written, inside)
        return LegalIdentifier(siren=inside, siret="", verdict="valid")
    legal = identifiers.read_legal_identifier(written)
    if legal is None or (country and country not in WITH_SIREN and legal.verdict != "valid"):
        return None
    _say_difference(row, legal, found)
    return legal


def _say_difference(row: Mapping[str, str], legal: LegalIdentifier, found: Findings) -> None:
    """A column of SIRENs beside one of SIRETs must say the same."""
    beside = identifiers.read_legal_identifier(row.get("siren", ""))
    if beside and legal.siret and beside.siren and beside.siren != legal.siren:
        found.say("siren", "siren_siret_differ", row["siren"], legal.siren if legal.verdict == "valid" else "")


def _vat(row: Mapping[str, str], country: str, found: Findings) -> str:
    """The VAT number with its letters; found where only the country tells them."""
    written = row.get("vat_identifier", "")
    vat = identifiers.read_vat_number(written)
    if not vat or vat[:2] in identifiers.EU_PREFIXES:
        return vat
    french = country in addresses.FRENCH | {"MC"}
    if french and siren_verdict(vat) == "valid":
        # A SIREN: whoever has one does not always have a VAT number, so it is proposed, not taken.
        found.say("vat_identifier", "vat_prefix_missing", written, identifiers.french_vat_number(vat))
        return ""
    full = identifiers.with_prefix(vat, "FR" if french else country)
    if full:
        found.say("vat_identifier", "vat_prefix_missing", written, full)
    elif french:
        _say_no_french_number(vat, written, found)
    return full or vat


def _say_no_french_number(vat: str, written: str, found: Findings) -> None:
    """A number without its FR whose key is wrong, or one that is none at all."""
    inside = vat[2:] if len(vat) == 11 and siren_verdict(vat[2:]) == "valid" else ""
    if inside:
        found.say("vat_identifier", "vat_key", written, identifiers.french_vat_number(inside))
    elif not vat[:2].isalpha() or not any(one.isdigit() for one in vat):
        found.say("vat_identifier", "vat_shape", written)


def _siren_beside(row: Mapping[str, str], vat: str) -> str:
    """The SIREN in a VAT number whose key alone is wrong, or in the column of VAT numbers."""
    if vat.startswith("FR") and len(vat) == 13 and siren_verdict(vat[4:]) == "valid":
        return vat[4:]
    bare = identifiers.compact(row.get("vat_identifier", ""))
    return bare if siren_verdict(bare) == "valid" else ""


def _say_vat(vat: str, siren: str, country: str, found: Findings) -> None:
    """What is wrong with a VAT number, by itself and beside the SIREN and the country."""
    verdict = vat_verdict(vat) if vat else "valid"
    siren_holds = siren_verdict(siren) == "valid"
    if vat.startswith("FR") and verdict in ("checksum", "shape"):
        right = siren if siren_holds else vat[4:] if siren_verdict(vat[4:]) == "valid" else ""
        found.say("vat_identifier", "vat_key", vat, identifiers.french_vat_number(right) if right else "")
    elif verdict in ("checksum", "shape"):
        found.say("vat_identifier", f"vat_{verdict}", vat)
    elif verdict == "doubtful":
        found.say("vat_identifier", "vat_doubtful", vat)
    elif vat.startswith("FR") and siren_holds and vat[4:] != siren:
        found.say("vat_identifier", "vat_siren_differs", vat, identifiers.french_vat_number(siren))
    if vat[:2] in identifiers.EU_PREFIXES and not _same_country(vat[:2], country):
        found.say("vat_identifier", "vat_country", vat)


def _same_country(prefix: str, country: str) -> bool:
    place = {"EL": "GR", "XI": "GB"}.get(prefix, prefix)
    return not country or place == country or (place == "FR" and country in addresses.FRENCH | {"MC"})
