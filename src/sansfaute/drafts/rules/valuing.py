"""How a document gets its totals: prices that include VAT, and the VAT in euro of another currency (BT-6, BT-111)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts.rules import discounted
from sansfaute.drafts.rules.headings import kind_of_document
from sansfaute.drafts.rules.lines import TreatedWork
from sansfaute.drafts.rules.records import WorkRecord
from sansfaute.en16931 import totals
from sansfaute.en16931.model import DocumentAllowance, Invoice, Note
from sansfaute.masterdata.rules.exchange_rates import EURO, RATE_SOURCE, KnownRate

RATE_NOTE = "REG"
"""UNTDID 4451 of the note that tells the rate: a text that rules ask for."""
_ZERO = Decimal("0.00")


def has_vat_included(work: WorkRecord) -> bool:
    """Whether the price that was agreed includes VAT."""
    return bool(work.basis.get("with_vat"))


def amount_agreed(work: WorkRecord) -> Decimal:
    """What an item comes to at its own price, discount taken off: with VAT where its price has it."""
    return discounted(
        quantity=work.quantity,
        unit_price=work.unit_price,
        percentage=work.discount_percentage,
        amount=work.discount_amount,
        base_quantity=work.base_quantity,
        currency_code=work.currency_code,
    )


def percentage_given(work: WorkRecord) -> str:
    """The discount of an item in percent, that of an amount somebody granted too; "" when there is none."""
    if work.discount_percentage:
        return f"{work.discount_percentage.normalize():f}"
    gross = amount_agreed(work) + work.discount_amount
    if work.discount_origin != "term" or not work.discount_amount or gross <= 0:
        return ""
    return f"{totals.round_half_up(work.discount_amount * 100 / gross, 2).normalize():f}"


def valued(invoice: Invoice, *, with_vat: bool = False, rate: KnownRate | None = None) -> Invoice:
    """The calculated invoice. `with_vat`: prices and discounts include VAT, and the customer pays just these.

    `rate` is that of the day on which VAT becomes due; without VAT none is needed. A document in another
    currency whose rate is not known has no BT-111, and the norm refuses it.
    """
    quoted = totals.ExchangeRate(accounting_amount=Decimal(1), invoice_amount=rate.units_per_euro) if rate else None
    calculate = totals.calculate_vat_included if with_vat else totals.calculate
    found = calculate(invoice, exchange_rate=quoted)
    if quoted is None and invoice.vat_accounting_currency_code and not found.totals.total_vat:
        return replace(found, totals=replace(found.totals, total_vat_in_accounting_currency=_ZERO))
    return found


def is_agreed_price(invoice: Invoice, treated: Iterable[TreatedWork], allowances: Iterable[DocumentAllowance]) -> bool:
    """Whether the customer pays, to the cent, the prices agreed with VAT less the discounts of the document."""
    agreed = sum((amount_agreed(one.work) * one.sign for one in treated), _ZERO)
    agreed -= sum((one.amount for one in allowances), _ZERO)
    return invoice.totals.total_with_vat + (invoice.totals.rounding_amount or _ZERO) == agreed


def vat_day(treated: Sequence[TreatedWork], issue_date: date) -> date:
    """The day whose exchange rate the VAT takes: that of the delivery of goods, else the day of issue.

    VAT on goods becomes due when they are delivered. That on services does when they are paid, which no invoice
    knows: the rate is that of the day on which it is made (CGI art. 269, 2).
    """
    is_goods = all(one.work.item.nature == "goods" for one in treated)
    days = [one.work.delivery_date for one in treated if one.work.delivery_date]
    if is_goods and days and kind_of_document(treated[0].work) == "":
        return min(max(days), issue_date)
    return issue_date


def rate_note(rate: KnownRate) -> Note:
    """What the invoice says of its rate: "Taux de change : 1 EUR = 1,0835 USD au 30/10/2026 (BCE)"."""
    units = f"{rate.units_per_euro.normalize():f}".replace(".", ",")
    said = f"1 EUR = {units} {rate.currency_code} au {rate.rate_date:%d/%m/%Y} ({rate.source})"
    return Note(subject_code=RATE_NOTE, text=f"TVA en euros au taux de change : {said}. {RATE_SOURCE['fr']}.")


def rate_clause(currency_code: str, day: date, rate: KnownRate | None) -> dict[str, Any]:
    """What a draft keeps of its rate: the rate, or the currency and the day of which it is missing; {} in euro."""
    if currency_code == EURO:
        return {}
    if rate is None:
        return {"exchange_rate": {"missing": currency_code, "day": day.isoformat()}}
    return {"exchange_rate": {**rate.to_dict(), "day": day.isoformat()}}


def rate_kept(clauses: Mapping[str, Any]) -> KnownRate | None:
    """The rate that a draft was made with."""
    kept = clauses.get("exchange_rate") or {}
    return KnownRate.from_dict(kept) if kept.get("units_per_euro") else None
