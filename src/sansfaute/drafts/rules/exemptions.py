"""The exemptions an item may name (VATEX codes of BT-121), each with its article and its mention (BT-120).

Only the codes that the EN 16931 packs accept and that stand for an exemption (category E): reverse
charge, export, intra-EU supply and out of scope are decided by the table, never by the item. Source:
the list of 88 codes of the packs; CGI and directive 2006/112/EC as named.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Exemption:
    """A code, the article it stands for in both languages, its mention in French, since when we use it."""

    code: str
    article_fr: str
    article_en: str
    mention: str
    since: date = date(2014, 1, 1)


def _french(code: str, article: str, mention: str = "") -> Exemption:
    return Exemption(code, f"CGI {article}", f"CGI {article}", mention or f"Exonération de TVA, art. {article} du CGI")


_POINT = re.compile(r"(?P<article>\d+)(?:-(?P<paragraph>\d))?(?:-?(?P<point>[A-Z]{1,2}))?")


def _european(code: str) -> Exemption:
    """VATEX-EU-132-1I: article 132, paragraph 1, point i of the directive; a second letter A is "bis"."""
    found = _POINT.fullmatch(code.removeprefix("VATEX-EU-"))
    assert found, f"{code} names no article"
    paragraph, point = found["paragraph"], (found["point"] or "").lower()
    fr, en = f"art. {found['article']}", f"art. {found['article']}"
    if paragraph:
        fr, en = f"{fr}, paragraphe {paragraph}", f"{en}({paragraph})"
    if point:
        fr, en = f"{fr}, point {point[0]}{' bis' if point[1:] else ''}", f"{en}({point})"
    mention = f"Exonération de TVA, {fr}, de la directive 2006/112/CE"
    return Exemption(code, f"directive 2006/112/CE, {fr}", f"directive 2006/112/EC, {en}", mention)


_FRENCH = (
    ("VATEX-FR-CGI261-1", "261-1", ""),
    ("VATEX-FR-CGI261-2", "261-2", ""),
    ("VATEX-FR-CGI261-3", "261-3", ""),
    ("VATEX-FR-CGI261-4", "261-4", "Exonération de TVA, art. 261-4-4° a du CGI"),
    ("VATEX-FR-CGI261-5", "261-5", ""),
    ("VATEX-FR-CGI261-7", "261-7", ""),
    ("VATEX-FR-CGI261-8", "261-8", ""),
    ("VATEX-FR-CGI261A", "261 A", ""),
    ("VATEX-FR-CGI261B", "261 B", ""),
    ("VATEX-FR-CGI261C-1", "261 C-1°", ""),
    ("VATEX-FR-CGI261C-2", "261 C-2°", ""),
    ("VATEX-FR-CGI261C-3", "261 C-3°", ""),
    ("VATEX-FR-CGI261D-1", "261 D-1°", ""),
    ("VATEX-FR-CGI261D-1BIS", "261 D-1° bis", ""),
    ("VATEX-FR-CGI261D-2", "261 D-2°", ""),
    ("VATEX-FR-CGI261D-3", "261 D-3°", ""),
    ("VATEX-FR-CGI261D-4", "261 D-4°", ""),
    ("VATEX-FR-CGI261E-1", "261 E-1°", ""),
    ("VATEX-FR-CGI261E-2", "261 E-2°", ""),
    ("VATEX-FR-CGI275", "275", "Vente en franchise de TVA, art. 275 du CGI"),
    ("VATEX-FR-CGI277A", "277 A", "Opération en suspension de TVA, art. 277 A du CGI"),
    ("VATEX-FR-CGI295", "295", ""),
    ("VATEX-FR-298SEXDECIESA", "298 sexdecies A", ""),
    ("VATEX-FR-FRANCHISE", "293 B", "TVA non applicable, art. 293 B du CGI"),
)
_POINTS = {
    "132": ("", *(f"-1{letter}" for letter in "ABCDEFGHIJKLMNOPQ")),
    "135": ("-1",),
    "143": ("", *(f"-1{letters}" for letters in ("A", "B", "C", "D", "E", "F", "FA", "G", "H", "I", "J", "K", "L"))),
    "144": ("",),
    "146": ("-1E",),
    "148": ("", *(f"-{letter}" for letter in "ABCDEFG")),
    "151": ("", *(f"-1{letters}" for letters in ("A", "AA", "B", "C", "D", "E"))),
    "153": ("",),
    "159": ("",),
    "309": ("",),
}
_DIRECTIVE = tuple(f"VATEX-EU-{article}{point}" for article, points in _POINTS.items() for point in points)

EXEMPTIONS: Mapping[str, Exemption] = {
    one.code: one for one in (*(_french(*given) for given in _FRENCH), *map(_european, _DIRECTIVE))
}
