"""France, the seller and the buyer: BR-FR-10 to BR-FR-13, BR-FR-21, BR-FR-22. Same source as `fr_document`."""

import re

from sansfaute.en16931.model import Buyer, Invoice, Seller
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import rule, rules_in
from sansfaute.en16931.structure.forms import trimmed
from sansfaute.en16931.values import Identifier

_SIREN = re.compile(r"\d{9}")


@rule(
    "BR-FR-10_BT-30",
    "document",
    "BT-30",
    "seller.legal_registration.value",
    fr="Le SIREN du vendeur (BT-30, schéma 0002) manque ou n'a pas 9 chiffres.",
    en="The seller's SIREN (BT-30, scheme 0002) is missing or has not 9 digits.",
    fix_fr="Donner le SIREN du vendeur : 9 chiffres, schéma 0002.",
    fix_en="Give the seller's SIREN: 9 digits, scheme 0002.",
    mend=lambda invoice, _: _siren_of(invoice.seller),
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
    fix_fr="Donner le SIREN de l'acheteur : 9 chiffres, schéma 0002.",
    fix_en="Give the buyer's SIREN: 9 digits, scheme 0002.",
    mend=lambda invoice, _: _siren_of(invoice.buyer),
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
def br_fr_12(invoice: Invoice, facts: Facts) -> bool:
    """The buyer's electronic address."""
    return _is_given(invoice.buyer.electronic_address, facts)


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
def br_fr_13(invoice: Invoice, facts: Facts) -> bool:
    """The seller's electronic address."""
    return _is_given(invoice.seller.electronic_address, facts)


@rule(
    "BR-FR-21_BT-49",
    "document",
    "BT-49",
    "buyer.electronic_address.value",
    fr="Entre entreprises, l'adresse de l'acheteur (BT-49) commence par son SIREN, schéma 0225.",
    en="Between companies, the buyer's address (BT-49) begins with its SIREN, scheme 0225.",
    fix_fr="Prendre l'adresse dans l'annuaire.",
    fix_en="Take the address from the directory.",
    mend=lambda invoice, _: _address_of(invoice.buyer),
)
def br_fr_21(invoice: Invoice, facts: Facts) -> bool:
    """The address of the one who receives, the buyer."""
    return not facts.b2b or facts.self_billed or _routed(invoice.buyer, "buyer", facts)


@rule(
    "BR-FR-22_BT-34",
    "document",
    "BT-34",
    "seller.electronic_address.value",
    fr="En autofacturation, l'adresse du vendeur (BT-34) commence par son SIREN, schéma 0225.",
    en="When self-billed, the seller's address (BT-34) begins with its SIREN, scheme 0225.",
    fix_fr="Prendre l'adresse dans l'annuaire.",
    fix_en="Take the address from the directory.",
    mend=lambda invoice, _: _address_of(invoice.seller),
)
def br_fr_22(invoice: Invoice, facts: Facts) -> bool:
    """The address of the one who receives, the seller."""
    return not (facts.b2b and facts.self_billed) or _routed(invoice.seller, "seller", facts)


def _is_siren(identifier: Identifier | None) -> bool:
    return identifier is not None and identifier.scheme == "0002" and _SIREN.fullmatch(identifier.value) is not None


def _routed(party: Seller | Buyer, path: str, facts: Facts) -> bool:
    """Whether the address stands in the directory under the party's legal identifier, if there is one.

    The stylesheet for UBL looks at a SIREN only, that for CII at whatever legal identifier is given.
    """
    address, legal = party.electronic_address, party.legal_registration
    if address is None or address.scheme != "0225":
        return False
    if legal is None or (facts.syntax == "ubl" and legal.scheme != "0002"):
        return True
    written = facts.raw if facts.syntax == "ubl" else {}
    siren = written.get(f"{path}.legal_registration", legal.value)
    return written.get(f"{path}.electronic_address", address.value).startswith(siren)


def _is_given(address: Identifier | None, facts: Facts) -> bool:
    """Whether there is an address; the stylesheet for CII takes blanks that are written there for one."""
    value = address.value if address is not None else ""
    return bool(value if facts.raw and facts.syntax == "cii" else trimmed(value))


def _siren_of(party: Seller | Buyer) -> dict[str, str] | None:
    """The SIREN that the party's SIRET or French VAT number holds, if it has one."""
    sirets = [one.value[:9] for one in party.identifiers if one.scheme == "0009" and len(one.value) == 14]
    number = party.vat_identifier or ""
    sirens = [*sirets, *([number[4:]] if number.startswith("FR") and len(number) == 13 else [])]
    siren = next((one for one in sirens if _SIREN.fullmatch(one)), None)
    if siren is None:
        return None
    return {
        "fr": f"Donner le SIREN {siren} (schéma 0002), lu dans son SIRET ou son numéro de TVA.",
        "en": f"Give the SIREN {siren} (scheme 0002), read in its SIRET or VAT number.",
    }


def _address_of(party: Seller | Buyer) -> dict[str, str] | None:
    """The shape that the address must have, with the party's own SIREN."""
    legal = party.legal_registration
    if legal is None or not _is_siren(legal):
        return None
    return {
        "fr": f"Prendre dans l'annuaire une adresse qui commence par {legal.value} (schéma 0225).",
        "en": f"Take from the directory an address that begins with {legal.value} (scheme 0225).",
    }


RULES = rules_in(globals())
