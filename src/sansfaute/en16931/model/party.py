"""The parties that EXTENDED-CTC-FR adds, all described alike: EXT-FR-FE-BG-01 to BG-05, and their parts.

A party that acts beside the seller and the buyer: who buys, sells, pays, is sent the invoice or makes
it out on behalf of another. Source: XP Z12-012, annex A.
"""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass

from sansfaute.en16931.model.term import numbered, term
from sansfaute.en16931.values import Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyAddress:
    """What the postal addresses of these parties share; the numbers are given by each."""

    line_1: str | None = term("+0", "0..1", "text", "address line 1", "Adresse, ligne 1,")
    line_2: str | None = term("+1", "0..1", "text", "address line 2", "Adresse, ligne 2,")
    line_3: str | None = term("+2", "0..1", "text", "address line 3", "Adresse, ligne 3,")
    city: str | None = term("+3", "0..1", "text", "city", "Ville")
    post_code: str | None = term("+4", "0..1", "text", "post code", "Code postal")
    country_subdivision: str | None = term("+5", "0..1", "text", "country subdivision", "Région")
    country_code: str = term("+6", "1..1", "code", "country code", "Pays")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyContact:
    """What the contacts of these parties share."""

    point: str | None = term("+0", "0..1", "text", "contact point", "Contact")
    telephone: str | None = term("+1", "0..1", "text", "contact telephone number", "Téléphone")
    email: str | None = term("+2", "0..1", "text", "contact email address", "Courriel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """What these parties share. Name them by their own class: the numbers differ."""

    name: str | None = term("+0", "0..1", "text", "name", "Raison sociale")
    role_code: str | None = term("+1", "0..1", "code", "role code", "Rôle")
    trading_name: str | None = term("+2", "0..1", "text", "trading name", "Nom commercial")
    identifiers: tuple[Identifier, ...] = term("+3", "0..n", "identifier", "identifier", "Identifiant", scheme="+4")
    legal_registration: Identifier | None = term(
        "+5", "0..1", "identifier", "legal registration identifier", "SIREN", scheme="+6"
    )
    vat_identifier: str | None = term("+7", "0..1", "identifier", "VAT identifier", "N° de TVA")
    electronic_address: Identifier | None = term(
        "+9", "0..1", "identifier", "electronic address", "Adresse électronique", scheme="+10"
    )
    postal_address: PartyAddress | None = term("+11", "0..1", "group", "postal address", "Adresse postale")
    contact: PartyContact | None = term("+19", "0..1", "group", "contact", "Interlocuteur")


@numbered(15, "Buyer's agent", "de l'agent de l'acheteur")
class BuyerAgentAddress(PartyAddress):
    """EXT-FR-FE-14 Buyer's agent postal address."""

    __slots__ = ()


@numbered(23, "Buyer's agent", "de l'agent de l'acheteur")
class BuyerAgentContact(PartyContact):
    """EXT-FR-FE-22 Buyer's agent contact."""

    __slots__ = ()


@numbered(3, "Buyer's agent", "de l'agent de l'acheteur")
class BuyerAgent(Party):
    """EXT-FR-FE-BG-01 Buyer's agent: buys for the buyer, or receives and handles his invoices."""

    __slots__ = ()
    postal_address: BuyerAgentAddress | None
    contact: BuyerAgentContact | None


@numbered(55, "Payer", "du payeur")
class PayerAddress(PartyAddress):
    """EXT-FR-FE-54 Payer postal address."""

    __slots__ = ()


@numbered(63, "Payer", "du payeur")
class PayerContact(PartyContact):
    """EXT-FR-FE-62 Payer contact."""

    __slots__ = ()


@numbered(43, "Payer", "du payeur")
class Payer(Party):
    """EXT-FR-FE-BG-02 Payer: who pays, when it is not the buyer."""

    __slots__ = ()
    postal_address: PayerAddress | None
    contact: PayerContact | None


@numbered(78, "Seller's agent", "de l'agent du vendeur")
class SellerAgentAddress(PartyAddress):
    """EXT-FR-FE-77 Seller's agent postal address."""

    __slots__ = ()


@numbered(86, "Seller's agent", "de l'agent du vendeur")
class SellerAgentContact(PartyContact):
    """EXT-FR-FE-85 Seller's agent contact."""

    __slots__ = ()


@numbered(66, "Seller's agent", "de l'agent du vendeur")
class SellerAgent(Party):
    """EXT-FR-FE-BG-03 Seller's agent: acts for the seller (the agent of co-contractors, for example)."""

    __slots__ = ()
    postal_address: SellerAgentAddress | None
    contact: SellerAgentContact | None


@numbered(101, "Invoicee", "du destinataire de la facture")
class InvoiceeAddress(PartyAddress):
    """EXT-FR-FE-100 Invoicee postal address."""

    __slots__ = ()


@numbered(109, "Invoicee", "du destinataire de la facture")
class InvoiceeContact(PartyContact):
    """EXT-FR-FE-108 Invoicee contact."""

    __slots__ = ()


@numbered(89, "Invoicee", "du destinataire de la facture")
class Invoicee(Party):
    """EXT-FR-FE-BG-04 Invoicee: to whom the invoice is addressed, when it is not the buyer."""

    __slots__ = ()
    postal_address: InvoiceeAddress | None
    contact: InvoiceeContact | None


@numbered(124, "Invoicer", "du facturant")
class InvoicerAddress(PartyAddress):
    """EXT-FR-FE-123 Invoicer postal address."""

    __slots__ = ()


@numbered(132, "Invoicer", "du facturant")
class InvoicerContact(PartyContact):
    """EXT-FR-FE-131 Invoicer contact."""

    __slots__ = ()


@numbered(112, "Invoicer", "du facturant")
class Invoicer(Party):
    """EXT-FR-FE-BG-05 Invoicer: makes the invoice out in the seller's name, under a mandate."""

    __slots__ = ()
    postal_address: InvoicerAddress | None
    contact: InvoicerContact | None


@numbered(32, "Payee", "du bénéficiaire")
class PayeeAddress(PartyAddress):
    """EXT-FR-FE-31 Payee postal address."""

    __slots__ = ()


@numbered(40, "Payee", "du bénéficiaire")
class PayeeContact(PartyContact):
    """EXT-FR-FE-39 Payee contact."""

    __slots__ = ()
