"""The balance of a bill run, and its documents: what `bill` reports. Reads every room, writes files' names."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from sansfaute.contracts import queries as contracts
from sansfaute.delivery import queries as delivery
from sansfaute.documents import queries as documents
from sansfaute.drafts import queries as drafts
from sansfaute.issuing import queries as issuing
from sansfaute.journal import queries as journal
from sansfaute.project.home import home
from sansfaute.review import queries as review
from sansfaute.review.queries import simulations

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Seller


def balance_sheet(
    seller: Seller, until: date, *, started_at: datetime | None = None, simulated: bool = False
) -> dict[str, Any]:
    """Billable = invoiced + held + set aside (+ pending while jobs are unfinished), in number and in euros.

    All items that runs until this day have found count, whichever run found them. In a simulation,
    "invoiced" is what would be: the items of approved drafts.
    """
    items = contracts.billable_items(seller.id).filter(run__until__lte=until)
    gone = Q(draft_line__draft__approval__isnull=False) if simulated else Q(draft_line__draft__invoice__isnull=False)
    aside = Q(draft_line__draft__discard__isnull=False)
    held = Q(draft_line__draft__verdict__isnull=False, draft_line__draft__approval=None) & ~aside & ~gone
    parts = {"invoiced": gone, "held": held, "set_aside": aside & ~gone}
    pending = ~(gone | held | aside)
    result: dict[str, Any] = {"billable": _amounts(items)}
    result.update({name: _amounts(items.filter(part)) for name, part in parts.items()})
    result["pending"] = _amounts(items.filter(pending))
    result["held_reasons"] = _reasons(seller.id)
    result["documents"] = list(_would_be(seller.id, until) if simulated else _issued(seller, until))
    result["issued_now"] = _issued_since(seller.id, started_at)
    result["failed_jobs"] = failed_jobs()
    return result


def simulated_balance(seller: Seller, until: date, simulation_id: UUID) -> dict[str, Any]:
    """The balance as it stands, with what a simulation would add to it."""
    result = balance_sheet(seller, until, simulated=True)
    reasons: Counter[str] = Counter(result["held_reasons"])
    for one in simulations.documents(simulation_id).iterator(chunk_size=500):
        net = sum((Decimal(str(amount)) for amount in one.amounts.values()), Decimal(0))
        for name in ("billable", "held" if one.holds else "invoiced"):
            result[name]["count"] += one.line_count
            result[name]["amount"] += net
        reasons.update(one.holds)
        if not one.holds:
            result["documents"].append(_foreseen(one))
    result["held_reasons"] = dict(sorted(reasons.items(), key=lambda one: (-one[1], one[0])))
    return result


def _foreseen(one: Any) -> dict[str, Any]:
    return {
        "number": None,
        "type_code": one.type_code,
        "buyer": one.buyer.code,
        "total_with_vat": one.total_with_vat,
        "files": [],
    }


def _amounts(items: QuerySet[Any]) -> dict[str, Any]:
    facts = items.aggregate(count=Count("id"), amount=Sum("net_amount"))
    return {"count": facts["count"], "amount": facts["amount"] or Decimal("0.00")}


def _reasons(seller_id: UUID) -> dict[str, int]:
    rows = review.open_exceptions(seller_id).values_list("rule").annotate(times=Count("id")).order_by("-times", "rule")
    return dict(rows)


def _issued(seller: Seller, until: date) -> Iterator[dict[str, Any]]:
    folder = _named_folder(seller)
    rows = issuing.invoices_of(seller.id).filter(draft__run__until__lte=until)
    for row in rows.defer("document").prefetch_related("documents").iterator(chunk_size=500):
        yield {
            "number": row.invoice_number,
            "type_code": row.type_code,
            "total_with_vat": row.total_with_vat,
            "files": [str(folder / str(row.issue_date.year) / one.filename) for one in row.documents.all()],
        }


def _would_be(seller_id: UUID, until: date) -> Iterator[dict[str, Any]]:
    rows = drafts.drafts_of(seller_id).filter(run__until__lte=until, approval__isnull=False, invoice=None)
    for row in rows.select_related("buyer").order_by("buyer__code", "id"):
        yield _foreseen(row)


def _issued_since(seller_id: UUID, moment: datetime | None) -> int:
    return issuing.invoices_of(seller_id).filter(issued_at__gte=moment).count() if moment else 0


def failed_jobs() -> list[dict[str, Any]]:
    """Jobs that wait for a person, with their reason."""
    failed = list(journal.failed_jobs())
    reasons = journal.failures_of(job.id for job in failed)
    return [
        {"id": job.id, "task": job.task_name, "reason": reasons[job.id].reason if job.id in reasons else "unknown"}
        for job in failed
    ]


def steps_done(seller_id: UUID) -> dict[str, tuple[int, int]]:
    """How far each step is: done, out of how many."""
    drafted = drafts.drafts_of(seller_id)
    facts = drafted.aggregate(
        all=Count("id"), judged=Count("verdict"), approved=Count("approval"), issued=Count("invoice")
    )
    return {
        "drafts reviewed": (facts["judged"], facts["all"]),
        "invoices issued": (facts["issued"], facts["approved"]),
        "documents kept": (documents.count_kept(seller_id), facts["issued"]),
        "sent or held": (delivery.count_settled(seller_id), facts["issued"]),
    }


def _named_folder(seller: Seller) -> Path:
    return home() / "documents" / seller.siren


def name_documents(folder: Path, seller: Seller) -> None:
    """Hard links from readable names (SIREN/year/number.pdf) to the stored files; harmless when repeated."""
    for stored in documents.kept(seller.id).select_related("invoice").iterator(chunk_size=500):
        name = folder / seller.siren / str(stored.invoice.issue_date.year) / stored.filename
        if not name.exists():
            name.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                _link(documents.path(stored), name)


def _link(stored: Path, name: Path) -> None:
    try:
        os.link(stored, name)
    except OSError:  # another file system, or one without hard links: a copy serves as well
        name.write_bytes(stored.read_bytes())
