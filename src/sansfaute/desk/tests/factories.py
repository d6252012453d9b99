"""Books for tests: sellers, buyers, drafts, invoices and rows, as the rooms would have written them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.test import Client

from sansfaute.contracts.models import BillRun
from sansfaute.delivery.events import DeliveryHeld, InvoiceSent
from sansfaute.delivery.models import DeliveryAttempt, DeliveryHold, DeliveryOutcome
from sansfaute.documents.events import DocumentsReady
from sansfaute.documents.models import StoredDocument
from sansfaute.drafts.events import DraftAssembled
from sansfaute.drafts.models import Draft
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.en16931.tests import samples
from sansfaute.intake.models import SetAside, SourceFile, SourceRow
from sansfaute.issuing.events import InvoiceIssued
from sansfaute.issuing.models import Invoice, NumberSeries
from sansfaute.journal import actions as journal
from sansfaute.lib.files import FileStore
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata.models import Buyer, Item, Seller
from sansfaute.people import actions as people
from sansfaute.people.models import Person
from sansfaute.review.events import DraftApproved, ExceptionOpened
from sansfaute.review.models import Approval, DraftException, Verdict

AT = datetime(2026, 10, 31, 8, 5, tzinfo=UTC)
PASSWORD = "sept lettres de Lyon"
VERDICT = {
    "verdict": "passed",
    "native": {"pack": "EN 16931 1.3.16 · BR-FR 1.2", "errors": 0, "warnings": []},
    "official": {"verdict": "passed", "packs": ["EN16931-CII 1.3.16", "BR-FR-CII 1.2.0"], "by_shape": True},
}


def person(username: str, seller: Seller | None = None, role: str = "") -> Person:
    """Somebody who can sign in, with one role if named."""
    made = people.invite_person(username=username, email=f"{username}@ondine.example", password=PASSWORD, at=AT)
    if seller:
        people.grant_role(person=made, seller_id=seller.pk, role=role, at=AT)
    return made


def seller(name: str = "Ondine Services", siren: str = "100000009") -> Seller:
    """A company of Lyon."""
    return Seller.objects.create(name=name, siren=siren, line_1="1 rue du Port", post_code="69002", city="Lyon")


@dataclass
class Work:
    """One seller's bill run, from which drafts and invoices are made in a row."""

    seller: Seller
    run: BillRun
    series: NumberSeries
    number: int = 0

    def draft(self, name: str, *lines: Any, code: str = "", day: date = date(2026, 10, 31), order: str = "") -> Draft:
        """A draft for a buyer of this name, with these lines (else one ordinary line)."""
        code = code or f"C{Buyer.objects.count() + 1:05d}"
        buyer = Buyer.objects.create(seller=self.seller, code=code, name=name, kind="business")
        document = _document(name, lines, day, order)
        totals = document.totals
        made = Draft.objects.create(
            seller=self.seller,
            run=self.run,
            buyer=buyer,
            purchase_order_reference=order,
            issue_date=day,
            payment_due_date=day + timedelta(days=30),
            total_without_vat=totals.total_without_vat,
            total_vat=totals.total_vat,
            total_with_vat=totals.total_with_vat,
            document=json_form.to_dict(document),
            assembled_at=AT,
        )
        Verdict.objects.create(seller=self.seller, draft=made, verdict="passed", details=VERDICT, judged_at=AT)
        journal.record([DraftAssembled(self.seller.pk, made.pk)], at=AT)
        return made

    def exception(self, draft: Draft, rule: str = "purchase_order_missing", **evidence: Any) -> DraftException:
        """An open exception of a draft."""
        made = DraftException.objects.create(
            seller=self.seller, draft=draft, rule=rule, evidence=evidence, owner_role="approver", opened_at=AT
        )
        journal.record([ExceptionOpened(self.seller.pk, made.pk, draft_id=draft.pk, rule=rule)], at=AT)
        return made

    def invoice(self, name: str, *lines: Any, **more: Any) -> Invoice:
        """An issued invoice, approved by the rules alone; its seal is not a real one."""
        draft = self.draft(name, *lines, **more)
        Approval.objects.create(
            seller=self.seller, draft=draft, issue_date=draft.issue_date, verdict=VERDICT, approved_at=AT
        )
        self.number += 1
        number = f"F2026-{self.number:06d}"
        document = json_form.write(replace(json_form.from_dict(draft.document), invoice_number=number))
        digest = sha256(document.encode()).hexdigest()
        made = Invoice.objects.create(
            seller=self.seller, series=self.series, draft=draft, buyer=draft.buyer, sequence_number=self.number,
            invoice_number=number, issue_date=draft.issue_date, type_code="380", buyer_name=name,
            purchase_order_reference=draft.purchase_order_reference, payment_due_date=draft.payment_due_date,
            currency_code="EUR", total_without_vat=draft.total_without_vat, total_vat=draft.total_vat,
            total_with_vat=draft.total_with_vat, amount_due=draft.total_with_vat, document=document,
            chain_position=self.number, document_hash=digest, previous_seal_hash="0" * 64, seal_hash=digest,
            signature=digest * 2, key_id="0123456789abcdef", issued_at=AT + timedelta(seconds=self.number),
        )  # fmt: skip
        issued = InvoiceIssued(self.seller.pk, made.pk, draft_id=draft.pk, invoice_number=number)
        journal.record([DraftApproved(self.seller.pk, draft.pk)], at=AT + timedelta(milliseconds=1))
        journal.record([issued], at=made.issued_at)
        return made


def work(of: Seller, prefix: str = "F2026-") -> Work:
    """A bill run and an open series."""
    run = BillRun.objects.create(seller=of, until=date(2026, 10, 31), issue_date=date(2026, 10, 31), started_at=AT)
    series = NumberSeries.objects.create(seller=of, kind="invoice", year=2026, prefix=prefix)
    return Work(of, run, series)


def _document(name: str, lines: tuple[Any, ...], day: date, order: str) -> Document:
    plain = samples.uncalculated(*(lines or (samples.line(1, quantity="1", price="245.00"),)))
    return samples.changed(
        plain,
        buyer=replace(plain.buyer, name=name),
        issue_date=day,
        payment_due_date=day + timedelta(days=30),
        purchase_order_reference=order or None,
    )


def store(invoice: Invoice, kind: str, content: bytes) -> StoredDocument:
    """Keep a file of an invoice."""
    media, ending = {"facturx": ("application/pdf", "pdf"), "cii": ("application/xml", "xml")}[kind]
    if kind == "facturx":
        ready = DocumentsReady(invoice.seller_id, invoice.pk, invoice_number=invoice.invoice_number)
        journal.record([ready], at=invoice.issued_at + timedelta(seconds=1))
    return StoredDocument.objects.create(
        seller_id=invoice.seller_id,
        invoice=invoice,
        kind=kind,
        filename=f"{invoice.invoice_number}.{ending}",
        media_type=media,
        sha256=FileStore(settings.FILE_STORE).put(content),
        size=len(content),
        template_version="1",
        stored_at=AT,
    )


def send(invoice: Invoice, *, sent: bool = True) -> None:
    """An attempt by e-mail and its outcome."""
    attempt = DeliveryAttempt.objects.create(
        seller_id=invoice.seller_id,
        invoice=invoice,
        channel="email",
        address="compta@client.example",
        idempotency_key=str(invoice.pk),
        started_at=AT,
    )
    detail = "" if sent else "550 mailbox unavailable"
    DeliveryOutcome.objects.create(seller_id=invoice.seller_id, attempt=attempt, sent=sent, detail=detail, ended_at=AT)
    if sent:
        journal.record([InvoiceSent(invoice.seller_id, invoice.pk, channel="email")], at=AT + timedelta(minutes=2))


def hold(invoice: Invoice, reason_code: str = "no_email_address") -> None:
    """No channel can carry it."""
    DeliveryHold.objects.create(seller_id=invoice.seller_id, invoice=invoice, reason_code=reason_code, held_at=AT)
    journal.record([DeliveryHeld(invoice.seller_id, invoice.pk, reason_code=reason_code)], at=AT + timedelta(minutes=2))


CITIES = ("Lyon", "LYON", "lyon ", "Paris", "LYON", "")


def record(of: Seller, code: str, record_type: str = "buyer", **values: str) -> Any:
    """A buyer or an item as a person makes it."""
    given = {"name": f"Client {code}", "country": "FR", "email": f"{code.lower()} at b.fr", **values}
    masterdata.create_record(seller_id=of.pk, record_type=record_type, code=code, values=given, at=AT)
    return (Item if record_type == "item" else Buyer).objects.get(seller=of, code=code)


def source_file(of: Seller, name: str, kind: str) -> SourceFile:
    """A file that arrived."""
    return SourceFile.objects.create(
        seller_id=of.pk, name=name, kind=kind, sha256=sha256(name.encode()).hexdigest(), size=1000, received_at=AT
    )


def set_aside(file: SourceFile, row_number: int, cells: list[str], reason_code: str, **details: Any) -> SourceRow:
    """A row of it that cannot be used."""
    row = SourceRow.objects.create(
        seller_id=file.seller_id, source_file=file, row_number=row_number, kind=file.kind, original=cells, values={}
    )
    SetAside.objects.create(
        seller_id=file.seller_id, row=row, reason_code=reason_code, details=details, set_aside_at=AT
    )
    return row


def signed_in(person: Person) -> Client:
    """A browser in English, with this person signed in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response: Any) -> str:
    """What a page says, its spaces made plain."""
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\u00a0", " ").split())
