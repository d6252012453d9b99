"""How a buyer pays and in which language: words to codes."""

import re
from functools import lru_cache

from sansfaute.lib.text import fold
from sansfaute.masterdata.rules.banks import iban_is_valid

__all__ = ["iban_is_valid", "read_language", "read_payment_means"]

_MEANS: tuple[tuple[str, str], ...] = (
    (r"pr?lv|prlvt|prelevement.*|prelev.*|prlv.*|sepa direct debit|direct debit|sdd|debit|lastschrift", "59"),
    (r"vir|virt|vrt|vmt|virement.*|sepa credit transfer|sct|bank transfer|wire.*|credit transfer|transfer|transfert"
     r"|sepa|ueberweisung|uberweisung|rib|iban", "58"),
    (r"cb|carte.*|card|credit card|bank card|visa|mastercard|mc|amex|tpe|stripe|paiement en ligne", "48"),
    (r"chq|chqs|chque|ch|cheq|cheque.*|check|cheque", "20"),
    (r"espece|especes|esp|liquide|cash|numeraire|bar", "10"),
    (r"lcr.*|traite.*|lettre de change.*|bill of exchange", "24"),
    (r"bor|bao|billet a ordre.*|promissory note", "60"),
    (r"tip.*|compensation|netting", "97"),
    (r"mandat administratif|mandat|mandatement", "30"),
)  # fmt: skip
"""UNTDID 4461: 59 SEPA direct debit, 58 SEPA transfer, 48 card, 20 cheque, 10 cash, 24 and 60 bills, 97 netting,
30 plain transfer (a mandate of a public accountant)."""


@lru_cache(maxsize=2_000)
def read_payment_means(text: str) -> str | None:
    """The UNTDID 4461 code of what people write ("VIR", "prlv SEPA", "CB"); None if unknown."""
    words = re.sub(r"^(?:par|by|reglement(?: par)?|paiement(?: par)?) ", "", fold(text))
    for pattern, code in _MEANS:
        if re.fullmatch(pattern, words):
            return code
    return text.strip() if re.fullmatch(r"10|20|24|30|42|48|49|54|55|57|58|59|60|97", text.strip()) else None


_LANGUAGES = {
    "fr": "fr", "fra": "fr", "fre": "fr", "francais": "fr", "francaise": "fr", "french": "fr", "f": "fr",
    "franzosisch": "fr", "frances": "fr", "francese": "fr",
}  # fmt: skip
_ANSWERED_IN_ENGLISH = frozenset(
    word
    for line in (
        "en eng anglais english e gb uk us de deu ger deutsch allemand german es esp spa espagnol spanish espanol it",
        "ita italien italian italiano nl nld dut",
        "neerlandais dutch nederlands pt por portugais portuguese portugues pl pol",
        "polonais polish polski lb luxembourgeois sv suedois swedish da danois danish fi finnois finnish no nb",
        "norvegien norwegian el grec greek cs tcheque czech hu hongrois ro roumain ru russe russian ar arabe",
        "arabic zh chinois",
        "chinese ja japonais japanese tr turc turkish ca catalan ie irish",
    )
    for word in line.split()
)
"""Languages we write: any other than French is answered in English."""


@lru_cache(maxsize=2_000)
def read_language(text: str) -> str | None:
    """The language of a buyer's documents, "fr" or "en"; None when the word is unknown."""
    words = fold(text).split()
    if not words:
        return None
    return _LANGUAGES.get(words[0]) or ("en" if words[0] in _ANSWERED_IN_ENGLISH else None)
