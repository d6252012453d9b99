"""One walk with one messy file: dropped, its columns seen, taken, cleaned, merged, accepted as it is, certified."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.books import Site
from tests.browser.conftest import Visitor, loaded, press
from tests.browser.test_cleaning import keep
from tests.browser.test_imports import drop, state, work

from sansfaute.desk.tests import factories
from sansfaute.masterdata.models import Buyer, Certificate, Correction, DuplicateCluster, Seller
from sansfaute.people.models import Person

Visit = Callable[..., Visitor]
HEADERS = "N° client;Raison sociale;Adresse;CP;Ville;SIREN/SIRET;Courriel;Tél.\r\n"
ROWS = (
    "W1;Garage Kerbrat SARL;4 avenue Foch;29200;Brest;552 100 554 00013;contact@kerbrat.example;02 98 00 00 01\r\n"
    "W2;SARL GARAGE KERBRAT;4 avenue Foch;29200;BREST;55210055400013;;02 98 00 00 01\r\n"
    "W3;Café du Port SAS;2 quai Sud;29200;Brest;732829320;cafe at port.example;02 98 00 00 03\r\n"
    "W4;Hôtel de l'Aber SA;9 rue du Lac;29200;BREST;404833048;hotel@aber.example;02 98 00 00 04\r\n"
    ";Ligne sans code;;;;;;\r\n"
)
MESSY = ("Export clients;;;;;;;\r\n\r\n" + HEADERS + ROWS + "TOTAL;5;;;;;;\r\n").encode("cp1252")
REASON = "Le client n’a pas d’autre adresse."


@pytest.fixture(scope="module")
def session(chromium: Browser, site: Site, django_db_blocker: Any) -> Iterator[Any]:
    """The cookies of somebody who may import, mend and certify."""
    with django_db_blocker.unblock():
        factories.person("nina.leroy", Seller.objects.get(pk=site.invoice.seller_id), "admin")
    context = chromium.new_context(locale="fr-FR")
    nina = Visitor(context, site.url)
    nina.go("/")
    nina.sign_in("nina.leroy")
    yield context.storage_state()
    context.close()


def test_from_a_messy_file_to_a_certificate(visit: Visit, tmp_path: Path) -> None:
    nina = visit()
    _take_the_file(nina.go("/donnees/imports/"))
    _write_one_city_alike(nina.go("/donnees/colonnes/groupes/?field=city"))
    _merge_the_garage(nina)
    _accept_the_address(nina)
    _certify(nina, tmp_path)


def _take_the_file(page: Page) -> None:
    drop(page, ("clients à reprendre.csv", MESSY))
    work()
    expect(state(page)).to_have_text("À accepter", timeout=15_000)
    for word in ("cp1252", "point-virgule", "Ligne de titres", "Raison sociale"):
        expect(page.locator("#lecture")).to_contain_text(word)
    page.locator("[name=decision][value=all]").click()
    expect(state(page)).to_have_text("En cours d’écriture")
    work()
    expect(state(page)).to_have_text("Accepté", timeout=15_000)
    assert Buyer.objects.filter(code__in=("W1", "W2", "W3", "W4")).count() == 4


def _write_one_city_alike(page: Page) -> None:
    group = page.locator("fieldset.cluster", has_text="BREST")
    group.get_by_role("button", name="Garder cette forme Brest", exact=True).click()
    page.get_by_role("button", name="Voir ce qui change").click()
    page.get_by_role("button", name="Les changer").click()
    expect(page.locator(".lead")).to_contain_text("Ville")
    assert set(Buyer.objects.filter(code__startswith="W").values_list("city", flat=True)) == {"Brest"}


def _merge_the_garage(nina: Visitor) -> None:
    page = nina.go("/donnees/doublons/")
    page.locator("form[action*=comparer] button").click()
    work()
    found = DuplicateCluster.objects.get(state="open", members__buyer__code="W2")
    page = nina.go(f"/donnees/doublons/{found.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("W1 = W2")
    press(page, "f")
    expect(page.locator(".toast--undo")).to_contain_text("1 fiche fusionnée.")
    assert Buyer.objects.get(code="W2").merged_into == Buyer.objects.get(code="W1")


def _accept_the_address(nina: Visitor) -> None:
    row = Correction.objects.filter(code="W3", field="email", closed_at=None).first()
    assert row is not None
    page = nina.go(f"/donnees/corrections/{row.pk}/")
    press(page, "a")
    page.locator("#why").fill(REASON)
    page.locator("button[name=act][value=accept]").click()
    loaded(page)
    row.refresh_from_db()
    assert row.closed_at is not None
    assert row.why == REASON


def _certify(nina: Visitor, folder: Path) -> None:
    page = nina.go("/donnees/certificat/")
    page.locator("main button[value=fr]").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    keep(nina, "certificate-wide-light-fr")
    with page.expect_download() as download:
        page.locator("main tbody a.button").click()
    download.value.save_as(folder / "certificat.pdf")
    pages = pypdf.PdfReader(folder / "certificat.pdf").pages
    said = re.sub(r"\s+", " ", " ".join(one.extract_text() for one in pages))
    for figure in (
        "Lignes : 6, dont 4 utilisées et 2 écartées.", "clients à reprendre.csv 6 4 2",
        "Par une correction en nombre nina.leroy 2", "Fiches rapprochées d’une autre : 1.",
        "Constats acceptés : 1.", REASON, "Corrections à faire : 0.",
    ):  # fmt: skip
        assert figure in said, said
    assert Certificate.objects.get().made_by == Person.objects.get(username="nina.leroy")
