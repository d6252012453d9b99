"""The cleaning studio in front of a person: a bulk fix from facet to undo, a record mended by keyboard, its looks."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.books import Site
from tests.browser.conftest import Visitor, loaded, press
from tests.browser.test_looks import ASK, LOOKS, SIZES

from sansfaute.desk.tests import factories
from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata import actions
from sansfaute.masterdata.models import Buyer, ChangeSet, ExpectedBilling, Seller

Visit = Callable[..., Visitor]
PICTURES = Path(__file__).parents[2] / "docs" / "manual" / "pictures"

CITIES = (
    ("69007", "Lyon"), ("69007", "LYON"), ("69003", "lyon"), ("42000", "Saint-Étienne"), ("42000", "ST ETIENNE"),
    ("69100", "Villeurbanne"), ("69100", "Villeurbane"), ("1000", "Bourg-en-Bresse"), ("75011", "Paris"),
    ("69002", "Lyon"), ("42100", "SAINT ETIENNE"), ("38000", "Grenoble"),
)  # fmt: skip
NAMES = (
    "Dupont Électricité SARL", "GARAGE ROUX", "Café du Marché", "Mairie de Villeurbanne", "Imprimerie Lefèvre SAS",
    "Hôtel Bellevue", "Boulangerie Petit", "SCI des Tilleuls", "Cabinet Moreau", "Transports Aubry SA", "Pharmacie Roy",
    "Menuiserie Chevalier EURL",
)  # fmt: skip
TERMS = ("30 jours", "30j fdm", "45 j fin de mois", "à réception", "30 jours")


def _values(number: int) -> dict[str, str]:
    post_code, city = CITIES[number % len(CITIES)]
    name = NAMES[(number * 5) % len(NAMES)]
    written = f"contact{number}@client.example" if number % 6 else f"contact{number} at client.example"
    return {
        "name": name,
        "line_1": f"{number % 90 + 1} rue de la République",
        "post_code": post_code,
        "city": city,
        "country": ("FR", "France", "FRANCE", "")[number % 4],
        "legal_identifier": "552 100 554" if number % 3 else "",
        "email": written,
        "telephone": f"04 78 {number % 90 + 10} 22 33",
        "payment_terms": TERMS[number % len(TERMS)],
        "payment_means": "virement",
    }


@pytest.fixture(scope="module")
def records(site: Site, django_db_blocker: Any) -> Seller:
    """Messy customers and two items of the seller whose books are open."""
    with django_db_blocker.unblock(), inline_steps():
        seller = Seller.objects.get(name="Ondine Services SAS")
        Buyer.objects.filter(seller=seller, code="C00002").update(values={"name": "Garage Roux & Fils"})
        for number in range(120):
            actions.create_record(
                seller_id=seller.pk, record_type="buyer", code=f"K{number:05}", values=_values(number), at=factories.AT
            )
        for code, name, unit in (("HEURE", "Heure d’intervention", "heure"), ("HEB-GO", "Hébergement", "giga")):
            values = {"name": name, "unit": unit, "unit_price": "89.5", "vat": "20", "nature": "service"}
            actions.create_record(seller_id=seller.pk, record_type="item", code=code, values=values, at=factories.AT)
        for buyer in Buyer.objects.filter(seller=seller, code__in=("K00000", "K00006")):
            ExpectedBilling.objects.create(
                seller=seller, buyer=buyer, amount=Decimal("12480.00"), period_start=date(2026, 11, 1),
                period_end=date(2026, 11, 30), worked_out_at=factories.AT,
            )  # fmt: skip
        factories.person("leo.durand", seller, "clerk")
        return seller


@pytest.fixture(scope="module")
def session(chromium: Browser, site: Site, records: Seller) -> Iterator[Any]:
    """The cookies of a clerk, who may mend."""
    context = chromium.new_context(locale="fr-FR")
    leo = Visitor(context, site.url)
    leo.go("/")
    leo.sign_in("leo.durand")
    yield context.storage_state()
    context.close()


def keep(visitor: Visitor, name: str) -> None:
    """Keep a picture for the manual, when asked to."""
    if os.environ.get("SANSFAUTE_SCREENSHOTS") == "1":
        PICTURES.mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


def shown_cities() -> set[str]:
    return set(Buyer.objects.filter(code__startswith="K").values_list("city", flat=True))


def test_a_bulk_fix_from_the_columns_to_its_undo(visit: Visit) -> None:
    leo = visit()
    page = leo.go("/")
    press(page, "g")
    press(page, "d")
    expect(page).to_have_url(re.compile("/donnees/$"))
    page.get_by_role("link", name="Colonnes").click()
    page.locator("tr", has_text="Ville").get_by_role("link", name="Regrouper les formes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Formes de : Ville")
    group = page.locator("fieldset.cluster", has_text="LYON")
    group.get_by_role("button", name="Garder cette forme Lyon", exact=True).click()
    expect(group.get_by_label("Toutes deviennent")).to_have_value("Lyon")
    expect(page.locator("#reach")).to_have_text("20 fiches vont changer")
    group.get_by_label("lyon 10", exact=True).uncheck()
    expect(page.locator("#reach")).to_have_text("10 fiches vont changer")
    group.get_by_label("lyon 10", exact=True).check()
    expect(page.locator("#reach")).to_have_text("20 fiches vont changer")
    page.get_by_role("button", name="Voir ce qui change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("20 fiches vont changer")
    assert {"LYON", "lyon"} <= shown_cities()
    page.get_by_role("button", name="Les changer").click()
    expect(page.locator(".lead")).to_contain_text("Ville : remplacer")
    assert not {"LYON", "lyon"} & shown_cities()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("Annulé le")).to_be_visible()
    assert {"LYON", "lyon"} <= shown_cities()


def test_a_form_is_kept_only_once_the_script_is_there(visit: Visit) -> None:
    held: list[Route] = []
    leo = visit()
    page = leo.page
    page.route("**/ui/choose.js", lambda route: held.append(route))
    page.goto(leo.url + "/donnees/colonnes/groupes/?field=city", wait_until="commit")
    group = page.locator("fieldset.cluster", has_text="LYON")
    keeper = group.get_by_role("button", name="Garder cette forme Lyon", exact=True)
    expect(keeper).to_be_disabled()
    held[0].continue_()
    keeper.click()
    expect(group.get_by_label("Toutes deviennent")).to_have_value("Lyon")
    expect(page.locator("#reach")).to_have_text("20 fiches vont changer")


def test_facets_narrow_each_other_and_what_they_leave_is_changed(visit: Visit) -> None:
    leo = visit()
    page = leo.go("/donnees/colonnes/facettes/?type=buyer&facet=city&facet=country")
    page.locator(".facet", has_text="Ville").get_by_role("link", name="Grenoble").click()
    expect(page.locator(".facets__count")).to_contain_text("10 fiches sur 185")
    page.locator(".facet", has_text="Pays").get_by_role("link", name="vide").click()
    expect(page).to_have_url(re.compile("is.country="))
    expect(loaded(page).locator(".facets__count")).to_contain_text("10")
    page.get_by_label("Champ").select_option("country")
    page.get_by_label("Quoi").select_option("set")
    page.get_by_label("Texte").fill("France")
    expect(page.locator("#reach")).to_have_text("10 fiches vont changer")
    page.locator("tbody [data-row-link]").first.focus()
    press(page, "x")
    expect(page.locator("#reach")).to_have_text("1 fiche va changer")
    page.get_by_role("button", name="Voir ce qui change").click()
    page.get_by_role("button", name="Les changer").click()
    expect(page.locator(".lead")).to_contain_text("Pays : écrire « France »")
    made = ChangeSet.objects.filter(kind="fix").order_by("-id")[0]
    assert made.change_count == 1
    page.get_by_role("button", name="Annuler").click()


def test_a_record_is_mended_by_keyboard_and_taken_back(visit: Visit) -> None:
    leo = visit()
    page = leo.go("/donnees/fiches/?q=K00006")
    expect(page.locator("[data-row-link]")).to_have_count(1)
    press(page, "j")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAMES[6])
    loaded(page)
    email = page.get_by_label("Courriel")
    expect(page.locator("#said-email")).to_contain_text("contact6@client.example")
    email.fill("contact6@client")
    expect(page.locator("#verdict")).to_contain_text("à la saisie")
    email.fill("contact6@client.example")
    expect(page.locator("#said-email .said__finding")).to_have_count(0)
    assert Buyer.objects.get(code="K00006").email == "contact6 at client.example"
    press(page, "Enter")
    expect(page.get_by_text("Enregistré.")).to_be_visible()
    assert Buyer.objects.get(code="K00006").email == "contact6@client.example"
    page.locator("#history").get_by_role("button", name="Annuler").click()
    expect(page.locator("#history")).to_contain_text("annulé le")
    assert Buyer.objects.get(code="K00006").email == "contact6 at client.example"
    page.get_by_role("button", name=re.compile("Faire de même dans les")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("20 fiches vont changer")
    press(page, "Enter")  # the main button has the focus
    expect(page.locator(".lead")).to_contain_text("Courriel : appliquer la correction proposée")
    assert Buyer.objects.get(code="K00012").email == "contact12@client.example"
    page.get_by_role("button", name="Annuler").click()


def test_similar_records_are_shown_while_typing(visit: Visit) -> None:
    leo = visit()
    page = leo.go("/donnees/fiches/nouvelle/?type=buyer")
    page.get_by_label("Raison sociale").press_sequentially("imprimerie lef")
    expect(page.locator("#alike")).to_contain_text("Imprimerie Lefèvre SAS")
    page.get_by_label("Code", exact=True).fill("K00001")
    expect(page.locator("#alike")).to_contain_text("Le code K00001 est pris.")


def test_operations_are_replayed(visit: Visit, tmp_path: Path) -> None:
    leo = visit()
    page = leo.go("/donnees/colonnes/facettes/?type=buyer&is.city=Paris")
    page.get_by_label("Champ").select_option("city")
    page.get_by_label("Quoi").select_option("upper")
    expect(page.locator("#reach")).to_have_text("10 fiches vont changer")
    page.get_by_role("button", name="Voir ce qui change").click()
    page.get_by_role("button", name="Les changer").click()
    page.get_by_role("link", name="Historique").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Exporter les opérations").click()
    download.value.save_as(tmp_path / "operations.json")
    page.locator("tbody").get_by_role("button", name="Annuler").first.click()
    page.get_by_role("link", name="Rejouer des opérations").click()
    page.get_by_label("Un historique exporté").set_input_files(tmp_path / "operations.json")
    page.get_by_role("button", name="Voir ce qui change").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("10 fiches vont changer")


PAGES = {
    "data": "/donnees/",
    "records": "/donnees/fiches/",
    "record": "/donnees/fiches/{record}/",
    "new-record": "/donnees/fiches/nouvelle/?type=buyer",
    "columns": "/donnees/colonnes/",
    "facets": "/donnees/colonnes/facettes/?type=buyer&facet=city&facet=country&bad=email",
    "clusters": "/donnees/colonnes/groupes/?field=city&method=phonetic",
    "history": "/donnees/historique/",
    "replay": "/donnees/historique/rejouer/",
    "items": "/donnees/fiches/?type=item",
}
KEPT = {"data", "records", "record", "columns", "facets", "clusters", "history"}


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_each_page(visit: Visit, records: Seller, width: int, scheme: str, language: str) -> None:
    leo = visit(width=width, scheme=scheme, language=language)
    row = Buyer.objects.get(code="K00000")
    wrong: dict[str, list[str]] = {}
    for name, path in PAGES.items():
        said = leo.go(path.format(record=row.pk)).evaluate(ASK, language)
        wrong |= {name: said} if said else {}
        if name in KEPT:
            keep(leo, f"cleaning-{name}-{SIZES[width]}-{scheme}-{language}")
    wrong |= _preview(leo.page, language)
    keep(leo, f"cleaning-preview-{SIZES[width]}-{scheme}-{language}")
    assert wrong == {}


def _preview(page: Page, language: str) -> dict[str, list[str]]:
    """The preview is posted to: one comes to it by its button."""
    address = page.url.split("/donnees/")[0]
    page.goto(address + "/donnees/colonnes/facettes/?type=buyer&is.city=LYON")
    page.locator("#op-name").select_option("title")
    page.locator(".operate .button--main").click()
    page.wait_for_url(re.compile("apercu"))
    said = page.evaluate(ASK, language)
    return {"preview": said} if said else {}


def test_pictures_stay_small() -> None:
    assert [path.name for path in PICTURES.glob("cleaning-*.png") if path.stat().st_size > 300_000] == []
