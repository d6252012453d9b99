"""Checking files in front of the page: dropped, chosen, pasted; findings, reading, conversions."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.books import Site
from tests.browser.conftest import Visitor, loaded
from tests.browser.test_looks import ASK, LOOKS, SIZES

from sansfaute.documents.adapters import facturx_pdf
from sansfaute.en16931.model import LineAllowance, SupportingDocument
from sansfaute.en16931.syntaxes import read, write
from sansfaute.en16931.tests import samples
from sansfaute.en16931.totals import calculate
from sansfaute.en16931.values import BinaryObject

Visit = Callable[..., Visitor]
REBATE = LineAllowance(amount=Decimal("2.00"), reason="Remise de fidélité", reason_code="95")
TIMETABLE = BinaryObject(b"jour;heures\r\n2026-10-01;7\r\n", "text/csv", "heures.csv")
GOOD = calculate(
    replace(
        samples.ordinary(4),
        purchase_order_reference="PO-2026-118",
        contract_reference="CT-2026-000123",
        payment_terms="30 jours fin de mois",
        supporting_documents=(
            SupportingDocument(reference="HEURES-10", description="DOCUMENT_ANNEXE", attachment=TIMETABLE),
        ),
        lines=tuple(replace(one, allowances=(REBATE,)) for one in samples.ordinary(4).lines),
    )
)
BAD = replace(
    GOOD,
    seller=replace(GOOD.seller, vat_identifier="88100000009"),
    totals=replace(GOOD.totals, total_with_vat=Decimal("999.00")),
    lines=(GOOD.lines[0], *(replace(one, item=replace(one.item, name="")) for one in GOOD.lines[1:])),
)

_DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const box = new DataTransfer();
  box.items.add(new File([bytes], name));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: box, bubbles: true, cancelable: true }));
}"""
_PASTE = """(text) => {
  const box = new DataTransfer();
  box.setData("text", text);
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: box, bubbles: true }));
}"""


def drop(page: Page, name: str, content: bytes) -> None:
    """Let a file fall on the page, and wait for what is said of it."""
    loaded(page).evaluate(_DROP, [name, base64.b64encode(content).decode()])
    expect(page.locator("#verdict-title")).to_have_text(name, timeout=60_000)


def verdict(page: Page) -> str:
    return str(page.locator("#result .tag").first.inner_text())


def test_a_good_file_is_dropped_read_and_saved(visit: Visit, site: Site, tmp_path: Path) -> None:
    ada = visit()
    page = ada.go("/")
    page.get_by_role("link", name="Vérifier un fichier").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vérifier un fichier")
    drop(page, "bonne.xml", write(GOOD, "cii"))
    assert verdict(page) == "Réussi"
    expect(page.locator("#result")).to_contain_text("nos règles et les règles officielles l’acceptent")
    expect(page.get_by_role("region", name="Vendeur")).to_contain_text("SIREN du vendeur BT-30")
    expect(page.locator("#result tbody tr").first).to_contain_text("Abonnement n° 1")
    expect(page.locator("[data-drop-again]")).to_be_hidden()
    for button, ending in (("Enregistrer en UBL", "ubl.xml"), ("Enregistrer en JSON", "json")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        download.value.save_as(tmp_path / ending)
        assert read((tmp_path / ending).read_bytes()).invoice == GOOD
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer en Factur-X").click()
    download.value.save_as(tmp_path / "f.pdf")
    assert read(facturx_pdf.extract_cii((tmp_path / "f.pdf").read_bytes()) or b"").invoice == GOOD
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer heures.csv").click()
    download.value.save_as(tmp_path / download.value.suggested_filename)
    assert (tmp_path / "heures.csv").read_bytes() == TIMETABLE.content


def test_a_bad_file_says_what_to_mend(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/check/")
    page.get_by_label("Fichier à vérifier").set_input_files(
        {"name": "mauvaise.xml", "mimeType": "text/xml", "buffer": write(BAD, "cii")}
    )
    expect(page.locator("#verdict-title")).to_have_text("mauvaise.xml", timeout=60_000)
    expect(page.locator("#verdict-title")).to_be_focused()
    assert verdict(page) == "Échoué"
    findings = page.get_by_role("region", name="À corriger")
    for part, rule in (("Vendeur", "BR-CO-09"), ("Montants et TVA", "BR-CO-15"), ("Lignes", "BR-25")):
        expect(findings.get_by_role("heading", name=part)).to_be_visible()
        expect(findings).to_contain_text(rule)
    expect(findings.locator("li", has_text="BR-25")).to_contain_text("Lignes 2, 3, 4")


def test_a_hostile_file_and_one_that_is_no_invoice(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/check/")
    drop(page, "piege.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')
    assert verdict(page) == "Échoué"
    drop(page, "lettre.txt", b"Bonjour,")
    assert verdict(page) == "Non exécuté"
    page.evaluate(_PASTE, json.dumps({"une": "liste"}))
    expect(page.locator("#verdict-title")).to_have_text("texte.json", timeout=60_000)
    assert verdict(page) == "Non exécuté"


def test_a_file_that_is_too_large_is_not_sent(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/check/")
    page.evaluate("document.querySelector('[data-drop]').dataset.largest = '10'")
    page.evaluate(_DROP, ["grand.xml", base64.b64encode(b"<a>too large</a>").decode()])
    expect(page.get_by_role("alert")).to_contain_text("dépasse 100 Mo")
    expect(page.locator("#verdict-title")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_how_results_look(visit: Visit, width: int, scheme: str, language: str) -> None:
    ada = visit(width=width, scheme=scheme, language=language)
    wrong: dict[str, list[str]] = {}
    for name, content in (("check-good", write(GOOD, "cii")), ("check-bad", write(BAD, "cii"))):
        page = ada.go("/check/")
        drop(page, "facture-F2026-000120.xml", content)
        said = page.evaluate(ASK, language)
        wrong |= {name: said} if said else {}
        ada.keep(f"{name}-{SIZES[width]}-{scheme}-{language}")
    assert wrong == {}
