"""What a line refers to: orders, despatches, other invoices and lines, deliveries, its own seller."""

from datetime import date
from typing import Any, NamedTuple

from sansfaute.en16931.model import (
    LineDelivery,
    LineDeliveryAddress,
    LineDespatchAdvice,
    LinePrecedingInvoice,
    LineReceivingAdvice,
    LineSalesOrder,
    LineSeller,
    LineSellerAddress,
)
from sansfaute.en16931.syntaxes.ubl.names import CAC, NOT_GIVEN
from sansfaute.en16931.syntaxes.ubl.reading.block import Block
from sansfaute.en16931.syntaxes.ubl.reading.parties import address, identifiers, tax_number


class About(NamedTuple):
    """What a line must know of its document: its number (BT-1) and its currency (BT-5), as they are written."""

    number: str
    currency: str


def extension(element: Block, about: About) -> dict[str, Any]:
    """The fields of a line that hold references."""
    found: dict[str, Any] = {}
    for name in element.names():
        reader = _READERS.get(name)
        if reader is not None:
            found |= reader(element, about)
    return found


def _orders(element: Block, _: About) -> dict[str, Any]:
    """BT-132, EXT-FR-FE-135 and 200, EXT-FR-FE-BG-09."""
    reference = element.block("OrderLineReference")
    order = reference.block("OrderReference")
    sales = LineSalesOrder(
        reference=order.code("SalesOrderID", "sales_order.reference"),
        line_reference=reference.code("SalesOrderLineID", "sales_order.line_reference"),
    )
    line = reference.code("LineID", "purchase_order_line_reference")
    dated = order.day("IssueDate", "purchase_order_date")
    return {
        "purchase_order_line_reference": None if line == NOT_GIVEN and len(list(reference.names())) > 1 else line,
        "purchase_order_reference": _given(order.code("ID", "purchase_order_reference"), sales.reference or dated),
        "purchase_order_date": dated,
        "sales_order": None if sales == LineSalesOrder() else sales,
    }


def _given(reference: str | None, beside: str | date | None) -> str | None:
    """A reference that may only fill the place which the schema keeps for it, beside another."""
    return None if reference == NOT_GIVEN and beside is not None else reference


def _despatch(element: Block, _: About) -> dict[str, Any]:
    reference, line = _document_and_line(element.block("DespatchLineReference"), "despatch_advice.")
    return {"despatch_advice": LineDespatchAdvice(reference=reference, line_reference=line)}


def _receipt(element: Block, _: About) -> dict[str, Any]:
    reference, line = _document_and_line(element.block("ReceiptLineReference"), "receiving_advice.")
    return {"receiving_advice": LineReceivingAdvice(reference=reference, line_reference=line)}


def _document_and_line(element: Block, where: str) -> tuple[str | None, str | None]:
    reference = element.block("DocumentReference").code("ID", where + "reference")
    return reference, _given(element.code("LineID", where + "line_reference"), reference)


def _billing(element: Block, about: About) -> dict[str, Any]:
    """EXT-FR-FE-162 and 163 where the reference is to this very invoice, EXT-FR-FE-BG-06 otherwise."""
    found: dict[str, Any] = {}
    preceding: list[LinePrecedingInvoice] = []
    for one in element.blocks("BillingReference"):
        document = one.block("InvoiceDocumentReference")
        parent = one.block("BillingReferenceLine")
        if document.text("ID") == about.number and "subtype_code" not in found:
            found["subtype_code"] = document.needed_code("DocumentStatusCode", "subtype_code")  # does not count
            found["parent_line_identifier"] = parent.code("ID", "parent_line_identifier")
            continue
        document.where = f"{element.where}preceding_invoices[{len(preceding)}]."
        preceding.append(
            LinePrecedingInvoice(
                invoice_number=document.code("ID", "invoice_number") or "",
                type_code=document.code("DocumentTypeCode", "type_code"),
                issue_date=document.day("IssueDate", "issue_date"),
                line_reference=parent.code("ID", f"preceding_invoices[{len(preceding)}].line_reference"),
            )
        )
    return found | {"preceding_invoices": tuple(preceding)}


def _delivery(element: Block, _: About) -> dict[str, Any]:
    """EXT-FR-FE-BG-10."""
    delivery = element.block("Delivery", element.where + "delivery.")
    place = delivery.block("DeliveryLocation")
    identifier = place.identifier("ID", "identifiers[0]")
    where = element.where + "delivery.postal_address."
    found = LineDelivery(
        identifiers=(identifier,) if identifier is not None else (),
        party_name=delivery.block("DeliveryParty").block("PartyName").text("Name"),
        postal_address=address(place.block("Address", where), LineDeliveryAddress),
        actual_delivery_date=delivery.day("ActualDeliveryDate", "actual_delivery_date"),
    )
    return {"delivery": None if found == LineDelivery() else found}


def _vat(element: Block, about: About) -> dict[str, Any]:
    """EXT-FR-FE-181 and 182: the amount in the currency of the invoice is the first, the other one the second."""
    amounts = [one for one in (row.first("TaxAmount") for row in element.blocks("TaxTotal")) if one is not None]
    own = next((one for one in amounts if one.get("currencyID") == about.currency), None)
    other = next((one for one in amounts if one is not own), None)
    return {
        "vat_amount": element.figure(own, "vat_amount"),
        "vat_amount_in_accounting_currency": element.figure(other, "vat_amount_in_accounting_currency"),
    }


def _terms(element: Block, _: About) -> dict[str, Any]:
    """EXT-FR-FE-193 and 194."""
    terms = element.block("DeliveryTerms")
    return {
        "delivery_terms_code": terms.code("ID", "delivery_terms_code"),
        "delivery_terms_location": terms.block("DeliveryLocation").text("Name"),
    }


_READERS = {
    CAC + "OrderLineReference": _orders,
    CAC + "DespatchLineReference": _despatch,
    CAC + "ReceiptLineReference": _receipt,
    CAC + "BillingReference": _billing,
    CAC + "Delivery": _delivery,
    CAC + "TaxTotal": _vat,
    CAC + "DeliveryTerms": _terms,
}


def line_seller(party: Block) -> LineSeller | None:
    """EXT-FR-FE-BG-12, which UBL keeps under the maker of the item."""
    if not party:
        return None
    legal = party.block("PartyLegalEntity")
    return LineSeller(
        name=legal.text("RegistrationName"),
        trading_name=party.block("PartyName").text("Name"),
        identifiers=identifiers(party),
        legal_registration=legal.identifier("CompanyID", "legal_registration"),
        vat_identifier=tax_number(party, "vat_identifier", vat=True),
        electronic_address=party.identifier("EndpointID", "electronic_address"),
        postal_address=address(party.block("PostalAddress", party.where + "postal_address."), LineSellerAddress),
    )
