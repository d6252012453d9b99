"""The report of payments: by invoice (10.2), or by day for sales reported by day (10.4); in euros."""
# ruff: noqa: RUF009 - element() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sansfaute.en16931.mapped import element


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPeriod:
    """TG-33 Period of the report, both days included."""

    start_date: date = element("TT-89", "1..1", "date", "StartDate", "First day", "Premier jour")
    end_date: date = element("TT-90", "1..1", "date", "EndDate", "Last day", "Dernier jour")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceReceiptRate:
    """TG-36 Share of one VAT rate, VAT included."""

    vat_rate: Decimal = element("TT-93", "1..1", "percentage", "TaxPercent", "VAT rate", "Taux de TVA")
    currency_code: str | None = element("TT-94", "0..1", "code", "CurrencyCode", "Currency", "Devise")
    amount: Decimal = element("TT-95", "1..1", "decimal", "Amount", "Amount collected", "Montant encaissé")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceReceipt:
    """TG-35 What was received on one day."""

    day: date = element("TT-92", "1..1", "date", "Date", "Day of receipt", "Jour d'encaissement")
    rates: tuple[InvoiceReceiptRate, ...] = element("TG-36", "1..n", "group", "SubTotals", "By rate", "Par taux")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptOfInvoice:
    """TG-34 A payment of one invoice reported under 10.1."""

    invoice_number: str = element("TT-91", "1..1", "text", "InvoiceID", "Invoice number", "Numéro de facture")
    issue_date: date = element("TT-102", "1..1", "date", "IssueDate", "Invoice date", "Date de la facture")
    receipt: InvoiceReceipt = element("TG-35", "1..1", "group", "Payment", "Payment", "Paiement")


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyReceiptRate:
    """TG-39 Share of one VAT rate, VAT included."""

    vat_rate: Decimal = element("TT-97", "1..1", "percentage", "TaxPercent", "VAT rate", "Taux de TVA")
    currency_code: str | None = element("TT-98", "0..1", "code", "CurrencyCode", "Currency", "Devise")
    amount: Decimal = element("TT-99", "1..1", "decimal", "Amount", "Amount collected", "Montant encaissé")


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyReceipt:
    """TG-38 What was received on one day."""

    day: date = element("TT-96", "1..1", "date", "Date", "Day of receipt", "Jour d'encaissement")
    rates: tuple[DailyReceiptRate, ...] = element("TG-39", "1..n", "group", "SubTotals", "By rate", "Par taux")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptOfDay:
    """TG-37 The payments of one day for sales reported under 10.3."""

    receipt: DailyReceipt = element("TG-38", "1..1", "group", "Payment", "Payment", "Paiement")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsReport:
    """TB-3 Payments of one period."""

    period: PaymentPeriod = element("TG-33", "1..1", "group", "ReportPeriod", "Period", "Période")
    invoices: tuple[ReceiptOfInvoice, ...] = element(
        "TG-34", "0..n", "group", "Invoice", "Payments of invoices (10.2)", "Paiements de factures (10.2)"
    )
    days: tuple[ReceiptOfDay, ...] = element(
        "TG-37", "0..n", "group", "Transactions", "Payments by day (10.4)", "Paiements par jour (10.4)"
    )
