"""Agree on a clause of a contract line: checked, then kept on the line, before anything is billed of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts.actions.clause_parts import short, told
from sansfaute.contracts.actions.instalments import parts_of
from sansfaute.contracts.events import ClauseAgreed
from sansfaute.contracts.models import BillableItem, ContractLine
from sansfaute.contracts.rules import commitments, instalments, works
from sansfaute.contracts.rules.clause_records import Count, Record, read
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import queries as masterdata


class ClauseRefused(Refusal):
    """A clause cannot be agreed so; the message is fit for a person."""


@dataclass(frozen=True, slots=True)
class PrepaidTerms(Record):
    """How long a credit is valid (None: without end) and the items whose use draws on it (none: all)."""

    valid_months: Count | None = None
    item_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettlementTerms(Record):
    """The day on which instalments are settled, and the items whose use was paid by them (none: all)."""

    on: date
    item_codes: tuple[str, ...] = ()


def _commitment(line: ContractLine, values: Mapping[str, Any]) -> dict[str, Any]:
    given = {"start": line.start_date, "end": line.end_date, **values, "reference": short(line)}
    return commitments.read_commitment({name: one for name, one in given.items() if one is not None}).to_dict()


def _plan(line: ContractLine, values: Mapping[str, Any]) -> dict[str, Any]:
    """A plan must fit what the line is worth."""
    plan = instalments.read_plan(values).to_dict()
    line.details = line.details | {"plan": plan}
    parts_of(line)
    return plan


def _works(line: ContractLine, values: Mapping[str, Any]) -> dict[str, Any]:
    signed = line.contract.start_date.isoformat()
    return works.read_works({"signed_on": signed, **values, "reference": short(line)}).to_dict()


def _prepaid(line: ContractLine, values: Mapping[str, Any]) -> dict[str, Any]:
    return read(PrepaidTerms, values).to_dict()


def _settlement(line: ContractLine, values: Mapping[str, Any]) -> dict[str, Any]:
    return read(SettlementTerms, values).to_dict()


_CLAUSES: Mapping[str, tuple[str, Callable[[ContractLine, Mapping[str, Any]], dict[str, Any]]]] = {
    "commitment": ("", _commitment),
    "plan": ("instalments", _plan),
    "settlement": ("instalments", _settlement),
    "works": ("situation", _works),
    "prepaid": ("prepaid", _prepaid),
}
"""By name: the kind of line that the clause makes ("" leaves it), and how it is read."""


@transaction.atomic
def agree_clause(
    *,
    line_id: UUID | str,
    name: str,
    values: Mapping[str, Any],
    at: datetime,
    actor: journal.Actor | None = None,
) -> ContractLine:
    """Agree on a clause of a line: `commitment`, `plan`, `settlement`, `works` or `prepaid`, as its rule reads it.

    A plan makes the line one of instalments, works one of progress statements, prepaid a credit. A
    line of which something was billed keeps what it is. Raises ClauseRefused.
    """
    lines = ContractLine.objects.select_related("contract", "item").select_for_update(of=("self",), no_key=True)
    line = lines.get(pk=line_id)
    if name not in _CLAUSES:
        raise ClauseRefused(_("There is no clause “%(name)s”.") % {"name": name})
    kind, reading = _CLAUSES[name]
    if name == "prepaid" and line.contract.prices_with_vat:
        raise ClauseRefused(
            _("Prices of this contract include VAT, and a prepaid credit has none: agree it in a contract without VAT.")
        )
    if kind and BillableItem.objects.filter(contract_line=line).exists():
        raise ClauseRefused(_("Something of this line is billed already: the clause would come too late."))
    try:
        clause = reading(line, values)
    except TermsRefused as refused:
        raise ClauseRefused(told(refused)) from refused
    _refuse_other_rates(line, name, clause)
    line.details = line.details | {name: clause}
    line.kind = kind or line.kind
    line.save(update_fields=["details", "kind"])
    event = ClauseAgreed(seller_id=line.seller_id, subject_id=line.pk, name=name)
    journal.record([event], at=at, actor=actor)
    return line


def _refuse_other_rates(line: ContractLine, name: str, clause: Mapping[str, Any]) -> None:
    """A work item is invoiced at the VAT of the article of its code, else of the line: both must be the same."""
    if name != "works":
        return
    items = masterdata.items_by_code(line.seller_id, {one["code"] for one in clause["items"]})
    for one in clause["items"]:
        own = items.get(one["code"], line.item)
        if one["vat_category_code"] == "S" and own.vat_rate is not None and own.vat_rate != Decimal(one["vat_rate"]):
            raise ClauseRefused(
                _("Work item %(code)s is at %(rate)s %% VAT, but article %(article)s is at %(own)s %%: "
                  "give the article of that rate the code of the work item.")
                % {"code": one["code"], "rate": one["vat_rate"], "article": own.code, "own": own.vat_rate}
            )  # fmt: skip
