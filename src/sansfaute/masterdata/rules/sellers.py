"""A seller as its file describes it: read, then checked to the last figure, for it stands on every invoice."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sansfaute.lib.text import squeeze
from sansfaute.masterdata.rules import addresses, contacts, identifiers, payments

SELLER_FIELDS = (
    "name", "legal_form", "capital", "registry", "siren", "siret", "vat_identifier", "line_1", "line_2", "post_code",
    "city", "country_code", "contact_name", "contact_email", "contact_telephone", "electronic_address", "iban", "bic",
    "vat_on_debits", "number_prefix", "texts",
)  # fmt: skip
TEXTS = ("PMT", "PMD", "AAB")
"""Notes that every French invoice bears (BR-FR-05): indemnity, penalties, discount."""
_WITH_CAPITAL = frozenset(("SA", "SAS", "SASU", "SARL", "EURL", "SELARL", "SELAS", "SCA", "SNC", "SCOP"))

Problem = dict[str, str]


def read_seller(toml_text: str) -> dict[str, Any]:
    """The values of a seller's file: one TOML table, flat or under [seller], and [texts.fr], [texts.en].

    Raises ValueError when the text is no TOML or names fields that a seller does not have.
    """
    given = tomllib.loads(toml_text)
    values = {**{name: value for name, value in given.items() if name != "seller"}, **given.get("seller", {})}
    unknown = sorted(set(values) - set(SELLER_FIELDS))
    if unknown:
        raise ValueError(f"a seller has no field called {', '.join(unknown)}")
    return clean_seller(values)


def clean_seller(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, in their canonical dress: identifiers without spaces, capital as a decimal."""
    cleaned = {name: squeeze(value) if isinstance(value, str) else value for name, value in values.items()}
    for name in ("siren", "siret", "vat_identifier", "iban", "bic"):
        if name in cleaned:
            cleaned[name] = identifiers.compact(str(cleaned[name]))
    if isinstance(cleaned.get("capital"), str | int):
        cleaned["capital"] = _capital(str(cleaned["capital"]))
    if cleaned.get("contact_telephone"):
        number = contacts.read_telephone(str(cleaned["contact_telephone"]), "FR")
        cleaned["contact_telephone"] = number or cleaned["contact_telephone"]
    cleaned.setdefault("country_code", "FR")
    if cleaned.get("siren"):
        cleaned.setdefault("electronic_address", cleaned["siren"])
    return cleaned


def _capital(text: str) -> Decimal | str:
    try:
        return Decimal(text.replace(" ", "").replace("_", ""))
    except InvalidOperation:
        return text


def check_seller(values: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with these cleaned values: a sentence each, in French and English."""
    return [_PROBLEMS[name] for name in _problem_names(values)]


def _problem_names(values: Mapping[str, Any]) -> Iterator[str]:
    siren, siret, vat = (str(values.get(name, "")) for name in ("siren", "siret", "vat_identifier"))
    yield from (name for name in ("name", "line_1", "city") if not values.get(name))
    if identifiers.siren_verdict(siren) != "valid":
        yield "siren"
    if siret and (identifiers.siret_verdict(siret) != "valid" or not siret.startswith(siren)):
        yield "siret"
    if vat and (identifiers.vat_verdict(vat) != "valid" or vat[4:] != siren):
        yield "vat_identifier"
    yield from _place_problems(values)
    yield from _company_problems(values)
    yield from _bank_problems(values)
    yield from _contact_problems(values, siren)
    if not re.fullmatch(r"[A-Z0-9+_-]{1,6}", str(values.get("number_prefix", "F"))):
        yield "number_prefix"
    if not isinstance(values.get("vat_on_debits", False), bool):
        yield "vat_on_debits"


def _place_problems(values: Mapping[str, Any]) -> Iterator[str]:
    country = str(values.get("country_code", ""))
    if country not in addresses.FRENCH:
        yield "country_code"
    elif not addresses.is_french_post_code(str(values.get("post_code", ""))):
        yield "post_code"


def _company_problems(values: Mapping[str, Any]) -> Iterator[str]:
    form, capital, registry = values.get("legal_form", ""), values.get("capital"), str(values.get("registry", ""))
    if capital is not None and not (isinstance(capital, Decimal) and 0 < capital < 10**17):
        yield "capital"
    if form in _WITH_CAPITAL and capital is None:
        yield "capital_missing"
    if form in _WITH_CAPITAL and not re.fullmatch(r"RCS [\w' .-]+", registry):
        yield "registry"


def _bank_problems(values: Mapping[str, Any]) -> Iterator[str]:
    iban, bic = str(values.get("iban", "")), str(values.get("bic", ""))
    if iban and not payments.iban_is_valid(iban):
        yield "iban"
    if bic and not re.fullmatch(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", bic):
        yield "bic"


def _contact_problems(values: Mapping[str, Any], siren: str) -> Iterator[str]:
    email, address = str(values.get("contact_email", "")), str(values.get("electronic_address", ""))
    if email and not contacts.email_is_valid(email):
        yield "contact_email"
    if not re.fullmatch(rf"{re.escape(siren)}(?:_[A-Za-z0-9+_.-]+)?", address) or len(address) > 125:
        yield "electronic_address"
    texts = values.get("texts") or {}
    if not isinstance(texts, Mapping) or any(not str(texts.get("fr", {}).get(code, "")).strip() for code in TEXTS):
        yield "texts"


_PROBLEMS: dict[str, Problem] = {
    "name": {"fr": "Le nom manque.", "en": "The name is missing; write name = \"…\"."},
    "line_1": {"fr": "L’adresse manque (line_1).", "en": "The address is missing; write line_1 = \"…\"."},
    "city": {"fr": "La ville manque (city).", "en": "The city is missing; write city = \"…\"."},
    "siren": {"fr": "Le SIREN n’a pas 9 chiffres ou sa clé est fausse.", "en": "The SIREN does not have 9 figures or fails its check digit; copy it from the Kbis extract."},
    "siret": {"fr": "Le SIRET n’a pas 14 chiffres, ne commence pas par le SIREN ou sa clé est fausse.", "en": "The SIRET does not have 14 figures, does not begin with the SIREN, or fails its check digit; copy it from the Kbis extract."},
    "vat_identifier": {"fr": "Le numéro de TVA a une clé fausse ou ne contient pas le SIREN.", "en": "The VAT number has a wrong key or does not contain the SIREN; it is FR, two characters, then the SIREN."},
    "country_code": {"fr": "Le vendeur doit être établi en France (country_code).", "en": "The seller must be established in France; write country_code = \"FR\" (or GP, MQ, RE…)."},
    "post_code": {"fr": "Le code postal n’est pas français.", "en": "The postcode is not a French one; write five figures."},
    "capital": {"fr": "Le capital n’est pas un montant.", "en": "The capital is not an amount; write capital = \"50000.00\"."},
    "capital_missing": {"fr": "Cette forme de société doit porter son capital sur ses factures.", "en": "A company of this form must state its capital on its invoices; write capital = \"…\"."},
    "registry": {"fr": "Le greffe manque ou s’écrit autrement, par exemple « RCS Lyon ».", "en": "The registry is missing or written otherwise; write registry = \"RCS Lyon\"."},
    "iban": {"fr": "L’IBAN est faux (longueur ou clé).", "en": "The IBAN is wrong (length or check digits); copy it from a bank document."},
    "bic": {"fr": "Le BIC n’a pas la forme de 8 ou 11 caractères.", "en": "The BIC does not have 8 or 11 characters; copy it from a bank document."},
    "contact_email": {"fr": "Le courriel de contact n’est pas une adresse.", "en": "The contact's e-mail is not an address; write it as name@domain.com."},
    "electronic_address": {"fr": "L’adresse électronique doit être le SIREN, suivi au besoin de _ et d’un suffixe.", "en": "The electronic address must be the SIREN, followed if need be by _ and a suffix."},
    "texts": {"fr": "Les textes PMT, PMD et AAB en français manquent ([texts.fr]).", "en": "The French texts PMT, PMD and AAB are missing; write them under [texts.fr]."},
    "number_prefix": {"fr": "Le préfixe des numéros a 1 à 6 lettres ou chiffres.", "en": "The prefix of numbers has 1 to 6 capitals or figures."},
    "vat_on_debits": {"fr": "vat_on_debits est vrai ou faux.", "en": "vat_on_debits is either true or false."},
}  # fmt: skip
