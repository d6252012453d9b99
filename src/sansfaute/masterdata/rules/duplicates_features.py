"""What of a buyer is compared with others: words in one dress, numbers without signs, nothing that only decorates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sansfaute.lib.text import fold
from sansfaute.masterdata.rules import addresses
from sansfaute.masterdata.rules.duplicates_words import (
    FREE_DOMAINS,
    IN_NAMES,
    IN_STREETS,
    LEGAL_PHRASES,
    STOP_WORDS,
    STREET_TYPES,
)
from sansfaute.masterdata.rules.identifiers import siren_verdict, siret_verdict, vat_verdict
from sansfaute.masterdata.rules.names import GIVEN_NAMES, LEGAL_FORMS, TITLES, TRADES

COMPARED = (
    "name", "kind", "line_1", "line_2", "post_code", "city", "country_code", "siren", "siret", "vat_identifier",
    "email", "telephone", "iban", "registration",
)  # fmt: skip
"""The fields of a buyer that are compared; `registration` is a legal identifier of another country, as given."""


@dataclass(frozen=True, slots=True)
class Features:
    """One record, ready to compare. Words are folded; texts are empty when nothing is known."""

    key: str
    words: tuple[str, ...]  # of the name, in order, without legal form, title and small words
    form: str  # legal form
    kind: str
    is_person: bool
    number: str  # in the street
    street: tuple[str, ...]
    post_code: str
    city: str
    country: str  # empty when it was not understood: then it tells nothing
    sirens: tuple[str, ...]  # in the legal identifier, and in the VAT number if it differs
    siret: str
    foreign: str  # VAT number or registration of another country
    is_siren_valid: bool
    is_siret_valid: bool
    is_foreign_valid: bool
    phone: str
    email: str
    iban: str

    @property
    def name(self) -> str:
        """The name whatever the order of its words."""
        return " ".join(sorted(self.words))

    @property
    def domain(self) -> str:
        """The domain of the e-mail address, unless anybody may have it."""
        domain = self.email.partition("@")[2]
        return "" if domain in FREE_DOMAINS else domain

    @property
    def department(self) -> str:
        """The first two figures of a French postcode."""
        return self.post_code[:2] if (self.country or "FR") in addresses.FRENCH else ""


def features_of(key: str, fields: Mapping[str, str]) -> Features:
    """The features of a record, from its cleaned fields (`COMPARED`); fields in each other's place are put right."""
    said = _put_right({name: fields.get(name) or "" for name in COMPARED})
    words, form = read_name_words(said["name"])
    country = said["country_code"] or "FR"
    post_code, city = _place(said, said["country_code"])
    number, street = _street(said["line_1"], said["line_2"])
    sirens, siret, foreign = _identifiers(said, country)
    return Features(
        key=key,
        words=words,
        form=form,
        kind=said["kind"],
        is_person=said["kind"] == "consumer" or (not form and _looks_like_a_person(words)),
        number=number,
        street=street,
        post_code=post_code,
        city=city,
        country=said["country_code"],
        sirens=sirens,
        siret=siret,
        foreign=foreign,
        is_siren_valid=any(siren_verdict(one) == "valid" for one in sirens),
        is_siret_valid=bool(siret) and siret_verdict(siret) == "valid",
        is_foreign_valid=_foreign_is_valid(foreign),
        phone=_phone(said["telephone"]),
        email=_email(said["email"]),
        iban=re.sub(r"[^0-9A-Z]", "", said["iban"].upper()) if len(said["iban"]) > 14 else "",
    )


def _put_right(said: dict[str, str]) -> dict[str, str]:
    """Undo swaps that show at a glance: city and postcode, name and street, e-mail and telephone."""
    if re.search(r"\d{4}", said["city"]) and said["post_code"] and not re.search(r"\d", said["post_code"]):
        said["post_code"], said["city"] = said["city"], said["post_code"]
    if _is_street(said["name"]) and said["line_1"] and not _is_street(said["line_1"]):
        said["name"], said["line_1"] = said["line_1"], said["name"]
    if "@" in said["telephone"] and "@" not in said["email"]:
        said["telephone"], said["email"] = said["email"], said["telephone"]
    return said


def _is_street(text: str) -> bool:
    words = fold(text).split()
    return len(words) > 2 and words[0].isdigit() and bool({IN_STREETS.get(one, one) for one in words} & STREET_TYPES)


def read_name_words(name: str) -> tuple[tuple[str, ...], str]:
    """The words that tell one name from another, in order, and the legal form (lower case) if it has one."""
    folded = fold(re.sub(r"(?<=\b\w)\.(?=\w\b)", "", name))
    for phrase, short in LEGAL_PHRASES.items():
        if phrase in folded:
            folded = folded.replace(phrase, short)
    words = [IN_NAMES.get(one, one) for one in folded.split()]
    form = ""
    while len(words) > 1 and (words[-1] in LEGAL_FORMS or words[0] in LEGAL_FORMS):
        form = form or (words[-1] if words[-1] in LEGAL_FORMS else words[0])
        words = words[:-1] if words[-1] in LEGAL_FORMS else words[1:]
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    telling = tuple(one for one in words if one not in STOP_WORDS)
    return telling or tuple(words), form


def _looks_like_a_person(words: tuple[str, ...]) -> bool:
    given = GIVEN_NAMES & {words[0], words[-1]} if words else None
    return 2 <= len(words) <= 4 and bool(given) and not TRADES & set(words)


def _place(said: Mapping[str, str], country: str) -> tuple[str, str]:
    code = re.sub(r"[^0-9a-z]", "", fold(said["post_code"]))
    if country in addresses.FRENCH and re.fullmatch(r"[1-9]\d{3}", code):
        code = f"0{code}"
    city = re.sub(r"\b(?:cedex|arrondissement|\d+(?:er|e|eme)?)\b", " ", fold(said["city"])).split()
    return code, " ".join({"st": "saint", "ste": "sainte"}.get(one, one) for one in city)


_ROOM = re.compile(
    r"\b(?:bp|cs|tsa|boite postale|apt|appt|appartement|bat|batiment|esc|escalier|etage|porte|lot)\s*\w+\b|\bcedex\b.*"
)
_NUMBER = re.compile(r"\b(\d+)(?: ?(?:bis|ter|quater|[a-d]))?\b")


def _street(line_1: str, line_2: str) -> tuple[str, tuple[str, ...]]:
    """The number and the telling words of the line that holds the street."""
    lines = [_ROOM.sub(" ", fold(one)) for one in (line_1, line_2)]
    line = max(lines, key=lambda one: (bool({IN_STREETS.get(w, w) for w in one.split()} & STREET_TYPES), bool(one)))
    found = _NUMBER.search(line)
    if found:
        line = line[: found.start()] + " " + line[found.end() :]
    words = (IN_STREETS.get(one, one) for one in line.split())
    telling = tuple(one for one in words if one not in STOP_WORDS and not (found and one.isdigit()))
    return found[1].lstrip("0") if found else "", telling


def _identifiers(said: Mapping[str, str], country: str) -> tuple[tuple[str, ...], str, str]:
    """SIRENs, SIRET, and the identifier of another country; numbers that stand for nothing are left out."""
    vat = re.sub(r"[^0-9A-Z]", "", said["vat_identifier"].upper())
    siret = next((one for one in (said["siret"], said["siren"]) if len(one) == 14 and _tells(one)), "")
    sirens = [said["siren"], siret[:9]]
    if re.fullmatch(r"(?:FR..)?\d{9}(?:\d{5})?", vat):
        bare = vat[4:] if vat.startswith("FR") else vat
        siret = siret or (bare if len(bare) == 14 else "")
        sirens.append(bare[:9])
        vat = ""
    kept = tuple(dict.fromkeys(one for one in sirens if len(one) in (8, 9, 10) and one.isdigit() and _tells(one)))
    registration = re.sub(r"[^0-9A-Z]", "", said["registration"].upper())
    abroad = registration if country not in addresses.FRENCH and len(registration) > 5 else ""
    foreign = vat or abroad
    return kept, siret, foreign if len(foreign) > 5 and _tells(foreign) else ""


def _tells(number: str) -> bool:
    """Whether a number is not plainly made up: "000000000", "123456789"."""
    digits = re.sub(r"\D", "", number)
    return len(set(digits)) > 2 and digits not in "01234567890123456789"


def _foreign_is_valid(number: str) -> bool:
    return bool(number) and number[:2].isalpha() and vat_verdict(number) == "valid"


def _phone(text: str) -> str:
    """The last nine figures, which are the same with and without the code of the country."""
    digits = re.sub(r"\D", "", text)[-9:]
    return digits if len(digits) >= 8 and _tells(digits) else ""


def _email(text: str) -> str:
    bare = re.sub(r"\s*(?:\(at\)|\[at\])\s*|\s+at\s+", "@", text.strip().casefold())
    bare = re.sub(r"\s+|^mailto:|[<>;,]+$", "", bare).replace(",", ".").replace("@@", "@")
    return bare if re.fullmatch(r"[^@]+@[^@]+", bare) else ""
