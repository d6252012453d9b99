"""From one syntax to another: nothing is dropped; what cannot be said is named."""

from dataclasses import replace

import pytest

from sansfaute.documents.adapters import facturx_pdf
from sansfaute.documents.rules import page_of
from sansfaute.documents.rules.conversion import HOLDS, SPECIFICATIONS, TARGETS, as_bytes, conversions, converted
from sansfaute.en16931 import syntaxes
from sansfaute.en16931.model import Invoice, Price, SellerContact, SupportingDocument
from sansfaute.en16931.syntaxes import read, write
from sansfaute.en16931.tests import samples
from sansfaute.en16931.values import ABSENT, BinaryObject

GOOD = replace(
    samples.ordinary(3),
    supporting_documents=(
        SupportingDocument(reference="RIB", attachment=BinaryObject(b"\x00\xff pdf", "application/pdf", "rib.pdf")),
    ),
)


def of_profile(invoice: Invoice, profile: str) -> Invoice:
    control = replace(invoice.process_control, specification_identifier=SPECIFICATIONS[profile])
    return replace(invoice, process_control=control)


@pytest.mark.parametrize("source", ["cii", "ubl", "json"])
@pytest.mark.parametrize("to", ["cii", "ubl", "json"])
def test_every_way_says_the_same_attachments_too(source: str, to: str) -> None:
    conversion = converted(read(write(GOOD, source)), to)
    assert conversion.findings == ()
    assert read(as_bytes(conversion)).invoice == GOOD


def test_a_factur_x_made_of_ubl_holds_the_same(tmp_path: object) -> None:
    conversion = converted(read(write(GOOD, "ubl")), "facturx")
    assert conversion.invoice is not None
    pdf = facturx_pdf.write(conversion.invoice, as_bytes(conversion))
    inside = facturx_pdf.extract_cii(pdf)
    assert inside is not None
    assert read(inside).invoice == GOOD


def test_a_contact_of_ubl_with_its_department_is_one_element_in_factur_x() -> None:
    """CII-SR-465: CII has two elements for BT-41, of which a Factur-X may have one."""
    contact = SellerContact(point="Ada Martin", department="Comptes")
    both = replace(GOOD, seller=replace(GOOD.seller, contact=contact))
    conversion = converted(read(write(both, "ubl")), "cii")
    assert conversion.findings == ()
    written = as_bytes(conversion)
    assert b"<ram:PersonName>Ada Martin(Comptes)</ram:PersonName>" in written
    assert b"DepartmentName" not in written
    assert converted(read(written), "ubl").findings == ()


@pytest.mark.parametrize(
    ("to", "own", "becomes"),
    [
        ("ubl", "extended", "extended-ctc-fr"),
        ("ubl", "basic", "en16931"),
        ("facturx", "extended-ctc-fr", "extended"),
        ("cii", "extended", "extended"),
        ("json", "extended", "extended"),
    ],
)
def test_a_profile_that_the_target_has_not_becomes_the_one_that_says_the_same(to: str, own: str, becomes: str) -> None:
    plain = of_profile(samples.ordinary(1), own)
    conversion = converted(read(write(plain, "json")), to)
    assert conversion.findings == ()
    assert conversion.profile == becomes
    assert read(as_bytes(conversion)).profile == becomes


def test_a_profile_can_be_chosen_and_what_it_cannot_hold_is_named() -> None:
    reading = read(write(of_profile(GOOD, "extended"), "cii"))
    assert converted(reading, "cii", "en16931").findings == ()
    small = converted(reading, "cii", "basicwl")
    assert small.invoice is None
    assert any(one.path.startswith("lines") for one in small.findings)
    assert {one.term for one in converted(reading, "ubl", "basic").findings} == {"BT-24"}


def test_a_document_without_lines_has_no_form_in_ubl() -> None:
    wl = replace(of_profile(samples.ordinary(1), "basicwl"), lines=(), supporting_documents=())
    assert [one.rule for one in converted(read(write(wl, "json")), "ubl").findings] == ["convert.profile"]
    assert [one.rule for one in converted(read(write(wl, "json")), "ubl", "en16931").findings][:1] == ["convert.lines"]


def test_what_the_source_says_beyond_the_model_is_refused_by_place() -> None:
    odd = write(GOOD, "cii").replace(b"</ram:SellerTradeParty>", b"<ram:Unknown>x</ram:Unknown></ram:SellerTradeParty>")
    for one in conversions(read(odd)):
        assert one.invoice is None
        assert any("Unknown" in found.path for found in one.findings), one.to


def test_a_text_that_is_no_figure_is_refused_not_left_out() -> None:
    odd = write(GOOD, "ubl").replace(b">12.345<", b">douze<")
    conversion = converted(read(odd), "cii")
    assert conversion.invoice is None
    assert any("douze" in found.value for found in conversion.findings)


def test_a_syntax_that_loses_something_in_silence_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof is in reading again, whatever the tables of what a syntax can hold may say."""
    real = syntaxes.write
    forgetful = lambda one, syntax: real(replace(one, buyer_reference=None), syntax)  # noqa: E731  # one line says it
    monkeypatch.setattr(syntaxes, "write", forgetful)
    conversion = converted(read(real(replace(GOOD, buyer_reference="REF-7"), "cii")), "ubl")
    assert [(one.term, one.value) for one in conversion.findings] == [("BT-10", "REF-7")]


def test_a_group_of_lines_is_printed_as_what_it_is_and_the_file_says_its_profile() -> None:
    """EXTENDED: a line that groups others has figures of its own only if the source gives them."""
    first, second, third = GOOD.lines
    group = replace(
        first, subtype_code="GROUP", invoiced_quantity=ABSENT, unit_code="", price=Price(item_net_price=ABSENT)
    )
    lines = (group, replace(second, parent_line_identifier="1", subtype_code="DETAIL"), third)
    conversion = converted(read(write(replace(of_profile(GOOD, "extended"), lines=lines), "json")), "facturx")
    assert conversion.invoice is not None
    rows = page_of(conversion.invoice)["lines"]
    assert (rows[0]["quantity"], rows[0]["unit"], rows[0]["price"]) == ("", "", "")
    assert rows[0]["details"][0].startswith("Regroupement")
    assert rows[1]["details"][0] == "Ligne 2, partie de la ligne 1"
    assert b"<fx:ConformanceLevel>EXTENDED<" in facturx_pdf.write(conversion.invoice, as_bytes(conversion))


def test_a_figure_that_is_missing_cannot_be_printed_but_can_be_written() -> None:
    lacking = replace(GOOD, totals=replace(GOOD.totals, amount_due=ABSENT))
    reading = read(write(lacking, "json"))
    assert {one.term for one in converted(reading, "facturx").findings} == {"BT-115"}
    assert converted(reading, "cii").findings == ()


@pytest.mark.parametrize("content", [b"bonjour", b"<a/>", b"", b"%PDF-1.7"])
def test_what_is_no_invoice_is_refused(content: bytes) -> None:
    for one in conversions(read(content)):
        assert one.invoice is None
        assert one.findings


def test_every_target_has_its_profiles() -> None:
    assert set(TARGETS) == set(HOLDS) == {"cii", "ubl", "facturx", "json"}
    assert all(profiles <= set(SPECIFICATIONS) for profiles in HOLDS.values())
    with pytest.raises(KeyError):
        converted(read(write(GOOD, "cii")), "docx")
