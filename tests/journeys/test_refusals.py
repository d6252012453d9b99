"""From issued to refused and invoiced again: stories of a billing desk (XP Z12-014, scenarios 2.1 to 2.5).

The corrections after a dispute (2.6, 2.7) are told among the corrections. Each story ends in documents that both
official packs accept, in CII and in UBL.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.delivery import actions as delivery
from sansfaute.delivery.models import DeliveryAttempt
from sansfaute.en16931.model import Invoice as Document
from sansfaute.issuing import actions as issuing
from sansfaute.issuing import queries
from sansfaute.issuing.actions import CorrectionRefused
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.tests import trade
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Buyer, Seller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders", "steps")]


def of(document: Document) -> Invoice:
    return Invoice.objects.get(invoice_number=document.invoice_number)


def sent() -> list[str]:
    """The numbers of what was sent to the customer."""
    numbers = dict(Invoice.objects.values_list("pk", "invoice_number"))
    return [numbers[one] for one in DeliveryAttempt.objects.order_by("started_at").values_list("invoice_id", flat=True)]


def test_an_invoice_leaves_complete(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Scenario 2.1, on the side of documents: numbered, sealed, EN 16931, with all that the law asks, sent once."""
    document = trade.one_sale(ondine, ("SCREEN", "2"), ("BOOK", "3"), steps=steps)
    assert (document.invoice_number, document.type_code, document.process_control.business_process_type) == (
        "F2026-000001", "380", "B1",
    )  # fmt: skip
    assert not trade.is_extended(document)
    assert {one.subject_code for one in document.notes} == {"PMT", "PMD", "AAB", "BAR", "ABL"}
    assert {str(one.vat_rate): str(one.tax_amount) for one in document.vat_breakdown} == {"20": "80.00", "5.5": "6.60"}
    assert document.totals.amount_due == Decimal("606.60")
    assert sent() == ["F2026-000001"]
    trade.accepted()


@pytest.mark.parametrize("reason", ["REJ_SEMAN", "DEST_ERR"], ids=["by-the-sender's", "by-the-receiver's"])
def test_a_platform_rejects_the_invoice(ondine: Seller, moreau: Buyer, steps: Any, reason: str) -> None:
    """Scenarios 2.2 and 2.4: cancelled in the books by a credit note never sent, invoiced again under a new number."""
    rejected = trade.one_sale(ondine, ("SCREEN", "1"), steps=steps)
    assert delivery.record_refusal(invoice_id=of(rejected).pk, reason_code=reason, at=trade.NOW)
    right = replace(rejected, buyer_reference="SERVICE-ACHATS")
    issuing.cancel_and_rebill(
        invoice_id=of(rejected).pk, document=right, internal=True, why=f"Rejet {reason}", actor=None, at=trade.NOW
    )
    _, note, again = trade.issued(steps)
    assert (note.type_code, trade.notes(note, "BAR")) == ("381", ["ARCHIVEONLY"])
    assert note.totals.total_with_vat == rejected.totals.total_with_vat
    assert [one.invoice_number for one in note.preceding_invoices] == [rejected.invoice_number]
    assert (again.invoice_number, again.buyer_reference) == ("F2026-000002", "SERVICE-ACHATS")
    assert trade.notes(again, "BAR") == ["B2B"]
    assert sent() == ["F2026-000001", "F2026-000002"]  # the note is for the books, the rejected number stays used
    assert queries.left_to_credit(of(rejected)).with_vat == 0
    with pytest.raises(CorrectionRefused):
        issuing.credit_invoice(
            invoice_id=of(rejected).pk, how="full", why="Encore", actor=None, at=trade.NOW
        )  # fmt: skip
    trade.accepted()


def test_the_customer_has_no_platform_yet(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Scenario 2.3: the invoice is valid and stays as it is; a readable copy went by e-mail, nothing is corrected."""
    document = trade.one_sale(ondine, ("HOUR", "2"), steps=steps)
    assert delivery.record_refusal(invoice_id=of(document).pk, reason_code="NON_TRANSMISE", at=trade.NOW)
    steps.run()
    assert sent() == [document.invoice_number]
    assert Invoice.objects.count() == 1
    assert Fact.objects.get(kind="InvoiceRefused").data["reason_code"] == "NON_TRANSMISE"
    trade.accepted()


def test_the_buyer_refuses_the_invoice(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Scenario 2.5: refused for its amounts, final: internal credit note, corrected invoice, new number."""
    refused = trade.one_sale(ondine, ("SCREEN", "3"), steps=steps)
    delivery.record_refusal(invoice_id=of(refused).pk, reason_code="QTE_ERR", at=trade.NOW)
    (line,) = refused.lines
    right = replace(refused, lines=(replace(line, invoiced_quantity=Decimal(2)),))
    issuing.cancel_and_rebill(
        invoice_id=of(refused).pk, document=right, internal=True, why="Deux écrans livrés", actor=None, at=trade.NOW
    )
    _, note, again = trade.issued(steps)
    assert (note.totals.total_with_vat, again.totals.total_with_vat) == (Decimal("720.00"), Decimal("480.00"))
    assert note.invoice_number not in sent()
    assert [one.process_control.business_process_type for one in (note, again)] == ["B1", "B1"]
    trade.accepted()
