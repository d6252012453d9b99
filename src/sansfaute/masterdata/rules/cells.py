"""What stands in a cell before it means anything: values that mean nothing, garbled texts, codes of web pages."""

import html
import re
from collections.abc import Mapping

from sansfaute.lib.text import squeeze
from sansfaute.masterdata.rules.judging import Findings

_SIGNS = re.compile(r"[\s\-–—_.…?¿/\\*#+=~:;,|x×]*", re.IGNORECASE)
_NEVER = frozenset((
    "n/a", "#n/a", "#na", "n/d", "n/c", "n.c.", "n.a.", "n.d.", "s/o", "null", "(null)", "none", "nil", "nan",
    "undefined", "#ref!", "#value!", "#valeur!", "#nom?", "#name?", "#div/0!", "inconnu", "inconnue", "unknown",
    "non renseigné",
    "non renseigne", "non renseignée", "non communiqué", "non communique", "à compléter", "a completer", "à completer",
    "à renseigner", "a renseigner", "à définir", "a definir", "non défini", "non defini", "tbd", "tba", "vide", "empty",
))  # fmt: skip
"""Cells that mean nothing in any field, in small letters."""
_NOT_IN_NAMES = frozenset((
    "nc", "na", "nr", "nd", "so", "ras", "néant", "neant", "aucun", "aucune", "sans", "sans objet", "pas de mail",
    "pas d'email", "pas de téléphone", "pas de tel", "en cours", "en attente", "à venir", "a venir", "à demander",
    "a demander", "demandé", "non", "no", "none yet", "rien", "test", "test@test", "test@test.fr", "test@test.com",
    "aucun@aucun.fr", "x@x.x", "a@a.a", "xxx@xxx.xx", "nomail@nomail.com", "noemail@noemail.com", "non applicable",
    "not applicable", "non disponible", "indisponible", "non assujetti", "non assujettie", "exonéré", "exonere",
    "exonérée", "franchise", "franchise en base", "pas de tva", "non soumis", "non soumise",
))  # fmt: skip
"""Cells that mean nothing, save in a field that holds a name."""
_LONGEST_NOTHING = 30
_NAMES = frozenset(("name", "city", "country", "contact_name"))
_FREE = frozenset(("code", "comment", "segment", "discount", "payment_terms", "kind", "closed_on"))
"""Fields whose words are never taken for nothing: "0" is a discount and a term."""
_NUMBERS = frozenset(("legal_identifier", "vat_identifier", "telephone", "iban", "bic", "post_code", "siren", "siret"))

_TELLING, _NOTHING = re.compile(r"[a-z0-9]+"), re.compile(r"(?:fr|iban)?[0x]*")
_NO_VAT = re.compile(
    r"\b293 ?-?B\b|franchise|exon[ée]r|non[ -](?:assujetti|redevable|soumis)|autoliquid|auto-liq", re.IGNORECASE
)
"""What people write where there is no VAT number, because none is owed."""
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,6});")
# What the first bytes of accented letters in UTF-8 look like to a reader of Windows-1252 or Latin-1.
_GARBLED = re.compile(r"[ÃÂÅâ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]")


def means_nothing(field: str, text: str) -> bool:
    """Whether people write this in that field to say that they know nothing: "-", "n/a", "néant", "0000"."""
    if field == "vat_identifier" and _NO_VAT.search(text):
        return True
    if field in _FREE or len(text) > _LONGEST_NOTHING:
        return False
    if _SIGNS.fullmatch(text):
        return field not in _NAMES or text.lower() not in ("x", "xx")
    small = text.casefold()
    if small in _NEVER:
        return True
    if field in _NAMES:
        return False
    if field in _NUMBERS and _NOTHING.fullmatch("".join(_TELLING.findall(small))):
        return True
    return small in _NOT_IN_NAMES or small == "0"


def ungarbled(text: str) -> str:
    """The text that was UTF-8 before somebody read it as Windows-1252: "SociÃ©tÃ©" was "Société"."""
    while _GARBLED.search(text) and (before := _as_utf_8(text)):
        text = before
    return text


def _as_utf_8(text: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return squeeze(text.encode(encoding).decode("utf-8"))
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return ""


def without_entities(text: str) -> str:
    """The text without codes of web pages, which are undone twice over if need be: "&amp;#39;" is "'"."""
    while _ENTITY.search(text) and (plain := squeeze(html.unescape(text))) != text:
        text = plain
    return text


def read_cells(values: Mapping[str, str], found: Findings) -> dict[str, str]:
    """The texts of a row with single spaces; those that mean nothing are empty and found."""
    row: dict[str, str] = {}
    for name, value in values.items():
        text = value.strip() if name == "comment" else _squeezed(value)
        if text and means_nothing(name, text):
            found.say(name, "value_placeholder", text)
            text = ""
        row[name] = text
    return row


def repaired(text: str) -> str:
    """The text without garbled accents and codes of web pages."""
    while (better := ungarbled(without_entities(text))) != text:
        text = better
    return text


def _squeezed(text: str) -> str:
    """`squeeze`, without signs that do not print; at once where there is nothing to do: most cells of most files."""
    if text.isascii() and text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return squeeze("".join(one for one in text if one.isprintable() or one.isspace()))


def cut(text: str, longest: int) -> str:
    """The text as far as its column holds it, without a space at the end."""
    return text if len(text) <= longest else text[:longest].rstrip()


def say_garbled(field: str, text: str, found: Findings) -> None:
    """Find a text that was garbled or holds codes of web pages, with the text that it was."""
    if (right := repaired(text)) == text:
        return
    if without_entities(text) != text:
        found.say(field, "text_entities", text, right)
    if ungarbled(text) != text:
        found.say(field, "text_garbled", text, right)
