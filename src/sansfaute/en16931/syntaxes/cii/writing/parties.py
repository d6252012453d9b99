"""Parties: seller, buyer, payee, tax representative, places of delivery, and those of EXTENDED-CTC-FR."""

from collections.abc import Iterable
from typing import Protocol

from sansfaute.en16931.model import (
    Buyer,
    DeliveryInformation,
    LineDelivery,
    LineSeller,
    Party,
    Payee,
    Seller,
    TaxRepresentative,
)
from sansfaute.en16931.syntaxes.cii.names import RAM, TAX_REGISTRATION, VAT_REGISTRATION
from sansfaute.en16931.syntaxes.cii.writing.elements import block, identifier, text, texts
from sansfaute.en16931.syntaxes.cii.writing.nodes import Node, leaf
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


class _Contact(Protocol):
    """What the contacts share."""

    @property
    def point(self) -> str | None: ...
    @property
    def telephone(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...


def seller(parent: Node, party: Seller) -> None:
    """BG-4."""
    element = block(parent, "SellerTradeParty")
    _identifiers(element, party.identifiers)
    text(element, "Name", party.name)
    texts(element, (("Description", party.additional_legal_information),))
    _legal(element, party.legal_registration, party.trading_name)
    if party.contact is not None:
        _contact(element, party.contact, party.contact.department)
    _address(element, party.postal_address)
    _electronic(element, party.electronic_address)
    _tax(element, VAT_REGISTRATION, party.vat_identifier)
    _tax(element, TAX_REGISTRATION, party.tax_registration)


def buyer(parent: Node, party: Buyer) -> None:
    """BG-7."""
    element = block(parent, "BuyerTradeParty")
    _identifiers(element, party.identifiers)
    text(element, "Name", party.name)
    _legal(element, party.legal_registration, party.trading_name)
    if party.contact is not None:
        _contact(element, party.contact, party.contact.department)
    _address(element, party.postal_address)
    _electronic(element, party.electronic_address)
    _tax(element, VAT_REGISTRATION, party.vat_identifier)


def payee(parent: Node, party: Payee) -> None:
    """BG-10, with what EXTENDED-CTC-FR adds to it."""
    element = block(parent, "PayeeTradeParty")
    _identifiers(element, (party.identifier, *party.further_identifiers))
    text(element, "Name", party.name)
    texts(element, (("RoleCode", party.role_code),))
    _legal(element, party.legal_registration, None)
    if party.contact is not None:
        _contact(element, party.contact)
    if party.postal_address is not None:
        _address(element, party.postal_address)
    _electronic(element, party.electronic_address)
    _tax(element, VAT_REGISTRATION, party.vat_identifier)


def extension_party(parent: Node, name: str, party: Party | None) -> None:
    """EXT-FR-FE-BG-01 to BG-05; nothing when there is no such party."""
    if party is None:
        return
    element = block(parent, name)
    _identifiers(element, party.identifiers)
    texts(element, (("Name", party.name), ("RoleCode", party.role_code)))
    _legal(element, party.legal_registration, party.trading_name)
    if party.contact is not None:
        _contact(element, party.contact)
    if party.postal_address is not None:
        _address(element, party.postal_address)
    _electronic(element, party.electronic_address)
    _tax(element, VAT_REGISTRATION, party.vat_identifier)


def line_seller(parent: Node, party: LineSeller) -> None:
    """EXT-FR-FE-BG-12."""
    element = block(parent, "ItemSellerTradeParty")
    _identifiers(element, party.identifiers)
    texts(element, (("Name", party.name),))
    _legal(element, party.legal_registration, party.trading_name)
    if party.postal_address is not None:
        _address(element, party.postal_address)
    _electronic(element, party.electronic_address)
    _tax(element, VAT_REGISTRATION, party.vat_identifier)


def tax_representative(parent: Node, party: TaxRepresentative) -> None:
    """BG-11."""
    element = block(parent, "SellerTaxRepresentativeTradeParty")
    text(element, "Name", party.name)
    _address(element, party.postal_address)
    _tax(element, VAT_REGISTRATION, party.vat_identifier)


def ship_to(parent: Node, delivery: DeliveryInformation) -> None:
    """BT-70, BT-71 and BG-15; nothing when the three are absent."""
    address = delivery.deliver_to_address
    located = (delivery.location_identifier, *delivery.further_location_identifiers)
    if delivery.party_name or any(located) or address:
        element = block(parent, "ShipToTradeParty")
        _identifiers(element, located)
        texts(element, (("Name", delivery.party_name),))
        if address is not None:
            _address(element, address)


def line_ship_to(parent: Node, delivery: LineDelivery) -> None:
    """EXT-FR-FE-BG-10; nothing when only the day is given."""
    if delivery.party_name or delivery.identifiers or delivery.postal_address:
        element = block(parent, "ShipToTradeParty")
        _identifiers(element, delivery.identifiers)
        texts(element, (("Name", delivery.party_name),))
        if delivery.postal_address is not None:
            _address(element, delivery.postal_address)


def _identifiers(element: Node, identifiers: Iterable[Identifier | None]) -> None:
    """Identifiers without scheme come first, those with one are global: the schema's order."""
    given = [one for one in identifiers if one is not None]
    for one in given:
        if not one.scheme:
            text(element, "ID", one.value)
    for one in given:
        if one.scheme:
            identifier(element, "GlobalID", one)


def _legal(element: Node, registration: Identifier | None, trading_name: str | None) -> None:
    if registration is not None or trading_name:
        organization = block(element, "SpecifiedLegalOrganization")
        if registration is not None:
            identifier(organization, "ID", registration)
        texts(organization, (("TradingBusinessName", trading_name),))


def _contact(element: Node, contact: _Contact, department: str | None = None) -> None:
    if contact.point or department or contact.telephone or contact.email:
        outer = block(element, "DefinedTradeContact")
        texts(outer, (("PersonName", contact.point), ("DepartmentName", department)))
        if contact.telephone:
            text(block(outer, "TelephoneUniversalCommunication"), "CompleteNumber", contact.telephone)
        if contact.email:
            text(block(outer, "EmailURIUniversalCommunication"), "URIID", contact.email)


def _address(element: Node, address: _Address) -> None:
    """A postal address; one of which nothing is said leaves nothing, as a MINIMUM has it."""
    lines = (address.line_1, address.line_2, address.line_3)
    if not (address.country_code or address.city or address.post_code or address.country_subdivision or any(lines)):
        return
    outer = block(element, "PostalTradeAddress")
    texts(outer, (("PostcodeCode", address.post_code),))
    texts(outer, zip(("LineOne", "LineTwo", "LineThree"), lines, strict=True))
    texts(outer, (("CityName", address.city),))
    text(outer, "CountryID", address.country_code)
    texts(outer, (("CountrySubDivisionName", address.country_subdivision),))


def _electronic(element: Node, address: Identifier | None) -> None:
    if address is not None and address.value:
        identifier(block(element, "URIUniversalCommunication"), "URIID", address)


def _tax(element: Node, scheme: str, number: str | None) -> None:
    if number:
        outer = block(element, "SpecifiedTaxRegistration")
        leaf(outer, RAM, "ID", number, {"schemeID": scheme})
