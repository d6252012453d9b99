"""The list of contracts, and one contract: its lines, what comes next, what was billed, what is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sansfaute.contracts import rules
from sansfaute.contracts.actions.recurring_items import line_discount, unbilled
from sansfaute.contracts.queries import records as kept
from sansfaute.contracts.queries.line_book import LineBook
from sansfaute.desk.queries.contract_words import rhythm_words
from sansfaute.people import queries as people
from sansfaute.people.rules import SEE_CONTRACTS

if TYPE_CHECKING:
    from sansfaute.contracts.models import (
        BillableItem,
        Contract,
        ContractChange,
        ContractLine,
        Repair,
    )
    from sansfaute.desk.queries.books import Books
    from sansfaute.people.models import Person

PAGE_LENGTH = 50
LOOK_AHEAD_MONTHS = 13
"""How far ahead the list looks for the next invoice of a contract."""
BILLED_SHOWN = 60
STATES = ("running", "ending", "paused", "ended")
_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class ContractFilter:
    """What the person asked to see."""

    words: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class PerPeriod:
    """What a whole period brings, in the contract's currency without VAT, and how often."""

    amount: Decimal
    rhythm: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list."""

    contract: Contract
    state: str
    amounts: tuple[PerPeriod, ...]
    next_day: date | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the numbers around which the pages before and after lie."""

    rows: list[Listed]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line of a contract as it stands on a day."""

    line: ContractLine
    terms: rules.Terms
    state: str  # active, paused, trial, ended, or coming
    rhythm: str
    per_period: PerPeriod | None
    end: date | None
    item_name: str


def contract_for(person: Person, contract_id: UUID) -> Contract | None:
    """A contract of a seller that is open to this person."""
    found = kept.contract_records(people.sellers_open_to(person, SEE_CONTRACTS)).filter(pk=contract_id)
    return found.select_related("buyer", "payer", "invoicee", "seller").first()


def line_for(person: Person, line_id: UUID) -> ContractLine | None:
    """A line of a contract of a seller that is open to this person."""
    found = kept.line_records(people.sellers_open_to(person, SEE_CONTRACTS)).filter(pk=line_id)
    return found.select_related("contract__buyer__merged_into", "item").first()


def repair_for(person: Person, repair_id: UUID) -> Repair | None:
    """A repair proposed for a contract of a seller that is open to this person."""
    found = kept.repair_records(people.sellers_open_to(person, SEE_CONTRACTS)).filter(pk=repair_id)
    return found.select_related("line__contract").first()


def selection(books: Books, asked: ContractFilter, today: date) -> QuerySet[Contract]:
    """The contracts of these books that match, by number, each with `stands`: its state on a day."""
    rows = kept.contract_records([books.seller.pk]).order_by("contract_number")
    rows = rows.annotate(is_paused=Exists(_paused_lines(books.seller.pk, today))).select_related("buyer")
    words = asked.words.strip()
    if words:
        rows = rows.filter(
            Q(contract_number__icontains=words)
            | Q(buyer__name__icontains=words)
            | Q(buyer__code__iexact=words)
            | Q(purchase_order_reference__icontains=words)
        )
    conditions = {
        "ended": Q(end_date__lt=today),
        "paused": Q(is_paused=True) & _lives(today),
        "ending": Q(end_date__gte=today, is_paused=False),
        "running": Q(end_date=None, is_paused=False),
    }
    return rows.filter(conditions[asked.state]) if asked.state in conditions else rows


def _lives(today: date) -> Q:
    return Q(end_date=None) | Q(end_date__gte=today)


def _paused_lines(seller_id: UUID, today: date) -> QuerySet[ContractLine]:
    """The lines, of the contract of the outer query, whose last pause until a day was not resumed."""
    pauses = kept.change_records([seller_id]).filter(
        line=OuterRef("pk"), kind__in=("pause", "resume"), effective_date__lte=today
    )
    last = pauses.order_by("-effective_date", "-recorded_at").values("kind")[:1]
    return (
        kept.line_records([seller_id])
        .filter(contract=OuterRef("pk"))
        .annotate(last=Subquery(last))
        .filter(last="pause")
    )


def state_of(contract: Contract, today: date) -> str:
    """running, ending, paused or ended; for contracts of `selection`, else without a look at pauses."""
    if contract.end_date is not None and contract.end_date < today:
        return "ended"
    if getattr(contract, "is_paused", False):
        return "paused"
    return "ending" if contract.end_date else "running"


def page(rows: QuerySet[Contract], today: date, after: str = "", before: str = "") -> Page:
    """The first PAGE_LENGTH contracts after a number, or the last ones before one."""
    if before:
        near = rows.filter(contract_number__lt=before).order_by("-contract_number")
        found = list(near[: PAGE_LENGTH + 1])
        shown = found[:PAGE_LENGTH][::-1]
        return Page(listed(shown, today), _number(shown, 0) if len(found) > PAGE_LENGTH else None, _number(shown, -1))
    found = list((rows.filter(contract_number__gt=after) if after else rows)[: PAGE_LENGTH + 1])
    shown = found[:PAGE_LENGTH]
    further = _number(shown, -1) if len(found) > PAGE_LENGTH else None
    return Page(listed(shown, today), _number(shown, 0) if after else None, further)


def _number(rows: Sequence[Contract], index: int) -> str | None:
    return rows[index].contract_number if rows else None


def listed(contracts: Sequence[Contract], today: date) -> list[Listed]:
    """These contracts with what a period brings and when the next invoice comes; a bounded number of queries."""
    lines = list(
        kept.line_records({one.seller_id for one in contracts})
        .filter(contract__in=[one.pk for one in contracts], kind="recurring")
        .select_related("item", "contract__buyer__merged_into")
        .order_by("contract_id", "line_number")
    )
    coming = Coming(lines, today)
    return [_listed(one, [line for line in lines if line.contract_id == one.pk], coming, today) for one in contracts]


def _listed(contract: Contract, lines: Sequence[ContractLine], coming: Coming, today: date) -> Listed:
    sums: dict[str, Decimal] = {}
    for line in lines:
        found = coming.per_period(line)
        if found is not None:
            sums[found.rhythm] = sums.get(found.rhythm, _NOTHING) + found.amount
    days = [day for line in lines if (day := coming.next_day(line)) is not None]
    amounts = tuple(PerPeriod(amount, rhythm) for rhythm, amount in sums.items())
    return Listed(contract, state_of(contract, today), amounts, min(days, default=None))


class Coming:
    """What some recurring lines bring from a day on."""

    def __init__(self, lines: Sequence[ContractLine], today: date) -> None:
        self.today = today
        self.until = rules.add_months(today, LOOK_AHEAD_MONTHS)
        buyers = {line.buyer_id: line.contract.buyer.merged_into or line.contract.buyer for line in lines}
        self.book = LineBook(lines[0].seller_id, lines, buyers, today, lenient=True) if lines else None

    def next_day(self, line: ContractLine) -> date | None:
        """The day of the first period not billed yet that has something to bill, today at the earliest."""
        assert self.book is not None
        wanted = unbilled(self.book.billed_days.get(line.pk, ()))
        days = (one.billable_on for one in self._owed(line, wanted) if one.lines)
        first = next(iter(days), None)
        return None if first is None else max(first, self.today)

    def per_period(self, line: ContractLine) -> PerPeriod | None:
        """What its first whole period to come costs, discount taken off, and how often."""
        found = next((one for one in self._owed(line) if one.period.whole and one.lines), None)
        if found is None or self.book is None:
            return None
        rhythm = rhythm_words(self.book.agreement(line).segments[-1].terms.rhythm or rules.read_rhythm(line.rhythm))
        return PerPeriod(sum((self._net(line, one) for one in found.lines), _NOTHING), rhythm)

    def _owed(self, line: ContractLine, wanted: rules.Wanted | None = None) -> Iterable[rules.OwedPeriod]:
        assert self.book is not None
        since = self.today if wanted is None else line.start_date
        try:
            more = {} if wanted is None else {"wanted": wanted}
            yield from rules.owed_by(self.book.agreement(line), self.until, since=since, **more)
        except rules.TermsRefused:  # terms that a run will hold back bring nothing
            return

    def _net(self, line: ContractLine, one: rules.LineToBe) -> Decimal:
        assert self.book is not None
        discount = line_discount(self.book.discount(line, one.item_code, one.gross, self.today), one)
        return rules.discounted(
            quantity=one.quantity,
            unit_price=one.unit_price,
            percentage=discount.percentage,
            amount=discount.amount,
            base_quantity=one.base_quantity,
            currency_code=line.contract.currency_code,
        )


def lines_now(contract: Contract, today: date) -> list[LineNow]:
    """The lines of a contract as they stand on a day."""
    lines = list(contract.lines.select_related("item", "contract__buyer__merged_into").order_by("line_number"))
    coming = Coming(lines, today)
    return [_line_now(line, coming, today) for line in lines]


def _line_now(line: ContractLine, coming: Coming, today: date) -> LineNow:
    assert coming.book is not None
    segments = coming.book.agreement(line).segments
    held = next((one for one in segments if one.start <= today and (one.end is None or today <= one.end)), None)
    shown = held or (segments[0] if segments and today < segments[0].start else segments[-1] if segments else None)
    terms = shown.terms if shown else coming.book.agreement(line).terms
    state = held.state if held else "coming" if segments and today < segments[0].start else "ended"
    known = coming.book.records.get(terms.item_code, line.item)
    return LineNow(
        line=line,
        terms=terms,
        state=state,
        rhythm=rhythm_words(terms.rhythm) if line.kind == "recurring" and terms.rhythm else "",
        per_period=coming.per_period(line) if line.kind == "recurring" else None,
        end=segments[-1].end if segments else line.end_date,
        item_name=known.name or known.code,
    )


def changes_of(contract: Contract) -> list[ContractChange]:
    """The changes of its lines, the last to take hold first."""
    found = (
        kept.change_records([contract.seller_id]).filter(line__contract=contract).select_related("line", "changed_by")
    )
    return list(found.order_by("-effective_date", "-recorded_at"))


def billed(contract: Contract) -> list[BillableItem]:
    """What was billed under it, the latest first, each with the invoice that carries it if one does."""
    found = kept.billed_under(contract).select_related("item", "invoiced")
    return list(found.order_by("-became_billable_at", "-id")[:BILLED_SHOWN])


def repairs_of(contract: Contract) -> list[Repair]:
    """What is proposed to mend, the undecided first; stale ones are left out."""
    found = kept.repair_records([contract.seller_id]).filter(line__contract=contract).exclude(decided="stale")
    return list(found.select_related("line", "decided_by").order_by("decided", "period_start")[:100])
