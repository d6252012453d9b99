"""The document: context, header, notes, references, delivery."""

from typing import Any

from lxml.etree import _Element

from sansfaute.en16931.model import (
    BuyerAgent,
    BuyerAgentAddress,
    BuyerAgentContact,
    DeliveryInformation,
    DeliveryTerms,
    Invoice,
    Note,
    ProcessControl,
    SellerAgent,
    SellerAgentAddress,
    SellerAgentContact,
    SupportingDocument,
)
from sansfaute.en16931.syntaxes.cii.names import ATTACHMENT, PROJECT_NAME, RSM, TENDER
from sansfaute.en16931.syntaxes.cii.reading.block import Block, Record
from sansfaute.en16931.syntaxes.cii.reading.lines import invoiced_objects, line
from sansfaute.en16931.syntaxes.cii.reading.parties import (
    buyer,
    deliver_to_address,
    extension_party,
    first_of,
    seller,
    tax_representative,
)
from sansfaute.en16931.syntaxes.cii.reading.settlement import invoicing_period, settlement


def document(root: _Element, *, verbatim: bool = False) -> tuple[Invoice, Record]:
    """The invoice, and what was noted while reading: values that cannot be read, texts that are not plain.

    What is missing is absent in the model too, for the rules to report.
    """
    record = Record(verbatim)
    top = Block(root, record)
    body = top.block("SupplyChainTradeTransaction", namespace=RSM)
    delivery = body.block("ApplicableHeaderTradeDelivery")
    paid = body.block("ApplicableHeaderTradeSettlement")
    currency = paid.code("InvoiceCurrencyCode") or ""
    invoice = Invoice(
        **_header(top.block("ExchangedDocument", namespace=RSM)),
        **_agreement(body.block("ApplicableHeaderTradeAgreement")),
        **settlement(paid),
        **_delivered(delivery),
        process_control=_context(top.block("ExchangedDocumentContext", namespace=RSM)),
        delivery=_delivery(delivery, paid),
        lines=tuple([line(one, currency) for one in body.listed("IncludedSupplyChainTradeLineItem", "lines")]),
    )
    return invoice, record


def _context(element: Block) -> ProcessControl:
    """BG-2."""
    at = "process_control."
    process = element.block("BusinessProcessSpecifiedDocumentContextParameter", at)
    guideline = element.block("GuidelineSpecifiedDocumentContextParameter", at)
    return ProcessControl(
        business_process_type=process.code("ID", "business_process_type"),
        specification_identifier=guideline.code("ID", "specification_identifier") or "",
    )


def _header(element: Block) -> dict[str, Any]:
    """BT-1, BT-3, BT-2 and BG-1."""
    notes = element.listed("IncludedNote", "notes")
    return {
        "invoice_number": element.code("ID", "invoice_number") or "",
        "type_code": element.code("TypeCode", "type_code") or "",
        "issue_date": element.needed_date("IssueDateTime", "BT-2", "issue_date"),
        "notes": tuple([_note(one) for one in notes]),
    }


def _note(element: Block) -> Note:
    """BG-1; the subjects beyond the first, which no profile of ours has, are noted: rules count them."""
    further = [one.text or "" for one in element.every("SubjectCode")[1:]]
    if further:
        element.record.raw[element.at + "further_subject_codes"] = "|".join(further)
    return Note(text=element.text("Content") or "", subject_code=element.code("SubjectCode", "subject_code"))


def _agreement(element: Block) -> dict[str, Any]:
    """Parties and references."""
    documents = element.blocks("AdditionalReferencedDocument")
    tenders = (one.code("IssuerAssignedID") for one in documents if one.code("TypeCode") == TENDER)
    project = element.block("SpecifiedProcuringProject")
    name = project.text("Name")
    return {
        "buyer_reference": element.text("BuyerReference"),
        "seller": seller(element.block("SellerTradeParty", "seller.")),
        "buyer": buyer(element.block("BuyerTradeParty", "buyer.")),
        "tax_representative": tax_representative(
            element.block("SellerTaxRepresentativeTradeParty", "tax_representative.")
        ),
        "project_reference": project.code("ID", "project_reference"),
        "project_name": None if name == PROJECT_NAME else name,
        "tender_reference": next(tenders, None),
        "invoiced_object_identifier": next(iter(invoiced_objects(element, most=1)), None),
        "supporting_documents": tuple([_supporting(one) for one in documents if one.code("TypeCode") == ATTACHMENT]),
        **_orders(element),
        **_agents(element),
    }


def _orders(element: Block) -> dict[str, Any]:
    """Orders and contract, with their dates."""
    order = element.block("BuyerOrderReferencedDocument")
    contract = element.block("ContractReferencedDocument")
    sales = element.block("SellerOrderReferencedDocument")
    return {
        "sales_order_reference": sales.code("IssuerAssignedID", "sales_order_reference"),
        "purchase_order_reference": order.code("IssuerAssignedID", "purchase_order_reference"),
        "purchase_order_date": order.date("FormattedIssueDateTime", "EXT-FR-FE-197", "purchase_order_date"),
        "contract_reference": contract.code("IssuerAssignedID", "contract_reference"),
        "contract_type_code": contract.code("ReferenceTypeCode", "contract_type_code"),
        "contract_date": contract.date("FormattedIssueDateTime", "EXT-FR-FE-199", "contract_date"),
    }


def _agents(element: Block) -> dict[str, Any]:
    """Agents of the two parties, and the delivery terms."""
    terms = element.block("ApplicableTradeDeliveryTerms", "delivery_terms.")
    location = terms.block("RelevantTradeLocation").text("Name")
    return {
        "buyer_agent": extension_party(
            element.block("BuyerAgentTradeParty", "buyer_agent."), BuyerAgent, BuyerAgentAddress, BuyerAgentContact
        ),
        "seller_agent": extension_party(
            element.block("SalesAgentTradeParty", "seller_agent."), SellerAgent, SellerAgentAddress, SellerAgentContact
        ),
        "delivery_terms": DeliveryTerms(code=terms.code("DeliveryTypeCode", "code"), location=location)
        if terms
        else None,
    }


def _supporting(element: Block) -> SupportingDocument:
    """BG-24."""
    return SupportingDocument(
        reference=element.code("IssuerAssignedID") or "",
        description=element.text("Name"),
        external_location=element.code("URIID"),
        attachment=element.attachment("AttachmentBinaryObject"),
    )


def _delivered(element: Block) -> dict[str, Any]:
    """BT-15, BT-16 and the delivery note."""
    despatch = element.block("DespatchAdviceReferencedDocument")
    receiving = element.block("ReceivingAdviceReferencedDocument")
    note = element.block("DeliveryNoteReferencedDocument")
    return {
        "despatch_advice_reference": despatch.code("IssuerAssignedID", "despatch_advice_reference"),
        "despatch_advice_date": despatch.date("FormattedIssueDateTime", "EXT-FR-FE-198", "despatch_advice_date"),
        "receiving_advice_reference": receiving.code("IssuerAssignedID", "receiving_advice_reference"),
        "delivery_note_reference": note.code("IssuerAssignedID", "delivery_note_reference"),
    }


def _delivery(element: Block, paid: Block) -> DeliveryInformation | None:
    """BG-13; None when nothing of it is given."""
    party = element.block("ShipToTradeParty", "delivery.")
    event = element.block("ActualDeliverySupplyChainEvent", "delivery.")
    period = paid.block("BillingSpecifiedPeriod", "delivery.invoicing_period.")
    if not (party or event or period):
        return None
    identifier, further = first_of(party.identifiers("further_location_identifiers"))
    return DeliveryInformation(
        party_name=party.text("Name"),
        location_identifier=identifier,
        actual_delivery_date=event.date("OccurrenceDateTime", "BT-72", "actual_delivery_date"),
        invoicing_period=invoicing_period(period),
        deliver_to_address=deliver_to_address(party),
        further_location_identifiers=further,
    )
