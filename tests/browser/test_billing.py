"""From a contract to issued invoices, and what corrects them: every act looked at first, by people in a browser."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser import trade
from tests.browser.books import Site
from tests.browser.conftest import Visitor, again, loaded
from tests.browser.test_cleaning import keep
from tests.browser.test_imports import work
from tests.browser.test_looks import ASK, LOOKS, SIZES

from sansfaute.contracts.models import BillRun, Contract, ContractChange, RunSchedule
from sansfaute.drafts.models import Draft
from sansfaute.issuing.models import Correction, Invoice
from sansfaute.lib import clock
from sansfaute.review.models import Approval, Decision, DraftException, Simulation

Visit = Callable[..., Visitor]
FILL = trade.fill


def press_main(page: Page) -> None:
    """The one act that a page proposes first."""
    page.locator("main .button--main").first.click()
    loaded(page)


def confirm(page: Page) -> None:
    """What was looked at is kept."""
    page.locator("form:has(input[name=confirm]) .button--main, button[name=confirm]").first.click()
    loaded(page)


def as_berthe(visit: Visit, path: str) -> Visitor:
    berthe = visit(signed_in=False)
    berthe.go(path)
    berthe.sign_in("berthe")
    return berthe


def test_a_contract_with_its_first_price_is_looked_at_then_agreed(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/contrats/nouveau/")
    for name, value in {
        "contract_number": "CT-2026-0100", "buyer_code": "C00001", "start_date": "2026-10-01",
        "renewal_months": "12", "notice_months": "2", "payment_terms": "45 jours fin de mois",
        "item_code-1": "SUPPORT", "quantity-1": "2", "unit_price-1": "douze",
    }.items():  # fmt: skip
        page.fill(f"[name='{name}']", value)
    page.check("[name=tacit]")
    page.check("[name=purchase_order_required]")
    press_main(page)
    expect(page.locator("#id_unit_price-1_error")).to_contain_text("douze")
    assert not Contract.objects.filter(contract_number="CT-2026-0100").exists()
    page.fill("[name='unit_price-1']", "112,50")
    page.fill("[name=purchase_order_reference]", "BC-7741")
    press_main(page)
    expect(page.locator("#preview-title")).to_be_visible()
    expect(page.locator("main .print-sum").first).to_contain_text(re.compile(r"\d,00\s€"))
    keep(ada, "contract-new-wide-light-fr")
    confirm(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("CT-2026-0100")
    made = Contract.objects.get(contract_number="CT-2026-0100")
    assert made.clauses["purchase_order_required"] is True
    assert made.lines.get().unit_price == 112.5


def test_a_quantity_changes_from_a_day_and_the_next_invoice_is_foreseen(visit: Visit) -> None:
    ada = visit()
    contract = Contract.objects.get(contract_number="CT-2026-0002")
    page = ada.go(f"/contrats/{contract.pk}/")
    page.locator(f"a[href*='/lignes/{contract.lines.get().pk}/modifier']").click()
    page.fill("#effective", "2026-09-16")
    page.fill("#quantity", "5")
    page.fill("#why", "Deux postes de plus, demandés par courriel")
    press_main(page)
    expect(page.locator("#preview-title")).to_be_visible()
    expect(page.locator(".plain li").first).to_contain_text("89,00")  # two seats for half of September, to mend
    keep(ada, "contract-change-wide-light-fr")
    assert not ContractChange.objects.exists()
    confirm(page)
    assert ContractChange.objects.get().why.startswith("Deux postes")
    page.evaluate("scrollTo(0, 0)")
    keep(ada, "contract-wide-light-fr")
    page.fill("#on", "2027-01-31")
    page.locator("#next form button").click()
    expect(page.locator("#next")).to_contain_text("31 janvier 2027")


def test_a_deposit_and_a_clause_are_seen_before_they_are_kept(visit: Visit) -> None:
    page = visit().go(f"/contrats/{Contract.objects.get(contract_number='CT-2026-0003').pk}/")
    page.locator("a[href$='/acompte/']").click()
    page.fill("[name=amount]", "500")
    page.fill("[name=due_on]", "2026-11-30")
    press_main(page)
    expect(page.locator("[aria-labelledby=after-title]")).to_contain_text("500,00")
    confirm(page)
    expect(page.locator("#deposits-title + ul")).to_contain_text("500,00")
    page.locator("summary", has_text=re.compile("clause", re.I)).first.click()
    page.locator("a[href$='/clauses/commitment/']").first.click()
    page.fill("[name=minimum]", "3000")
    page.fill("[name=period_months]", "12")
    press_main(page)
    confirm(page)
    expect(page.locator("main")).to_contain_text("3 000,00")


def test_a_run_is_simulated_filtered_exported_paused_and_issued_exactly(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/facturation/")
    page.fill("[name=until]", trade.UNTIL)
    page.fill("[name=issue_date]", trade.UNTIL)
    press_main(page)
    expect(page.locator("progress")).to_be_visible()
    work()
    again(page)
    expect(page.locator("#variance-title")).to_be_visible()
    keep(ada, "simulation-wide-light-fr")
    page.locator("[name=verdict]").select_option("held")
    page.locator("form.filters button").click()
    expect(page.locator("#documents tbody tr")).to_have_count(2)
    with page.expect_download() as download:
        page.locator("a[href*='export.csv']").click()
    assert len(Path(download.value.path()).read_text("utf-8-sig").splitlines()) == 3
    page.locator("[data-opens=commit]").click()
    expect(page.locator("#commit")).to_be_visible()
    page.locator("#commit .button--main").click()
    expect(page.get_by_role("button", name="Mettre en pause")).to_be_visible()
    before = Invoice.objects.count()
    page.locator("button[value=pause]").click()
    expect(page.locator("button[value=resume]")).to_be_visible()
    work()
    assert Invoice.objects.count() == before
    again(page)
    page.locator("button[value=resume]").click()
    loaded(page)
    work()
    again(page)
    expect(page.locator("#agree-title + p")).to_contain_text("simulé")
    keep(ada, "run-wide-light-fr")
    assert Invoice.objects.count() > before
    assert BillRun.objects.get(until=trade.UNTIL).simulation_id == Simulation.objects.get().pk


def test_an_amount_is_explained(visit: Visit, site: Site) -> None:
    ada = visit()
    page = ada.go(f"/factures/{site.invoice.pk}/")
    page.locator(".figure-link").last.click()
    expect(page.locator(".derivation__step").nth(2)).to_be_visible()
    keep(ada, "explanation-wide-light-fr")


def test_a_held_draft_is_edited_and_taken_back(visit: Visit) -> None:
    ada = visit()
    held = DraftException.objects.filter(rule="discount_above_limit").order_by("draft__total_with_vat")[0].draft
    today = clock.today().isoformat()
    page = ada.go(f"/brouillons/{held.pk}/modifier/")
    page.fill("[name='quantity-1']", "4")
    page.fill("[name='name-1']", "Écran 27 pouces, garantie comprise")
    page.fill("[name='discount-1']", "5")
    page.fill("[name=terms]", "30 jours fin de mois")
    page.fill("[name=issue_date]", today)
    page.fill("[name=why]", "Accord du client par téléphone")
    press_main(page)
    expect(page.locator("#preview-title")).to_be_visible()
    keep(ada, "draft-edit-wide-light-fr")
    assert Draft.objects.get(pk=held.pk).revision == 0
    page.locator("button[name=confirm]").click()
    loaded(page)
    edited = Draft.objects.get(pk=held.pk)
    assert (edited.revision, edited.issue_date.isoformat()) == (1, today)
    page = ada.go(f"/brouillons/{held.pk}/modifier/")
    expect(page.locator("ol.timeline")).to_contain_text("Accord du client par téléphone")
    page.fill("[name=why]", "Le client a changé d’avis")
    page.locator("button[value=revert]").click()
    expect(page.locator("#preview-title")).to_be_visible()
    assert Draft.objects.get(pk=held.pk).revision == 1
    page.locator("form:has(> input[name=act]) .button--main").click()
    loaded(page)
    taken_back = Draft.objects.get(pk=held.pk)
    assert (taken_back.revision, taken_back.total_with_vat) == (2, held.total_with_vat)


def test_two_people_let_a_draft_pass_and_never_one_alone(visit: Visit) -> None:
    ada = visit()
    held = DraftException.objects.filter(rule="discount_above_limit").order_by("-draft__total_with_vat")[0]
    page = ada.go(f"/brouillons/{held.draft_id}/")
    page.locator("[data-opens=grant]").first.click()
    page.fill("#grant-why", "Prix convenu au comité")
    page.locator("#grant .button--main").click()
    expect(page.locator(".toast")).to_be_visible()
    page = ada.go("/anomalies/second-regard/")
    expect(page.locator("main")).to_contain_text("Prix convenu au comité")
    expect(page.locator("button[value=agree]")).to_have_count(0)
    keep(ada, "second-look-wide-light-fr")
    assert not Approval.objects.filter(draft_id=held.draft_id).exists()
    berthe = as_berthe(visit, "/anomalies/second-regard/")
    berthe.page.locator("button[value=agree]").click()
    expect(berthe.page.locator(".toast")).to_be_visible()
    work()
    assert Decision.objects.get(exception=held).decided_by.username == "ada.martin"
    assert Invoice.objects.filter(draft_id=held.draft_id).exists()


def test_an_invoice_is_credited_by_line_by_amount_and_billed_again(visit: Visit, site: Site) -> None:
    ada = visit()
    invoices = list(Invoice.objects.filter(type_code="380").order_by("sequence_number")[:3])
    for invoice, how, values in zip(
        invoices, ("lines", "amount", "rebill"), ({"line-1": "10,00"}, {"amount": "12,00"}, {}), strict=True
    ):
        page = ada.go(f"/factures/{invoice.pk}/corriger/")
        page.check(f"#how-{how}")
        for name, value in values.items():
            page.fill(f"[name='{name}']", value)
        page.fill("#why", "Convenu avec le client")
        press_main(page)
        expect(page.locator("#preview-title")).to_be_visible()
        if how == "amount":
            expect(page.locator("main tbody")).to_contain_text("12,00")
            keep(ada, "correction-wide-light-fr")
        confirm(page)
    assert sorted(Correction.objects.values_list("kind", flat=True)) == ["amount", "full", "lines", "replacement"]
    work()
    page = ada.go(f"/factures/{invoices[1].pk}/")
    expect(page.locator("main")).to_contain_text("Convenu avec le client")
    assert Invoice.objects.filter(type_code="381").count() == 3


def test_a_run_is_cancelled_before_its_numbers_and_a_schedule_is_set_and_stopped(visit: Visit) -> None:
    ada = visit()
    page = ada.go("/facturation/")
    page.fill("[name=until]", "2026-11-30")
    page.fill("[name=issue_date]", "2026-11-20")
    press_main(page)
    work()
    again(page)
    page.locator("[data-opens=commit]").click()
    page.locator("#commit .button--main").click()
    page.locator("[data-opens=cancel]").click()
    page.fill("#cancel [name=why]", "Mauvais mois")
    before = Invoice.objects.count()
    page.locator("#cancel .button--grave").click()
    loaded(page)
    work()
    again(page)
    expect(page.locator("main")).to_contain_text("Mauvais mois")
    assert Invoice.objects.count() == before
    assert BillRun.objects.order_by("-started_at")[0].state == "cancelled"
    page = ada.go("/facturation/echeancier/")
    page.fill("[name=name]", "Fin de mois")
    page.fill("[name=first_day]", "2027-01-01")
    page.locator("#schedule .button--main").click()
    expect(page.locator("table.ledger")).to_contain_text("Fin de mois")
    keep(ada, "schedules-wide-light-fr")
    page.locator("table.ledger form button").click()
    loaded(page)
    assert RunSchedule.objects.get().is_active is False


def _pages(site: Site) -> dict[str, str]:
    """Every page of contracts, billing, exceptions and corrections, by what it shows."""
    contract = Contract.objects.get(contract_number="CT-2026-0002")
    line = contract.lines.get().pk
    held = DraftException.objects.order_by("opened_at")[0].draft_id
    return {
        "contracts": "/contrats/", "contract": f"/contrats/{contract.pk}/", "new": "/contrats/nouveau/",
        "sale": "/contrats/vente/", "end": f"/contrats/{contract.pk}/fin/", "forecast": "/contrats/previsions/",
        "deposit": f"/contrats/{contract.pk}/acompte/", "change": f"/contrats/lignes/{line}/modifier/",
        "works": f"/contrats/lignes/{line}/clauses/works/", "plan": f"/contrats/lignes/{line}/clauses/plan/",
        "prices": "/tarifs/", "runs": "/facturation/", "schedules": "/facturation/echeancier/",
        "simulation": f"/facturation/simulations/{Simulation.objects.order_by('asked_at')[0].pk}/",
        "run": f"/facturation/lancements/{BillRun.objects.order_by('-started_at')[0].pk}/",
        "exceptions": "/anomalies/", "decided": "/anomalies/?decided=1", "second": "/anomalies/second-regard/",
        "thresholds": "/anomalies/seuils/", "blocks": "/anomalies/clients-bloques/", "terms": "/anomalies/clauses/",
        "draft": f"/brouillons/{held}/", "correct": f"/factures/{site.invoice.pk}/corriger/",
        "explanation": f"/factures/{site.invoice.pk}/explication/?figure=BT-112",
    }  # fmt: skip


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_each_page_is_readable(visit: Visit, site: Site, width: int, scheme: str, language: str) -> None:
    ada = visit(width=width, scheme=scheme, language=language)
    wrong: dict[str, list[str]] = {}
    for name, path in _pages(site).items():
        said = ada.go(path).evaluate(ASK, language)
        wrong |= {name: said} if said else {}
        if name in {"contracts", "exceptions", "thresholds"} and (width, scheme) in ((1440, "light"), (390, "dark")):
            keep(ada, f"{name}-{SIZES[width]}-{scheme}-{language}")
    assert wrong == {}


def test_pictures_stay_small() -> None:
    pictures = Path(__file__).parents[2] / "docs" / "manual" / "pictures"
    assert [one.name for one in pictures.glob("*.png") if one.stat().st_size > 300_000] == []
    assert os.environ.get("SANSFAUTE_SCREENSHOTS") != "1" or (pictures / "simulation-wide-light-fr.png").exists()
