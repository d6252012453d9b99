"""What orders and articles bring to an invoice: stories of several deliveries on one document, and of kits.

Each story ends in documents that both official packs accept, in CII and in UBL (XP Z12-014, cases 1 and 38).
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.models import OrderLine
from sansfaute.contracts.tests import factories as contract_factories
from sansfaute.drafts import queries as drafts
from sansfaute.drafts import rules as drafts_rules
from sansfaute.en16931.model import Line
from sansfaute.issuing import actions as issuing
from sansfaute.issuing import queries
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.tests import trade
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata.models import Buyer, Seller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders", "steps", "moreau")]
LILLE = {"name": "Moreau Lille", "line_1": "5 rue Nationale", "post_code": "59000", "city": "Lille"}
BREST = {"name": "Moreau Brest", "line_1": "1 rue de Siam", "post_code": "29200", "city": "Brest"}


def ordered(to: Buyer, number: str, item_code: str, day: date, **details: Any) -> None:
    """A line of an order, delivered on a day."""
    item = to.seller.items.get(code=item_code)
    OrderLine.objects.create(
        seller=to.seller, order_number=number, line_number=1, buyer=to, item=item, order_date=date(2026, 10, 1),
        delivery_date=day, quantity=2, unit_price=item.unit_price, details=details,
    )  # fmt: skip


def of_article(lines: tuple[Line, ...], name: str) -> Line:
    return next(one for one in lines if one.item.name == name)


def test_the_deliveries_of_a_month_are_on_one_invoice(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 1: two orders of October, delivered in Lille and in Brest, on one invoice; each line says its own order,
    delivery note, place and day (EXTENDED). An order alone is told in the heading, and EN 16931 is enough."""
    ordered(
        moreau, "CMD1", "SCREEN", date(2026, 10, 12), delivery_note="BL-1", purchase_order="PO-8", delivered_to=LILLE
    )
    ordered(moreau, "CMD2", "BOOK", date(2026, 10, 20), delivery_note="BL-2", purchase_order="PO-9", delivered_to=BREST)
    alone = trade.moreau(ondine, "C2")
    ordered(
        alone, "CMD3", "SCREEN", date(2026, 10, 15), delivery_note="BL-3", purchase_order="PO-7", delivered_to=LILLE
    )
    contracts.start_bill_run(seller_id=ondine.pk, until=trade.TODAY, issue_date=trade.TODAY, at=trade.NOW)
    one, two = sorted(trade.issued(steps), key=lambda document: len(document.lines))
    screen, book = of_article(two.lines, "Écran 27 pouces"), of_article(two.lines, "Manuel")
    assert trade.is_extended(two)
    assert [line.sales_order and line.sales_order.reference for line in (screen, book)] == ["CMD1", "CMD2"]
    assert [line.purchase_order_reference for line in (screen, book)] == ["PO-8", "PO-9"]
    assert [line.despatch_advice and line.despatch_advice.reference for line in (screen, book)] == ["BL-1", "BL-2"]
    places = [
        line.delivery and line.delivery.postal_address and line.delivery.postal_address.city for line in (screen, book)
    ]
    assert places == ["Lille", "Brest"]
    assert [line.delivery and line.delivery.actual_delivery_date for line in (screen, book)] == [
        date(2026, 10, 12), date(2026, 10, 20),
    ]  # fmt: skip
    assert (two.sales_order_reference, two.despatch_advice_reference, two.purchase_order_reference) == (None,) * 3
    assert not trade.is_extended(one)
    assert (one.sales_order_reference, one.despatch_advice_reference, one.purchase_order_reference) == (
        "CMD3", "BL-3", "PO-7",
    )  # fmt: skip
    assert one.delivery is not None
    assert one.delivery.deliver_to_address is not None
    assert (one.delivery.party_name, one.delivery.deliver_to_address.city) == ("Moreau Lille", "Lille")
    trade.accepted()


def test_a_kit_shows_what_it_is_made_of(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 38: a desk kit at 380 € informs of its screen and two cables; a training kit of a screen (20 %) and a
    manual (5.5 %) sold at 200 € counts each at its own rate, to the cent. Both are credited whole."""
    for code, price, name in (("DESK", "380", "Poste de travail"), ("KIT", "200", "Lot de formation")):
        contract_factories.item(ondine, code, price, name=name, vat_rate=Decimal(20), nature="goods")
    masterdata.agree_kit(
        seller_id=ondine.pk, item_code="DESK", components={"SCREEN": Decimal(1), "CABLE": Decimal(2)}, at=trade.NOW
    )
    masterdata.agree_kit(
        seller_id=ondine.pk, item_code="KIT", components={"SCREEN": Decimal(1), "BOOK": Decimal(1)}, at=trade.NOW
    )
    with pytest.raises(masterdata.KitRefused, match="KIT"):
        masterdata.agree_kit(seller_id=ondine.pk, item_code="BOOK", components={"KIT": Decimal(1)}, at=trade.NOW)

    desk = trade.one_sale(ondine, ("DESK", "3"), steps=steps)
    assert [(one.subtype_code, one.parent_line_identifier) for one in desk.lines] == [
        (None, None), ("INFORMATION", "1"), ("INFORMATION", "1"),
    ]  # fmt: skip
    assert [one.invoiced_quantity for one in desk.lines] == [3, 3, 6]
    assert desk.totals.total_without_vat == Decimal("1140.00")

    kit = trade.one_sale(ondine, ("KIT", "3"), steps=steps)
    group, screen, book = kit.lines
    assert [one.subtype_code for one in kit.lines] == ["GROUP", "DETAIL", "DETAIL"]
    assert (screen.line_net_amount, book.line_net_amount) == (Decimal("500.00"), Decimal("100.00"))
    assert group.line_net_amount == kit.totals.total_without_vat == Decimal("600.00")
    assert {row.vat_rate: row.tax_amount for row in kit.vat_breakdown} == {
        Decimal(20): Decimal("100.00"), Decimal("5.5"): Decimal("5.50"),
    }  # fmt: skip
    assert trade.is_extended(desk)
    assert trade.is_extended(kit)
    for one in Invoice.objects.select_related("draft"):
        known = drafts.explained(one.draft, queries.model_of(one))
        explained = [drafts_rules.explain(known, figure) for figure in drafts_rules.figures(known.invoice)]
        assert len(explained) > len(known.invoice.lines)
    for issued in Invoice.objects.filter(type_code="380"):
        issuing.credit_invoice(invoice_id=issued.pk, how="full", why="Annulation", actor=None, at=trade.NOW)
    credits = [one for one in trade.issued(steps) if one.type_code == "381"]
    assert {one.totals.total_with_vat for one in credits} == {kit.totals.total_with_vat, desk.totals.total_with_vat}
    trade.accepted()
