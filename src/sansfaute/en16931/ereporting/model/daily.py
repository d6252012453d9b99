"""The report of operations, and its daily totals of sales to persons who are not taxable (10.3)."""
# ruff: noqa: RUF009 - element() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sansfaute.en16931.ereporting.model.invoice import ReportedInvoice
from sansfaute.en16931.mapped import element


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """TG-7 Period of the report, both days included."""

    start_date: date = element("TT-17", "1..1", "date", "StartDate", "First day", "Premier jour")
    end_date: date = element("TT-18", "1..1", "date", "EndDate", "Last day", "Dernier jour")


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRate:
    """TG-32 Share of one VAT rate."""

    vat_rate: Decimal = element("TT-86", "1..1", "percentage", "TaxPercent", "VAT rate", "Taux de TVA")
    taxable_amount: Decimal = element(
        "TT-87", "1..1", "decimal", "TaxableAmount", "Taxable amount", "Base d'imposition"
    )
    tax_amount: Decimal = element("TT-88", "1..1", "decimal", "TaxTotal", "VAT amount, in euros", "TVA, en euros")


@dataclass(frozen=True, slots=True, kw_only=True)
class DailySales:
    """TG-31 The sales of one day, currency, category and debit option."""

    day: date = element("TT-77", "1..1", "date", "Date", "Day", "Jour")
    currency_code: str = element("TT-78", "1..1", "code", "TransactionsCurrency", "Currency", "Devise")
    vat_due_code: str | None = element(
        "TT-80", "0..1", "code", "TaxDueDateTypeCode", "When VAT is due", "Exigibilité de la TVA"
    )
    category_code: str = element("TT-81", "1..1", "code", "CategoryCode", "Category", "Catégorie")
    total_without_vat: Decimal = element(
        "TT-82", "1..1", "decimal", "TaxExclusiveAmount", "Total without VAT", "Total HT"
    )
    total_vat: Decimal = element("TT-83", "1..1", "decimal", "TaxTotal", "Total VAT, in euros", "Total TVA, en euros")
    count: int | None = element("TT-85", "0..1", "count", "TransactionsCount", "Number of sales", "Nombre de ventes")
    rates: tuple[DailyRate, ...] = element("TG-32", "1..n", "group", "TaxSubtotal", "By rate", "Par taux")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationsReport:
    """TB-2 Operations of one period: cross-border invoices one by one, other sales by day."""

    period: Period = element("TG-7", "1..1", "group", "ReportPeriod", "Period", "Période")
    invoices: tuple[ReportedInvoice, ...] = element(
        "TG-8", "0..n", "group", "Invoice", "Cross-border invoices (10.1)", "Factures internationales (10.1)"
    )
    daily_sales: tuple[DailySales, ...] = element(
        "TG-31", "0..n", "group", "Transactions", "Daily sales (10.3)", "Ventes par jour (10.3)"
    )
