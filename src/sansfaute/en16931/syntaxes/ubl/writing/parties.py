"""Parties: seller, buyer, payee, tax representative; their addresses, contacts and numbers."""

from collections.abc import Iterable
from typing import Protocol

from lxml.etree import _Element

from sansfaute.en16931.model import (
    Buyer,
    BuyerAgent,
    BuyerContact,
    Invoicee,
    Invoicer,
    LineSeller,
    Payee,
    Payer,
    Seller,
    SellerAgent,
    SellerContact,
    TaxRepresentative,
)
from sansfaute.en16931.syntaxes.ubl.names import OTHER_TAX, SEPA, VAT
from sansfaute.en16931.syntaxes.ubl.writing.elements import block, identifier, inside, tax_scheme, text, texts
from sansfaute.en16931.values import Identifier


class _Address(Protocol):
    """What the postal addresses of the norm share."""

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
    """What contacts share."""

    @property
    def point(self) -> str | None: ...
    @property
    def telephone(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...


def seller(
    root: _Element, party: Seller, creditor: str | None, its_agent: SellerAgent | None, invoicer: Invoicer | None
) -> None:
    """BG-4, BT-90 when the seller is who is paid, and those who act for the seller."""
    element = block(block(root, "AccountingSupplierParty"), "Party")
    identifier(element, "EndpointID", party.electronic_address)
    identifiers(element, party.identifiers, creditor)
    inside(element, "PartyName", "Name", party.trading_name)
    address(element, "PostalAddress", party.postal_address)
    _tax(element, party.vat_identifier, VAT)
    _tax(element, party.tax_registration, OTHER_TAX)
    _legal(element, party.name, party.legal_registration, party.additional_legal_information)
    _contact(element, party.contact)
    _acting(element, its_agent, invoicer)


def buyer(root: _Element, party: Buyer, its_agent: BuyerAgent | None, invoicee: Invoicee | None) -> None:
    """BG-7, and those who act for the buyer."""
    element = block(block(root, "AccountingCustomerParty"), "Party")
    identifier(element, "EndpointID", party.electronic_address)
    identifiers(element, party.identifiers)
    inside(element, "PartyName", "Name", party.trading_name)
    address(element, "PostalAddress", party.postal_address)
    _tax(element, party.vat_identifier, VAT)
    _legal(element, party.name, party.legal_registration, None)
    _contact(element, party.contact)
    _acting(element, its_agent, invoicee)


def _acting(
    element: _Element, its_agent: BuyerAgent | SellerAgent | None, provider: Invoicee | Invoicer | None
) -> None:
    if its_agent is not None:
        agent(block(element, "AgentParty"), its_agent)
    if provider is not None:
        agent(block(block(element, "ServiceProviderParty"), "Party"), provider)


def agent(element: _Element, party: BuyerAgent | SellerAgent | Invoicee | Invoicer | Payer) -> None:
    """A party of EXTENDED-CTC-FR, into an element of its own."""
    identifier(element, "EndpointID", party.electronic_address)
    texts(element, (("IndustryClassificationCode", party.role_code),))
    identifiers(element, party.identifiers)
    inside(element, "PartyName", "Name", party.trading_name)
    if party.postal_address is not None:
        address(element, "PostalAddress", party.postal_address)
    _tax(element, party.vat_identifier, VAT)
    _legal(element, party.name, party.legal_registration, None)
    _contact(element, party.contact)


def line_seller(item: _Element, party: LineSeller) -> None:
    """EXT-FR-FE-BG-12, which UBL keeps under the maker of the item."""
    element = block(item, "ManufacturerParty")
    identifier(element, "EndpointID", party.electronic_address)
    identifiers(element, party.identifiers)
    inside(element, "PartyName", "Name", party.trading_name)
    if party.postal_address is not None:
        address(element, "PostalAddress", party.postal_address)
    _tax(element, party.vat_identifier, VAT)
    _legal(element, party.name, party.legal_registration, None)


def payee(root: _Element, party: Payee, creditor: str | None) -> None:
    """BG-10, and BT-90."""
    element = block(root, "PayeeParty")
    identifier(element, "EndpointID", party.electronic_address)
    texts(element, (("IndustryClassificationCode", party.role_code),))
    identifiers(element, (party.identifier, *party.further_identifiers), creditor)
    inside(element, "PartyName", "Name", party.name)
    if party.postal_address is not None:
        address(element, "PostalAddress", party.postal_address)
    _tax(element, party.vat_identifier, VAT)
    _legal(element, None, party.legal_registration, None)
    _contact(element, party.contact)


def tax_representative(root: _Element, party: TaxRepresentative) -> None:
    """BG-11."""
    element = block(root, "TaxRepresentativeParty")
    inside(element, "PartyName", "Name", party.name)
    address(element, "PostalAddress", party.postal_address)
    _tax(element, party.vat_identifier, VAT)


def identifiers(element: _Element, given: Iterable[Identifier | None], creditor: str | None = None) -> None:
    """The identifiers of a party, each in an element of its own; last the one that a bank gave."""
    for one in (*given, Identifier(creditor, SEPA) if creditor else None):
        if one is not None and one.value:
            identifier(block(element, "PartyIdentification"), "ID", one)


def address(parent: _Element, name: str, given: _Address) -> None:
    """A postal address; nothing when all of it is blank."""
    parts = (
        ("StreetName", given.line_1),
        ("AdditionalStreetName", given.line_2),
        ("CityName", given.city),
        ("PostalZone", given.post_code),
        ("CountrySubentity", given.country_subdivision),
    )
    if any(value for _, value in parts) or given.line_3 or given.country_code:
        element = block(parent, name)
        texts(element, parts)
        inside(element, "AddressLine", "Line", given.line_3)
        inside(element, "Country", "IdentificationCode", given.country_code)


def _tax(element: _Element, number: str | None, scheme: str) -> None:
    if number:
        holder = block(element, "PartyTaxScheme")
        text(holder, "CompanyID", number)
        tax_scheme(holder, scheme)


def _legal(element: _Element, name: str | None, registration: Identifier | None, information: str | None) -> None:
    registered = registration is not None and registration.value
    if name or registered or information:
        entity = block(element, "PartyLegalEntity")
        texts(entity, (("RegistrationName", name),))
        identifier(entity, "CompanyID", registration)
        texts(entity, (("CompanyLegalForm", information),))


def _contact(element: _Element, contact: _Contact | None) -> None:
    """A contact; the department follows the person in brackets, as the French samples have it."""
    if contact is None:
        return
    name = contact.point or ""
    if isinstance(contact, SellerContact | BuyerContact) and contact.department:
        name = f"{name}({contact.department})"
    if name or contact.telephone or contact.email:
        parts = (("Name", name), ("Telephone", contact.telephone), ("ElectronicMail", contact.email))
        texts(block(element, "Contact"), parts)
