"""A draft on its way to a number, and the refusal that stops it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sansfaute.lib.errors import Refusal
from sansfaute.masterdata.rules import PaymentTerms

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft
    from sansfaute.en16931.model import Invoice as Document


class IssueRefused(Refusal):
    """An approved draft could not become an invoice; the message is fit for a person."""


@dataclass(slots=True)
class Ready:
    """An approved draft with its document, checked but for its number."""

    draft: Draft
    document: Document
    terms: PaymentTerms | None
    issue_date: date
