"""Likely duplicates: who may see and decide, and that every decision can be taken back."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import signed_in, text
from sansfaute.masterdata import queries, rules
from sansfaute.masterdata.actions import undoing
from sansfaute.masterdata.models import Buyer, ClusterMember, DistinctPair, DuplicateCluster, Seller

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 31, 8, tzinfo=UTC)


def buyer(seller: Seller, code: str, **values: str) -> Buyer:
    given = {"line_1": "4 avenue Foch", "post_code": "29200", "city": "Brest", "country": "France", **values}
    read = rules.read_buyer({**given, "code": code}).fields
    return Buyer.objects.create(seller=seller, code=code, values=given, **read)


def cluster(seller: Seller, *members: Buyer, verdict: str = "sure") -> DuplicateCluster:
    said = {"field": "name", "level": "same", "weight": "+12.0", "fr": "Même nom.", "en": "Same name."}
    against = {"field": "phone", "level": "differs", "weight": "-1.5", "fr": "Téléphones.", "en": "Telephones differ."}
    pair = {
        "first": str(members[0].pk), "second": str(members[1].pk), "probability": "0.998000",
        "evidence": [said, against],
    }  # fmt: skip
    made = DuplicateCluster.objects.create(
        seller=seller, verdict=verdict, probability=Decimal("0.998"), pairs=[pair], proposed_at=AT,
        fingerprint="".join(one.code for one in members),
    )  # fmt: skip
    ClusterMember.objects.bulk_create(ClusterMember(seller=seller, cluster=made, buyer=one) for one in members)
    return made


@pytest.fixture
def pair(ours: Seller) -> DuplicateCluster:
    one = buyer(ours, "C1", name="Garage Kerbrat", email="a@kerbrat.example", telephone="02 98 00 00 01")
    return cluster(ours, one, buyer(ours, "C2", name="SARL Garage Kerbrat", city="BREST"))


@pytest.fixture
def clerk(ours: Seller) -> Client:
    return signed_in(factories.person("lea", ours, "clerk"))


def decide(client: Client, row: DuplicateCluster, decision: str, **more: str) -> Any:
    return client.post(reverse("duplicate_decision", args=[row.pk]) + "?list=sure", {"decision": decision, **more})


class TestSeeing:
    def test_records_stand_side_by_side_with_the_evidence(self, clerk: Client, pair: DuplicateCluster) -> None:
        page = text(clerk.get(reverse("duplicate", args=[pair.pk])))
        for shown in ("C1 = C2", "Same name.", "+12.0", "-1.5", "SARL Garage Kerbrat", "differs", "99.8%"):
            assert shown in page, shown

    def test_lists_and_counts(self, clerk: Client, ours: Seller, pair: DuplicateCluster) -> None:
        review = cluster(ours, buyer(ours, "D1", name="A"), buyer(ours, "D2", name="B"), verdict="review")
        page = clerk.get(reverse("duplicates"))
        assert [line.row.pk for line in page.context["lines"]] == [pair.pk]
        assert page.context["counts"] == {"sure": 1, "review": 1, "later": 0, "decided": 0}
        shown = clerk.get(reverse("duplicates"), {"list": "review"}).context["lines"]
        assert [line.row.pk for line in shown] == [review.pk]
        assert clerk.get(reverse("duplicates"), {"list": "x", "undo": "set-x"}).status_code == 200

    def test_the_next_one_follows(self, clerk: Client, ours: Seller, pair: DuplicateCluster) -> None:
        other = cluster(ours, buyer(ours, "D1", name="A"), buyer(ours, "D2", name="B"))
        page = clerk.get(reverse("duplicate", args=[pair.pk]), {"list": "sure"})
        assert (page.context["before"], page.context["after"]) == (None, other.pk)


class TestDeciding:
    def test_merged_with_chosen_values_then_undone(self, clerk: Client, pair: DuplicateCluster) -> None:
        one, two = Buyer.objects.order_by("code")
        before = list(Buyer.objects.order_by("code").values())
        answer = decide(
            clerk, pair, "merge", keep=str(one.pk), **{"field-name": str(two.pk), "field-city": str(one.pk)}
        )
        one.refresh_from_db()
        two.refresh_from_db()
        assert (two.merged_into_id, one.name, one.city) == (one.pk, "SARL Garage Kerbrat", "Brest")
        page = clerk.get(answer.url)
        assert page.context["undo"]["what"] == "set"
        assert "1 record was merged." in text(page)
        undone = clerk.post(reverse("undo_duplicate"), {"what": "set", "key": page.context["undo"]["key"]})
        assert UUID(undone.url.split("/")[-2].split("?")[0]) == pair.pk
        assert list(Buyer.objects.order_by("code").values()) == before
        assert queries.duplicate_counts(pair.seller_id)["sure"] == 1

    @pytest.mark.parametrize(("decision", "state"), [("distinct", "distinct"), ("later", "later")])
    def test_other_decisions_are_taken_back_too(
        self, clerk: Client, pair: DuplicateCluster, decision: str, state: str
    ) -> None:
        answer = decide(clerk, pair, decision)
        pair.refresh_from_db()
        assert pair.state == state
        undo = clerk.get(answer.url).context["undo"]
        clerk.post(reverse("undo_duplicate"), {"what": undo["what"], "key": undo["key"]})
        pair.refresh_from_db()
        assert (pair.state, DistinctPair.objects.count()) == ("open", 0)

    def test_decided_meanwhile_says_so(self, clerk: Client, pair: DuplicateCluster) -> None:
        decide(clerk, pair, "distinct")
        answer = decide(clerk, pair, "merge", keep=str(Buyer.objects.get(code="C1").pk))
        assert "Somebody has decided" in text(clerk.get(answer.url))
        assert not Buyer.objects.exclude(merged_into=None).exists()

    def test_nobody_kept_is_refused(self, clerk: Client, ours: Seller, pair: DuplicateCluster) -> None:
        stranger = buyer(ours, "X", name="Autre")
        answer = decide(clerk, pair, "merge", keep=str(stranger.pk))
        assert "Choose the record that stays." in text(clerk.get(answer.url))

    def test_all_that_is_sure_is_shown_then_merged_then_undone(self, clerk: Client, pair: DuplicateCluster) -> None:
        page = clerk.get(reverse("merge_sure"))
        assert (page.context["count"], page.context["absorbed"]) == (1, 1)
        answer = clerk.post(reverse("merge_sure"))
        undo = clerk.get(answer.url).context["undo"]
        clerk.post(reverse("undo_duplicate"), {"what": undo["what"], "key": undo["key"]})
        assert not Buyer.objects.exclude(merged_into=None).exists()

    def test_a_large_merge_is_taken_back_by_a_worker_and_the_page_says_so(
        self, clerk: Client, pair: DuplicateCluster, no_worker: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(undoing, "AT_ONCE", 0)
        key = clerk.get(clerk.post(reverse("merge_sure")).url).context["undo"]["key"]
        shown = clerk.post(reverse("undo_duplicate"), {"what": "set", "key": key}, follow=True)
        assert shown.redirect_chain[-1][0] == reverse("change_set", args=[key])
        said = text(shown)
        assert "A worker is undoing it" in said
        assert "Taken back" not in said
        assert "Records as they were" in said
        no_worker.run()
        assert not Buyer.objects.exclude(merged_into=None).exists()

    def test_the_comparison_is_asked_for(self, clerk: Client, ours: Seller, no_worker: Any) -> None:
        buyer(ours, "C1", name="Garage Kerbrat", email="a@kerbrat.example")
        buyer(ours, "C2", name="SARL Garage Kerbrat", email="a@kerbrat.example")
        clerk.post(reverse("ask_duplicates"))
        no_worker.run()
        assert DuplicateCluster.objects.get().verdict == "sure"


class TestRights:
    def test_a_colleague_sees_and_does_not_decide(self, approver: Client, pair: DuplicateCluster) -> None:
        page = text(approver.get(reverse("duplicate", args=[pair.pk])))
        assert 'value="merge"' not in page
        assert decide(approver, pair, "distinct").status_code == 403
        for name in ("merge_sure", "ask_duplicates", "undo_duplicate"):
            assert approver.post(reverse(name)).status_code == 403
        pair.refresh_from_db()
        assert pair.state == "open"

    def test_a_stranger_and_another_company_find_nothing(self, pair: DuplicateCluster) -> None:
        other = signed_in(factories.person("eve", factories.seller("Autre", "552100554"), "clerk"))
        for address in (reverse("duplicate", args=[pair.pk]),):
            assert other.get(address).status_code == 404
        assert decide(other, pair, "distinct").status_code == 404
        assert other.post(reverse("undo_duplicate"), {"what": "cluster", "key": str(pair.pk)}).status_code == 404
        assert not other.get(reverse("duplicates")).context["lines"]
        assert Client().get(reverse("duplicates")).status_code == 302
