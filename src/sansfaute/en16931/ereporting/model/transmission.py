"""The transmission: who sends, who declares, first or corrective; then one of the two reports."""
# ruff: noqa: RUF009 - element() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass

from sansfaute.en16931.ereporting.model.daily import OperationsReport
from sansfaute.en16931.ereporting.model.payments import PaymentsReport
from sansfaute.en16931.mapped import Moment, element
from sansfaute.en16931.values import Identifier

_ADDRESS = "URIUniversalCommunication/URIID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """TG-3 Sender: the accredited platform that sends the file (four characters, scheme 0238)."""

    identifier: Identifier = element(
        "TT-8", "1..1", "identifier", "Id", "Platform number", "Matricule de la plateforme", attribute="schemeId"
    )
    name: str = element("TT-9", "1..1", "text", "Name", "Platform name", "Raison sociale de la plateforme")
    role_code: str = element("TT-10", "1..1", "code", "RoleCode", "Role of the sender", "Rôle de l'émetteur")
    electronic_address: str | None = element(
        "TT-11", "0..1", "code", _ADDRESS, "Address of the sender", "Adresse électronique de l'émetteur"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarant:
    """TG-5 Issuer: the taxable person who declares, by SIREN, for sales (SE) or purchases (BY)."""

    identifier: Identifier = element(
        "TT-13", "1..1", "identifier", "Id", "SIREN of the declarant", "SIREN du déclarant", attribute="schemeId"
    )
    name: str = element("TT-14", "1..1", "text", "Name", "Declarant name", "Raison sociale du déclarant")
    role_code: str = element("TT-15", "1..1", "code", "RoleCode", "Role of the declarant", "Rôle du déclarant")
    electronic_address: str | None = element(
        "TT-16", "0..1", "code", _ADDRESS, "Address of the declarant", "Adresse électronique du déclarant"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """TB-1 Document: the transmission itself."""

    identifier: str = element("TT-1", "1..1", "text", "Id", "Transmission identifier", "Identifiant de la transmission")
    name: str | None = element("TT-2", "0..1", "text", "Name", "Transmission name", "Nom de la transmission")
    issued_at: Moment = element(
        "TT-3",
        "1..1",
        "moment",
        "IssueDateTime/DateTimeString",
        "Creation of the transmission",
        "Date et heure de création",
    )
    type_code: str = element(
        "TT-4", "1..1", "code", "TypeCode", "Type: IN first, RE corrective", "Type : IN initiale, RE rectificative"
    )
    sender: Platform = element("TG-3", "1..1", "group", "Sender", "Sender", "Émetteur")
    declarant: Declarant = element("TG-5", "1..1", "group", "Issuer", "Declarant", "Déclarant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission:
    """TB-0 Report: one file of flow 10."""

    header: Header = element("TB-1", "1..1", "group", "ReportDocument", "Transmission", "Transmission")
    operations: OperationsReport | None = element(
        "TB-2", "0..1", "group", "TransactionsReport", "Operations (10.1, 10.3)", "Opérations (10.1, 10.3)"
    )
    payments: PaymentsReport | None = element(
        "TB-3", "0..1", "group", "PaymentsReport", "Payments (10.2, 10.4)", "Paiements (10.2, 10.4)"
    )
