"""Every data page says where one is, and, while there is nothing, what to do next."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import signed_in, text
from sansfaute.masterdata.models import Seller

pytestmark = pytest.mark.django_db
PAGES = (
    "data_overview", "imports", "records", "columns", "facets", "clusters", "change_sets", "duplicates", "corrections",
    "audit_rules", "registries", "bank_changes", "certificates", "new_rule", "new_record", "replay", "merge_sure",
)  # fmt: skip
LEADING_ON = ("data_overview", "records", "columns", "facets", "change_sets")
"""Pages that stay empty until a file is brought in."""


@pytest.fixture
def clerk(ours: Seller) -> Client:
    return signed_in(factories.person("lea", ours, "clerk"))


def test_no_two_pages_have_one_title(clerk: Client) -> None:
    said = {name: re.findall(r"<title>(.*?)</title>", text(clerk.get(reverse(name)))) for name in PAGES}
    titles = [one[0] for one in said.values()]
    assert len(set(titles)) == len(PAGES), said


@pytest.mark.parametrize("name", LEADING_ON)
def test_an_empty_page_leads_to_the_first_import(clerk: Client, name: str) -> None:
    page = text(clerk.get(reverse(name)))
    empty = page[page.index('<section class="empty">') :]
    assert f'href="{reverse("imports")}"' in empty[: empty.index("</section>")]
