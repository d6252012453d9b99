"""Official rules about the XML itself: cardinalities, unused elements and attributes, codes as written.

The model cannot see these: a doubled element, an attribute that nobody reads. The tables are data,
made from the installed packs by `tools/make_structure.py`; the engine walks once over the document.
"""

from dataclasses import dataclass
from functools import cache

from lxml.etree import _Element

from sansfaute.en16931.structure.data import ASSERT_NAMES, UNUSED, pack_table
from sansfaute.en16931.structure.table import Table, joined
from sansfaute.en16931.structure.walk import walk
from sansfaute.en16931.values import Finding

__all__ = ["UNUSED", "Examined", "examine", "findings", "rule_name", "table"]


@dataclass(frozen=True, slots=True)
class Examined:
    """What the tables say of one document.

    `decided` are the rules that they state whole: theirs is the last word on them. `silent` are
    those that the official packs would not even have asked, since what they look at is not there.
    """

    findings: tuple[Finding, ...]
    decided: frozenset[str]
    silent: frozenset[str]


def examine(root: _Element, syntax: str, profile: str) -> Examined:
    """The findings, and what they settle; nothing for a profile without table."""
    known = _tables(syntax, profile)
    found, asked = walk(root, known)
    return Examined(tuple(found), known.decides, known.asks - asked - known.decides)


def findings(root: _Element, syntax: str, profile: str) -> list[Finding]:
    """What the official packs of this syntax and profile refuse in the XML; nothing for a profile without table."""
    return list(examine(root, syntax, profile).findings)


@cache
def _tables(syntax: str, profile: str) -> Table:
    """The table of the profile, and that of the French rules, which judge every profile that has one."""
    own = table(syntax, profile)
    return joined([one for one in (own, table(syntax, "fr")) if one is not None] if own is not None else [])


@cache
def table(syntax: str, profile: str) -> Table | None:
    """The rules of a syntax and profile, compiled at their first use; None when there are none."""
    return pack_table(syntax, profile)


def rule_name(stylesheet: str, assertion: str, context: str) -> str:
    """The rule that an assert of an official stylesheet states, fired in this context.

    Packs restate rules of EN 16931 under numbers of theirs; both verdicts use the name of the rule.
    """
    if not assertion:
        return UNUSED
    return ASSERT_NAMES.get(stylesheet, {}).get(f"{assertion} {' '.join(context.split())}", assertion)
