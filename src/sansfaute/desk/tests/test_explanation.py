"""Any figure of an invoice explains itself, on its page and as JSON, to those who may see it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests.factories import Work
from sansfaute.drafts import rules
from sansfaute.en16931.tests import samples
from sansfaute.issuing import queries as issuing

pytestmark = pytest.mark.django_db


def two_lines() -> list[Any]:
    return [samples.line(1, quantity="2", price="245.00"), samples.line(2, quantity="1", price="10.10")]


def test_every_figure_of_an_invoice_has_its_derivation(work: Work, clerk: Client) -> None:
    row = work.invoice("Moreau SARL", *two_lines())
    document = issuing.model_of(row)
    for figure in rules.figures(document):
        said: Any = clerk.get(reverse("invoice_explanation", args=[row.pk]), {"figure": figure, "format": "json"})
        assert said.status_code == 200, figure
        found = said.json()
        assert found["number"] == row.invoice_number
        assert found["fr"]
        assert found["en"]
    assert document.totals.amount_due == row.amount_due


def test_the_amount_due_leads_down_to_each_line(work: Work, clerk: Client) -> None:
    row = work.invoice("Moreau SARL", *two_lines())
    page = clerk.get(reverse("invoice_explanation", args=[row.pk]), headers={"accept-language": "fr"}).content.decode()
    assert "Net à payer" in page
    assert page.count("Ligne 2") >= 1
    assert "490,00" in page
    link = reverse("invoice_explanation", args=[row.pk]) + "?figure=BT-131:1"
    assert link in clerk.get(reverse("invoice", args=[row.pk])).content.decode()


def test_a_figure_that_is_not_there_and_a_stranger_find_nothing(work: Work, clerk: Client, client: Client) -> None:
    row = work.invoice("Moreau SARL")
    address = reverse("invoice_explanation", args=[row.pk])
    assert clerk.get(address, {"figure": "BT-131:99"}).status_code == 404
    assert client.get(address).status_code in (302, 403, 404)


def test_a_held_draft_explains_itself_too(work: Work, approver: Client) -> None:
    draft = work.draft("Moreau SARL", *two_lines())
    work.exception(draft)
    said: Any = approver.get(reverse("draft_explanation", args=[draft.pk]), {"figure": "BT-106", "format": "json"})
    assert said.json()["value"] == "500.10"
    assert [part["name"] for part in said.json()["parts"]] == ["BT-131", "BT-131"]


@pytest.mark.parametrize(
    ("name", "sent", "accept"),
    [
        ("invoice_explanation_json", {}, "*/*"),
        ("invoice_explanation", {"format": "json"}, "text/html"),
        ("invoice_explanation", {}, "application/json"),
    ],
)
def test_a_machine_asks_in_three_ways_and_gets_all_figures_at_once(
    work: Work, clerk: Client, name: str, sent: dict[str, str], accept: str
) -> None:
    row = work.invoice("Moreau SARL", *two_lines())
    address = reverse(name, args=[row.pk])
    said: Any = clerk.get(address, sent | {"figure": "all"}, headers={"accept": accept})
    found = said.json()
    assert (found["number"], found["type_code"], found["currency_code"]) == (row.invoice_number, "380", "EUR")
    assert [one["figure"] for one in found["figures"]] == list(rules.figures(issuing.model_of(row)))
    wrong: Any = clerk.get(address, sent | {"figure": "BT-131:99"}, headers={"accept": accept})
    assert wrong.status_code == 404
    assert "BT-131:1" in wrong.json()["figures"]


def test_a_browser_gets_the_page_and_a_draft_has_its_json_too(work: Work, clerk: Client, approver: Client) -> None:
    row = work.invoice("Moreau SARL")
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    page = clerk.get(reverse("invoice_explanation", args=[row.pk]), headers={"accept": browser})
    assert page["Content-Type"].startswith("text/html")
    draft = work.draft("Moreau SARL", *two_lines())
    work.exception(draft)
    said: Any = approver.get(reverse("draft_explanation_json", args=[draft.pk]), {"figure": "BT-106"})
    assert said.json()["value"] == "500.10"
    assert Client().get(reverse("draft_explanation_json", args=[draft.pk])).status_code == 302
