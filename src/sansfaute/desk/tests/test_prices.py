"""Price lists, discounts and index values in the pages."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.contracts.models import DiscountTerm, IndexValue, PriceList, PriceVersion
from sansfaute.contracts.tests import factories as contracting
from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import signed_in, text
from sansfaute.masterdata.models import Seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def general(ours: Seller, clerk: Client) -> PriceList:
    contracting.item(ours, "SIEGE", "100")
    posted(clerk, act="list", code="GENERAL", currency_code="EUR")
    return PriceList.objects.get()


def posted(client: Client, **values: str) -> Any:
    return client.post(reverse("price_act"), values)


def priced(general: PriceList, **values: str) -> dict[str, str]:
    plain = {"act": "price", "list": str(general.pk), "item_code": "SIEGE", "since": "2026-01-01", "unit_price": "90"}
    return plain | {"structure": "per_unit", "why": "tarif 2026"} | values


class TestPrices:
    def test_a_new_version_ends_the_one_before_on_the_eve(self, general: PriceList, clerk: Client) -> None:
        assert posted(clerk, **priced(general)).status_code == 302
        assert posted(clerk, **priced(general, since="2027-01-01", unit_price="95,50")).status_code == 302
        first, second = PriceVersion.objects.order_by("since")
        assert (first.until, second.until) == (date(2026, 12, 31), None)
        page = text(clerk.get(reverse("prices")))
        assert "€95.50" in page
        assert "tarif 2026" in page

    def test_tiers(self, general: PriceList, clerk: Client) -> None:
        posted(clerk, **priced(general, structure="tiered", unit_price="", tiers="10: 5\n100: 4\n3"))
        assert [one["up_to"] for one in PriceVersion.objects.get().price["tiers"]] == ["10", "100", None]
        assert "up to 100" in text(clerk.get(reverse("prices")))

    @pytest.mark.parametrize(
        "values",
        [{"why": " "}, {"unit_price": "cher"}, {"item_code": "RIEN"}, {"since": "x"}, {"structure": "tiered"}],
        ids=str,
    )
    def test_refused_beside_the_form(self, values: dict[str, str], general: PriceList, clerk: Client) -> None:
        page = posted(clerk, **priced(general, **values))
        assert 'role="alert"' in page.content.decode()
        assert not PriceVersion.objects.exists()

    def test_the_same_code_twice_is_refused(self, general: PriceList, clerk: Client) -> None:
        assert "already" in text(posted(clerk, act="list", code="GENERAL", currency_code="EUR"))


class TestDiscounts:
    GRANTED = {"act": "discount", "scope": "line", "percentage": "10", "since": "2026-01-01", "reason": "Fidélité"}

    def test_granted_under_ones_name_then_ended(self, ours: Seller, clerk: Client) -> None:
        posted(clerk, **self.GRANTED)
        term = DiscountTerm.objects.get()
        assert (term.percentage, str(term.granted_by)) == (10, "leo")
        posted(clerk, act="end_discount", discount=str(term.pk), until="2026-12-31", why="convenu")
        term.refresh_from_db()
        assert term.until == date(2026, 12, 31)
        assert "Fidélité" in text(clerk.get(reverse("prices")))

    @pytest.mark.parametrize("values", [{"reason": ""}, {"amount": "5"}, {"percentage": "101"}, {"buyer_code": "C9"}])
    def test_refused(self, values: dict[str, str], ours: Seller, clerk: Client) -> None:
        assert 'role="alert"' in posted(clerk, **self.GRANTED | values).content.decode()
        assert not DiscountTerm.objects.exists()


def test_an_index_value_with_its_source(ours: Seller, clerk: Client) -> None:
    values = {"series": "Syntec", "period": "2026-05", "value": "320,4", "published_on": "2026-06-30", "source": "JO"}
    assert posted(clerk, act="index", **values).status_code == 302
    assert IndexValue.objects.get().source == "JO"
    assert 'role="alert"' in posted(clerk, act="index", **values).content.decode()


class TestWhoMay:
    @pytest.mark.parametrize("role", ["accountant", "approver", "support"])
    def test_others_look(self, role: str, general: PriceList, ours: Seller) -> None:
        sam = signed_in(factories.person("sam", ours, role))
        assert sam.get(reverse("prices")).status_code == 200
        assert posted(sam, **priced(general)).status_code == 403
        assert not PriceVersion.objects.exists()

    def test_another_company_reaches_no_list_and_no_discount(self, general: PriceList, clerk: Client) -> None:
        posted(clerk, **TestDiscounts.GRANTED)
        term = DiscountTerm.objects.get()
        eve = signed_in(factories.person("eve", factories.seller("Autre SAS", "200000008"), "admin"))
        assert posted(eve, **priced(general)).status_code == 404
        assert posted(eve, act="end_discount", discount=str(term.pk), until="2026-12-31", why="x").status_code == 404
        assert "GENERAL" not in text(eve.get(reverse("prices")))

    @pytest.mark.parametrize("act", ["", "x", "end_discount"])
    def test_what_does_not_exist_is_not_found(self, act: str, ours: Seller, clerk: Client) -> None:
        assert posted(clerk, act=act, discount="x").status_code == 404

    def test_nothing_is_written_by_get(self, ours: Seller, clerk: Client) -> None:
        assert clerk.get(reverse("price_act")).status_code == 405
