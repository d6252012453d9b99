"""Why an approved draft could not be numbered: the same facts, checked once more where they count."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sansfaute.drafts import queries as drafts
from sansfaute.drafts import rules as drafts_rules
from sansfaute.drafts.rules import corrections as correction_rules
from sansfaute.en16931 import rules as norm
from sansfaute.en16931.model import Invoice as Document
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.masterdata.rules import PaymentTerms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sansfaute.drafts.models import Draft
    from sansfaute.issuing.models import Correction, Invoice
    from sansfaute.review.models import Approval

STAND_IN = "F0000-000000"
"""The number that a document bears while it is checked, before it has one."""


def terms_of(draft: Draft) -> PaymentTerms | None:
    """The terms that the due date follows."""
    return PaymentTerms.from_dict(draft.payment_terms) if draft.payment_terms else None


def finalised(draft: Draft, issue_date: date) -> Document:
    """The document of a draft as it would be issued that day, but for its number."""
    document = drafts.invoice_of(draft)
    return drafts_rules.finalise(document, invoice_number=STAND_IN, issue_date=issue_date, terms=terms_of(draft))


def unapproved(approval: Approval) -> str:
    """Why this approval approves nothing; "" when it does."""
    if approval.verdict.get("verdict") != "passed":
        return _("Draft %s was approved without a passed verdict.") % approval.draft_id
    return ""


def unsound(draft: Draft, document: Document) -> str:
    """What the norm, or the total that was approved, says against the document; "" when nothing."""
    broken = sorted({finding.rule for finding in norm.check(document) if finding.level == "error"})
    if broken:
        return _("Draft %(id)s breaks %(rules)s.") % {"id": draft.id, "rules": ", ".join(broken)}
    if document.totals.total_with_vat != draft.total_with_vat:
        return _("Draft %s does not carry the total that was approved.") % draft.id
    return ""


def beyond(invoice: Invoice, correction: Correction, others: Sequence[Correction], document: Document) -> str:
    """Why a correction, as it stands now beside `others`, may not correct its invoice; "" when it may."""
    if correction.kind == "replacement":
        return ""
    if any(one.kind == "corrective" for one in others) or (
        correction.kind == "corrective" and any(one.kind != "replacement" for one in others)
    ):
        return _("Invoice %s has another correction: discard one of them.") % invoice.invoice_number
    if correction.kind == "corrective":
        return ""
    credits = [drafts.invoice_of(one.draft) for one in others if one.kind != "replacement"]
    if correction_rules.excess(json_form.read(invoice.document), credits, document):
        return _("The credit note takes more than is left of invoice %s: edit or discard it.") % invoice.invoice_number
    return ""


def unplanned(kind: str, channel: str) -> str:
    """Why a document of this kind of series and channel cannot be numbered yet."""
    if kind == "self_billed":
        return _(
            "Plan a series of numbers for self-billed documents of this supplier first: each supplier has its own."
        )
    return _("Plan a series of numbers for the channel %s first.") % channel
