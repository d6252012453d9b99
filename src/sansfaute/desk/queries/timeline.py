"""The life of one invoice in words, from the facts of the journal and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sansfaute.delivery import rules as delivery_rules
from sansfaute.journal import queries as journal
from sansfaute.masterdata.rules import refusal_words

if TYPE_CHECKING:
    from sansfaute.journal.models import Fact


@dataclass(frozen=True, slots=True)
class Step:
    """One dot of the timeline."""

    sentence: str
    tone: str  # "", good, attention, bad
    happened_at: datetime
    who: str
    why: str


def steps(subject_ids: list[UUID], rule_sentence: Callable[[str, UUID], str]) -> list[Step]:
    """The facts about these subjects, oldest first; `rule_sentence(rule, exception_id)` words an exception."""
    facts = journal.timeline(subject_ids)
    told = [(fact, _told(fact, rule_sentence)) for fact in facts]
    return [Step(*words, fact.happened_at, fact.actor_name, fact.why) for fact, words in told if words]


def _told(fact: Fact, rule_sentence: Callable[[str, UUID], str]) -> tuple[str, str] | None:
    """What happened and its tone; None for a fact that concerns the machine alone."""
    if fact.kind == "ExceptionOpened":
        return _("Held: %(reason)s") % {"reason": rule_sentence(fact.data["rule"], fact.subject_id)}, "attention"
    teller = TELLERS.get(fact.kind)
    return teller(fact.data) if teller else None


def _decided(data: Mapping[str, Any]) -> tuple[str, str]:
    return (_("Exception granted"), "good") if data.get("granted") else (_("Exception refused"), "bad")


def _sent(data: Mapping[str, Any]) -> tuple[str, str]:
    return _("Sent by %(channel)s") % {"channel": _channel(data)}, "good"


def _not_sent(data: Mapping[str, Any]) -> tuple[str, str]:
    return _("Sending by %(channel)s failed") % {"channel": _channel(data)}, "bad"


def _channel(data: Mapping[str, Any]) -> str:
    code = str(data.get("channel", ""))
    return _("e-mail") if code == "email" else code


def _held_back(data: Mapping[str, Any]) -> tuple[str, str]:
    code = str(data.get("reason_code", ""))
    reason = delivery_rules.REASONS.get(code, {}).get((get_language() or "fr")[:2], code)
    return _("Sending held: %(reason)s") % {"reason": reason}, "attention"


def _refused(data: Mapping[str, Any]) -> tuple[str, str]:
    reason = refusal_words(str(data.get("reason_code", "")), get_language() or "fr")
    return _("Refused by the buyer or a platform: %(reason)s") % {"reason": reason}, "bad"


def _bounced(data: Mapping[str, Any]) -> tuple[str, str]:
    reason = refusal_words(str(data.get("reason_code", "")), get_language() or "fr")
    return _("The message came back: %(reason)s") % {"reason": reason}, "bad"


def _issued(data: Mapping[str, Any]) -> tuple[str, str]:
    return _("Numbered %(number)s and sealed") % {"number": data.get("invoice_number", "")}, "good"


def _duplicate(data: Mapping[str, Any]) -> tuple[str, str]:
    if data.get("unpaid"):
        return _("Duplicate made for a bad debt"), "attention"
    return _("Duplicate made"), ""


def _duplicate_sent(data: Mapping[str, Any]) -> tuple[str, str]:
    return _("Duplicate sent to %(address)s") % {"address": data.get("address", "")}, "good"


def _duplicate_not_sent(data: Mapping[str, Any]) -> tuple[str, str]:
    return _("Duplicate not sent to %(address)s") % {"address": data.get("address", "")}, "bad"


TELLERS: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {
    "DraftAssembled": lambda data: (_("Draft assembled"), ""),
    "ExceptionDecided": _decided,
    "DraftApproved": lambda data: (_("Approved"), "good"),
    "DraftDiscarded": lambda data: (_("Draft discarded"), "bad"),
    "IssueAsked": lambda data: (_("Chosen to be issued"), ""),
    "InvoiceIssued": _issued,
    "DocumentsReady": lambda data: (_("PDF and XML written and kept"), ""),
    "DuplicateMade": _duplicate,
    "DuplicateSent": _duplicate_sent,
    "DuplicateNotSent": _duplicate_not_sent,
    "InvoiceSent": _sent,
    "DeliveryFailed": _not_sent,
    "DeliveryHeld": _held_back,
    "InvoiceRefused": _refused,
    "MessageBounced": _bounced,
}
