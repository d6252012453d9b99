"""What corrects an issued invoice, what is left of it, and its duplicate."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from sansfaute.drafts import queries as drafts
from sansfaute.drafts.rules.corrections import AmountsLeft, amounts_left
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.issuing import rules
from sansfaute.issuing.models import Correction, Invoice, SeriesPlan
from sansfaute.people import queries as people

if TYPE_CHECKING:
    from sansfaute.people.models import Person

CREDITS = frozenset({"full", "lines", "amount"})
"""Kinds of corrections that are credit notes."""


def plans_of(seller_id: UUID) -> list[rules.Planned]:
    """The series that were planned for a seller."""
    rows = SeriesPlan.objects.filter(seller_id=seller_id).values("kind", "channel", "prefix", "since")
    return [rules.Planned(**row) for row in rows]


def standing_corrections(invoice_id: UUID) -> list[Correction]:
    """The corrections of an invoice that nobody dropped, issued or not, with their drafts, oldest first."""
    rows = Correction.objects.filter(invoice_id=invoice_id, dropped_at=None, draft__discard=None)
    return list(rows.select_related("draft").order_by("asked_at", "id"))


def corrections_for(person: Person, invoice_id: UUID) -> QuerySet[Correction]:
    """Every correction of an invoice, the dropped ones too, if its seller is open to this person."""
    sellers = people.sellers_open_to(person, act="see invoices")
    return corrections_of(invoice_id).filter(seller_id__in=sellers)


def corrections_of(invoice_id: UUID) -> QuerySet[Correction]:
    """Every correction of an invoice that is open to who asks, the dropped ones too."""
    rows = Correction.objects.filter(invoice_id=invoice_id)
    return rows.select_related("draft", "draft__invoice", "asked_by").order_by("asked_at", "id")


def credits_among(corrections: Iterable[Correction]) -> list[Document]:
    """The credit notes among these corrections."""
    return [drafts.invoice_of(one.draft) for one in corrections if one.kind in CREDITS]


def left_to_credit(invoice: Invoice) -> AmountsLeft:
    """What is left to credit of an invoice; drafts of credit notes count, a corrective invoice leaves nothing."""
    standing = standing_corrections(invoice.pk)
    if any(one.kind == "corrective" for one in standing):
        return AmountsLeft(Decimal(0), Decimal(0), Decimal(0))
    return amounts_left(json_form.read(invoice.document), credits_among(standing))
