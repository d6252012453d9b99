"""What people write in cells: numbers, dates and percentages in French or English dress.

Every parser answers None when a text cannot be read with certainty; none of them ever guesses.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

DecimalMark = Literal[",", "."]

_SPACES = str.maketrans("", "", " \t\u00a0\u202f\u2009'’")
_WORDS = re.compile(r"[a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})
_CURRENCY = re.compile(r"^(?:€|eur|euros?)|(?:€|eur|euros?)$", re.IGNORECASE)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED_DATE = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})")
_COMPACT_DATE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_WORDED_DATE = re.compile(r"(\d{1,2})(?:er|e|st|nd|rd|th)? ([a-z]+) (\d{4})")
_MONTHS = (
    ("janvier", "janv", "jan", "january"), ("fevrier", "fevr", "fev", "february", "feb"),
    ("mars", "mar", "march"), ("avril", "avr", "april", "apr"), ("mai", "may"), ("juin", "june", "jun"),
    ("juillet", "juil", "july", "jul"), ("aout", "august", "aug"), ("septembre", "sept", "sep", "september"),
    ("octobre", "oct", "october"), ("novembre", "nov", "november"), ("decembre", "dec", "december"),
)  # fmt: skip
_MONTH_NUMBERS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words}


def unaccented(text: str) -> str:
    """The text without accents or ligatures, case kept: "Œuvre d'été" is "OEuvre d'ete"."""
    if text.isascii():
        return text
    split = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(one for one in split if not unicodedata.combining(one))


def fold(text: str) -> str:
    """Words alone, for comparing: no accent, no case, every other sign a single space."""
    return " ".join(_WORDS.findall(unaccented(text).casefold()))


def squeeze(text: str) -> str:
    """The text trimmed, each run of white space one ordinary space, in composed form (NFC)."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def plain(value: Decimal) -> str:
    """The canonical spelling of a number: a point, no exponent, no needless zero: "1234.5"."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def parse_decimal(text: str, decimal_mark: DecimalMark | None = None) -> Decimal | None:
    """A number as people write it, or None: "1 234,56", "1.234,56", "(12.50)", "12,50-", "89 €".

    `decimal_mark` is what the rest of the column shows; without it a lone comma or a lone point is
    the decimal mark. With it, a lone other mark before exactly three digits ("1.234" among comma
    numbers) has two readings, so the answer is None.
    """
    number, negative = _unsigned(text)
    digits = _with_point(number, decimal_mark)
    if digits is None or len(digits) > 40:
        return None
    return -Decimal(digits) if negative else Decimal(digits)


def _unsigned(text: str) -> tuple[str, bool]:
    """The number without spaces, currency and sign; and whether it was negative."""
    bare = _CURRENCY.sub("", text.strip().replace("−", "-").translate(_SPACES))
    if bare.startswith("(") and bare.endswith(")"):
        return bare[1:-1], True
    if bare.startswith("-") or (bare.endswith("-") and bare.count("-") == 1):
        return bare.strip("-") if bare.count("-") == 1 else "", True
    return bare.removeprefix("+"), False


def _with_point(number: str, mark: DecimalMark | None) -> str | None:
    """Digits with a point as decimal mark, or None when the marks make no sense."""
    if not re.fullmatch(r"[0-9.,]*[0-9][0-9.,]*", number):
        return None
    comma, point = number.count(","), number.count(".")
    if comma and point:
        return _grouped(number, "," if number.rfind(",") > number.rfind(".") else ".")
    own: DecimalMark = "," if comma else "."
    if comma + point > 1:
        return _grouped(number, "." if comma else ",")
    if comma + point == 1 and mark and mark != own and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", number):
        return None
    return number.replace(",", ".").removesuffix(".")


def _grouped(number: str, mark: DecimalMark) -> str | None:
    """A number whose other mark groups thousands, or None when the groups are not of three."""
    other = "." if mark == "," else ","
    if not re.fullmatch(rf"\d{{1,3}}(?:\{other}\d{{3}})+(?:\{mark}\d*)?", number):
        return None
    return number.replace(other, "").replace(mark, ".").removesuffix(".")


def parse_percentage(text: str, decimal_mark: DecimalMark | None = None) -> Decimal | None:
    """A rate in percent (20 means 20 %), or None: "2,5%", "5 %", "10", "15 pour cent"."""
    bare = re.sub(r"\s*(?:%|p\.?c\.?|pour cent|percent)\s*$", "", text.strip(), flags=re.IGNORECASE)
    return parse_decimal(bare, decimal_mark)


def parse_date(text: str, *, day_first: bool = True) -> date | None:
    """A day of the calendar, or None: ISO, 20261031, 31/10/2026, 31.10.26, "1er mars 2026".

    `day_first` says how 03/04/2026 reads; a date that cannot be (2026-10-32) is None, and so is
    one that could only be read in the other order. Two figures of a year mean 1970 to 2069.
    """
    bare = squeeze(text)
    bare = re.sub(r"(?<=\d)[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$", "", bare)
    if found := _ISO_DATE.fullmatch(bare) or _COMPACT_DATE.fullmatch(bare):
        return _day(*map(int, found.groups()))
    if found := _SLASHED_DATE.fullmatch(bare):
        first, second, year = int(found[1]), int(found[3]), _full_year(found[4])
        return _day(year, second, first) if day_first else _day(year, first, second)
    if found := _WORDED_DATE.fullmatch(fold(bare)):
        return _day(int(found[3]), _MONTH_NUMBERS.get(found[2], 0), int(found[1]))
    return None


def parse_moment(text: str, *, day_first: bool = True) -> datetime | None:
    """An instant or a day at midnight, or None: "2026-10-08T15:34", "08/10/2026 15:34:10".

    Without an offset in the text the answer has no time zone: the caller knows whose clock it was.
    """
    bare = squeeze(text)
    found = re.fullmatch(
        r"(\S+)(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)", bare.replace("T", " ", 1)
    )
    day = parse_date(found[1] if found else bare, day_first=day_first)
    if day is None:
        return None
    if not found:
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001  # the text names no zone
    return _moment(day, found)


def _moment(day: date, found: re.Match[str]) -> datetime | None:
    clock = f"{int(found[2]):02}:{found[3]}:{found[4] or '00'}{found[5] or ''}"
    try:
        return datetime.fromisoformat(f"{day.isoformat()}T{clock}")
    except ValueError:
        return None


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= 1900 else None
    except ValueError:
        return None
