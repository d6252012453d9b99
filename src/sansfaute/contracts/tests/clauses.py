"""Contracts with clauses for tests, billed as the bill run does it."""

from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts import actions
from sansfaute.contracts.models import BillableItem, Contract, ContractLine, UsageEvent
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.factories import NOW
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Item, Seller


def make_seller() -> Seller:
    owner = factories.seller()
    factories.buyer(owner, "C1")
    factories.item(owner, "MAINT", "100", unit_code="MON")
    factories.item(owner, "HOUR", "92", unit_code="HUR")
    factories.item(owner, "WORKS", "1000")
    factories.item(owner, "SCREEN", "219.9", nature="goods")
    return owner


def line_of(owner: Seller, item_code: str, number: str = "CT-1", **terms: Any) -> ContractLine:
    """A line on the contract of that number of customer C1, made if there is none."""
    contract = Contract.objects.filter(contract_number=number).first() or factories.contract(
        owner.buyers.get(code="C1"), number, end_date=terms.get("end_date")
    )
    sold = Item.objects.get(seller=owner, code=item_code)
    return factories.contract_line(contract, sold, line_number=contract.lines.count() + 1, **terms)


def bill(owner: Seller, until: date, **options: Any) -> list[BillableItem]:
    """What a run until that day finds, in the order of its keys."""
    run = actions.start_bill_run(seller_id=owner.pk, until=until, issue_date=until, at=NOW, **options)
    actions.find_billable_work(run_id=run.pk, at=NOW)
    return list(BillableItem.objects.filter(run=run).order_by("source_key"))


def issue(items: list[BillableItem], number: str, day: date) -> None:
    """Pretend that one invoice carries these items."""
    invoice = new_id()
    actions.mark_invoiced(seller_id=items[0].seller_id, marks=[(one.pk, invoice, number, day) for one in items], at=NOW)


def used(owner: Seller, day: date, quantity: str, number: str = "CT-1", item_code: str = "HOUR") -> UsageEvent:
    """One usage event under a contract."""
    return UsageEvent.objects.create(
        seller=owner,
        event_id=f"U{UsageEvent.objects.count() + 1}",
        contract=Contract.objects.get(contract_number=number),
        item=Item.objects.get(seller=owner, code=item_code),
        used_at=NOW,
        used_on=day,
        quantity=Decimal(quantity),
    )


def net(items: list[BillableItem], *kinds: str) -> Decimal:
    """What these items come to, of these kinds or of all."""
    return sum((one.net_amount for one in items if not kinds or one.kind in kinds), Decimal(0))


def kinds(items: list[BillableItem]) -> list[str]:
    """The kinds of these items, sorted."""
    return sorted(one.kind for one in items)
