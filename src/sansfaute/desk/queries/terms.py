"""Terms of a document as a person reads them: each under its name, written by its type.

Nothing is computed and nothing is left out: whatever a group of the model holds appears, by its
metadata, so that a new term needs no change here. Figures keep all their decimals.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal, get_currency_precision

from sansfaute.desk.queries.codes import code_word, scheme_word
from sansfaute.documents.rules.formats import clean
from sansfaute.en16931.mapped import AmountIn, Moment
from sansfaute.en16931.values import BinaryObject, Identifier, is_absent, is_figure
from sansfaute.ui.rules import locale_of, write_day, write_moment

_MONEY = frozenset({"amount", "unit price amount"})
_IN_ACCOUNTING_CURRENCY = "in_accounting_currency"
_VALUES = (Identifier, BinaryObject, AmountIn, Moment)
_DAY = "102"  # UNTDID 2379: a date without a time
_YES = {"fr": ("oui", "non"), "en": ("yes", "no")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One term: its name, its number, what it says, and the code behind the word."""

    name: str
    term: str
    text: str
    code: str = ""
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A group: its name, its terms, and the groups within."""

    name: str
    term: str
    entries: list[Entry] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.entries and not self.sections


class TermWriter:
    """Writes values of one document, in French ("fr") or in English ("en"), with its currencies."""

    def __init__(self, language: str, currency: str = "", accounting: str = "") -> None:
        self.language = language
        self.currency = currency
        self.accounting = accounting or currency

    def section(self, group: Any, name: str, term: str, without: frozenset[str] = frozenset()) -> Section:
        """Every term present in a group, in the norm's order."""
        found = Section(name, term)
        for one in fields(group):
            if one.name not in without:
                self._add(found, one, getattr(group, one.name))
        return found

    def _add(self, found: Section, one: Any, value: Any) -> None:
        name, term = one.metadata[self.language], one.metadata["term"]
        values = value if isinstance(value, tuple) else (value,)
        for number, item in enumerate(values, 1):
            if is_absent(item):
                continue
            if _is_group(item):
                title = f"{name} {number}" if len(values) > 1 else name
                inside = self._address(item, title, term) or self.section(item, title, term)
                if isinstance(inside, Entry):
                    found.entries.append(inside)
                elif not inside.is_empty:
                    found.sections.append(inside)
            else:
                found.entries.append(self.entry(one, item))

    def _address(self, group: Any, name: str, term: str) -> Entry | None:
        """An address as on an envelope, when the group is one."""
        if not hasattr(group, "post_code"):
            return None
        town = " ".join(filter(None, (group.post_code, group.city)))
        country = code_word("country_code", group.country_code or "", self.language) or group.country_code
        rows = (group.line_1, group.line_2, group.line_3, town, group.country_subdivision, country)
        text = "\n".join(clean(row) for row in rows if row)
        return Entry(name, term, text, clean(group.country_code or "")) if text else None

    def entry(self, one: Any, value: Any) -> Entry:
        """One term, written."""
        name, term, kind = one.metadata[self.language], one.metadata["term"], one.metadata["type"]
        if isinstance(value, Decimal):
            return Entry(name, term, self.figure(one.name, kind, value), figure=True)
        if isinstance(value, date):
            return Entry(name, term, write_day(value, self.language, "long"))
        if isinstance(value, Identifier):
            word = scheme_word(value.scheme, self.language)
            told = dict.fromkeys(clean(part) for part in (word, value.scheme, value.version) if part)
            return Entry(name, term, clean(value.value), " · ".join(told))
        if isinstance(value, AmountIn):
            return Entry(name, term, self.money(value.value, value.currency or self.currency), figure=True)
        if isinstance(value, Moment):
            return Entry(name, term, self._moment(value))
        if isinstance(value, bool):
            return Entry(name, term, _YES[self.language][not value])
        if isinstance(value, BinaryObject):
            return Entry(name, term, clean(value.filename), value.mime_code)
        word = code_word(one.name, str(value), self.language)
        return Entry(name, term, word or clean(str(value)), clean(str(value)) if word else "")

    def _moment(self, value: Moment) -> str:
        instant = value.instant()
        if instant is None:
            return clean(value.text)
        is_day = value.format == _DAY
        return write_day(instant.date(), self.language, "long") if is_day else write_moment(instant, self.language)

    def figure(self, name: str, kind: str, value: Decimal) -> str:
        """A number with all its decimals, and its currency or sign of percentage."""
        if kind in _MONEY:
            return self.money(value, self.accounting if name.endswith(_IN_ACCOUNTING_CURRENCY) else self.currency)
        written = number_text(value, self.language)
        return f"{written}\u202f%" if kind == "percentage" else written

    def money(self, value: Decimal, currency: str) -> str:
        """An amount or a price: at least the minor unit of its currency, and every decimal it has."""
        if not is_figure(value):
            return "" if is_absent(value) else str(value)
        least = get_currency_precision(currency)
        places = _places(value)
        pattern = f"#,##0.{'0' * least}{'#' * (places - least)}".rstrip(".")
        pattern = f"¤{pattern}" if self.language == "en" else f"{pattern}\u00a0¤"
        written = format_currency(value, currency, pattern, locale_of(self.language), currency_digits=False)
        return str(written).strip()

    def named(self, group: Any, name: str) -> Entry | None:
        """One term of a group, or None when it is absent."""
        value = getattr(group, name)
        return None if is_absent(value) else self.entry(type(group).__dataclass_fields__[name], value)


def _is_group(value: object) -> bool:
    """Whether it holds terms, rather than being the value of one."""
    return is_dataclass(value) and not isinstance(value, _VALUES)


def number_text(value: Decimal, language: str) -> str:
    """A number with the decimals it has; what is no figure as it is, nothing for what is absent."""
    if not is_figure(value):
        return "" if is_absent(value) else str(value)
    return str(format_decimal(value, f"#,##0.{'#' * _places(value)}".rstrip("."), locale_of(language)))


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
