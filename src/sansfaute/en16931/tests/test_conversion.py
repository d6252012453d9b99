"""From one syntax to the other and back, on every official example: no term is lost, or it is refused by name."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.model.walk import walk
from sansfaute.en16931.syntaxes import Reading, lost_in, read, unheld, write
from sansfaute.en16931.syntaxes.capacity import unwritable_in
from sansfaute.en16931.tests.official import EXAMPLES, content_of, needs_examples
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.en16931.tests.test_ubl import assert_valid
from sansfaute.en16931.values import Identifier

OTHER = {"cii": "ubl", "ubl": "cii"}

# UBL 2.1 has no line amount with VAT, and one identifier for an account.
REFUSED = {
    "uc10/UC10_F202600004_MULTI-VENDEUR_CII_Commentee_EXTENDED.xml": {"EXT-FR-FE-184"},
    "uc11/UC11_F202600022_EXTENDED_FX_CII_BT-X-589Only_on_GROUP_Line.xml": {"EXT-FR-FE-184"},
    "uc11/UC11_F202600022_MULTI-VENDEUR_FX_Commentee_EXTENDED.pdf": {"EXT-FR-FE-184"},
    "z12-012/F202500001_INV_20250201_CII_Commentee_EN16931.xml": {"BT-84-0"},
}


@cache
def examples() -> dict[str, Reading]:
    """Every invoice of the examples, read; a PDF stands for the XML inside."""
    found = {}
    for path in sorted(EXAMPLES.rglob("*")):
        if path.suffix in (".xml", ".pdf"):
            reading = read(content_of(path))
            if reading.syntax in OTHER:
                found[str(path.relative_to(EXAMPLES))] = reading
    return found


def test_every_example_is_converted_or_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    needs_examples()
    table = {name: set(refusals(reading)) for name, reading in examples().items()}
    with capsys.disabled():
        print(f"\nconversions: {len(table)} examples, refused:")
        for name, why in table.items():
            if why:
                print(f"  {name}: {', '.join(sorted(why))}")
    assert len(table) >= 35
    assert {name: why for name, why in table.items() if why} == REFUSED


def test_what_is_converted_comes_back_whole() -> None:
    needs_examples()
    converted = 0
    for name, reading in examples().items():
        invoice = reading.invoice
        assert invoice is not None
        if name in REFUSED:
            continue
        away = read(write(invoice, OTHER[reading.syntax]))
        assert away.invoice is not None
        assert away.findings == ()
        back = read(write(away.invoice, reading.syntax)).invoice
        assert back is not None
        assert said(back) == said(away.invoice) == said(invoice), name
        converted += 1
    assert converted >= 31


def test_what_is_written_in_ubl_follows_the_schema() -> None:
    needs_examples()
    for name, reading in examples().items():
        assert reading.invoice is not None
        if reading.invoice.lines and name not in REFUSED:
            assert_valid(write(reading.invoice, "ubl"))


def test_the_same_invoice_in_both_syntaxes_is_read_the_same() -> None:
    needs_examples()
    found = examples()
    in_cii = found["z12-012/F202500001_INV_20250201_CII_Commentee_EN16931.xml"].invoice
    in_ubl = found["z12-012/F202500001_INV_20250201_UBL.xml"].invoice
    assert in_cii is not None
    assert in_ubl is not None
    # The two samples do not have the same blanks at the end of one note, and UBL has one number for an account.
    more = said(in_cii)
    assert more.pop("payment_instructions.credit_transfers[0].proprietary_identifier") == "FRXX IBAN CPTE DEBIT"
    assert _stripped(more) == _stripped(said(in_ubl))


def test_what_the_table_of_capacities_refuses_is_what_would_be_lost() -> None:
    needs_examples()
    for name, reading in examples().items():
        assert reading.invoice is not None
        lost = {(one.term, one.path) for one in lost_in(reading.invoice, "ubl")}
        assert {(one.term, one.path) for one in unwritable_in(reading.invoice, "extended-ctc-fr", "ubl")} == lost, name


def test_a_term_without_a_place_is_named() -> None:
    invoice = ordinary(3)
    for syntax in ("cii", "ubl", "json"):
        assert lost_in(invoice, syntax) == ()
        assert read(write(invoice, syntax)).invoice == invoice
    priced = replace(invoice.lines[1], amount_with_vat=Decimal("44.40"), contract_reference="C-1")
    found = lost_in(replace(invoice, lines=(invoice.lines[0], priced)), "ubl")
    assert {(one.term, one.path) for one in found} == {
        ("BT-X-24", "lines[1].contract_reference"),
        ("EXT-FR-FE-184", "lines[1].amount_with_vat"),
    }


def refusals(reading: Reading) -> Iterator[str]:
    """The terms, or the elements, that a conversion to the other syntax would lose."""
    assert reading.invoice is not None
    yield from (one.path.rpartition("/")[2] for one in unheld(reading))
    yield from (one.term for one in lost_in(reading.invoice, OTHER[reading.syntax]))


def said(invoice: Invoice) -> dict[str, object]:
    """Every present value by its path; identifiers of one list in order, which says nothing."""
    found = {path: value for _, path, value in walk(invoice) if not hasattr(value, "__dataclass_fields__")}
    for path, value in _identifiers(invoice):
        found[path] = value
    return found


def _identifiers(invoice: Invoice) -> Iterator[tuple[str, object]]:
    lists: dict[str, list[Identifier]] = {}
    for _, path, value in walk(invoice):
        if isinstance(value, Identifier):
            lists.setdefault(path.rpartition("[")[0] if path.endswith("]") else path, []).append(value)
    for path, values in lists.items():
        yield path, sorted((one.value, one.scheme or "", one.version or "") for one in values)


def _stripped(found: dict[str, object]) -> dict[str, object]:
    return {path: value.strip() if isinstance(value, str) else value for path, value in found.items()}
