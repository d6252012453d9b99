"""The VAT breakdown and the totals: read from the invoice, labelled, never added up here."""

from collections.abc import Iterator

from sansfaute.documents.rules import words
from sansfaute.documents.rules.formats import amount, number, percentage, printable
from sansfaute.en16931.model import DocumentAllowance, DocumentCharge, Invoice, VatBreakdown
from sansfaute.en16931.totals import minor_unit

Row = dict[str, str]


def vat_rows(invoice: Invoice, places: int) -> list[Row]:
    """One row for each category and rate: label, base, tax, and the mention of an exemption."""
    return [_vat_row(one, places) for one in invoice.vat_breakdown]


def _vat_row(one: VatBreakdown, places: int) -> Row:
    label = words.vat_category(one.vat_category_code)
    if one.vat_category_code == "S" and one.vat_rate is not None:
        label = percentage(one.vat_rate)
    return {
        "label": label,
        "base": number(one.taxable_amount, places),
        "tax": number(one.tax_amount, places),
        "mention": exemption_mention(one),
    }


def exemption_mention(one: VatBreakdown) -> str:
    """The legal reference of an exemption (242 nonies A, I 12°); "Autoliquidation" is the row's own label."""
    usual = words.EXEMPTIONS.get(one.vat_category_code)
    reason = printable(one.exemption_reason or "") or (
        usual.fr if usual else printable(one.exemption_reason_code or "")
    )
    return "" if reason == words.vat_category(one.vat_category_code) else reason


def total_rows(invoice: Invoice, places: int) -> list[Row]:
    """From the sum of the lines to the total with VAT and what was paid; the amount due comes after."""
    return [{"label": label, "value": value} for label, value in _totals(invoice, places)]


def _totals(invoice: Invoice, places: int) -> Iterator[tuple[str, str]]:
    totals, currency = invoice.totals, invoice.currency_code
    if invoice.allowances or invoice.charges:
        yield "Total des lignes HT", amount(totals.sum_of_line_net_amounts, currency, places)
    rebates: tuple[DocumentAllowance | DocumentCharge, ...] = (*invoice.allowances, *invoice.charges)
    for one in rebates:
        shown = -one.amount if isinstance(one, DocumentAllowance) else one.amount
        yield _rebate_label(one), amount(shown, currency, places)
    yield "Total HT", amount(totals.total_without_vat, currency, places)
    if totals.total_vat is not None:
        yield "Total TVA", amount(totals.total_vat, currency, places)
    accounting = invoice.vat_accounting_currency_code
    if totals.total_vat_in_accounting_currency is not None and accounting:
        value = amount(totals.total_vat_in_accounting_currency, accounting, minor_unit(accounting))
        yield f"Total TVA en {accounting}", value
    yield "Total TTC", amount(totals.total_with_vat, currency, places)
    if totals.paid_amount:
        yield "Déjà réglé", amount(-totals.paid_amount, currency, places)
    if totals.rounding_amount:
        yield "Arrondi", amount(totals.rounding_amount, currency, places)


def _rebate_label(one: DocumentAllowance | DocumentCharge) -> str:
    label = printable(one.reason or ("Remise" if isinstance(one, DocumentAllowance) else "Frais"))
    rate = f" {percentage(one.percentage)}" if one.percentage is not None else ""
    vat = f" (TVA {percentage(one.vat_rate)})" if one.vat_rate else ""
    return label + rate + vat


def due_row(invoice: Invoice, places: int) -> Row:
    """What is to be paid, or, on a credit note, what the buyer gets."""
    label = "Net en votre faveur" if invoice.type_code in words.CREDIT_NOTES else "Net à payer"
    return {"label": label, "value": amount(invoice.totals.amount_due, invoice.currency_code, places)}
