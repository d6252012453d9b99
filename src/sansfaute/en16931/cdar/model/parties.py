"""Who carries the message, who decided, who gets it; and the parties of the invoice."""
# ruff: noqa: RUF009 - element() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass

from sansfaute.en16931.mapped import element
from sansfaute.en16931.values import Identifier

_ADDRESS = "URIUniversalCommunication/URIID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """MDG-9 Sender: who carries the message, a platform most often."""

    identifiers: tuple[Identifier, ...] = element(
        "MDT-19",
        "0..n",
        "identifier",
        "GlobalID",
        "Sender identifier",
        "Identifiant de l'émetteur",
        attribute="schemeID",
    )
    name: str | None = element("MDT-20", "0..1", "text", "Name", "Sender name", "Nom de l'émetteur")
    role_code: str = element("MDT-21", "1..1", "code", "RoleCode", "Sender role", "Rôle de l'émetteur")
    electronic_address: Identifier | None = element(
        "", "0..1", "identifier", _ADDRESS, "Sender address", "Adresse de l'émetteur", attribute="schemeID"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Issuer: who decided the status, the buyer, the seller or a platform."""

    identifiers: tuple[Identifier, ...] = element(
        "MDT-38", "0..n", "identifier", "GlobalID", "Issuer identifier", "Identifiant du décideur", attribute="schemeID"
    )
    name: str | None = element("MDT-39", "0..1", "text", "Name", "Issuer name", "Nom du décideur")
    role_code: str = element("MDT-40", "1..1", "code", "RoleCode", "Issuer role", "Rôle du décideur")
    electronic_address: Identifier | None = element(
        "", "0..1", "identifier", _ADDRESS, "Issuer address", "Adresse du décideur", attribute="schemeID"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Recipient: who gets the message, or a copy of it."""

    identifiers: tuple[Identifier, ...] = element(
        "MDT-57",
        "0..n",
        "identifier",
        "GlobalID",
        "Recipient identifier",
        "Identifiant du destinataire",
        attribute="schemeID",
    )
    name: str | None = element("MDT-58", "0..1", "text", "Name", "Recipient name", "Nom du destinataire")
    role_code: str | None = element("MDT-59", "0..1", "code", "RoleCode", "Recipient role", "Rôle du destinataire")
    electronic_address: Identifier | None = element(
        "MDT-73",
        "0..1",
        "identifier",
        _ADDRESS,
        "Recipient electronic address",
        "Adresse électronique du destinataire",
        attribute="schemeID",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceIssuer:
    """Issuer of the invoice: its seller, even where another party wrote it."""

    identifiers: tuple[Identifier, ...] = element(
        "MDT-129",
        "1..n",
        "identifier",
        "GlobalID",
        "Seller identifier of the invoice",
        "Identifiant du vendeur de la facture",
        attribute="schemeID",
    )
    name: str | None = element("", "0..1", "text", "Name", "Seller name of the invoice", "Nom du vendeur de la facture")
    role_code: str | None = element(
        "MDT-132", "0..1", "code", "RoleCode", "Seller role", "Rôle de l'émetteur de la facture"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRecipient:
    """Recipient of the invoice: its buyer, or who receives for the buyer."""

    identifiers: tuple[Identifier, ...] = element(
        "",
        "0..n",
        "identifier",
        "GlobalID",
        "Recipient identifier of the invoice",
        "Identifiant du destinataire de la facture",
        attribute="schemeID",
    )
    name: str | None = element(
        "", "0..1", "text", "Name", "Recipient name of the invoice", "Nom du destinataire de la facture"
    )
    role_code: str | None = element(
        "MDT-158", "0..1", "code", "RoleCode", "Recipient role", "Rôle du destinataire de la facture"
    )
    electronic_address: Identifier | None = element(
        "", "0..1", "identifier", _ADDRESS, "Recipient address", "Adresse du destinataire", attribute="schemeID"
    )
