"""The e-reporting transmission (flow 10): what no e-invoice carries to the tax administration.

Terms have the numbers (TT-…, TG-…, TB-…) of the schema and of annex 6 of the external
specifications. One transmission holds either operations (10.1, 10.3) or payments (10.2, 10.4).
"""

from sansfaute.en16931.ereporting.model.daily import DailyRate, DailySales, OperationsReport, Period
from sansfaute.en16931.ereporting.model.invoice import (
    Allowance,
    Delivery,
    InvoicePeriod,
    InvoiceTotals,
    Note,
    Previous,
    Process,
    ReportedInvoice,
    VatRow,
)
from sansfaute.en16931.ereporting.model.lines import (
    Line,
    LineAllowance,
    LineDelivery,
    LineNote,
    LinePeriod,
    LinePrevious,
    Price,
)
from sansfaute.en16931.ereporting.model.parties import Buyer, Representative, Seller
from sansfaute.en16931.ereporting.model.payments import (
    DailyReceipt,
    DailyReceiptRate,
    InvoiceReceipt,
    InvoiceReceiptRate,
    PaymentPeriod,
    PaymentsReport,
    ReceiptOfDay,
    ReceiptOfInvoice,
)
from sansfaute.en16931.ereporting.model.transmission import Declarant, Header, Platform, Transmission
from sansfaute.en16931.mapped import AmountIn, Moment, QuantityIn

__all__ = [
    "Allowance",
    "AmountIn",
    "Buyer",
    "DailyRate",
    "DailyReceipt",
    "DailyReceiptRate",
    "DailySales",
    "Declarant",
    "Delivery",
    "Header",
    "InvoicePeriod",
    "InvoiceReceipt",
    "InvoiceReceiptRate",
    "InvoiceTotals",
    "Line",
    "LineAllowance",
    "LineDelivery",
    "LineNote",
    "LinePeriod",
    "LinePrevious",
    "Moment",
    "Note",
    "OperationsReport",
    "PaymentPeriod",
    "PaymentsReport",
    "Period",
    "Platform",
    "Previous",
    "Price",
    "Process",
    "QuantityIn",
    "ReceiptOfDay",
    "ReceiptOfInvoice",
    "ReportedInvoice",
    "Representative",
    "Seller",
    "Transmission",
    "VatRow",
]
