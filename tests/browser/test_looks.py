"""Every page, wide and on a phone, light and dark, French and English: readable, labelled, within the screen."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.browser.books import Site
from tests.browser.conftest import SCREENSHOTS, Visitor

Visit = Callable[..., Visitor]
SIZES = {1440: "wide", 390: "phone"}
LOOKS = [(1440, "light", "fr"), (1440, "dark", "en"), (390, "light", "fr"), (390, "dark", "en")]
PAGES = {
    "sign-in": "/factures/",
    "today": "/",
    "invoices": "/factures/",
    "no-match": "/factures/?q=introuvable",
    "invoice": "/factures/{invoice}/",
    "exceptions": "/anomalies/",
    "decisions": "/anomalies/?decided=1",
    "draft": "/brouillons/{draft}/",
    "rows": "/lignes-ecartees/",
    "check": "/check/",
    "security": "/compte/2fa/",
    "password": "/compte/password/change/",
}
KEPT = {"sign-in", "today", "invoices", "invoice", "exceptions", "draft", "rows"}
ASK = (Path(__file__).parent / "look.js").read_text()


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_each_page(visit: Visit, site: Site, width: int, scheme: str, language: str) -> None:
    ada = visit(width=width, scheme=scheme, language=language)
    stranger = visit(width=width, scheme=scheme, language=language, signed_in=False)
    wrong: dict[str, list[str]] = {}
    for name, path in PAGES.items():
        visitor = stranger if name == "sign-in" else ada
        said = visitor.go(path.format(invoice=site.invoice.pk, draft=site.held_draft_id)).evaluate(ASK, language)
        wrong |= {name: said} if said else {}
        if name in KEPT:
            _settle(visitor, name)
            visitor.keep(f"{name}-{SIZES[width]}-{scheme}-{language}")
    assert wrong == {}


def _settle(ada: Visitor, name: str) -> None:
    """A picture of an invoice waits for its PDF."""
    if name == "invoice" and os.environ.get("SANSFAUTE_SCREENSHOTS") == "1":
        ada.page.wait_for_timeout(2500)


def test_dialogs_are_readable_too(visit: Visit) -> None:
    for width, scheme, language in LOOKS:
        ada = visit(width=width, scheme=scheme, language=language)
        page = ada.go("/anomalies/")
        page.locator("[data-opens=refuse]").first.click()
        assert page.evaluate(ASK, language) == []
        ada.keep(f"decision-{SIZES[width]}-{scheme}-{language}")


def test_the_look_notices_what_is_wrong(visit: Visit) -> None:
    ada = visit(width=390)
    page = ada.go("/factures/")
    page.evaluate("""() => {
        document.documentElement.lang = "xx";
        const css = new CSSStyleSheet();
        css.replaceSync(".pale { color: #aaa; background: #fff } .wide { width: 900px }");
        document.adoptedStyleSheets = [css];
        document.querySelector("main").innerHTML =
            '<h1>a</h1><h1>b</h1><input><button></button><p class="pale">pale</p><div class="wide">wide</div><img>';
    }""")
    said = " ".join(page.evaluate(ASK, "fr"))
    for named in ("lang", "h1", "label", "button", "contrast", "wider", "alt"):
        assert named in said, named


def test_pictures_stay_small() -> None:
    assert [path.name for path in SCREENSHOTS.glob("*.png") if path.stat().st_size > 300_000] == []
