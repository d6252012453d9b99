"""A seller as its file describes it: read, then checked to the last figure, for it stands on every invoice."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sansfaute.lib.sentences import sentences
from sansfaute.lib.text import squeeze
from sansfaute.masterdata.rules import addresses, contacts, identifiers, payments
from sansfaute.masterdata.rules.vat_options import vat_option_problems

SELLER_FIELDS = (
    "name", "legal_form", "capital", "registry", "siren", "siret", "vat_identifier", "line_1", "line_2", "post_code",
    "city", "country_code", "contact_name", "contact_email", "contact_telephone", "electronic_address", "iban", "bic",
    "vat_on_debits", "vat_regimes", "vat_options", "number_prefix", "texts",
)  # fmt: skip
TEXTS = ("PMT", "PMD", "AAB")
"""Notes that every French invoice bears (BR-FR-05): indemnity, penalties, discount."""
_WITH_CAPITAL = frozenset(("SA", "SAS", "SASU", "SARL", "EURL", "SELARL", "SELAS", "SCA", "SNC", "SCOP"))

Problem = dict[str, str]
_PROBLEMS: dict[str, Problem] = sentences(__package__ or "", "seller_problems")
SELLER_REFUSED = _PROBLEMS["refused"]


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
    yield from vat_option_problems(values.get("vat_options") or {})


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
