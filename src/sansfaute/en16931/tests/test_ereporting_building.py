"""Sales, receipts, parties and numbers become what is reported of them, and not a cent is lost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sansfaute.en16931 import ereporting
from sansfaute.en16931.ereporting.building import (
    daily_sales,
    identified,
    receipts_of_days,
    receipts_of_invoices,
    sales_of_invoice,
    shares,
    shortened,
)
from sansfaute.en16931.model import (
    ProcessControl,
)
from sansfaute.en16931.tests.ereporting_samples import SENT_ON, operations, receipt, sale
from sansfaute.en16931.tests.samples import changed, line, ordinary
from sansfaute.en16931.values import Identifier

QUICK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


@pytest.mark.parametrize(
    ("country", "legal", "others", "vat", "expected"),
    [
        ("FR", Identifier("200000008", "0002"), (), "FR37200000008", Identifier("200000008", "0002")),
        ("FR", None, (Identifier("20000000800017", "0009"),), None, Identifier("200000008", "0002")),
        ("FR", None, (), None, Identifier("", "0002")),
        ("GF", None, (Identifier("20000000800017", "0009"),), None, Identifier("200000008", "0002")),
        ("DE", None, (Identifier("4000001123452", "0088"),), "DE 123456789", Identifier("DE123456789", "0223")),
        ("GR", None, (), "EL123456789", Identifier("EL123456789", "0223")),
        ("GB", None, (), "XI123456789", Identifier("XI123456789", "0223")),
        ("DE", None, (), None, Identifier("", "0223")),
        ("US", None, (), None, Identifier("USA very long name", "0227")),
        ("NC", None, (Identifier("0123456789", "0228"),), None, Identifier("0123456789", "0228")),
        ("NC", None, (), None, Identifier("", "0228")),
        ("PF", None, (), None, Identifier("", "0229")),
    ],
)
def test_a_party_gets_the_identifier_that_flow_10_takes(
    country: str, legal: Identifier | None, others: tuple[Identifier, ...], vat: str | None, expected: Identifier
) -> None:
    assert identified("A very long name indeed", country, legal, others, vat) == expected


def test_a_long_number_is_shortened_while_the_portal_cannot_take_it() -> None:
    long = "987654321-123456782-F202500125"
    assert shortened(long, date(2026, 12, 31)) == "T23456782-F202500125"
    assert shortened(long, date(2027, 1, 1)) == long
    assert shortened("F" * 20, date(2026, 12, 31)) == "F" * 20
    assert shortened(long, date(2026, 12, 31), limits=()) == long


def test_sales_are_added_by_day_currency_category_option_and_rate() -> None:
    sales = [
        sale(),
        sale(taxable_amount=Decimal("0.10"), tax_amount=Decimal("0.02")),
        sale(vat_rate=Decimal("5.5"), tax_amount=Decimal("5.50"), count=0),
        sale(taxable_amount=Decimal("-30.00"), tax_amount=Decimal("-6.00")),
        sale(vat_due_code="29"),
        sale(category_code="TPS1"),
        sale(currency_code="USD"),
        sale(day=date(2026, 10, 21)),
    ]
    found = daily_sales(sales)
    assert [(one.day.day, one.currency_code, one.category_code, one.vat_due_code) for one in found] == [
        (21, "EUR", "TLB1", None),
        (22, "EUR", "TLB1", None),
        (22, "EUR", "TLB1", "29"),
        (22, "EUR", "TPS1", None),
        (22, "USD", "TLB1", None),
    ]
    busy = found[1]
    assert (busy.total_without_vat, busy.total_vat, busy.count) == (Decimal("170.10"), Decimal("19.52"), 3)
    assert [(one.vat_rate, one.taxable_amount) for one in busy.rates] == [
        (Decimal("5.5"), Decimal("100.00")),
        (Decimal(20), Decimal("70.10")),
    ]
    assert daily_sales(sales, counted=False)[0].count is None


CENTS = st.decimals(min_value=-(10**7), max_value=10**7, places=2)


@given(
    st.lists(
        st.builds(
            sale,
            day=st.sampled_from([date(2026, 10, 21), date(2026, 10, 22)]),
            category_code=st.sampled_from(["TLB1", "TPS1"]),
            vat_rate=st.sampled_from([Decimal(20), Decimal("5.5")]),
            taxable_amount=CENTS,
            tax_amount=CENTS,
        ),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=60, **QUICK)
def test_daily_totals_lose_no_cent_whatever_the_order(sales: list) -> None:  # type: ignore[type-arg] # of Sale
    found = daily_sales(sales)
    assert sum(Fraction(one.total_without_vat) for one in found) == sum(Fraction(one.taxable_amount) for one in sales)
    assert sum(Fraction(one.total_vat) for one in found) == sum(Fraction(one.tax_amount) for one in sales)
    assert sum(one.count or 0 for one in found) == len(sales)
    assert daily_sales(sales[::-1]) == found
    assert [one for one in ereporting.check(operations(daily_sales=found)) if one.rule == "G1.53"] == []


@given(CENTS, st.lists(st.decimals(min_value=0, max_value=10**6, places=2), min_size=1, max_size=8))
@settings(max_examples=200, **QUICK)
def test_shares_add_up_and_are_fair_to_the_cent(amount: Decimal, weights: list[Decimal]) -> None:
    parts = shares(amount, weights)
    assert sum(parts) == amount
    assert all(one == one.quantize(Decimal("0.01")) for one in parts)
    if total := sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(Fraction(part) - Fraction(amount) * Fraction(weight) / Fraction(total)) < Fraction(1, 100)


def test_an_invoice_to_a_consumer_joins_the_day() -> None:
    invoice = ordinary(3)
    sales = sales_of_invoice(invoice)
    assert {one.category_code for one in sales} == {"TPS1"}, "process S1"
    assert sum(one.taxable_amount for one in sales) == invoice.totals.total_without_vat
    assert sum(one.tax_amount for one in sales) == invoice.totals.total_vat
    assert sum(one.count for one in sales) == 1
    back = sales_of_invoice(replace(invoice, type_code="381"), day=date(2026, 12, 1))
    assert sum(one.taxable_amount for one in back) == -invoice.totals.total_without_vat
    assert {one.day for one in back} == {date(2026, 12, 1)}


def test_a_mixed_invoice_is_split_by_the_nature_of_its_lines() -> None:
    mixed = ProcessControl(business_process_type="M1", specification_identifier="urn:cen.eu:en16931:2017")
    invoice = changed(ordinary(1), process_control=mixed, lines=(line(1), line(2, price="5"), line(3, rate="5.5")))
    with pytest.raises(ValueError, match="name the category"):
        sales_of_invoice(invoice)
    with pytest.raises(ValueError, match="2 categories for 3 lines"):
        sales_of_invoice(invoice, categories=["TLB1", "TPS1"])
    sales = sales_of_invoice(invoice, categories=["TLB1", "TPS1", "TPS1"])
    assert {(one.category_code, one.vat_rate) for one in sales} == {
        ("TLB1", Decimal(20)),
        ("TPS1", Decimal(20)),
        ("TPS1", Decimal("5.5")),
    }
    assert sorted(one.count for one in sales) == [0, 1, 1], "one sale for each category"
    assert sum(one.taxable_amount for one in sales) == invoice.totals.total_without_vat
    assert sum(one.tax_amount for one in sales) == invoice.totals.total_vat


def test_the_euros_of_a_foreign_currency_are_split_between_rates_exactly() -> None:
    invoice = ordinary(3)
    dollars = replace(
        invoice,
        currency_code="USD",
        vat_accounting_currency_code="EUR",
        totals=replace(invoice.totals, total_vat_in_accounting_currency=Decimal("10.01")),
    )
    sales = sales_of_invoice(dollars)
    assert sum(one.tax_amount for one in sales) == Decimal("10.01")
    assert {one.currency_code for one in sales} == {"USD"}


def test_receipts_are_added_by_invoice_day_and_rate() -> None:
    known = [
        receipt(),
        receipt(amount=Decimal("-20.00")),
        receipt(vat_rate=Decimal(10)),
        receipt(invoice_number="F" * 25),
    ]
    one, other = receipts_of_invoices(known, sent_on=SENT_ON)
    assert [(rate.vat_rate, rate.amount, rate.currency_code) for rate in one.receipt.rates] == [
        (Decimal(10), Decimal("120.00"), "EUR"),
        (Decimal(20), Decimal("100.00"), "EUR"),
    ]
    assert other.invoice_number == "T" + "F" * 19
    (day,) = receipts_of_days(known)
    assert [rate.amount for rate in day.receipt.rates] == [Decimal("120.00"), Decimal("220.00")]
    with pytest.raises(ValueError, match="without invoice"):
        receipts_of_invoices([receipt(invoice_number="")], sent_on=SENT_ON)
