"""Parties: seller, buyer, payee, tax representative; their addresses, contacts and numbers."""

import re
from typing import Any, TypeVar

from sansfaute.en16931.model import (
    Buyer,
    BuyerAddress,
    BuyerAgent,
    BuyerAgentAddress,
    BuyerAgentContact,
    BuyerContact,
    Invoicee,
    InvoiceeAddress,
    InvoiceeContact,
    Invoicer,
    InvoicerAddress,
    InvoicerContact,
    Payee,
    PayeeAddress,
    PayeeContact,
    Payer,
    PayerAddress,
    PayerContact,
    Seller,
    SellerAddress,
    SellerAgent,
    SellerAgentAddress,
    SellerAgentContact,
    SellerContact,
    TaxRepresentative,
    TaxRepresentativeAddress,
)
from sansfaute.en16931.syntaxes.ubl.names import SEPA, VAT
from sansfaute.en16931.syntaxes.ubl.reading.block import Block
from sansfaute.en16931.values import Identifier

Address = TypeVar("Address")
Contact = TypeVar("Contact")
Agent = TypeVar("Agent", BuyerAgent, SellerAgent, Invoicee, Invoicer, Payer)

_DEPARTMENT = re.compile(r"([^()]*[^()\s])?\(([^()]*[^()\s][^()]*)\)")  # a space before the bracket: an aside
_PARTS: dict[type, tuple[type, type]] = {
    BuyerAgent: (BuyerAgentAddress, BuyerAgentContact),
    SellerAgent: (SellerAgentAddress, SellerAgentContact),
    Invoicee: (InvoiceeAddress, InvoiceeContact),
    Invoicer: (InvoicerAddress, InvoicerContact),
    Payer: (PayerAddress, PayerContact),
}


def seller(party: Block) -> Seller:
    """BG-4."""
    legal = party.block("PartyLegalEntity")
    return Seller(
        name=legal.text("RegistrationName") or "",
        trading_name=party.block("PartyName").text("Name"),
        identifiers=identifiers(party),
        legal_registration=registration(party),
        vat_identifier=tax_number(party, "vat_identifier", vat=True),
        tax_registration=tax_number(party, "tax_registration", vat=False),
        additional_legal_information=legal.text("CompanyLegalForm"),
        electronic_address=party.identifier("EndpointID", "electronic_address"),
        postal_address=address(party.block("PostalAddress", "seller.postal_address."), SellerAddress)
        or SellerAddress(country_code=""),
        contact=contact(party.block("Contact"), SellerContact),
    )


def buyer(party: Block) -> Buyer:
    """BG-7."""
    legal = party.block("PartyLegalEntity")
    found = identifiers(party)
    return Buyer(
        name=legal.text("RegistrationName") or "",
        trading_name=party.block("PartyName").text("Name"),
        identifier=found[0] if found else None,
        further_identifiers=found[1:],
        legal_registration=registration(party),
        vat_identifier=tax_number(party, "vat_identifier", vat=True),
        electronic_address=party.identifier("EndpointID", "electronic_address"),
        postal_address=address(party.block("PostalAddress", "buyer.postal_address."), BuyerAddress)
        or BuyerAddress(country_code=""),
        contact=contact(party.block("Contact"), BuyerContact),
    )


def payee(party: Block) -> Payee | None:
    """BG-10."""
    if not party:
        return None
    found = identifiers(party)
    return Payee(
        name=party.block("PartyName").text("Name") or "",
        identifier=found[0] if found else None,
        further_identifiers=found[1:],
        legal_registration=registration(party),
        role_code=party.code("IndustryClassificationCode", "role_code"),
        vat_identifier=tax_number(party, "vat_identifier", vat=True),
        electronic_address=party.identifier("EndpointID", "electronic_address"),
        postal_address=address(party.block("PostalAddress", "payee.postal_address."), PayeeAddress),
        contact=contact(party.block("Contact"), PayeeContact),
    )


def agents(supplier: Block, customer: Block) -> dict[str, Any]:
    """The parties that stand inside the seller's or the buyer's: EXT-FR-FE-BG-01, 03, 04 and 05."""
    return {
        "seller_agent": agent(supplier.block("AgentParty", "seller_agent."), SellerAgent),
        "invoicer": agent(_provider(supplier, "invoicer."), Invoicer),
        "buyer_agent": agent(customer.block("AgentParty", "buyer_agent."), BuyerAgent),
        "invoicee": agent(_provider(customer, "invoicee."), Invoicee),
    }


def _provider(party: Block, where: str) -> Block:
    return party.block("ServiceProviderParty").block("Party", where)


def agent(party: Block, kind: type[Agent]) -> Agent | None:
    """A party of EXTENDED-CTC-FR; None when there is none."""
    if not party:
        return None
    legal = party.block("PartyLegalEntity")
    address_kind, contact_kind = _PARTS[kind]
    return kind(
        name=legal.text("RegistrationName"),
        role_code=party.code("IndustryClassificationCode", "role_code"),
        trading_name=party.block("PartyName").text("Name"),
        identifiers=identifiers(party),
        legal_registration=registration(party),
        vat_identifier=tax_number(party, "vat_identifier", vat=True),
        electronic_address=party.identifier("EndpointID", "electronic_address"),
        postal_address=address(party.block("PostalAddress", party.where + "postal_address."), address_kind),
        contact=contact(party.block("Contact"), contact_kind),
    )


def tax_representative(party: Block) -> TaxRepresentative | None:
    """BG-11."""
    if not party:
        return None
    place = party.block("PostalAddress", "tax_representative.postal_address.")
    number = tax_number(party, "vat_identifier", vat=True)
    if number is None:
        _note_other_number(party)
    return TaxRepresentative(
        name=party.block("PartyName").text("Name") or "",
        vat_identifier=number or "",
        postal_address=address(place, TaxRepresentativeAddress) or TaxRepresentativeAddress(country_code=""),
    )


def _note_other_number(party: Block) -> None:
    """Notes the number that a representative gives of something else than VAT: a rule takes it all the same."""
    other = tax_number(party, "vat_identifier", vat=False)
    if other:
        party.margin.raw[party.where + "vat_identifier"] = other


def registration(party: Block) -> Identifier | None:
    """The legal identifier of a party: the first that there is, when a party wrongly has two legal entities."""
    found = (one.identifier("CompanyID", "legal_registration") for one in party.blocks("PartyLegalEntity"))
    return next((one for one in found if one is not None), None)


def identifiers(party: Block) -> tuple[Identifier, ...]:
    """The identifiers of a party, but for the one that a bank gave (BT-90)."""
    found: list[Identifier] = []
    for one in party.blocks("PartyIdentification"):
        identifier = one.identifier("ID", f"identifiers[{len(found)}]")
        if identifier is not None and not is_creditor(identifier):
            found.append(identifier)
    return tuple(found)


def is_creditor(identifier: Identifier) -> bool:
    """Whether this is the number of a creditor in SEPA (BT-90)."""
    return (identifier.scheme or "").upper() == SEPA


def tax_number(party: Block, field: str, *, vat: bool) -> str | None:
    """The VAT number, or the other tax number, of a party."""
    for one in party.blocks("PartyTaxScheme"):
        scheme = one.block("TaxScheme").text("ID") or ""
        if (scheme.strip().upper() == VAT) is vat:
            return one.code("CompanyID", field)
    return None


def address(place: Block, kind: type[Address]) -> Address | None:
    """A postal address; None when there is none."""
    if not place:
        return None
    parts: dict[str, Any] = {
        "line_1": place.text("StreetName"),
        "line_2": place.text("AdditionalStreetName"),
        "line_3": place.block("AddressLine").text("Line"),
        "city": place.text("CityName"),
        "post_code": place.code("PostalZone", "post_code"),
        "country_subdivision": place.text("CountrySubentity"),
        "country_code": place.block("Country").code("IdentificationCode", "country_code") or "",
    }
    return kind(**parts)


def contact(person: Block, kind: type[Contact]) -> Contact | None:
    """A contact; None when nothing of it is given."""
    parts: dict[str, Any] = {
        "point": person.text("Name"),
        "telephone": person.text("Telephone"),
        "email": person.code("ElectronicMail", "contact.email"),
    }
    if kind in (SellerContact, BuyerContact):
        parts["point"], parts["department"] = person_and_department(parts["point"])
    return kind(**parts) if any(value is not None for value in parts.values()) else None


def person_and_department(name: str | None) -> tuple[str | None, str | None]:
    """BT-41 and BT-41-0 (or BT-56), which UBL writes in one: `person(department)`, as the French samples do."""
    found = _DEPARTMENT.fullmatch(name) if name else None
    return (found[1] or None, found[2]) if found is not None else (name, None)
