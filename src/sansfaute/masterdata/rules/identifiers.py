"""French and European identifiers of companies: SIREN, SIRET, VAT numbers."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from stdnum.eu import vat
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

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


def compact(text: str) -> str:
    """Letters and figures alone, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


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


def read_legal_identifier(text: str) -> LegalIdentifier | None:
    """The SIREN, or SIRET and its SIREN, of a cell; None when it is empty.

    Spaces, points and a leading "RCS Lyon" or "SIREN" are passed over. Figures of another length
    are kept as written, in the field that they resemble most.
    """
    if not text.strip():
        return None
    digits = re.sub(r"\D", "", text)
    letters = re.sub(r"[^A-Za-z]", "", text).upper()
    if letters and not re.fullmatch(r"(?:N)?(?:SIREN|SIRET|RCS[A-Z]*)?", letters):
        return LegalIdentifier(siren="", siret="", verdict="shape")
    if len(digits) == 9:
        return LegalIdentifier(siren=digits, siret="", verdict=siren_verdict(digits))
    if len(digits) == 14:
        return LegalIdentifier(siren=digits[:9], siret=digits, verdict=siret_verdict(digits))
    short = len(digits) < 9
    return LegalIdentifier(siren=digits if short else "", siret="" if short else digits[:20], verdict="length")


def french_vat_number(siren: str) -> str:
    """The VAT number of a French company with a numeric key: FR, key, SIREN (general rule of the key)."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


@lru_cache(maxsize=10_000)
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
    if not re.fullmatch(r"FR[0-9A-HJ-NP-Z]{2}[0-9]{9}", number):
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
