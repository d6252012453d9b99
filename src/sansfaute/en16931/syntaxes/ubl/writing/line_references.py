"""What a line refers to: orders, despatches, other invoices and lines, deliveries; its VAT."""

from typing import NamedTuple

from lxml.etree import _Element

from sansfaute.en16931.model import Line, LineDelivery
from sansfaute.en16931.syntaxes.ubl.names import NOT_GIVEN
from sansfaute.en16931.syntaxes.ubl.writing.elements import amount, block, day, identifier, inside, text, texts
from sansfaute.en16931.syntaxes.ubl.writing.parties import address


class About(NamedTuple):
    """What a line must know of its document: number (BT-1), currencies (BT-5, BT-6), kind."""

    number: str
    currency: str
    accounting_currency: str
    is_credit_note: bool


def references(element: _Element, one: Line, about: About) -> None:
    """Orders, despatch and receiving advices, and other invoices, in the schema's order."""
    _orders(element, one)
    if one.despatch_advice is not None:
        advice = one.despatch_advice
        _document_and_line(element, "DespatchLineReference", advice.reference, advice.line_reference)
    if one.receiving_advice is not None:
        receipt = one.receiving_advice
        _document_and_line(element, "ReceiptLineReference", receipt.reference, receipt.line_reference)
    if one.subtype_code or one.parent_line_identifier:
        _billing(element, about.number, one.parent_line_identifier, (("DocumentStatusCode", one.subtype_code),))
    for preceding in one.preceding_invoices:
        reference = _billing(element, preceding.invoice_number, preceding.line_reference, ())
        day(reference, "IssueDate", preceding.issue_date)
        texts(reference, (("DocumentTypeCode", preceding.type_code),))


def _orders(element: _Element, one: Line) -> None:
    """BT-132, EXT-FR-FE-135 and 200, EXT-FR-FE-BG-09; the schema wants a line and an order."""
    sales = one.sales_order.reference if one.sales_order is not None else None
    sales_line = one.sales_order.line_reference if one.sales_order is not None else None
    order_given = one.purchase_order_reference or sales or one.purchase_order_date
    if one.purchase_order_line_reference or sales_line or order_given:
        reference = block(element, "OrderLineReference")
        text(reference, "LineID", one.purchase_order_line_reference or NOT_GIVEN)
        texts(reference, (("SalesOrderLineID", sales_line),))
        if order_given:
            order = block(reference, "OrderReference")
            text(order, "ID", one.purchase_order_reference or NOT_GIVEN)
            texts(order, (("SalesOrderID", sales),))
            day(order, "IssueDate", one.purchase_order_date)


def _document_and_line(element: _Element, name: str, reference: str | None, line: str | None) -> None:
    if reference or line:
        holder = block(element, name)
        text(holder, "LineID", line or NOT_GIVEN)
        inside(holder, "DocumentReference", "ID", reference)


def _billing(element: _Element, number: str, line: str | None, codes: tuple[tuple[str, str | None], ...]) -> _Element:
    """A reference to an invoice and a line of it; gives the reference to the invoice back."""
    holder = block(element, "BillingReference")
    reference = block(holder, "InvoiceDocumentReference")
    text(reference, "ID", number)
    texts(reference, codes)
    inside(holder, "BillingReferenceLine", "ID", line)
    return reference


def delivery(element: _Element, given: LineDelivery) -> None:
    """EXT-FR-FE-BG-10; UBL has one identifier of the place."""
    holder = block(element, "Delivery")
    day(holder, "ActualDeliveryDate", given.actual_delivery_date)
    if given.identifiers or given.postal_address is not None:
        place = block(holder, "DeliveryLocation")
        for one in given.identifiers[:1]:
            identifier(place, "ID", one)
        if given.postal_address is not None:
            address(place, "Address", given.postal_address)
    if given.party_name:
        inside(block(holder, "DeliveryParty"), "PartyName", "Name", given.party_name)


def line_vat(element: _Element, one: Line, about: About) -> None:
    """EXT-FR-FE-181 and 182."""
    if one.vat_amount is not None:
        amount(block(element, "TaxTotal"), "TaxAmount", one.vat_amount, about.currency)
    if one.vat_amount_in_accounting_currency is not None:
        given = one.vat_amount_in_accounting_currency
        amount(block(element, "TaxTotal"), "TaxAmount", given, about.accounting_currency)
