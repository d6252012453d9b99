"""The semantic model of EN 16931-1 and EXTENDED-CTC-FR: one frozen dataclass per group, one field per term.

Every field carries its term (BT or BG number), cardinality, type and its name in English and
French as metadata; read them with `terms()`. Field names are the norm's business terms in snake
case. Source: EN 16931-1:2017+A1:2019, table 2.
"""

from collections.abc import Iterator
from dataclasses import Field
from typing import Any

from sansfaute.en16931.model.amounts import (
    DocumentAllowance,
    DocumentCharge,
    LogisticsCharge,
    Totals,
    VatBreakdown,
)
from sansfaute.en16931.model.buyer import Buyer, BuyerAddress, BuyerContact
from sansfaute.en16931.model.delivery import DeliverToAddress, DeliveryInformation, DeliveryTerms, InvoicingPeriod
from sansfaute.en16931.model.invoice import Invoice
from sansfaute.en16931.model.item import Item, ItemAttribute, LineVat, Price
from sansfaute.en16931.model.line import Line, LineAllowance, LineCharge, LinePeriod
from sansfaute.en16931.model.line_references import (
    LineDelivery,
    LineDeliveryAddress,
    LineDespatchAdvice,
    LineNote,
    LinePrecedingInvoice,
    LineReceivingAdvice,
    LineSalesOrder,
    LineSeller,
    LineSellerAddress,
)
from sansfaute.en16931.model.party import (
    BuyerAgent,
    BuyerAgentAddress,
    BuyerAgentContact,
    Invoicee,
    InvoiceeAddress,
    InvoiceeContact,
    Invoicer,
    InvoicerAddress,
    InvoicerContact,
    Party,
    PartyAddress,
    PartyContact,
    PayeeAddress,
    PayeeContact,
    Payer,
    PayerAddress,
    PayerContact,
    SellerAgent,
    SellerAgentAddress,
    SellerAgentContact,
)
from sansfaute.en16931.model.payment import (
    CreditTransfer,
    DirectDebit,
    PaymentCard,
    PaymentInstructions,
    PaymentTerms,
)
from sansfaute.en16931.model.references import Note, PrecedingInvoice, ProcessControl, SupportingDocument
from sansfaute.en16931.model.seller import (
    Payee,
    Seller,
    SellerAddress,
    SellerContact,
    TaxRepresentative,
    TaxRepresentativeAddress,
)
from sansfaute.en16931.model.term import terms_of

__all__ = [
    "Buyer",
    "BuyerAddress",
    "BuyerAgent",
    "BuyerAgentAddress",
    "BuyerAgentContact",
    "BuyerContact",
    "CreditTransfer",
    "DeliverToAddress",
    "DeliveryInformation",
    "DeliveryTerms",
    "DirectDebit",
    "DocumentAllowance",
    "DocumentCharge",
    "Invoice",
    "Invoicee",
    "InvoiceeAddress",
    "InvoiceeContact",
    "Invoicer",
    "InvoicerAddress",
    "InvoicerContact",
    "InvoicingPeriod",
    "Item",
    "ItemAttribute",
    "Line",
    "LineAllowance",
    "LineCharge",
    "LineDelivery",
    "LineDeliveryAddress",
    "LineDespatchAdvice",
    "LineNote",
    "LinePeriod",
    "LinePrecedingInvoice",
    "LineReceivingAdvice",
    "LineSalesOrder",
    "LineSeller",
    "LineSellerAddress",
    "LineVat",
    "LogisticsCharge",
    "Note",
    "Party",
    "PartyAddress",
    "PartyContact",
    "Payee",
    "PayeeAddress",
    "PayeeContact",
    "Payer",
    "PayerAddress",
    "PayerContact",
    "PaymentCard",
    "PaymentInstructions",
    "PaymentTerms",
    "PrecedingInvoice",
    "Price",
    "ProcessControl",
    "Seller",
    "SellerAddress",
    "SellerAgent",
    "SellerAgentAddress",
    "SellerAgentContact",
    "SellerContact",
    "SupportingDocument",
    "TaxRepresentative",
    "TaxRepresentativeAddress",
    "Totals",
    "VatBreakdown",
    "terms",
]


def terms(group: type = Invoice) -> Iterator[tuple[type, Field[Any]]]:
    """Every (group class, field) of the model, depth first, in the norm's order."""
    return terms_of(group)
