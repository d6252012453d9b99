"""What a profile, or a syntax, cannot hold: named term by term, so that nothing is dropped in silence.

The table (`data/capacity.json`, written by `tools/make_terms.py` from the official schemas and from
what our own writers place) gives, for each field of the model, the first profile that holds it, and
the fields that have no place in UBL. Profiles form a ladder: each holds what the one below holds.
"""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from importlib.resources import files
from operator import attrgetter
from typing import Any, get_args, get_type_hints

from sansfaute.en16931.model import Invoice, Line
from sansfaute.en16931.model.term import is_group
from sansfaute.en16931.syntaxes.refusals import finding
from sansfaute.en16931.values import Finding, Identifier, is_absent

LADDER = ("minimum", "basicwl", "basic", "en16931", "extended-ctc-fr", "extended")
"""The profiles, from the one that holds least to the one that holds most."""

_TABLE: dict[str, Any] = json.loads(
    files("sansfaute.en16931").joinpath("data/capacity.json").read_text(encoding="utf-8")
)
_HELD_FROM: dict[str, str] = _TABLE["held_from"]
_NOT_IN_UBL = frozenset(_TABLE["not_in_ubl"])

TITLES = {
    "minimum": "MINIMUM",
    "basicwl": "BASIC WL",
    "basic": "BASIC",
    "en16931": "EN 16931",
    "extended-ctc-fr": "EXTENDED-CTC-FR",
    "extended": "EXTENDED",
}


_Met = tuple[str, Any, str, Any]
"""(field with its group, metadata, path, value) of something that is there and not held."""


class _Plan:
    """For one group: which of its fields are not held, and in which others to look further."""

    __slots__ = ("absent", "inner", "refused", "values")

    def __init__(self, kind: type, profile: str, syntax: str) -> None:
        every = fields(kind)
        keys = [f"{kind.__name__}.{one.name}" for one in every]
        refused = [(key, one) for key, one in zip(keys, every, strict=True) if not _is_held(key, profile, syntax)]
        self.refused = tuple((key, one.name, one.metadata) for key, one in refused)
        self.absent = tuple(one.default for _, one in refused)
        self.values = attrgetter(*(one.name for _, one in refused)) if refused else None
        hints = get_type_hints(kind)
        held = [one.name for one in every if one not in [other for _, other in refused]]
        plans = ((name, _plan(part, profile, syntax)) for name in held for part in _groups(hints[name]))
        self.inner: tuple[tuple[str, _Plan], ...] = tuple(
            (name, plan) for name, plan in plans if plan.refused or plan.inner
        )

    def find(self, group: Any, path: str, found: list[_Met]) -> None:
        """Adds what is there and not held."""
        if self.values is not None:
            values = self.values(group)
            given = values if len(self.refused) > 1 else (values,)
            if given != self.absent:
                self._name(given, path, found)
        for name, plan in self.inner:
            value = getattr(group, name)
            if type(value) is tuple:
                for number, item in enumerate(value):
                    plan.find(item, f"{path}{name}[{number}].", found)
            elif value is not None:
                plan.find(value, f"{path}{name}.", found)

    def _name(self, given: tuple[Any, ...], path: str, found: list[_Met]) -> None:
        for (key, name, about), value in zip(self.refused, given, strict=True):
            if not is_absent(value):
                found.append((key, about, path + name, value))


_PLANS: dict[tuple[type, str, str], _Plan] = {}


def unwritable_in(invoice: Invoice, profile: str, syntax: str = "cii") -> tuple[Finding, ...]:
    """A finding (`write.profile`, `write.syntax`) for each term present that `profile` in `syntax` cannot hold.

    `profile` is a short name of `PROFILES`; another one is not known and refuses nothing.
    """
    found: list[_Met] = []
    _plan(Invoice, profile, syntax).find(invoice, "", found)
    if profile == "extended" and syntax == "cii":
        found += _second_references(invoice)
    return tuple([_finding(met, profile) for met in found])


def _second_references(invoice: Invoice) -> list[_Met]:
    """Preceding invoices of a line after its first: the schema of EXTENDED has one, that of EXTENDED-CTC-FR several."""
    about = next(one.metadata for one in fields(Line) if one.name == "preceding_invoices")
    return [
        ("Line.preceding_invoices", about, f"lines[{number}].preceding_invoices[{second}]", line)
        for number, line in enumerate(invoice.lines)
        for second in range(1, len(line.preceding_invoices))
    ]


def _plan(kind: type, profile: str, syntax: str) -> _Plan:
    key = (kind, profile, syntax)
    if key not in _PLANS:
        _PLANS[key] = _Plan(kind, profile, syntax)
    return _PLANS[key]


def _groups(hint: Any) -> list[type]:
    return [part for part in (hint, *get_args(hint)) if is_group(part)]


def _is_held(key: str, profile: str, syntax: str) -> bool:
    if syntax == "json":
        return True
    if syntax == "ubl" and key in _NOT_IN_UBL:
        return False
    return profile not in LADDER or LADDER.index(profile) >= LADDER.index(first_profile(key))


def first_profile(key: str) -> str:
    """The first profile that holds a field (`Line.subtype_code`)."""
    return _HELD_FROM.get(key, LADDER[0])


def _finding(met: _Met, profile: str) -> Finding:
    key, about, path, value = met
    fr, en = f"{about['term']} ({about['fr']})", f"{about['term']} ({about['en']})"
    first, text = first_profile(key), value.value if isinstance(value, Identifier) else value
    if key in _NOT_IN_UBL and _is_held(key, profile, "cii"):
        message = (f"UBL n'a pas de place pour {fr}.", f"UBL has no place for {en}.")
        fix = ("Écrire le document en CII, ou retirer cette donnée.", "Write the document as CII, or remove this term.")
        return finding("write.syntax", path, _shown(text), *message, *fix, term=about["term"])
    message = (
        f"Le profil {TITLES[profile]} n'admet pas {fr}.",
        f"The profile {TITLES[profile]} does not hold {en}.",
    )
    fix = (
        f"Choisir le profil {TITLES[first]}, ou retirer cette donnée.",
        f"Choose the profile {TITLES[first]}, or remove this term.",
    )
    return finding("write.profile", path, _shown(text), *message, *fix, term=about["term"])


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, Decimal | date) else ""
