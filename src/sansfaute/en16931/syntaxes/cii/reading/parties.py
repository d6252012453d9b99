"""Parties: seller, buyer, payee, tax representative, places of delivery, and those of EXTENDED-CTC-FR."""

from collections.abc import Callable
from typing import Any, TypeVar

from sansfaute.en16931.model import (
    Buyer,
    BuyerAddress,
    BuyerContact,
    DeliverToAddress,
    LineDeliveryAddress,
    LineSeller,
    LineSellerAddress,
    Party,
    PartyAddress,
    PartyContact,
    Payee,
    PayeeAddress,
    PayeeContact,
    Seller,
    SellerAddress,
    SellerContact,
    TaxRepresentative,
    TaxRepresentativeAddress,
)
from sansfaute.en16931.syntaxes.cii.names import TAX_REGISTRATION, VAT_REGISTRATION
from sansfaute.en16931.syntaxes.cii.reading.block import Block
from sansfaute.en16931.values import Identifier

_Made = TypeVar("_Made")
_Party = TypeVar("_Party", bound=Party)


def seller(party: Block) -> Seller:
    """BG-4."""
    organization = party.block("SpecifiedLegalOrganization")
    return Seller(
        name=party.text("Name") or "",
        trading_name=organization.text("TradingBusinessName"),
        identifiers=tuple(party.identifiers()),
        legal_registration=organization.identifier("ID", "legal_registration"),
        vat_identifier=_tax(party, VAT_REGISTRATION, "vat_identifier"),
        tax_registration=_tax(party, TAX_REGISTRATION, "tax_registration"),
        additional_legal_information=party.text("Description"),
        electronic_address=_electronic(party),
        postal_address=_address(party, SellerAddress) or SellerAddress(country_code=""),
        contact=_contact(party, SellerContact),
    )


def buyer(party: Block) -> Buyer:
    """BG-7."""
    organization = party.block("SpecifiedLegalOrganization")
    identifier, further = first_of(party.identifiers())
    return Buyer(
        name=party.text("Name") or "",
        trading_name=organization.text("TradingBusinessName"),
        identifier=identifier,
        legal_registration=organization.identifier("ID", "legal_registration"),
        vat_identifier=_tax(party, VAT_REGISTRATION, "vat_identifier"),
        electronic_address=_electronic(party),
        postal_address=_address(party, BuyerAddress) or BuyerAddress(country_code=""),
        contact=_contact(party, BuyerContact),
        further_identifiers=further,
    )


def payee(party: Block) -> Payee | None:
    """BG-10, with what EXTENDED-CTC-FR adds to it."""
    if not party:
        return None
    identifier, further = first_of(party.identifiers("further_identifiers"))
    return Payee(
        name=party.text("Name") or "",
        identifier=identifier,
        legal_registration=party.block("SpecifiedLegalOrganization").identifier("ID", "legal_registration"),
        further_identifiers=further,
        role_code=party.code("RoleCode", "role_code"),
        vat_identifier=_tax(party, VAT_REGISTRATION, "vat_identifier"),
        electronic_address=_electronic(party),
        postal_address=_address(party, PayeeAddress),
        contact=_point(party, PayeeContact),
    )


def tax_representative(party: Block) -> TaxRepresentative | None:
    """BG-11."""
    if not party:
        return None
    address = _address(party, TaxRepresentativeAddress)
    return TaxRepresentative(
        name=party.text("Name") or "",
        vat_identifier=_tax(party, VAT_REGISTRATION, "vat_identifier") or "",
        postal_address=address or TaxRepresentativeAddress(country_code=""),
    )


def extension_party(
    party: Block, kind: Callable[..., _Party], address: type[PartyAddress], contact: type[PartyContact]
) -> _Party | None:
    """EXT-FR-FE-BG-01 to BG-05: a party of that kind, with its own address and contact."""
    if not party:
        return None
    organization = party.block("SpecifiedLegalOrganization")
    return kind(
        name=party.text("Name"),
        role_code=party.code("RoleCode", "role_code"),
        trading_name=organization.text("TradingBusinessName"),
        identifiers=tuple(party.identifiers()),
        legal_registration=organization.identifier("ID", "legal_registration"),
        vat_identifier=_tax(party, VAT_REGISTRATION, "vat_identifier"),
        electronic_address=_electronic(party),
        postal_address=_address(party, address),
        contact=_point(party, contact),
    )


def line_seller(party: Block) -> LineSeller | None:
    """EXT-FR-FE-BG-12."""
    if not party:
        return None
    organization = party.block("SpecifiedLegalOrganization")
    return LineSeller(
        name=party.text("Name"),
        trading_name=organization.text("TradingBusinessName"),
        identifiers=tuple(party.identifiers()),
        legal_registration=organization.identifier("ID", "legal_registration"),
        vat_identifier=_tax(party, VAT_REGISTRATION, "vat_identifier"),
        electronic_address=_electronic(party),
        postal_address=_address(party, LineSellerAddress),
    )


def first_of(found: list[Identifier]) -> tuple[Identifier | None, tuple[Identifier, ...]]:
    """The identifier that EN 16931 has, and the further ones of EXTENDED."""
    return (found[0], tuple(found[1:])) if found else (None, ())


def deliver_to_address(party: Block) -> DeliverToAddress | None:
    """BG-15."""
    return _address(party, DeliverToAddress, "deliver_to_address.")


def line_delivery_address(party: Block) -> LineDeliveryAddress | None:
    """EXT-FR-FE-150."""
    return _address(party, LineDeliveryAddress)


def _electronic(party: Block) -> Identifier | None:
    return party.block("URIUniversalCommunication").identifier("URIID", "electronic_address")


def _address(party: Block, kind: Callable[..., _Made], at: str = "postal_address.") -> _Made | None:
    address = party.block("PostalTradeAddress", at)
    if not address:
        return None
    return kind(
        line_1=address.text("LineOne"),
        line_2=address.text("LineTwo"),
        line_3=address.text("LineThree"),
        city=address.text("CityName"),
        post_code=address.code("PostcodeCode", "post_code"),
        country_subdivision=address.text("CountrySubDivisionName"),
        country_code=address.code("CountryID", "country_code") or "",
    )


def _contact(party: Block, kind: Callable[..., _Made]) -> _Made | None:
    """BG-6 or BG-9: CII tells the person from the department."""
    contact = party.block("DefinedTradeContact", "contact.")
    if not contact:
        return None
    return kind(**_reached(contact), department=contact.text("DepartmentName"))


def _point(party: Block, kind: Callable[..., _Made]) -> _Made | None:
    """The contact of a party of EXTENDED-CTC-FR."""
    contact = party.block("DefinedTradeContact", "contact.")
    return kind(**_reached(contact)) if contact else None


def _reached(contact: Block) -> dict[str, Any]:
    return {
        "point": contact.text("PersonName"),
        "telephone": contact.block("TelephoneUniversalCommunication").text("CompleteNumber"),
        "email": contact.block("EmailURIUniversalCommunication").code("URIID", "email"),
    }


def _tax(party: Block, scheme: str, field: str) -> str | None:
    for registration in party.blocks("SpecifiedTaxRegistration"):
        element = registration.first("ID")
        if element is not None and element.get("schemeID") == scheme:
            return registration.token(element, field)
    return None
