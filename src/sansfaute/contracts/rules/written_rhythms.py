"""How often a line is billed, as a file writes it: "mensuel", "toutes les 4 semaines", "annuel anniversaire", dates."""

import re
from collections.abc import Mapping
from typing import Any

from sansfaute.contracts.rules.clauses import fold
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.rhythms import Rhythm, read_rhythm

PERIODICITIES: Mapping[str, int] = {
    **dict.fromkeys(("mensuel", "mensuelle", "mois", "monthly", "month"), 1),
    **dict.fromkeys(("bimestriel", "bimestrielle", "bimestre", "two-monthly"), 2),
    **dict.fromkeys(("trimestriel", "trimestrielle", "trimestre", "quarterly", "quarter"), 3),
    **dict.fromkeys(("semestriel", "semestrielle", "semestre", "half-yearly"), 6),
    **dict.fromkeys(("annuel", "annuelle", "an", "annee", "yearly", "annual", "year"), 12),
}
_WEEKLY = ("hebdomadaire", "semaine", "weekly", "week")
_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("mois", "months", "month"), "month"),
    **dict.fromkeys(("semaines", "semaine", "weeks", "week"), "week"),
    **dict.fromkeys(("jours", "jour", "days", "day"), "day"),
}
_COUNTED = re.compile(r"(?:tou(?:te)?s les |every )?([1-9][0-9]{0,2}) ([a-z]+)")
_FROM_START = (" anniversaire", " date a date", " anniversary", " from the start")
_WORDS = {1: "mensuel", 2: "bimestriel", 3: "trimestriel", 6: "semestriel", 12: "annuel"}
_NAMED = {"month": "mois", "week": "semaines", "day": "jours"}


def read_periodicity(text: str) -> Rhythm | None:
    """The rhythm of a text; None when it says none.

    Months are civil, unless "anniversaire" follows or they do not fit into a year; weeks and days are counted from
    the first day of the line. At least two dates are a calendar: the first days of its periods.
    """
    folded = " ".join(fold(text).split())
    own = next((one for one in _FROM_START if folded.endswith(one)), "")
    bare = folded.removesuffix(own).strip()
    if (values := _values(bare, from_start=bool(own))) is None:
        values = {"unit": "calendar", "dates": text} if not own and _is_dates(text) else None
    try:
        return read_rhythm(values) if values else None
    except TermsRefused:
        return None


def _values(bare: str, *, from_start: bool) -> dict[str, Any] | None:
    if bare in _WEEKLY:
        return {"unit": "week", "count": "1"}
    months = PERIODICITIES.get(bare, 0)
    if not months:
        counted = _COUNTED.fullmatch(bare)
        if counted is None or counted[2] not in _UNITS:
            return None
        if _UNITS[counted[2]] != "month":
            return {"unit": _UNITS[counted[2]], "count": counted[1]}
        months = int(counted[1])
    is_civil = not from_start and 12 % months == 0
    return {"unit": "month", "count": str(months), "alignment": "civil" if is_civil else "anniversary"}


def _is_dates(text: str) -> bool:
    return sum(any(sign.isdigit() for sign in piece) for piece in re.split("[,;\n]", text)) > 1


def written_periodicity(rhythm: Mapping[str, Any]) -> str:
    """The text that reads back as this rhythm; "" for one that no file can say (an anchor of its own)."""
    if not rhythm:
        return ""
    one = read_rhythm(rhythm)
    if one.unit == "calendar":
        return ", ".join(day.isoformat() for day in one.dates)
    if one.anchor is not None:
        return ""
    if one.unit != "month":
        return f"{one.count} {_NAMED[one.unit]}" if one.alignment == "anniversary" else ""
    words = _WORDS.get(one.count, f"{one.count} mois")
    return words if one.alignment == "civil" else f"{words} anniversaire"
