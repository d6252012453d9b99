"""What the packs leave out: known official rules that no stylesheet which judges a document states.

The names stated are read from the installed stylesheets, so that another edition, or a pack with a
hole, is seen; the names known come from every pack (`en16931/data/packs.json`) and, for what the
French norm states and no stylesheet codes, from the list below.
"""

import re
from collections.abc import Iterable
from functools import cache

from lxml import etree

from sansfaute.en16931.rules.packs import JUDGED, errors_of, warnings_of
from sansfaute.en16931.structure import rule_name
from sansfaute.review.adapters.official.packs import Packs, path_of

NOT_CODED = tuple(
    f"BR-FR-{one}" for one in ("07", "14", "19", "CO-01", "CO-02", "CO-06", "CO-11", "CO-13", "CO-16", "CO-17")
)
"""Rules of XP Z12-012, edition 1.4, that its stylesheets do not code."""

_CORE = re.compile(r"BR-(?:(?:CO|CL|DEC|S|Z|E|AE|IC|G|O|AF|AG|B)-)?\d+")
_FRENCH = re.compile(r"BR-FR-(?:[A-Z]+-)?\d+")
# An extension restates a rule under a name of its own: BR-FXEXT-S-08ini, BR-FREXT-54-1, BR-EXT-CL-07.
_EXTENSION = re.compile(r"BR-(?:FX|FR)?EXT-(?:BR-)?((?:CO|CL|DEC|S|Z|E|AE|IC|G|O|AF|AG|B)-?\d+|\d+)")
MISNAMED = {"BR-FR-30_BT-21": "BR-FR-31", "BR-FR-MV-BD_BT-3": "BR-FR-BD-13"}  # so BR-FR 1.4.0.03 for UBL calls them
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_XSL = "{http://www.w3.org/1999/XSL/Transform}"
_BEYOND = {"minimum": "cii/minimum", "basicwl": "cii/basicwl"}  # profiles without lines


@cache
def unchecked(packs: Packs) -> tuple[str, ...]:
    """Names of the rules of EN 16931 and of XP Z12-012 that none of the stylesheets states, sorted.

    Rules of lines do not count for a profile without lines. Raises OSError or lxml's
    XMLSyntaxError when a stylesheet cannot be read.
    """
    stated = {family(rule) for one in packs.stylesheets for rule in stated_by(one)}
    return tuple(sorted(_known() - _beyond(packs.profile) - stated))


@cache
def stated_by(stylesheet: str) -> frozenset[str]:
    """Names of the rules that an installed stylesheet states; one that always holds states nothing."""
    root = etree.parse(path_of(stylesheet), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    found: set[str] = set()
    for template in root.iter(f"{_XSL}template"):
        fired = template.find(f"{_SVRL}fired-rule")
        if fired is not None:
            found |= {rule_name(stylesheet, one, fired.get("context", "")) for one in _asserts(template)}
    return frozenset(found)


def family(rule: str) -> str:
    """The rule that a name stands for, without the extension's prefix and the French suffix of the term."""
    if rule in MISNAMED:
        return MISNAMED[rule]
    extended = _EXTENSION.match(rule)
    if extended:
        return f"BR-{extended[1]}"
    french = _FRENCH.match(rule)
    return french[0] if french else rule


def _asserts(template: etree._Element) -> Iterable[str]:
    for one in template.iter(f"{_SVRL}failed-assert", f"{_SVRL}successful-report"):
        if one.get("test") != "true()" or one.tag == f"{_SVRL}successful-report":
            yield next((part.text or "" for part in one.iter(f"{_XSL}attribute") if part.get("name") == "id"), "")


@cache
def _known() -> frozenset[str]:
    keys = [f"{syntax}/{profile}" for syntax, profiles in JUDGED.items() for profile in (*profiles, "fr")]
    names = {rule for key in keys for rule in errors_of(key) | warnings_of(key)}
    core, french = filter(_CORE.fullmatch, names), filter(_FRENCH.match, names)
    return frozenset(core) | frozenset(map(family, french)) | frozenset(NOT_CODED)


@cache
def _beyond(profile: str) -> frozenset[str]:
    """What BASIC states and a smaller profile does not: rules of terms that it has not."""
    if profile not in _BEYOND:
        return frozenset()
    smaller = {family(rule) for rule in errors_of(_BEYOND[profile])}
    return frozenset(family(rule) for rule in errors_of("cii/basic")) - smaller
