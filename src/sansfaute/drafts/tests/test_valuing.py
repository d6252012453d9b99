"""Prices with VAT and exchange rates: what a document comes to, and what an edit by hand keeps."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.drafts.rules.edits import Proposal, calculated
from sansfaute.drafts.rules.valuing import rate_clause, rate_kept, rate_note, valued
from sansfaute.en16931.model import Invoice, Price
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.masterdata.rules.exchange_rates import KnownRate

RATE = KnownRate("USD", date(2026, 10, 30), Decimal("1.163"), "BCE")
DAY = date(2026, 10, 31)


def test_an_edit_by_hand_keeps_the_rate_of_the_draft() -> None:
    dollars = replace(ordinary(), currency_code="USD", vat_accounting_currency_code="EUR")
    clauses = rate_clause("USD", DAY, RATE)
    assert rate_kept(clauses) == RATE

    def proposal(invoice: Invoice) -> Proposal:
        return Proposal(invoice=invoice, treatments=(), clauses=clauses, payment_terms={}, purchase_order_reference="")

    whole = calculated(proposal(dollars)).invoice.totals
    part = calculated(proposal(replace(dollars, lines=dollars.lines[:3]))).invoice.totals
    assert whole.total_vat is not None
    assert whole.total_vat_in_accounting_currency == round(whole.total_vat / RATE.units_per_euro, 2)
    assert (part.total_vat_in_accounting_currency or 0) < (whole.total_vat_in_accounting_currency or 0)
    assert "1,163 USD au 30/10/2026 (BCE)" in rate_note(RATE).text


def test_a_missing_rate_is_told_and_nothing_is_guessed() -> None:
    dollars = replace(ordinary(), currency_code="USD", vat_accounting_currency_code="EUR")
    assert valued(dollars).totals.total_vat_in_accounting_currency is None
    assert rate_clause("USD", DAY, None)["exchange_rate"]["missing"] == "USD"
    assert rate_kept(rate_clause("USD", DAY, None)) is None
    assert rate_clause("EUR", DAY, None) == {}


@settings(max_examples=60, deadline=None)
@given(cents=st.lists(st.integers(1, 200_000), min_size=1, max_size=6))
def test_the_customer_pays_the_prices_that_were_agreed_with_vat(cents: list[int]) -> None:
    base = ordinary(len(cents))
    lines = tuple(
        replace(
            line,
            invoiced_quantity=Decimal(1),
            allowances=(),
            charges=(),
            price=Price(item_net_price=Decimal(one).scaleb(-2)),
        )
        for line, one in zip(base.lines, cents, strict=True)
    )
    sums = valued(replace(base, lines=lines, allowances=(), charges=()), with_vat=True).totals
    assert sums.total_with_vat + (sums.rounding_amount or 0) == Decimal(sum(cents)).scaleb(-2)
