"""The invoice that the message is about, and its status."""
# ruff: noqa: RUF009 - element() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass

from sansfaute.en16931.cdar.model.details import StatusDetail
from sansfaute.en16931.cdar.model.parties import InvoiceIssuer, InvoiceRecipient
from sansfaute.en16931.mapped import Moment, element
from sansfaute.en16931.values import BinaryObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The referenced invoice: its number, kind and date, its status, and the details of it."""

    invoice_number: str = element(
        "MDT-87", "1..1", "code", "IssuerAssignedID", "Invoice number (BT-1)", "Numéro de facture (BT-1)"
    )
    document_status_code: str | None = element(
        "MDT-88", "0..1", "code", "StatusCode", "Status code (UNTDID 1373)", "Code statut (UNTDID 1373)"
    )
    invoice_type_code: str | None = element(
        "MDT-91", "0..1", "code", "TypeCode", "Invoice type code (BT-3)", "Nature de la facture (BT-3)"
    )
    received_at: Moment | None = element(
        "MDT-95",
        "0..1",
        "moment",
        "ReceiptDateTime/udt:DateTimeString",
        "Time of deposit or of reception",
        "Date et heure de dépôt ou de réception",
        attribute="format",
    )
    attachments: tuple[BinaryObject, ...] = element(
        "MDT-96", "0..n", "attachment", "AttachmentBinaryObject", "Attached files", "Pièces jointes"
    )
    reference_type_code: str | None = element(
        "MDT-97", "0..1", "code", "ReferenceTypeCode", "Reference type code", "Code type de référence"
    )
    issue_date: Moment = element(
        "MDT-100",
        "1..1",
        "moment",
        "FormattedIssueDateTime/qdt:DateTimeString",
        "Invoice issue date (BT-2)",
        "Date de facture (BT-2)",
        attribute="format",
    )
    status_code: str = element("MDT-105", "1..1", "code", "ProcessConditionCode", "Status", "Statut")
    status_name: str | None = element(
        "MDT-106", "0..1", "text", "ProcessCondition", "Status label", "Libellé du statut"
    )
    issuer: InvoiceIssuer = element(
        "", "1..1", "group", "IssuerTradeParty", "Seller of the invoice", "Vendeur de la facture"
    )
    recipients: tuple[InvoiceRecipient, ...] = element(
        "", "0..n", "group", "RecipientTradeParty", "Recipients of the invoice", "Destinataires de la facture"
    )
    details: tuple[StatusDetail, ...] = element(
        "MDG-37", "0..n", "group", "SpecifiedDocumentStatus", "Details of the status", "Détails du statut"
    )
