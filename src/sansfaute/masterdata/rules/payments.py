"""How a buyer pays and in which language: words to codes."""

import re

from stdnum import iban as stdnum_iban

from sansfaute.lib.text import fold

_MEANS: tuple[tuple[str, str], ...] = (
    (r"pr?lv|prlvt|prelevement.*|prlv.*|sepa direct debit|direct debit|sdd", "59"),
    (r"vir|virt|virement.*|sepa credit transfer|sct|bank transfer|wire.*|credit transfer|transfer", "58"),
    (r"cb|carte.*|card|credit card|bank card|visa|mastercard", "48"),
    (r"chq|chque|cheque.*|check", "20"),
    (r"espece|especes|esp|liquide|cash", "10"),
    (r"lcr.*|traite.*|lettre de change.*|bill of exchange", "24"),
    (r"bor|billet a ordre.*|promissory note", "60"),
    (r"tip.*|compensation", "97"),
)
"""UNTDID 4461: 59 SEPA direct debit, 58 SEPA transfer, 48 card, 20 cheque, 10 cash, 24 and 60 bills, 97 netting."""


def read_payment_means(text: str) -> str | None:
    """The UNTDID 4461 code of what people write ("VIR", "prlv SEPA", "CB"); None if unknown."""
    words = fold(text)
    for pattern, code in _MEANS:
        if re.fullmatch(pattern, words):
            return code
    return text.strip() if re.fullmatch(r"10|20|24|30|42|48|49|54|55|57|58|59|60|97", text.strip()) else None


def iban_is_valid(compact: str) -> bool:
    """Whether a compact IBAN has its country's length and passes modulo 97 (ISO 13616)."""
    return bool(stdnum_iban.is_valid(compact))


_LANGUAGES = {
    "fr": "fr", "fra": "fr", "fre": "fr", "francais": "fr", "french": "fr", "f": "fr",
    "en": "en", "eng": "en", "anglais": "en", "english": "en", "e": "en", "gb": "en", "uk": "en", "us": "en",
    "de": "en", "deutsch": "en", "allemand": "en", "german": "en", "es": "en", "it": "en", "nl": "en",
}  # fmt: skip
"""Languages we write: any other than French is answered in English."""


def read_language(text: str) -> str | None:
    """The language of a buyer's documents, "fr" or "en"; None when the word is unknown."""
    words = fold(text).split()
    return _LANGUAGES.get(words[0]) if words else None
