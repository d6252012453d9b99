"""How a column writes its numbers and dates, decided by the evidence of the whole column."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from sansfaute.intake.rules.choices import NOTHING_CHOSEN, Choices
from sansfaute.intake.rules.headers import Header
from sansfaute.intake.rules.kinds import fields_of
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import NumberedRow
from sansfaute.lib.sentences import sentences
from sansfaute.lib.text import DecimalMark, fold

_SLASHED = re.compile(r"\s*(\d{1,2})([/.\-])(\d{1,2})\2(?:\d{4}|\d{2})\b")
_MARKED = re.compile(r"^[^0-9]*([0-9.,\s\u00a0\u202f'’]*[.,][0-9.,\s\u00a0\u202f'’]*)[^0-9]*$")
_FRENCH_WORDS = frozenset(
    word
    for line in (
        "quantite qte debut fin prix horodatage client remise livraison tva pu designation unite raison",
        "sociale adresse ville contrat commande ht n le du au reglement delai",
    )
    for word in line.split()
)


ColumnMark = DecimalMark | Literal["mixed"] | None


@dataclass(slots=True)
class Evidence:
    """What one column shows: counts of its styles, and one undecided example."""

    commas: int = 0
    points: int = 0
    day_first: int = 0
    month_first: int = 0
    iso: int = 0
    unsure_number: str = ""
    unsure_date: str = ""
    examples: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Styles:
    """How to read each field: its decimal mark ("mixed": both seen, None: none) and whether days come first."""

    marks: dict[str, ColumnMark]
    day_first: dict[str, bool]
    recognised: dict[str, Any]


def recognise_styles(
    header: Header, rows: Iterator[NumberedRow], choices: Choices = NOTHING_CHOSEN
) -> tuple[Styles, int]:
    """The styles of a table's columns, and how many rows were looked at (all of them).

    What a person chose decides wherever a column does not speak with one voice. Raises Unreadable when dates
    or numbers have two readings that nothing in the file decides.
    """
    fields = {name: one.type for name, one in fields_of(header.kind).items() if name in header.columns}
    watched = [(name, header.columns[name], kind) for name, kind in fields.items() if kind != "text"]
    seen = {name: Evidence() for name, _, _ in watched}
    count = 0
    for _, cells in rows:
        count += 1
        for name, index, kind in watched:
            if index < len(cells) and isinstance(cell := cells[index], str) and cell:
                (_see_number if kind in ("number", "loose") else _see_date)(seen[name], cell)
    return _decide(header, seen, choices), count


def _see_number(evidence: Evidence, text: str) -> None:
    found = _MARKED.match(text)
    if not found:
        return
    number = re.sub(r"[^0-9.,]", "", found[1])
    mark = max(number.rfind(","), number.rfind("."))
    one_mark = number.count(",") + number.count(".") == 1
    if one_mark and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", number):
        evidence.unsure_number = evidence.unsure_number or text
    elif one_mark or ("," in number and "." in number):
        name = "commas" if number[mark] == "," else "points"
        setattr(evidence, name, getattr(evidence, name) + 1)
        evidence.examples.setdefault(name, text)


def _see_date(evidence: Evidence, text: str) -> None:
    if re.match(r"\s*\d{4}-\d", text):
        evidence.iso += 1
        evidence.examples.setdefault("iso", text)
        return
    found = _SLASHED.match(text)
    if not found:
        return
    first, second = int(found[1]), int(found[3])
    if found[2] == "." or first > 12 >= second:
        evidence.day_first += 1
        evidence.examples.setdefault("day_first", text)
    elif second > 12 >= first:
        evidence.month_first += 1
        evidence.examples.setdefault("month_first", text)
    elif first != second:
        evidence.unsure_date = evidence.unsure_date or text


def _decide(header: Header, seen: dict[str, Evidence], choices: Choices) -> Styles:
    french = _is_french(header)
    numbers: Counter[str] = Counter()
    dates: Counter[str] = Counter()
    for one in seen.values():
        numbers.update(commas=one.commas, points=one.points)
        dates.update(day_first=one.day_first, month_first=one.month_first)
    marks, orders, recognised = {}, {}, {}
    for name, one in seen.items():
        column = header.names[header.columns[name]]
        marks[name], number_why = _chosen_mark(one, choices) or _mark(one, numbers, french, column)
        orders[name], date_why = _chosen_order(one, choices) or _order(one, dates, french, column)
        if why := number_why or date_why:
            recognised[name] = why
    return Styles(marks, orders, {"values": recognised})


def _chosen_mark(one: Evidence, choices: Choices) -> tuple[ColumnMark, dict[str, Any]] | None:
    """The chosen decimal mark, for a column whose own numbers do not all show one."""
    if not choices.decimal_mark or bool(one.commas) != bool(one.points) or not (one.commas or one.unsure_number):
        return None
    return choices.decimal_mark, _said("mark_chosen", one.unsure_number or one.examples.get("commas", ""))


def _chosen_order(one: Evidence, choices: Choices) -> tuple[bool, dict[str, Any]] | None:
    if not choices.date_order or not one.unsure_date or bool(one.day_first) != bool(one.month_first):
        return None
    return choices.date_order == "day_first", _said("order_chosen", one.unsure_date)


def _mark(one: Evidence, file: Counter[str], french: bool, column: str) -> tuple[ColumnMark, dict[str, Any] | None]:
    """The column's decimal mark; failing it the file's; failing that the language of the headers."""
    if one.commas and one.points:
        return "mixed", _said("mixed", one.examples["commas"] + " · " + one.examples["points"])
    if one.commas or one.points:
        name = "commas" if one.commas else "points"
        return ("," if one.commas else "."), _said(
            "decimal_comma" if one.commas else "decimal_point", one.examples[name]
        )
    if not one.unsure_number:
        return None, None
    if bool(file["commas"]) != bool(file["points"]):
        return ("," if file["commas"] else "."), _said("as_other_columns", one.unsure_number)
    if french:
        return ",", _said("french_headers", one.unsure_number)
    raise Unreadable("numbers_ambiguous", column=column, value=one.unsure_number)


def _order(one: Evidence, file: Counter[str], french: bool, column: str) -> tuple[bool, dict[str, Any] | None]:
    """Whether days come first in the column; failing it in the file; failing that by language."""
    if one.day_first or one.month_first:
        # A slip or two among many is set aside by itself; a true mixture leaves the rest undecided.
        if one.unsure_date and 10 * min(one.day_first, one.month_first) > max(one.day_first, one.month_first):
            raise Unreadable("dates_ambiguous", column=column, value=one.unsure_date)
        first = one.day_first >= one.month_first
        name = "day_first" if first else "month_first"
        return first, _said(name, one.examples[name])
    if not one.unsure_date:
        return True, _said("iso_dates", one.examples["iso"]) if one.iso else None
    if bool(file["day_first"]) != bool(file["month_first"]):
        return bool(file["day_first"]), _said("dates_as_other_columns", one.unsure_date)
    if french:
        return True, _said("french_dates", one.unsure_date)
    raise Unreadable("dates_ambiguous", column=column, value=one.unsure_date)


_WHY = sentences(__package__ or "", "column_styles")


def _said(style: str, example: str) -> dict[str, Any]:
    return {"value": style, "evidence": _WHY[style], "example": example}


def _is_french(header: Header) -> bool:
    words = {word for name in header.names for word in fold(name).split()}
    return len(words & _FRENCH_WORDS) >= 2
