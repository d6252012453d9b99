"""What an exception rests on, in lines that a person reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from sansfaute.review import rules as review_rules

if TYPE_CHECKING:
    from sansfaute.review.models import DraftException


def evidence_lines(evidence: Mapping[str, Any], language: str) -> list[str]:
    """The contracts and the findings that the sentence itself does not tell."""
    contracts = [_("Contract %(number)s") % {"number": number} for number in evidence.get("contracts", [])]
    return contracts + [_finding(one, language) for one in evidence.get("findings", [])]


def _finding(finding: Mapping[str, Any], language: str) -> str:
    """A rule and its message, which may be in both languages."""
    message = finding.get("message", "")
    text = message.get(language, "") if isinstance(message, Mapping) else str(message)
    return f"{finding.get('rule', '')} · {text}"


def rule_sentences(rows: Iterable[DraftException], language: str) -> Callable[[str, UUID], str]:
    """How a timeline words the exceptions it meets."""
    evidence = {row.pk: row.evidence for row in rows}
    return lambda rule, exception_id: review_rules.exception_sentence(rule, evidence.get(exception_id, {}), language)
