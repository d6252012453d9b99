"""A draft on its way to a number, and the refusal that stops it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sansfaute.lib.errors import Refusal
from sansfaute.masterdata.rules import PaymentTerms

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft
    from sansfaute.en16931.model import Invoice as Document
    from sansfaute.issuing.models import Invoice


class IssueRefused(Refusal):
    """Approved drafts could not become invoices; the message is fit for a person.

    `refused` names each with its reason; all others of the batch are issued.
    """

    def __init__(self, message: str, refused: Mapping[UUID, str] | None = None) -> None:
        self.refused = dict(refused or {})
        super().__init__(message)


@dataclass(slots=True)
class Ready:
    """An approved draft with its document, checked but for its number."""

    draft: Draft
    document: Document
    terms: PaymentTerms | None
    issue_date: date


@dataclass(slots=True)
class Outcome:
    """What became of a batch: the invoices, in the order of their numbers, and why others have none, by draft."""

    invoices: list[Invoice] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)
