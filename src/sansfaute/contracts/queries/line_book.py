"""What the amounts of some contract lines come from, read in a bounded number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db.models import Q

from sansfaute.contracts import rules
from sansfaute.contracts.models import (
    BillableItem,
    ContractChange,
    ContractLine,
    IndexValue,
    PriceVersion,
)
from sansfaute.contracts.queries.granted import granted_discounts
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer, Item

CIVIL_MONTHS = (1, 3, 6, 12)
BILLED = ("subscription", "rebill")
"""Kinds of items by which days of a line were billed."""


class LineBook:
    """Changes, prices, discounts and indices of some lines; `buyers` is the one billed for each buyer.

    `known_on` is the day until which index values are known; `lenient` as rules.Pricing has it.
    """

    def __init__(
        self,
        seller_id: UUID,
        lines: Sequence[ContractLine],
        buyers: Mapping[UUID, Buyer],
        known_on: date,
        *,
        lenient: bool = False,
    ) -> None:
        self.seller_id, self.lines, self.buyers = seller_id, lines, buyers
        self.known_on, self.lenient = known_on, lenient
        self._stated_by_contract: dict[tuple[UUID, date], rules.LineDiscount] = {}

    @cached_property
    def changes(self) -> Mapping[UUID, Sequence[rules.Change]]:
        """The changes of each line, as they were recorded; lines without are absent."""
        return changes_of(self.lines)

    @cached_property
    def records(self) -> Mapping[str, Item]:
        """The items of the lines and of their changes, by code."""
        found = {line.item.code: line.item for line in self.lines}
        changed = {
            one.values["item_code"] for known in self.changes.values() for one in known if "item_code" in one.values
        }
        if missing := changed - found.keys():
            found |= masterdata.items_by_code(self.seller_id, missing)
        return found

    @cached_property
    def items(self) -> Mapping[str, rules.Sold]:
        """The same as pricing takes them."""
        return {code: rules.Sold(code, one.unit_code, one.unit_price) for code, one in self.records.items()}

    @cached_property
    def item_ids(self) -> Mapping[str, UUID]:
        """Their identifiers."""
        return {code: one.pk for code, one in self.records.items()}

    @cached_property
    def versions(self) -> Sequence[rules.PriceVersion]:
        """The price versions of the items, when some line takes its price from lists."""
        needed = any(line.unit_price is None and not line.price for line in self.lines)
        return versions_of(self.seller_id, self.items, self.buyers) if needed else ()

    @cached_property
    def terms(self) -> Sequence[rules.DiscountTerm]:
        """The discounts of lines that were granted."""
        return granted_discounts(self.seller_id, self.buyers)

    @cached_property
    def index_values(self) -> Sequence[rules.IndexValue]:
        """The index values, when some line is indexed."""
        return index_values(self.seller_id) if any("indexation" in line.details for line in self.lines) else ()

    @cached_property
    def billed_days(self) -> Mapping[UUID, Sequence[tuple[date, date]]]:
        """Days, both included, that some item of each line holds, credited since or not."""
        found: dict[UUID, list[tuple[date, date]]] = defaultdict(list)
        items = BillableItem.objects.filter(contract_line__in=[line.pk for line in self.lines], kind__in=BILLED)
        for line_id, start, end in items.order_by().values_list("contract_line_id", "period_start", "period_end"):
            if line_id is not None and start is not None:
                found[line_id].append((start, end or start))
        return found

    def is_plain(self, line: ContractLine) -> bool:
        """Whether civil periods at one price say all of a line."""
        return (
            line.pk not in self.changes
            and not line.price
            and not line.trial_until
            and "indexation" not in line.details
            and line.rhythm.get("unit") == "month"
            and line.rhythm.get("alignment", "civil") == "civil"
            and line.period_months in CIVIL_MONTHS
            and line.cycle().piece_months in CIVIL_MONTHS
            and line.proration == "days_of_month"
            and line.contract.currency_code == rules.EURO
            and not line.contract.prices_with_vat
            and (line.unit_price is not None or not self.versions)
        )

    def agreement(self, line: ContractLine) -> rules.LineAgreement:
        """A line as the rules take it. Raises TermsRefused for terms that were never checked."""
        trial = [rules.signed_trial(line.start_date, line.trial_until)] if line.trial_until else []
        return rules.LineAgreement(
            contract_number=line.contract_number,
            line_number=line.line_number,
            terms=signed_terms(line),
            start=line.start_date,
            end=line.end_date,
            changes=(*trial, *self.changes.get(line.pk, ())),
            method=rules.proration_method(line.proration),
            pricing=self._pricing(line),
            price_months=line.period_months,
            bill_every_months=line.contract.clauses.get("bill_every_months"),
        )

    def _pricing(self, line: ContractLine) -> rules.Pricing:
        buyer, contract = self.buyers[line.buyer_id], line.contract
        clause = line.details.get("indexation")
        return rules.Pricing(
            items=self.items,
            currency_code=contract.currency_code,
            buyer_code=buyer.code,
            segment=buyer.segment,
            versions=self.versions,
            indexation=rules.read_indexation(clause, contract.start_date) if clause else None,
            index_values=self.index_values,
            known_on=self.known_on,
            lenient=self.lenient,
            with_vat=contract.prices_with_vat,
        )

    def discount(self, line: ContractLine, item_code: str, gross: Decimal, day: date) -> rules.LineDiscount:
        """The discount of a line to be, invoiced on a day."""
        if not self.terms:
            return self._stated(line, day)
        contract = line.contract
        return rules.choose_line_discount(
            self.terms,
            {"contract": rules.clause_discount(contract.clauses, day)},
            gross=gross,
            buyer_code=self.buyers[line.buyer_id].code,
            item_code=item_code,
            contract_number=contract.contract_number,
            day=day,
            currency_code=contract.currency_code,
        )

    def _stated(self, line: ContractLine, day: date) -> rules.LineDiscount:
        """What the contract states for all of its lines on a day, read once."""
        known = line.contract_id, day
        if known not in self._stated_by_contract:
            stated = {"contract": rules.clause_discount(line.contract.clauses, day)}
            self._stated_by_contract[known] = rules.stated_discount(stated)
        return self._stated_by_contract[known]


def signed_terms(line: ContractLine) -> rules.Terms:
    """The terms of a line as it was signed."""
    return rules.Terms(
        quantity=line.quantity,
        unit_price=line.unit_price,
        item_code=line.item.code,
        in_advance=line.in_advance,
        rhythm=rules.read_rhythm(line.rhythm),
        price=line.price,
    )


def changes_of(lines: Iterable[ContractLine]) -> dict[UUID, list[rules.Change]]:
    """The changes of these lines, by line; one query."""
    found: dict[UUID, list[rules.Change]] = defaultdict(list)
    wanted = {line.pk: line.contract_id for line in lines}
    # By contract: a chunk has few of these, and thousands of lines would be told to the database one by one.
    rows = ContractChange.objects.filter(line__contract__in=set(wanted.values())).select_related("changed_by")
    for row in rows.order_by("recorded_at", "id"):
        if row.line_id in wanted:
            found[row.line_id].append(change_of(row))
    return dict(found)


def change_of(row: ContractChange) -> rules.Change:
    """A recorded change as the rules take it."""
    return rules.Change(
        change_id=str(row.pk),
        effective=row.effective_date,
        kind=cast(rules.ChangeKind, row.kind),
        values=row.values,
        recorded_at=instant(row.recorded_at),
        why=row.why,
        author=row.changed_by.get_username() if row.changed_by else "",
    )


def instant(moment: datetime) -> str:
    """A moment in universal time, as changes are compared by."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def versions_of(seller_id: UUID, codes: Iterable[str], buyers: Mapping[UUID, Buyer]) -> list[rules.PriceVersion]:
    """The versions of these items that are for these buyers, for a segment or for everyone; one query."""
    theirs = Q(price_list__buyer=None) | Q(price_list__buyer_id__in=list(buyers))
    rows = PriceVersion.objects.filter(theirs, seller_id=seller_id, item__code__in=list(codes))
    return [_version(row, buyers) for row in rows.select_related("price_list", "item").order_by("since", "id")]


def _version(row: PriceVersion, buyers: Mapping[UUID, Buyer]) -> rules.PriceVersion:
    owner = row.price_list
    return rules.PriceVersion(
        price_list=owner.code,
        item_code=row.item.code,
        currency_code=owner.currency_code,
        since=row.since,
        until=row.until,
        price=rules.Price.from_dict(row.price),
        buyer_code=_code(owner.buyer_id, buyers),
        segment=owner.segment,
        version_id=str(row.pk),
    )


def _code(buyer_id: Any, buyers: Mapping[UUID, Buyer]) -> str:
    return str(buyers[buyer_id].code) if buyer_id is not None else ""


def index_values(seller_id: UUID) -> list[rules.IndexValue]:
    """Every index value that the seller knows; one query."""
    return [
        rules.IndexValue(
            series=row.series,
            period=row.period,
            value=row.value,
            published_on=row.published_on,
            source=row.source,
            provisional=row.is_provisional,
        )
        for row in IndexValue.objects.filter(seller_id=seller_id).order_by("series", "period", "published_on")
    ]
