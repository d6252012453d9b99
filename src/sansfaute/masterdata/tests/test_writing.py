"""Records written many at a time: what is read back is what was written, for new rows and for known ones."""

from decimal import Decimal
from typing import Any

import pytest

from sansfaute.lib.ids import new_id
from sansfaute.masterdata.actions import writing
from sansfaute.masterdata.models import Buyer, Item, Seller

pytestmark = pytest.mark.django_db
NASTY = 'é “\t\\N\\.\n" \\ \r\x0b €𝄞 %s {} null'


@pytest.fixture
def seller() -> Seller:
    return Seller.objects.create(name="Ondine", siren="100000009", line_1="1 rue", post_code="69002", city="Lyon")


def same(rows: list[Any]) -> None:
    for row in rows:
        stored = type(row).objects.get(pk=row.pk)
        for field in row._meta.concrete_fields:
            assert getattr(stored, field.attname) == getattr(row, field.attname), field.attname


def test_buyers(seller: Seller, django_assert_num_queries: Any) -> None:
    rows = [Buyer(seller=seller, code=f"B{number}", name="Avant") for number in range(3)]
    with django_assert_num_queries(1):
        writing.save_records(rows)
    same(rows)
    rows[0].name = rows[0].comment = NASTY
    rows[0].values = {"name": NASTY, "none": None, "list": [1, True]}
    rows[1].discount_percentage, rows[1].source_row_id = Decimal("12.3450"), new_id()
    rows[1].payment_terms, rows[2].merged_into = {"days": 30}, rows[0]
    with django_assert_num_queries(2):
        writing.save_records([*rows, fresh := Buyer(seller=seller, code="NEW")])
    same([*rows, fresh])


def test_items(seller: Seller) -> None:
    about: dict[str, Any] = {"seller": seller, "name": "Item", "unit_code": "C62", "nature": "goods"}
    rows = [Item(**about, code=str(one), unit_price=Decimal("1.000001"), vat_rate=Decimal("20.00")) for one in range(2)]
    writing.save_records(rows)
    rows[0].unit_price, rows[1].vat_rate = Decimal("9999999999999.999999"), None
    writing.save_records(rows)
    same(rows)
    assert Item.objects.count() == 2


def test_a_row_that_is_gone_stays_gone(seller: Seller) -> None:
    row = Buyer(seller=seller, code="B")
    writing.save_records([row])
    Buyer.objects.all().delete()
    writing.save_records([row])
    assert not Buyer.objects.exists()
