"""A case from the exception to the second decision, by two people in a browser; and the lines chosen by keys."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.books import Site
from tests.browser.conftest import Visitor, press

from sansfaute.desk.tests import factories
from sansfaute.journal.actions import inline_steps
from sansfaute.lib import clock
from sansfaute.masterdata.models import Seller
from sansfaute.review.models import Approval, DraftException

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def case(site: Site, django_db_blocker: Any) -> DraftException:
    """A late exception that two people have to let pass."""
    with django_db_blocker.unblock(), inline_steps():
        factories.person("berthe", Seller.objects.get(), "approver")
        held = DraftException.objects.get(rule="duplicate_suspected")
        held.evidence = {**held.evidence, "four_eyes": True, "fix": {"kind": "draft", "code": "", "field": ""}}
        held.due_on = clock.today() - timedelta(days=1)
        held.save()
        return held


def test_lines_are_chosen_by_keys_and_counted_before_anything_is_decided(visit: Visit, case: DraftException) -> None:
    page = visit().go("/anomalies/")
    expect(page.locator("tbody tr").first).to_contain_text("En retard")
    press(page, "j")
    press(page, "x")
    expect(page.locator("[data-choose]:checked")).to_have_count(1)
    press(page, "d")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 anomalie à la fois")


def test_from_the_exception_to_the_second_decision(visit: Visit, case: DraftException) -> None:
    page = visit().go(f"/brouillons/{case.draft_id}/")
    page.get_by_role("button", name="Accorder").first.click()
    page.locator("#grant-why").fill("vu avec la mairie")
    page.locator("#grant").get_by_role("button", name="Accorder").click()
    expect(page.locator(".toast")).to_contain_text("Second regard")
    page = visit().go("/anomalies/second-regard/")
    expect(page.locator("main")).to_contain_text("vu avec la mairie")
    expect(page.locator("button[value=agree]")).to_have_count(0)
    berthe = visit(signed_in=False)
    berthe.go("/anomalies/second-regard/")
    berthe.sign_in("berthe")
    berthe.page.locator("button[value=agree]").click()
    expect(berthe.page.locator(".toast")).to_contain_text("approuvé")
    assert Approval.objects.filter(draft_id=case.draft_id).exists()
