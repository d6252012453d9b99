"""Parties: seller, buyer, payee, tax representative, place of delivery."""

from typing import Any, TypeVar

from sansfaute.en16931.model import (
    Buyer,
    BuyerAddress,
    BuyerContact,
    DeliverToAddress,
    Payee,
    Seller,
    SellerAddress,
    SellerContact,
    TaxRepresentative,
    TaxRepresentativeAddress,
)
from sansfaute.en16931.syntaxes.cii.names import TAX_REGISTRATION, VAT_REGISTRATION
from sansfaute.en16931.syntaxes.cii.reading.block import Block
from sansfaute.en16931.values import Identifier

_Address = TypeVar("_Address", SellerAddress, BuyerAddress, TaxRepresentativeAddress, DeliverToAddress)
_Contact = TypeVar("_Contact", SellerContact, BuyerContact)


def seller(party: Block) -> Seller:
    """BG-4."""
    organization = party.block("SpecifiedLegalOrganization")
    return Seller(
        name=party.text("Name") or "",
        trading_name=organization.text("TradingBusinessName"),
        identifiers=tuple(identifiers(party)),
        legal_registration=organization.identifier("ID"),
        vat_identifier=_tax(party, VAT_REGISTRATION),
        tax_registration=_tax(party, TAX_REGISTRATION),
        additional_legal_information=party.text("Description"),
        electronic_address=party.block("URIUniversalCommunication").identifier("URIID"),
        postal_address=_address(party, SellerAddress) or SellerAddress(country_code=""),
        contact=_contact(party, SellerContact),
    )


def buyer(party: Block) -> Buyer:
    """BG-7; EN 16931 has one identifier, the first with a scheme if several are given."""
    organization = party.block("SpecifiedLegalOrganization")
    return Buyer(
        name=party.text("Name") or "",
        trading_name=organization.text("TradingBusinessName"),
        identifier=one_identifier(party),
        legal_registration=organization.identifier("ID"),
        vat_identifier=_tax(party, VAT_REGISTRATION),
        electronic_address=party.block("URIUniversalCommunication").identifier("URIID"),
        postal_address=_address(party, BuyerAddress) or BuyerAddress(country_code=""),
        contact=_contact(party, BuyerContact),
    )


def payee(party: Block) -> Payee | None:
    """BG-10."""
    if not party:
        return None
    return Payee(
        name=party.text("Name") or "",
        identifier=one_identifier(party),
        legal_registration=party.block("SpecifiedLegalOrganization").identifier("ID"),
    )


def tax_representative(party: Block) -> TaxRepresentative | None:
    """BG-11."""
    if not party:
        return None
    address = _address(party, TaxRepresentativeAddress)
    return TaxRepresentative(
        name=party.text("Name") or "",
        vat_identifier=_tax(party, VAT_REGISTRATION) or "",
        postal_address=address or TaxRepresentativeAddress(country_code=""),
    )


def deliver_to_address(party: Block) -> DeliverToAddress | None:
    """BG-15."""
    return _address(party, DeliverToAddress)


def identifiers(party: Block) -> list[Identifier]:
    """BT-29: those without scheme, then the global ones."""
    return party.identifiers("ID") + party.identifiers("GlobalID")


def one_identifier(party: Block) -> Identifier | None:
    """BT-46, BT-60, BT-71: the first global identifier, else the first other one."""
    found = party.identifiers("GlobalID") or party.identifiers("ID")
    return found[0] if found else None


def _address(party: Block, kind: type[_Address]) -> _Address | None:
    address = party.block("PostalTradeAddress")
    if not address:
        return None
    parts: dict[str, Any] = {
        "line_1": address.text("LineOne"),
        "line_2": address.text("LineTwo"),
        "line_3": address.text("LineThree"),
        "city": address.text("CityName"),
        "post_code": address.code("PostcodeCode"),
        "country_subdivision": address.text("CountrySubDivisionName"),
        "country_code": address.code("CountryID") or "",
    }
    return kind(**parts)


def _contact(party: Block, kind: type[_Contact]) -> _Contact | None:
    contact = party.block("DefinedTradeContact")
    names = [name for name in (contact.text("PersonName"), contact.text("DepartmentName")) if name]
    parts: dict[str, Any] = {
        "point": ", ".join(names) or None,  # CII has two elements for BT-41
        "telephone": contact.block("TelephoneUniversalCommunication").text("CompleteNumber"),
        "email": contact.block("EmailURIUniversalCommunication").code("URIID"),
    }
    return kind(**parts) if any(parts.values()) else None


def _tax(party: Block, scheme: str) -> str | None:
    for registration in party.blocks("SpecifiedTaxRegistration"):
        element = registration.first("ID")
        if element is not None and element.get("schemeID") == scheme:
            return registration.code("ID")
    return None
