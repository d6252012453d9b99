"""The billable items of a chunk of buyers: built here, written by the bill run."""

from collections.abc import Callable, Iterator

from sansfaute.contracts.actions.clause_items import with_clauses
from sansfaute.contracts.actions.order_items import order_items
from sansfaute.contracts.actions.recurring_items import recurring_items
from sansfaute.contracts.actions.repair_items import repair_items
from sansfaute.contracts.actions.usage_items import usage_items
from sansfaute.contracts.actions.work_chunk import Work as Work
from sansfaute.contracts.models import BillableItem

GENERATORS: tuple[Callable[[Work], Iterator[BillableItem]], ...] = (
    recurring_items,
    usage_items,
    order_items,
    repair_items,
)
"""Each gives, of what the run's scope asks for, the items that nothing holds yet."""


def work_items(work: Work) -> Iterator[BillableItem]:
    """Everything of a chunk that the run's scope asks for and no item holds yet."""
    yield from with_clauses(work, (one for items in GENERATORS for one in items(work)))
