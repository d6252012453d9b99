"""The document: header, notes, references, delivery."""

from typing import Any

from lxml.etree import _Element

from sansfaute.en16931.model import (
    DeliverToAddress,
    DeliveryInformation,
    DeliveryTerms,
    Invoice,
    InvoicingPeriod,
    PrecedingInvoice,
    ProcessControl,
    SupportingDocument,
)
from sansfaute.en16931.syntaxes.ubl.names import (
    CREDIT_NOTE,
    INVOICED_OBJECT,
    NOT_GIVEN,
    PROJECT,
    VAT_POINT_OF_UBL,
)
from sansfaute.en16931.syntaxes.ubl.notes import note_of
from sansfaute.en16931.syntaxes.ubl.reading.amounts import changes, totals, vat_breakdown
from sansfaute.en16931.syntaxes.ubl.reading.block import Block, Margin, text_of
from sansfaute.en16931.syntaxes.ubl.reading.line_references import About
from sansfaute.en16931.syntaxes.ubl.reading.lines import line
from sansfaute.en16931.syntaxes.ubl.reading.parties import address, agents, buyer, payee, seller, tax_representative
from sansfaute.en16931.syntaxes.ubl.reading.payment import payer, payment, payment_due_date
from sansfaute.en16931.values import Identifier


def document(root: _Element, margin: Margin) -> Invoice:
    """The invoice or credit note, as far as the model goes; what cannot be read is noted in the margin."""
    top = Block(root, "", margin)
    credit = root.tag == CREDIT_NOTE
    lines = top.blocks("CreditNoteLine" if credit else "InvoiceLine", "lines")
    supplier = top.block("AccountingSupplierParty").block("Party", "seller.")
    customer = top.block("AccountingCustomerParty").block("Party", "buyer.")
    about = About(top.text("ID") or "", top.text("DocumentCurrencyCode") or "")
    quantity = "CreditedQuantity" if credit else "InvoicedQuantity"
    return Invoice(
        **_header(top, credit),
        **_references(top),
        **_documents(top, credit),
        **changes(top),
        **agents(supplier, customer),
        seller=seller(supplier),
        buyer=buyer(customer),
        payee=payee(top.block("PayeeParty", "payee.")),
        tax_representative=tax_representative(top.block("TaxRepresentativeParty", "tax_representative.")),
        delivery=_delivery(top),
        payment_due_date=payment_due_date(top),
        payment_terms=top.block("PaymentTerms").text("Note"),
        payment_instructions=payment(top),
        payer=payer(top),
        delivery_terms=delivery_terms(top),
        totals=totals(top),
        vat_breakdown=vat_breakdown(top),
        lines=tuple([line(one, quantity, about) for one in lines]),
    )


def _header(top: Block, credit: bool) -> dict[str, Any]:
    """BT-1 to BT-10, BT-19, BG-1 and BG-2."""
    point = top.block("InvoicePeriod").code("DescriptionCode", "vat_point_date_code")
    return {
        "invoice_number": top.code("ID", "invoice_number") or "",
        "issue_date": top.needed_day("IssueDate", "issue_date"),
        "type_code": top.needed_code("CreditNoteTypeCode" if credit else "InvoiceTypeCode", "type_code"),
        "currency_code": top.needed_code("DocumentCurrencyCode", "currency_code"),
        "vat_accounting_currency_code": top.code("TaxCurrencyCode", "vat_accounting_currency_code"),
        "vat_point_date": top.day("TaxPointDate", "vat_point_date"),
        "vat_point_date_code": VAT_POINT_OF_UBL.get(point, point) if point is not None else None,
        "buyer_reference": top.text("BuyerReference"),
        "buyer_accounting_reference": top.text("AccountingCost"),
        "notes": tuple([note_of(text_of(one)) for one in top.every("Note")]),
        "process_control": ProcessControl(
            business_process_type=top.code("ProfileID", "process_control.business_process_type"),
            specification_identifier=top.code("CustomizationID", "process_control.specification_identifier") or "",
        ),
    }


def _references(top: Block) -> dict[str, Any]:
    """BT-12 to BT-17 and BG-3; EXT-FR-FE-01 and 197 to 199."""
    order = top.block("OrderReference")
    despatch = top.block("DespatchDocumentReference")
    contract = top.block("ContractDocumentReference")
    purchase = order.code("ID", "purchase_order_reference")
    sales = order.code("SalesOrderID", "sales_order_reference")
    return {
        "purchase_order_reference": None if purchase == NOT_GIVEN and sales is not None else purchase,
        "sales_order_reference": sales,
        "purchase_order_date": order.day("IssueDate", "purchase_order_date"),
        "contract_reference": contract.code("ID", "contract_reference"),
        "contract_date": contract.day("IssueDate", "contract_date"),
        "contract_type_code": contract.code("DocumentType", "contract_type_code"),
        "receiving_advice_reference": top.block("ReceiptDocumentReference").code("ID", "receiving_advice_reference"),
        "despatch_advice_reference": despatch.code("ID", "despatch_advice_reference"),
        "despatch_advice_date": despatch.day("IssueDate", "despatch_advice_date"),
        "tender_reference": top.block("OriginatorDocumentReference").code("ID", "tender_reference"),
        "preceding_invoices": tuple([_preceding(one) for one in top.blocks("BillingReference", "preceding_invoices")]),
    }


def _preceding(reference: Block) -> PrecedingInvoice:
    """BG-3."""
    document = reference.block("InvoiceDocumentReference")
    return PrecedingInvoice(
        invoice_number=document.code("ID", "invoice_number") or "",
        issue_date=document.day("IssueDate", "issue_date"),
        type_code=document.code("DocumentTypeCode", "type_code"),
    )


def _documents(top: Block, credit: bool) -> dict[str, Any]:
    """BT-18, BT-11 and BG-24: three uses of one element, told apart by its type."""
    found: dict[str, Any] = {"project_reference": top.block("ProjectReference").code("ID", "project_reference")}
    supporting: list[SupportingDocument] = []
    for one in top.blocks("AdditionalDocumentReference"):
        kind = one.text("DocumentTypeCode") or ""
        if kind == INVOICED_OBJECT and "invoiced_object_identifier" not in found:
            found["invoiced_object_identifier"] = one.identifier("ID", "invoiced_object_identifier") or Identifier("")
        elif kind == PROJECT and credit and found["project_reference"] is None:
            found["project_reference"] = one.code("ID", "project_reference")
        elif kind != INVOICED_OBJECT:
            one.where = f"supporting_documents[{len(supporting)}]."
            supporting.append(_supporting(one))
    found["supporting_documents"] = tuple(supporting)
    return found


def _supporting(one: Block) -> SupportingDocument:
    """BG-24."""
    attached = one.block("Attachment")
    content = attached.first("EmbeddedDocumentBinaryObject")
    return SupportingDocument(
        reference=one.code("ID", "reference") or "",
        description=one.text("DocumentDescription"),
        external_location=attached.block("ExternalReference").code("URI", "external_location"),
        attachment=attached.attachment(content, "attachment") if content is not None else None,
    )


def _delivery(top: Block) -> DeliveryInformation | None:
    """BG-13; None when nothing of it is given."""
    element = top.block("Delivery", "delivery.")
    place = element.block("DeliveryLocation")
    delivery = DeliveryInformation(
        party_name=element.block("DeliveryParty").block("PartyName").text("Name"),
        location_identifier=place.identifier("ID", "location_identifier"),
        actual_delivery_date=element.day("ActualDeliveryDate", "actual_delivery_date"),
        invoicing_period=_period(top.block("InvoicePeriod", "delivery.invoicing_period.")),
        deliver_to_address=address(place.block("Address", "delivery.deliver_to_address."), DeliverToAddress),
    )
    return None if delivery == DeliveryInformation() else delivery


def _period(element: Block) -> InvoicingPeriod | None:
    """BG-14."""
    start, end = element.day("StartDate", "start_date"), element.day("EndDate", "end_date")
    return InvoicingPeriod(start_date=start, end_date=end) if start or end else None


def delivery_terms(parent: Block) -> DeliveryTerms | None:
    """EXT-FR-FE-BG-14; None when there are none."""
    element = parent.block("DeliveryTerms", "delivery_terms.")
    if not element:
        return None
    return DeliveryTerms(code=element.code("ID", "code"), location=element.block("DeliveryLocation").text("Name"))
