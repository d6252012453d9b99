"""One person's way through the desk: sign in, find, read, decide, repair, switch language."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from tests.browser.books import Site
from tests.browser.conftest import Visitor, press

from sansfaute.drafts.models import Draft
from sansfaute.review.models import Approval, Decision

Visit = Callable[..., Visitor]


def test_a_wrong_password_says_so_and_the_right_one_leads_on(visit: Visit) -> None:
    ada = visit(signed_in=False)
    page = ada.go("/factures/")
    expect(page).to_have_url(re.compile("/compte/login/"))
    ada.sign_in(password="une autre phrase")
    expect(page.get_by_role("alert")).to_be_visible()
    ada.sign_in()
    expect(page).to_have_url(re.compile("/factures/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Factures")
    expect(page.locator(".masthead__seller")).to_have_text("Ondine Services SAS")


def test_searching_while_typing(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/factures/")
    assert page.locator("main tbody tr").count() == 50
    press(page, "/")
    page.keyboard.type("moreau")
    expect(page.locator("tfoot th")).to_have_text("Total de 5 factures")
    expect(page).to_have_url(re.compile("q=moreau"))
    assert {name.split("\n")[0] for name in page.locator("tbody .card-next").all_inner_texts()} == {NAME}
    expect(page.get_by_role("link", name="Exporter")).to_have_attribute("href", re.compile("q=moreau"))
    page.get_by_label("État").select_option("held")
    expect(page.locator("tfoot th")).to_have_text("Total de 1 facture")
    page.reload()
    expect(page.get_by_label("Rechercher")).to_have_value("moreau")


NAME = "SARL Électricité Moreau & Fils"


def test_pages_by_key(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/factures/")
    page.get_by_role("link", name="Plus anciennes").click()
    expect(page.locator("main tbody tr")).to_have_count(11)
    page.get_by_role("link", name="Plus récentes").click()
    expect(page.locator("main tbody tr")).to_have_count(50)


def test_one_invoice_and_its_files(visit: Visit, site: Site, tmp_path: Path) -> None:
    ada = visit()
    page = ada.go("/factures/?q=" + site.invoice.invoice_number)
    page.get_by_role("link", name=site.invoice.invoice_number).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(site.invoice.invoice_number)
    expect(page.locator("iframe")).to_have_attribute("src", re.compile(r"/facture\.pdf"))
    for name, content, ending in (("Enregistrer le PDF", site.pdf, "pdf"), ("Enregistrer le XML", site.xml, "xml")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(f".{ending}")
        download.value.save_as(tmp_path / ending)
        assert (tmp_path / ending).read_bytes() == content
    told = page.locator(".timeline__what").all_inner_texts()
    assert told[0] == "Brouillon établi"
    assert told[-1] == "Envoyée par courriel"


def test_the_pdf_is_shown_in_the_page(visit: Visit, site: Site) -> None:
    ada = visit()
    with ada.page.expect_response(re.compile(r"facture\.pdf")) as answer:
        ada.go(f"/factures/{site.invoice.pk}/")
        assert answer.value.status == 200
    assert answer.value.headers["content-type"] == "application/pdf"


def test_deciding_exceptions(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/anomalies/")
    siren = page.locator("tr", has_text="SIREN")
    expect(siren.get_by_role("button", name="Accorder")).to_have_count(0)  # only its source can be mended
    transport = page.locator("tr", has_text="Transports Aubry")
    transport.get_by_role("button", name="Refuser").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Transports Aubry")
    dialog.get_by_role("button", name="Refuser et écarter").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Dites pourquoi")
    ada.complaints.clear()  # the browser counts the answer 422 as an error
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    transport.get_by_role("button", name="Accorder").click()
    page.get_by_label("Votre motif").and_(page.locator(":visible")).fill("Accord écrit du client du 3 octobre.")
    page.get_by_role("dialog").get_by_role("button", name="Accorder").click()
    expect(page.locator(".toasts--of-page")).to_contain_text("approuvé")
    expect(page.locator("tr", has_text="Transports Aubry")).to_have_count(0)
    assert Decision.objects.get().why == "Accord écrit du client du 3 octobre."
    assert Approval.objects.filter(draft=Draft.objects.get(exceptions__rule="payment_term_beyond_law")).exists()
    page.get_by_role("link", name="Décisions prises").click()
    expect(page.locator("main tbody tr")).to_contain_text("Accord écrit")


def test_rows_set_aside(visit: Visit, tmp_path: Path) -> None:
    ada = visit()
    page = ada.go("/lignes-ecartees/")
    page.get_by_label("Motif").select_option("unknown_contract")
    expect(page.locator("main tbody tr")).to_have_count(4)
    with page.expect_download() as download:
        page.get_by_role("link", name="Exporter").click()
    download.value.save_as(tmp_path / "rows.csv")
    lines = (tmp_path / "rows.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "Fichier;Ligne;Motif;Cellules d’origine"
    assert len(lines) == 5
    assert lines[1].endswith('U0000040;CT-2024-09999;HEB-GO;2026-10-08T15:34;"387,974"')


def test_language_and_appearance(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/factures/?q=moreau")
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Invoices")
    expect(page.get_by_label("Search", exact=True)).to_have_value("moreau")
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_the_keyboard_alone(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/")
    page.press("body", "Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("main")).to_be_focused()
    press(page, "Control+k")
    page.keyboard.type("exceptions")
    press(page, "Enter")
    expect(page).to_have_url(re.compile("/anomalies/"))
    press(page, "g")
    press(page, "f")
    expect(page).to_have_url(re.compile("/factures/"))
    press(page, "j")
    press(page, "j")
    expect(page.locator("[data-row-link]").nth(1)).to_be_focused()
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "Escape")
    press(page, "Control+k")
    page.keyboard.type("F2026-000003")
    press(page, "Enter")
    expect(page.locator("main tbody tr")).to_have_count(1)


def test_signing_out(visit: Visit) -> None:
    ada = visit(signed_in=False)
    page = ada.go("/")
    ada.sign_in()
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_url(re.compile("/compte/login/"))
    ada.go("/factures/")
    expect(page).to_have_url(re.compile("/compte/login/"))
