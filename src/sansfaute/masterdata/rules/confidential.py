"""The general word for an article whose name is secret: what BT-153 may say of it (XP Z12-014, case 36)."""

import re
import unicodedata
from collections.abc import Mapping

_WORD = re.compile(r"\w{4,}")


def too_telling(general: str, name: str) -> Mapping[str, str] | None:
    """What is wrong with a general word that the State receives: it tells the secret name; None when it does not."""
    told = sorted(_words(general) & _words(name))
    if not told:
        return None
    shown = ", ".join(told)
    return {
        "fr": f"Le mot général reprend le nom confidentiel ({shown}) : choisissez un mot qui ne le dit pas.",
        "en": f"The general word repeats the confidential name ({shown}): choose a word that does not tell it.",
    }


def _words(text: str) -> set[str]:
    """Words of four letters or more, without accents or capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return set(_WORD.findall("".join(one for one in plain if not unicodedata.combining(one))))
