"""The exports of a small company, from files to delivered invoices, as `make demo` does it.

Everything real: the same files, rules, numbers, seals and documents; only the workers are replaced
by running each step at once.
"""

import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count

from sansfaute.contracts import actions as contracts
from sansfaute.delivery import queries as delivery
from sansfaute.documents import queries as documents
from sansfaute.intake import actions as intake
from sansfaute.intake import queries as rows
from sansfaute.issuing import queries as issuing
from sansfaute.issuing.models import Invoice
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata import rules as masterdata_rules
from sansfaute.masterdata.models import Seller
from sansfaute.project.summary import balance_sheet
from sansfaute.review.adapters import official
from sansfaute.review.models import DraftException, Verdict

EXAMPLES = Path(__file__).parents[2] / "examples" / "ondine"
FILES = ["articles.csv", "clients.csv", "contrats.csv", "consommations.csv", "commandes.xlsx"]
LAST_DAY = date(2026, 10, 31)
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def seller(tmp_path: Path, settings: Any) -> Seller:
    """The example's seller, its files and mails kept apart from those of other tests."""
    settings.FILE_STORE, settings.MAIL_FOLDER = tmp_path / "files", tmp_path / "mail"
    settings.EMAIL_BACKEND = "sansfaute.delivery.adapters.mail_folder.EmailBackend"
    settings.OFFICIAL_RULES = "always"
    values = masterdata_rules.read_seller((EXAMPLES / "seller.toml").read_text("utf-8"))
    return masterdata.agree_seller(values=values, at=clock.now())


def bring_in(seller: Seller, at: datetime) -> None:
    for name in FILES:
        with journal.inline_steps() as steps:
            content = (EXAMPLES / name).read_bytes()
            source = intake.receive_file(seller_id=seller.id, name=name, content=content, at=at)
            intake.parse_rows(source_file_id=source.id, accept=True, at=at)
            steps.run()


def bill(seller: Seller, at: datetime) -> dict[str, Any]:
    with journal.inline_steps() as steps:
        run = contracts.start_bill_run(seller_id=seller.id, until=LAST_DAY, issue_date=LAST_DAY, at=at)
        contracts.find_billable_work(run_id=run.id, at=at)
        steps.run()
    return balance_sheet(seller, LAST_DAY, started_at=at)


def test_untidy_exports_become_sealed_invoices_and_every_row_is_accounted_for(seller: Seller, tmp_path: Path) -> None:
    bring_in(seller, clock.now())
    counts = rows.row_counts(seller.id)
    assert counts == {"read": 3075, "usable": 3058, "set_aside": 17}

    sheet = bill(seller, clock.now())
    parts = [sheet[name] for name in ("invoiced", "held", "set_aside")]
    assert sheet["pending"]["count"] == 0
    assert sheet["billable"]["count"] == sum(part["count"] for part in parts) > 3000
    assert sheet["billable"]["amount"] == sum(part["amount"] for part in parts)
    assert sheet["invoiced"]["count"] > 1000
    assert sheet["held"]["count"] > 0

    # Every issued document passed rules that really ran, on the document itself.
    verdicts = Verdict.objects.filter(draft__invoice__isnull=False)
    assert {one.details["official"]["judged"] for one in verdicts} == {"document"}
    assert {one.verdict for one in verdicts} == {"passed"}
    assert {one.rule for one in DraftException.objects.all()} >= {
        "siren_missing", "siren_wrong", "purchase_order_missing", "discount_above_limit", "payment_term_beyond_law",
        "treatment_unknown",
    }  # fmt: skip

    # What is stored is what was issued: read back from the archive and judged again as it will be sent.
    stored = [documents.content(one) for one in documents.kept(seller.id).filter(kind="cii")[:40]]
    assert {one.verdict for one in official.judge(stored)} == {"passed"}
    assert issued_amount(seller) == sum(Decimal(str(one["total_with_vat"])) for one in sheet["documents"])
    assert [*issuing.verify_series(), *issuing.verify_chain(), *documents.verify_archive()] == []

    mails = delivery.counts_by_state(seller.id)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == mails["sent"]
    assert mails["sent"] + mails["held"] == len(sheet["documents"])

    # A second time, nothing more.
    bring_in(seller, clock.now())
    again = bill(seller, clock.now())
    assert again["issued_now"] == 0
    assert rows.row_counts(seller.id) == counts
    assert again["billable"] == sheet["billable"]
    assert not Invoice.objects.values("draft_id").annotate(times=Count("id")).filter(times__gt=1).exists()
    shutil.rmtree(tmp_path / "files")
    assert {one.kind for one in documents.verify_archive()} == {"document"}


def issued_amount(seller: Seller) -> Decimal:
    """Recounted from the sealed documents, not from the columns."""
    return sum((issuing.model_of(one).totals.total_with_vat for one in issuing.invoices_of(seller.id)), Decimal(0))
