"""Lines that hold no data: totals, sub-totals, rulings, feet of a printed page."""

import re
from collections.abc import Sequence

from sansfaute.lib.text import fold

_TOTAL = re.compile(
    r"(?:sous )?(?:total|totaux)(?: general| generaux| ht| ttc| tva)*|grand total|sub ?total|somme|sum|cumul"
)
_TOTAL_OF = re.compile(r"(?:(?:sous )?(?:total|totaux)|sub ?total|grand total|cumul)\b.*")
_RULING = re.compile(r"[\s\-=_*~.·—–+|#]*[\-=_*~—–]{2}[\s\-=_*~.·—–+|#]*|[\-=_*~—–]")
_FOOT = re.compile(
    r"page \d+(?: (?:sur|of|de) \d+| \d+)?|(?:edite|imprime|exporte|genere|printed|exported) (?:le|on|par|by)\b.*|"
    r"fin (?:du|de la|de l) (?:fichier|document|rapport|edition|liste)|end of (?:file|report|list)|"
    r"(?:nombre (?:de|d)|number of) [a-z ]+(?: \d+)?|\d+ (?:lignes?|enregistrements?|rows?|records?)(?: lues?)?"
)
_WORDS = re.compile(
    r"tota|somme|sum|cumul|page|dit|impri|export|g[eé]n[eé]r|print|fin d|end of|nombre|number|lign|row|rec|enr"
)
_FIGURES = re.compile(r"[\d\s.,()%€$\u00a0\u202f'’+\-]*(?:eur)?", re.IGNORECASE)


def line_without_data(texts: Sequence[str], incomplete: bool) -> str:
    """The reason code of a line that holds no data; "" for one that does.

    `incomplete` is whether a needed value is missing: what lacks none is data, whatever its words.
    """
    filled = [one for text in texts if (one := text.strip())]
    if not filled:
        return ""
    if not any(one.isalnum() for one in filled[0]) and all(_RULING.fullmatch(one) for one in filled):
        return "ruling_line"
    if _WORDS.search(filled[0].lower()) and (code := _by_first_word(filled, len(texts))):
        return code
    if not incomplete or not _WORDS.search(" ".join(filled).lower()):
        return ""
    return "total_line" if _is_total([fold(one) for one in filled], filled) else _foot(filled)


def _by_first_word(filled: Sequence[str], width: int) -> str:
    """A first word that says total, in a row mostly empty; or one that says page, alone."""
    if len(filled) > 2 and len(filled) > width / 2:
        return ""
    first, figures = fold(filled[0]), all(_FIGURES.fullmatch(one) for one in filled[1:])
    if _TOTAL.fullmatch(first) or (figures and width > 2 and _TOTAL_OF.fullmatch(first)):
        return "total_line"
    return _foot(filled) if width > 2 else ""


def _foot(filled: Sequence[str]) -> str:
    return "footer_line" if len(filled) == 1 and _FOOT.fullmatch(fold(filled[0])) else ""


def _is_total(folded: Sequence[str], filled: Sequence[str]) -> bool:
    """Where a needed value is missing: one label that says total wherever it stands, and figures."""
    labels = [index for index, text in enumerate(folded) if _TOTAL_OF.fullmatch(text) or _TOTAL.fullmatch(text)]
    return len(labels) == 1 and all(_FIGURES.fullmatch(one) for index, one in enumerate(filled) if index != labels[0])
