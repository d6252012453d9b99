"""The forms that French rules ask of a text as written (XP Z12-012, BR-FR 1.4): dates, figures, identifiers.

XML white space is space, tab and line ends only: other blanks are characters like any other.
"""

import re
from collections.abc import Callable
from datetime import date

from sansfaute.en16931.codelists import codes

Form = Callable[[str], bool]

_IDENTIFIER = re.compile(r"[A-Za-z0-9+\-_/]+")
_ADDRESS = re.compile(r"[A-Za-z0-9+\-_.]+")
_SIREN = re.compile(r"\d{9}")
_DIGITS_IN_ALL = 19
_DIGITS_OF_RATE = 4


def trimmed(text: str) -> str:
    """The text without XML white space around, runs of it inside made one space."""
    return " ".join(re.split("[ \t\r\n]+", text.strip(" \t\r\n")))


def is_day(text: str) -> bool:
    """A day of this century, in eight figures; what follows them is not looked at (BR-FR-03)."""
    if re.fullmatch("20[0-9]{6}", text[:8]) is None:
        return False
    try:
        return bool(date(int(text[:4]), int(text[4:6]), int(text[6:8])))
    except ValueError:
        return False


def is_iso_day(text: str) -> bool:
    """A day of this century as UBL writes it, without time zone (BR-FR-03)."""
    return re.fullmatch("20[0-9]{2}-[0-9]{2}-[0-9]{2}", text) is not None and is_day(text.replace("-", ""))


def is_number_of_invoice(text: str) -> bool:
    """Letters, figures, and + - _ / (BR-FR-02)."""
    return _IDENTIFIER.fullmatch(trimmed(text)) is not None and " " not in text


def is_address(text: str) -> bool:
    """Letters, figures, and + - _ . (BR-FR-23, BR-FR-24)."""
    return _ADDRESS.fullmatch(text) is not None


def is_siren(text: str) -> bool:
    """Nine figures (BR-FR-10, BR-FR-32)."""
    return _SIREN.fullmatch(trimmed(text)) is not None


def figure(decimals: int, *, signed: bool, digits: int = _DIGITS_IN_ALL) -> Form:
    """A number of at most so many digits, sign counted, and decimals (BR-FR-DEC-01 to 04)."""
    whole = re.compile(rf"{'-?' if signed else ''}\d{{1,{digits}}}(\.\d{{1,{decimals}}})?")
    return lambda text: whole.fullmatch(text) is not None and len(text.replace(".", "")) <= digits


def listed(name: str) -> Form:
    """A code of a list, exactly as the list writes it."""
    accepted = codes(name)
    return lambda text: text in accepted


FORMS: dict[str, Form] = {
    "day": is_day,
    "iso_day": is_iso_day,
    "invoice_number": is_number_of_invoice,
    "address": is_address,
    "siren": is_siren,
    "amount": figure(2, signed=True),
    "quantity": figure(4, signed=True),
    "rate": figure(2, signed=False, digits=_DIGITS_OF_RATE),
    "document_type": listed("fr_document_types"),
    "process": listed("fr_processes"),
    "treatment": listed("fr_treatments"),
    "vat_category": listed("fr_vat_categories"),
    "vat_rate": listed("fr_vat_rates"),
    "attachment": listed("fr_attachments"),
}
"""What a table may ask of a text, by name."""
