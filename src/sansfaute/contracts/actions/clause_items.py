"""What clauses make of the work found: instalments, statements, credits, deposits, commitments; and what ties them.

A run finds the ordinary work first; clauses then add to it, hold some of it back, or take from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sansfaute.contracts.actions.deposit_finals import finals_of
from sansfaute.contracts.actions.deposit_items import deduction_items, deposit_items, deposits_of
from sansfaute.contracts.actions.instalments import instalment_items, without_waiting_usage
from sansfaute.contracts.actions.prepaid import drawn_down, prepaid_items
from sansfaute.contracts.actions.situations import situation_items
from sansfaute.contracts.actions.true_ups import true_up_items
from sansfaute.contracts.actions.work_chunk import Work
from sansfaute.contracts.models import BillableItem, Deposit, Drawdown, PrepaidCredit, Situation


def with_clauses(work: Work, ordinary: Iterable[BillableItem]) -> list[BillableItem]:
    """All items of a chunk: the ordinary ones as clauses leave them, then those that clauses give.

    The order matters: a commitment counts what usage costs before credits pay for it, and a final
    invoice deducts deposits from all that it bills. Asked again for what was billed, it gives nothing more.
    """
    found = without_waiting_usage(work, list(ordinary))
    found += [*instalment_items(work), *situation_items(work), *prepaid_items(work)]
    found += list(true_up_items(work, found))
    drawn_down(work, found)
    finals = finals_of(work, found)
    asked = deposits_of(work, found)
    found += list(deduction_items(work, found, asked, finals))
    found += list(deposit_items(work, asked, finals))
    return found


def tie_clauses(items: Sequence[BillableItem]) -> None:
    """Tie what clauses remember to the new items: credits sold, draws, statements, deposits."""
    _tie_credits([one for one in items if one.kind == "prepaid"])
    drawn = [(one, draw) for one in items if one.kind == "usage" for draw in one.basis.get("draws", [])]
    Drawdown.objects.bulk_create(
        Drawdown(
            seller_id=one.seller_id, credit_id=UUID(draw["credit"]), billable=one, amount=draw["amount"],
            drawn_on=date.fromisoformat(draw["day"]),
        )
        for one, draw in drawn
    )  # fmt: skip
    for one in items:
        if one.kind == "situation" and "situation_id" in one.basis:
            Situation.objects.filter(pk=one.basis["situation_id"]).update(billable=one)
        if one.kind == "deposit" and one.basis.get("rank") == 1:
            Deposit.objects.filter(pk=one.basis["deposit"]).update(billable=one)


def _tie_credits(sold: Sequence[BillableItem]) -> None:
    """The credit of each sale: the row that waited for it, or the one that the line itself sells."""
    for one in sold:
        assert one.contract_line is not None, "a credit is sold by a line"
        expires = one.basis["expires_on"]
        PrepaidCredit.objects.update_or_create(
            pk=one.basis["credit"],
            defaults={"billable": one},
            create_defaults={
                "seller_id": one.seller_id,
                "line": one.contract_line,
                "amount": one.net_amount,
                "bought_on": date.fromisoformat(one.basis["bought_on"]),
                "expires_on": date.fromisoformat(expires) if expires else None,
                "billable": one,
            },
        )


def untie_clauses(item_ids: Sequence[UUID]) -> None:
    """Forget the ties to items that are withdrawn: their sources can be billed again."""
    Drawdown.objects.filter(billable_id__in=item_ids).delete()
    for model in (PrepaidCredit, Situation, Deposit):
        model._default_manager.filter(billable_id__in=item_ids).update(billable=None)
