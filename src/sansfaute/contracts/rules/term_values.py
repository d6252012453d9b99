"""Values of price terms as a form, a file or JSON gives them, read exactly or refused with a sentence."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts.rules.given_values import day_given, number_given, text_given, truth_given
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.lib.sentences import sentences

Values = Mapping[str, Any]

SENTENCES: Mapping[str, Any] = sentences("sansfaute.contracts.rules", "price_terms")
"""Tables `refusals`, `fields`, `structures`, `lines` and `steps`, each by code, then by language."""

QUANTITY_PLACES, LARGEST_QUANTITY = 4, Decimal(10) ** 15  # BR-FR-DEC-02: 19 digits, 4 decimals
PRICE_PLACES, LARGEST_PRICE = 6, Decimal(10) ** 13  # BR-FR-DEC-03: 19 digits, 6 decimals
AMOUNT_PLACES = 4  # ISO 4217 knows no currency with more
PERCENTAGE_PLACES = 4


def refusal(code: str, /, field: str = "", **details: object) -> TermsRefused:
    """The refusal of that code; a field is named in both languages, in the details `field_fr`, `field_en`."""
    if field:
        details |= {"field": field, **{f"field_{one}": SENTENCES["fields"][field][one] for one in ("fr", "en")}}
    return TermsRefused(code, SENTENCES["refusals"][code], **details)


def is_absent(values: Values, field: str) -> bool:
    """Whether nothing is given."""
    return values.get(field) in (None, "")


def number(values: Values, field: str, *, places: int, below: Decimal, default: Decimal | None = None) -> Decimal:
    """A number from 0 to under `below`, with at most so many decimals.

    Raises TermsRefused: value_missing (without a default), unreadable_number, negative_number,
    number_too_precise, number_too_large.
    """
    if is_absent(values, field):
        if default is None:
            raise refusal("value_missing", field)
        return default
    given = values[field]
    read = number_given(given)
    if read is None:
        raise refusal("unreadable_number", field, value=given)
    if read < 0:
        raise refusal("negative_number", field, value=given)
    if read >= below:
        raise refusal("number_too_large", field, value=given, below=format(below, "f"))
    if read != round(read, places):
        raise refusal("number_too_precise", field, value=given, places=places)
    return read


def optional_number(values: Values, field: str, *, places: int, below: Decimal) -> Decimal | None:
    """The same, None when nothing is given."""
    return None if is_absent(values, field) else number(values, field, places=places, below=below)


def percentage(values: Values, field: str = "percentage") -> Decimal | None:
    """A percentage from 0 to 100; raises TermsRefused also with percentage_too_large."""
    read = optional_number(values, field, places=PERCENTAGE_PLACES, below=LARGEST_PRICE)
    if read is not None and read > 100:
        raise refusal("percentage_too_large", field, value=read)
    return read


def text(values: Values, field: str, *, required: bool = True, limit: int = 60) -> str:
    """A text without needless spaces; raises TermsRefused: value_missing, value_too_long."""
    read = text_given(values.get(field))
    if required and not read:
        raise refusal("value_missing", field)
    if len(read) > limit:
        raise refusal("value_too_long", field, length=len(read), limit=limit)
    return read


def currency(values: Values, default: str = "") -> str:
    """The currency code in capitals; raises TermsRefused: value_missing, unreadable_currency."""
    if default and is_absent(values, "currency_code"):
        return default
    given = text(values, "currency_code").upper()
    if len(given) != 3 or not (given.isascii() and given.isalpha()):
        raise refusal("unreadable_currency", value=given)
    return given


def optional_day(values: Values, field: str) -> date | None:
    """A plain date; raises TermsRefused: unreadable_day."""
    if is_absent(values, field):
        return None
    read = day_given(values[field])
    if read is None:
        raise refusal("unreadable_day", field, value=values[field])
    return read


def day(values: Values, field: str) -> date:
    """The same, refused with value_missing when nothing is given."""
    read = optional_day(values, field)
    if read is None:
        raise refusal("value_missing", field)
    return read


def days(values: Values) -> tuple[date, date | None]:
    """`since` and `until` (included), in this order; raises TermsRefused also with until_before_since."""
    since, until = day(values, "since"), optional_day(values, "until")
    if until is not None and until < since:
        raise refusal("until_before_since", since=since.isoformat(), until=until.isoformat())
    return since, until


def truth(values: Values, field: str) -> bool:
    """A yes or no that JSON or a form gives: true, "true", "on", "1", "oui"; no when nothing is given."""
    read = truth_given(values.get(field))
    if read is None:
        raise refusal("unreadable_truth", field, value=values[field])
    return read
