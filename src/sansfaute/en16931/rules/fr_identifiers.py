"""France, identifiers and addresses of every party and place: BR-FR-09, BR-FR-23 to 26, BR-FR-32, BR-FR-CO-10.

The same rules for ten parties or places, named after the term of each. Same source as `fr_document`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.mending import exchanged
from sansfaute.en16931.rules.rule import Rule, rule, rules_in
from sansfaute.en16931.values import Identifier

_SIREN = re.compile(r"\d{9}")
_SIRET = re.compile(r"\d{14}")
_ADDRESS = re.compile(r"[A-Za-z0-9+\-_.]+")
_NOT_IN_ADDRESS = re.compile(r"[^A-Za-z0-9+\-_.]+")

Identifiers = Callable[[Any], tuple[Identifier, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """A party or a place: its scope, the term of its identifiers, its name."""

    on: str
    term: str
    fr: str
    en: str
    identifiers: Identifiers


@dataclass(frozen=True, slots=True)
class Party(Place):
    """A party: the term of its electronic address as well."""

    address: str


def _of_party(party: Any) -> tuple[Identifier, ...]:
    found: tuple[Identifier, ...] = party.identifiers
    return found


def _of_payee(payee: Any) -> tuple[Identifier, ...]:
    return _with_further(payee.identifier, payee.further_identifiers)


def _of_delivery(delivery: Any) -> tuple[Identifier, ...]:
    return _with_further(delivery.location_identifier, delivery.further_location_identifiers)


def _with_further(first: Identifier | None, further: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    return further if first is None else (first, *further)


_SELLER = Party("seller", "BT-29", "du vendeur", "of the seller", _of_party, "BT-34")
_BUYER = Party("buyer", "BT-46", "de l'acheteur", "of the buyer", _of_party, "BT-49")
_OTHERS = (
    Party("payee", "BT-60", "du bénéficiaire", "of the payee", _of_payee, "EXT-FR-FE-29"),
    Party("buyer_agent", "EXT-FR-FE-06", "de l'agent de l'acheteur", "of the buyer's agent", _of_party, "EXT-FR-FE-12"),
    Party("payer", "EXT-FR-FE-46", "du payeur", "of the payer", _of_party, "EXT-FR-FE-52"),
    Party("seller_agent", "EXT-FR-FE-69", "de l'agent du vendeur", "of the seller's agent", _of_party, "EXT-FR-FE-75"),
    Party("invoicee", "EXT-FR-FE-92", "du destinataire", "of the invoicee", _of_party, "EXT-FR-FE-98"),
    Party("invoicer", "EXT-FR-FE-115", "du facturant", "of the invoicer", _of_party, "EXT-FR-FE-121"),
)
_LOCATIONS = (
    Place("delivery", "BT-71", "du lieu de livraison", "of the delivery location", _of_delivery),
    Place(
        "line_deliveries",
        "EXT-FR-FE-146",
        "du lieu de livraison de la ligne",
        "of the delivery location of the line",
        _of_party,
    ),
)
PARTIES = (_SELLER, _BUYER, *_OTHERS)
PLACES = (*PARTIES, *_LOCATIONS)


def _siret(place: Place) -> Rule:
    """BR-FR-09: a SIRET has 14 digits and begins with the SIREN; except for seller and buyer, it may stand alone."""
    own = place not in (_SELLER, _BUYER)

    def holds(party: Any, facts: Facts) -> bool:
        siret = _siret_of(place, party)
        if siret is None:
            return True
        if facts.syntax == "ubl" and facts.raw and _is_padded(place, party, facts):
            return False
        siren = _siren_of(party)
        return _SIRET.fullmatch(siret) is not None and (siret[:9] == siren or (own and not siren))

    def mend(party: Any, _: Facts) -> dict[str, str] | None:
        siren, siret = _siren_of(party), _siret_of(place, party)
        if not siren or siret is None or siret[:9] == siren:
            return None
        return {
            "fr": f"Donner un SIRET de 14 chiffres qui commence par {siren}, ou corriger le SIREN.",
            "en": f"Give a SIRET of 14 digits that begins with {siren}, or correct the SIREN.",
        }

    return rule(
        f"BR-FR-09_{place.term}",
        place.on,
        place.term,
        "",
        fr=f"Le SIRET {place.fr} ({place.term}) n'a pas 14 chiffres, ou ne commence pas par le SIREN.",
        en=f"The SIRET {place.en} ({place.term}) has not 14 digits, or does not begin with the SIREN.",
        fix_fr="Corriger le SIRET ou le SIREN.",
        fix_en="Correct the SIRET or the SIREN.",
        # The stylesheet for UBL looks for the SIRET of a line's location where the syntax has none.
        syntaxes=("cii",) if place.on == "line_deliveries" else (),
        mend=mend,
    )(holds)


def _is_padded(place: Place, party: Any, facts: Facts) -> bool:
    """Whether SIRET or SIREN have blanks around them, which the stylesheet for UBL takes for characters."""
    sirets = [number for number, one in enumerate(place.identifiers(party)) if one.scheme == "0009"]
    padded = [f"{place.on}.identifiers[{sirets[0]}]", f"{place.on}.location_identifier"]
    legal: Identifier | None = getattr(party, "legal_registration", None)
    if legal is not None and legal.scheme == "0002":
        padded.append(f"{place.on}.legal_registration")
    return any(path in facts.raw for path in padded)


def _siret_of(place: Place, party: Any) -> str | None:
    return next((one.value for one in place.identifiers(party) if one.scheme == "0009"), None)


def _siren_of(party: Any) -> str:
    legal: Identifier | None = getattr(party, "legal_registration", None)
    return legal.value if legal is not None and legal.scheme == "0002" else ""


br_fr_09 = tuple(_siret(place) for place in PLACES)


def _spelt_address(place: Party) -> Rule:
    declare = rule(
        f"BR-FR-23_{place.address}",
        place.on,
        place.address,
        "electronic_address.value",
        fr=f"L'adresse de l'annuaire {place.fr} ({place.address}) n'admet que lettres, chiffres, + - _ et .",
        en=f"The directory address {place.en} ({place.address}) takes only letters, digits, + - _ and .",
        mend=lambda party, _: _without_others(party.electronic_address.value),
    )
    return declare(
        lambda party, _: (one := party.electronic_address) is None or one.scheme != "0225" or _spelt(one.value)
    )


def _short_address(place: Party) -> Rule:
    declare = rule(
        f"BR-FR-25_{place.address}",
        place.on,
        place.address,
        "electronic_address.value",
        fr=f"L'adresse électronique {place.fr} ({place.address}) dépasse 125 caractères.",
        en=f"The electronic address {place.en} ({place.address}) is longer than 125 characters.",
    )
    return declare(lambda party, _: (one := party.electronic_address) is None or len(one.value) <= 125)


br_fr_23 = tuple(_spelt_address(place) for place in PARTIES)
br_fr_25 = tuple(_short_address(place) for place in PARTIES)


def _routing_code(number: str, place: Place, right: Callable[[str], bool], fr: str, en: str) -> Rule:
    declare = rule(
        f"BR-FR-{number}_{place.term}",
        place.on,
        place.term,
        "",
        fr=f"Le code routage {place.fr} ({place.term}, schéma 0224) {fr}.",
        en=f"The routing code {place.en} ({place.term}, scheme 0224) {en}.",
    )
    return declare(lambda party, _: all(right(one.value) for one in place.identifiers(party) if one.scheme == "0224"))


br_fr_24 = tuple(
    _routing_code(
        "24",
        place,
        lambda value: _spelt(value),
        "n'admet que lettres, chiffres, + - _ et .",
        "takes only letters, digits, + - _ and .",
    )
    for place in (_SELLER, _BUYER)
)
br_fr_26 = tuple(
    _routing_code(
        "26", place, lambda value: len(value) <= 100, "dépasse 100 caractères", "is longer than 100 characters"
    )
    for place in (_SELLER, _BUYER)
)


@rule(
    "BR-FR-32-LEGALID",
    "document",
    "BT-30",
    "",
    fr="Un identifiant légal de schéma 0002 (SIREN) n'a pas 9 chiffres.",
    en="A legal identifier of scheme 0002 (SIREN) has not 9 digits.",
    mend=lambda invoice, _: _digits_wanted(_bad(_legal(invoice), ("0002",))),
)
def br_fr_32_legal(invoice: Invoice, _: Facts) -> bool:
    """Every SIREN has nine digits."""
    return next(_bad(_legal(invoice), ("0002",)), None) is None


@rule(
    "BR-FR-32-GLOBALID",
    "document",
    "BT-29",
    "",
    fr="Un identifiant de schéma 0002 ou 0231 (SIREN) n'a pas 9 chiffres.",
    en="An identifier of scheme 0002 or 0231 (SIREN) has not 9 digits.",
    also=("BR-FR-32-ID",),
    mend=lambda invoice, facts: _digits_wanted(_bad(_global(invoice, facts.syntax), ("0002", "0231"))),
)
def br_fr_32_global(invoice: Invoice, facts: Facts) -> bool:
    """Every SIREN has nine digits; in CII the places and items (BT-157) are looked at as well."""
    return next(_bad(_global(invoice, facts.syntax), ("0002", "0231")), None) is None


def _legal(invoice: Invoice) -> Iterator[Identifier | None]:
    for party in _parties(invoice):
        yield party.legal_registration
    for line in invoice.lines:
        if line.seller is not None:
            yield line.seller.legal_registration


def _global(invoice: Invoice, syntax: str) -> Iterator[Identifier | None]:
    for party in _parties(invoice):
        yield from party.identifiers if hasattr(party, "identifiers") else _of_payee(party)
    for line in invoice.lines:
        if line.seller is not None:
            yield from line.seller.identifiers
        if syntax != "ubl":
            yield line.item.standard_identifier
            if line.delivery is not None:
                yield from line.delivery.identifiers
    if invoice.delivery is not None and syntax != "ubl":
        yield from _of_delivery(invoice.delivery)


def _parties(invoice: Invoice) -> Iterator[Any]:
    further = [one.payee for one in invoice.further_payment_terms]
    for party in (*(getattr(invoice, place.on) for place in PARTIES), invoice.partial_payment_payee, *further):
        if party is not None:
            yield party


def _bad(identifiers: Iterator[Identifier | None], schemes: tuple[str, ...]) -> Iterator[str]:
    """The identifiers of these schemes that have not nine digits."""
    for one in identifiers:
        if one is not None and one.scheme in schemes and _SIREN.fullmatch(one.value) is None:
            yield one.value


def _digits_wanted(bad: Iterator[str]) -> dict[str, str]:
    value = next(bad)[:40]
    return {
        "fr": f"Écrire le SIREN « {value} » en 9 chiffres, sans espace, ou donner un autre schéma.",
        "en": f"Write the SIREN '{value}' with 9 digits, without space, or give another scheme.",
    }


def _one_per_scheme(place: Place) -> Rule:
    declare = rule(
        f"BR-FR-CO-10_{place.term}-2",
        place.on,
        place.term,
        "",
        fr=f"Deux identifiants {place.fr} ({place.term}) ont le même schéma.",
        en=f"Two identifiers {place.en} ({place.term}) have the same scheme.",
        fix_fr="N'en garder qu'un par schéma.",
        fix_en="Keep one for each scheme.",
    )

    def holds(party: Any, _: Facts) -> bool:
        schemes = [one.scheme for one in place.identifiers(party) if one.scheme is not None]
        return len(set(schemes)) == len(schemes)

    return declare(holds)


_FIELDS = {"payee": "further_identifiers", "delivery": "further_location_identifiers"}
"""The field that holds several identifiers of a party or place, where it is not `identifiers`."""


def _with_scheme(place: Place) -> Rule:
    """In UBL every identifier; CII has an element for those without scheme, and only the others are looked at.

    Which of both elements was used, the reader notes: the model has no term for it.
    """
    declare = rule(
        f"BR-FR-CO-10_{place.term}-1",
        place.on,
        place.term,
        _FIELDS.get(place.on, "identifiers"),
        fr=f"Un identifiant {place.fr} ({place.term}) n'a pas de schéma.",
        en=f"An identifier {place.en} ({place.term}) has no scheme.",
        fix_fr="Donner le schéma (0009 pour un SIRET, 0224 pour un code routage), ou retirer l'identifiant.",
        fix_en="Give the scheme (0009 for a SIRET, 0224 for a routing code), or remove the identifier.",
        text=lambda *_: False,
    )
    return declare(
        lambda party, facts: facts.syntax == "cii" or all(one.scheme is not None for one in place.identifiers(party))
    )


br_fr_co_10 = (*(_with_scheme(place) for place in PLACES), *(_one_per_scheme(place) for place in PLACES))


def _spelt(value: str) -> bool:
    return _ADDRESS.fullmatch(value) is not None


def _without_others(value: str) -> dict[str, str] | None:
    kept = _NOT_IN_ADDRESS.sub("", value)
    return exchanged(value, kept) if kept and kept != value else None


RULES = rules_in(globals())
