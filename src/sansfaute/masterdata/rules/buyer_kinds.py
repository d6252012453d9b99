"""What a buyer is, by its name and identifiers: a business, a public body, a private person, or unknown."""

import re
from functools import lru_cache
from typing import Literal

from sansfaute.lib.text import fold
from sansfaute.masterdata.rules.name_words import (
    GIVEN_NAMES,
    NAMES_OF_FAMILIES_TOO,
    STRONG_TRADES,
    TITLES,
    TOGETHER,
    WITHOUT_SIREN,
    legal_form,
    without_dots,
)

BuyerKind = Literal["business", "public", "consumer", ""]

_PUBLIC = re.compile(
    r"(?:la |le |les |l )?(?:"
    r"mairie|ville d[eu]|ville de la|commune|communaute d(?:e communes|agglomeration|e villes| agglomeration)|"
    r"communaute urbaine|metropole|departement|conseil (?:departemental|regional|general)|region|prefecture|"
    r"sous prefecture|ministere|rectorat|academie de|lycee|college|ecole (?:primaire|elementaire|maternelle|nationale|"
    r"publique)|groupe scolaire|universite|iut|inspection academique|crous|centre hospitalier|chu|chru|ch de|"
    r"hopital|hopitaux|assistance publique|ehpad public|ccas|cias|centre communal|sdis|service departemental|"
    r"syndicat (?:mixte|intercommunal|des eaux)|sivom|sivu|office public|oph|opac|chambre (?:de commerce|des metiers|"
    r"d agriculture)|cci|tresor public|tresorerie|direction (?:departementale|regionale|generale des finances|"
    r"interdepartementale)|dgfip|urssaf|caf|cpam|pole emploi|france travail|tribunal|cour d appel|gendarmerie|"
    r"police nationale|parc naturel regional|etablissement public|regie (?:municipale|communale|des eaux)|"
    r"collectivite (?:de|territoriale)|agence regionale de sante|agence de l eau|centre de gestion de la fonction|"
    r"agglomeration de|base aerienne|regiment|prefet|assemblee nationale|senat|musee national|cnrs|inserm|inrae|"
    r"office national|caisse des depots|etablissement francais du sang|epci|cite scolaire|petr|sictom|sivos|"
    r"syndicat departemental|maison centrale|centre penitentiaire|ville nouvelle|eple|greta|academie d"
    r")\b"
)
_CHOSEN = {
    "business": "business entreprise entreprises societe professionnel professionnels pro b2b btob company association",
    "public": "public publique administration collectivite b2g btog government organismepublic etat secteurpublic",
    "consumer": "consumer particulier particuliers prive personne b2c btoc individual private client particulierb2c",
}
_CHOICES = {word: kind for kind, text in _CHOSEN.items() for word in text.split()}
_OF_COMPANIES = re.compile(
    r".*(?:[a-z]{3}erie|ologie|tech|soft|labs?|ing|tions?|graphie|mobiles?|express|plus|shop|store|market|corp"
    r"|distrib|immo|auto|info|agro|agri|expo)s?$"
)
_SOLE_TRADER = re.compile(r"\bauto ?entrepreneur|\bentrepreneur individuel|\bentreprise individuelle|\bmicro ?entrep")
_PARTICLES = frozenset(
    word for line in ("de du des d la le les l van von den der ben el al da dos do di della",) for word in line.split()
)
_ENDS_OF_PERSONS = frozenset(("valerie", "marjorie", "king", "ming", "monique", "veronique", "dominique", "angelique"))


def read_kind(text: str) -> BuyerKind | None:
    """The kind that a person chose: "B2B", "Particulier", "public"; None when the word is unknown."""
    kind = _CHOICES.get(fold(text).replace(" ", ""))
    return kind if kind in ("business", "public", "consumer") else None  # type: ignore[return-value]  # one of the three


def is_public_name(name: str) -> bool:
    """Whether the name begins as public bodies' do and bears no commercial form."""
    return bool(_PUBLIC.match(fold(without_dots(name)))) and not legal_form(name)


def kind_of_buyer(*, name: str, siren: str, vat_identifier: str, legal_identifier_given: bool) -> BuyerKind:
    """What this buyer is, by what was written of it; an empty text when nothing tells.

    In order: a public body's name; a commercial form or a VAT number; a SIREN beginning with 1 or
    2 (INSEE keeps them for the State and local authorities); any legal identifier; then the words of
    the name.
    """
    if is_public_name(name):
        return "public"
    if vat_identifier:
        return "business"
    if siren[:1] in ("1", "2") and not legal_form(name):
        return "public"
    return "business" if siren or legal_identifier_given else _kind_of_name(name)


@lru_cache(maxsize=20_000)
def _kind_of_name(name: str) -> BuyerKind:
    """A legal form; persons together; a trade; a person; a trade that is also a family's name; what companies add."""
    if legal_form(name):
        return "business"
    # A hyphen makes one word: "Château-Rouge" is a family, "Château Rouge" a vineyard.
    words = [joined for word in re.split(r"[\s'’]+", name) if (joined := fold(word).replace(" ", ""))]
    if words[:1] and words[0] in TOGETHER and len(words) > 1:
        return "consumer"
    if STRONG_TRADES & set(words) or re.search(
        r"\bauto ?-?entrepreneur|entrepreneur individuel|micro ?-?entrep", fold(name)
    ):
        return "business"
    if _is_person(fold(name).split()):
        return "consumer"
    if NAMES_OF_FAMILIES_TOO & set(words) or "&" in name or _says_company(words):
        return "business"
    return ""


def _says_company(words: list[str]) -> bool:
    return any(_OF_COMPANIES.match(word) for word in words if word not in _ENDS_OF_PERSONS and len(word) > 4)


def _is_person(words: list[str]) -> bool:
    """Two words or more, the first or the last of them a given name, or a title in front."""
    if not 2 <= len(words) <= 7:
        return False
    return words[0] in TITLES or words[0] in GIVEN_NAMES or words[-1] in GIVEN_NAMES


def is_surely_business(name: str) -> bool:
    """Whether a legal form or a trade says so; "Anne Garage" may be a person of that name."""
    words = [joined for word in re.split(r"[\s'’]+", name) if (joined := fold(word).replace(" ", ""))]
    like_a_person = len(words) == 2 and words[0] in GIVEN_NAMES
    return bool(legal_form(name) or (STRONG_TRADES & set(words) and not like_a_person))


def may_be_person(name: str) -> bool:
    """Whether a name that nothing tells has the shape of a person's: two or three words, letters alone."""
    words = [word for word in fold(name).split() if word not in _PARTICLES]
    return 2 <= len(words) <= 3 and all(word.isalpha() for word in words)


def may_lack_siren(name: str) -> bool:
    """Whether the name is of a body that has a SIREN only if it employs or owes a tax: an association, say."""
    return bool(WITHOUT_SIREN & set(fold(name).split()[:3])) and not legal_form(name)
