"""What a person says of a file, instead of what would be recognised."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sansfaute.intake.rules.keys import KEYS
from sansfaute.intake.rules.kinds import KINDS, fields_of
from sansfaute.intake.rules.tables import MOST_COLUMNS
from sansfaute.lib.text import DecimalMark

MIXED = "mixed"
"""An encoding to choose: UTF-8 where it is, Windows elsewhere, accent by accent."""
ENCODINGS = (
    "utf-8", "utf-8-sig", "cp1252", "iso8859-15", "iso8859-1", "cp850", "mac_roman", "cp437", "cp1250", "cp1251",
    "cp1254", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii", MIXED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choices:
    """Each is empty where nothing was chosen: then the file itself decides.

    `header_row` is counted from 1 as a person does, 0 for a table without headers; `columns` gives
    the index of each field's column, from 0; `date_order` is day_first or month_first; `key` is what
    stands for a code where no column gives one.
    """

    kind: str = ""
    header_row: int | None = None
    columns: Mapping[str, int] = field(default_factory=dict)
    decimal_mark: DecimalMark | None = None
    date_order: str = ""
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    key: str = ""
    remembered: str = ""  # the day on which the same headers were explained, when that is where this comes from

    def data(self) -> dict[str, Any]:
        """What was chosen, as JSON holds it; nothing for what was not."""
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in given.items() if value or (name == "header_row" and value == 0)}


NOTHING_CHOSEN = Choices()


class ChoiceUnknown(ValueError):
    """Something was chosen that does not exist; its text says which."""


def read_choices(data: Mapping[str, Any]) -> Choices:
    """What was chosen, checked. Raises ChoiceUnknown for what no file could be read by."""
    unknown = set(data) - {one.name for one in fields(Choices)}
    _refuse(bool(unknown), f"nobody can choose {', '.join(sorted(unknown))}")
    kind, key = str(data.get("kind") or ""), str(data.get("key") or "")
    _refuse(kind not in ("", *KINDS), f"no kind of file is called {kind!r}; there are {', '.join(KINDS)}")
    _refuse(key not in ("", *KEYS), f"no key is called {key!r}; there are {', '.join(KEYS)}")
    encoding = str(data.get("encoding") or "")
    _refuse(encoding not in ("", *ENCODINGS), f"{encoding!r} is none of {', '.join(ENCODINGS)}")
    order = str(data.get("date_order") or "")
    _refuse(order not in ("", "day_first", "month_first"), f"dates are day_first or month_first, not {order!r}")
    mark = data.get("decimal_mark") or None
    _refuse(mark not in (None, ",", "."), f"a decimal mark is a comma or a point, not {mark!r}")
    separator = str(data.get("separator") or "")
    _refuse(len(separator) > 1 or separator in ('"', "\r", "\n"), f"{separator!r} separates no columns")
    return Choices(
        kind=kind,
        header_row=_header_row(data.get("header_row")),
        columns=_columns(kind, data.get("columns") or {}),
        decimal_mark=mark,
        date_order=order,
        encoding=encoding,
        separator=separator,
        sheet=str(data.get("sheet") or ""),
        key=key,
        remembered=str(data.get("remembered") or ""),
    )


def _header_row(given: Any) -> int | None:
    if given is None or given == "":
        return None
    _refuse(not str(given).isdigit(), f"{given!r} is not the number of a row")
    return int(given)


def _columns(kind: str, given: Any) -> dict[str, int]:
    """Index by field. A field that has no column is left out."""
    _refuse(not isinstance(given, Mapping), "columns are given by field")
    chosen = {str(name): index for name, index in given.items() if index is not None and index != ""}
    _refuse(bool(chosen) and not kind, "columns are chosen for a kind of file: choose the kind too")
    known = fields_of(kind) if kind else {}
    for name, index in chosen.items():
        _refuse(name not in known, f"{kind} have no field called {name!r}")
        _refuse(not str(index).isdigit() or int(index) >= MOST_COLUMNS, f"{index!r} is not the index of a column")
    numbers = {name: int(index) for name, index in chosen.items()}
    _refuse(len(set(numbers.values())) < len(numbers), "one column is given for two fields")
    return numbers


def _refuse(wrong: bool, why: str) -> None:
    if wrong:
        raise ChoiceUnknown(why)
