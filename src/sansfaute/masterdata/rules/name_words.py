"""The words by which names tell what they are, and the legal form at one end of a name."""

import re
from functools import lru_cache

from sansfaute.lib.sentences import sentences
from sansfaute.lib.text import fold

_WORDS = {name: frozenset(str(text).split()) for name, text in sentences(__package__ or "", "name_words").items()}

LEGAL_FORMS = _WORDS["legal_forms"]
"""Commercial and civil forms, as they stand at one end of a name."""
STRONG_TRADES, NAMES_OF_FAMILIES_TOO = _WORDS["trades"], _WORDS["names_of_families_too"]
TRADES = STRONG_TRADES | NAMES_OF_FAMILIES_TOO
TITLES, TOGETHER, GIVEN_NAMES = _WORDS["titles"], _WORDS["together"], _WORDS["given_names"]
WITHOUT_SIREN = _WORDS["without_siren"]

_DOTTED = re.compile(r"(?<![\w.])[^\W\d_]\.(?: ?[^\W\d_]\.){1,6}(?:[^\W\d_](?!\w))?")
LUXEMBOURG = re.compile(r"(?<!\w)[Ss]\.? ?(?:[àÀ]\.? ?|a )[Rr]\.? ?[Ll]\b\.?")
"""A form of Luxembourg and Switzerland, which is not written SARL there."""
_POLAND = re.compile(r"(?<!\w)sp\.? ?z ?o\.? ?o\b\.?", re.IGNORECASE)
_SPACED = re.compile(r"^(?:[A-Z] ){2,6}(?=[A-Z][A-Za-z])|(?: [A-Z]){3,6}$")
_SHORT = 2  # letters: such forms ("SA", "AG") are also families' names unless in capitals


def without_dots(name: str) -> str:
    """The name with its dotted or spaced forms in one word: "S.A.R.L. Dupont" and "S A R L Dupont" alike."""
    if "." in name:
        name = _DOTTED.sub(lambda found: re.sub(r"[. ]", "", found[0]), name)
        name = _POLAND.sub("SPZOO", name)
    name = LUXEMBOURG.sub("SARL", name)
    spaced = _SPACED.search(name)
    if spaced and (joined := spaced[0].replace(" ", "")).lower() in LEGAL_FORMS:
        name = f"{name[: spaced.start()]} {joined} {name[spaced.end() :]}".strip()
    return name


@lru_cache(maxsize=20_000)
def legal_form(name: str) -> str:
    """The legal form at one end of the name, in capitals ("SARL"), else an empty text."""
    words = [word for word in without_dots(name).split() if any(map(str.isalnum, word))]
    if len(words) < 2:
        return ""
    small = name == name.lower()
    for word in (words[0], words[-1]):
        form = fold(word).replace(" ", "")
        if form in LEGAL_FORMS and (len(form) > _SHORT or small or word.strip("(),;.").isupper()):
            return form.upper()
    return ""
