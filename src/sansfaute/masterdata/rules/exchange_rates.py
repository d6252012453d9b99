"""Exchange rates of the euro: read from what central banks publish, and which one the VAT of a day takes.

An amount in another currency is converted, for its VAT, at the last rate known on the day the tax becomes due, as the
Banque de France determines it from the one that the European Central Bank publishes (CGI art. 266, 1 bis; VAT
directive 2006/112/EC, art. 91(2)). Rates are published on working days: none is ever older than five days, so that
one older than a week means that rates are missing here, and nothing is guessed from it.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sansfaute.lib.text import parse_date, parse_decimal, plain, squeeze

EURO = "EUR"
LAST_FOR = timedelta(days=7)
"""How long a rate is the last one published."""
RATE_SOURCE = {
    "fr": "CGI, art. 266, 1 bis ; annexe II, art. 242 nonies A",
    "en": "CGI, art. 266, 1 bis; annex II, art. 242 nonies A",
}
ECB = "Banque centrale européenne (BCE)"
BANQUE_DE_FRANCE = "Banque de France, d'après la BCE"
PLACES = 8
_LARGEST = Decimal(10) ** 10


@dataclass(frozen=True, slots=True, order=True)
class KnownRate:
    """One euro was worth so many units of a currency on a day, and who says so."""

    currency_code: str
    rate_date: date
    units_per_euro: Decimal
    source: str

    def to_dict(self) -> dict[str, str]:
        """As JSON holds it: the number as text, the day as ISO."""
        return {
            "currency_code": self.currency_code,
            "rate_date": self.rate_date.isoformat(),
            "units_per_euro": plain(self.units_per_euro),
            "source": self.source,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "KnownRate":
        """The rate of `to_dict`."""
        return cls(
            currency_code=str(values["currency_code"]),
            rate_date=date.fromisoformat(values["rate_date"]),
            units_per_euro=Decimal(values["units_per_euro"]),
            source=str(values["source"]),
        )


class RateUnreadable(ValueError):
    """A rate, or a file of rates, that cannot be used: `code` and the value at fault, for a sentence."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code, self.details = code, details


def rate_of_day(rates: Iterable[KnownRate], currency_code: str, day: date) -> KnownRate | None:
    """The last rate published on or before a day; None when it is older than a week, or there is none."""
    known = [one for one in rates if one.currency_code == currency_code and day - LAST_FOR <= one.rate_date <= day]
    return max(known, key=lambda one: one.rate_date, default=None)


def read_rate(values: Mapping[str, Any], decimal_mark: str = "") -> KnownRate:
    """A rate as a form or a file gives it; raises RateUnreadable."""
    code = squeeze(str(values.get("currency_code") or "")).upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()) or code == EURO:
        raise RateUnreadable("rate_currency", value=code)
    given = values.get("rate_date")
    day = given if type(given) is date else parse_date(str(given or ""))
    if day is None:
        raise RateUnreadable("rate_date", value=given or "")
    source = squeeze(str(values.get("source") or ""))[:120]
    if not source:
        raise RateUnreadable("rate_source", value=code)
    return KnownRate(code, day, _units(values.get("units_per_euro"), code, decimal_mark), source)


def _units(given: Any, code: str, decimal_mark: str) -> Decimal:
    text = str(given or "")
    read = parse_decimal(text, "," if decimal_mark == "," else "." if decimal_mark == "." else None)
    if read is None or not 0 < read < _LARGEST or read != round(read, PLACES):
        raise RateUnreadable("rate_units", value=text, currency=code)
    return read


def read_rates(text: str, *, currencies: frozenset[str] = frozenset(), since: date = date.min) -> list[KnownRate]:
    """The rates of a file, oldest first: of the ECB (`eurofxref-hist.csv`), of the Banque de France, or our own.

    Our own has the columns currency_code, rate_date, units_per_euro and source. `currencies` and `since`
    leave the others out. Raises RateUnreadable, with the line at fault.
    """
    mark = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = enumerate(csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=mark), 1)
    decimal_mark = "," if mark == ";" else "."
    found = sorted(
        one
        for one in _rates(rows, decimal_mark, currencies, since)
        if one.rate_date >= since and (not currencies or one.currency_code in currencies)
    )
    if not found:
        raise RateUnreadable("rates_none")
    return found


def _rates(
    rows: Iterator[tuple[int, list[str]]], mark: str, currencies: frozenset[str], since: date
) -> Iterator[KnownRate]:
    for number, row in rows:
        first = squeeze(row[0]).casefold() if row else ""
        if first == "date":
            yield from _by_column(rows, [squeeze(one).upper() for one in row], ECB, mark, currencies)
        elif first.startswith("code s"):
            codes = ["", *(_of_series(one) for one in row[1:])]
            yield from _by_column(rows, codes, BANQUE_DE_FRANCE, mark, currencies)
        elif "currency_code" in [squeeze(one).casefold() for one in row]:
            names = [squeeze(one).casefold() for one in row]
            for line, one in rows:
                if any(cell.strip() for cell in one):
                    yield _read(dict(zip(names, one, strict=False)), line, mark)
        elif number > 12:
            return


def _of_series(name: str) -> str:
    """ "USD" of the series EXR.D.USD.EUR.SP00.A."""
    parts = squeeze(name).upper().split(".")
    return parts[2] if len(parts) > 3 and parts[:2] == ["EXR", "D"] else ""


def _by_column(
    rows: Iterator[tuple[int, list[str]]], codes: Sequence[str], source: str, mark: str, currencies: frozenset[str]
) -> Iterator[KnownRate]:
    """One line for each day, one column for each currency; what was not quoted is N/A, "-" or empty."""
    wanted = [
        (place, code)
        for place, code in enumerate(codes)
        if place and len(code) == 3 and code != EURO and (not currencies or code in currencies)
    ]
    for line, row in rows:
        if not row or parse_date(row[0]) is None:
            continue
        for place, code in wanted:
            value = row[place].strip() if place < len(row) else ""
            if value and value.upper() not in ("N/A", "-", "ND"):
                values = {"currency_code": code, "rate_date": row[0], "units_per_euro": value, "source": source}
                yield _read(values, line, mark)


def _read(values: Mapping[str, Any], line: int, mark: str) -> KnownRate:
    try:
        return read_rate(values, mark)
    except RateUnreadable as wrong:
        raise RateUnreadable(wrong.code, line=line, **wrong.details) from wrong
