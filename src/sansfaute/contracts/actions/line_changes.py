"""Change a contract line from a day on, end a contract, give notice to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.proposals import propose_repairs
from sansfaute.contracts.actions.refusals import AgreementRefused, as_refusal, terms_read
from sansfaute.contracts.events import ContractEnded, ContractLineChanged, NoticeGiven
from sansfaute.contracts.models import Contract, ContractChange, ContractLine
from sansfaute.contracts.queries.line_book import change_of, instant, signed_terms
from sansfaute.journal import actions as journal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import queries as masterdata


@transaction.atomic
def change_line(
    *,
    line_id: UUID | str,
    effective_date: date,
    kind: str,
    values: Mapping[str, str],
    why: str,
    actor: journal.Actor | None,
    at: datetime,
) -> ContractChange:
    """Record a dated change (rules.Change) and propose the repairs it asks for; raises AgreementRefused.

    Nothing that was invoiced is touched; days not invoiced yet follow the change by themselves.
    """
    line = _held(ContractLine.objects.select_related("contract", "item").get(pk=line_id))
    made = _record(line, effective_date, kind, values, why, actor, at)
    _close(line.contract)
    propose_repairs(line_id=line.pk, at=at)
    return made


def _held(line: ContractLine) -> ContractLine:
    """The line, with its buyer held: no run works it out meanwhile."""
    queries.locked_families(line.seller_id, [line.buyer_id])
    return line


def _record(
    line: ContractLine,
    effective_date: date,
    kind: str,
    values: Mapping[str, str],
    why: str,
    actor: journal.Actor | None,
    at: datetime,
) -> ContractChange:
    if not why.strip():
        raise AgreementRefused(_("A change of a contract needs a reason."))
    known = [change_of(row) for row in line.changes.select_related("changed_by").order_by("recorded_at", "id")]
    change_id = new_id()
    told = {
        "change_id": str(change_id),
        "effective": effective_date.isoformat(),
        "kind": kind,
        "values": dict(values),
        "recorded_at": instant(at),
        "why": why.strip(),
    }
    with terms_read():
        change = rules.read_change(told)
    _refuse(line, known, change)
    row = ContractChange.objects.create(
        id=change_id,
        seller_id=line.seller_id,
        line=line,
        effective_date=effective_date,
        kind=kind,
        values=dict(change.values),
        why=why.strip(),
        changed_by_id=actor.pk if actor else None,
        recorded_at=at,
    )
    fact = ContractLineChanged(
        seller_id=line.seller_id,
        subject_id=line.pk,
        change_id=row.pk,
        effective_date=effective_date.isoformat(),
        change_kind=kind,
    )
    journal.record([fact], at=at, actor=actor, why=why.strip())
    return row


def _refuse(line: ContractLine, known: Sequence[rules.Change], change: rules.Change) -> None:
    if line.kind != "recurring":
        raise AgreementRefused(_("Only a recurring line changes with time: sign another line instead."))
    trial = [rules.signed_trial(line.start_date, line.trial_until)] if line.trial_until else []
    refused = rules.check_change(signed_terms(line), [*trial, *known], change, start=line.start_date, end=line.end_date)
    if refused is not None:
        raise as_refusal(refused)
    with terms_read():
        values = rules.read_values(change)
        if values.get("price"):
            rules.read_price(values["price"])
    if "item_code" in values:
        _refuse_item(line, values["item_code"])


def _refuse_item(line: ContractLine, code: str) -> None:
    item = masterdata.items_by_code(line.seller_id, [code]).get(code)
    if item is None:
        raise AgreementRefused(_("There is no item %(code)s. Record it first.") % {"code": code})
    if item.unit_code != line.item.unit_code:
        said = _("Item %(code)s is sold by another unit: end this line and sign another one for it.")
        raise AgreementRefused(said % {"code": code})


def _close(contract: Contract) -> None:
    """A contract ends with the last of its lines, and runs on while one does."""
    ends = [_last_day(line) for line in contract.lines.select_related("contract", "item")]
    contract.end_date = None if None in ends else max((one for one in ends if one), default=contract.end_date)
    contract.save(update_fields=["end_date"])


def _last_day(line: ContractLine) -> date | None:
    known = [change_of(row) for row in line.changes.select_related("changed_by")]
    if not known:
        return line.end_date
    found = rules.segments(signed_terms(line), line.start_date, line.end_date, known)
    return found[-1].end if found else line.start_date


@transaction.atomic
def end_contract(
    *, contract_id: UUID | str, end_date: date, why: str, actor: journal.Actor | None, at: datetime
) -> Contract:
    """End every line of a contract that lives on after a day, its last one; raises AgreementRefused."""
    contract = Contract.objects.get(pk=contract_id)
    ended = _end_lines(contract, end_date, why, actor, at)
    if not ended:
        said = _("Nothing of contract %(number)s runs on after %(day)s: it is ended already.")
        raise AgreementRefused(said % {"number": contract.contract_number, "day": end_date.isoformat()})
    fact = ContractEnded(seller_id=contract.seller_id, subject_id=contract.pk, end_date=end_date.isoformat())
    journal.record([fact], at=at, actor=actor, why=why.strip())
    contract.refresh_from_db()
    return contract


def _end_lines(
    contract: Contract, end_date: date, why: str, actor: journal.Actor | None, at: datetime
) -> list[ContractLine]:
    lines = contract.lines.select_related("contract", "item").order_by("line_number")
    living = [line for line in lines if line.kind == "recurring" and _lives_after(line, end_date)]
    for line in living:
        if line.start_date > end_date:
            said = _("Line %(line)s begins on %(start)s only, after the end of the contract.")
            raise AgreementRefused(said % {"line": line.line_number, "start": line.start_date.isoformat()})
        change_line(line_id=line.pk, effective_date=end_date, kind="end", values={}, why=why, actor=actor, at=at)
    return living


def _lives_after(line: ContractLine, day: date) -> bool:
    last = _last_day(line)
    return last is None or last > day


@transaction.atomic
def give_notice(
    *, contract_id: UUID | str, given_on: date, why: str, actor: journal.Actor | None, at: datetime
) -> Contract:
    """End a contract with the first of its terms for which notice received on a day is in time.

    Raises AgreementRefused, also when the contract has no term: it ends by `end_contract` then.
    """
    contract = Contract.objects.get(pk=contract_id)
    if not contract.renewal:
        said = _("Contract %(number)s has no term to give notice for: end it on a day instead.")
        raise AgreementRefused(said % {"number": contract.contract_number})
    with terms_read():
        end = rules.end_for_notice(
            given_on,
            start=contract.start_date,
            initial_months=int(contract.renewal.get("initial_months", 12)),
            renewal=rules.read_renewal(contract.renewal),
        )
    _end_lines(contract, end, why, actor, at)
    fact = NoticeGiven(
        seller_id=contract.seller_id,
        subject_id=contract.pk,
        given_on=given_on.isoformat(),
        end_date=end.isoformat(),
    )
    journal.record([fact], at=at, actor=actor, why=why.strip())
    contract.refresh_from_db()
    return contract
