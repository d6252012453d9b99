"""What VIES said of a customer's VAT number, as the treatment of a sale relies on it.

Answers are kept by `masterdata` with their day and their proof. A number called invalid is never believed; no
answer is no proof, and a person is told. Source: CGI 262 ter I, 259-1°, 286 ter; directive 2006/112/EC, art. 138
(as of 2020, a valid number is a condition of the exemption).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class ViesAnswer:
    """ "valid", "invalid", "unknown" (asked in vain), or "" when nothing was asked; and the day of the answer."""

    outcome: str = ""
    day: date | None = None


NOT_ASKED = ViesAnswer()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to VIES: its day, and whether the number is in use; None when there was no answer."""

    day: date
    is_valid: bool | None


def believed(asked: Iterable[Asked], *, days: int) -> ViesAnswer:
    """What to rely on, of the answers about one number: the last one that says yes or no.

    When VIES was asked again since and gave no answer, the last "yes" still stands for `days` days, and
    becomes unknown after them; a "no" stands until VIES says otherwise.
    """
    known = sorted(asked, key=lambda one: one.day)
    told = next((one for one in reversed(known) if one.is_valid is not None), None)
    if told is None:
        return ViesAnswer("unknown", known[-1].day) if known else NOT_ASKED
    if not told.is_valid:
        return ViesAnswer("invalid", told.day)
    later = known[-1].day
    is_stale = known[-1].is_valid is None and later - told.day > timedelta(days=days)
    return ViesAnswer("unknown", later) if is_stale else ViesAnswer("valid", told.day)
