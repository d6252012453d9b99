"""Third parties beside seller and buyer: what each role needs, and which one holds on a day.

Source: XP Z12-014, cases 3, 4, 8, 9, 12, 15, 37 and 41; XP Z12-012 for the blocks each role fills.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sansfaute.lib.text import parse_decimal, squeeze
from sansfaute.masterdata.rules import addresses, contacts, identifiers, payments

Problem = Mapping[str, str]

PARTY_FIELDS = (
    "name", "siren", "siret", "vat_identifier", "line_1", "line_2", "post_code", "city", "country_code", "email",
    "electronic_address", "iban", "bic",
)  # fmt: skip
MANDATE_KINDS = ("self_billing", "invoicing")
"""Who makes the invoices out: the buyer for his supplier, or a third party for the seller."""

_LONGEST: Mapping[str, int] = {
    "siren": 20, "siret": 20, "vat_identifier": 30, "post_code": 20, "city": 100, "country_code": 2, "email": 254,
    "electronic_address": 140, "iban": 40, "bic": 20,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a party may do: its words, the fields of the party and the details it needs, and what it excludes.

    Of one `place` a document has one: two roles of the same place never hold together for a buyer.
    """

    fr: str
    en: str
    place: str
    needs: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


ROLES: Mapping[str, Role] = {
    "factor": Role(fr="factor", en="factor", place="payee", needs=("siren", "iban"), details=("text",)),
    "payee": Role(fr="bénéficiaire du paiement", en="payee", place="payee", needs=("iban",)),
    "payer": Role(fr="payeur", en="payer", place="payer", details=("percentage", "text", "kind")),
    "buyer_agent": Role(fr="mandataire de l'acheteur", en="buyer's agent", place="buyer_agent"),
    "seller_agent": Role(fr="mandataire du vendeur", en="seller's agent", place="seller_agent"),
    "invoicee": Role(fr="destinataire de la facture", en="invoicee", place="invoicee"),
    "partnership": Role(
        fr="société en participation", en="undisclosed partnership", place="partnership",
        needs=("electronic_address",), details=("channel",), required=("channel",),
    ),
}  # fmt: skip
"""The role of a party -> what it is and needs."""

_FIELD_WORDS: Mapping[str, Problem] = {
    "siren": {"fr": "son SIREN", "en": "its SIREN"},
    "iban": {"fr": "son IBAN", "en": "its IBAN"},
    "electronic_address": {"fr": "son adresse électronique", "en": "its electronic address"},
    "channel": {"fr": "le canal de sa série de numéros", "en": "the channel of its series of numbers"},
}


class RoleRecord(Protocol):
    """A role as it is kept."""

    @property
    def role(self) -> str: ...
    @property
    def buyer_id(self) -> UUID | None: ...
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


Found = TypeVar("Found", bound=RoleRecord)


def read_party(values: Mapping[str, Any]) -> dict[str, str]:
    """The same values in their canonical dress; raises ValueError for fields that a party does not have."""
    if unknown := sorted(set(values) - set(PARTY_FIELDS)):
        raise ValueError(", ".join(unknown))
    given = {name: squeeze(str(value or "")) for name, value in values.items()}
    for name in ("siren", "siret", "vat_identifier", "iban", "bic"):
        if name in given:
            given[name] = identifiers.compact(given[name])
    if address := given.get("electronic_address"):
        given["electronic_address"] = address if ":" in address else f"0225:{address}"
    return given


def check_party(values: Mapping[str, str], seller_siren: str) -> list[Problem]:
    """Everything wrong with these read values: a sentence each, in French and English."""
    return [*_identity_problems(values, seller_siren), *_reach_problems(values)]


def _identity_problems(values: Mapping[str, str], seller_siren: str) -> Iterator[Problem]:
    siren, siret = values.get("siren", ""), values.get("siret", "")
    if not values.get("name"):
        yield {"fr": "Le nom du tiers manque.", "en": "The name of the party is missing."}
    if siren and identifiers.siren_verdict(siren) != "valid":
        yield {"fr": f"« {siren} » n'est pas un SIREN.", "en": f'"{siren}" is no SIREN.'}
    if siren and siren == seller_siren:
        yield {"fr": "Ce SIREN est celui de l'entreprise elle-même : un tiers est un autre (BR-17).",
               "en": "This SIREN is the company's own: a third party is another (BR-17)."}  # fmt: skip
    if siret and (identifiers.siret_verdict(siret) != "valid" or not siret.startswith(siren)):
        yield {"fr": f"« {siret} » n'est pas un SIRET de ce SIREN.", "en": f'"{siret}" is no SIRET of this SIREN.'}
    for name, longest in _LONGEST.items():
        if len(values.get(name, "")) > longest:
            yield {"fr": f"« {name} » dépasse {longest} caractères.", "en": f'"{name}" exceeds {longest} characters.'}


def _reach_problems(values: Mapping[str, str]) -> Iterator[Problem]:
    country, address = values.get("country_code", "FR"), values.get("electronic_address", "")
    if not re.fullmatch("[A-Z]{2}", country):
        yield {"fr": f"« {country} » n'est pas un code de pays de deux lettres.",
               "en": f'"{country}" is no country code of two letters.'}  # fmt: skip
    elif country in addresses.FRENCH and not addresses.is_french_post_code(values.get("post_code") or "75001"):
        yield {"fr": "Le code postal n'a pas cinq chiffres.", "en": "The post code does not have five figures."}
    if values.get("email") and not contacts.email_is_valid(values["email"]):
        yield {"fr": "L'adresse e-mail est mal écrite.", "en": "The e-mail address is misspelt."}
    if values.get("iban") and not payments.iban_is_valid(values["iban"]):
        yield {"fr": "L'IBAN est faux (clé ou longueur).", "en": "The IBAN is wrong (check digits or length)."}
    if address and not address_is_well_made(address):
        yield {"fr": f"« {address} » n'est pas une adresse électronique (0225:SIREN ou 0225:SIREN_SUFFIXE).",
               "en": f'"{address}" is no electronic address (0225:SIREN or 0225:SIREN_SUFFIX).'}  # fmt: skip


def address_is_well_made(address: str, siren: str = "") -> bool:
    """Whether "scheme:identifier" can be BT-34 or BT-49; in the French directory (0225), of this SIREN if given."""
    scheme, _, value = address.partition(":")
    if scheme != "0225":
        return bool(re.fullmatch("[0-9]{4}|EM", scheme) and value) and not siren
    return bool(re.fullmatch(rf"{siren or '[0-9]{9}'}(?:_[A-Za-z0-9+_.-]+)?", value)) and len(value) <= 125


def check_role(role: str, party: Mapping[str, str], details: Mapping[str, Any]) -> list[Problem]:
    """What a role misses to be given; empty when it can be."""
    if role not in ROLES:
        return [{"fr": f"« {role} » n'est pas un rôle : {', '.join(ROLES)}.",
                 "en": f'"{role}" is no role: {", ".join(ROLES)}.'}]  # fmt: skip
    wanted = ROLES[role]
    missing = [name for name in wanted.needs if not party.get(name)]
    missing += [name for name in wanted.required if not str(details.get(name) or "").strip()]
    found: list[Problem] = [
        {"fr": f"Pour le rôle de {wanted.fr}, il faut {_FIELD_WORDS[name]['fr']}.",
         "en": f"The role of {wanted.en} needs {_FIELD_WORDS[name]['en']}."}
        for name in missing
    ]  # fmt: skip
    if unknown := sorted(set(details) - set(wanted.details)):
        found.append({"fr": f"Le rôle de {wanted.fr} n'a pas de « {', '.join(unknown)} ».",
                      "en": f'The role of {wanted.en} has no "{", ".join(unknown)}".'})  # fmt: skip
    percentage = parse_decimal(str(details.get("percentage", "50")))
    if percentage is None or not 0 < percentage <= Decimal(100):
        found.append({"fr": "La part du payeur est un pourcentage, de plus de 0 à 100.",
                      "en": "The payer's share is a percentage, above 0 and up to 100."})  # fmt: skip
    return found


def read_role_details(details: Mapping[str, Any]) -> dict[str, str]:
    """The details of a role as they are kept: texts without needless spaces, a share with its point."""
    given = {name: squeeze(str(value or "")) for name, value in details.items()}
    if share := parse_decimal(given.get("percentage", "")):
        given["percentage"] = f"{share.normalize():f}"
    return {name: value for name, value in given.items() if value}


def overlaps(since: date, until: date | None, other: RoleRecord) -> bool:
    """Whether two roles share a day; both ends are included."""
    return (other.until is None or since <= other.until) and (until is None or other.since <= until)


def roles_on(roles: Iterable[Found], buyer_ids: Iterable[UUID], day: date) -> dict[str, Found]:
    """By place, the role that holds on this day for a buyer (and those merged into it): its own before everyone's."""
    own, found = set(buyer_ids), dict[str, Found]()
    for role in sorted(roles, key=lambda one: (one.buyer_id is not None, one.since)):
        holds = role.since <= day and (role.until is None or day <= role.until)
        if holds and (role.buyer_id is None or role.buyer_id in own):
            found[ROLES[role.role].place] = role
    return found


def mandate_holds(since: date, until: date | None, day: date) -> bool:
    """Whether a mandate was given before, and has not ended by, this day."""
    return since <= day and (until is None or day <= until)


def receiving_address(addresses_given: Iterable[Mapping[str, str]], *wanted: str) -> str:
    """The first of a buyer's further addresses that is for one of these (cost centre, site, purpose); "" if none."""
    by_purpose = {squeeze(one.get("for", "")).casefold(): one["address"] for one in addresses_given}
    return next((by_purpose[name.casefold()] for name in wanted if name and name.casefold() in by_purpose), "")
