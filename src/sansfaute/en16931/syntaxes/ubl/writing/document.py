"""The document: header, notes, references, delivery."""

from base64 import b64encode

from lxml.etree import Element, SubElement, _Element

from sansfaute.en16931.model import DeliveryInformation, Invoice, SupportingDocument
from sansfaute.en16931.syntaxes.ubl import notes
from sansfaute.en16931.syntaxes.ubl.names import (
    CAC,
    CBC,
    CREDIT_NOTE,
    CREDIT_NOTE_TYPES,
    INVOICE,
    INVOICED_OBJECT,
    NOT_GIVEN,
    PROJECT,
    VAT_POINT_IN_UBL,
)
from sansfaute.en16931.syntaxes.ubl.writing.amounts import allowance_or_charge, tax_category, tax_totals, totals
from sansfaute.en16931.syntaxes.ubl.writing.elements import block, day, delivery_terms, identifier, inside, text, texts
from sansfaute.en16931.syntaxes.ubl.writing.line_references import About
from sansfaute.en16931.syntaxes.ubl.writing.lines import line
from sansfaute.en16931.syntaxes.ubl.writing.parties import address, buyer, payee, seller, tax_representative
from sansfaute.en16931.syntaxes.ubl.writing.payment import payment


def document(invoice: Invoice) -> _Element:
    """Invoice or CreditNote, in the schema's order; raises WriteRefused, or ValueError for odd characters."""
    credit = invoice.type_code in CREDIT_NOTE_TYPES
    tag = CREDIT_NOTE if credit else INVOICE
    prefixes: dict[str | None, str] = {None: tag[1 : tag.index("}")], "cac": CAC[1:-1], "cbc": CBC[1:-1]}
    root = Element(tag, nsmap=prefixes)  # type: ignore[arg-type]  # the stubs forget the default namespace
    _header(root, invoice, credit)
    _period(root, invoice)
    _references(root, invoice, credit)
    _parties(root, invoice)
    _delivery(root, invoice.delivery)
    if invoice.delivery_terms is not None:
        delivery_terms(root, invoice.delivery_terms.code, invoice.delivery_terms.location)
    payment(root, invoice, credit)
    for change, charge in ((invoice.allowances, False), (invoice.charges, True)):
        for one in change:
            element = allowance_or_charge(root, one, invoice.currency_code, charge=charge)
            reasons = one.exemption_reason_code, one.exemption_reason
            tax_category(element, "TaxCategory", one.vat_category_code, one.vat_rate, reasons)
    tax_totals(root, invoice)
    totals(root, invoice)
    about = About(invoice.invoice_number, invoice.currency_code, invoice.vat_accounting_currency_code or "", credit)
    for item in invoice.lines:
        line(root, item, about)
    return root


def _header(root: _Element, invoice: Invoice, credit: bool) -> None:
    """BT-1 to BT-10, BT-19, BG-1 and BG-2."""
    control = invoice.process_control
    texts(root, (("CustomizationID", control.specification_identifier), ("ProfileID", control.business_process_type)))
    text(root, "ID", invoice.invoice_number)
    day(root, "IssueDate", invoice.issue_date)
    if credit:
        day(root, "TaxPointDate", invoice.vat_point_date)
    else:
        day(root, "DueDate", invoice.payment_due_date)
    texts(root, (("CreditNoteTypeCode" if credit else "InvoiceTypeCode", invoice.type_code),))
    texts(root, (("Note", notes.text_of(one, f"notes[{n}]")) for n, one in enumerate(invoice.notes)))
    if not credit:
        day(root, "TaxPointDate", invoice.vat_point_date)
    codes = (
        ("DocumentCurrencyCode", invoice.currency_code),
        ("TaxCurrencyCode", invoice.vat_accounting_currency_code),
        ("AccountingCost", invoice.buyer_accounting_reference),
        ("BuyerReference", invoice.buyer_reference),
    )
    texts(root, codes)


def _period(root: _Element, invoice: Invoice) -> None:
    """BG-14 and BT-8."""
    given = invoice.delivery.invoicing_period if invoice.delivery is not None else None
    point = invoice.vat_point_date_code
    if point or given is not None:
        element = block(root, "InvoicePeriod")
        if given is not None:
            day(element, "StartDate", given.start_date)
            day(element, "EndDate", given.end_date)
        texts(element, (("DescriptionCode", VAT_POINT_IN_UBL.get(point, point) if point else None),))


def _references(root: _Element, invoice: Invoice, credit: bool) -> None:
    """BT-13 to BT-16, BT-12, BG-3, and their dates."""
    if invoice.purchase_order_reference or invoice.sales_order_reference:
        order = block(root, "OrderReference")
        text(order, "ID", invoice.purchase_order_reference or NOT_GIVEN)
        texts(order, (("SalesOrderID", invoice.sales_order_reference),))
        day(order, "IssueDate", invoice.purchase_order_date)
    for preceding in invoice.preceding_invoices:
        reference = block(block(root, "BillingReference"), "InvoiceDocumentReference")
        text(reference, "ID", preceding.invoice_number)
        day(reference, "IssueDate", preceding.issue_date)
        texts(reference, (("DocumentTypeCode", preceding.type_code),))
    if invoice.despatch_advice_reference:
        despatch = block(root, "DespatchDocumentReference")
        text(despatch, "ID", invoice.despatch_advice_reference)
        day(despatch, "IssueDate", invoice.despatch_advice_date)
    inside(root, "ReceiptDocumentReference", "ID", invoice.receiving_advice_reference)
    if not credit:
        inside(root, "OriginatorDocumentReference", "ID", invoice.tender_reference)
    if invoice.contract_reference:
        contract = block(root, "ContractDocumentReference")
        text(contract, "ID", invoice.contract_reference)
        day(contract, "IssueDate", invoice.contract_date)
        texts(contract, (("DocumentType", invoice.contract_type_code),))
    _documents(root, invoice, credit)


def _documents(root: _Element, invoice: Invoice, credit: bool) -> None:
    """BG-24, BT-18, BT-11 and, in a credit note, BT-17."""
    for one in invoice.supporting_documents:
        _supporting_document(root, one)
    _object(root, invoice)
    if credit and invoice.project_reference:
        project = block(root, "AdditionalDocumentReference")
        texts(project, (("ID", invoice.project_reference), ("DocumentTypeCode", PROJECT)))
    if credit:
        inside(root, "OriginatorDocumentReference", "ID", invoice.tender_reference)
    else:
        inside(root, "ProjectReference", "ID", invoice.project_reference)


def _object(root: _Element, invoice: Invoice) -> None:
    """BT-18."""
    if invoice.invoiced_object_identifier is not None and invoice.invoiced_object_identifier.value:
        element = block(root, "AdditionalDocumentReference")
        identifier(element, "ID", invoice.invoiced_object_identifier)
        text(element, "DocumentTypeCode", INVOICED_OBJECT)


def _supporting_document(root: _Element, one: SupportingDocument) -> None:
    """BG-24."""
    element = block(root, "AdditionalDocumentReference")
    text(element, "ID", one.reference)
    texts(element, (("DocumentDescription", one.description),))
    if one.attachment is not None or one.external_location:
        attached = block(element, "Attachment")
        if one.attachment is not None:
            attributes = {"mimeCode": one.attachment.mime_code, "filename": one.attachment.filename}
            content = SubElement(attached, CBC + "EmbeddedDocumentBinaryObject", attributes)
            content.text = b64encode(one.attachment.content).decode("ascii")
        inside(attached, "ExternalReference", "URI", one.external_location)


def _parties(root: _Element, invoice: Invoice) -> None:
    """BG-4, BG-7, BG-10 and BG-11; the creditor identifier (BT-90) stands with who is paid."""
    debit = invoice.payment_instructions.direct_debit if invoice.payment_instructions is not None else None
    creditor = debit.creditor_identifier if debit is not None else None
    own = creditor if invoice.payee is None else None
    seller(root, invoice.seller, own, invoice.seller_agent, invoice.invoicer)
    buyer(root, invoice.buyer, invoice.buyer_agent, invoice.invoicee)
    if invoice.payee is not None:
        payee(root, invoice.payee, creditor)
    if invoice.tax_representative is not None:
        tax_representative(root, invoice.tax_representative)


def _delivery(root: _Element, given: DeliveryInformation | None) -> None:
    """BG-13 and BG-15; nothing when only the period is given."""
    if given is None or not (
        given.party_name or given.location_identifier or given.actual_delivery_date or given.deliver_to_address
    ):
        return
    element = block(root, "Delivery")
    day(element, "ActualDeliveryDate", given.actual_delivery_date)
    if given.location_identifier is not None or given.deliver_to_address is not None:
        place = block(element, "DeliveryLocation")
        identifier(place, "ID", given.location_identifier)
        if given.deliver_to_address is not None:
            address(place, "Address", given.deliver_to_address)
    if given.party_name:
        inside(block(element, "DeliveryParty"), "PartyName", "Name", given.party_name)
