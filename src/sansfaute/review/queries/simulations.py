"""Simulations as pages, exports and the run report read them. Amounts are without VAT unless said otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, DecimalField, F, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _

from sansfaute.drafts import queries as drafts_queries
from sansfaute.lib.spreadsheets import csv_lines
from sansfaute.people import queries as people
from sansfaute.people import rules as people_rules
from sansfaute.review.models import SimulatedDocument, Simulation
from sansfaute.review.rules import comparison

if TYPE_CHECKING:
    from sansfaute.people.models import Person

_MONEY: DecimalField[Any, Any] = DecimalField(max_digits=19, decimal_places=2)
Key = tuple[Any, UUID]
"""Where a page of documents ended: the value it is sorted by, and the document."""


def simulations_for(person: Person) -> QuerySet[Simulation]:
    """The simulations of the sellers for which this person may run billing, latest first."""
    sellers = people.sellers_open_to(person, act=people_rules.RUN_BILLING)
    return Simulation.objects.filter(seller_id__in=sellers).select_related("asked_by").order_by("-asked_at", "-id")


def simulation(simulation_id: UUID | str) -> Simulation:
    """One simulation. Raises Simulation.DoesNotExist."""
    return Simulation.objects.get(pk=simulation_id)


def progress(simulation_id: UUID) -> tuple[int, int]:
    """Buyers looked at, and buyers to look at."""
    done, to_do = Simulation.objects.values_list("buyers_done", "buyers_to_do").get(pk=simulation_id)
    return done, to_do


def parts_of(draft_ids: Iterable[UUID]) -> dict[UUID, tuple[str, dict[str, str]]]:
    """Of each draft: the key of the work it is made of, and the amount of each kind of work. One query."""
    ids = list(draft_ids)
    keys: dict[UUID, list[str]] = {one: [] for one in ids}
    amounts: dict[UUID, dict[str, Decimal]] = {one: {} for one in ids}
    rows = drafts_queries.lines_of(ids).values_list(
        "draft_id", "billable__source_key", "billable__kind", "billable__net_amount"
    )
    for draft_id, source_key, kind, net_amount in rows:
        keys[draft_id].append(source_key)
        amounts[draft_id][kind] = amounts[draft_id].get(kind, Decimal(0)) + net_amount
    return {
        one: (comparison.document_key(keys[one]), {kind: str(amount) for kind, amount in amounts[one].items()})
        for one in ids
    }


def keys_by_fingerprint(simulation_id: UUID, fingerprints: Iterable[str]) -> dict[str, str]:
    """Which simulated document already shows each of these fingerprints: its key; others are absent."""
    known = SimulatedDocument.objects.filter(simulation_id=simulation_id, fingerprint__in=set(fingerprints) - {""})
    return dict(known.values_list("fingerprint", "key"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person wants to see of a simulation; what is empty does not narrow."""

    buyer: str = ""  # part of a name, or the beginning of a code
    verdict: str = ""  # "held" or "approved"
    rule: str = ""  # held by this rule
    kind: str = ""  # carries this kind of work
    currency_code: str = ""
    at_least: Decimal | None = None  # with VAT, as the document shows it
    at_most: Decimal | None = None

    def of(self, rows: QuerySet[SimulatedDocument]) -> QuerySet[SimulatedDocument]:
        """The documents among these rows that are chosen."""
        for condition in self._conditions():
            rows = rows.filter(condition)
        return rows

    def _conditions(self) -> Iterator[Q]:
        if self.buyer:
            yield Q(buyer__name__icontains=self.buyer) | Q(buyer__code__istartswith=self.buyer)
        if self.verdict:
            yield Q(holds=[]) if self.verdict == "approved" else ~Q(holds=[])
        if self.rule:
            yield Q(holds__contains=[self.rule])
        if self.kind:
            yield Q(amounts__has_key=self.kind)
        if self.currency_code:
            yield Q(currency_code=self.currency_code)
        if self.at_least is not None:
            yield Q(total_with_vat__gte=self.at_least)
        if self.at_most is not None:
            yield Q(total_with_vat__lte=self.at_most)


EVERYTHING = Chosen()


def documents(simulation_id: UUID | str, chosen: Chosen = EVERYTHING) -> QuerySet[SimulatedDocument]:
    """The documents of a simulation that are chosen, with their buyers."""
    return chosen.of(SimulatedDocument.objects.filter(simulation_id=simulation_id)).select_related("buyer")


def page(
    simulation_id: UUID | str,
    chosen: Chosen = EVERYTHING,
    *,
    by: str = "amount",
    after: Key | None = None,
    limit: int = 50,
) -> tuple[list[SimulatedDocument], Key | None]:
    """The next documents, largest first or by buyer's code (`by`), and where the page after them begins. One query."""
    rows = documents(simulation_id, chosen)
    if by == "buyer":
        beyond = after and (Q(buyer__code__gt=after[0]) | Q(buyer__code=after[0], pk__gt=after[1]))
        rows = rows.order_by("buyer__code", "pk")
    else:
        beyond = after and (Q(total_with_vat__lt=after[0]) | Q(total_with_vat=after[0], pk__gt=after[1]))
        rows = rows.order_by("-total_with_vat", "pk")
    found = list((rows.filter(beyond) if beyond else rows)[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], (last.buyer.code if by == "buyer" else last.total_with_vat, last.pk)


def _signed(name: str) -> Case:
    """A total as it counts: what takes back counts against."""
    return Case(When(type_code__in=comparison.CREDITS, then=-F(name)), default=F(name), output_field=_MONEY)


def totals(simulation_id: UUID | str, chosen: Chosen = EVERYTHING) -> list[dict[str, Any]]:
    """By currency: documents, lines, amounts, and what of them is held. One query."""
    held = ~Q(holds=[])
    rows = documents(simulation_id, chosen).order_by().values("currency_code")
    found: Any = rows.annotate(
        count=Count("pk"),
        line_count=Sum("line_count"),
        without_vat=Sum(_signed("total_without_vat")),
        vat=Sum(_signed("total_vat")),
        with_vat=Sum(_signed("total_with_vat")),
        held_count=Count("pk", filter=held),
        held_with_vat=Sum(_signed("total_with_vat"), filter=held, default=Value(Decimal(0))),
    )
    return list(found.order_by("currency_code"))


def by_rule(simulation_id: UUID | str) -> list[dict[str, Any]]:
    """Rule, documents it would hold, their amount with VAT; most held first. A document counts at each of its rules."""
    statement = (
        "select h.rule, d.currency_code, count(*), sum(case when d.type_code = any(%s) then -1 else 1 end"
        " * d.total_with_vat) from review_simulateddocument d, jsonb_array_elements_text(d.holds) h(rule)"
        " where d.simulation_id = %s group by 1, 2 order by 3 desc, 1, 2"
    )
    rows = _rows(statement, [list(comparison.CREDITS), simulation_id])
    return [dict(zip(("rule", "currency_code", "count", "with_vat"), row, strict=True)) for row in rows]


def by_kind(simulation_id: UUID | str) -> list[dict[str, Any]]:
    """Kind of work, documents that carry it, its amount without VAT; largest first."""
    statement = (
        "select k.kind, d.currency_code, count(*), sum(k.amount::numeric) from review_simulateddocument d,"
        " jsonb_each_text(d.amounts) k(kind, amount) where d.simulation_id = %s group by 1, 2 order by 4 desc, 1, 2"
    )
    rows = _rows(statement, [simulation_id])
    return [dict(zip(("kind", "currency_code", "count", "without_vat"), row, strict=True)) for row in rows]


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def export_lines(simulation_id: UUID | str, chosen: Chosen = EVERYTHING) -> Iterator[str]:
    """The chosen documents as CSV, line by line in constant memory; no cell runs as a formula."""
    return csv_lines(_exported(simulation_id, chosen))


def _exported(simulation_id: UUID | str, chosen: Chosen) -> Iterator[list[str]]:
    yield [
        _("Buyer code"), _("Buyer"), _("Type of document"), _("Lines"), _("Total without VAT"), _("VAT"),
        _("Total with VAT"), _("Currency"), _("Held by"), _("Kinds of work"),
    ]  # fmt: skip
    for one in documents(simulation_id, chosen).order_by("buyer__code", "pk").iterator(chunk_size=2000):
        yield [
            one.buyer.code, one.buyer.name, one.type_code, str(one.line_count), str(one.total_without_vat),
            str(one.total_vat), str(one.total_with_vat), one.currency_code, ", ".join(one.holds),
            _kinds(one.amounts),
        ]  # fmt: skip


def _kinds(amounts: Mapping[str, Any]) -> str:
    return ", ".join(f"{kind} {amount}" for kind, amount in sorted(amounts.items()))
