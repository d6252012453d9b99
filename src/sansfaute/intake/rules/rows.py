"""One row: its values by field in canonical spelling, or the reason why it cannot be used."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sansfaute.intake.rules.columns import ColumnMark, Styles
from sansfaute.intake.rules.headers import Header
from sansfaute.intake.rules.keys import key_of
from sansfaute.intake.rules.kinds import Field, fields_of
from sansfaute.intake.rules.leftovers import line_without_data
from sansfaute.intake.rules.rejects import is_uncorrected, own_columns
from sansfaute.intake.rules.tables import Cell, cell_text
from sansfaute.lib.spreadsheets import meant_cell
from sansfaute.lib.text import fold, parse_decimal, parse_moment, parse_percentage, plain

Reason = tuple[str, dict[str, Any]]

LARGEST = Decimal(10) ** 12
_ERRORS = frozenset(
    ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#VALEUR!", "#NOM?", "#NOMBRE!")
)
_DATE_SHAPE = re.compile(r"\s*(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([/.\-])\d{1,2}\1\d{2,4})(?:[ T].*)?\s*")


class RowReader:
    """Reads the rows of one table, whose headers and styles are known."""

    def __init__(self, header: Header, styles: Styles) -> None:
        self.header = header
        self.styles = styles
        fields = fields_of(header.kind)
        self.fields = [(fields[name], index) for name, index in header.columns.items()]
        self.fallbacks = [(fields[name], index) for name, index in header.fallbacks]
        self.own = own_columns(header.names)
        self.folded_names = [fold(name) for name in header.names]
        named = [index for index, name in enumerate(header.names) if name.strip()]
        self.last_column = max([*named, *header.columns.values()])

    def read(self, cells: Sequence[Cell]) -> tuple[dict[str, str], Reason | None]:
        """The row's values, and why it cannot be used if it cannot."""
        trouble: Reason | None = None
        values: dict[str, str] = {}
        for field, index in self.fields:
            cell = cells[index] if index < len(cells) else ""
            values[field.name], wrong = self._value(field, cell)
            trouble = trouble or wrong
        for field, index in self.fallbacks:
            if not values[field.name] and index < len(cells):
                values[field.name], wrong = self._value(field, cells[index])
                trouble = trouble or wrong
        if key := self.header.key:
            values["code"] = key_of(values, key)
            trouble = trouble or (None if values["code"] else ("missing_key", {"key": key}))
        incomplete = trouble is not None and trouble[0] in ("missing_value", "missing_key")
        reason = self._misfit(cells, incomplete) or trouble
        return values, reason or _together(values)

    def _misfit(self, cells: Sequence[Cell], incomplete: bool) -> Reason | None:
        """What is wrong with the row as a whole."""
        texts = [cell_text(cell) for cell in cells]
        if code := line_without_data(texts, incomplete):
            return code, {}
        if self._repeats_headers(texts):
            return "header_repeated", {}
        expected = self.last_column + 1
        if len(cells) < expected or any(one.strip() for one in texts[expected:]):
            return "wrong_column_count", {"found": len(cells), "expected": expected}
        if self.own and is_uncorrected([meant_cell(one) for one in texts], self.own):
            return "not_corrected", {}
        strange = {one for text in texts for one in _controls(text)}
        return ("control_characters", {"value": ", ".join(sorted(strange))}) if strange else None

    def _repeats_headers(self, texts: Sequence[str]) -> bool:
        """Cheap first: one word of most rows already tells that they are no headers."""
        if not texts or fold(texts[0]) != self.folded_names[0]:
            return False
        return [fold(one) for one in texts] == self.folded_names and any(self.folded_names)

    def _value(self, field: Field, cell: Cell) -> tuple[str, Reason | None]:
        """A cell in canonical spelling; as written when it cannot be read."""
        text = clean_text(meant_cell(cell_text(cell)))
        if text in _ERRORS:
            return text, ("spreadsheet_error", {"field": field.name, "value": text})
        if not text:
            return "", ("missing_value", {"field": field.name}) if field.required else None
        if len(text) > field.longest:
            return text, ("value_too_long", {"field": field.name, "limit": field.longest, "length": len(text)})
        if field.type in ("number", "loose"):
            return _number(field, cell, text, self.styles.marks.get(field.name))
        if field.type in ("date", "moment"):
            return _instant(field, cell, text, self.styles.day_first.get(field.name, True))
        return text, None


def clean_text(text: str) -> str:
    """Trimmed and composed (NFC), without characters that no one sees nor any database keeps."""
    if text.isprintable():
        return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()
    kept = "".join(
        one
        for one in unicodedata.normalize("NFC", text)
        if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cf")
    )
    return kept.replace("\t", " ").strip()


def storable(text: str) -> str:
    """The cell as written, except that a NUL, which no database keeps, shows as its symbol ␀."""
    return text.replace("\x00", "␀")


def _controls(text: str) -> set[str]:
    if text.isprintable():
        return set()
    return {f"U+{ord(one):04X}" for one in text if one < " " and one not in "\t\n\r\f"}


def _number(field: Field, cell: Cell, text: str, mark: ColumnMark) -> tuple[str, Reason | None]:
    parse = parse_percentage if field.name in ("discount", "vat") else parse_decimal
    if isinstance(cell, Decimal):
        number: Decimal | None = cell
    elif mark == "mixed":
        number = parse(text, ".") if parse(text, ",") == parse(text, ".") else None
    else:
        number = parse(text, mark) if isinstance(cell, str) else None
    if number is None:
        if field.type == "loose":
            return text, None
        code = "ambiguous_number" if parse(text) is not None else "unreadable_number"
        return text, (code, {"field": field.name, "value": text})
    return plain(number), _range(field, number)


def _range(field: Field, number: Decimal) -> Reason | None:
    """What is wrong with a number that reads well."""
    shown = {"field": field.name, "value": plain(number)}
    if field.type == "loose":
        return None
    if number < 0:
        code = {"quantity": "negative_quantity", "discount": "percentage_out_of_range"}.get(
            field.name, "negative_price"
        )
        return code, shown
    if field.name == "discount" and number > 100:
        return "percentage_out_of_range", shown
    if number >= LARGEST:
        return "number_too_large", {**shown, "largest": plain(LARGEST)}
    if _decimals(number) > field.decimals:
        return "too_many_decimals", {**shown, "decimals": field.decimals}
    return None


def _decimals(number: Decimal) -> int:
    return len(plain(number).partition(".")[2])


def _instant(field: Field, cell: Cell, text: str, day_first: bool) -> tuple[str, Reason | None]:
    if isinstance(cell, datetime | date):
        found: date | None = cell
    elif isinstance(cell, str):
        found = parse_moment(text, day_first=day_first)
    else:
        found = None
    if found is None:
        code = "impossible_date" if _DATE_SHAPE.fullmatch(text) else "unreadable_date"
        return text, (code, {"field": field.name, "value": text})
    if field.type == "date" and isinstance(found, datetime):
        return found.date().isoformat(), None
    return found.isoformat(), None


def _together(values: dict[str, str]) -> Reason | None:
    """What is wrong between the values of a row."""
    start, end = values.get("start_date", ""), values.get("end_date", "")
    if start and end and end < start:
        return "end_before_start", {"start": start, "end": end}
    return None
