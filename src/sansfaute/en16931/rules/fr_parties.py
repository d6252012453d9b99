"""France, the parties: BR-FR-09 to BR-FR-13, BR-FR-21 to BR-FR-26, BR-FR-32, BR-FR-CO-10."""

import re
from collections.abc import Callable

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import Rule, getter, rule, rules_in
from sansfaute.en16931.values import Identifier

_SIREN = re.compile(r"\d{9}")
_SIRET = re.compile(r"\d{14}")
_ADDRESS = re.compile(r"[A-Za-z0-9+\-_.]+")

Identifiers = Callable[[Invoice], list[Identifier]]


def _global(at: str) -> Identifiers:
    """The identifiers with a scheme at a path of the invoice, one or several."""
    read = getter(at)

    def identifiers(invoice: Invoice) -> list[Identifier]:
        found = read(invoice)
        every = found if isinstance(found, tuple) else (found,)
        return [one for one in every if one is not None and one.scheme]

    return identifiers


_SELLER, _BUYER = _global("seller.identifiers"), _global("buyer.identifier")
_PAYEE, _LOCATION = _global("payee.identifier"), _global("delivery.location_identifier")


def _siret(term: str, identifiers: Identifiers, legal_at: str, *, own: bool) -> Rule:
    """BR-FR-09: a SIRET has 14 digits and begins with its party's SIREN (or stands alone, if `own`)."""
    legal = getter(legal_at) if legal_at else lambda _: None
    declare = rule(
        f"BR-FR-09_{term}",
        "document",
        term,
        "",
        fr=f"Le SIRET ({term}) n'a pas 14 chiffres, ou ne commence pas par le SIREN.",
        en=f"The SIRET ({term}) has not 14 digits, or does not begin with the SIREN.",
        fix_fr="Corriger le SIRET ou le SIREN.",
        fix_en="Correct the SIRET or the SIREN.",
    )

    def holds(invoice: Invoice, _: Facts) -> bool:
        siret = next((one.value for one in identifiers(invoice) if one.scheme == "0009"), None)
        if siret is None:
            return True
        found = legal(invoice)
        siren = found.value if found is not None and found.scheme == "0002" else ""
        return _SIRET.fullmatch(siret) is not None and (siret[:9] == siren or (own and not siren))

    return declare(holds)


br_fr_09 = (
    _siret("BT-29", _SELLER, "seller.legal_registration", own=False),
    _siret("BT-46", _BUYER, "buyer.legal_registration", own=False),
    _siret("BT-60", _PAYEE, "payee.legal_registration", own=True),
    _siret("BT-71", _LOCATION, "", own=True),
)


@rule(
    "BR-FR-10_BT-30",
    "document",
    "BT-30",
    "seller.legal_registration.value",
    fr="Le SIREN du vendeur (BT-30, schéma 0002) manque ou n'a pas 9 chiffres.",
    en="The seller's SIREN (BT-30, scheme 0002) is missing or has not 9 digits.",
)
def br_fr_10(invoice: Invoice, _: Facts) -> bool:
    """The seller's SIREN."""
    return _is_siren(invoice.seller.legal_registration)


@rule(
    "BR-FR-11_BT-47",
    "document",
    "BT-47",
    "buyer.legal_registration.value",
    fr="Entre entreprises (note BAR : B2B), le SIREN de l'acheteur (BT-47, schéma 0002) est obligatoire.",
    en="Between companies (note BAR: B2B), the buyer's SIREN (BT-47, scheme 0002) is compulsory.",
)
def br_fr_11(invoice: Invoice, facts: Facts) -> bool:
    """The buyer's SIREN in B2B."""
    return not facts.b2b or _is_siren(invoice.buyer.legal_registration)


@rule(
    "BR-FR-12_BT-49",
    "document",
    "BT-49",
    "buyer.electronic_address.value",
    fr="L'adresse électronique de l'acheteur (BT-49) manque.",
    en="The buyer's electronic address (BT-49) is missing.",
    fix_fr="La prendre dans l'annuaire, ou son courriel hors du circuit réglementé.",
    fix_en="Take it from the directory, or the e-mail address outside the regulated circuit.",
)
def br_fr_12(invoice: Invoice, _: Facts) -> bool:
    """The buyer's electronic address."""
    return bool(_value(invoice.buyer.electronic_address))


@rule(
    "BR-FR-13_BT-34",
    "document",
    "BT-34",
    "seller.electronic_address.value",
    fr="L'adresse électronique du vendeur (BT-34) manque.",
    en="The seller's electronic address (BT-34) is missing.",
    fix_fr="Donner l'adresse où reviennent les statuts.",
    fix_en="Give the address where statuses come back.",
)
def br_fr_13(invoice: Invoice, _: Facts) -> bool:
    """The seller's electronic address."""
    return bool(_value(invoice.seller.electronic_address))


@rule(
    "BR-FR-21_BT-49",
    "document",
    "BT-49",
    "buyer.electronic_address.value",
    fr="Entre entreprises, l'adresse de l'acheteur (BT-49) commence par son SIREN, schéma 0225.",
    en="Between companies, the buyer's address (BT-49) begins with its SIREN, scheme 0225.",
    fix_fr="Prendre l'adresse dans l'annuaire.",
    fix_en="Take the address from the directory.",
)
def br_fr_21(invoice: Invoice, facts: Facts) -> bool:
    """The address of the one who receives, the buyer."""
    buyer = invoice.buyer
    return not facts.b2b or facts.self_billed or _routed(buyer.electronic_address, buyer.legal_registration)


@rule(
    "BR-FR-22_BT-34",
    "document",
    "BT-34",
    "seller.electronic_address.value",
    fr="En autofacturation, l'adresse du vendeur (BT-34) commence par son SIREN, schéma 0225.",
    en="When self-billed, the seller's address (BT-34) begins with its SIREN, scheme 0225.",
    fix_fr="Prendre l'adresse dans l'annuaire.",
    fix_en="Take the address from the directory.",
)
def br_fr_22(invoice: Invoice, facts: Facts) -> bool:
    """The address of the one who receives, the seller."""
    seller = invoice.seller
    return not (facts.b2b and facts.self_billed) or _routed(seller.electronic_address, seller.legal_registration)


def _spelt_address(term: str, at: str) -> Rule:
    read = getter(at)
    declare = rule(
        f"BR-FR-23_{term}",
        "document",
        term,
        at,
        fr=f"L'adresse de l'annuaire ({term}) n'admet que lettres, chiffres, + - _ et .",
        en=f"A directory address ({term}) takes only letters, digits, + - _ and .",
    )
    return declare(lambda invoice, _: (one := read(invoice)) is None or one.scheme != "0225" or _spelt(one.value))


def _short_address(term: str, at: str) -> Rule:
    read = getter(at)
    declare = rule(
        f"BR-FR-25_{term}",
        "document",
        term,
        at,
        fr=f"L'adresse électronique ({term}) dépasse 125 caractères.",
        en=f"The electronic address ({term}) is longer than 125 characters.",
    )
    return declare(lambda invoice, _: (one := read(invoice)) is None or len(one.value) <= 125)


br_fr_23 = (
    _spelt_address("BT-34", "seller.electronic_address"),
    _spelt_address("BT-49", "buyer.electronic_address"),
)
br_fr_25 = (
    _short_address("BT-34", "seller.electronic_address"),
    _short_address("BT-49", "buyer.electronic_address"),
)


def _routing_code(
    number: str, term: str, identifiers: Identifiers, right: Callable[[str], bool], fr: str, en: str
) -> Rule:
    declare = rule(
        f"BR-FR-{number}_{term}",
        "document",
        term,
        "",
        fr=f"Le code routage ({term}, schéma 0224) {fr}.",
        en=f"The routing code ({term}, scheme 0224) {en}.",
    )
    return declare(lambda invoice, _: all(right(one.value) for one in identifiers(invoice) if one.scheme == "0224"))


_ROUTING_CODES = (("BT-29", _SELLER), ("BT-46", _BUYER))
br_fr_24 = tuple(
    _routing_code("24", *one, lambda value: _spelt(value), "n'admet que lettres, chiffres, + - _ et .",
                  "takes only letters, digits, + - _ and .")
    for one in _ROUTING_CODES
)  # fmt: skip
br_fr_26 = tuple(
    _routing_code(
        "26", *one, lambda value: len(value) <= 100, "dépasse 100 caractères", "is longer than 100 characters"
    )
    for one in _ROUTING_CODES
)


@rule(
    "BR-FR-32-LEGALID",
    "document",
    "BT-30",
    "",
    fr="Un identifiant légal de schéma 0002 (SIREN) n'a pas 9 chiffres.",
    en="A legal identifier of scheme 0002 (SIREN) has not 9 digits.",
)
def br_fr_32_legal(invoice: Invoice, _: Facts) -> bool:
    """Every SIREN has nine digits."""
    payee = invoice.payee.legal_registration if invoice.payee else None
    every = (invoice.seller.legal_registration, invoice.buyer.legal_registration, payee)
    return all(one is None or one.scheme != "0002" or _SIREN.fullmatch(one.value) for one in every)


@rule(
    "BR-FR-32-GLOBALID",
    "document",
    "BT-29",
    "",
    fr="Un identifiant de schéma 0002 ou 0231 (SIREN) n'a pas 9 chiffres.",
    en="An identifier of scheme 0002 or 0231 (SIREN) has not 9 digits.",
)
def br_fr_32_global(invoice: Invoice, _: Facts) -> bool:
    """Every SIREN has nine digits, those of items (BT-157) included, as the official pack reads it."""
    items = [one.item.standard_identifier for one in invoice.lines]
    every = [*_SELLER(invoice), *_BUYER(invoice), *_PAYEE(invoice), *_LOCATION(invoice), *items]
    sirens = [one.value for one in every if one is not None and one.scheme in ("0002", "0231")]
    return all(_SIREN.fullmatch(one) for one in sirens)


@rule(
    "BR-FR-CO-10_BT-29-2",
    "document",
    "BT-29",
    "",
    fr="Le vendeur a deux identifiants (BT-29) de même schéma.",
    en="The seller has two identifiers (BT-29) of the same scheme.",
    fix_fr="N'en garder qu'un par schéma.",
    fix_en="Keep one for each scheme.",
)
def br_fr_co_10(invoice: Invoice, _: Facts) -> bool:
    """One identifier for each scheme."""
    schemes = [one.scheme for one in _SELLER(invoice)]
    return len(set(schemes)) == len(schemes)


def _is_siren(identifier: Identifier | None) -> bool:
    return identifier is not None and identifier.scheme == "0002" and _SIREN.fullmatch(identifier.value) is not None


def _routed(address: Identifier | None, legal: Identifier | None) -> bool:
    """Whether an address stands in the directory under this legal identifier, if there is one."""
    return address is not None and address.scheme == "0225" and address.value.startswith(_value(legal))


def _spelt(value: str) -> bool:
    return _ADDRESS.fullmatch(value) is not None


def _value(identifier: Identifier | None) -> str:
    return identifier.value if identifier is not None else ""


RULES = rules_in(globals())
