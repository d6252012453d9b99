"""A document as a person reads it: every term under its name, exact, in two languages. No database."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.desk.queries.codes import code_word, scheme_word
from sansfaute.desk.queries.readable import attached_file, readable
from sansfaute.desk.queries.terms import Section, TermWriter, number_text
from sansfaute.en16931.cdar import Message
from sansfaute.en16931.cdar.model import Issuer, Sender
from sansfaute.en16931.mapped import Moment
from sansfaute.en16931.model import DeliveryInformation as Delivery
from sansfaute.en16931.model import Invoice, InvoicingPeriod, SupportingDocument
from sansfaute.en16931.tests import samples
from sansfaute.en16931.values import ABSENT, NO_DATE, BinaryObject

GOOD = samples.ordinary(3)


def texts(group: Any) -> set[str]:
    """Every plain text of a document, as it stands in the model."""
    found: set[str] = set()
    for one in fields(group):
        value = getattr(group, one.name)
        for item in value if isinstance(value, tuple) else (value,):
            found |= texts(item) if is_dataclass(item) else {item} if isinstance(item, str) and item else set()
    return found


def shown(value: Any) -> str:
    """All that is written of a rendering, in one string."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return "\n".join(map(shown, value))
    if isinstance(value, dict):
        return "\n".join(value.values())
    return "\n".join(shown(getattr(value, one.name)) for one in fields(value)) if is_dataclass(value) else ""


def test_nothing_that_the_document_says_is_left_out() -> None:
    written = shown(readable(GOOD, "en"))
    missing = {text for text in texts(GOOD) if text not in written and not code_word("unit_code", text, "en")}
    assert missing <= {"S"}  # a rate stands for the category in lines and rows


def test_every_term_present_has_its_number() -> None:
    said = readable(GOOD, "fr")
    numbers = {entry.term for entry in (*said.document.entries, *said.totals, *said.payment.entries)}
    assert {"BT-1", "BT-2", "BT-3", "BT-5", "BT-9", "BT-109", "BT-115"} <= numbers


@pytest.mark.parametrize(
    ("value", "currency", "fr", "en"),
    [
        ("1234.5", "EUR", "1\u202f234,50\u00a0€", "€1,234.50"),
        ("0.12345678", "EUR", "0,12345678\u00a0€", "€0.12345678"),
        ("-12", "JPY", "-12\u00a0JPY", "-JP¥12"),
        ("1.5", "BHD", "1,500\u00a0BHD", "BHD1.500"),
        ("10", "EURO", "10,00\u00a0EURO", "EURO10.00"),
        ("10", "", "10,00", "10.00"),
        ("123456789012345678.99", "EUR", "123\u202f456\u202f789\u202f012\u202f345\u202f678,99\u00a0€", None),
    ],
)
def test_amounts_keep_every_decimal(value: str, currency: str, fr: str, en: str | None) -> None:
    assert TermWriter("fr", currency).money(Decimal(value), currency) == fr
    if en:
        assert TermWriter("en", currency).money(Decimal(value), currency) == en


def test_what_is_absent_or_absurd_is_written_too() -> None:
    assert number_text(ABSENT, "fr") == ""
    assert number_text(Decimal("1E+999999"), "fr") == "1E+999999"
    assert TermWriter("fr", "EUR").money(Decimal("Infinity"), "EUR") == "Infinity"
    lacking = replace(GOOD, issue_date=NO_DATE, totals=replace(GOOD.totals, amount_due=ABSENT), type_code="")
    said = readable(lacking, "fr")
    assert (said.issued, said.amount_due, said.kind) == ("", "", "")


def test_a_mark_that_turns_the_text_around_is_taken_out() -> None:
    loud = replace(GOOD, invoice_number="F\u202e123")
    assert readable(loud, "fr").number == "F123"


def test_units_agree_with_their_number() -> None:
    said = [readable(of_hours(count), "fr").lines[0].cells["quantity"] for count in ("1", "1.5", "2")]
    assert said == ["1\u00a0heure", "1,5\u00a0heure", "2\u00a0heures"]


def of_hours(count: str) -> Invoice:
    line = replace(GOOD.lines[0], invoiced_quantity=Decimal(count), unit_code="HUR")
    return replace(GOOD, lines=(line,))


def test_delivery_stands_directly_in_its_part() -> None:
    period = InvoicingPeriod(start_date=date(2026, 10, 1), end_date=date(2026, 10, 31))
    delivery = Delivery(actual_delivery_date=date(2026, 10, 31), invoicing_period=period)
    said = readable(replace(GOOD, delivery=delivery), "fr").delivery
    assert [entry.text for entry in said.entries] == ["31\u00a0octobre\u00a02026"]
    assert [section.term for section in said.sections] == ["BG-14"]


def test_attachments_are_found_by_their_place() -> None:
    held = BinaryObject(b"abc", "text/csv", "a.csv")
    documents = (SupportingDocument(reference="R"), SupportingDocument(reference="S", attachment=held))
    invoice = replace(GOOD, supporting_documents=documents)
    assert [(one.filename, one.size) for one in readable(invoice, "fr").attachments] == [("", 0), ("a.csv", 3)]
    assert attached_file(invoice, 1) == ("a.csv", b"abc")
    assert [attached_file(invoice, place) for place in (0, 2, -1)] == [None, None, None]


@pytest.mark.parametrize(
    ("field", "code", "word"),
    [
        ("type_code", "381", "Avoir"),
        ("type_code", "999", ""),
        ("vat_category_code", "AE", "Autoliquidation"),
        ("base_quantity_unit_code", "HUR", "heure"),
        ("means_type_code", "58", "Virement SEPA"),
        ("country_of_origin", "DE", "Allemagne"),
        ("currency_code", "EUR", "euro"),
        ("subject_code", "PMD", "Pénalités de retard"),
        ("business_process_type", "S1", "Dépôt d'une facture de services"),
        ("contract_type_code", "380", ""),
        ("role_code", "WK", "Plateforme"),
        ("name", "380", ""),
    ],
)
def test_codes_become_words_by_the_field_that_holds_them(field: str, code: str, word: str) -> None:
    assert code_word(field, code, "fr") == word


def test_schemes_have_their_names() -> None:
    assert (scheme_word("0009", "fr"), scheme_word("9999", "fr"), scheme_word(None, "fr")) == ("SIRET", "9999", "")


def test_a_message_of_the_lifecycle_is_read_term_by_term() -> None:
    section = TermWriter("fr").section(_message(), "", "")
    assert ("MDT-4", "M-1") in {(entry.term, entry.text) for entry in section.entries}
    assert any("2026" in entry.text and "h" not in entry.text for entry in section.entries if entry.term == "MDT-8")
    assert isinstance(section, Section)


def _message() -> Message:
    return Message(
        profile="p", identifier="M-1", issued_at=Moment("20261031", "102"), sender=Sender(role_code="WK"),
        issuer=Issuer(role_code="BY"),
    )  # fmt: skip
