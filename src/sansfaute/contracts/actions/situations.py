"""Progress statements of works (*situations*): stated, billed to the cent of the contract, retention money released."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import rules
from sansfaute.contracts.actions.clause_parts import amount_item, hold, lines_asked, short, told
from sansfaute.contracts.actions.price_revisions import NO_REVISION, coefficients, revised_amounts, revision_basis
from sansfaute.contracts.actions.work_chunk import Work
from sansfaute.contracts.events import RetentionReleased, SituationStated, WorksAccepted
from sansfaute.contracts.models import BillableItem, ContractLine
from sansfaute.contracts.models import Situation as SituationRow
from sansfaute.contracts.rules import final_statements, situations
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.works import Works
from sansfaute.en16931 import totals
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import queries as masterdata


class SituationRefused(Refusal):
    """A progress statement or a release cannot be made so; the message is fit for a person."""


def works_of(line: ContractLine) -> Works:
    """The works that a line is about. Raises TermsRefused for terms that were never checked."""
    signed = line.contract.start_date.isoformat()
    return Works.from_dict({"signed_on": signed, **line.details.get("works", {}), "reference": short(line)})


def statements(
    line: ContractLine, rows: Sequence[SituationRow], revised: Sequence[Decimal] = ()
) -> list[situations.Situation]:
    """All statements of a line, worked out one after the other. Raises TermsRefused.

    `revised`: the coefficient of the price revision of each; without, prices are those of the contract.
    """
    works, decimals = works_of(line), totals.minor_unit(line.contract.currency_code)
    found: list[situations.Situation] = []
    every = [*revised, *[NO_REVISION] * (len(rows) - len(revised))]
    for row, coefficient in zip(rows, every, strict=True):
        before = found[-1] if found else None
        found.append(situations.situation(works, _read(row.progress), before, row.until, coefficient, decimals))
    return found


def _read(progress: Mapping[str, Any]) -> tuple[situations.Progress, ...]:
    rows = [{"code": code, **(said if isinstance(said, Mapping) else {"percentage": said})}
            for code, said in progress.items()]  # fmt: skip
    return situations.read_progress(rows)


@transaction.atomic
def state_situation(
    *,
    line_id: UUID | str,
    progress: Sequence[Mapping[str, Any]],
    until: date,
    at: datetime,
    is_final: bool = False,
    actor: journal.Actor | None = None,
) -> SituationRow:
    """State what is done until a day, cumulated since the start; the next run invoices what it adds.

    `progress`: rows of `code` with `percentage` or `quantity`; an item not told is where it was.
    Raises SituationRefused.
    """
    line = _held(line_id)
    rows = list(SituationRow.objects.filter(line=line).order_by("number"))
    if rows and rows[-1].is_final:
        raise SituationRefused(_("The final statement of these works was made: nothing can be stated after it."))
    row = SituationRow(
        seller_id=line.seller_id,
        line=line,
        number=len(rows) + 1,
        until=until,
        progress=(dict(rows[-1].progress) if rows else {}) | _written(progress),
        is_final=is_final,
        stated_by_id=actor.pk if actor else None,
        stated_at=at,
    )
    try:
        found = statements(line, [*rows, row])[-1]
    except TermsRefused as refused:
        raise SituationRefused(told(refused)) from refused
    if not found.works_amount and not is_final:
        raise SituationRefused(_("This statement adds nothing to the one before: there is nothing to invoice."))
    row.save()
    event = SituationStated(
        seller_id=line.seller_id, subject_id=row.pk, number=row.number, amount=str(found.works_amount)
    )
    journal.record([event], at=at, actor=actor)
    return row


def _held(line_id: UUID | str) -> ContractLine:
    lines = ContractLine.objects.select_related("contract", "item").select_for_update(of=("self",), no_key=True)
    line = lines.get(pk=line_id)
    if line.kind != "situation" or "works" not in line.details:
        raise SituationRefused(
            _("Line %(line)s of the contract is not billed by progress statements.") % {"line": line.line_number}
        )
    return line


def _written(progress: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    try:
        read = situations.read_progress(progress)
    except TermsRefused as refused:
        raise SituationRefused(told(refused)) from refused
    return {
        one.code: str(one.percentage) if one.percentage is not None else {"quantity": str(one.quantity)} for one in read
    }


def preview(line: ContractLine, progress: Sequence[Mapping[str, Any]], until: date) -> situations.Situation:
    """The statement that would be made (pro forma, outside every series of numbers); nothing is written.

    Raises SituationRefused.
    """
    rows = list(SituationRow.objects.filter(line=line).order_by("number"))
    merged = (dict(rows[-1].progress) if rows else {}) | _written(progress)
    try:
        return statements(line, [*rows, SituationRow(line=line, progress=merged, until=until)])[-1]
    except TermsRefused as refused:
        raise SituationRefused(told(refused)) from refused


def situation_items(work: Work) -> Iterator[BillableItem]:
    """One item for each work item that a statement moves, of statements until the run's day that have none."""
    lines = {line.pk: line for line in lines_asked(work, "situation", "situation")}
    if not lines:
        return
    rows: dict[Any, list[SituationRow]] = defaultdict(list)
    for row in SituationRow.objects.filter(line__in=lines).select_related("billable").order_by("number"):
        rows[row.line_id].append(row)
    codes = {code for line in lines.values() for code in _codes(line)}
    known = masterdata.items_by_code(work.run.seller_id, codes) if rows else {}
    for line_id, stated in rows.items():
        try:
            yield from list(_of_line(work, lines[line_id], stated, {code: one.pk for code, one in known.items()}))
        except TermsRefused as refused:
            hold(work, lines[line_id], refused, work.run.until)


def _codes(line: ContractLine) -> list[str]:
    return [one["code"] for one in line.details.get("works", {}).get("items", [])]


def _of_line(
    work: Work, line: ContractLine, stated: Sequence[SituationRow], items: Mapping[str, UUID]
) -> Iterator[BillableItem]:
    if not any(row.billable_id is None and row.until <= work.run.until for row in stated):
        return
    first = line.start_date
    due = [row for row in stated if row.until <= work.run.until]
    revised = coefficients(line, due, clock.day_of(work.at))
    for row, found in zip(due, statements(line, due, revised), strict=True):
        if row.billable_id is None and row.until <= work.run.until:
            yield from _of_statement(work, line, row, found, min(first, row.until), items)
        first = row.until + timedelta(days=1)


def _of_statement(
    work: Work,
    line: ContractLine,
    row: SituationRow,
    found: situations.Situation,
    first: date,
    items: Mapping[str, UUID],
) -> Iterator[BillableItem]:
    moved = [one for one in found.rows if one.amount]
    for rank, one in enumerate(moved):
        done = one.cumulative * 100 / one.contract_amount if one.contract_amount else Decimal(100)
        basis: dict[str, Any] = {
            "situation": row.number,
            "is_final": row.is_final,
            "situation_row": one.to_dict(),
            "name": f"Situation n° {row.number}, {one.name or one.code} : avancement "
            f"{rules.written_number(round(done, 2), 'fr')} %",
        }
        if rank == 0:
            basis |= {"situation_id": str(row.pk)} | _retention(line, found) | _paid_directly(line, found)
            basis |= {"coefficient": str(found.coefficient)} if "indexation" in line.details else {}
        key = rules.source_key("situation", line.contract_number, str(line.line_number), str(row.number), one.code)
        yield amount_item(
            work, one.amount, kind="situation", key=key, basis=basis, line=line, item_id=items.get(one.code),
            period_start=first, period_end=row.until,
        )  # fmt: skip

    yield from _revised(work, line, row, found, first, items)


def _revised(
    work: Work,
    line: ContractLine,
    row: SituationRow,
    found: situations.Situation,
    first: date,
    items: Mapping[str, UUID],
) -> Iterator[BillableItem]:
    """What the price revision adds, one line for each VAT rate."""
    for rank, (_key, code, amount) in enumerate(revised_amounts(found), 1):
        basis = revision_basis(line, found, clock.day_of(work.at))
        number = str(row.number)
        key = rules.source_key("situation", line.contract_number, str(line.line_number), number, "revision", str(rank))
        yield amount_item(
            work, amount, kind="situation", key=key, basis=basis, line=line, item_id=items.get(code),
            period_start=first, period_end=row.until,
        )  # fmt: skip


def _paid_directly(line: ContractLine, found: situations.Situation) -> dict[str, Any]:
    """What the client pays to subcontractors himself (loi 75-1334): the invoice has it, and asks it no more."""
    if found.paid_directly <= 0:
        return {}
    moved = {one.code for one in found.rows if one.direct_payment and one.amount}
    names = [one.subcontractor for one in works_of(line).items if one.code in moved]
    return {"direct_payment": {"amount": str(found.paid_directly), "to": ", ".join(dict.fromkeys(names))}}


def _retention(line: ContractLine, found: situations.Situation) -> dict[str, Any]:
    """What is held back of this statement: it is invoiced with the rest, and due when it is released."""
    if found.retention <= 0:
        return {}
    accepted = line.details.get("accepted_on")
    release = None
    if accepted:
        release = final_statements.retention_release(found.retention, date.fromisoformat(accepted))
    _code, text, _english = final_statements.reservation_note(found, works_of(line).retention_rate)
    day = release.release_on.isoformat() if release else ""
    return {"retention": {"amount": str(found.retention), "release_on": day, "text": text}}


@transaction.atomic
def accept_works(
    *, line_id: UUID | str, accepted_on: date, at: datetime, actor: journal.Actor | None = None
) -> date | None:
    """The client accepts the works: the retention is released a year later; that day, None when nothing is held.

    Raises SituationRefused.
    """
    line = _held(line_id)
    if "accepted_on" in line.details:
        raise SituationRefused(_("These works are accepted already."))
    held = retention_held(line)
    release = final_statements.retention_release(held, accepted_on)
    line.details |= {"accepted_on": accepted_on.isoformat()}
    line.save(update_fields=["details"])
    day = release.release_on if release else None
    event = WorksAccepted(
        seller_id=line.seller_id,
        subject_id=line.pk,
        accepted_on=accepted_on.isoformat(),
        release_on=day.isoformat() if day else "",
        held=str(held),
    )
    journal.record([event], at=at, actor=actor)
    return day


@transaction.atomic
def release_retention(
    *, line_id: UUID | str, released_on: date, at: datetime, actor: journal.Actor | None = None
) -> Decimal:
    """The retention of a line becomes due: how much, with VAT. Nothing more is invoiced, it was from the start.

    Raises SituationRefused when nothing is held, or it was released before.
    """
    line = _held(line_id)
    if "retention_released_on" in line.details:
        raise SituationRefused(_("The retention of these works was released already."))
    held = retention_held(line)
    if held <= 0:
        raise SituationRefused(_("Nothing of these works is retained."))
    line.details |= {"retention_released_on": released_on.isoformat()}
    line.save(update_fields=["details"])
    event = RetentionReleased(
        seller_id=line.seller_id, subject_id=line.pk, amount=str(held), released_on=released_on.isoformat()
    )
    journal.record([event], at=at, actor=actor)
    return held


def retention_held(line: ContractLine) -> Decimal:
    """What the statements billed so far hold back, with VAT."""
    items = BillableItem.objects.filter(contract_line=line, kind="situation", basis__has_key="retention")
    amounts = items.values_list("basis__retention__amount", flat=True)
    return sum((Decimal(one) for one in amounts), Decimal(0))
