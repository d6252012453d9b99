"""Issuing and its surroundings in front of a person: what waits, series, a duplicate, third parties."""

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.books import Site, fill
from tests.browser.conftest import Visitor
from tests.browser.test_looks import ASK, LOOKS, SIZES

from sansfaute.contracts.models import BillRun
from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import Work
from sansfaute.drafts.models import Draft
from sansfaute.issuing.models import Invoice, NumberSeries, SealChain
from sansfaute.journal.actions import inline_steps
from sansfaute.lib import clock
from sansfaute.masterdata import actions
from sansfaute.masterdata.models import Buyer, Item, Seller
from sansfaute.people import actions as people
from sansfaute.people.models import Person
from sansfaute.review.models import Approval

Visit = Callable[..., Visitor]
PICTURES = os.environ.get("SANSFAUTE_ISSUING_PICTURES", "")


def books() -> Any:
    """The usual books, with drafts that wait for their number, third parties, mandates, rates, a kit."""
    made = fill()
    with inline_steps():
        seller, ada, at = Seller.objects.get(), Person.objects.get(), clock.now()
        for role in ("admin", "accountant"):
            people.grant_role(person=ada, seller_id=seller.pk, role=role, at=at)
        series = NumberSeries.objects.get(kind="invoice")
        series.last_number = Invoice.objects.count()
        series.last_issue_date = Invoice.objects.order_by("-issue_date").values_list("issue_date", flat=True)[0]
        series.save()
        SealChain.objects.create(seller=seller, last_position=series.last_number, last_seal_hash="0" * 64)
        work = Work(seller, BillRun.objects.latest("id"), series)
        _waiting(work)
        _parties(seller, at)
    return made


def _waiting(work: Work) -> None:
    day = Invoice.objects.order_by("-issue_date").values_list("issue_date", flat=True)[0]
    for number, name in enumerate(("Fleurs Zoé", "Garage du Pont", "Imprimerie des Alpes & Fils réunis")):
        draft = work.draft(name, day=day)
        Approval.objects.create(
            seller=work.seller, draft=draft, issue_date=draft.issue_date, verdict=factories.VERDICT,
            approved_at=factories.AT,
        )  # fmt: skip
        if number == 2:
            Draft.objects.filter(pk=draft.pk).update(channel="BOUTIQUE")


def _parties(seller: Seller, at: Any) -> None:
    about: dict[str, Any] = {"seller_id": seller.pk, "at": at}
    buyer = factories.record(seller, "TIERS", name="Clinique du Parc", legal_identifier="404833048")
    values = {"name": "Banque d'affacturage du Rhône", "siren": "552032534", "city": "Lyon", "post_code": "69003",
              "iban": "FR7630002005500000899997364"}  # fmt: skip
    actions.agree_party(**about, code="BAR", values=values)
    actions.give_role(**about, party_code="BAR", role="factor", since=at.date(), buyer_code=buyer.code,
                      details={"text": "Créance cédée à la Banque d'affacturage du Rhône"})  # fmt: skip
    addresses = [{"address": "0225:404833048_COMPTA", "for": "Siège", "label": "Comptabilité"}]
    actions.agree_receiving_addresses(**about, buyer_code=buyer.code, addresses=addresses)
    actions.record_mandate(
        **about, kind="self_billing", reference="MA-2026-1", counterpart_code=buyer.code, since=at.date(),
        acceptance_days=8, signed_text=b"%PDF-1.7",
    )  # fmt: skip
    given = {"currency_code": "USD", "rate_date": at.date(), "units_per_euro": "1.0835", "source": "BCE"}
    actions.record_rate(**about, values=given, actor=None)
    for code, name in (("ECRAN", "Écran 27 pouces"), ("POSTE", "Poste de travail complet")):
        factories.record(seller, code, "item", name=name, unit="C62", price="10", vat_rate="20", nature="goods")
    actions.agree_kit(**about, item_code="POSTE", components={"ECRAN": Decimal(2)})


FILL = books
PAGES = {
    "to-issue": "/factures/a-emettre/",
    "series": "/factures/series/",
    "receipt": "/factures/ticket/",
    "copies": "/factures/{invoice}/duplicata/",
    "parties": "/donnees/tiers/",
    "record-parties": "/donnees/fiches/{buyer}/tiers/",
    "mandates": "/donnees/mandats/",
    "rates": "/donnees/taux-de-change/",
    "item-terms": "/donnees/fiches/{item}/article/",
}


@pytest.fixture(scope="module")
def ids(site: Site, django_db_blocker: Any) -> dict[str, str]:
    with django_db_blocker.unblock():
        return {
            "invoice": str(site.invoice.pk),
            "buyer": str(Buyer.objects.get(code="TIERS").pk),
            "item": str(Item.objects.get(code="POSTE").pk),
        }


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_each_page(visit: Visit, ids: dict[str, str], width: int, scheme: str, language: str) -> None:
    ada, wrong = visit(width=width, scheme=scheme, language=language), dict[str, Any]()
    for name, path in PAGES.items():
        said = ada.go(path.format(**ids)).evaluate(ASK, language)
        wrong |= {name: said} if said else {}
        _keep(ada, f"{name}-{SIZES[width]}-{language}")
    assert wrong == {}


def _keep(ada: Visitor, name: str) -> None:
    if PICTURES:
        ada.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True, animations="disabled")


def test_one_is_issued_and_a_duplicate_made_on_a_phone(visit: Visit, ids: dict[str, str]) -> None:
    ada = visit(width=390, language="en")
    page = ada.go(PAGES["to-issue"])
    expect(page.get_by_text("channel BOUTIQUE")).to_be_visible()
    page.get_by_label("Choose Fleurs Zoé").check()
    page.get_by_role("button", name="See what the chosen ones become").click()
    expect(page.get_by_text("What becomes irrevocable")).to_be_visible()
    assert page.evaluate(ASK, "en") == []
    _keep(ada, "preview-phone-en")
    page.get_by_role("button", name="Issue them").click()
    expect(page.get_by_text("1 invoice issued")).to_be_visible()
    expect(page.get_by_text("Fleurs Zoé")).to_have_count(0)
    ada.go(PAGES["copies"].format(**ids))
    page.get_by_label("Why").fill("Lost in the post")
    page.get_by_role("button", name="Make the duplicate").click()
    expect(page.get_by_text("The duplicate is ready to print.")).to_be_visible()
    expect(page.get_by_role("link", name="Read the PDF")).to_be_visible()
    _keep(ada, "copies-made-phone-en")
