"""Parties: seller, buyer, payee, tax representative, place of delivery."""

from collections.abc import Iterable
from typing import Protocol

from lxml.etree import SubElement, _Element

from sansfaute.en16931.model import (
    Buyer,
    BuyerContact,
    DeliveryInformation,
    Payee,
    Seller,
    SellerContact,
    TaxRepresentative,
)
from sansfaute.en16931.syntaxes.cii.names import RAM, TAX_REGISTRATION, VAT_REGISTRATION
from sansfaute.en16931.syntaxes.cii.writing.elements import block, identifier, text, texts
from sansfaute.en16931.values import Identifier


class _Address(Protocol):
    """What the four postal addresses of the norm share."""

    @property
    def line_1(self) -> str | None: ...
    @property
    def line_2(self) -> str | None: ...
    @property
    def line_3(self) -> str | None: ...
    @property
    def city(self) -> str | None: ...
    @property
    def post_code(self) -> str | None: ...
    @property
    def country_subdivision(self) -> str | None: ...
    @property
    def country_code(self) -> str: ...


def seller(parent: _Element, party: Seller) -> None:
    """BG-4."""
    element = block(parent, "SellerTradeParty")
    _identifiers(element, party.identifiers)
    text(element, "Name", party.name)
    texts(element, (("Description", party.additional_legal_information),))
    _legal(element, party.legal_registration, party.trading_name)
    _contact(element, party.contact)
    _address(element, party.postal_address)
    _electronic(element, party.electronic_address)
    _tax(element, VAT_REGISTRATION, party.vat_identifier)
    _tax(element, TAX_REGISTRATION, party.tax_registration)


def buyer(parent: _Element, party: Buyer) -> None:
    """BG-7."""
    element = block(parent, "BuyerTradeParty")
    _identifiers(element, (party.identifier,))
    text(element, "Name", party.name)
    _legal(element, party.legal_registration, party.trading_name)
    _contact(element, party.contact)
    _address(element, party.postal_address)
    _electronic(element, party.electronic_address)
    _tax(element, VAT_REGISTRATION, party.vat_identifier)


def payee(parent: _Element, party: Payee) -> None:
    """BG-10."""
    element = block(parent, "PayeeTradeParty")
    _identifiers(element, (party.identifier,))
    text(element, "Name", party.name)
    _legal(element, party.legal_registration, None)


def tax_representative(parent: _Element, party: TaxRepresentative) -> None:
    """BG-11."""
    element = block(parent, "SellerTaxRepresentativeTradeParty")
    text(element, "Name", party.name)
    _address(element, party.postal_address)
    _tax(element, VAT_REGISTRATION, party.vat_identifier)


def ship_to(parent: _Element, delivery: DeliveryInformation) -> None:
    """BT-70, BT-71 and BG-15; nothing when the three are absent."""
    address = delivery.deliver_to_address
    if delivery.party_name or delivery.location_identifier or address:
        element = block(parent, "ShipToTradeParty")
        _identifiers(element, (delivery.location_identifier,))
        texts(element, (("Name", delivery.party_name),))
        if address is not None:
            _address(element, address)


def _identifiers(element: _Element, identifiers: Iterable[Identifier | None]) -> None:
    """Identifiers without scheme come first, those with one are global: the schema's order."""
    given = [one for one in identifiers if one is not None]
    for one in given:
        if not one.scheme:
            text(element, "ID", one.value)
    for one in given:
        if one.scheme:
            identifier(element, "GlobalID", one)


def _legal(element: _Element, registration: Identifier | None, trading_name: str | None) -> None:
    if registration is not None or trading_name:
        organization = block(element, "SpecifiedLegalOrganization")
        if registration is not None:
            identifier(organization, "ID", registration)
        texts(organization, (("TradingBusinessName", trading_name),))


def _contact(element: _Element, contact: SellerContact | BuyerContact | None) -> None:
    if contact is not None and (contact.point or contact.telephone or contact.email):
        outer = block(element, "DefinedTradeContact")
        texts(outer, (("PersonName", contact.point),))
        if contact.telephone:
            text(block(outer, "TelephoneUniversalCommunication"), "CompleteNumber", contact.telephone)
        if contact.email:
            text(block(outer, "EmailURIUniversalCommunication"), "URIID", contact.email)


def _address(element: _Element, address: _Address) -> None:
    outer = block(element, "PostalTradeAddress")
    lines = (address.line_1, address.line_2, address.line_3)
    texts(outer, (("PostcodeCode", address.post_code),))
    texts(outer, zip(("LineOne", "LineTwo", "LineThree"), lines, strict=True))
    texts(outer, (("CityName", address.city),))
    text(outer, "CountryID", address.country_code)
    texts(outer, (("CountrySubDivisionName", address.country_subdivision),))


def _electronic(element: _Element, address: Identifier | None) -> None:
    if address is not None:
        identifier(block(element, "URIUniversalCommunication"), "URIID", address)


def _tax(element: _Element, scheme: str, number: str | None) -> None:
    if number:
        outer = block(element, "SpecifiedTaxRegistration")
        SubElement(outer, RAM + "ID", {"schemeID": scheme}).text = number
