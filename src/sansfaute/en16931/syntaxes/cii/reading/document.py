"""The document: context, header, notes, references, delivery."""

from datetime import date
from typing import Any

from lxml.etree import _Element

from sansfaute.en16931.model import (
    DeliveryInformation,
    Invoice,
    Note,
    ProcessControl,
    SupportingDocument,
)
from sansfaute.en16931.syntaxes.cii.names import ATTACHMENT, RSM, TENDER
from sansfaute.en16931.syntaxes.cii.reading.block import Block
from sansfaute.en16931.syntaxes.cii.reading.lines import invoiced_object, line
from sansfaute.en16931.syntaxes.cii.reading.parties import (
    buyer,
    deliver_to_address,
    one_identifier,
    seller,
    tax_representative,
)
from sansfaute.en16931.syntaxes.cii.reading.settlement import invoicing_period, settlement
from sansfaute.en16931.syntaxes.refusals import ReadRefused
from sansfaute.en16931.values import Finding


def document(root: _Element) -> Invoice:
    """The invoice; raises ReadRefused with every number or date that cannot be read.

    A missing text becomes empty, for the rules to report; a missing number or issue date cannot be
    held by the model.
    """
    findings: list[Finding] = []
    top = Block(root, "", findings)
    body = top.block("SupplyChainTradeTransaction", RSM)
    delivery = body.block("ApplicableHeaderTradeDelivery")
    paid = body.block("ApplicableHeaderTradeSettlement")
    invoice = Invoice(
        **_header(top.block("ExchangedDocument", RSM)),
        **_agreement(body.block("ApplicableHeaderTradeAgreement")),
        **settlement(paid),
        despatch_advice_reference=_number(delivery, "DespatchAdviceReferencedDocument"),
        receiving_advice_reference=_number(delivery, "ReceivingAdviceReferencedDocument"),
        process_control=_context(top.block("ExchangedDocumentContext", RSM)),
        delivery=_delivery(delivery, paid),
        lines=tuple(line(one) for one in body.blocks("IncludedSupplyChainTradeLineItem")),
    )
    if findings:
        raise ReadRefused(findings)
    return invoice


def _context(element: Block) -> ProcessControl:
    """BG-2."""
    process = element.block("BusinessProcessSpecifiedDocumentContextParameter").code("ID")
    guideline = element.block("GuidelineSpecifiedDocumentContextParameter").code("ID")
    return ProcessControl(business_process_type=process, specification_identifier=guideline or "")


def _header(element: Block) -> dict[str, Any]:
    """BT-1, BT-3, BT-2 and BG-1."""
    if element.first("IssueDateTime") is None:
        element.refuse("IssueDateTime", "BT-2", "", "une date AAAAMMJJ (format 102)", "a date YYYYMMDD (format 102)")
    notes = element.blocks("IncludedNote")
    return {
        "invoice_number": element.code("ID") or "",
        "type_code": element.code("TypeCode") or "",
        "issue_date": element.date("IssueDateTime", "BT-2") or date.min,
        "notes": tuple(Note(text=n.text("Content") or "", subject_code=n.code("SubjectCode")) for n in notes),
    }


def _agreement(element: Block) -> dict[str, Any]:
    """Parties and references."""
    documents = element.blocks("AdditionalReferencedDocument")
    tenders = (one.code("IssuerAssignedID") for one in documents if one.code("TypeCode") == TENDER)
    return {
        "buyer_reference": element.text("BuyerReference"),
        "seller": seller(element.block("SellerTradeParty")),
        "buyer": buyer(element.block("BuyerTradeParty")),
        "tax_representative": tax_representative(element.block("SellerTaxRepresentativeTradeParty")),
        "sales_order_reference": _number(element, "SellerOrderReferencedDocument"),
        "purchase_order_reference": _number(element, "BuyerOrderReferencedDocument"),
        "contract_reference": _number(element, "ContractReferencedDocument"),
        "project_reference": element.block("SpecifiedProcuringProject").code("ID"),
        "tender_reference": next(tenders, None),
        "invoiced_object_identifier": invoiced_object(element),
        "supporting_documents": tuple(_supporting(one) for one in documents if one.code("TypeCode") == ATTACHMENT),
    }


def _supporting(element: Block) -> SupportingDocument:
    """BG-24."""
    return SupportingDocument(
        reference=element.code("IssuerAssignedID") or "",
        description=element.text("Name"),
        external_location=element.code("URIID"),
        attachment=element.attachment("AttachmentBinaryObject"),
    )


def _delivery(element: Block, paid: Block) -> DeliveryInformation | None:
    """BG-13; None when nothing of it is given."""
    party = element.block("ShipToTradeParty")
    event = element.block("ActualDeliverySupplyChainEvent")
    delivery = DeliveryInformation(
        party_name=party.text("Name"),
        location_identifier=one_identifier(party),
        actual_delivery_date=event.date("OccurrenceDateTime", "BT-72"),
        invoicing_period=invoicing_period(paid),
        deliver_to_address=deliver_to_address(party),
    )
    return None if delivery == DeliveryInformation() else delivery


def _number(element: Block, name: str) -> str | None:
    return element.block(name).code("IssuerAssignedID")
