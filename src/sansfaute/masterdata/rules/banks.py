"""IBAN and BIC: their shapes, the IBAN of a French RIB, the BIC of a bank whose code tells it."""

import re
from functools import lru_cache

from stdnum import iban as stdnum_iban
from stdnum import numdb

SEPA = frozenset(
    word
    for line in (
        "AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GF GI GP GR HR HU IE IS IT LI LT LU LV MC MQ MT NL NO PL",
        "PM PT RE RO SE SI SK SM VA YT BL MF AL ME MD MK RS",
    )
    for word in line.split()
)
"""Countries and territories of the SEPA area."""

BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_BICS = {
    "30002": "CRLYFRPP", "30003": "SOGEFRPP", "30004": "BNPAFRPP", "30056": "CCFRFRPP", "30066": "CMCIFRPP",
    "30076": "NORDFRPP", "16958": "QNTOFRP1XXX", "40618": "BOUSFRPPXXX", "40978": "BSPFFRPPXXX", "12548": "AXABFRPP",
    "10278": "CMCIFR2A", "15589": "CMBRFR2B", "17515": "CEPAFRPP751", "11315": "CEPAFRPP131", "13335": "CEPAFRPP333",
    "13485": "CEPAFRPP348", "14505": "CEPAFRPP450", "18206": "AGRIFRPP882", "18306": "AGRIFRPP883",
}  # fmt: skip
"""Codes of French banks that have one BIC, for credit transfers to any of their branches."""
_ONE_COUNTRY = {
    one: place
    for place, ones in {"FR": "FR MC GP MQ GF RE YT PM BL MF NC PF WF TF", "GB": "GB JE GG IM GI"}.items()
    for one in ones.split()
}
"""Territories whose banks bear the letters of another place."""


_SIGNS, _INTRODUCTION = re.compile(r"[^0-9A-Z]"), re.compile(r"^\W*IBAN\b\W*")


def read_iban(text: str) -> str:
    """Letters and figures alone, in capitals, without a leading word IBAN."""
    return _SIGNS.sub("", _INTRODUCTION.sub("", text.upper()))


@lru_cache(maxsize=20_000)
def iban_is_valid(compact: str) -> bool:
    """Whether a compact IBAN has its country's length and shape and passes modulo 97 (ISO 13616).

    The check digits that some countries put inside the account number are not asked for: banks that
    newer than the table would be refused. A country that the table lacks is judged by modulo 97 alone.
    """
    shape = _shape(compact[:2]) if _IBAN.fullmatch(compact) else None
    if shape is None or not shape.fullmatch(compact[4:]):
        return False
    return int((compact[4:] + compact[:4]).translate(_LETTERS)) % 97 == 1


_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}")
_LETTERS = str.maketrans({letter: str(number) for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10)})
_PARTS = re.compile(r"(\d+)!([nac])")
_CHARACTERS = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}


@lru_cache(maxsize=700)
def _shape(country_code: str) -> re.Pattern[str]:
    """The shape of a country's account numbers in the IBAN registry; any shape for a country it lacks."""
    properties = numdb.get("iban").info(country_code + "0" * 30)[0][1]
    parts = _PARTS.findall(properties.get("bban", ""))
    return re.compile("".join(f"{_CHARACTERS[kind]}{{{count}}}" for count, kind in parts) or ".*")


def iban_of_rib(compact: str) -> str:
    """The IBAN of a French RIB (bank, branch, account, key) whose key is right; else an empty text."""
    if not re.fullmatch(r"\d{10}[0-9A-Z]{11}\d{2}", compact):
        return ""
    digits = compact.translate(_RIB_LETTERS)
    weighed = 89 * int(digits[:5]) + 15 * int(digits[5:10]) + 3 * int(digits[10:21])
    if 97 - weighed % 97 != int(digits[21:]):
        return ""
    return f"FR{stdnum_iban.calc_check_digits('FR00' + compact)}{compact}"


_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
"""The key of a RIB reads letters as figures: A and J are 1, S is 2."""


def bic_is_well_formed(compact: str) -> bool:
    """Whether a compact BIC has the shape of ISO 9362."""
    return bool(BIC.fullmatch(compact))


def bic_of_iban(iban: str) -> str:
    """The BIC that the bank code of a French IBAN tells, else an empty text."""
    return _BICS.get(iban[4:9], "") if iban[:2] == "FR" and iban_is_valid(iban) else ""


def same_bank_country(bic: str, iban: str) -> bool:
    """Whether a BIC and an IBAN are of one country, territories counted with theirs."""
    one, two = bic[4:6], iban[:2]
    return _ONE_COUNTRY.get(one, one) == _ONE_COUNTRY.get(two, two)
