"""French and European identifiers of companies: SIREN, SIRET, VAT numbers."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from stdnum.eu import vat
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

from sansfaute.lib.text import unaccented

LA_POSTE = "356000000"
"""Its establishments are too many for Luhn: the sum of the SIRET's figures is a multiple of 5 instead."""

Verdict = Literal["valid", "doubtful", "length", "checksum", "shape", "country"]

EU_PREFIXES = frozenset(
    word
    for line in ("AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI",)
    for word in line.split()
)
"""What VAT numbers of member states begin with; Greece writes EL, Northern Ireland XI."""

TRUSTED_CHECKSUMS = frozenset(
    word for line in ("AT BE DE EE EL FI FR HR HU IE IT LU MT PL PT SI SK",) for word in line.split()
)
"""States whose check digit every number in service obeys. Elsewhere (numbers given to persons, numbers
older than the rule) a failing digit raises a doubt, not a refusal: refusing a right number costs more."""


_SIGNS, _NO_FIGURES, _NO_LETTERS = re.compile(r"[^0-9A-Z]"), re.compile(r"\D"), re.compile(r"[^A-Z]")
_WITH_FRACTION = re.compile(r"\s*(\d{8,14})[.,]0\s*")
_TRADES_REGISTER = re.compile(r"\bRM\s*\d{2,3}\b", re.IGNORECASE)  # of a department: "RM 69 404 833 048"
_VAT_WORDS = re.compile(
    r"^(?:N|NO)?(?:TVA|VAT|USTID|IVA|BTW|MWST)(?:INTRA[A-Z]*?)?(?=[A-Z]{2}\d|[A-Z]{3}\d|\d)",
)
_FRENCH_VAT = re.compile(r"FR[0-9A-HJ-NP-Z]{2}[0-9]{9}")


def compact(text: str) -> str:
    """Letters and figures alone, in capitals."""
    return _SIGNS.sub("", text.upper())


def siren_verdict(digits: str) -> Verdict:
    """Whether nine figures make a SIREN (Luhn)."""
    if len(digits) != 9 or not digits.isascii() or not digits.isdigit():
        return "length"
    return "valid" if _passes_luhn(digits) and int(digits) else "checksum"


_DOUBLED = {str(figure): sum(divmod(2 * figure, 10)) for figure in range(10)}


def _passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1: every second figure from the right doubled, the sum a multiple of ten."""
    return (sum(map(int, digits[::-2])) + sum(_DOUBLED[figure] for figure in digits[-2::-2])) % 10 == 0


def siret_verdict(digits: str) -> Verdict:
    """Whether fourteen figures make a SIRET: its SIREN and itself by Luhn; La Poste by its own rule."""
    if len(digits) != 14 or not digits.isascii() or not digits.isdigit():
        return "length"
    if siren_verdict(digits[:9]) != "valid":
        return "checksum"
    if _passes_luhn(digits):
        return "valid"
    return "valid" if digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0 else "checksum"


@dataclass(frozen=True, slots=True)
class LegalIdentifier:
    """A SIREN or SIRET as written in one column: its parts, and whether they hold."""

    siren: str
    siret: str
    verdict: Verdict


_INTRODUCED = re.compile(r"(?:N|NO|NUM|NUMERO)?(?:SIREN|SIRET|SIRENSIRET|SIRENE|INSEE)?(?:(?:RCS|RM|RNE)[A-Z]*)?")
"""Words around the figures: "N° SIRET", "RCS Lyon B", "404 833 048 RCS Paris"."""


def read_legal_identifier(text: str) -> LegalIdentifier | None:
    """The SIREN, or SIRET and its SIREN, of a cell; None when it is empty.

    Spaces, points and a leading "RCS Lyon" or "SIREN" are passed over. Figures of another length
    are kept as written, in the field that they resemble most.
    """
    if not text.strip():
        return None
    # A spreadsheet writes 404833048 as 404833048.0 when its column once held a fraction.
    digits = _NO_FIGURES.sub("", _WITH_FRACTION.sub(r"\1", _TRADES_REGISTER.sub("", text)))
    letters = _NO_LETTERS.sub("", unaccented(text).upper())
    if letters and not _INTRODUCED.fullmatch(letters):
        return LegalIdentifier(siren="", siret="", verdict="shape")
    if len(digits) == 9:
        return LegalIdentifier(siren=digits, siret="", verdict=siren_verdict(digits))
    if len(digits) == 14:
        return LegalIdentifier(siren=digits[:9], siret=digits, verdict=siret_verdict(digits))
    short = len(digits) < 9
    return LegalIdentifier(siren=digits if short else "", siret="" if short else digits[:20], verdict="length")


def likely_siren(text: str) -> str:
    """A right SIREN inside a wrong identifier: that of a SIRET, or one whose leading zero a spreadsheet lost."""
    digits = re.sub(r"\D", "", text)
    candidates = [digits[:9]] if len(digits) > 9 else [digits.zfill(9)] if len(digits) == 8 else []
    if len(digits) == 13 and siret_verdict(digits.zfill(14)) == "valid":
        return digits.zfill(14)
    return next((one for one in candidates if siren_verdict(one) == "valid"), "")


def read_vat_number(text: str) -> str:
    """Letters and figures alone, in capitals, without words before them: "TVA : FR 83 404 833 048"."""
    return _VAT_WORDS.sub("", compact(text))


def with_prefix(number: str, country_code: str) -> str:
    """The VAT number with the letters of its member state where that makes it right, else an empty text."""
    prefix = {"GR": "EL"}.get(country_code, country_code)
    if prefix not in EU_PREFIXES or not number:
        return ""
    full = prefix + (number.removeprefix("GR") if prefix == "EL" else number)
    return full if vat_verdict(full) == "valid" else ""


def french_vat_number(siren: str) -> str:
    """The VAT number of a French company with a numeric key: FR, key, SIREN (general rule of the key)."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


@lru_cache(maxsize=20_000)
def vat_verdict(number: str) -> Verdict:
    """Whether a compact VAT number can be one; "country" when its prefix is not of the EU."""
    if number[:2] not in EU_PREFIXES:
        return "country"
    if number.startswith("FR"):
        return _french_vat_verdict(number)
    trusted = number[:2] in TRUSTED_CHECKSUMS
    try:
        vat.validate(number)
    except InvalidLength:
        return "shape"
    except (InvalidChecksum, InvalidComponent):
        return "checksum" if trusted else "doubtful"
    except ValidationError:
        return "shape" if trusted else "doubtful"
    return "valid"


def _french_vat_verdict(number: str) -> Verdict:
    if not _FRENCH_VAT.fullmatch(number):
        return "shape"
    # Monaco's numbers are French ones whose last figures begin with 000 and are no SIREN.
    if siren_verdict(number[4:]) != "valid" and not number.startswith("000", 4):
        return "checksum"
    if number[2:4].isdigit():
        return "valid" if number == french_vat_number(number[4:]) else "checksum"
    return "valid" if vat.is_valid(number) else "checksum"


def siren_of_vat(number: str) -> str:
    """The SIREN inside a valid French VAT number, else an empty text."""
    found = number.startswith("FR") and vat_verdict(number) == "valid" and siren_verdict(number[4:]) == "valid"
    return number[4:] if found else ""
