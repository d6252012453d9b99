"""What public registries answer, read into our words, and where it says something else than our record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sansfaute.lib.text import fold, squeeze
from sansfaute.masterdata.rules.addresses import FRENCH
from sansfaute.masterdata.rules.identifiers import (
    EU_PREFIXES,
    siren_of_vat,
    siren_verdict,
    siret_verdict,
    vat_verdict,
)
from sansfaute.masterdata.rules.names import LEGAL_FORMS

Outcome = Literal["found", "absent", "unavailable"]
WITHHELD = "[ND]"
"""What the company registry writes for people who do not want to be published (C. com. R123-232)."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask a registry about a buyer."""

    registry: Literal["sirene", "vies", "directory"]
    identifier: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a buyer where a registry says otherwise; `theirs` is the text to give to that field."""

    field: str
    ours: str
    theirs: str
    level: Literal["error", "warning"]


def questions(fields: Mapping[str, Any]) -> list[Question]:
    """What can be asked about this buyer: only numbers that hold by themselves are worth a question."""
    asked = []
    siren, siret, vat = fields["siren"], fields["siret"], fields["vat_identifier"]
    legal = siret if siret_verdict(siret) == "valid" else siren if siren_verdict(siren) == "valid" else ""
    legal = legal or siren_of_vat(vat)
    if legal:
        asked.append(Question("sirene", legal))
        asked.append(Question("directory", legal[:9]))
    if vat[:2] in EU_PREFIXES and vat_verdict(vat) in ("valid", "doubtful"):
        asked.append(Question("vies", vat))
    return asked


def read_sirene(payload: Mapping[str, Any]) -> dict[str, str]:
    """An answer of the company registry (API Sirene 3.11, unit or establishment) in our words.

    Keys: siren, siret, name, line_1, line_2, post_code, city, country, is_active (yes or no), closed_on
    (ISO date). What is withheld or empty is left out.
    """
    place = payload.get("etablissement")
    unit = payload.get("uniteLegale") or (place or {}).get("uniteLegale") or {}
    periods = (place or unit).get("periodesEtablissement" if place else "periodesUniteLegale") or []
    now = next((one for one in periods if not one.get("dateFin")), periods[0] if periods else {})
    state = now.get("etatAdministratifEtablissement" if place else "etatAdministratifUniteLegale", "")
    state = "C" if unit.get("etatAdministratifUniteLegale") == "C" else state
    found = {
        "siren": (place or unit).get("siren", ""),
        "siret": (place or {}).get("siret", ""),
        "name": _unit_name({**now, **unit} if place else {**unit, **now}),
        **_address((place or {}).get("adresseEtablissement") or {}),
        "is_active": {"A": "yes", "F": "no", "C": "no"}.get(state, ""),
        "closed_on": now.get("dateDebut", "") if state in ("F", "C") else "",
    }
    return _told(found)


def _unit_name(unit: Mapping[str, Any]) -> str:
    company = unit.get("denominationUniteLegale")
    if company:
        return str(company)
    given = unit.get("prenomUsuelUniteLegale") or unit.get("prenom1UniteLegale") or ""
    return f"{given} {unit.get('nomUsageUniteLegale') or unit.get('nomUniteLegale') or ''}".strip()


def _address(told: Mapping[str, Any]) -> dict[str, Any]:
    street = ("numeroVoie", "indiceRepetition", "typeVoie", "libelleVoie")
    return {
        "line_1": squeeze(" ".join(str(told.get(f"{name}Etablissement") or "") for name in street)),
        "line_2": told.get("complementAdresseEtablissement") or "",
        "post_code": told.get("codePostalEtablissement") or "",
        "city": told.get("libelleCommuneEtablissement") or told.get("libelleCommuneEtrangerEtablissement") or "",
    }


def read_vies(payload: Mapping[str, Any]) -> dict[str, str]:
    """An answer of VIES: is_valid (yes or no), and name and address where the member state tells them."""
    valid = payload.get("valid", payload.get("isValid"))
    lines = [line for line in str(payload.get("address") or "").splitlines() if line.strip(" -")]
    found = {
        "vat_identifier": f"{payload.get('countryCode', '')}{payload.get('vatNumber', '')}",
        "is_valid": "yes" if valid is True else "no" if valid is False else "",
        "name": str(payload.get("name") or "").strip("- "),
        "address": ", ".join(squeeze(line) for line in lines),
    }
    return _told(found)


def read_directory(lines: Mapping[str, Any], siren: str) -> dict[str, str]:
    """An answer of the e-invoicing directory about a SIREN (XP Z12-013 directory-line search).

    Keys: name, is_active, addresses (those in force, comma separated), platform (yes when one line in
    force is on a platform of the buyer's choice, no when invoices would wait for one), upcoming.
    """
    results = [one for one in lines.get("results") or [] if one.get("siren") == siren]
    units = [one.get("legalUnit") or {} for one in results]
    enabled = [one for one in results if one.get("directoryLineStatus") == "Enabled"]
    coming = [one for one in results if one.get("directoryLineStatus") == "Upcoming"]
    statuses = {one.get("administrativeStatus") for one in units} - {None}
    found = {
        "siren": siren if results else "",
        "name": next((str(one["businessName"]) for one in units if one.get("businessName")), ""),
        "is_active": "no" if statuses == {"C"} else "yes" if statuses else "",
        "addresses": ", ".join(str(one.get("addressingIdentifier", "")) for one in enabled),
        "upcoming": ", ".join(str(one.get("addressingIdentifier", "")) for one in coming),
        "platform": "yes" if any(one.get("platformType") == "WK" for one in enabled) else "no" if results else "",
    }
    return _told(found)


def _told(found: Mapping[str, Any]) -> dict[str, str]:
    return {name: squeeze(str(text)) for name, text in found.items() if text and WITHHELD not in str(text)}


def differences(
    registry: str, fields: Mapping[str, Any], outcome: Outcome, answer: Mapping[str, str], asked_on: str = ""
) -> list[Difference]:
    """Where the answer says something else than our record; none when the registry could not answer.

    `fields` are those of the Buyer model. What is merely written otherwise (case, accents, "AV" for
    "avenue", the legal form) is no difference. `asked_on` (ISO date) stands for a day
    of closing that the registry does not tell.
    """
    if outcome == "unavailable":
        return []
    compare = {"sirene": _with_sirene, "vies": _with_vies, "directory": _with_directory}[registry]
    closed = {"closed_on": asked_on} if answer.get("is_active") == "no" else {}
    return list(compare(fields, outcome, {**closed, **answer}))


def _with_sirene(fields: Mapping[str, Any], outcome: Outcome, answer: Mapping[str, str]) -> Iterator[Difference]:
    if outcome == "absent":
        yield Difference("legal_identifier", fields["siret"] or fields["siren"], "", "error")
        return
    if answer.get("is_active") == "no":
        yield Difference("closed_on", "", answer.get("closed_on", ""), "error")
    if answer.get("name") and not same_name(fields["name"], answer["name"]):
        yield Difference("name", fields["name"], answer["name"], "warning")
    if fields["country_code"] in FRENCH | {""} and answer.get("siret", "") == fields["siret"]:
        yield from _address_differences(fields, answer)


def _address_differences(fields: Mapping[str, Any], answer: Mapping[str, str]) -> Iterator[Difference]:
    """A moved establishment: its own address is compared only with that of the same SIRET."""
    if answer.get("post_code") and fields["post_code"] != answer["post_code"] and "cedex" not in fold(fields["city"]):
        yield Difference("post_code", fields["post_code"], answer["post_code"], "warning")
    if answer.get("city") and not same_city(fields["city"], answer["city"]):
        yield Difference("city", fields["city"], answer["city"], "warning")
    ours = {street_key(fields["line_1"]), street_key(fields["line_2"])}
    if answer.get("line_1") and street_key(answer["line_1"]) not in ours:
        yield Difference("line_1", fields["line_1"], answer["line_1"], "warning")


def _with_vies(fields: Mapping[str, Any], outcome: Outcome, answer: Mapping[str, str]) -> Iterator[Difference]:
    if outcome == "absent" or answer.get("is_valid") == "no":
        yield Difference("vat_identifier", fields["vat_identifier"], "", "error")
    elif answer.get("name") and not same_name(fields["name"], answer["name"]):
        yield Difference("name", fields["name"], answer["name"], "warning")


def _with_directory(fields: Mapping[str, Any], outcome: Outcome, answer: Mapping[str, str]) -> Iterator[Difference]:
    if outcome == "absent":
        return
    if answer.get("is_active") == "no":
        yield Difference("closed_on", "", answer.get("closed_on", ""), "error")
    ours = fields["electronic_address"].removeprefix("0225:")
    published = [one for one in answer.get("addresses", "").split(", ") if one]
    if published and ours and ours not in published:
        yield Difference("electronic_address", ours, f"0225:{published[0]}" if len(published) == 1 else "", "error")
    elif len(published) == 1 and not ours:
        yield Difference("electronic_address", "", f"0225:{published[0]}", "warning")


def same_name(ours: str, theirs: str) -> bool:
    """Whether two names are one, legal form, order of words, accents and punctuation apart."""
    one, two = _name_words(ours), _name_words(theirs)
    return one == two or (len(one & two) >= 2 and (one <= two or two <= one))


def _name_words(name: str) -> frozenset[str]:
    words = frozenset(fold(name).split())
    return words - LEGAL_FORMS - {"societe", "ste", "ets", "et"} - _LITTLE or words


_LITTLE = frozenset(("de", "du", "des", "la", "le", "les", "l", "d"))


def same_city(ours: str, theirs: str) -> bool:
    """Whether two city names are one: "PARIS 13", "Paris 13e arrondissement", "St-Étienne cedex 1"."""
    return _city_key(ours) == _city_key(theirs)


def _city_key(city: str) -> str:
    words = [{"st": "saint", "ste": "sainte"}.get(word, word) for word in fold(city).split()]
    ends = ("cedex", "arrondissement")
    kept = [word for word in words if word not in ends and not word.rstrip("er").isdigit()]
    return " ".join(kept)


_STREETS = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "boul": "boulevard", "r": "rue",
    "pl": "place", "ch": "chemin", "che": "chemin", "imp": "impasse", "all": "allee", "rte": "route",
    "crs": "cours", "sq": "square", "qu": "quai", "fg": "faubourg", "fbg": "faubourg", "za": "zone artisanale",
    "zi": "zone industrielle", "st": "saint", "ste": "sainte", "gal": "general", "dr": "docteur", "pdt": "president",
    "res": "residence", "bat": "batiment", "lot": "lotissement", "pass": "passage", "prom": "promenade",
}  # fmt: skip


def street_key(line: str) -> str:
    """A street made alike, whoever writes it: "12, AV DU GAL LECLERC" gives "12 avenue general leclerc"."""
    words = [_STREETS.get(word, word) for word in fold(line).split()]
    return " ".join(word for word in words if word not in _LITTLE)
