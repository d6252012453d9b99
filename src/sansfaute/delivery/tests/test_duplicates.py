"""Duplicates are printed the same each time, carry the original's own XML, and leave once."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sansfaute.delivery import actions, jobs, queries, rules
from sansfaute.delivery.models import DeliveryAttempt, DeliveryOutcome
from sansfaute.delivery.tests.test_actions import HERE, Server
from sansfaute.documents import queries as documents
from sansfaute.documents.actions import render_documents
from sansfaute.documents.models import StoredDocument
from sansfaute.documents.rules import CII, FACTURX
from sansfaute.documents.tests.factories import NOW, buyer, issued, seller
from sansfaute.issuing import actions as issuing_actions
from sansfaute.issuing import queries as issuing
from sansfaute.issuing.models import Invoice
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.lib.errors import Trouble

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail(settings: Any, tmp_path: Path) -> None:
    settings.FILE_STORE = tmp_path / "files"
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.EMAIL_BACKEND = f"{HERE}.Server"
    settings.DEFAULT_FROM_EMAIL = "Facturation <factures@ondine.example>"
    Server.received.clear()
    Server.answer = None


@pytest.fixture
def invoice() -> Invoice:
    of = seller()
    (made,) = issued(of, to=buyer(of))
    with inline_steps():
        render_documents(seller_id=of.pk, invoice_ids=[made.pk], at=NOW)
    return made


def asked(invoice: Invoice, address: str = "") -> issuing.Duplicate:
    with inline_steps():
        return issuing_actions.make_duplicate(invoice_id=invoice.pk, address=address, why="Perdue", actor=None, at=NOW)


def job(invoice: Invoice) -> None:
    facts = Fact.objects.filter(kind="DuplicateMade").order_by("id")
    jobs.send_duplicates.func(
        str(invoice.seller_id), [{"subject_id": str(one.subject_id), **one.data} for one in facts]
    )


def test_the_page_is_marked_the_xml_and_the_original_stay(invoice: Invoice) -> None:
    kept = {row.kind: documents.content(row) for row in StoredDocument.objects.all()}
    copy = asked(invoice)
    pdf = documents.duplicate_pdf(copy)
    assert pdf == documents.duplicate_pdf(copy), "the same asking gives the same bytes"
    assert documents.extract_cii(pdf) == kept[CII] == documents.extract_cii(kept[FACTURX])
    assert pdf != kept[FACTURX]
    assert copy.made_on == date(2026, 10, 31)
    assert {row.kind: documents.content(row) for row in StoredDocument.objects.all()} == kept
    assert list(documents.verify_archive()) == []


def test_one_asked_before_the_documents_are_written_waits() -> None:
    of = seller()
    (made,) = issued(of, to=buyer(of))
    with pytest.raises(Trouble, match="not written yet"):
        documents.duplicate_pdf(asked(made))


def test_it_leaves_once_and_says_nothing_of_the_invoice_itself(invoice: Invoice) -> None:
    copy = asked(invoice, "autre@client.example")
    asked(invoice)  # printed only
    job(invoice)
    job(invoice)
    (message,) = Server.received
    assert message.to == ["autre@client.example"]
    assert message.subject.startswith("Duplicata : Facture F2026-000001")
    assert "rien n'est dû deux fois" in message.body
    (attached,) = message.attachments
    assert (attached[0], attached[1]) == ("F2026-000001-duplicata.pdf", documents.duplicate_pdf(copy))
    assert [one.kind for one in Fact.objects.filter(kind__startswith="DuplicateS")] == ["DuplicateSent"]
    assert queries.delivery_of([invoice.pk]) == {}, "the invoice itself has not left"
    assert queries.duplicates_sent(invoice.pk)[rules.duplicate_key(copy.duplicate_id)].state == queries.SENT
    assert actions.send_invoices(seller_id=invoice.seller_id, invoice_ids=[invoice.pk], at=NOW) == 1


def test_a_server_that_refuses_is_an_outcome_and_an_unknown_end_stays_open(invoice: Invoice) -> None:
    asked(invoice, "a@client.example")
    Server.answer = ConnectionRefusedError("nobody there")
    job(invoice)
    assert DeliveryOutcome.objects.get().detail == "nobody there"
    assert Fact.objects.filter(kind="DuplicateNotSent").count() == 1
    asked(invoice, "b@client.example")
    Server.answer = OSError("cut in the middle")
    with pytest.raises(OSError, match="middle"):
        job(invoice)
    Server.answer = None
    job(invoice)
    assert Server.received == [], "whether it left, only a person can find out"
    assert DeliveryAttempt.objects.filter(outcome=None).count() == 1


def test_another_company_sends_none_of_ours(invoice: Invoice) -> None:
    copy = asked(invoice, "a@client.example")
    other = seller("552100554")
    assert copy.duplicate_id is not None
    about = {"invoice_id": invoice.pk, "duplicate_id": copy.duplicate_id, "at": NOW}
    assert actions.send_duplicate(seller_id=other.pk, **about) is False
