"""Sellers, buyers, items and parsed rows for tests."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sansfaute.contracts.models import Contract, ContractLine
from sansfaute.intake.models import SourceFile, SourceRow
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Buyer, Item, Seller

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)


def seller(**values: Any) -> Seller:
    given: dict[str, Any] = {
        "name": "Ondine",
        "siren": f"{Seller.objects.count() + 732829320:09}",
        "line_1": "1 quai de Saône",
        "post_code": "69002",
        "city": "Lyon",
    }
    return Seller.objects.create(**given | values)


def buyer(owner: Seller, code: str, **values: Any) -> Buyer:
    given: dict[str, Any] = {
        "name": f"Client {code}", "kind": "business", "line_1": "2 rue Neuve", "post_code": "69002", "city": "Lyon",
        "country_code": "FR", "siren": "552100554",
    }  # fmt: skip
    return Buyer.objects.create(seller=owner, code=code, **given | values)


def item(owner: Seller, code: str, price: str = "245", **values: Any) -> Item:
    given: dict[str, Any] = {
        "name": f"Article {code}", "unit_code": "C62", "unit_price": Decimal(price), "vat_rate": Decimal(20),
        "nature": "services",
    }  # fmt: skip
    return Item.objects.create(seller=owner, code=code, **given | values)


def contract(to: Buyer, number: str = "CT-1", start_date: date = date(2026, 1, 1), **terms: Any) -> Contract:
    """A contract of one buyer, without lines yet."""
    return Contract.objects.create(
        seller_id=to.seller_id, contract_number=number, buyer=to, start_date=start_date, **terms
    )


def contract_line(of: Contract, sold: Item, line_number: int = 1, **terms: Any) -> ContractLine:
    """One line of a contract: monthly, one unit, at the item's price, from the contract's first day to its last."""
    months = terms.pop("period_months", 1)
    given: dict[str, Any] = {
        "quantity": 1, "unit_price": sold.unit_price, "start_date": of.start_date, "end_date": of.end_date,
        "rhythm": {"unit": "month", "count": months, "alignment": "civil"}, "in_advance": False,
    }  # fmt: skip
    return ContractLine.objects.create(
        seller_id=of.seller_id, contract=of, line_number=line_number, item=sold, **given | terms
    )


def rows(owner: Seller, kind: str, values: Sequence[dict[str, str]]) -> SourceFile:
    """A parsed file with these rows, all usable."""
    source_file = SourceFile.objects.create(
        seller_id=owner.pk, name=f"{kind}.csv", kind=kind, sha256=new_id().hex, size=1, received_at=NOW
    )
    SourceRow.objects.bulk_create(
        SourceRow(seller_id=owner.pk, source_file=source_file, row_number=number, kind=kind, original=[], values=one)
        for number, one in enumerate(values, 2)
    )
    return source_file


def contract_row(number: str = "CT-1", **values: str) -> dict[str, str]:
    return {
        "contract_number": number, "buyer_code": "C1", "item_code": "MAINT", "quantity": "2", "unit_price": "245.00",
        "start_date": "2026-08-01", "end_date": "", "periodicity": "mensuel", "billing": "échu",
        "purchase_order_reference": "", "conditions": "",
    } | values  # fmt: skip


def usage_row(event: str = "U1", **values: str) -> dict[str, str]:
    return {
        "event_id": event, "contract_number": "CT-1", "item_code": "HOUR", "used_at": "2026-10-05T10:00",
        "quantity": "1.5",
    } | values  # fmt: skip


def order_row(number: str = "CMD1", **values: str) -> dict[str, str]:
    return {
        "order_number": number, "buyer_code": "C1", "item_code": "SCREEN", "order_date": "2026-10-01",
        "quantity": "2", "unit_price": "219.90", "discount": "", "delivery_date": "2026-10-20", "buyer_reference": "",
    } | values  # fmt: skip
