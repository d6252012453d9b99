"""CII is written as the official schema asks and read back whole; hostile bytes are refused."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from sansfaute.en16931.model import CreditTransfer, Invoice, Note, PaymentInstructions, Price
from sansfaute.en16931.syntaxes import ReadRefused, WriteRefused, cii, xml
from sansfaute.en16931.tests.documents import documents
from sansfaute.en16931.tests.mutations import full
from sansfaute.en16931.tests.official import cii_examples, needs_examples, schema
from sansfaute.en16931.tests.samples import line, ordinary

WIDE = {"suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]}
# CII has two elements where the norm has one term: BT-41 and BT-56 (person, department), BT-84.
TWO_FOR_ONE = ("DefinedTradeContact/PersonName", "DefinedTradeContact/DepartmentName", "/ProprietaryID")


@given(documents())
@settings(max_examples=40, deadline=None, **WIDE)
@example(ordinary(1))
def test_reading_gives_back_what_was_written(invoice: Invoice) -> None:
    assert cii.read(cii.write(invoice)) == invoice


@given(documents().filter(lambda invoice: invoice.lines))
@settings(max_examples=20, deadline=None, **WIDE)
def test_what_is_written_follows_the_official_schema(invoice: Invoice) -> None:
    official = schema()
    official.assertValid(etree.fromstring(cii.write(invoice)))


def test_the_same_invoice_gives_the_same_bytes() -> None:
    assert cii.write(ordinary()) == cii.write(ordinary())
    assert cii.write(ordinary()).startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<rsm:CrossIndustryInvoice ")


def leaves(content: bytes) -> Counter[tuple[str, str, str]]:
    """Every value of a document: path, text with numbers made comparable, attributes."""
    found = Counter()
    for element in etree.fromstring(content).iter(etree.Element):
        text = " ".join((element.text or "").split())
        if text and not len(element):
            names = [etree.QName(one).localname for one in (*reversed(list(element.iterancestors())), element)]
            found["/".join(names), comparable(text), str(sorted(element.attrib.items()))] += 1
    return found


def comparable(text: str) -> str:
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def test_official_examples_keep_every_term() -> None:
    needs_examples()
    examples = cii_examples("EN16931", "en16931/", "z12-012")
    assert len(examples) > 15
    for name, content in examples:
        lost = leaves(content) - leaves(cii.write(cii.read(content)))
        assert not [one for one in lost if not one[0].endswith(TWO_FOR_ONE)], name


def test_the_two_parts_of_a_contact_become_one_term() -> None:
    needs_examples()
    (_, content), *_ = cii_examples("F202500001_INV_20250201_CII")
    seller = cii.read(content).seller
    assert seller.contact is not None
    assert seller.contact.point == "MME CONTACT, DEP ADV"


def test_examples_of_other_profiles_are_read_or_refused_with_reasons() -> None:
    needs_examples()
    refused = {}
    for name, content in cii_examples("extended/", "basic", "minimum", "uc1"):
        try:
            cii.read(content)
        except ReadRefused as refusal:
            refused[name] = {one.term for one in refusal.findings}
    assert refused.pop("facturx-1.08/minimum/F20260024.pdf") == {"BT-106"}
    assert all(terms <= {"BT-129", "BT-146"} for terms in refused.values()), "lines without quantity or price"
    assert len(refused) == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_any_declared_encoding_is_read(encoding: str) -> None:
    text = cii.write(ordinary(2)).decode().partition("\n")[2]
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    content = f"<?xml version='1.0' encoding='{declared}'?>{text}".replace("€", "EUR")
    assert cii.read(content.encode(encoding)).buyer.name == "Café & Thé <Paris>"


BOMB = (
    b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>"""
)
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/hostname">]>"""


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, b"<!DOCTYPE rsm:CrossIndustryInvoice>"])
def test_entities_are_refused(doctype: bytes) -> None:
    content = cii.write(ordinary(1)).replace(b"?>\n", b"?>" + doctype).replace(b"F2026-00001", b"&c;")
    with pytest.raises(ReadRefused) as refusal:
        cii.read(content)
    assert refusal.value.findings[0].rule in ("read.doctype", "read.xml")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"%PDF-1.7",
        b"<a/>",
        b"<rsm:CrossIndustryInvoice/>",
        b"<?xml version='1.0' encoding='none-such'?><a/>",
        b"<a>" * 100_000,
        cii.write(ordinary(1))[:-10],
        cii.write(ordinary(1)) + b"<a/>",
        b"<a b='" + b"x" * 11_000_000 + b"'/>",
    ],
    ids=lambda content: f"{content[:12]!r} {len(content)}",
)
def test_what_is_not_cii_is_refused(content: bytes) -> None:
    with pytest.raises(ReadRefused):
        cii.read(content)


def test_an_empty_cii_names_what_is_missing() -> None:
    root = etree.Element(etree.fromstring(cii.write(ordinary(1))).tag)
    with pytest.raises(ReadRefused) as refusal:
        cii.read(etree.tostring(root))
    assert {"BT-2", "BT-106", "BT-109", "BT-112", "BT-115"} <= {one.term for one in refusal.value.findings}


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_bytes_changed_anywhere_never_crash(data: st.DataObject) -> None:
    content = bytearray(cii.write(ordinary(1)))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        cii.read(bytes(content))
    except ReadRefused:
        return


@pytest.mark.parametrize(
    ("old", "new", "term"),
    [
        (b">20261031<", b">20260229<", "BT-2"),
        (b">20261031<", b">2026-10-31<", "BT-2"),
        (b'format="102">20261031<', b'format="203">20261031<', "BT-2"),
        (b"<udt:DateTimeString", b"<ram:DateTimeString", None),
        (b">12.345<", b">12,345<", "BT-146"),
        (b">12.345<", b">1e5<", "BT-146"),
        (b">12.345<", b">NaN<", "BT-146"),
        (b">12.345<", b"><", "BT-146"),
        (b'currencyID="EUR">', b'currencyID="EUR">x', "BT-110"),
    ],
)
def test_a_malformed_value_is_named(old: bytes, new: bytes, term: str | None) -> None:
    content = cii.write(ordinary(1))
    assert old in content
    with pytest.raises(ReadRefused) as refusal:
        cii.read(content.replace(old, new))
    assert term is None or term in {one.term for one in refusal.value.findings}


def test_a_broken_attachment_is_named() -> None:
    attached = b"<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>A</ram:IssuerAssignedID><ram:TypeCode>916"
    attached += b"</ram:TypeCode><ram:AttachmentBinaryObject>?</ram:AttachmentBinaryObject>"
    attached += b"</ram:AdditionalReferencedDocument></ram:ApplicableHeaderTradeAgreement>"
    with pytest.raises(ReadRefused) as refusal:
        cii.read(cii.write(ordinary(1)).replace(b"</ram:ApplicableHeaderTradeAgreement>", attached))
    assert [one.term for one in refusal.value.findings] == ["BT-125"]


@pytest.mark.parametrize("text", ["a\x00b", "\x07", "\ud800", "\ufffe"])
def test_a_character_that_xml_cannot_carry_is_refused(text: str) -> None:
    with pytest.raises(WriteRefused):
        cii.write(replace(ordinary(1), buyer_reference=text))


def test_a_number_that_is_not_finite_is_refused() -> None:
    invoice = ordinary(1)
    with pytest.raises(WriteRefused):
        cii.write(replace(invoice, totals=replace(invoice.totals, amount_due=Decimal("1E+999999999"))))


def test_line_breaks_of_a_note_survive() -> None:
    invoice = replace(ordinary(1), notes=(Note(text="une\n  deux\r\ntrois"),))
    assert cii.read(cii.write(invoice)) == invoice


@pytest.mark.parametrize(
    ("rate", "written"), [("20.000", "20"), ("20", "20"), ("5.50", "5.5"), ("0.00", "0"), ("1E+1", "10")]
)
def test_rates_are_written_as_rate_lists_have_them(rate: str, written: str) -> None:
    changed_line = line(1, rate=rate)
    content = cii.write(replace(ordinary(1), lines=(changed_line,)))
    assert f"<ram:RateApplicablePercent>{written}<".encode() in content


def test_a_discount_given_alone_implies_its_gross_price() -> None:
    one = replace(line(1), price=Price(item_net_price=Decimal("7.50"), item_price_discount=Decimal("2.5")))
    price = cii.read(cii.write(replace(ordinary(1), lines=(one,)))).lines[0].price
    assert price.item_gross_price == 10


def test_an_account_that_is_not_an_iban_has_its_own_element() -> None:
    means = PaymentInstructions(
        means_type_code="30", credit_transfers=(CreditTransfer(payment_account_identifier="12-345"),)
    )
    content = cii.write(replace(ordinary(1), payment_instructions=means))
    assert b"<ram:ProprietaryID>12-345<" in content
    assert b"IBANID" not in content


def test_a_surcharge_on_the_price_is_not_its_discount() -> None:
    invoice = full()
    content = cii.write(invoice)
    start = content.index(b"<ram:AppliedTradeAllowanceCharge>")
    changed_content = content[:start] + content[start:].replace(b"Indicator>false<", b"Indicator>true<", 1)
    assert cii.read(content).lines[0].price.item_price_discount == Decimal("0.10")
    assert cii.read(changed_content).lines[0].price.item_price_discount is None


def test_a_reference_to_quote_without_means_of_payment_adds_none() -> None:
    means = PaymentInstructions(means_type_code="", remittance_information="F-1")
    content = cii.write(replace(ordinary(1), payment_instructions=means))
    assert b"SpecifiedTradeSettlementPaymentMeans" not in content
    assert cii.read(content).payment_instructions == means


def test_a_blank_identifier_is_absent() -> None:
    content = cii.write(replace(ordinary(1), project_reference="P1")).replace(b">100000009<", b"> <")
    assert cii.read(content).seller.legal_registration is None


def test_a_document_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_BYTES", 100)
    with pytest.raises(ReadRefused) as refusal:
        cii.read(cii.write(ordinary(1)))
    assert refusal.value.findings[0].rule == "read.size"
