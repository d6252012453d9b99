"""A small company's exports, files in the worst order, become drafts that balance to the cent."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from sansfaute.contracts import actions as contracts
from sansfaute.contracts import jobs as contracts_jobs
from sansfaute.contracts import queries as contracts_queries
from sansfaute.contracts.models import Contract, OrderLine, UsageEvent
from sansfaute.contracts.tests import factories
from sansfaute.drafts import jobs, queries
from sansfaute.drafts.models import Draft, DraftLine
from sansfaute.en16931 import totals
from sansfaute.intake import actions as intake
from sansfaute.intake import queries as intake_queries
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata.models import Seller

ONDINE = Path(__file__).parents[4] / "examples" / "ondine"
NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
END = date(2026, 10, 31)


def take_in(seller: Seller, name: str) -> None:
    source_file = intake.receive_file(seller_id=seller.pk, name=name, content=(ONDINE / name).read_bytes(), at=NOW)
    intake.parse_rows(source_file_id=source_file.pk, at=NOW)
    if source_file.kind in ("buyers", "items"):
        masterdata.agree_records(source_file_id=source_file.pk, at=NOW)
    fact = {"subject_id": str(source_file.pk), "kind": source_file.kind, "row_count": 0}
    contracts_jobs.record_agreements.func(str(seller.pk), [fact])


def tell_waiting(seller: Seller) -> None:
    agreed = [{"subject_id": str(fact.subject_id), **fact.data} for fact in Fact.objects.filter(kind="RecordAgreed")]
    for start in range(0, len(agreed), 500):
        contracts_jobs.retry_waiting.func(str(seller.pk), agreed[start : start + 500])


def bill(seller: Seller) -> None:
    run = contracts.start_bill_run(seller_id=seller.pk, until=END, issue_date=END, at=NOW)
    contracts.find_billable_work(run_id=run.pk, at=NOW)
    heard = Fact.objects.filter(kind="WorkBecameBillable", data__run_id=str(run.pk))
    jobs.assemble_drafts.func(str(seller.pk), [{"subject_id": str(fact.subject_id), **fact.data} for fact in heard])


@pytest.mark.slow
@pytest.mark.django_db
def test_ondine_in_the_worst_order_balances() -> None:
    assert ONDINE.is_dir(), "examples/ondine is part of the repository"
    seller = factories.seller(vat_identifier="FR81899999973", iban="FR7630002005500000899997364")
    with inline_steps():
        for name in ("consommations.csv", "commandes.xlsx", "contrats.csv", "articles.csv", "clients.csv"):
            take_in(seller, name)
        tell_waiting(seller)
        bill(seller)
        drafts = Draft.objects.count()
        bill(seller)

    rows = intake_queries.row_counts(seller.pk)
    assert rows["read"] == rows["usable"] + rows["set_aside"]
    reasons = intake_queries.reason_counts(seller.pk)
    assert not {"unknown_buyer"} & reasons.keys()  # every customer arrived in the end
    assert reasons["unknown_contract"] >= 1
    assert reasons["end_before_start"] >= 1
    assert Draft.objects.count() == drafts > 500

    billable = contracts_queries.billable_totals(seller.pk)["billable"]
    assert billable["count"] == DraftLine.objects.count()
    assert billable["amount"] == Draft.objects.aggregate(total=Sum("total_without_vat"))["total"]
    assert not UsageEvent.objects.filter(billable=None, used_on__lte=END).exists()
    assert not OrderLine.objects.filter(billable=None, delivery_date__lte=END).exists()
    assert OrderLine.objects.filter(billable=None).exists()  # some are delivered in November
    assert Contract.objects.exclude(clauses={}).exists()
    assert not [contract for contract in Contract.objects.all() if "unread" in contract.clauses]

    for draft in Draft.objects.order_by("id")[:100]:
        invoice = queries.invoice_of(draft)
        assert totals.calculate(invoice) == invoice
        assert all(treatment["source"] for treatment in draft.treatments)
    assert Decimal("0") < billable["amount"]
