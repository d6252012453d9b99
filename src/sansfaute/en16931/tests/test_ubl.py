"""UBL is written as the official schema asks and read back whole; French conventions hold both ways."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from sansfaute.en16931.model import (
    CreditTransfer,
    DirectDebit,
    Invoice,
    Line,
    LineVat,
    Note,
    Payee,
    PaymentInstructions,
    PrecedingInvoice,
    Price,
    SellerContact,
)
from sansfaute.en16931.syntaxes import ReadRefused, WriteRefused, read, ubl, unheld
from sansfaute.en16931.tests.mutations import full
from sansfaute.en16931.tests.official import PACKS
from sansfaute.en16931.tests.samples import line, ordinary
from sansfaute.en16931.tests.ubl_documents import documents, plain_documents
from sansfaute.en16931.values import ABSENT, Identifier

WIDE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@cache
def schema(name: str) -> etree.XMLSchema:
    """The official XSD of Invoice or CreditNote."""
    return etree.XMLSchema(etree.parse(PACKS / "ubl-2.1" / "maindoc" / f"UBL-{name}-2.1.xsd"))


def assert_valid(content: bytes) -> None:
    root = etree.fromstring(content)
    schema(etree.QName(root).localname).assertValid(root)


def _extended(invoice: Invoice) -> Invoice:
    """The same under EXTENDED-CTC-FR, which holds what EN 16931 does not."""
    name = "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"
    return replace(invoice, process_control=replace(invoice.process_control, specification_identifier=name))


@given(documents())
@settings(max_examples=60, deadline=None, suppress_health_check=WIDE)
def test_every_term_of_extended_comes_back_and_the_schema_is_content(invoice: Invoice) -> None:
    content = ubl.write(invoice)
    assert ubl.read(content) == invoice
    assert ubl.write(invoice) == content
    assert_valid(content)


@given(plain_documents())
@settings(max_examples=30, deadline=None, suppress_health_check=WIDE)
def test_every_term_of_the_norm_comes_back(invoice: Invoice) -> None:
    content = ubl.write(invoice)
    assert ubl.read(content) == invoice
    assert unheld(read(content)) == ()
    assert_valid(content)


@pytest.mark.parametrize("type_code", ["380", "381"])
def test_a_document_with_every_term_comes_back(type_code: str) -> None:
    invoice = replace(full(), type_code=type_code)
    content = ubl.write(invoice)
    assert ubl.read(content) == invoice
    assert_valid(content)


@pytest.mark.parametrize(
    ("type_code", "root"),
    [("380", "Invoice"), ("384", "Invoice"), ("386", "Invoice"), ("389", "Invoice"), ("393", "Invoice"),
     ("381", "CreditNote"), ("261", "CreditNote"), ("262", "CreditNote"), ("396", "CreditNote"),
     ("502", "CreditNote"), ("503", "CreditNote")],
)  # fmt: skip
def test_the_type_of_document_chooses_the_message(type_code: str, root: str) -> None:
    content = ubl.write(replace(ordinary(1), type_code=type_code))
    assert read(content).root_name == root
    assert f"<cbc:{root}TypeCode>{type_code}<".encode() in content


@pytest.mark.parametrize(("held", "written"), [("5", "3"), ("29", "35"), ("72", "432"), ("3", "5"), ("x", "x")])
def test_the_vat_point_has_other_codes_in_ubl(held: str, written: str) -> None:
    invoice = replace(ordinary(1), vat_point_date_code=held)
    content = ubl.write(invoice)
    assert f"<cbc:DescriptionCode>{written}<".encode() in content
    assert ubl.read(content) == invoice


def test_a_note_has_its_subject_code_in_front() -> None:
    notes = (
        Note(subject_code="AAB", text="Néant."),
        Note(text="# pas un code #"),
        Note(subject_code="PMT", text="#x#"),
    )
    invoice = replace(ordinary(1), notes=notes)
    content = ubl.write(invoice)
    assert "<cbc:Note>#AAB#Néant.<".encode() in content
    assert ubl.read(content).notes == notes


@pytest.mark.parametrize("note", [Note(text="#AAB#Néant."), Note(subject_code="AB", text="x")])
def test_a_note_that_would_be_read_as_another_is_refused(note: Note) -> None:
    with pytest.raises(WriteRefused) as refusal:
        ubl.write(replace(ordinary(1), notes=(note,)))
    assert [(one.rule, one.path) for one in refusal.value.findings] == [("write.note", "notes[0]")]


def test_the_due_date_of_a_credit_note_stands_in_its_payment_means() -> None:
    invoice = replace(ordinary(1), type_code="381")
    content = ubl.write(invoice)
    assert b"<cbc:PaymentDueDate>2026-11-30<" in content
    assert b"<cbc:DueDate>" not in content
    assert ubl.read(content) == invoice


def test_a_due_date_alone_makes_no_payment_instructions() -> None:
    invoice = replace(ordinary(1), type_code="381", payment_instructions=None)
    content = ubl.write(invoice)
    assert_valid(content)
    assert ubl.read(content) == invoice


def test_a_credit_note_keeps_its_project_and_tender() -> None:
    invoice = replace(ordinary(1), type_code="381", project_reference="P1", tender_reference="T1")
    content = ubl.write(invoice)
    assert_valid(content)
    assert b"ProjectReference" not in content
    assert ubl.read(content) == invoice


def test_each_vat_total_has_its_currency() -> None:
    invoice = ordinary(1)
    totals = replace(invoice.totals, total_vat_in_accounting_currency=Decimal("9.99"))
    invoice = replace(invoice, currency_code="USD", vat_accounting_currency_code="EUR", totals=totals)
    content = ubl.write(invoice)
    assert b'<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">9.99<' in content
    assert ubl.read(content) == invoice


def test_a_missing_vat_total_is_the_sum_of_its_rows() -> None:
    invoice = ordinary(3)
    silent = replace(invoice, totals=replace(invoice.totals, total_vat=None))
    assert ubl.read(ubl.write(silent)).totals.total_vat == invoice.totals.total_vat


@pytest.mark.parametrize("payee", [None, Payee(name="Affacturage")])
def test_the_creditor_identifier_stands_with_who_is_paid(payee: Payee | None) -> None:
    debit = DirectDebit(mandate_reference="M1", creditor_identifier="FR72ZZZ123456", debited_account_identifier="FR76")
    means = PaymentInstructions(means_type_code="59", direct_debit=debit)
    invoice = replace(ordinary(1), payee=payee, payment_instructions=means)
    content = ubl.write(invoice)
    party = b"PayeeParty" if payee is not None else b"AccountingSupplierParty"
    assert b"FR72ZZZ123456" in content.partition(b"<cac:" + party)[2].partition(b"</cac:" + party)[0]
    assert ubl.read(content) == invoice


def test_several_accounts_and_their_common_reference() -> None:
    transfers = tuple(CreditTransfer(payment_account_identifier=f"FR{n}", payment_account_name="x") for n in range(3))
    means = PaymentInstructions(
        means_type_code="30", means_text="Virement", remittance_information="F-1", credit_transfers=transfers
    )
    invoice = replace(ordinary(1), payment_instructions=means)
    content = ubl.write(invoice)
    assert content.count(b"<cac:PaymentMeans>") == content.count(b"<cbc:PaymentID>") == 3
    assert content.count(b' name="Virement"') == 1
    assert ubl.read(content) == invoice


def test_an_order_of_the_seller_alone_fills_the_place_of_the_buyer_s() -> None:
    invoice = replace(ordinary(1), sales_order_reference="SO1")
    content = ubl.write(invoice)
    assert b"<cac:OrderReference><cbc:ID>NA</cbc:ID><cbc:SalesOrderID>SO1<" in content
    assert ubl.read(content) == invoice


@pytest.mark.parametrize("discount", [None, Decimal("0.00"), Decimal("2.5")])
def test_a_gross_price_comes_with_its_discount(discount: Decimal | None) -> None:
    price = Price(item_net_price=Decimal("7.50"), item_gross_price=Decimal(10), item_price_discount=discount)
    invoice = replace(ordinary(1), lines=(replace(line(1), price=price),))
    assert ubl.read(ubl.write(invoice)).lines[0].price == price
    assert_valid(ubl.write(invoice))


@pytest.mark.parametrize(
    ("point", "department", "name"),
    [("Mme A", "Achats", "Mme A(Achats)"), (None, "Achats", "(Achats)"), ("Mme A", None, "Mme A")],
)
def test_a_department_follows_the_person(point: str | None, department: str | None, name: str) -> None:
    contact = SellerContact(point=point, department=department)
    invoice = ordinary(1)
    invoice = replace(invoice, seller=replace(invoice.seller, contact=contact))
    content = ubl.write(invoice)
    assert f"<cbc:Name>{name}</cbc:Name></cac:Contact>".encode() in content
    assert ubl.read(content) == invoice


def test_an_aside_in_a_name_is_no_department() -> None:
    content = ubl.write(replace(ordinary(1), seller=replace(ordinary(1).seller, contact=SellerContact(point="A (M.)"))))
    assert ubl.read(content).seller.contact == SellerContact(point="A (M.)")


def test_a_group_of_lines_has_neither_quantity_nor_price() -> None:
    group = replace(
        line(1), invoiced_quantity=ABSENT, unit_code="", price=Price(item_net_price=ABSENT),
        vat=LineVat(vat_category_code=""), subtype_code="GROUP",
    )  # fmt: skip
    detail = replace(line(2), subtype_code="DETAIL", parent_line_identifier="1")
    control = replace(ordinary(1).process_control, specification_identifier="urn:other")
    invoice = replace(ordinary(1), process_control=control, lines=(group, detail))
    content = ubl.write(invoice)
    assert_valid(content)
    found = ubl.read(content).lines
    assert found[1] == detail
    assert found[0].invoiced_quantity is ABSENT
    assert found[0].price.item_net_price is ABSENT
    assert not any(one.is_nan() for one in _figures(found[1]))


def test_a_line_under_another_that_says_no_subtype_does_not_count() -> None:
    detail = replace(line(2), subtype_code="DETAIL", parent_line_identifier="1")
    content = ubl.write(replace(_extended(ordinary(1)), lines=(line(1), detail)))
    found = ubl.read(content.replace(b"<cbc:DocumentStatusCode>DETAIL</cbc:DocumentStatusCode>", b""))
    assert [one.counts for one in found.lines] == [True, False]


def test_another_tax_is_noted() -> None:
    end = b"</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory>"
    reading = read(ubl.write(ordinary(1)).replace(b"VAT" + end, b"GST" + end))
    assert reading.raw == {"lines[0].vat.type_code": "GST"}
    assert [one.value for one in unheld(reading)] == ["GST"]


@pytest.mark.parametrize(
    ("written", "held"),
    [("+3", Decimal(3)), ("003.0", Decimal(3)), (" 3 ", Decimal(3)), ("trois", ABSENT), ("", ABSENT)],
)
def test_odd_figures_are_kept_beside_their_value(written: str, held: Decimal) -> None:
    content = ubl.write(ordinary(1)).replace(b'unitCode="C62">3<', f'unitCode="C62">{written}<'.encode())
    reading = read(content)
    assert reading.invoice is not None
    assert reading.raw == {"lines[0].invoiced_quantity": written}
    assert reading.invoice.lines[0].invoiced_quantity is held or reading.invoice.lines[0].invoiced_quantity == held
    assert [one.path for one in reading.findings] == (["lines[0].invoiced_quantity"] if held is ABSENT else [])


@pytest.mark.parametrize(
    ("written", "held"), [("2026-10-31Z", date(2026, 10, 31)), ("2026-02-30", date.min), ("x", date.min)]
)
def test_odd_dates_are_kept_beside_their_value(written: str, held: date) -> None:
    content = ubl.write(ordinary(1)).replace(b"<cbc:IssueDate>2026-10-31<", f"<cbc:IssueDate>{written}<".encode())
    reading = read(content)
    assert reading.invoice is not None
    assert (reading.invoice.issue_date, reading.raw) == (held, {"issue_date": written})


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [("buyer_reference", b"X1", b" "), ("project_reference", b"X2", b""), ("payment_terms", b"X3", b"\n")],
)
def test_a_blank_element_is_not_an_absent_one(field: str, old: bytes, new: bytes) -> None:
    invoice = replace(ordinary(1), buyer_reference="X1", project_reference="X2", payment_terms="X3")
    found = ubl.read(ubl.write(invoice).replace(b">" + old + b"<", b">" + new + b"<"))
    assert getattr(found, field) == ""
    assert ubl.read(ubl.write(found)) == replace(found, **{field: None})  # type: ignore[arg-type]  # fields of the model


def test_what_has_no_term_is_named() -> None:
    content = ubl.write(replace(ordinary(1), preceding_invoices=(PrecedingInvoice(invoice_number="F0"),)))
    content = content.replace(b"</cbc:InvoiceTypeCode>", b"</cbc:InvoiceTypeCode><cbc:Note>z</cbc:Note>", 1)
    content = content.replace(b"<cbc:ID>F0</cbc:ID>", b"<cbc:ID>F0</cbc:ID><cbc:UUID>u-1</cbc:UUID>")
    found = unheld(read(content))
    assert [(one.path, one.value) for one in found] == [("/BillingReference/InvoiceDocumentReference/UUID", "u-1")]


def test_another_root_is_refused() -> None:
    with pytest.raises(ReadRefused) as refusal:
        ubl.read(b"<Invoice/>")
    assert [one.rule for one in refusal.value.findings] == ["read.root"]


@pytest.mark.parametrize(
    "spoil",
    [lambda one: replace(one, buyer_reference="a\x00b"),
     lambda one: replace(one, totals=replace(one.totals, amount_due=Decimal("1E+999999999")))],
)  # fmt: skip
def test_what_xml_cannot_carry_is_refused(spoil: Callable[[Invoice], Invoice]) -> None:
    with pytest.raises(WriteRefused):
        ubl.write(spoil(ordinary(1)))


def test_schemes_stay_with_their_identifiers() -> None:
    invoice = replace(
        ordinary(1),
        invoiced_object_identifier=Identifier("CONTRAT-1", "AVE"),
        seller=replace(
            ordinary(1).seller, identifiers=(Identifier("9", "0088"), Identifier("8"), Identifier("7", "0009"))
        ),
    )
    assert ubl.read(ubl.write(invoice)) == invoice


def _figures(one: Line) -> tuple[Decimal, ...]:
    return (one.invoiced_quantity, one.line_net_amount, one.price.item_net_price)
