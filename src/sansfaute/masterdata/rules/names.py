"""How names are written: stray quotation marks, capitals, legal forms, words said twice."""

import re
from functools import lru_cache

from sansfaute.lib.text import fold, squeeze
from sansfaute.masterdata.rules.buyer_kinds import BuyerKind, is_public_name, kind_of_buyer
from sansfaute.masterdata.rules.cells import repaired, say_garbled
from sansfaute.masterdata.rules.judging import Findings
from sansfaute.masterdata.rules.name_words import (
    GIVEN_NAMES,
    LEGAL_FORMS,
    LUXEMBOURG,
    TITLES,
    TRADES,
    legal_form,
    without_dots,
)

__all__ = [
    "GIVEN_NAMES", "LEGAL_FORMS", "TITLES", "TRADES", "BuyerKind", "clean_name", "is_public_name", "judge_name",
    "kind_of_buyer", "legal_form", "proposed_name",
]  # fmt: skip

_QUOTES = re.compile(r"^(?:\"(.+)\"|«\s*(.+?)\s*»|“(.+)”|'(.+)'|‘(.+)’)$")
_FRENCH_FORMS = frozenset(
    one
    for line in ("sarl sas sasu snc sci eurl scop scic selarl selas scp scm gie gaec earl scea",)
    for one in line.split()
)
_PARTICLES = frozenset(
    ("de", "du", "des", "et", "à", "a", "au", "aux", "en", "sur", "sous", "lès", "ou", "par", "pour")
)
_AFTER_WHICH_ARTICLES_ARE_SMALL = frozenset(("de", "à", "a", "et", "sur", "sous", "pour", "par"))
_ARTICLES = frozenset(("la", "le", "les"))
_ELIDED = re.compile(r"^(d|l|qu|n|o|s|j)(['’])(.+)$", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]", re.IGNORECASE)
_MAY_DOUBLE = frozenset(
    ("tam", "bora", "gan", "bla", "cha", "do", "la", "coin", "chouchou", "glou", "tic", "the", "co")
)


def clean_name(text: str) -> str:
    """The name with single spaces and composed accents, otherwise as written."""
    return squeeze(text)


def judge_name(name: str, found: Findings) -> None:
    """What in the dress of a name should be otherwise, each with the one name that mends all of it."""
    if not name:
        return
    say_garbled("name", name, found)
    best = proposed_name(name)
    if best == name:
        return
    plain = repaired(name)
    for rule, mend in _MENDINGS:
        if (mended := mend(plain)) != plain:
            found.say("name", rule, name, best)
            plain = mended


@lru_cache(maxsize=20_000)
def proposed_name(name: str) -> str:
    """The name as it should be written; itself when nothing is to be mended."""
    plain = repaired(name)
    for _, mend in _MENDINGS:
        plain = mend(plain) or plain
    return plain


def _without_quotes(name: str) -> str:
    found = _QUOTES.match(name)
    inner = next((one for one in found.groups() if one), "") if found else ""
    return squeeze(inner) if inner and not re.search(r"[\"«»“”]", inner) and fold(inner) else name


def _with_plain_form(name: str) -> str:
    """French forms in capitals without dots: "S.A.R.L. Dupont" and "Sarl Dupont" are "SARL Dupont"."""
    if LUXEMBOURG.search(name):
        return name
    words = without_dots(name).split()
    changed = False
    for place in (0, -1) if len(words) > 1 else ():
        if words[place].lower().rstrip(".,") in _FRENCH_FORMS and words[place] != words[place].upper().rstrip(".,"):
            words[place], changed = words[place].upper().rstrip(".,"), True
    dotted = without_dots(name) != name and legal_form(name).lower() in _FRENCH_FORMS | {"sa"}
    return " ".join(words) if changed or dotted else name


def _once(name: str) -> str:
    """No word twice in a row: "Garage Garage Martin"."""
    words = name.split()
    kept = words[:1]
    for word in words[1:]:
        same = fold(word) == fold(kept[-1]) and len(fold(word)) > 3 and word.isalpha()
        if not same or fold(word) in _MAY_DOUBLE or fold(word) in GIVEN_NAMES:
            kept.append(word)
    return " ".join(kept)


def _cased(name: str) -> str:
    """Capitals at the head of words only, where the whole name is in capitals or in small letters."""
    letters = [one for one in name if one.isalpha()]
    upper, lower = name == name.upper(), name == name.lower()
    if len(letters) < 5 or not (upper or lower) or not _has_long_word(name):
        return name
    words = name.split()
    cased = [_cased_word(word, words[place - 1] if place else "", alone=place == 0) for place, word in enumerate(words)]
    return " ".join(cased)


def _has_long_word(name: str) -> bool:
    """Whether a word is too long to be an acronym."""
    words = [fold(word) for word in re.split(r"[\s'’.-]+", name)]
    return any(len(word) >= 5 and _VOWEL.search(word) and word not in LEGAL_FORMS for word in words)


def _cased_word(word: str, before: str, *, alone: bool) -> str:
    small = word.lower()
    if not alone and (
        small in _PARTICLES or (small in _ARTICLES and before.lower() in _AFTER_WHICH_ARTICLES_ARE_SMALL)
    ):
        return small
    if elided := _ELIDED.match(word):
        small_head = not alone and elided[1].lower() in ("d", "l", "qu")
        head = elided[1].lower() if small_head else elided[1].capitalize()
        return f"{head}{elided[2]}{_cased_word(elided[3], '', alone=True)}"
    return "-".join(_cased_part(part) for part in word.split("-"))


def _cased_part(part: str) -> str:
    bare = fold(part)
    if (bare in LEGAL_FORMS and bare != "cie") or any(one.isdigit() for one in part) or "." in part:
        return part.upper()
    if len(bare) <= 4 and not _VOWEL.search(part):
        return part.upper()  # an acronym: "BTP", "SNCF"
    return part[:1].upper() + part[1:].lower()


_MENDINGS = (
    ("name_quotes", _without_quotes),
    ("name_doubled_word", _once),
    ("name_case", _cased),
    ("name_legal_form", _with_plain_form),
)
"""Rules about the dress of a name, in the order in which their mendings are made."""
