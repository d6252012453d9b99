"""A messy file in front of the page: dropped, judged, accepted in part, its rejects corrected, all of it undone."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.browser.books import Site
from tests.browser.conftest import Visitor, again, loaded
from tests.browser.test_looks import ASK, LOOKS, SIZES

from sansfaute.desk.tests.factories import AT
from sansfaute.masterdata.models import Buyer, Item
from sansfaute.people import actions as people
from sansfaute.people import queries as people_queries

Visit = Callable[..., Visitor]
KEPT = {"import", "imports"}
TITLE = "Export clients Ondine;;;;;;;\r\nédité le 31/10/2026;;;;;;;\r\n\r\n"
HEADERS = "N° client;Raison sociale;Adresse;CP;Ville;SIREN/SIRET;Courriel;Délai\r\n"
ROWS = (
    "N001;Boulangerie Chênes et Fils SARL;3 rue de l’Église;1000;Bourg-en-Bresse;732829320;a@chenes.example;30j fdm\r\n"
    "N002;Garage Béraud SAS;12 quai des Arts;69002;Lyon;404 833 048;compta(at)beraud.example;45 jours\r\n"
    "N003;Hôtel Bellerive SA;1 avenue du Lac;74000;Annecy;552100554;reservation@bellerive.example;à réception\r\n"
    "N004;Mairie de Saint-Rambert;Place de la Gare;42170;Saint-Rambert;214202798;mairie@rambert.example;30 jours\r\n"
    ";Ligne sans code;;;;;;\r\n"
    "N003;Hôtel Bellerive SA;1 avenue du Lac;74000;Annecy;552100554;reservation@bellerive.example;à réception\r\n"
)
MESSY = (TITLE + HEADERS + ROWS + "TOTAL;6;;;;;;\r\n").replace("’", "'").encode("cp1252")
NEWER = (
    (HEADERS + ROWS.replace("Annecy;552100554;reservation@", "Annecy;552100554;bonjour@"))
    .replace("’", "'").encode("cp1252")
)  # fmt: skip
STRANGE = "qui;quoi;où\r\nZ1;Dupont SAS;Lyon\r\nZ2;Durand SARL;Nice\r\n".encode()

_DROP = """(files) => {
  const box = new DataTransfer();
  for (const [name, content] of files) {
    box.items.add(new File([Uint8Array.from(atob(content), (one) => one.charCodeAt(0))], name));
  }
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: box, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module", autouse=True)
def _clerk(site: Site) -> None:
    """Ada may import too."""
    ada = people_queries.person_named("ada.martin")
    assert ada is not None
    people.grant_role(person=ada, seller_id=site.invoice.seller_id, role="clerk", at=AT)
    people.grant_role(person=ada, seller_id=site.invoice.seller_id, role="accountant", at=AT)


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    """Let files fall on the page, and wait for the page that follows."""
    with page.expect_navigation():
        loaded(page).evaluate(_DROP, [[name, base64.b64encode(content).decode()] for name, content in files])


def work() -> None:
    """Do what a worker would: every job in the queue, and those that it leads to.

    In a thread, whose connection is outside the transaction of the test: the site sees what is done.
    """
    with ThreadPoolExecutor(1) as hands:
        hands.submit(_work).result()


def _work() -> None:
    try:
        while job := ProcrastinateJob.objects.filter(status="todo").order_by("id").first():
            _take_off(job.pk)
            task: Any = app.tasks[job.task_name]
            task.func(**job.args)
    finally:
        connection.close()


def _take_off(job_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [job_id])
        cursor.execute("delete from procrastinate_jobs where id = %s", [job_id])


def state(page: Page) -> Any:
    return page.locator("main .page-head .tag").first


def _take_what_is_right(ada: Visitor, page: Page) -> None:
    """Drop the messy file, look at how it reads, and accept the rows without errors."""
    drop(page, ("clients messy.csv", MESSY))
    expect(page.get_by_role("heading", level=1)).to_have_text("clients messy.csv")
    expect(state(page)).to_have_text("En cours de lecture")
    work()
    # The page looks again by itself, every two seconds.
    expect(state(page)).to_have_text("À accepter", timeout=15_000)
    reading = page.locator("#lecture")
    for word in ("cp1252", "point-virgule", "Ligne de titres", "Bourg-en-Bresse"):
        expect(reading).to_contain_text(word)
    ada.keep("import-verdicts-wide-light-fr")
    page.get_by_role("link", name="Avec des erreurs").click()
    expect(page.locator("#verdicts tbody")).to_contain_text("compta(at)beraud.example")
    page.get_by_role("button", name="Prendre ce qui est juste").click()
    expect(state(page)).to_have_text("En cours d’écriture")
    work()
    expect(state(page)).to_have_text("Accepté", timeout=15_000)
    expect(page.get_by_role("region", name="Ce qu’il a fait")).to_contain_text("Rejets à corriger")
    ada.keep("import-report-wide-light-fr")


def test_from_drop_to_undo(visit: Visit, site: Site, tmp_path: Path) -> None:
    ada = visit()
    page = ada.go("/donnees/imports/")
    _take_what_is_right(ada, page)

    rejects = _rejects(page, tmp_path)
    assert "compta(at)beraud.example" in rejects
    drop(ada.go("/donnees/imports/"), ("rejets.csv", rejects.replace("compta(at)", "compta@").encode()))
    work()
    expect(state(page)).to_have_text("À accepter", timeout=15_000)
    page.get_by_role("link", name="Nouvelles").click()
    expect(page.locator("#verdicts tbody")).to_contain_text("N002")
    page.get_by_role("button", name="Accepter").or_(page.get_by_role("button", name="Tout prendre")).click()
    work()
    expect(state(page)).to_have_text("Accepté", timeout=15_000)
    assert Buyer.objects.filter(code="N002").exists()

    drop(ada.go("/donnees/imports/"), ("clients novembre.csv", NEWER))
    work()
    expect(state(page)).to_have_text("À accepter", timeout=15_000)
    page.get_by_role("link", name="Modifiées").click()
    expect(page.locator("#verdicts tbody")).to_contain_text("reservation@bellerive.example → bonjour@bellerive.example")
    ada.keep("import-differences-wide-light-fr")
    page.get_by_label("Ligne 4").check()
    page.get_by_role("button", name="Laisser de côté les lignes cochées").click()
    expect(page.get_by_role("link", name="Laissées de côté")).to_be_visible()
    page.get_by_role("button", name="Abandonner ce fichier").click()
    expect(state(page)).to_have_text("Abandonné")

    page = ada.go("/donnees/imports/")
    page.get_by_role("link", name="rejets.csv").click()
    page.get_by_text("Annuler tout cet import…").click()
    page.get_by_role("button", name="Annuler cet import").click()
    expect(state(page)).to_have_text("Annulé")
    assert not Buyer.objects.filter(code="N002").exists()
    ada.go("/donnees/imports/")
    ada.keep("imports-wide-light-fr")


def _rejects(page: Page, folder: Path) -> str:
    with page.expect_download() as download:
        page.get_by_role("link", name="Rejets à corriger").click()
    download.value.save_as(folder / "rejets.csv")
    return (folder / "rejets.csv").read_text("utf-8-sig")


def test_a_file_in_doubt_is_described_by_hand(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/donnees/imports/")
    drop(page, ("étrange.csv", STRANGE))
    expect(state(page)).to_have_text("À décrire")
    page.get_by_label("Ce que contient ce fichier").select_option("buyers")
    page.get_by_role("button", name="Montrer ses colonnes").click()
    for column, field in (("qui", "code"), ("quoi", "name"), ("où", "city")):
        page.get_by_label(column, exact=True).select_option(field)
    ada.keep("import-reading-wide-light-fr")
    page.get_by_role("button", name="Le lire ainsi").click()
    work()
    expect(state(page)).to_have_text("À accepter", timeout=15_000)
    expect(page.locator("#verdicts tbody tr")).to_have_count(2)


def test_without_scripts_the_main_acts_work(chromium: Any, site: Site, session: Any) -> None:
    context = chromium.new_context(locale="fr-FR", java_script_enabled=False, storage_state=session)
    page = context.new_page()
    page.goto(site.url + "/donnees/imports/")
    goods = "Référence;Désignation;PU HT;TVA\r\nZX1;Vis;1,50;20\r\nZX2;Écrou;0,75;20\r\n"
    file: Any = {"name": "articles.csv", "mimeType": "text/csv", "buffer": goods.encode()}
    page.get_by_label("Fichiers à importer").set_input_files(file)
    page.get_by_role("button", name="Lire", exact=True).click()
    expect(state(page)).to_have_text("En cours de lecture")
    work()
    page.get_by_role("link", name="Regarder à nouveau").click()
    expect(state(page)).to_have_text("À accepter")
    page.get_by_role("button", name="Tout").first.click()
    work()
    page.reload()
    expect(state(page)).to_have_text("Accepté")
    assert Item.objects.filter(code__in=["ZX1", "ZX2"]).count() == 2
    page.get_by_text("Annuler tout cet import…").click()
    page.get_by_role("button", name="Annuler cet import").click()
    expect(state(page)).to_have_text("Annulé")
    assert not Item.objects.filter(code="ZX1").exists()
    context.close()


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_how_imports_look(visit: Visit, width: int, scheme: str, language: str) -> None:
    ada = visit(width=width, scheme=scheme, language=language)
    wrong: dict[str, list[str]] = {}
    page = ada.go("/donnees/imports/")
    drop(page, (f"regard {width} {language}.csv", MESSY + f"N{width}{language};Regard SAS;;;;;;\r\n".encode()))
    wrong |= _look(ada, "import-progress", width, scheme, language)
    work()
    again(page)
    wrong |= _look(ada, "import", width, scheme, language)
    page.locator("#lecture summary").click()
    wrong |= _look(ada, "import-columns", width, scheme, language)
    page.locator("[name=decision][value=right]").click()
    work()
    again(page)
    wrong |= _look(ada, "import-done", width, scheme, language)
    ada.go("/donnees/imports/")
    wrong |= _look(ada, "imports", width, scheme, language)
    assert wrong == {}


def _look(ada: Visitor, name: str, width: int, scheme: str, language: str) -> dict[str, list[str]]:
    said = ada.page.evaluate(ASK, language)
    if name in KEPT:
        ada.keep(f"{name}-{SIZES[width]}-{scheme}-{language}")
    return {name: said} if said else {}
