"""Likely duplicates by keyboard alone: one merged and undone, one told apart, all that is sure at once."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.books import Site
from tests.browser.conftest import Visitor, press

from sansfaute.journal.actions import inline_steps
from sansfaute.lib import clock
from sansfaute.masterdata import actions, rules
from sansfaute.masterdata.models import Buyer, DuplicateCluster, Seller
from sansfaute.people import actions as people
from sansfaute.people.models import Person

Visit = Callable[..., Visitor]
ASK = (Path(__file__).parent / "look.js").read_text()
COMPANY = {
    "name": "Garage Kerbrat SARL", "line_1": "4 avenue Foch", "post_code": "29200", "city": "Brest", "country": "FR",
    "legal_identifier": "552 100 554 00013", "email": "contact@kerbrat.example", "telephone": "02 98 00 00 01",
}  # fmt: skip
PERSON = {
    "name": "Jean Martin", "line_1": "12 rue des Lilas", "post_code": "69002", "city": "Lyon", "country": "France",
    "email": "jean.martin@orange.fr", "telephone": "04 78 00 00 01",
}  # fmt: skip
RECORDS = (
    ("D1", COMPANY),
    ("D2", {**COMPANY, "name": "SARL GARAGE KERBRAT", "city": "BREST CEDEX", "email": "", "iban": ""}),
    ("D3", PERSON),
    ("D4", {**PERSON, "name": "J. Martin", "line_1": "12 r. des Lilas", "email": ""}),
    ("D5", {**COMPANY, "legal_identifier": "732 829 320", "name": "Garage Kerbrat", "telephone": ""}),
)


@pytest.fixture(scope="module")
def alike(site: Site, django_db_blocker: Any) -> Seller:
    """Five records of which some are one, and somebody who may mend them."""
    with django_db_blocker.unblock(), inline_steps():
        seller = Seller.objects.get(name="Ondine Services SAS")
        ada = Person.objects.get(username="ada.martin")
        people.grant_role(person=ada, seller_id=seller.pk, role="clerk", at=clock.now())
        for code, values in RECORDS:
            read = rules.read_buyer({**values, "code": code}).fields
            Buyer.objects.create(seller=seller, code=code, values=values, **read)
        actions.propose_duplicates(seller_id=seller.pk, at=clock.now())
    return seller


def test_merged_and_undone_by_keyboard(visit: Visit, alike: Seller) -> None:
    ada = visit()
    page = ada.go("/donnees/doublons/")
    press(page, "j")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("D1 = D2")
    ada.keep("duplicate")
    press(page, "f")
    expect(page.locator(".toast--undo")).to_contain_text("1 fiche fusionnée.")
    assert Buyer.objects.get(code="D2").merged_into == Buyer.objects.get(code="D1")
    press(page, "u")
    expect(page.get_by_role("heading", level=1)).to_have_text("D1 = D2")
    assert Buyer.objects.get(code="D2").merged_into is None


def test_distinct_then_later(visit: Visit, alike: Seller) -> None:
    page = visit(language="en").go("/donnees/doublons/?list=review")
    count = DuplicateCluster.objects.filter(seller=alike, state="open", verdict="review").count()
    expect(page.locator("main tbody tr")).to_have_count(count)
    with page.expect_navigation():
        page.locator("[data-row-link]").first.click()
    press(page, "d")
    expect(page.locator(".toast--undo")).to_contain_text("Remembered as different customers.")
    press(page, "u")
    expect(page.locator(".toast").first).to_contain_text("Taken back")
    press(page, "p")
    expect(page.locator(".toast--undo")).to_contain_text("Left for later.")
    press(page, "u")
    expect(page.locator(".toast").first).to_contain_text("Taken back")
    assert DuplicateCluster.objects.filter(seller=alike, state="open", verdict="review").count() == count


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1440, "light", "fr"), (1440, "dark", "en"), (390, "light", "en"), (390, "dark", "fr")],
)
def test_looks(visit: Visit, alike: Seller, width: int, scheme: str, language: str) -> None:
    ada = visit(width=width, scheme=scheme, language=language)
    row: Any = DuplicateCluster.objects.filter(seller=alike, state="open", verdict="sure").first()
    wrong = {}
    for name, path in (
        ("list", "/donnees/doublons/?list=review"),
        ("one", f"/donnees/doublons/{row.pk}/"),
        ("sure", "/donnees/doublons/surs/"),
        ("none", "/donnees/doublons/?list=later"),
    ):
        page = ada.go(path)
        expect(page).to_have_url(re.compile("doublons"))
        if said := page.evaluate(ASK, language):
            wrong[name] = said
        ada.keep(f"duplicates-{name}-{width}-{scheme}")
    assert wrong == {}
