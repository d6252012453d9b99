"""Continuous quality in front of a person: the inbox by keyboard, fixes alike and undone, a rule, a certificate."""

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser import outside
from tests.browser.books import Site
from tests.browser.conftest import Visitor, press
from tests.browser.test_looks import ASK, LOOKS, SIZES

from sansfaute.desk.tests import factories
from sansfaute.journal.actions import inline_steps
from sansfaute.lib import clock
from sansfaute.masterdata import actions, rules
from sansfaute.masterdata.models import Buyer, Correction, ExpectedBilling, QualityScore, Seller

Visit = Callable[..., Visitor]
PICTURES = Path(__file__).parents[2] / "docs" / "manual" / "pictures"
TABS_SHOWN = """[...document.querySelectorAll(".tabs [aria-current=page]")].every(
    (one) => one.getBoundingClientRect().left >= 0 && one.getBoundingClientRect().right <= innerWidth)"""
NAMES = ("Dupont Électricité SARL", "Garage Roux", "Café du Marché", "Mairie de Villeurbanne", "Hôtel Bellevue")


def _values(number: int) -> dict[str, str]:
    return {
        "name": NAMES[number % len(NAMES)],
        "line_1": f"{number % 90 + 1} rue de la République",
        "post_code": "69007",
        "city": "Lyon",
        "country": "FR",
        "legal_identifier": ("552100554", "552100555", "")[number % 3],
        "email": f"contact{number}@client.example" if number % 2 else f"contact{number} at client.example",
    }


@pytest.fixture(scope="module")
def inbox(site: Site, django_db_blocker: Any) -> Seller:
    """Customers with errors, money expected, a rule in force, one proposed, scores over time."""
    with django_db_blocker.unblock(), inline_steps():
        seller = Seller.objects.get(name="Ondine Services SAS")
        at = clock.now()
        about = {"seller_id": seller.pk, "at": at}
        for number in range(12):
            actions.create_record(record_type="buyer", code=f"Q{number:04}", values=_values(number), **about)
        buyers = list(Buyer.objects.filter(code__startswith="Q").order_by("code"))
        for number, one in enumerate(buyers[:6]):
            ExpectedBilling.objects.create(
                seller=seller, buyer=one, amount=Decimal("1240.50") * (number + 1), period_start=at.date(),
                period_end=at.date() + timedelta(30), worked_out_at=at,
            )  # fmt: skip
        actions.write_rule(
            name="Téléphone attendu", asked=rules.UserRule("", "buyer", "telephone", "is_empty", level="warning"),
            sentence_fr="Le téléphone manque.", sentence_en="The telephone is missing.", **about,
        )  # fmt: skip
        fact = {
            "subject_id": str(site.invoice.pk), "buyer_id": str(buyers[1].pk), "reason_code": "ADR_ERR",
            "field": "electronic_address", "invoice_number": site.invoice.invoice_number,
        }  # fmt: skip
        actions.answer_returns(seller_id=seller.pk, facts=[fact], at=at)
        Correction.objects.filter(code="Q0000").update(due_date=date(2026, 11, 1))
        marks: dict[str, Any] = dict.fromkeys(("complete", "valid", "unique", "current"), Decimal("88.00"))
        for days, score in ((60, "71.25"), (35, "84.00"), (10, "93.50")):
            QualityScore.objects.create(
                seller=seller, since=at.date() - timedelta(days), score=Decimal(score), record_count=12, **marks
            )
        factories.person("quentin.roy", seller, "admin")
        outside.tell(seller, at)
        return seller


@pytest.fixture
def admin(chromium: Browser, site: Site, inbox: Seller) -> Iterator[Callable[..., Visitor]]:
    """Visitors who may mend records and write rules, as `visit` makes those who look."""
    visitors: list[Visitor] = []

    def arrive(*, width: int = 1440, scheme: Any = "light", language: str = "fr") -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme,
            locale={"fr": "fr-FR", "en": "en-GB"}[language], reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(15_000)
        visitors.append(Visitor(context, site.url))
        visitors[-1].go("/")
        visitors[-1].sign_in("quentin.roy")
        return visitors[-1]

    yield arrive
    for one in visitors:
        one.page.context.close()
    assert [complaint for one in visitors for complaint in one.complaints] == []


def _keep(page: Page, name: str) -> None:
    """A picture for the manual, when asked to."""
    if os.environ.get("SANSFAUTE_SCREENSHOTS") == "1":
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


def _pages() -> dict[str, str]:
    row = Correction.objects.filter(rule="refusal:ADR_ERR").get()
    return {
        "corrections": "/donnees/corrections/",
        "correction": f"/donnees/corrections/{row.pk}/",
        "corrections-alike": "/donnees/corrections/semblables/?rule=email_syntax",
        "rules": "/donnees/regles/",
        "rule-new": "/donnees/regles/nouvelle/",
        "certificates": "/donnees/certificat/",
        "registries": "/donnees/registres/",
        "bank": "/donnees/coordonnees-bancaires/",
    }


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_each_page(admin: Callable[..., Visitor], width: int, scheme: str, language: str) -> None:
    visitor = admin(width=width, scheme=scheme, language=language)
    wrong = {}
    for name, path in _pages().items():
        page = visitor.go(path)
        assert page.evaluate("window.scrollY") == 0, name
        assert page.evaluate(TABS_SHOWN), name
        if said := page.evaluate(ASK, language):
            wrong[name] = said
        if name in ("registries", "bank") and width > 390:
            _keep(page, f"{name}-{SIZES[width]}-{scheme}-{language}")
        if folder := os.environ.get("SANSFAUTE_LOOK"):
            page.screenshot(path=f"{folder}/{name}-{SIZES[width]}-{scheme}-{language}.png", full_page=True)
    assert wrong == {}


def test_all_fixes_alike_are_applied_and_undone_by_keyboard(admin: Callable[..., Visitor]) -> None:
    page = admin().go("/donnees/corrections/?rule=email_syntax")
    _keep(page, "corrections")
    press(page, "b")
    expect(page.locator("h1")).to_contain_text("6")
    _keep(page, "corrections-alike")
    press(page, "f")
    expect(page.locator(".note")).to_contain_text("6")
    assert not Correction.objects.filter(rule="email_syntax", closed_at=None).exists()
    with page.expect_navigation():
        press(page, "u")
    assert Correction.objects.filter(rule="email_syntax", closed_at=None).count() == 6


def test_enter_writes_the_value_typed_not_the_one_proposed(admin: Callable[..., Visitor]) -> None:
    row = Correction.objects.filter(rule="email_syntax", closed_at=None).exclude(fix="").latest("code")
    page = admin().go(f"/donnees/corrections/{row.pk}/")
    press(page, "v")
    page.locator("#value").fill("contact.autre@client.example")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Buyer.objects.get(pk=row.record_id).email == "contact.autre@client.example"


def test_the_line_one_is_on_is_chosen_and_given(admin: Callable[..., Visitor]) -> None:
    page = admin().go("/donnees/corrections/?rule=identifier_checksum")
    press(page, "j")
    press(page, "x")
    expect(page.locator("[data-choose]:checked")).to_have_count(1)
    press(page, "o")
    page.select_option("#owner", label="quentin.roy")
    page.click("button[value=assign]")
    expect(page.locator(".toast")).to_be_visible()
    assert Correction.objects.filter(owner__username="quentin.roy").count() == 1


def test_a_rule_is_tried_while_it_is_written(admin: Callable[..., Visitor]) -> None:
    page = admin(language="en").go("/donnees/regles/nouvelle/")
    page.select_option("#id_field", "email")
    page.select_option("#id_condition", "matches")
    page.fill("#id_argument", "(contact|autre).*")
    expect(page.locator("#preview .lead")).to_contain_text("12")
    _keep(page, "rule-new")
    page.fill("#id_argument", "contact(")
    expect(page.locator("#preview .errorlist")).to_be_visible()


def test_a_certificate_is_made_and_downloaded(admin: Callable[..., Visitor]) -> None:
    page = admin().go("/donnees/certificat/")
    page.click("main button[value=fr]")
    expect(page.locator("main tbody tr")).to_have_count(1)
    _keep(page, "certificates")
    with page.expect_download() as download:
        page.click("main tbody a.button")
    assert Path(download.value.path()).read_bytes()[:5] == b"%PDF-"
