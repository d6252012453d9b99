"""Dates and times as UN/CEFACT writes them: figures, and the code of their format (UNTDID 2379)."""

import re
from dataclasses import dataclass
from datetime import datetime

_LAYOUTS = {"102": "%Y%m%d", "203": "%Y%m%d%H%M", "204": "%Y%m%d%H%M%S"}
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_LENGTHS = {"102": 8, "203": 12, "204": 14}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time as it is written, so that nothing is lost of one that cannot be understood.

    Format 102 is a day, 203 a minute, 204 a second. No time zone is written: the standard gives none.
    """

    text: str = ""
    format: str | None = "204"

    @classmethod
    def of(cls, value: datetime, format: str = "204") -> "Moment":
        """The moment in that format (102, 203 or 204); raises KeyError for another one."""
        # strftime does not pad years before 1000, which the format needs.
        return cls(value.strftime(_LAYOUTS[format].replace("%Y", f"{value.year:04d}")), format)

    def instant(self) -> datetime | None:
        """The date and time that the text tells, without time zone; None when it tells none."""
        form = self.format or ""
        if form not in _LAYOUTS or _DIGITS.fullmatch(self.text) is None or len(self.text) != _LENGTHS[form]:
            return None
        try:
            return datetime.strptime(self.text, _LAYOUTS[form])  # noqa: DTZ007 - the standard writes no zone
        except ValueError:  # 30 February
            return None
