"""Series of numbers by kind, channel and year: planned for a reason, never two with one prefix, never in the past."""

from datetime import date
from typing import Any

import pytest

from sansfaute.drafts.models import Draft
from sansfaute.issuing import actions, rules
from sansfaute.issuing.actions import IssueRefused, SeriesRefused
from sansfaute.issuing.models import Invoice, NumberSeries, SeriesPlan
from sansfaute.issuing.tests.test_actions import approved, issue, problems
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Seller
from sansfaute.people.models import Person, Role
from sansfaute.review.tests import factories

NOW, TODAY = factories.NOW, factories.LAST_DAY


class TestCountedIn:
    """Rules: which series a document is counted in."""

    WEB = rules.Planned(kind="invoice", channel="WEB", prefix="W", since=TODAY)
    DEPOSITS = rules.Planned(kind="deposit", channel="", prefix="AC", since=TODAY)

    @pytest.mark.parametrize(
        ("kind", "channel", "series"),
        [
            ("invoice", "", ("invoice", "", "F")),
            ("credit_note", "", ("credit_note", "", "AF")),
            ("deposit", "", ("deposit", "", "AC")),
            ("invoice", "WEB", ("invoice", "WEB", "W")),
            ("credit_note", "WEB", ("credit_note", "WEB", "AW")),
            ("deposit", "WEB", ("invoice", "WEB", "W")),
        ],
    )
    def test_with_plans(self, kind: str, channel: str, series: tuple[str, str, str]) -> None:
        assert rules.counted_in("F", kind, channel, TODAY, [self.WEB, self.DEPOSITS]) == rules.SeriesKey(*series)

    def test_a_plan_counts_from_its_day_on_and_the_latest_wins(self) -> None:
        later = rules.Planned(kind="deposit", channel="", prefix="DEP", since=date(2027, 1, 1))
        prefixes = []
        for day in (date(2026, 10, 30), TODAY, date(2027, 1, 1)):
            found = rules.counted_in("F", "deposit", "", day, [later, self.DEPOSITS])
            assert found is not None
            prefixes.append((found.kind, found.prefix))
        assert prefixes == [("invoice", "F"), ("deposit", "AC"), ("deposit", "DEP")]

    @pytest.mark.parametrize(("kind", "channel"), [("self_billed", ""), ("self_billed", "WEB"), ("invoice", "SHOP")])
    def test_what_must_be_planned_first(self, kind: str, channel: str) -> None:
        assert rules.counted_in("F", kind, channel, TODAY, [self.WEB]) is None

    def test_every_number_stays_within_20_characters(self) -> None:
        longest = rules.in_year("A" + "X" * rules.MAX_PREFIX, 2026)
        assert len(rules.invoice_number(longest, 9_999_999)) <= 20
        assert len(longest) <= NumberSeries._meta.get_field("prefix").max_length


@pytest.fixture
def seller() -> Seller:
    return factories.seller()


def plan(seller: Seller, **values: Any) -> SeriesPlan:
    given: dict[str, Any] = {
        "kind": "invoice", "channel": "WEB", "prefix": "W", "reason": "Ventes du site", "since": TODAY, "actor": None,
        "at": NOW,
    }  # fmt: skip
    return actions.plan_series(seller_id=seller.pk, **given | values)


@pytest.mark.django_db
class TestPlanSeries:
    def test_each_channel_counts_from_one_and_the_ordinary_one_goes_on(self, seller: Seller) -> None:
        plan(seller)
        drafts = approved(seller, 3)
        Draft.objects.filter(pk=drafts[1].pk).update(channel="WEB")
        issued = issue(drafts)
        assert sorted(one.invoice_number for one in issued) == ["F2026-000001", "F2026-000002", "W2026-000001"]
        assert problems() == []
        assert Fact.objects.get(kind="SeriesPlanned").data["prefix"] == "W"

    def test_a_channel_without_a_plan_is_refused_and_no_number_is_used(self, seller: Seller) -> None:
        drafts = approved(seller, 1)
        Draft.objects.update(channel="SHOP")
        with pytest.raises(IssueRefused, match="SHOP"):
            issue(drafts)
        assert not Invoice.objects.exists()

    @pytest.mark.parametrize(
        "values",
        [
            {"kind": "quote"},
            {"reason": " "},
            {"prefix": "TOOLONG"},
            {"prefix": ""},
            {"prefix": "w"},
            {"prefix": "1W"},
            {"prefix": "W-"},
            {"prefix": "F"},
            {"prefix": "AF"},
        ],
    )
    def test_what_is_not_well_made_or_taken_is_refused(self, seller: Seller, values: dict[str, Any]) -> None:
        with pytest.raises(SeriesRefused):
            plan(seller, **values)
        assert not SeriesPlan.objects.exists()

    def test_no_two_series_share_a_prefix(self, seller: Seller) -> None:
        plan(seller)
        for other in ({"channel": "SHOP"}, {"kind": "deposit", "channel": ""}, {"channel": "SHOP", "prefix": "AW"}):
            with pytest.raises(SeriesRefused):
                plan(seller, **other)
        plan(seller, kind="credit_note", prefix="AW")  # the credit notes of the same channel may
        plan(factories.seller(siren="443061841"))  # and another company

    def test_a_series_begun_keeps_its_prefix_until_the_year_ends(self, seller: Seller) -> None:
        plan(seller)
        drafts = approved(seller, 1)
        Draft.objects.update(channel="WEB")
        issue(drafts)
        with pytest.raises(SeriesRefused, match="2026"):
            plan(seller, prefix="WW", since=date(2026, 12, 1))
        plan(seller, prefix="WW", since=date(2027, 1, 1))

    def test_not_before_what_was_already_issued(self, seller: Seller) -> None:
        drafts = approved(seller, 1)
        Draft.objects.update(type_code="386", document=Draft.objects.get().document | {"type_code": "386"})
        (deposit,) = issue(drafts)
        assert deposit.invoice_number == "F2026-000001"
        with pytest.raises(SeriesRefused):
            plan(seller, kind="deposit", channel="", prefix="AC")
        plan(seller, kind="deposit", channel="", prefix="AC", since=date(2026, 11, 1))

    def test_the_same_twice_is_refused(self, seller: Seller) -> None:
        plan(seller)
        with pytest.raises(SeriesRefused):
            plan(seller)

    def test_only_those_whose_role_lets_them(self, seller: Seller) -> None:
        clerk, accountant = Person.objects.create(username="a"), Person.objects.create(username="b")
        Role.objects.create(person=clerk, seller_id=seller.pk, role="clerk")
        Role.objects.create(person=accountant, seller_id=seller.pk, role="accountant")
        with pytest.raises(SeriesRefused):
            plan(seller, actor=clerk)
        assert plan(seller, actor=accountant).planned_by == accountant
