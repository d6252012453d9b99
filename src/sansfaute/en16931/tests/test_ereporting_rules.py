"""Every rule of flow 10 can fail, alone and by its number; deadlines are those of the texts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.en16931 import ereporting
from sansfaute.en16931.ereporting.building import daily_sales, receipts_of_days, reported_invoice
from sansfaute.en16931.ereporting.facts import LIMITS, RATES, START, regime_on, span_of
from sansfaute.en16931.ereporting.model import (
    AmountIn,
    InvoicePeriod,
    Line,
    LineDelivery,
    Moment,
    Period,
    Previous,
    Price,
    QuantityIn,
    ReportedInvoice,
    Transmission,
)
from sansfaute.en16931.tests.ereporting_samples import SENT_ON, abroad, operations, payments, receipt, sale
from sansfaute.en16931.values import NO_DATE, Identifier

GOOD = reported_invoice(abroad(), sent_on=SENT_ON)
ROW = GOOD.vat_breakdown[0]


def head(**fields: Any) -> Transmission:
    one = operations()
    return replace(one, header=replace(one.header, **fields))


def sender(**fields: Any) -> Transmission:
    return head(sender=replace(operations().header.sender, **fields))


def declarant(one: Transmission, **fields: Any) -> Transmission:
    return replace(one, header=replace(one.header, declarant=replace(one.header.declarant, **fields)))


def invoice(**fields: Any) -> Transmission:
    return operations(invoices=(replace(GOOD, **fields),))


def seller(**fields: Any) -> Transmission:
    return invoice(seller=replace(GOOD.seller, **fields))


def buyer(**fields: Any) -> Transmission:
    assert GOOD.buyer is not None
    return invoice(buyer=replace(GOOD.buyer, **fields))


def row(**fields: Any) -> Transmission:
    return invoice(vat_breakdown=(replace(ROW, **fields), *GOOD.vat_breakdown[1:]))


def lined(**fields: Any) -> Transmission:
    return invoice(lines=(Line(**fields),))


def days(**fields: Any) -> Transmission:
    return operations(daily_sales=daily_sales([sale(**fields)]))


def collected(**fields: Any) -> Transmission:
    return payments(days=receipts_of_days([receipt(**fields)]))


PURCHASE = declarant(operations(), role_code="BY")
FUTURE = daily_sales([sale(day=date(2026, 11, 11))])
CASES: dict[str, Transmission] = {
    "G1.104": head(identifier="A  B"),
    "G7.53": head(issued_at=Moment("2026111008")),
    "G1.36": head(issued_at=Moment("19991110080000")),
    "G8.01": head(type_code="MO"),
    "G6.29": replace(operations(), payments=payments().payments),
    "G6.22": sender(identifier=Identifier("3", "0238")),
    "G7.51": sender(role_code="SE"),
    "G6.26": declarant(operations(), identifier=Identifier("10000000900017", "0009")),
    "G7.52": declarant(operations(), role_code="WK"),
    "G6.25": invoice(period=InvoicePeriod(start_date=date(2026, 10, 1), end_date=date(2026, 10, 1))),
    "G1.01": invoice(type_code="325"),
    "G1.02": invoice(process=replace(GOOD.process, process="S8")),
    "S1.12": invoice(process=replace(GOOD.process, profile="urn:cen.eu:en16931:2017")),
    "G1.60": invoice(type_code="386", process=replace(GOOD.process, process="S4")),
    "G1.05": invoice(invoice_number="F 2026,1"),
    "P1.11": invoice(vat_due_code="7"),
    "G6.21": row(vat_category_code="G", exemption_reason="x", exemption_reason_code="VATEX-FR-CNWVAT"),
    "G1.32": invoice(type_code="384", previous_invoices=(Previous(invoice_number="F1"),)),
    "G6.28": invoice(buyer=None),
    "G2.19": seller(identifier=Identifier("FR1", "0002")),
    "G2.33": buyer(vat_identifier=None),
    "G1.102": invoice(
        seller=replace(GOOD.seller, identifier=Identifier("USNAME", "0227"), vat_identifier=None),
        vat_breakdown=(
            replace(ROW, vat_category_code="E", exemption_reason="x", exemption_reason_code="VATEX-EU-I"),
            *GOOD.vat_breakdown[1:],
        ),
    ),
    "G2.01": buyer(country_code="Germany"),
    "G1.10": invoice(currency_code="euro"),
    "ereporting.currency": days(currency_code="XQZ"),
    "G2.31": row(vat_category_code="L"),
    "G1.24": days(vat_rate=Decimal("19")),
    "G1.14": days(taxable_amount=Decimal("100.001")),
    "G6.23": invoice(totals=replace(GOOD.totals, total_vat=AmountIn(GOOD.totals.total_vat.value, "USD"))),
    "G1.53": row(taxable_amount=ROW.taxable_amount + Decimal("0.04")),
    "G1.40": row(vat_category_code="E", exemption_reason_code="VATEX-EU-I"),
    "G1.15": lined(quantity=QuantityIn(Decimal("1.23456"), "C62")),
    "G1.16": collected(amount=Decimal("-0.01")),
    "G1.55": lined(price=Price(net_price=Decimal(9), discount=Decimal(2), gross_price=Decimal(10))),
    "G1.68": days(category_code="TLS1"),
    "G6.27": payments(
        days=tuple(
            replace(
                one,
                receipt=replace(one.receipt, rates=tuple(replace(r, currency_code="USD") for r in one.receipt.rates)),
            )
            for one in receipts_of_days([receipt()])
        )
    ),
    "G1.42": operations(invoices=(GOOD, GOOD)),
    "ereporting.empty": operations(invoices=(), daily_sales=()),
    "ereporting.missing": head(name=None, identifier=""),
    "ereporting.purchases": PURCHASE,
    "ereporting.other-period": days(day=date(2026, 10, 20)),
    "ereporting.place": lined(delivery=LineDelivery(city="Berlin")),
    "G7.43": operations(
        period=Period(start_date=date(2026, 10, 21), end_date=date(2026, 11, 10)),
    ),
    "G1.07": operations(
        period=Period(start_date=date(2026, 10, 21), end_date=date(2026, 11, 9)),
        invoices=(replace(GOOD, issue_date=date(2026, 11, 11)),),
    ),
    "G8.05": head(identifier="used"),
    "ereporting.short-number": invoice(invoice_number="F" * 21),
    "ereporting.two-characters": days(vat_due_code="5"),
}


def rules_of(one: Transmission, **known: Any) -> set[str]:
    return {finding.rule for finding in ereporting.check(one, **known)}


@pytest.mark.parametrize(("name", "spoilt"), CASES.items(), ids=CASES)
def test_a_spoilt_transmission_is_refused_by_name(name: str, spoilt: Transmission) -> None:
    found = ereporting.check(spoilt, sent_on=SENT_ON, sent_before=["used"])
    assert {one.rule for one in found} == {name}
    assert all(one.message["fr"] and one.message["en"] and one.fix["fr"] and one.fix["en"] for one in found)
    assert all(one.term.startswith(("TT-", "TG-", "TB-")) for one in found)


def test_every_rule_has_a_case_that_fails() -> None:
    assert {one.id for one in ereporting.RULES} | {"ereporting.missing"} == set(CASES)
    assert len({one.id for one in ereporting.RULES}) == len(ereporting.RULES)


def test_what_the_file_cannot_tell_is_asked_only_when_it_is_known() -> None:
    for name in ("G7.43", "G1.07", "G8.05", "ereporting.short-number", "ereporting.two-characters"):
        assert rules_of(CASES[name]) == set(), name


def test_the_limits_of_the_portal_end_and_can_be_changed() -> None:
    long, coded = CASES["ereporting.short-number"], CASES["ereporting.two-characters"]
    assert rules_of(long, sent_on=date(2027, 1, 1)) == set()
    assert rules_of(coded, sent_on=date(2027, 6, 30)) == {"ereporting.two-characters"}
    assert rules_of(coded, sent_on=date(2027, 7, 1)) == set()
    assert rules_of(long, sent_on=SENT_ON, limits=()) == set()
    assert {one.name for one in LIMITS if not one.confirmed} == {"short-numbers", "two-character-due-codes"}


def test_amounts_may_differ_by_a_cent_for_each_part_and_no_more() -> None:
    rows = len(GOOD.vat_breakdown)
    assert rows == 3
    assert rules_of(row(taxable_amount=ROW.taxable_amount + Decimal("0.03"))) == set()
    assert rules_of(row(tax_amount=ROW.tax_amount - Decimal("0.04"))) == {"G1.53"}
    dollars = replace(
        GOOD, currency_code="USD", totals=replace(GOOD.totals, total_vat=AmountIn(Decimal("7.00"), "EUR"))
    )
    assert rules_of(operations(invoices=(dollars,))) == set(), "VAT by rate is in dollars"


def test_the_total_vat_has_at_most_two_decimals() -> None:
    total = replace(GOOD.totals, total_vat=AmountIn(Decimal("1.001"), "EUR"))
    assert rules_of(invoice(totals=total)) == {"G1.14"}


def test_negative_sales_are_reported_and_negative_receipts_are_not() -> None:
    assert rules_of(days(taxable_amount=Decimal("-100.00"), tax_amount=Decimal("-20.00"))) == set()
    (told,) = ereporting.check(collected(amount=Decimal("-120.00")))
    assert told.rule == "G1.16"
    assert "RE" in told.fix["fr"]


def test_the_rates_are_numbers() -> None:
    assert Decimal("20.000") in RATES
    assert Decimal("19.60") in RATES
    assert rules_of(days(vat_rate=Decimal("20.00"))) == set()


def test_nothing_at_all_is_told_without_a_crash() -> None:
    blank, _ = ereporting.read(b"<Report><TransactionsReport><Invoice/><Transactions/></TransactionsReport></Report>")
    found = ereporting.check(blank, sent_on=SENT_ON)
    assert {one.term for one in found if one.rule == "ereporting.missing"} >= {
        "TT-1",
        "TT-17",
        "TT-19",
        "TT-33",
        "TT-77",
    }
    assert blank.operations is not None
    assert blank.operations.period.start_date == NO_DATE
    assert isinstance(blank.operations.invoices[0], ReportedInvoice)


@pytest.mark.parametrize(
    ("regime", "kind", "day", "start", "end", "due"),
    [
        ("real monthly", "operations", "2026-10-10", "2026-10-01", "2026-10-10", "2026-10-20"),
        ("real monthly", "operations", "2026-10-11", "2026-10-11", "2026-10-20", "2026-10-30"),
        ("real monthly", "operations", "2027-02-15", "2027-02-11", "2027-02-20", "2027-02-28"),
        ("real monthly", "operations", "2028-02-15", "2028-02-11", "2028-02-20", "2028-02-29"),
        ("real monthly", "operations", "2028-02-29", "2028-02-21", "2028-02-29", "2028-03-10"),
        ("real monthly", "operations", "2026-12-31", "2026-12-21", "2026-12-31", "2027-01-10"),
        ("real monthly", "payments", "2026-12-31", "2026-12-01", "2026-12-31", "2027-01-10"),
        ("real quarterly", "operations", "2027-02-01", "2027-02-01", "2027-02-28", "2027-03-10"),
        ("real quarterly", "payments", "2027-02-01", "2027-02-01", "2027-02-28", "2027-03-10"),
        ("simplified", "operations", "2026-11-30", "2026-11-01", "2026-11-30", "2026-12-25"),
        ("franchise", "operations", "2027-01-05", "2027-01-01", "2027-02-28", "2027-03-25"),
        ("franchise", "payments", "2027-12-31", "2027-11-01", "2027-12-31", "2028-01-25"),
        ("exempt", "operations", "2027-09-15", "2027-09-01", "2027-09-30", "2027-10-10"),
    ],
)
def test_a_day_has_its_period_and_its_deadline(
    regime: Any, kind: Any, day: str, start: str, end: str, due: str
) -> None:
    span = span_of(date.fromisoformat(day), regime, kind)
    assert [one.isoformat() for one in (span.start, span.end, span.due)] == [start, end, due]
    assert span.confirmed is (regime != "exempt")


def test_the_simplified_regime_ends_with_2026() -> None:
    assert regime_on("simplified", "operations", date(2026, 12, 31)).months == 1
    with pytest.raises(LookupError, match="no timetable"):
        regime_on("simplified", "operations", date(2027, 1, 1))
    with pytest.raises(LookupError):
        span_of(date(2026, 8, 31), "real monthly", "operations")
    assert START["large"] < START["micro"]
