"""Rules that users write: put in force, accepted when proposed, retired and never deleted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import rules
from sansfaute.masterdata.events import AuditRuleRetired, AuditRuleWritten
from sansfaute.masterdata.models import AuditRule

if TYPE_CHECKING:
    from sansfaute.people.models import Person


class RuleRefused(Refusal):
    """A rule that cannot be in force; says all that is wrong with it."""

    def __init__(self, problems: list[dict[str, str]]) -> None:
        tongue = "fr" if (get_language() or "fr").startswith("fr") else "en"
        super().__init__(" ".join(one[tongue] for one in problems))
        self.problems = problems


@transaction.atomic
def write_rule(
    *,
    seller_id: UUID | str,
    name: str,
    asked: rules.UserRule,
    sentence_fr: str,
    sentence_en: str = "",
    owner: Person | None = None,
    delay_days: int = 7,
    opens_corrections: bool = True,
    at: datetime,
    actor: journal.Actor | None = None,
) -> AuditRule:
    """Put a rule in force: whatever is written from now on is judged by it, and all records at the next audit.

    Raises RuleRefused with all that is wrong.
    """
    problems = rules.check_rule(asked)
    problems += [] if name.strip() else [rules.problem("name", "name_missing")]
    problems += [] if sentence_fr.strip() or sentence_en.strip() else [rules.problem("sentence_fr", "sentence_missing")]
    if problems:
        raise RuleRefused(problems)
    rule = AuditRule(
        seller_id=UUID(str(seller_id)),
        name=name.strip(),
        record_type=asked.record_type,
        field=asked.field,
        condition=asked.condition,
        argument=asked.argument.strip(),
        scope=dict(asked.scope),
        level=asked.level,
        sentence_fr=sentence_fr.strip() or sentence_en.strip(),
        sentence_en=sentence_en.strip(),
        owner=owner,
        delay_days=delay_days,
        opens_corrections=opens_corrections,
        made_at=at,
        made_by_id=actor.pk if actor else None,
    )
    _save(rule)
    journal.record([AuditRuleWritten(rule.seller_id, rule.pk, name=rule.name)], at=at, actor=actor)
    return rule


def _save(rule: AuditRule) -> None:
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as failure:
        if "a_rule_has_one_name" not in str(failure):
            raise
        raise RuleRefused([rules.problem("name", "name_taken")]) from failure


@transaction.atomic
def accept_rule(
    *, seller_id: UUID | str, rule_id: UUID | str, at: datetime, actor: journal.Actor | None = None
) -> AuditRule:
    """Put a proposed rule in force; twice changes nothing. Raises AuditRule.DoesNotExist."""
    rule = _locked(seller_id, rule_id)
    if rule.is_proposed and rule.retired_at is None:
        rule.is_proposed, rule.made_at, rule.made_by_id = False, at, actor.pk if actor else None
        rule.save(update_fields=["is_proposed", "made_at", "made_by"])
        journal.record([AuditRuleWritten(rule.seller_id, rule.pk, name=rule.name)], at=at, actor=actor)
    return rule


@transaction.atomic
def retire_rule(
    *, seller_id: UUID | str, rule_id: UUID | str, at: datetime, actor: journal.Actor | None = None
) -> AuditRule:
    """Retire a rule, or dismiss a proposed one; what it said stays readable. Raises AuditRule.DoesNotExist.

    Its findings and corrections go at the next audit, or when their record is next written.
    """
    rule = _locked(seller_id, rule_id)
    if rule.retired_at is None:
        rule.retired_at = at
        rule.save(update_fields=["retired_at"])
        journal.record([AuditRuleRetired(rule.seller_id, rule.pk, name=rule.name)], at=at, actor=actor)
    return rule


def _locked(seller_id: UUID | str, rule_id: UUID | str) -> AuditRule:
    return AuditRule.objects.select_for_update(of=("self",)).get(pk=rule_id, seller_id=seller_id)
