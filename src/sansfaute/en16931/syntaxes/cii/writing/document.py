"""The document: context, header, notes, references, delivery."""

from base64 import b64encode

from sansfaute.en16931.model import DeliveryInformation, Invoice, SupportingDocument
from sansfaute.en16931.profiles import profile_named
from sansfaute.en16931.syntaxes.cii.names import ATTACHMENT, EXTENDED, PROJECT_NAME, RAM, RSM, TENDER
from sansfaute.en16931.syntaxes.cii.writing.elements import block, day, reference, text, texts
from sansfaute.en16931.syntaxes.cii.writing.lines import delivery_terms, invoiced_object, line
from sansfaute.en16931.syntaxes.cii.writing.nodes import Node, child, leaf, whole
from sansfaute.en16931.syntaxes.cii.writing.parties import buyer, extension_party, seller, ship_to, tax_representative
from sansfaute.en16931.syntaxes.cii.writing.settlement import settlement


def document(invoice: Invoice) -> bytes:
    """CrossIndustryInvoice; raises ValueError for text that XML cannot carry or a number not finite."""
    root = Node("rsm:CrossIndustryInvoice")
    _context(root, invoice)
    _header(root, invoice)
    body = child(root, RSM, "SupplyChainTradeTransaction")
    lean = profile_named(invoice.process_control.specification_identifier) in EXTENDED
    currencies = (invoice.currency_code, invoice.vat_accounting_currency_code)
    for one in invoice.lines:
        line(body, one, currencies, lean=lean)
    _agreement(block(body, "ApplicableHeaderTradeAgreement"), invoice)
    _delivery(block(body, "ApplicableHeaderTradeDelivery"), invoice)
    settlement(body, invoice)
    return whole(root)


def _context(root: Node, invoice: Invoice) -> None:
    """BG-2."""
    element = child(root, RSM, "ExchangedDocumentContext")
    process = invoice.process_control.business_process_type
    if process:
        text(block(element, "BusinessProcessSpecifiedDocumentContextParameter"), "ID", process)
    guideline = block(element, "GuidelineSpecifiedDocumentContextParameter")
    text(guideline, "ID", invoice.process_control.specification_identifier)


def _header(root: Node, invoice: Invoice) -> None:
    """BT-1, BT-3, BT-2 and BG-1."""
    element = child(root, RSM, "ExchangedDocument")
    text(element, "ID", invoice.invoice_number)
    text(element, "TypeCode", invoice.type_code)
    day(element, "IssueDateTime", invoice.issue_date)
    for note in invoice.notes:
        outer = block(element, "IncludedNote")
        text(outer, "Content", note.text)
        texts(outer, (("SubjectCode", note.subject_code),))


def _agreement(element: Node, invoice: Invoice) -> None:
    """Parties and references, in the schema's order."""
    texts(element, (("BuyerReference", invoice.buyer_reference),))
    seller(element, invoice.seller)
    buyer(element, invoice.buyer)
    extension_party(element, "SalesAgentTradeParty", invoice.seller_agent)
    if invoice.tax_representative is not None:
        tax_representative(element, invoice.tax_representative)
    if invoice.delivery_terms is not None:
        delivery_terms(element, invoice.delivery_terms.code, invoice.delivery_terms.location)
    _orders(element, invoice)
    for one in invoice.supporting_documents:
        _supporting_document(element, one)
    if invoice.tender_reference:
        tender = block(element, "AdditionalReferencedDocument")
        texts(tender, (("IssuerAssignedID", invoice.tender_reference), ("TypeCode", TENDER)))
    if invoice.invoiced_object_identifier is not None:
        invoiced_object(element, invoice.invoiced_object_identifier)
    extension_party(element, "BuyerAgentTradeParty", invoice.buyer_agent)
    if invoice.project_reference:
        project = block(element, "SpecifiedProcuringProject")
        texts(project, (("ID", invoice.project_reference), ("Name", invoice.project_name or PROJECT_NAME)))


def _orders(element: Node, invoice: Invoice) -> None:
    """BT-14, BT-13 and BT-12, with the dates and the kind of EXTENDED-CTC-FR."""
    reference(element, "SellerOrderReferencedDocument", invoice.sales_order_reference)
    reference(
        element,
        "BuyerOrderReferencedDocument",
        invoice.purchase_order_reference,
        issued=invoice.purchase_order_date,
    )
    reference(
        element,
        "ContractReferencedDocument",
        invoice.contract_reference,
        kind=invoice.contract_type_code,
        issued=invoice.contract_date,
    )


def _supporting_document(parent: Node, one: SupportingDocument) -> None:
    """BG-24."""
    element = block(parent, "AdditionalReferencedDocument")
    text(element, "IssuerAssignedID", one.reference)
    texts(element, (("URIID", one.external_location), ("TypeCode", ATTACHMENT), ("Name", one.description)))
    if one.attachment is not None:
        attributes = {"mimeCode": one.attachment.mime_code, "filename": one.attachment.filename}
        content = b64encode(one.attachment.content).decode("ascii")
        leaf(element, RAM, "AttachmentBinaryObject", content, attributes)


def _delivery(element: Node, invoice: Invoice) -> None:
    """BG-13, BT-16 and BT-15."""
    delivery = invoice.delivery or DeliveryInformation()
    ship_to(element, delivery)
    if delivery.actual_delivery_date is not None:
        event = block(element, "ActualDeliverySupplyChainEvent")
        day(event, "OccurrenceDateTime", delivery.actual_delivery_date)
    reference(
        element,
        "DespatchAdviceReferencedDocument",
        invoice.despatch_advice_reference,
        issued=invoice.despatch_advice_date,
    )
    reference(element, "ReceivingAdviceReferencedDocument", invoice.receiving_advice_reference)
    reference(element, "DeliveryNoteReferencedDocument", invoice.delivery_note_reference)
