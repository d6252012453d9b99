"""The books of a company that bills contracts and orders, for walks from a contract to an issued invoice."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sansfaute.contracts import actions
from sansfaute.contracts.tests import factories as contracting
from sansfaute.desk.tests import factories
from sansfaute.drafts.models import Draft
from sansfaute.issuing.models import Invoice
from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata.models import Buyer, Seller
from sansfaute.people.models import Person
from sansfaute.review import actions as review
from sansfaute.review.tests import factories as work
from sansfaute.review.tests.simulating import siren

NAMES = ("Boulangerie Petit", "Garage Roux & Fils", "Hôtel Bellevue", "Mairie de Villeurbanne", "Transports Aubry")
UNTIL = "2026-10-31"
TWO_PEOPLE = ["bank_details_changed", "buyer_blocked", "discount_above_limit"]


def fill() -> tuple[Invoice, bytes, bytes, UUID]:
    """September is billed, October is to be; two orders have a discount beyond the limit."""
    with inline_steps() as steps:
        seller = work.seller(name="Rivage Numérique SAS")
        people: dict[str, Person] = {}
        for username, role in (("ada.martin", "admin"), ("berthe", "approver"), ("leo", "clerk"), ("sam", "support")):
            people[username] = factories.person(username, seller, role)
        review.set_thresholds(
            seller_id=seller.pk, values={"four_eyes_rules": TWO_PEOPLE}, why="Décision du comité de direction",
            actor=people["ada.martin"], at=work.NOW,
        )  # fmt: skip
        _september(seller)
        run = _billed(seller)
        steps.run()
        _october(seller)
    invoice = Invoice.objects.filter(draft__run=run).order_by("sequence_number")[0]
    return invoice, b"", b"", Draft.objects.filter(run=run)[0].pk


def _september(seller: Seller) -> None:
    seats = contracting.item(seller, "SIEGE", "89.00", name="Poste suivi, par mois")
    for number, name in enumerate(NAMES):
        buyer = work.buyer(seller, f"C{number + 1:05}", siren=siren(number), name=name)
        contract = contracting.contract(buyer, f"CT-2026-{number + 1:04}", date(2026, 9, 1))
        contracting.contract_line(contract, seats, quantity=number + 2)
    contracting.item(seller, "SUPPORT", "120.00", name="Assistance prioritaire")


def _billed(seller: Seller) -> Any:
    day = date(2026, 9, 30)
    return actions.start_bill_run(seller_id=seller.pk, until=day, issue_date=day, at=work.NOW)


def _october(seller: Seller) -> None:
    buyers = {one.code: one for one in Buyer.objects.filter(seller=seller)}
    work.order(seller, buyers["C00003"], quantity="3", price="410.00")
    work.order(seller, buyers["C00004"], quantity="2", price="950.00", discount="30")
    work.order(seller, buyers["C00005"], quantity="1", price="1280.00", discount="35")
