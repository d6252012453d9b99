"""What must be there, what excludes what, and how texts and numbers compare."""

from collections.abc import Callable
from decimal import Context, Decimal
from operator import eq, ge, gt
from typing import Any

from lxml.etree import _Element

from sansfaute.en16931.structure.checks.kinds import Holds, Kind, Lists, Said
from sansfaute.en16931.structure.checks.paths import elements, has, texts, written
from sansfaute.en16931.structure.checks.xpaths import number, selecting, xpath
from sansfaute.en16931.structure.names import shown

_CENT = Decimal("0.01")
_WIDE = Context(prec=200)
_LARGEST = 100  # digits before the point: more is no amount
_SIGNS: dict[str, Callable[[Decimal, int], bool]] = {"=": eq, ">=": ge, ">": gt}
_WORDS = {"=": ("nul", "nought"), ">=": ("positif ou nul", "nought or more"), ">": ("positif", "more than nought")}


def _present(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    return _any(list(map(has, facts))), _lacking(facts)


def _all_present(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    return _all(list(map(has, facts))), _lacking(facts)


def _given(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    read = texts(facts[0])
    return lambda element: any(read(element)), _lacking(facts)


def _written(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    return written(facts[0]), _lacking(facts)


def _absent(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    what_fr, what_en = _either(facts, "ou"), _either(facts, "or")
    return _not(_any(list(map(has, facts)))), (
        f"{what_fr} n'est pas admis ici.",
        f"{what_en} is not allowed here.",
        f"Retirer {what_fr}.",
        f"Remove {what_en}.",
    )


def _when(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    return _joined(facts[0]), (
        "Les éléments de {at} ne vont pas ensemble : l'un manque, ou l'un exclut l'autre.",
        "The elements of {at} do not go together: one is missing, or one excludes another.",
        "Corriger les éléments de {at}.",
        "Correct the elements of {at}.",
    )


def _joined(condition: list[Any]) -> Holds:
    """A condition as data (see `tools/conditions.py`) as a test."""
    kind, *parts = condition
    if kind in ("or", "and"):
        return (_any if kind == "or" else _all)([_joined(one) for one in parts])
    if kind == "not":
        return _not(_joined(parts[0]))
    return has(parts[0]) if kind == "has" else _compared(*parts)


def _compared(left: str, sign: str, right: str) -> Holds:
    """A path against a text, as XPath compares: one text that agrees is enough."""
    if sign not in ("=", "!=") or not right.startswith("'") or "(" in left:
        return xpath(f"{left} {sign} {right}")
    read, text = texts(left), right[1:-1]
    if sign == "=":
        return lambda element: text in read(element)
    return lambda element: any(one != text for one in read(element))


def _any(tests: list[Holds]) -> Holds:
    if len(tests) == 1:
        return tests[0]
    return lambda element: any(test(element) for test in tests)


def _all(tests: list[Holds]) -> Holds:
    return lambda element: all(test(element) for test in tests)


def _not(test: Holds) -> Holds:
    return lambda element: not test(element)


def _compare(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    path, sign = facts
    select, compares = elements(path), _SIGNS[sign]
    what = shown(path.rpartition("/")[2])
    words_fr, words_en = _WORDS[sign]

    def holds(element: _Element) -> bool:
        found = (number(one) for one in select(element))
        return any(value is not None and compares(value, 0) for value in found)

    return holds, (
        f"{what} doit être {words_fr}.",
        f"{what} must be {words_en}.",
        f"Corriger {what}.",
        f"Correct {what}.",
    )


def _ordered(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    """Days compared as they are written, as official rules do: the end of a period, then its start."""
    end, start, has_end, has_start = (selecting(one) for one in facts)

    def holds(element: _Element) -> bool:
        if not has_end(element) or not has_start(element):
            return True
        starts = [one.text or "" for one in start(element)]
        return any((one.text or "") >= other for one in end(element) for other in starts)

    return holds, (
        "La période finit avant de commencer.",
        "The period ends before it starts.",
        "Corriger les dates de la période.",
        "Correct the dates of the period.",
    )


def _distinct(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    select = selecting(facts[0])

    def holds(element: _Element) -> bool:
        found = list(select(element))
        return len(set(found)) == len(found)

    return holds, (
        "Deux identifiants ont le même schéma.",
        "Two identifiers have the same scheme.",
        "Ne garder qu'un identifiant par schéma.",
        "Keep one identifier for each scheme.",
    )


def _cents(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    """A VAT total in one of the currencies has two decimals; or is in another one, or there is no such currency."""
    select, currencies = (selecting(one) for one in facts[:2])
    without = facts[2] == "none"

    def holds(element: _Element) -> bool:
        found, named = select(element), {one.text or "" for one in currencies(element)}
        return not found or any(_suits(one, named, without) for one in found)

    return holds, (
        "Le total de TVA a plus de deux décimales, ou manque dans cette devise.",
        "The VAT total has more than two decimals, or is missing in this currency.",
        "Arrondir au centime.",
        "Round to the cent.",
    )


def _suits(amount: _Element, currencies: set[str], without: bool) -> bool:
    own = amount.get("currencyID") in currencies
    value = number(amount)
    in_cents = value is not None and value.adjusted() < _LARGEST and value == value.quantize(_CENT, context=_WIDE)
    return (own and in_cents) or (not currencies if without else not own)


def _lacking(paths: list[str]) -> Said:
    fr, en = _either(paths, "ou"), _either(paths, "or")
    return (f"{fr} manque.", f"{en} is missing.", f"Renseigner {fr}.", f"Give {en}.")


def _either(paths: list[str], word: str) -> str:
    return f" {word} ".join(shown(path.rpartition("/")[2].partition("[")[0]).lstrip("@") or path for path in paths)


KINDS: dict[str, Kind] = {
    "present": _present,
    "all_present": _all_present,
    "given": _given,
    "written": _written,
    "absent": _absent,
    "when": _when,
    "compare": _compare,
    "ordered": _ordered,
    "distinct": _distinct,
    "cents": _cents,
}
"""How each kind of row makes its check."""
