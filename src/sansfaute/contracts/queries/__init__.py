"""What other rooms may ask of contracts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import ngettext

from sansfaute.contracts import rules
from sansfaute.contracts.models import (
    BillableItem,
    BillRun,
    Contract,
    ContractChange,
    ContractLine,
    Deposit,
    DiscountTerm,
    InvoicedMark,
    OrderLine,
    RunSchedule,
    UsageEvent,
)
from sansfaute.contracts.models import locked_buyers as locked_buyers
from sansfaute.contracts.queries.granted import granted_discounts as granted_discounts
from sansfaute.contracts.queries.retentions import Retention as Retention
from sansfaute.contracts.queries.retentions import retentions as retentions
from sansfaute.lib.bulk import read, tie
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer


class Amounts(TypedDict):
    """How many billable items, and what they are worth (EUR, without VAT)."""

    count: int
    amount: Decimal


class BillableTotals(TypedDict):
    """Everything worked out as billable, and what of it is on an issued invoice."""

    billable: Amounts
    invoiced: Amounts


def billable_totals(seller_id: UUID | str, run_id: UUID | None = None) -> BillableTotals:
    """Count and euros of the seller's billable items (of one run if given), all and invoiced. Two queries."""
    items = billable_items(seller_id, run_id)
    return {"billable": _amounts(items), "invoiced": _amounts(items.filter(invoiced__isnull=False))}


def _amounts(items: QuerySet[BillableItem]) -> Amounts:
    found = items.order_by().aggregate(count=Count("id"), amount=Sum("net_amount"))
    return {"count": found["count"], "amount": found["amount"] or Decimal("0.00")}


def billable_items(seller_id: UUID | str, run_id: UUID | None = None) -> QuerySet[BillableItem]:
    """The seller's billable items (of one run if given), oldest first."""
    items = BillableItem.objects.filter(seller_id=seller_id).order_by("id")
    return items if run_id is None else items.filter(run_id=run_id)


def items_of_run(run_id: UUID) -> QuerySet[BillableItem]:
    """What a run found and no invoice carries as far as we were told."""
    return BillableItem.objects.filter(run_id=run_id, invoiced=None)


def known_sources(seller_id: UUID, source_keys: Sequence[str]) -> set[str]:
    """Which of these sources have their billable item already; one query, none for no key."""
    if not source_keys:
        return set()
    rows = BillableItem.objects.filter(seller_id=seller_id, source_key__in=source_keys)
    return set(rows.values_list("source_key", flat=True))


def bill_run(run_id: UUID | str) -> BillRun:
    """One bill run. Raises BillRun.DoesNotExist."""
    return BillRun.objects.get(pk=run_id)


def run_not_started(
    *, seller_id: UUID, until: date, issue_date: date, since: date | None, scope: dict[str, Any]
) -> BillRun:
    """A run of these terms, never written: to ask what it would look at."""
    return BillRun(seller_id=seller_id, until=until, issue_date=issue_date, since=since, scope=scope)


def bill_runs(seller_id: UUID | str) -> QuerySet[BillRun]:
    """The seller's bill runs, latest first."""
    return BillRun.objects.filter(seller_id=seller_id).order_by("-started_at", "-id")


def schedules(seller_id: UUID | str) -> QuerySet[RunSchedule]:
    """The seller's schedules of runs, those that go on first, then by their next day."""
    return RunSchedule.objects.filter(seller_id=seller_id).order_by("-is_active", "next_on", "name")


def schedule(schedule_id: UUID | str) -> RunSchedule:
    """One schedule. Raises RunSchedule.DoesNotExist."""
    return RunSchedule.objects.get(pk=schedule_id)


def schedules_due(day: date) -> list[UUID]:
    """Schedules whose next day has come, of all sellers."""
    due = RunSchedule.objects.filter(is_active=True, next_on__lte=day).order_by("next_on", "pk")
    return list(due.values_list("pk", flat=True))


def work_of_buyers(buyer_ids: Iterable[UUID], run_ids: Iterable[UUID]) -> QuerySet[BillableItem]:
    """What these runs found billable for these buyers, in a steady order."""
    items = BillableItem.objects.filter(buyer_id__in=list(buyer_ids), run_id__in=list(run_ids))
    return items.order_by("buyer_id", "kind", "period_start", "source_key")


def read_work(items: QuerySet[BillableItem]) -> list[BillableItem]:
    """These items with their contract (and its payer and invoicee), article and run: five queries at most.

    Each contract, article and run is one object however many items it has.
    """
    found = read(items)
    contracts = {one.pk: one for one in read(Contract.objects.filter(pk__in={item.contract_id for item in found}))}
    beside = {one for each in contracts.values() for one in (each.payer_id, each.invoicee_id) if one}
    parties = masterdata.buyers_by_id(beside) if beside else {}
    for name in ("payer", "invoicee"):
        tie(contracts.values(), name, parties)
    tie(found, "contract", contracts)
    tie(found, "item", masterdata.items_by_id({item.item_id for item in found}))
    tie(found, "run", BillRun.objects.in_bulk({item.run_id for item in found}))
    return found


def contracts(seller_id: UUID | str) -> QuerySet[Contract]:
    """The seller's contracts, by number."""
    return Contract.objects.filter(seller_id=seller_id).order_by("contract_number")


def discount_terms(seller_id: UUID | str) -> QuerySet[DiscountTerm]:
    """The discounts that somebody granted, of lines and documents, by their first day."""
    return DiscountTerm.objects.filter(seller_id=seller_id).order_by("since", "id")


def contracts_by_number(seller_id: UUID | str, numbers: Iterable[str]) -> dict[str, Contract]:
    """The seller's contracts among these numbers; unknown numbers are absent."""
    found = Contract.objects.filter(seller_id=seller_id, contract_number__in=set(numbers))
    return {contract.contract_number: contract for contract in found}


def order_lines(seller_id: UUID | str) -> QuerySet[OrderLine]:
    """The seller's order lines, in the order of their orders."""
    return OrderLine.objects.filter(seller_id=seller_id).order_by("order_number", "line_number")


def usage_events(seller_id: UUID | str) -> QuerySet[UsageEvent]:
    """The seller's usage events, by day."""
    return UsageEvent.objects.filter(seller_id=seller_id).order_by("used_on", "event_id")


def invoiced_marks(billable_ids: Iterable[UUID]) -> dict[UUID, InvoicedMark]:
    """Which invoice carries each of these billable items; those not invoiced are absent."""
    marks = InvoicedMark.objects.filter(billable_id__in=list(billable_ids))
    return {mark.billable_id: mark for mark in marks}


def runs_stopped(run_ids: Iterable[UUID], *states: str) -> set[UUID]:
    """Which of these runs are in one of these states ("paused", "cancelled"); one query."""
    found = BillRun.objects.filter(pk__in=set(run_ids), state__in=states)
    return set(found.values_list("pk", flat=True))


def runs_held_unless_stopped(run_ids: Iterable[UUID], *states: str) -> set[UUID]:
    """As `runs_stopped`, and until the transaction ends none of these runs is paused or cancelled. Two queries.

    Who stops a run holds it alone: it waits for those who number its drafts, and they for it. Finders and
    assemblers are not kept waiting.
    """
    ids = sorted(set(run_ids))
    if ids:
        with connection.cursor() as cursor:
            cursor.execute("select id from contracts_billrun where id = any(%s) order by id for key share", [ids])
    return runs_stopped(ids, *states)


def run_progress(run_id: UUID) -> tuple[int, int]:
    """Buyers whose work a run has found, and buyers it has to look at."""
    done, to_do = BillRun.objects.values_list("buyers_done", "buyers_to_do").get(pk=run_id)
    return done, to_do


def buyers_with_work(run: BillRun, after: UUID, limit: int) -> list[UUID]:
    """The next buyers, in the order of their ids, who have a contract or a delivered order line to look at."""
    found = {
        buyer_id
        for owners in _owners(run)
        for buyer_id in owners.filter(buyer_id__gt=after).order_by("buyer_id").distinct()[:limit]
    }
    return sorted(found)[:limit]


def count_buyers_with_work(run: BillRun) -> int:
    """How many buyers a run has to look at."""
    contracted, *ordered = _owners(run)
    return contracted.union(*ordered).count()


def _owners(run: BillRun) -> tuple[QuerySet[Any, UUID], ...]:
    found = (contracts_in(run), delivered_lines(run), lines_with_deposit_due(run))
    return tuple(one.values_list("buyer_id", flat=True) for one in found)


def lines_with_deposit_due(run: BillRun) -> QuerySet[OrderLine]:
    """Lines of orders of which a deposit is due until the run's date and has no billable item yet."""
    scope = rules.read_scope(run.scope)
    due = Deposit.objects.filter(seller_id=run.seller_id, contract=None, billable=None, due_on__lte=run.until)
    found = OrderLine.objects.filter(seller_id=run.seller_id, order_number__in=due.values("order_number"))
    found = found.filter(billable=None, **_of_buyers(scope))
    if scope.orders:
        found = found.filter(order_number__in=scope.orders)
    is_asked = not scope.kinds or "deposit" in scope.kinds
    return found if is_asked and (scope.orders or not scope.contracts) else found.none()


def contracts_in(run: BillRun) -> QuerySet[Contract]:
    """The contracts that a run looks at, by its scope."""
    scope = rules.read_scope(run.scope)
    found = Contract.objects.filter(seller_id=run.seller_id, **_of_buyers(scope))
    if scope.contracts:
        return found.filter(contract_number__in=scope.contracts)
    return found.none() if scope.orders else found


def _of_buyers(scope: rules.Scope) -> dict[str, Any]:
    chosen = {"buyer__code__in": scope.buyers, "buyer__segment__in": scope.segments}
    return {name: names for name, names in chosen.items() if names}


def delivered_lines(run: BillRun) -> QuerySet[OrderLine]:
    """Order lines delivered until the run's date and not billable yet."""
    scope = rules.read_scope(run.scope)
    found = OrderLine.objects.filter(seller_id=run.seller_id, billable=None, delivery_date__lte=run.until)
    found = found.filter(**_of_buyers(scope), **_of_items(scope))
    if scope.orders:
        found = found.filter(order_number__in=scope.orders)
    return found if scope.takes("order") else found.none()


def _of_items(scope: rules.Scope) -> dict[str, Any]:
    return {"item__code__in": scope.items} if scope.items else {}


def unbilled_usage(run: BillRun, buyer_ids: Iterable[UUID]) -> QuerySet[UsageEvent]:
    """Usage of these buyers until the run's date that no billable item holds yet."""
    events = UsageEvent.objects.filter(seller_id=run.seller_id, billable=None, used_on__lte=run.until)
    scope = rules.read_scope(run.scope)
    if scope.contracts:
        events = events.filter(contract__contract_number__in=scope.contracts)
    events = events if scope.takes("usage") else events.none()
    return events.filter(contract__buyer_id__in=list(buyer_ids), **_of_items(scope))


_EXPORTED: dict[
    str, tuple[type[ContractLine] | type[UsageEvent] | type[OrderLine], tuple[str, ...], tuple[str, ...]]
] = {
    "contracts": (ContractLine, ("contract__buyer", "item"), ("contract__contract_number", "line_number")),
    "usage": (UsageEvent, ("contract", "item"), ("used_at", "event_id")),
    "orders": (OrderLine, ("buyer", "item"), ("order_number", "line_number")),
}


def exported_values(seller_id: UUID | str, kind: str) -> Iterator[dict[str, str]]:
    """All records of a kind (contracts, usage, orders) as text by field, one by one."""
    model, related, order = _EXPORTED[kind]
    rows: QuerySet[Any] = model._default_manager.filter(seller_id=seller_id).select_related(*related).order_by(*order)
    return (rules.VALUES_OF[kind](row) for row in rows.iterator(chunk_size=2000))


@dataclass(frozen=True, slots=True)
class Built:
    """What was built on an import, so that it cannot be undone: how many, the first one, in a sentence."""

    kind: str
    count: int
    example: str
    sentence: str


def recorded_from(source_file: Any) -> QuerySet[Any]:
    """The contract lines, usage events or order lines that a file gave."""
    model = _EXPORTED[source_file.kind][0]
    return model._default_manager.filter(
        seller_id=source_file.seller_id, source_row_id__in=source_file.rows.order_by().values("id")
    )


def built_on(source_file: Any) -> list[Built]:
    """What stands on the records that a file made; empty when its import can be undone."""
    if source_file.kind in _EXPORTED:
        own = recorded_from(source_file)
        found = _on_agreements(source_file.kind, own)
    else:
        found = _on_records(source_file)
    return [one for one in found if one is not None]


def _on_agreements(kind: str, own: QuerySet[Any]) -> list[Built | None]:
    if kind == "contracts":
        billed = BillableItem.objects.filter(contract_line__in=own).annotate(example=F("contract__contract_number"))
        used = UsageEvent.objects.filter(contract__lines__in=own).annotate(example=F("contract__contract_number"))
        changed = ContractChange.objects.filter(line__in=own).annotate(example=F("line__contract__contract_number"))
        return [_built("billed", billed), _built("usage", used), _built("changed", changed)]
    name = "event_id" if kind == "usage" else "order_number"
    return [_built("billed", own.filter(billable__isnull=False).annotate(example=F(name)))]


def _on_records(source_file: Any) -> list[Built | None]:
    """Of buyers and items: those that the import made, not those that it only changed."""
    buyers, items = (masterdata.records_made(source_file.pk, one) for one in ("buyer", "item"))
    on = Q(buyer_id__in=buyers) | Q(item_id__in=items)
    used = UsageEvent.objects.filter(item_id__in=items)
    agreed = Contract.objects.filter(Q(buyer_id__in=buyers) | Q(lines__item_id__in=items))
    return [
        _built("contracts", agreed.distinct().annotate(example=F("contract_number"))),
        _built("orders", OrderLine.objects.filter(on).annotate(example=F("order_number"))),
        _built("usage", used.annotate(example=F("contract__contract_number"))),
        _built("billed", BillableItem.objects.filter(on).annotate(example=F("source_key"))),
    ]


def _built(kind: str, rows: QuerySet[Any]) -> Built | None:
    count = rows.count()
    if not count:
        return None
    example = str(rows.order_by("id").values_list("example", flat=True)[0])
    sentences = {
        "billed": ngettext(
            "%(count)s line is billable or billed (%(example)s).",
            "%(count)s lines are billable or billed (the first: %(example)s).",
            count,
        ),
        "usage": ngettext(
            "%(count)s usage event counts on it (%(example)s).",
            "%(count)s usage events count on it (the first: %(example)s).",
            count,
        ),
        "changed": ngettext(
            "%(count)s change was agreed since (%(example)s).",
            "%(count)s changes were agreed since (the first: %(example)s).",
            count,
        ),
        "contracts": ngettext(
            "%(count)s contract stands on its records (%(example)s).",
            "%(count)s contracts stand on its records (the first: %(example)s).",
            count,
        ),
        "orders": ngettext(
            "%(count)s order line stands on its records (%(example)s).",
            "%(count)s order lines stand on its records (the first: %(example)s).",
            count,
        ),
    }
    return Built(kind, count, example, sentences[kind] % {"count": count, "example": example})


def locked_families(seller_id: UUID, buyer_ids: Iterable[UUID]) -> dict[UUID, Buyer]:
    """For each of these buyers, and all that were merged with them, the one that is billed.

    All are held until the transaction ends, as `locked_buyers` holds them, and no merge or undoing
    comes between: the work of one customer is grouped once. Three queries, four if any was merged.
    """
    masterdata.keep_merges_still(seller_id)
    held = {one.pk: one for one in locked_buyers(masterdata.family_ids(buyer_ids))}
    return {pk: held[one.merged_into_id or pk] for pk, one in held.items()}
