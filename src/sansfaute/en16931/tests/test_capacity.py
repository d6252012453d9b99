"""What a profile or a syntax cannot hold is named, term by term, and never dropped."""

from dataclasses import replace

import pytest

from sansfaute.en16931.model import Invoice, LinePrecedingInvoice, Payer, terms
from sansfaute.en16931.profiles import PROFILES
from sansfaute.en16931.syntaxes import WriteRefused, cii
from sansfaute.en16931.syntaxes.capacity import LADDER, TITLES, first_profile, unwritable_in
from sansfaute.en16931.tests.filled import Filled
from sansfaute.en16931.tests.official import cii_examples, needs_examples
from sansfaute.en16931.tests.samples import line, ordinary

FIELDS = {f"{group.__name__}.{one.name}": one.metadata["term"] for group, one in terms()}


def of_profile(profile: str, invoice: Invoice | None = None) -> Invoice:
    """The invoice, announced in that profile."""
    one = invoice or ordinary(1)
    written = next(value for value, name in PROFILES.items() if name == profile)
    return replace(one, process_control=replace(one.process_control, specification_identifier=written))


def test_each_profile_holds_what_the_one_below_holds() -> None:
    full = Filled().invoice
    named = {profile: {one.term for one in unwritable_in(full, profile)} for profile in LADDER}
    assert named["extended"] == set()
    sizes = [len(named[profile]) for profile in LADDER[3:]]
    assert sizes == sorted(sizes, reverse=True)
    assert {"BG-25", "BG-1", "BG-23"} <= named["minimum"]
    assert "BG-25" in named["basicwl"]
    assert "BG-25" not in named["basic"]


def test_en_16931_holds_its_own_terms_and_no_other() -> None:
    held = {term for field, term in FIELDS.items() if LADDER.index(first_profile(field)) <= LADDER.index("en16931")}
    assert not [term for term in held if term.startswith(("EXT-", "BT-X", "BG-X"))]
    assert held >= {f"BG-{number}" for number in range(1, 33)}
    assert held >= {f"BT-{number}" for number in range(1, 166) if number != 4}


def test_a_term_beyond_en_16931_is_named_by_itself_or_by_its_group() -> None:
    filled = Filled()
    named = {"".join(c for c in one.path if not c.isdigit()) for one in unwritable_in(filled.invoice, "en16931")}
    for place in filled.places.values():
        if LADDER.index(first_profile(place[-1])) > LADDER.index("en16931"):
            steps = [key.rpartition(".")[2] for key in place]
            paths = {".".join(steps[: depth + 1]) for depth in range(len(steps))}
            assert paths & {path.replace("[]", "") for path in named}, place


def test_writing_refuses_what_the_profile_does_not_hold() -> None:
    payer = Payer(name="Assurances du Port")
    with pytest.raises(WriteRefused) as refusal:
        cii.write(replace(ordinary(1), payer=payer))
    (found,) = refusal.value.findings
    assert (found.rule, found.term, found.path) == ("write.profile", "EXT-FR-FE-BG-02", "payer")
    assert found.message["fr"] == "Le profil EN 16931 n'admet pas EXT-FR-FE-BG-02 (Payeur)."
    assert found.fix["en"] == "Choose the profile EXTENDED-CTC-FR, or remove this term."
    extended = replace(of_profile("extended-ctc-fr"), payer=payer)
    assert cii.read(cii.write(extended)) == extended


def test_a_basic_document_has_no_reference_of_the_seller() -> None:
    found = unwritable_in(ordinary(2), "basic")
    assert {(one.term, one.path) for one in found} == {
        ("BT-155", "lines[0].item.seller_identifier"),
        ("BT-155", "lines[1].item.seller_identifier"),
    }
    assert found[0].value == "A-1"
    with pytest.raises(WriteRefused):
        cii.write(of_profile("basic"))


def test_what_ubl_has_no_place_for_is_named() -> None:
    note = replace(line(1), delivery_note_reference="BL-7")
    (found,) = unwritable_in(replace(ordinary(1), lines=(note,)), "extended-ctc-fr", "ubl")
    assert (found.rule, found.term, found.value) == ("write.syntax", "BT-X-92", "BL-7")
    assert not unwritable_in(replace(ordinary(1), lines=(note,)), "extended-ctc-fr", "cii")
    assert not unwritable_in(replace(ordinary(1), lines=(note,)), "en16931", "json")


def test_a_second_preceding_invoice_of_a_line_is_for_the_french_profile() -> None:
    twice = tuple(LinePrecedingInvoice(invoice_number=number) for number in ("F-1", "F-2"))
    invoice = replace(ordinary(1), lines=(replace(line(1), preceding_invoices=twice),))
    (found,) = unwritable_in(invoice, "extended")
    assert found.path == "lines[0].preceding_invoices[1]"
    assert "EXTENDED-CTC-FR" in found.fix["fr"]
    assert not unwritable_in(invoice, "extended-ctc-fr")


def test_a_blank_text_and_an_unknown_profile_refuse_nothing() -> None:
    assert not unwritable_in(replace(ordinary(1), project_name="", contract_type_code=""), "en16931")
    assert not unwritable_in(Filled().invoice, "urn:other")


def test_official_examples_hold_nothing_beyond_their_profile() -> None:
    needs_examples()
    for name, content in cii_examples(""):
        invoice = cii.read(content)
        profile = PROFILES[invoice.process_control.specification_identifier]
        assert not unwritable_in(invoice, profile), name


def test_every_profile_has_a_title() -> None:
    assert set(TITLES) == set(LADDER) == set(PROFILES.values())
