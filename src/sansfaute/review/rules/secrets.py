"""What must stay general: the name of a line (BT-153) goes to the State, its description (BT-154) does not.

Source: XP Z12-014, case 36 (professional secrecy: lawyers, doctors, accountants); code pénal, art. 226-13.
"""

import re

from sansfaute.lib.text import fold

GENERAL_WORDS = frozenset(
    (
        "prestation", "prestations", "service", "services", "honoraires", "consultation", "consultations",
        "conseil", "conseils", "acte", "actes", "soin", "soins", "mission", "missions", "expertise", "expertises",
        "assistance", "dossier", "frais", "forfait", "provision", "abonnement", "etude", "etudes", "juridique",
        "juridiques", "medical", "medicale", "medicaux", "medicales", "comptable", "comptables", "fiscal",
        "fiscale", "social", "sociale", "professionnel", "professionnelle", "professionnels", "professionnelles",
        "temps", "heure", "heures", "jour", "jours", "vacation", "vacations", "de", "des", "du", "la", "le", "les",
        "l", "d", "et", "en", "au", "aux", "pour", "sur", "a", "un", "une",
    )
)  # fmt: skip
"""Words that say nothing of a customer's affairs, folded (no accent, no capital)."""
_WORD = re.compile(r"[^\W_]+")
LONGEST = 6


def telling_words(name: str, description: str) -> list[str]:
    """Words of a general name that tell too much: figures, words of the description, names; [] when it is general.

    A word is a name when it begins with a capital after the first one. More than six words are a
    description, whatever they are.
    """
    found = _WORD.findall(name)
    described = {fold(one) for one in _WORD.findall(description)}
    telling = [
        word
        for place, word in enumerate(found)
        if fold(word) not in GENERAL_WORDS
        and (any(one.isdigit() for one in word) or fold(word) in described or (place and word[:1].isupper()))
    ]
    return telling or (found[LONGEST:] if len(found) > LONGEST else [])
