"""Index series as data: who publishes them, the shape of their periods, what the law says of their use.

Source of the notes: C. mon. fin. L112-1 to L112-4 and what each note names; values of series never stand
in the code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sansfaute.contracts.rules.clause_records import Record, refusal
from sansfaute.lib.sentences import sentences

Standing = Literal["allowed", "conditional", "forbidden"]


@dataclass(frozen=True, slots=True)
class LegalNote(Record):
    """What the law says of a clause from `since` on; `confirmed` when its source was read for this file."""

    since: date
    standing: Standing
    confirmed: bool
    source: str
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Series:
    """A published series: `periodicity` is "month", "quarter" or "" when it has none."""

    code: str
    name_fr: str
    name_en: str
    publisher: str
    periodicity: str
    notes: tuple[LegalNote, ...]


def _series(code: str, row: Mapping[str, Any]) -> Series:
    notes = tuple(LegalNote(**note) for note in row["notes"])
    return Series(code, row["name"]["fr"], row["name"]["en"], row["publisher"], row["periodicity"], notes)


SERIES: Mapping[str, Series] = {
    code: _series(code, row) for code, row in sentences("sansfaute.contracts.rules", "index_series").items()
}
"""Known series by code; any other name may be used, and then nothing is said of its legality."""


def series_code(name: str) -> str:
    """The code of a series as people write it: "Syntec", "ICHT rev-TS" and "bt 01" are known."""
    code = "".join(name.split()).upper()
    return code if code in SERIES else name


def legal_note(series: str, day: date) -> LegalNote | None:
    """The note in force on that day, None for an unknown series or before the first note."""
    known = SERIES.get(series_code(series))
    notes = [note for note in known.notes if note.since <= day] if known else []
    return max(notes, key=lambda note: note.since, default=None)


_PERIOD = re.compile(r"(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True, order=True)
class IndexPeriod:
    """A month, quarter or year: `months` long, the `index`-th of its kind since year 0."""

    index: int
    months: int

    @property
    def first_month(self) -> int:
        """Months from year 0 to its first month."""
        return self.index * self.months

    @property
    def end_month(self) -> int:
        """Months from year 0 to the month after its last one."""
        return self.first_month + self.months

    def __str__(self) -> str:
        year, month = divmod(self.first_month, 12)
        if self.months == 12:
            return f"{year:04}"
        return f"{year:04}-{month + 1:02}" if self.months == 1 else f"{year:04}-Q{month // 3 + 1}"


def index_period(text: str) -> IndexPeriod:
    """The period of "2026-05", "2026-Q2" or "2026"; raises TermsRefused (unreadable_index_period)."""
    found = _PERIOD.fullmatch(text.strip())
    if not found:
        raise refusal("unreadable_index_period", period=text)
    year, quarter, month = (int(group) if group else 0 for group in found.groups())
    if quarter:
        return IndexPeriod(year * 4 + quarter - 1, 3)
    return IndexPeriod(year * 12 + month - 1, 1) if month else IndexPeriod(year, 12)


def period_holding(day: date, months: int) -> IndexPeriod:
    """The month, quarter or year that holds a day."""
    return IndexPeriod((day.year * 12 + day.month - 1) // months, months)
