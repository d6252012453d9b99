"""Drafts for tests, made through the rooms' own actions from orders."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.models import OrderLine
from sansfaute.contracts.tests import factories
from sansfaute.drafts import actions as drafts
from sansfaute.drafts.models import Draft
from sansfaute.journal import actions as journal
from sansfaute.masterdata.models import Buyer, Item, Seller

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
LAST_DAY = date(2026, 10, 31)


def seller(**values: Any) -> Seller:
    """A seller whose invoices the rules pass."""
    given: dict[str, Any] = {
        "siren": "732829320", "siret": "73282932000074", "vat_identifier": "FR44732829320", "legal_form": "SAS",
        "capital": Decimal("50000"), "registry": "RCS Lyon", "electronic_address": "732829320",
        "iban": "FR7630006000011234567890189", "bic": "AGRIFRPP",
    }  # fmt: skip
    return factories.seller(**given | values)


def buyer(owner: Seller, code: str = "C1", **values: Any) -> Buyer:
    """A French business with everything it needs."""
    given: dict[str, Any] = {"payment_terms": {"days": 30}, "payment_means_code": "30"}
    return factories.buyer(owner, code, **given | values)


def order(owner: Seller, to: Buyer, *, quantity: str = "2", price: str = "100", discount: str = "0") -> OrderLine:
    """One delivered order line of one item."""
    sold = Item.objects.filter(seller=owner, code="SCREEN").first() or factories.item(
        owner, "SCREEN", price, nature="goods"
    )
    return OrderLine.objects.create(
        seller=owner,
        order_number=f"CMD{OrderLine.objects.count() + 1}",
        line_number=1,
        buyer=to,
        item=sold,
        order_date=date(2026, 10, 1),
        delivery_date=date(2026, 10, 20),
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        discount_percentage=Decimal(discount),
    )


def drafts_of(owner: Seller, *, issue_date: date = LAST_DAY) -> list[Draft]:
    """Every draft that what is billable gives, unjudged: the journey is not followed."""
    with journal.inline_steps():
        run = contracts.start_bill_run(seller_id=owner.id, until=LAST_DAY, issue_date=issue_date, at=NOW)
        contracts.find_billable_work(run_id=run.id, at=NOW)
        ids: Sequence[UUID] = list(Buyer.objects.filter(seller=owner).values_list("id", flat=True))
        drafts.assemble_drafts(seller_id=owner.id, buyer_ids=ids, run_ids=[run.id], at=NOW)
    return list(Draft.objects.filter(seller=owner, run=run).order_by("id"))
