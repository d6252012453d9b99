"""One value of a code list, with the days it may be used and where it is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

REFORM = date(2026, 9, 1)
"""First day of the reform: messages before it are trials. Source: DSE 2."""

LISTS = "CDAR 1.4.0 (N14, SCH)"
"""Where the closed lists are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code, its meaning in two languages, and the days between which it may be used."""

    code: str
    fr: str
    en: str
    since: date = REFORM
    until: date | None = None
    source: str = LISTS


_Dated = TypeVar("_Dated", bound=Code)


def in_force(codes: Iterable[_Dated], day: date) -> dict[str, _Dated]:
    """Those that may be used on that day, by code."""
    return {one.code: one for one in codes if one.since <= day and (one.until is None or day <= one.until)}
