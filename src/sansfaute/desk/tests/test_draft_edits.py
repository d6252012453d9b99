"""A held draft is edited by hand from its page: seen before it is kept, judged again after, never half read."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.queries.draft_edits import filled_from
from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import Work
from sansfaute.drafts import queries as drafts
from sansfaute.drafts.models import Draft, DraftRevision
from sansfaute.en16931.tests import samples
from sansfaute.masterdata.models import Seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(work: Work) -> Draft:
    draft = work.draft(
        "Moreau SARL", samples.line(1, quantity="2", price="245.00"), samples.line(2, quantity="1", price="10.10")
    )
    work.exception(draft)
    return draft


def form(draft: Draft, **values: str) -> dict[str, str]:
    """The form as a browser sends it, with these fields changed."""
    standing = filled_from(drafts.state_of(draft))
    return {**standing, "revision": str(draft.revision), "why": "Accord du client", **values}


def post(client: Client, draft: Draft, **values: str) -> Any:
    return client.post(reverse("edit_draft", args=[draft.pk]), form(draft, **values))


def test_an_edit_is_seen_first_and_writes_nothing(held: Draft, clerk: Client) -> None:
    page = post(clerk, held, **{"quantity-1": "3"}).content.decode()
    assert "What changes" in page
    assert DraftRevision.objects.count() == 0
    assert Draft.objects.get(pk=held.pk).revision == 0


def test_an_edit_kept_changes_the_totals_and_leaves_its_trace(held: Draft, clerk: Client) -> None:
    answer = post(clerk, held, confirm="1", **{"quantity-1": "3", "discount-2": "10"})
    assert answer.status_code == 302
    edited = Draft.objects.get(pk=held.pk)
    assert edited.total_without_vat == held.total_without_vat + 245 - 1 - samples.Decimal("0.01")
    page = clerk.get(reverse("edit_draft", args=[held.pk])).content.decode()
    assert "Accord du client" in page
    assert "Back to what was proposed" in page


def test_a_line_is_added_taxed_like_another_and_one_is_removed(held: Draft, clerk: Client) -> None:
    post(clerk, held, confirm="1", **{"new-name-1": "Livraison", "new-unit_price-1": "15", "remove-2": "drop"})
    lines = drafts.invoice_of(Draft.objects.get(pk=held.pk)).lines
    assert [line.item.name for line in lines][-1] == "Livraison"
    assert len(lines) == 2


def test_back_to_the_proposal_gives_the_same_document(held: Draft, clerk: Client) -> None:
    before = drafts.invoice_of(held)
    post(clerk, held, confirm="1", **{"quantity-1": "3"})
    shown = post(clerk, Draft.objects.get(pk=held.pk), act="revert")
    assert b'name="act" value="revert"><input type="hidden" name="confirm"' in shown.content
    assert b"Keep this edit" not in shown.content
    post(clerk, Draft.objects.get(pk=held.pk), confirm="1", act="revert")
    assert drafts.invoice_of(Draft.objects.get(pk=held.pk)) == before


@pytest.mark.parametrize(
    "values",
    [
        {"quantity-1": "beaucoup"},
        {"why": " ", "quantity-1": "3"},
        {"revision": "7", "quantity-1": "3"},
        {"revision": "x" * 30, "quantity-1": "3"},
        {"terms": "quand vous voudrez"},
        {"discount": "200"},
        {},
    ],
)
def test_what_cannot_be_is_said_and_kept_in_the_form(held: Draft, clerk: Client, values: dict[str, str]) -> None:
    page = post(clerk, held, confirm="1", **values).content.decode()
    assert 'role="alert"' in page
    assert DraftRevision.objects.count() == 0
    assert all(text in page for name, text in values.items() if text.strip() and name != "revision")


def test_those_who_may_not_edit_find_no_form(held: Draft, ours: Seller) -> None:
    books = factories.signed_in(factories.person("eva", ours, "accountant"))
    assert books.get(reverse("edit_draft", args=[held.pk])).status_code in (403, 404)
