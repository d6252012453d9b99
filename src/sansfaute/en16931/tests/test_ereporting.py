"""A transmission follows the official schema, says what the invoices say, and its amounts tie."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from sansfaute.en16931 import ereporting
from sansfaute.en16931.ereporting.building import (
    reported_invoice,
)
from sansfaute.en16931.ereporting.facts import spans
from sansfaute.en16931.ereporting.model import AmountIn, Transmission
from sansfaute.en16931.mapped import terms
from sansfaute.en16931.model import (
    DeliverToAddress,
    DeliveryInformation,
    InvoicingPeriod,
    Note,
    PrecedingInvoice,
    VatBreakdown,
)
from sansfaute.en16931.syntaxes import ReadRefused, WriteRefused
from sansfaute.en16931.tests.cdar_samples import SCHEMAS, schema
from sansfaute.en16931.tests.ereporting_samples import SENT_ON, abroad, operations, payments
from sansfaute.en16931.tests.mapped_documents import group
from sansfaute.en16931.tests.official import needs_examples
from sansfaute.en16931.tests.samples import BUYER, changed, line
from sansfaute.en16931.values import ABSENT, Identifier, is_absent

QUICK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
XSD = ("ereporting", "ereporting.xsd")
TARGET = date(2027, 9, 10)


@given(group(Transmission))
@settings(max_examples=40, **QUICK)
def test_reading_gives_back_what_was_written(one: Transmission) -> None:
    assert ereporting.read(ereporting.write(one)) == (one, ())


@pytest.mark.parametrize("one", [operations(), operations(TARGET), payments()], ids=["start", "target", "payments"])
def test_a_transmission_follows_the_official_schema_and_every_rule(one: Transmission) -> None:
    assert ereporting.check(one, sent_on=SENT_ON) == []
    needs_examples()
    schema(*XSD).assertValid(etree.fromstring(ereporting.write(one)))


def test_what_no_rule_refuses_follows_the_official_schema() -> None:
    needs_examples()
    official, refused = schema(*XSD), 0
    for sample in (operations(TARGET), payments()):
        root = etree.fromstring(ereporting.write(sample))
        for victim in list(root.iter())[1:]:
            parent = victim.getparent()
            assert parent is not None
            place = parent.index(victim)
            parent.remove(victim)
            one, _ = ereporting.read(etree.tostring(root))
            if any(finding.level == "error" for finding in ereporting.check(one)):
                refused += 1
            else:
                official.assertValid(etree.fromstring(ereporting.write(one)))
            parent.insert(place, victim)
    assert refused > 50


def test_every_term_of_the_schema_is_held() -> None:
    needs_examples()
    found: set[str] = set()
    for name in ("ereporting.xsd", "report.xsd", "transaction.xsd", "payment.xsd"):
        for one in etree.parse(SCHEMAS / "ereporting" / name).iter("{*}documentation"):
            found.add((one.text or "").partition(":")[0].strip())
    held = {one.term for one in terms(Transmission)} | {"TB-0"}
    # Groups of one element, and attributes, are held as one with their element.
    inside = {"TG-1", "TG-4", "TG-6", "TG-13", "TG-15", "TG-19", "TG-30", "TG-42", "TT-194"}
    attributes = {"TT-7", "TT-12", "TT-33-1", "TT-34-0", "TT-37", "TT-38-0", "TT-40", "TT-202", "TT-63"}
    assert {one for one in found if one[:3] in ("TT-", "TG-", "TB-")} - held == inside | attributes


def test_an_invoice_abroad_is_reported_with_its_own_figures() -> None:
    invoice = abroad(payment_due_date=date(2026, 11, 30))
    one = reported_invoice(invoice, sent_on=SENT_ON)
    assert (one.invoice_number, one.type_code, one.process.process) == ("F2026-00001", "380", "S1")
    assert one.process.profile == "urn.cpro.gouv.fr:1p0:ereporting"
    assert one.seller.identifier == Identifier("100000009", "0002")
    assert one.buyer is not None
    assert one.buyer.identifier == Identifier("DE123456789", "0223")
    assert one.buyer.vat_identifier == Identifier("DE123456789", "VAT")
    assert one.totals.total_without_vat == invoice.totals.total_without_vat
    assert one.totals.total_vat == AmountIn(invoice.totals.total_vat or ABSENT, "EUR")
    assert [row.tax_amount for row in one.vat_breakdown] == [row.tax_amount for row in invoice.vat_breakdown]


def test_lines_and_places_are_reported_from_september_2027_and_never_for_purchases() -> None:
    place = DeliverToAddress(line_1="x" * 300, country_code="DE")
    invoice = abroad(delivery=DeliveryInformation(actual_delivery_date=date(2026, 10, 24), deliver_to_address=place))
    start, target = reported_invoice(invoice, sent_on=date(2027, 8, 31)), reported_invoice(invoice, sent_on=TARGET)
    assert start.lines == ()
    assert start.deliveries[0].country_code is None
    assert len(target.lines) == 3
    assert (target.deliveries[0].line_1, target.deliveries[0].city) == ("x" * 255, "-")
    assert target.lines[0].price is not None
    assert target.lines[0].price.gross_price == target.lines[0].price.net_price
    assert reported_invoice(invoice, sent_on=TARGET, purchase=True).lines == ()


def test_what_a_platform_changes_on_the_way_is_changed() -> None:
    franchise = VatBreakdown(
        taxable_amount=Decimal("10.00"),
        tax_amount=Decimal("0.00"),
        vat_category_code="E",
        vat_rate=Decimal(0),
        exemption_reason="TVA non applicable, art. 293 B du CGI",
        exemption_reason_code="VATEX-FR-FRANCHISE",
    )
    export = replace(franchise, vat_category_code="G", exemption_reason_code=None, exemption_reason="y" * 2000)
    coded = replace(franchise, vat_category_code="AE", exemption_reason_code="VATEX-EU-AE", exemption_reason=None)
    invoice = replace(
        abroad(),
        type_code="262",
        contract_reference="C" * 30,
        vat_point_date_code="29",
        notes=(Note(subject_code="TXD", text="MEMBRE_ASSUJETTI_UNIQUE"), Note(text="z" * 2000)),
        vat_breakdown=(franchise, export, coded),
        delivery=DeliveryInformation(
            invoicing_period=InvoicingPeriod(start_date=date(2026, 10, 1), end_date=date(2026, 10, 31))
        ),
    )
    one = reported_invoice(invoice, sent_on=SENT_ON)
    assert (one.type_code, one.vat_due_code) == ("381", "5")
    assert [previous.invoice_number for previous in one.previous_invoices] == ["T" + "C" * 19]
    assert [len(note.text or "") for note in one.notes] == [len("Membre d'un assujetti unique"), 1024]
    reasons = [
        (row.vat_category_code, row.exemption_reason_code, len(row.exemption_reason or "")) for row in one.vat_breakdown
    ]
    assert reasons == [("Z", None, 0), ("G", "NR", 1024), ("AE", "VATEX-EU-AE", 11)]
    assert one.period is not None
    assert one.period.end_date == date(2026, 10, 31)


PARTS = st.lists(
    st.builds(
        line,
        st.integers(min_value=1, max_value=99),
        quantity=st.decimals(min_value=1, max_value=999, places=3).map(str),
        price=st.decimals(min_value=0, max_value=999, places=4).map(str),
        rate=st.sampled_from(["20", "10", "5.5", "2.1", "8.5", "1.05"]),
    ),
    min_size=1,
    max_size=6,
)


@given(PARTS, st.sampled_from([SENT_ON, TARGET]))
@settings(max_examples=30, **QUICK)
def test_any_invoice_abroad_ties_and_follows_the_schema(lines: list, sent_on: date) -> None:  # type: ignore[type-arg] # of Line
    needs_examples()
    invoice = changed(abroad(), lines=tuple(lines))
    one = operations(sent_on, invoices=(reported_invoice(invoice, sent_on=sent_on),))
    assert ereporting.check(one, sent_on=sent_on) == []
    schema(*XSD).assertValid(etree.fromstring(ereporting.write(one)))


def test_a_purchase_abroad_is_reported_by_the_buyer() -> None:
    invoice = abroad()
    german = replace(
        invoice.seller,
        name="Müller GmbH",
        identifiers=(),
        legal_registration=None,
        vat_identifier="DE123456789",
        postal_address=replace(invoice.seller.postal_address, country_code="DE"),
    )
    charge = replace(
        invoice.vat_breakdown[0],
        vat_category_code="AE",
        vat_rate=Decimal(0),
        taxable_amount=invoice.totals.total_without_vat,
        tax_amount=Decimal("0.00"),
        exemption_reason="Autoliquidation",
        exemption_reason_code="VATEX-EU-AE",
    )
    totals = replace(invoice.totals, total_vat=Decimal("0.00"))
    bought = replace(invoice, seller=german, buyer=BUYER, vat_breakdown=(charge,), totals=totals)
    one = reported_invoice(bought, sent_on=TARGET, purchase=True)
    assert one.seller.identifier == Identifier("DE123456789", "0223")
    assert one.buyer is not None
    assert one.buyer.identifier == Identifier("200000008", "0002")
    sent = operations(TARGET, invoices=(one,), daily_sales=())
    declared = replace(sent.header.declarant, identifier=Identifier("200000008", "0002"), role_code="BY")
    assert ereporting.check(replace(sent, header=replace(sent.header, declarant=declared)), sent_on=TARGET) == []


def test_a_foreign_currency_is_reported_with_its_vat_in_euros() -> None:
    dollars = replace(abroad(), currency_code="USD", vat_accounting_currency_code="EUR")
    without = reported_invoice(dollars, sent_on=SENT_ON)
    assert is_absent(without.totals.total_vat.value)
    known = replace(dollars, totals=replace(dollars.totals, total_vat_in_accounting_currency=Decimal("7.00")))
    assert reported_invoice(known, sent_on=SENT_ON).totals.total_vat == AmountIn(Decimal("7.00"), "EUR")
    assert {one.rule for one in ereporting.check(operations(invoices=(without,)))} == {"ereporting.missing"}
    assert ereporting.check(operations(invoices=(reported_invoice(known, sent_on=SENT_ON),))) == []


def test_a_credit_note_names_its_invoice_at_head_or_line() -> None:
    credit = abroad(
        type_code="381", preceding_invoices=(PrecedingInvoice(invoice_number="F1", issue_date=date(2026, 9, 1)),)
    )
    assert ereporting.check(operations(invoices=(reported_invoice(credit, sent_on=SENT_ON),))) == []
    bare = reported_invoice(replace(credit, preceding_invoices=()), sent_on=SENT_ON)
    assert {one.rule for one in ereporting.check(operations(invoices=(bare,)))} == {"G1.32"}


def test_what_is_no_flow_10_is_refused() -> None:
    for content in (b"", b"<Invoice/>", b'<Report xmlns="x"/>'):
        with pytest.raises(ReadRefused):
            ereporting.read(content)
    one, _ = ereporting.read(b"<Report/>")
    assert {finding.rule for finding in ereporting.check(one)} == {"G6.29", "ereporting.missing"}


def test_a_date_that_cannot_be_read_is_named_by_its_rule() -> None:
    content = ereporting.write(operations()).replace(b"<StartDate>20261021<", b"<StartDate>2026-10-21<", 1)
    _, (told,) = ereporting.read(content)
    assert (told.rule, told.term, told.value) == ("G1.09", "TT-17", "2026-10-21")


def test_what_the_model_does_not_hold_is_named() -> None:
    content = ereporting.write(operations()).replace(b"<TypeCode>IN<", b"<Extra>1</Extra><TypeCode>IN<", 1)
    _, (told,) = ereporting.read(content)
    assert (told.rule, told.path) == ("read.unheld", "/Report/ReportDocument/Extra")


def test_a_control_character_is_refused_by_name() -> None:
    one = operations()
    with pytest.raises(WriteRefused, match="TT-2"):
        ereporting.write(replace(one, header=replace(one.header, name="\x00")))


@pytest.mark.parametrize("regime", ["real monthly", "real quarterly", "franchise"])
def test_periods_cover_every_day_once(regime: str) -> None:
    for kind in ("operations", "payments"):
        found = spans(regime, kind, date(2027, 1, 1), date(2028, 12, 31))  # type: ignore[arg-type] # names
        assert found[0].start == date(2027, 1, 1)
        assert found[-1].end == date(2028, 12, 31)
        assert all((after.start - before.end).days == 1 for before, after in pairwise(found))
        assert all(one.end <= one.due for one in found)
