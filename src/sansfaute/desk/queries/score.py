"""The score of the base, by dimension and over time, for the overview and the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sansfaute.desk.queries.stopped import progress_trouble
from sansfaute.lib import clock
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books
    from sansfaute.journal.queries import JobTrouble
    from sansfaute.masterdata.models import Progress, QualityScore

DIMENSIONS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("complete", _("Complete"), _("nothing that an invoice needs is missing")),
    ("valid", _("Valid"), _("what is there is right")),
    ("unique", _("Unique"), _("no open duplicate")),
    ("current", _("Current"), _("looked at lately")),
)


@dataclass(frozen=True, slots=True)
class ScoreShown:
    """The present score, its four dimensions, its course, what is at risk, and the audit in progress if one runs."""

    row: QualityScore | None
    dimensions: list[tuple[str | Promise, str | Promise, Decimal]]
    course: list[tuple[date, Decimal]]
    today: date
    money: Decimal
    corrections: int
    audit: Progress | None
    stopped: JobTrouble | None


def score_shown(books: Books) -> ScoreShown:
    """Everything that `desk/data/score.html` shows; five queries."""
    rows = list(masterdata.scores_of_base(books.seller.pk))
    last = rows[-1] if rows else None
    progress = masterdata.progress_of("audit", books.seller.pk)
    audit = progress if progress and progress.ended_at is None else None
    return ScoreShown(
        row=last,
        dimensions=_marks(last),
        course=[(one.since, one.score) for one in rows],
        today=clock.today(),
        money=masterdata.money_at_risk(books.seller.pk),
        corrections=masterdata.corrections(books.seller.pk).filter(closed_at=None).count(),
        audit=audit,
        stopped=progress_trouble(audit),
    )


def _marks(row: QualityScore | None) -> list[tuple[str | Promise, str | Promise, Decimal]]:
    if row is None:
        return []
    return [(word, said, getattr(row, name)) for name, word, said in DIMENSIONS]
