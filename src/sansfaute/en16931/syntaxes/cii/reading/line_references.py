"""What a line of EXTENDED-CTC-FR says of other documents and of its own delivery."""

from typing import Any

from sansfaute.en16931.model import (
    LineDelivery,
    LineDespatchAdvice,
    LineNote,
    LinePrecedingInvoice,
    LineReceivingAdvice,
    LineSalesOrder,
)
from sansfaute.en16931.syntaxes.cii.reading.block import Block
from sansfaute.en16931.syntaxes.cii.reading.parties import line_delivery_address


def notes(document: Block) -> dict[str, Any]:
    """BT-127 and EXT-FR-FE-183: the first note, and the further ones."""
    found = document.blocks("IncludedNote")
    if not found:
        return {}
    first, *others = found
    return {
        "note": first.text("Content"),
        "note_subject_code": first.code("SubjectCode", "note_subject_code"),
        "further_notes": tuple(
            [LineNote(text=one.text("Content") or "", subject_code=one.code("SubjectCode")) for one in others]
        ),
    }


def agreed(agreement: Block) -> dict[str, Any]:
    """Orders, contract and delivery terms."""
    found: dict[str, Any] = {}
    if order := agreement.block("BuyerOrderReferencedDocument"):
        found["purchase_order_line_reference"] = order.code("LineID", "purchase_order_line_reference")
        found["purchase_order_reference"] = order.code("IssuerAssignedID", "purchase_order_reference")
        found["purchase_order_date"] = order.date("FormattedIssueDateTime", "EXT-FR-FE-200", "purchase_order_date")
    if order := agreement.block("SellerOrderReferencedDocument", "sales_order."):
        found["sales_order"] = LineSalesOrder(**_reference(order))
    if contract := agreement.block("ContractReferencedDocument"):
        found["contract_reference"] = contract.code("IssuerAssignedID", "contract_reference")
        found["contract_line_reference"] = contract.code("LineID", "contract_line_reference")
    if terms := agreement.block("ApplicableTradeDeliveryTerms"):
        found["delivery_terms_code"] = terms.code("DeliveryTypeCode", "delivery_terms_code")
        found["delivery_terms_location"] = terms.block("RelevantTradeLocation").text("Name")
    return found


def delivered(delivery: Block) -> dict[str, Any]:
    """Advices, delivery note, and to whom and when the line was delivered."""
    found: dict[str, Any] = {}
    if advice := delivery.block("ReceivingAdviceReferencedDocument", "receiving_advice."):
        found["receiving_advice"] = LineReceivingAdvice(**_reference(advice))
    if advice := delivery.block("DespatchAdviceReferencedDocument", "despatch_advice."):
        found["despatch_advice"] = LineDespatchAdvice(**_reference(advice))
    if note := delivery.block("DeliveryNoteReferencedDocument"):
        found["delivery_note_reference"] = note.code("IssuerAssignedID", "delivery_note_reference")
        found["delivery_note_line_reference"] = note.code("LineID", "delivery_note_line_reference")
    party = delivery.block("ShipToTradeParty", "delivery.")
    event = delivery.block("ActualDeliverySupplyChainEvent", "delivery.")
    if party or event:
        found["delivery"] = LineDelivery(
            identifiers=tuple(party.identifiers()),
            party_name=party.text("Name"),
            postal_address=line_delivery_address(party),
            actual_delivery_date=event.date("OccurrenceDateTime", "EXT-FR-FE-158", "actual_delivery_date"),
        )
    return found


def preceding(settlement: Block) -> tuple[LinePrecedingInvoice, ...]:
    """EXT-FR-FE-BG-06."""
    return tuple(
        [
            LinePrecedingInvoice(
                invoice_number=one.needed_code("IssuerAssignedID", "invoice_number"),
                type_code=one.code("TypeCode", "type_code"),
                issue_date=one.date("FormattedIssueDateTime", "EXT-FR-FE-138", "issue_date"),
                line_reference=one.code("LineID", "line_reference"),
            )
            for one in settlement.listed("InvoiceReferencedDocument", "preceding_invoices")
        ]
    )


def _reference(element: Block) -> dict[str, str | None]:
    return {
        "reference": element.code("IssuerAssignedID", "reference"),
        "line_reference": element.code("LineID", "line_reference"),
    }
