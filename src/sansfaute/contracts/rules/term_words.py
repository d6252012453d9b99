"""Values and sentences that rhythms, changes and renewals share: days, whole numbers, refusals."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts.rules.given_values import day_given, number_given, text_given, truth_given
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.lib.sentences import sentences

Values = Mapping[str, Any]
SENTENCES: Mapping[str, Any] = sentences("sansfaute.contracts.rules", "terms")
"""Tables `refusals`, `fields`, `methods`, `units`, `steps`, `kinds` and `notice`, by code, then by language."""

YEARS = range(1900, 2200)
LARGEST = Decimal(10) ** 9  # a quantity or a price beyond this is a slip of the keyboard
QUANTITY_PLACES, PRICE_PLACES = 4, 6  # BR-FR-DEC-02, BR-FR-DEC-03
_MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def written_day(day: date, language: str) -> str:
    """A day as people write it: "1er mars 2026", "1 March 2026"."""
    number = "1er" if day.day == 1 and language == "fr" else str(day.day)
    return f"{number} {_MONTHS[language][day.month - 1]} {day.year}"


def in_both(details: Mapping[str, object]) -> dict[str, str]:
    """Details as texts; a day `x` also as `x_fr` and `x_en`."""
    said = {name: str(value) for name, value in details.items()}
    for name, value in details.items():
        if isinstance(value, date):
            said |= {f"{name}_{one}": written_day(value, one) for one in ("fr", "en")}
    return said


def refusal(code: str, /, field: str = "", **details: object) -> TermsRefused:
    """The refusal of that code; a field is named in both languages, days are written in both."""
    said = in_both(details)
    if field:
        said |= {"field": field, **{f"field_{one}": SENTENCES["fields"][field][one] for one in ("fr", "en")}}
    return TermsRefused(code, SENTENCES["refusals"][code], **said)


def text(values: Values, field: str, *, required: bool = True) -> str:
    """A text without needless spaces; raises TermsRefused: value_missing."""
    read = text_given(values.get(field))
    if required and not read:
        raise refusal("value_missing", field)
    return read


def as_day(given: object, field: str) -> date:
    """One plain date; raises TermsRefused: unreadable_day, day_out_of_range."""
    read = day_given(given)
    if read is None:
        raise refusal("unreadable_day", field, value=given)
    if read.year not in YEARS:
        raise refusal("day_out_of_range", field, value=read.isoformat())
    return read


def optional_day(values: Values, field: str) -> date | None:
    """A plain date, or None when nothing is given."""
    return None if values.get(field) in (None, "") else as_day(values[field], field)


def required_day(values: Values, field: str) -> date:
    """A plain date; raises TermsRefused also with value_missing."""
    read = optional_day(values, field)
    if read is None:
        raise refusal("value_missing", field)
    return read


def whole_number(values: Values, field: str, *, least: int, most: int, default: int) -> int:
    """A whole number within bounds; raises TermsRefused: unreadable_whole_number."""
    given = values.get(field)
    if given is None or given == "":
        return default
    bare = str(given).strip()
    if isinstance(given, bool) or not (bare.isascii() and bare.isdigit() and least <= int(bare[:9]) <= most):
        raise refusal("unreadable_whole_number", field, value=given, least=least, most=most)
    return int(bare)


def word(values: Values, field: str, known: Sequence[str], default: str = "") -> str:
    """One of the known words; raises TermsRefused: value_missing, unknown_word."""
    read = text(values, field, required=not default) or default
    if read not in known:
        raise refusal("unknown_word", field, value=read, known=", ".join(known))
    return read


def truth(values: Values, field: str) -> bool:
    """A yes or no; no when nothing is given. Raises TermsRefused: unreadable_truth."""
    read = truth_given(values.get(field))
    if read is None:
        raise refusal("unreadable_truth", field, value=values[field])
    return read


def quantity(values: Values) -> Decimal:
    """A quantity above zero; raises TermsRefused: value_missing, unreadable_quantity."""
    given = text(values, "quantity")
    read = number_given(given)
    if read is None or not 0 < read < LARGEST or read != round(read, QUANTITY_PLACES):
        raise refusal("unreadable_quantity", "quantity", value=given, places=QUANTITY_PLACES)
    return read


def optional_price(values: Values) -> Decimal | None:
    """A unit price of zero or more, None when nothing is given; raises TermsRefused: unreadable_price."""
    if values.get("unit_price") in (None, ""):
        return None
    given = str(values["unit_price"])
    read = number_given(given)
    if read is None or not 0 <= read < LARGEST or read != round(read, PRICE_PLACES):
        raise refusal("unreadable_price", "unit_price", value=given, places=PRICE_PLACES)
    return read
