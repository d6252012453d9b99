"""The rule packs, dated: which official pack codes which rule, for which syntax and profile, and since when.

Coded rules follow the installed packs (`data/packs.json`, names only): the oldest edition we hold
also judges documents older than itself, as the stylesheets do. Rules that the standard states and no
stylesheet codes apply from their own day on, by the date of the document.
"""

import json
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

_DATA: dict[str, Any] = json.loads(files("sansfaute.en16931").joinpath("data/packs.json").read_text(encoding="utf-8"))
SOURCE: str = _DATA["source"]
"""The package, with its version, that carries the official packs."""

REFORM = date(2026, 9, 1)
"""The first day of compulsory electronic invoices between companies in France (loi 2022-1157, art. 26)."""
TARGET_DATA = date(2027, 9, 1)
"""The first day of the "target" data: lines and delivery address (XP Z12-012; CGI ann. II, 242 nonies A)."""
BLOCKING = date(2026, 10, 1)
"""From this day on the errors of edition 1.4 block at reception as well (FNFE-MPE, explanatory note V1.4.0)."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One edition of a set of official rules.

    `key` is the name of its list of rules in `data/packs.json` (`cii/fr`), without syntax when it
    is coded for both; empty when no stylesheet codes it. `since` and `until` are days of documents.
    """

    name: str
    version: str
    key: str
    since: date
    source: str
    until: date | None = None


PACKS: tuple[Pack, ...] = (
    Pack("EN 16931", "1.3.16", "en16931", date(2026, 3, 30), "CEN/TC 434, validation artefacts 1.3.16"),
    Pack("Factur-X MINIMUM", "1.09.2", "minimum", REFORM, "FNFE-MPE and FeRD, Factur-X 1.09.2"),
    Pack(
        "Factur-X BASIC WL",
        "1.09.2",
        "basicwl",
        REFORM,
        "FNFE-MPE and FeRD, Factur-X 1.09.2; not allowed in the reform from 1 September 2027",
        date(2027, 8, 31),
    ),
    Pack("Factur-X BASIC", "1.09.2", "basic", REFORM, "FNFE-MPE and FeRD, Factur-X 1.09.2"),
    Pack("Factur-X EXTENDED", "1.09.2", "extended", REFORM, "FNFE-MPE and FeRD, Factur-X 1.09.2"),
    Pack("EXTENDED-CTC-FR", "1.4.0", "extended-ctc-fr", REFORM, "XP Z12-012, edition 1.4; FNFE-MPE"),
    Pack("BR-FR", "1.4.0.03", "fr", REFORM, "XP Z12-012, edition 1.4; FNFE-MPE"),
    Pack(
        "BR-FR at reception",
        "1.4.0.03 WARNING",
        "fr",
        REFORM,
        "FNFE-MPE, explanatory note V1.4.0: errors are warnings for the receiver, MV and BD aside",
        date(2026, 9, 30),
    ),
    Pack("BR-FR, not coded", "1.4.0", "", REFORM, "XP Z12-012, edition 1.4"),
    Pack("BR-FR, target data", "1.4.0", "", TARGET_DATA, "XP Z12-012, BR-FR-14; CGI ann. II, 242 nonies A"),
)

PACK = f"sansfaute 2 (EN 16931 1.3.16, Factur-X 1.09.2, EXTENDED-CTC-FR 1.4.0, BR-FR 1.4.0.03, names of {SOURCE})"
"""Name and version of the native rules, to be kept beside what they said."""

JUDGED: dict[str, tuple[str, ...]] = {
    "cii": ("minimum", "basicwl", "basic", "en16931", "extended", "extended-ctc-fr"),
    "ubl": ("en16931", "extended-ctc-fr"),
}
"""The profiles that have official rules, by syntax."""


def judged_as(syntax: str, profile: str) -> tuple[str, str]:
    """The (syntax, profile) whose rules apply: our JSON and PDF follow CII, an unknown profile EN 16931."""
    known = syntax if syntax in JUDGED else "cii"
    return known, profile if profile in JUDGED[known] else "en16931"


def errors_of(pack: str) -> frozenset[str]:
    """Names of the errors that a pack (`cii/en16931`, `ubl/fr`) states; raises KeyError for another."""
    return _ERRORS[pack]


def warnings_of(pack: str) -> frozenset[str]:
    """Names of its warnings."""
    return _WARNINGS[pack]


def coded_in(rule: str) -> tuple[str, ...]:
    """The packs (`cii/fr`) that state this rule, in the order of the data."""
    return tuple(name for name in _ERRORS if rule in _ERRORS[name] or rule in _WARNINGS[name])


def level_in(syntax: str, profile: str, rule: str) -> str:
    """The level of a rule for documents of this syntax and profile; empty when nothing codes it."""
    packs = (f"{syntax}/{profile}", f"{syntax}/fr")
    if any(rule in _ERRORS[pack] for pack in packs):
        return "error"
    return "warning" if any(rule in _WARNINGS[pack] for pack in packs) else ""


def tolerated_at_reception(rule: str, received_date: date | None) -> bool:
    """Whether a receiver may still take this error of the French pack for a warning on this day."""
    if received_date is None or received_date >= BLOCKING or not rule.startswith("BR-FR-"):
        return False
    return not rule.startswith(("BR-FR-MV-", "BR-FR-BD-"))


_ERRORS: dict[str, frozenset[str]] = {name: frozenset(pack["errors"]) for name, pack in _DATA["packs"].items()}
_WARNINGS: dict[str, frozenset[str]] = {name: frozenset(pack["warnings"]) for name, pack in _DATA["packs"].items()}
