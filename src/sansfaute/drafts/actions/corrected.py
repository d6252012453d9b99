"""Carry back to contracts what corrections of invoices gave back of their work."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.rules.corrected_work import Given
from sansfaute.drafts import queries
from sansfaute.drafts.models import DraftLine
from sansfaute.drafts.rules.given_back import given_back
from sansfaute.en16931 import totals


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction that was issued: its draft, its own invoice and number, its kind."""

    draft_id: UUID
    invoice_id: UUID
    invoice_number: str
    kind: str
    is_replaced: bool


def mark_work_corrected(*, seller_id: UUID, corrections: Iterable[Corrected], at: datetime) -> None:
    """Tell contracts what each correction gave back of the work on its invoice; the same again changes nothing."""
    asked = {one.draft_id: one for one in corrections}
    given: dict[UUID, list[Given]] = defaultdict(list)
    for draft in queries.drafts(asked):
        one, origin = asked[draft.pk], draft.corrects.get("draft_id")
        ties = list(queries.lines_of([UUID(origin)])) if origin else []
        back = given_back(
            one.kind, queries.invoice_of(draft), {tie.line_identifier: abs(tie.net_amount) for tie in ties}
        )
        for tie in ties:
            if tie.line_identifier in back:
                amount = _of_item(tie, back[tie.line_identifier])
                given[tie.billable_id].append(
                    Given(str(one.invoice_id), one.invoice_number, one.kind, amount, one.is_replaced)
                )
    if given:
        contracts.mark_corrected(seller_id=seller_id, given=given, at=at)


def _of_item(tie: DraftLine, amount: Decimal) -> Decimal:
    """The amount as a part of what the work is worth: its line has another amount when a person edited it."""
    worth = abs(tie.billable.net_amount)
    if not amount or not tie.net_amount or abs(tie.net_amount) == worth:
        return amount
    return totals.round_half_up(amount * worth / abs(tie.net_amount), totals.minor_unit(tie.billable.currency_code))
