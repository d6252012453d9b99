"""Sending: attempt, message, outcome; what is killed in between, and what two workers do at once."""

import email
import threading
from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any, ClassVar

import pytest
from django.core.mail import EmailMessage as Message
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from sansfaute.delivery import actions, jobs, queries
from sansfaute.delivery.adapters.mail_folder import EmailBackend, filename_of
from sansfaute.delivery.models import DeliveryAttempt, DeliveryHold, DeliveryOutcome
from sansfaute.documents import queries as documents
from sansfaute.documents.actions import render_documents
from sansfaute.documents.tests import samples
from sansfaute.documents.tests.factories import NOW, buyer, issued, seller
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.model import Note
from sansfaute.issuing.models import Invoice
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import AuditRule, Buyer, Correction, Seller
from sansfaute.people.models import Person, Role

HERE = "sansfaute.delivery.tests.test_actions"


class Server(BaseEmailBackend):
    """A mail server that answers what the test says; it cannot tell a message sent twice."""

    received: ClassVar[list[Message]] = []
    answer: ClassVar[Exception | None] = None

    def send_messages(self, email_messages: Sequence[Message]) -> int:
        if Server.answer:
            raise Server.answer
        Server.received.extend(email_messages)
        return len(email_messages)


@pytest.fixture(autouse=True)
def mail(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_STORE = tmp_path / "files"
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.EMAIL_BACKEND = "sansfaute.delivery.adapters.mail_folder.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Facturation <factures@ondine.example>"
    Server.received.clear()
    Server.answer = None
    return tmp_path / "mail"


@pytest.fixture
def server(settings: Any) -> type[Server]:
    settings.EMAIL_BACKEND = f"{HERE}.Server"
    return Server


def ready(of: Seller, count: int = 1, to: Buyer | None = None, document: Document | None = None) -> list[Invoice]:
    invoices = issued(of, count, to, document)
    with inline_steps():
        render_documents(seller_id=of.id, invoice_ids=[one.id for one in invoices], at=NOW)
    return invoices


def send(of: Seller, invoices: list[Invoice]) -> int:
    with inline_steps():
        return actions.send_invoices(seller_id=of.id, invoice_ids=[one.id for one in invoices], at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(("processing", "sent"), [("ARCHIVEONLY", 0), ("B2B", 1)])
def test_a_credit_note_for_the_books_only_is_never_sent(mail: Path, processing: str, sent: int) -> None:
    of = seller()
    plain = samples.invoice()
    notes = (*(one for one in plain.notes if one.subject_code != "BAR"), Note(subject_code="BAR", text=processing))
    note = replace(plain, type_code="381", notes=notes)
    assert send(of, ready(of, document=note)) == sent
    assert len(letters(mail)) == sent
    assert DeliveryAttempt.objects.count() == sent


def letters(mail: Path) -> list[EmailMessage]:
    return [email.message_from_bytes(path.read_bytes(), policy=modern) for path in sorted(mail.glob("*"))]  # type: ignore[misc]  # the modern policy makes EmailMessage


def facts(kind: str) -> int:
    return Fact.objects.filter(kind=kind).count()


@pytest.mark.django_db
class TestSendInvoices:
    @pytest.mark.parametrize(("address", "reason"), [("", "no_email_address"), ("compta@", "wrong_email_address")])
    def test_without_a_good_address_it_is_held_once(self, mail: Path, address: str, reason: str) -> None:
        of = seller()
        invoices = ready(of, to=buyer(of, email=address))
        assert send(of, invoices) == send(of, invoices) == 0
        assert DeliveryHold.objects.get().reason_code == reason
        assert (facts("DeliveryHeld"), facts("InvoiceSent"), DeliveryAttempt.objects.count()) == (1, 0, 0)
        assert not mail.exists()
        assert queries.delivery_of([invoices[0].id])[invoices[0].id].reason_code == reason

    def test_held_then_mended_it_leaves(self, mail: Path) -> None:
        of = seller()
        to = buyer(of, email="")
        invoices = ready(of, to=to)
        send(of, invoices)
        assert queries.holds().count() == 1
        Buyer.objects.filter(id=to.id).update(email="compta@mercier.example")
        assert send(of, invoices) == 1
        assert queries.holds().count() == 0
        assert queries.delivery_of([invoices[0].id])[invoices[0].id].state == queries.SENT

    def test_an_invoice_without_its_pdf_waits(self, mail: Path) -> None:
        of = seller()
        assert send(of, issued(of)) == 0
        assert not DeliveryAttempt.objects.exists()
        assert not DeliveryHold.objects.exists()

    def test_an_invoice_of_another_seller_is_left_alone(self) -> None:
        mine, theirs = seller(), seller("404833048")
        assert send(mine, ready(theirs)) == 0

    def test_the_message_is_one_that_any_mail_program_opens(self, mail: Path) -> None:
        of = seller()
        (invoice,) = ready(of)
        assert send(of, [invoice]) == 1
        (letter,) = letters(mail)
        assert letter["To"] == "compta@mercier.example"
        assert letter["From"] == "Ondine Informatique <factures@ondine.example>"
        assert letter["Reply-To"] == "factures@ondine.example"
        assert letter["Message-ID"] == f"<{invoice.id.hex}.email.1@ondine.example>"
        assert letter["Date"].datetime == NOW
        assert letter["Subject"] == "Facture F2026-000001 – Ondine Informatique"
        (pdf,) = letter.iter_attachments()
        assert (pdf.get_filename(), pdf.get_content_type()) == ("F2026-000001.pdf", "application/pdf")
        assert pdf.get_content() == documents.content(documents.documents_of([invoice.id])[invoice.id, "facturx"])
        text = letter.get_body()
        assert text is not None
        assert "Bonjour" in text.get_content()
        assert facts("InvoiceSent") == 1

    def test_an_english_speaker_gets_english(self, mail: Path) -> None:
        of = seller()
        send(of, ready(of, to=buyer(of, language="de")))
        assert letters(mail)[0]["Subject"] == "Invoice F2026-000001 from Ondine Informatique"

    def test_run_twice_it_sends_once(self, mail: Path) -> None:
        of = seller()
        invoices = ready(of, 3)
        assert send(of, invoices) == 3
        assert send(of, invoices) == 0
        assert (len(letters(mail)), facts("InvoiceSent"), DeliveryOutcome.objects.count()) == (3, 3, 3)

    @pytest.mark.parametrize("written", [0, 1, 2])
    def test_killed_between_attempt_and_outcome_it_ends_the_same(
        self, mail: Path, monkeypatch: pytest.MonkeyPatch, written: int
    ) -> None:
        of = seller()
        invoices = ready(of, 2)
        with monkeypatch.context() as patch:
            _killed_after(patch, written)
            with pytest.raises(KeyboardInterrupt):
                send(of, invoices)
        assert DeliveryAttempt.objects.count() == 2
        assert DeliveryOutcome.objects.count() == 0
        assert queries.open_attempts().count() == 2
        first = [path.read_bytes() for path in sorted(mail.glob("*.eml"))]
        assert len(first) == written
        assert send(of, invoices) == 2
        assert set(first) <= {path.read_bytes() for path in mail.glob("*.eml")}
        assert (len(letters(mail)), facts("InvoiceSent"), queries.open_attempts().count()) == (2, 2, 0)

    def test_queries_do_not_grow_with_the_group(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        of = seller()
        invoices = ready(of, 20)
        for some in (invoices[:2], invoices[2:]):
            with django_assert_num_queries(15):
                send(of, some)

    def test_the_job_takes_the_facts_of_documents(self, mail: Path) -> None:
        of = seller()
        (invoice,) = ready(of)
        with inline_steps():
            jobs.send_invoices.func(
                seller_id=str(of.id), facts=[{"subject_id": str(invoice.id), "invoice_number": "x"}]
            )
        assert len(letters(mail)) == 1

    def test_a_full_disk_leaves_the_attempt_open_and_no_scrap(
        self, mail: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        of = seller()
        invoices = ready(of)

        def full(path: Path) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("sansfaute.delivery.adapters.mail_folder.backend._force", full)
            with pytest.raises(OSError, match="No space"):
                send(of, invoices)
        assert list(mail.iterdir()) == []
        assert queries.open_attempts().count() == 1
        assert send(of, invoices) == 1


def _killed_after(patch: pytest.MonkeyPatch, written: int) -> None:
    """The process dies after so many messages, before any outcome is written."""
    original = EmailBackend._write
    done: list[Message] = []

    def write(self: EmailBackend, one: Message) -> None:
        if len(done) == written:
            raise KeyboardInterrupt
        done.append(one)
        original(self, one)

    def end(outcomes: Any, at: Any) -> int:
        if written == 2:
            raise KeyboardInterrupt
        return 0

    patch.setattr(EmailBackend, "_write", write)
    patch.setattr("sansfaute.delivery.actions.sending._end", end)


@pytest.mark.django_db
class TestMailServer:
    def test_a_refused_recipient_is_a_failure_with_its_reason(self, server: type[Server]) -> None:
        of = seller()
        (invoice,) = ready(of)
        Server.answer = SMTPRecipientsRefused({"compta@mercier.example": (550, b"unknown")})
        assert send(of, [invoice]) == 0
        found = queries.delivery_of([invoice.id])[invoice.id]
        assert (found.state, facts("DeliveryFailed"), facts("InvoiceSent")) == (queries.FAILED, 1, 0)
        assert "550" in found.detail
        Server.answer = None
        assert send(of, [invoice]) == 0

    def test_a_lost_answer_is_unknown_and_never_sent_again_blindly(self, server: type[Server]) -> None:
        of = seller()
        invoices = ready(of, 3)
        Server.answer = SMTPServerDisconnected("connection lost")
        with pytest.raises(SMTPServerDisconnected):
            send(of, invoices)
        assert DeliveryAttempt.objects.count() == 1
        Server.answer = None
        assert send(of, invoices) == 2
        states = [one.state for one in queries.delivery_of(invoice.id for invoice in invoices).values()]
        assert sorted(states) == [queries.SENT, queries.SENT, queries.UNKNOWN]
        assert len(Server.received) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("backend", ["sansfaute.delivery.adapters.mail_folder.EmailBackend", f"{HERE}.Server"])
def test_four_workers_at_once_send_each_invoice_once(settings: Any, mail: Path, backend: str) -> None:
    settings.EMAIL_BACKEND = backend
    of = seller()
    invoices = ready(of, 6)
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def work(order: list[Invoice]) -> None:
        try:
            start.wait()
            send(of, order)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(invoices[turn:] + invoices[:turn],)) for turn in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert len(Server.received) + len(list(mail.glob("*.eml"))) == 6
    assert (DeliveryAttempt.objects.count(), DeliveryOutcome.objects.count(), facts("InvoiceSent")) == (6, 6, 6)


@pytest.mark.django_db
def test_one_who_may_a_colleague_who_may_not_a_stranger(mail: Path) -> None:
    mine, theirs = seller(), seller("404833048")
    send(mine, ready(mine, to=buyer(mine, email="")))
    allowed, colleague, stranger = (Person.objects.create(username=name) for name in ("a", "b", "c"))
    Role.objects.create(seller_id=mine.id, person=allowed, role="clerk")
    Role.objects.create(seller_id=theirs.id, person=colleague, role="admin")
    assert [queries.holds_for(one).count() for one in (allowed, colleague, stranger)] == [1, 0, 0]
    assert [queries.open_attempts_for(one).count() for one in (allowed, colleague, stranger)] == [0, 0, 0]


@pytest.mark.parametrize("identifier", ["<a/../../b@x>", "<@x>", "<.hidden@x>", "<" + "a" * 300 + "@x>", "<é@x>"])
def test_a_strange_identifier_makes_a_safe_file_name(identifier: str) -> None:
    name = filename_of(identifier)
    assert len(name) == 68
    assert name.endswith(".eml")


def test_the_file_name_is_the_key() -> None:
    assert filename_of("<invoice.1.email.1@x>") == "invoice.1.email.1.eml"


@pytest.mark.django_db
class TestReturns:
    def test_a_refusal_is_kept_once_and_mends_the_record_of_its_buyer(self) -> None:
        of = seller()
        (invoice,) = issued(of, 1, buyer(of))
        with inline_steps() as steps:
            about = {"invoice_id": invoice.id, "reason_code": "ADR_ERR", "at": NOW}
            assert actions.record_refusal(**about, details={"status": "210"})
            assert not actions.record_refusal(**about)
            steps.run()
        assert facts("InvoiceRefused") == 1
        assert queries.returns_of([invoice.id])[invoice.id][0].details == {"status": "210"}
        correction = Correction.objects.get(record_id=invoice.buyer_id)
        assert (correction.rule, correction.field) == ("refusal:ADR_ERR", "electronic_address")
        assert AuditRule.objects.get().is_proposed

    def test_a_bounce_is_about_the_address_used(self, mail: Path) -> None:
        of = seller()
        to = buyer(of, email="compta@mercier.example")
        invoices = ready(of, to=to)
        send(of, invoices)
        with inline_steps() as steps:
            assert actions.record_bounce(invoice_id=invoices[0].id, at=NOW)
            steps.run()
        assert Correction.objects.get(record_id=to.id).rule == "bounce"

    def test_an_invoice_that_waits_for_an_address_opens_a_correction(self) -> None:
        of = seller()
        to = buyer(of, email="")
        with inline_steps() as steps:
            actions.send_invoices(seller_id=of.id, invoice_ids=[one.id for one in ready(of, to=to)], at=NOW)
            steps.run()
        assert Correction.objects.get(record_id=to.id, rule="undeliverable").field == "email"

    @pytest.mark.parametrize(
        ("answer", "opened"),
        [
            (SMTPRecipientsRefused({"a@b.example": (550, b"no such user")}), 1),
            (SMTPRecipientsRefused({"a@b.example": (451, b"try later")}), 0),
            (ConnectionRefusedError("no server"), 0),
        ],
    )
    def test_only_an_address_refused_for_good_is_the_buyer_s_trouble(
        self, server: type[Server], answer: Exception, opened: int
    ) -> None:
        of = seller()
        to = buyer(of, email="a@b.example")
        Server.answer = answer
        with inline_steps() as steps:
            actions.send_invoices(seller_id=of.id, invoice_ids=[one.id for one in ready(of, to=to)], at=NOW)
            steps.run()
        assert Correction.objects.filter(record_id=to.id).count() == opened

    def test_an_unknown_invoice_is_refused(self) -> None:
        with pytest.raises(actions.ReturnRefused):
            actions.record_refusal(invoice_id=seller().id, reason_code="ADR_ERR", at=NOW)
