"""From invoices, sales and receipts to what is reported of them; amounts stay exact and always tie."""

from sansfaute.en16931.ereporting.building.daily import Sale, daily_sales, sales_of_invoice
from sansfaute.en16931.ereporting.building.header import transmission_header
from sansfaute.en16931.ereporting.building.invoice import reported_invoice
from sansfaute.en16931.ereporting.building.numbers import shortened
from sansfaute.en16931.ereporting.building.parties import identified
from sansfaute.en16931.ereporting.building.receipts import Receipt, receipts_of_days, receipts_of_invoices
from sansfaute.en16931.ereporting.building.shares import shares

__all__ = [
    "Receipt",
    "Sale",
    "daily_sales",
    "identified",
    "receipts_of_days",
    "receipts_of_invoices",
    "reported_invoice",
    "sales_of_invoice",
    "shares",
    "shortened",
    "transmission_header",
]
