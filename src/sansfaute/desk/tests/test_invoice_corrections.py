"""An invoice is corrected from its page: chosen, looked at, asked for; never beyond what is left of it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import Work
from sansfaute.drafts.models import Draft
from sansfaute.en16931.tests import samples
from sansfaute.issuing.models import Correction, Invoice
from sansfaute.masterdata.models import Seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(work: Work) -> Invoice:
    return work.invoice(
        "Moreau SARL", samples.line(1, quantity="2", price="245.00"), samples.line(2, quantity="1", price="10.10")
    )


def posted(client: Client, invoice: Invoice, **values: str) -> Any:
    return client.post(reverse("correct_invoice", args=[invoice.pk]), {"why": "Remise convenue", **values})


def test_what_it_gives_is_shown_to_the_cent_and_writes_nothing(sold: Invoice, clerk: Client) -> None:
    page = posted(clerk, sold, how="amount", amount="120,00").content.decode()
    assert "120.00" in page or "120,00" in page
    assert Correction.objects.count() == 0
    assert Draft.objects.count() == 1


def test_the_same_confirmed_is_a_credit_note_that_names_the_invoice(sold: Invoice, clerk: Client) -> None:
    answer = posted(clerk, sold, how="amount", amount="120.00", confirm="1")
    assert answer.status_code == 302
    made = Correction.objects.get()
    assert (made.kind, made.total_with_vat, made.draft.type_code) == ("amount", 120, "381")
    assert made.asked_by is not None
    page = clerk.get(reverse("invoice", args=[sold.pk])).content.decode()
    assert "Remise convenue" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"how": "amount", "amount": "99999"}, "left"),
        ({"how": "amount", "amount": "beaucoup"}, "beaucoup"),
        ({"how": "full", "why": " "}, "why"),
        ({"how": "lines"}, "line"),
    ],
)
def test_what_cannot_be_is_said_and_the_form_keeps_what_was_typed(
    sold: Invoice, clerk: Client, values: dict[str, str], words: str
) -> None:
    page = posted(clerk, sold, **values, confirm="1").content.decode()
    assert 'role="alert"' in page
    assert words in page.lower()
    assert Correction.objects.count() == 0


def test_lines_are_credited_by_their_amount(sold: Invoice, clerk: Client) -> None:
    posted(clerk, sold, how="lines", **{"line-1": "45,00"}, confirm="1")
    assert Correction.objects.get().total_without_vat == 45


def test_work_that_stands_or_that_no_run_found_is_not_billed_again(sold: Invoice, clerk: Client) -> None:
    assert "again-why" not in clerk.get(reverse("correct_invoice", args=[sold.pk])).content.decode()
    page = posted(clerk, sold, how="again").content.decode()
    assert 'role="alert"' in page
    assert "make a new invoice instead" in page


def test_support_and_strangers_correct_nothing(sold: Invoice, ours: Seller, client: Client) -> None:
    helper = factories.signed_in(factories.person("sam", ours, "support"))
    address = reverse("correct_invoice", args=[sold.pk])
    assert helper.get(address).status_code in (403, 404)
    assert "corriger" not in helper.get(reverse("invoice", args=[sold.pk])).content.decode()
    assert client.get(address).status_code in (302, 403, 404)
