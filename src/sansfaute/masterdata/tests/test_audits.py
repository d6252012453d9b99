"""The nightly audit: once a day, resumed where it was killed, dated; scores that have a row when they change."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata import actions
from sansfaute.masterdata.actions import audits
from sansfaute.masterdata.models import Audit, Buyer, ExpectedBilling, Progress, QualityScore, Seller
from sansfaute.masterdata.tests.quality import AT, buyer, change, open_rules, rule

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _alone() -> Any:
    with inline_steps():
        yield


@pytest.fixture
def seller() -> Seller:
    return Seller.objects.create(name="Ondine", siren="100000009", line_1="1 rue X", post_code="69002", city="Lyon")


class TestAudit:
    def test_today_s_rules_judge_every_record_once(self, seller: Seller) -> None:
        buyer(seller, "A")
        own = rule(seller, level="error")
        assert open_rules(seller) == []
        audit = actions.audit_records(seller_id=seller.pk, day=DAY, at=AT)
        assert open_rules(seller) == [("A", f"audit:{own.pk}")]
        assert (audit.record_count, audit.finding_count, audit.opened_count) == (1, 1, 1)
        again = actions.audit_records(seller_id=seller.pk, day=DAY, at=AT)
        assert (again.pk, Fact.objects.filter(kind="RecordsAudited").count()) == (audit.pk, 1)
        progress = Progress.objects.get(task="audit")
        assert (progress.done, progress.total, progress.ended_at) == (1, 1, AT)

    def test_killed_it_goes_on_where_it_was(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        for code in "ABCDE":
            buyer(seller, code)
        rule(seller, level="error")
        monkeypatch.setattr(audits, "CHUNK", 2)
        judged: list[str] = []
        whole = audits._judge

        def dying(kind: Any, records: Any, *rest: Any) -> Any:
            if len(judged) == 2:
                judged.append("killed")
                raise KeyboardInterrupt
            judged.extend(one.code for one in records)
            return whole(kind, records, *rest)

        monkeypatch.setattr(audits, "_judge", dying)
        with pytest.raises(KeyboardInterrupt):
            actions.audit_records(seller_id=seller.pk, day=DAY, at=AT)
        assert (Audit.objects.get().record_count, len(open_rules(seller))) == (2, 2)
        actions.audit_records(seller_id=seller.pk, day=DAY, at=AT)
        assert judged == ["A", "B", "killed", "C", "D", "E"]
        assert len(open_rules(seller)) == 5

    def test_what_a_rule_of_the_house_reads_otherwise_today_is_announced(self, seller: Seller) -> None:
        one = buyer(seller, "A")
        Buyer.objects.filter(pk=one.pk).update(city="as an older rule read it")
        before = Fact.objects.filter(kind="RecordAgreed").count()
        actions.audit_records(seller_id=seller.pk, day=DAY, at=AT)
        assert Buyer.objects.get().city == "Lyon"
        assert Fact.objects.filter(kind="RecordAgreed").count() == before + 1

    def test_scores_have_a_row_when_they_change(self, seller: Seller) -> None:
        buyer(seller, "A")
        buyer(seller, "B", email="nobody")
        bad = Buyer.objects.get(code="B")
        ExpectedBilling.objects.create(
            seller=seller, buyer=bad, amount=Decimal(1000), period_start=DAY, period_end=DAY, worked_out_at=AT
        )
        for days in range(3):
            actions.audit_records(seller_id=seller.pk, day=DAY + timedelta(days=days), at=AT)
        assert QualityScore.objects.filter(buyer=None).count() == 1
        assert QualityScore.objects.exclude(buyer=None).count() == 2
        base = QualityScore.objects.get(buyer=None)
        worst = QualityScore.objects.get(buyer=bad)
        assert (base.record_count, worst.valid) == (2, Decimal("60.00"))
        assert base.valid < Decimal("60.1")  # the money is with the bad one
        change(seller, "B", email="a@b.example")
        actions.audit_records(seller_id=seller.pk, day=DAY + timedelta(days=3), at=AT)
        assert QualityScore.objects.filter(buyer=None).count() == 2

    def test_spends_as_many_queries_on_many_records_as_on_few(self, seller: Seller) -> None:
        rule(seller, level="error")
        rule(seller, field="email", condition="is_not_unique")
        spent = []
        for day, count in enumerate((5, 60)):
            for number in range(count):
                buyer(seller, f"{day}-{number}")
            with CaptureQueriesContext(connection) as asked:
                actions.audit_records(seller_id=seller.pk, day=DAY + timedelta(days=day), at=AT)
            spent.append(len(asked))
        assert spent[1] <= spent[0] + 2
