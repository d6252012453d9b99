"""Payment terms as people type them: "30j fdm", "45 j fin de mois", "à réception", "le 10", "net 30"."""

import re
from functools import lru_cache

from sansfaute.lib.text import fold
from sansfaute.masterdata.rules.terms import PaymentTerms, describe_payment_terms

_AT_ONCE = re.compile(
    r"(?:(?:la )?reception(?: (?:de )?(?:la )?(?:facture|marchandise))?|comptant(?: a reception)?|immediat(?:e|ement)?"
    r"|(?:up)?on receipt(?: of (?:the )?invoice)?|receipt|immediate(?:ly)?|cash|vue|sight|la commande|commande|d avance"
    r"|avance|(?:la )?livraison|contre remboursement|cod|cash on delivery|in advance|prepaid|prepaiement|proforma"
    r"|(?:des )?presentation(?: de la facture)?|emission(?: de (?:la )?facture)?|0(?: j)?)"
)
_NUMBERS = {
    "huit": 8, "dix": 10, "quinze": 15, "vingt": 20, "trente": 30, "quarante cinq": 45, "soixante": 60,
    "quatre vingt dix": 90, "thirty": 30, "forty five": 45, "sixty": 60, "fifteen": 15, "ten": 10,
}  # fmt: skip
_LEAD = re.compile(
    r"^(?:delai(?: de)?|conditions?(?: de)?|paiement|reglement|payable|payment|terms?|echeance|virement|par|vir|pay"
    r"|due|within|sous|a|des|net|nets|dans les|dans|delay|facture|invoice)(?: |$)"
)
_REPLACED = (
    (r"\b(?:f d m|f ?m|fdm|fin de mois|fin du mois|fin mois|eom|end of (?:the )?month|month end|e o m)\b", "EOM"),
    (r"^j (?=\d)", ""),
    (r"(?<=\d) (?:j|jr|jrs|jour|jours|d|day|days)\b", ""),
    (r"\b(?:calendaires?|calendar|nets?|francs?)\b", ""),
    (
        r"(?<=[\dM]) (?:a |de |d |from |after |apres |des |as of )?(?:(?:la |the )?(?:compter de |partir de )?"
        r"(?:la |l )?(?:date (?:de |d |of )?)?"
        r"(?:(?:la |the )?(?:facture|facturation|invoice|emission|reception|receipt|factures))"
        r"(?: date)?(?: (?:de |d |of )?(?:la |the )?(?:facture|invoice))?|ddf|df|date)(?= |$)",
        "",
    ),
    (r"\bplus\b|\bet\b|\band\b", ""),
    (r"\b(?:on day|on the|the|le|day) (?=\d)", "le "),
    (r"(?<=le )(\d+) ?(?:er|st|nd|rd|th)\b", r"\1"),
    (r"(?<=\d) (?:du mois(?: suivant)?|of (?:the )?(?:next |following )?month|m 1|suivant)$", ""),
)
_REPLACED_PATTERNS = tuple((re.compile(pattern), text) for pattern, text in _REPLACED)
_SHAPE = re.compile(
    r"(?:(?P<days>\d{1,4})(?P<after> EOM)?|(?P<first>EOM)(?: (?P<more>\d{1,4}))?)?(?: ?le (?P<dom>\d{1,2}))?"
)
_BETWEEN = re.compile(r" ?[/,;+-] ?| (?:et|puis|ou) ")
_ONE_DELAY, _DELAYS = re.compile(r"\d+ ?j?o?u?r?s?"), re.compile(r"\d+(?: \d+)* ?j?o?u?r?s?")
_MONTHS = re.compile(r"(\d|un|une|deux|trois) mois")


@lru_cache(maxsize=4_000)
def parse_payment_terms(text: str) -> PaymentTerms | None:
    """The terms a person typed, or None: "45 j fdm", "30", "à réception", "30 jours le 10"…"""
    if re.search(r"[-−]\s*\d", text.replace("–", "-")) or "%" in text or "/" in text.strip("/"):
        return None
    words = _bare(_spaced(fold(text)))
    if _AT_ONCE.fullmatch(words):
        return PaymentTerms(days=0)
    for pattern, other in _REPLACED_PATTERNS:
        words = re.sub(" +", " ", pattern.sub(other, words)).strip()
    found = _SHAPE.fullmatch(words) if words else None
    return _terms(found) if found else None


def _bare(words: str) -> str:
    """The words without what introduces them, and numbers in figures."""
    while (shorter := _LEAD.sub("", words)) != words:
        words = shorter
    for word, number in _NUMBERS.items():
        words = re.sub(rf"^{word}\b", str(number), words)
    return words


def _spaced(words: str) -> str:
    """Figures apart from the letters beside them: "45jfdm" is "45 j fdm", "net30" is "net 30"; "1er" stays whole."""
    words = re.sub(r"(?<=\d)(?!er\b|st\b|nd\b|rd\b|th\b)(?=[a-z])", " ", words)
    words = re.sub(r"(?<=[a-z])(?=\d)", " ", words)
    words = re.sub(r"(?<=\d) (?:j|d) ?(?:df|d)?(?=fdm\b|fm\b)", " ", words)
    return re.sub(r"(?<=\d) (?:jdf|jddf|jnet|jn)\b", " j", words)


def _terms(found: re.Match[str]) -> PaymentTerms | None:
    groups = found.groupdict()
    day = groups["dom"]
    try:
        return PaymentTerms(
            days=int(groups["days"] or groups["more"] or 0),
            end_of_month=bool(groups["after"]) or (bool(groups["first"]) and not int(groups["more"] or 0)),
            day_of_month=int(day) if day else None,
            month_end_first=bool(int(groups["more"] or 0)),
        )
    except ValueError:
        return None


def names_several_terms(text: str) -> bool:
    """Whether the text names two or more due dates: "30/60", "30-60-90 jours"."""
    # Cut first, then each part is matched: one expression for the whole would try endless ways to part the figures.
    first, *others = _BETWEEN.split(text.strip().lower())
    others = others[:-1] if len(others) > 1 and not others[-1] else others
    return bool(others and _ONE_DELAY.fullmatch(first) and all(map(_DELAYS.fullmatch, others)))


def proposed_terms(text: str, language: str = "fr") -> str:
    """What unreadable terms may mean, in words that can be read: "1 mois" may be 30 days; else an empty text."""
    words = _bare(fold(text))
    found = _MONTHS.match(words)
    if not found:
        return ""
    months = {"un": 1, "une": 1, "deux": 2, "trois": 3}.get(found[1]) or int(found[1])
    rest = parse_payment_terms(f"{30 * months} jours {words[found.end() :]}")
    return describe_payment_terms(rest, language) if rest else ""
