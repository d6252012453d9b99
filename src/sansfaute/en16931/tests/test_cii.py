"""CII is written as the official schema asks and read back whole; hostile bytes are refused."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from sansfaute.en16931.model import CreditTransfer, LineVat, Note, PaymentInstructions, Price
from sansfaute.en16931.syntaxes import ReadRefused, WriteRefused, cii, size
from sansfaute.en16931.tests.documents import documents
from sansfaute.en16931.tests.filled import Filled
from sansfaute.en16931.tests.mutations import full
from sansfaute.en16931.tests.official import cii_examples, needs_examples, schema
from sansfaute.en16931.tests.samples import line, ordinary
from sansfaute.en16931.values import ABSENT, NO_DATE, Identifier

WIDE = {"suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]}
EXTENDED = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"
WRITTEN = ("basicwl", "basic", "en16931", "extended-ctc-fr", "extended")


@pytest.mark.parametrize("profile", WRITTEN)
@given(data=st.data())
@settings(max_examples=20, deadline=None, **WIDE)
def test_reading_gives_back_what_was_written(data: st.DataObject, profile: str) -> None:
    invoice = data.draw(documents(profile))
    assert cii.read(cii.write(invoice)) == invoice


@pytest.mark.parametrize("profile", WRITTEN)
@given(data=st.data())
@settings(max_examples=8, deadline=None, **WIDE)
def test_what_is_written_follows_the_official_schema(data: st.DataObject, profile: str) -> None:
    invoice = data.draw(documents(profile).filter(lambda one: one.lines or profile == "basicwl"))
    schema(profile).assertValid(etree.fromstring(cii.write(invoice)))


def test_a_document_that_fills_every_term_is_read_back() -> None:
    invoice = Filled().invoice
    written = cii.write_whole(invoice)
    assert cii.read(written) == invoice
    schema("extended").assertValid(etree.fromstring(written))
    schema("extended-ctc-fr").assertValid(etree.fromstring(written))


def test_a_group_of_lines_may_lack_quantity_price_and_vat() -> None:
    bare = replace(
        line(1),
        invoiced_quantity=ABSENT,
        unit_code="",
        line_net_amount=ABSENT,
        price=Price(item_net_price=ABSENT),
        vat=LineVat(vat_category_code=""),
        subtype_code="GROUP",
    )
    control = replace(ordinary(1).process_control, specification_identifier=EXTENDED)
    invoice = replace(ordinary(1), process_control=control, lines=(bare, line(2)))
    content = cii.write(invoice)
    assert cii.read(content) == invoice
    assert cii.read(content).lines[0].price.item_net_price is ABSENT
    schema("extended").assertValid(etree.fromstring(content))


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


def empty(content: bytes) -> set[str]:
    """The elements that say nothing: an official rule refuses them."""
    every = etree.fromstring(content).iter(etree.Element)
    return {str(one.tag) for one in every if not len(one) and not (one.text or "").strip()}


def comparable(text: str) -> str:
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def test_official_examples_keep_every_term() -> None:
    needs_examples()
    examples = cii_examples("")
    assert len(examples) > 30
    for name, content in examples:
        invoice = cii.read(content)
        written = cii.write_whole(invoice)
        assert not leaves(content) - leaves(written), name
        assert empty(written) <= empty(content), name
        if "minimum" not in name:
            assert cii.write(invoice) == cii.write_whole(invoice), "its profile holds all that it says"


def test_the_two_parts_of_a_contact_are_kept() -> None:
    needs_examples()
    (_, content), *_ = cii_examples("F202500001_INV_20250201_CII")
    seller = cii.read(content).seller
    assert seller.contact is not None
    assert (seller.contact.point, seller.contact.department) == ("MME CONTACT", "DEP ADV")


def test_a_minimum_lacks_what_the_norm_asks() -> None:
    needs_examples()
    (_, content), *_ = cii_examples("minimum/")
    invoice, findings, raw = cii.open(etree.fromstring(content))
    assert (findings, raw) == ((), {})
    assert invoice.totals.sum_of_line_net_amounts is ABSENT
    assert (invoice.lines, invoice.vat_breakdown) == ((), ())


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


def test_what_an_empty_cii_lacks_is_absent() -> None:
    root = etree.Element(etree.fromstring(cii.write(ordinary(1))).tag)
    invoice = cii.read(etree.tostring(root))
    assert (invoice.issue_date, invoice.totals.amount_due, invoice.seller.name) == (NO_DATE, ABSENT, "")
    assert cii.read(cii.write_whole(invoice)).issue_date is NO_DATE


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
        (b"udt:DateTimeString", b"ram:DateTimeString", "BT-2"),
        (b">12.345<", b">12,345<", "BT-146"),
        (b">12.345<", b">1e5<", "BT-146"),
        (b">12.345<", b">NaN<", "BT-146"),
        (b">12.345<", b"><", "BT-146"),
        (b'currencyID="EUR">', b'currencyID="EUR">x', "BT-110"),
    ],
)
def test_a_malformed_value_is_named(old: bytes, new: bytes, term: str) -> None:
    content = cii.write(ordinary(1))
    assert old in content
    _, findings, raw = cii.open(etree.fromstring(content.replace(old, new)))
    assert term in {one.term for one in findings}
    assert raw


@pytest.mark.parametrize(
    ("old", "new", "path", "value"),
    [
        (b">12.345<", b">+12.345<", "lines[0].price.item_net_price", Decimal("12.345")),
        (b">12.345<", b"> 12.345 <", "lines[0].price.item_net_price", Decimal("12.345")),
        (b">12.345<", b">012.345<", "lines[0].price.item_net_price", Decimal("12.345")),
        (b">12.345<", b">12,345<", "lines[0].price.item_net_price", ABSENT),
        (b">20261031<", b">2026-10-31<", "issue_date", NO_DATE),
        (b">20261130<", b"><", "payment_due_date", None),
        (b">380<", b"> 380<", "type_code", "380"),
    ],
)
def test_a_text_that_is_not_plain_is_noted(old: bytes, new: bytes, path: str, value: object) -> None:
    content = cii.write(ordinary(1))
    assert old in content
    invoice, _, raw = cii.open(etree.fromstring(content.replace(old, new, 1)))
    assert raw == {path: new.decode()[1:-1]}
    held = invoice.lines[0].price.item_net_price if path.startswith("lines") else getattr(invoice, path)
    assert held is value or held == value


def test_a_finding_says_where_in_the_file() -> None:
    content = cii.write(ordinary(2)).replace(b">3<", b">x<")
    _, findings, raw = cii.open(etree.fromstring(content))
    line_path = "/SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem[{}]/SpecifiedLineTradeDelivery/"
    assert [one.path for one in findings] == [line_path.format(number) + "BilledQuantity" for number in (1, 2)]
    assert sorted(raw) == ["lines[0].invoiced_quantity", "lines[1].invoiced_quantity"]


def test_a_broken_attachment_is_named() -> None:
    attached = b"<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>A</ram:IssuerAssignedID><ram:TypeCode>916"
    attached += b"</ram:TypeCode><ram:AttachmentBinaryObject>?</ram:AttachmentBinaryObject>"
    attached += b"</ram:AdditionalReferencedDocument></ram:ApplicableHeaderTradeAgreement>"
    content = cii.write(ordinary(1)).replace(b"</ram:ApplicableHeaderTradeAgreement>", attached)
    _, findings, _ = cii.open(etree.fromstring(content))
    assert [one.term for one in findings] == ["BT-125"]


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


def test_what_is_present_and_blank_is_not_absent() -> None:
    content = cii.write(replace(ordinary(1), project_reference="P1")).replace(b">100000009<", b"> <")
    content = content.replace(b">P1<", b"> <")
    invoice = cii.read(content)
    assert invoice.seller.legal_registration == Identifier("", "0002")
    assert invoice.project_reference == ""
    assert b"ProcuringProject" not in cii.write(invoice), "a writer leaves it out"


def test_a_document_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "MAX_BYTES", 100)
    with pytest.raises(ReadRefused) as refusal:
        cii.read(cii.write(ordinary(1)))
    assert refusal.value.findings[0].rule == "read.size"


def test_what_is_written_is_what_an_xml_library_would_write() -> None:
    text = 'R&D <10\u202f000\u00a0€> "l\'été"\rligne\t1\n]]>'
    invoice = replace(full(), payment_terms=text, invoiced_object_identifier=Identifier(text, text))
    content = cii.write_whole(invoice)
    assert etree.tostring(etree.fromstring(content), xml_declaration=True, encoding="UTF-8") == content
    assert cii.read(content).payment_terms == text
