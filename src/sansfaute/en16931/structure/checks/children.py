"""Children and attributes: how many, which are needed, which are barred."""

from typing import Any

from lxml.etree import _Element

from sansfaute.en16931.structure.checks.kinds import Holds, Kind, Lists, Said
from sansfaute.en16931.structure.checks.xpaths import xpath
from sansfaute.en16931.structure.names import shown, tag


def _count(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    name, least, most = facts
    wanted, limit = tag(name), most if most is not None else 1 << 60

    def holds(element: _Element) -> bool:
        return bool(least <= sum(1 for _ in element.iterchildren(wanted)) <= limit)

    times_fr, times_en = _times(least, most)
    what = shown(name)
    return holds, (
        f"Dans {{at}}, l'élément {what} doit figurer {times_fr}.",
        f"In {{at}}, the element {what} must occur {times_en}.",
        f"Donner {what} {times_fr}.",
        f"Give {what} {times_en}.",
    )


def _times(least: int, most: int | None) -> tuple[str, str]:
    if most is None:
        return f"au moins {least} fois", f"at least {least} time{'s' * (least > 1)}"
    if least == most:
        return f"exactement {most} fois", f"exactly {most} time{'s' * (most > 1)}"
    return f"au plus {most} fois", f"at most {most} time{'s' * (most > 1)}"


def _unused(_: list[Any], __: Lists) -> tuple[Holds, Said]:
    return lambda element: False, (
        "L'élément {at} n'est pas admis à cet endroit dans ce profil.",
        "The element {at} is not allowed in this place in this profile.",
        "Retirer {at}, ou choisir un profil plus large.",
        "Remove {at}, or choose a wider profile.",
    )


def _bars(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    (name,) = facts
    what = shown(name)
    said = (
        f"{what} n'est pas admis dans {{at}}.",
        f"{what} is not allowed in {{at}}.",
        f"Retirer {what}.",
        f"Remove {what}.",
    )
    if name.startswith("@"):
        attribute = name[1:]
        return lambda element: element.get(attribute) is None, said
    barred = tag(name)
    return lambda element: next(element.iterchildren(barred), None) is None, said


def _needs(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    attribute = facts[0][1:]
    return lambda element: element.get(attribute) is not None, (
        f"L'attribut {attribute} de {{at}} manque.",
        f"The attribute {attribute} of {{at}} is missing.",
        f"Donner l'attribut {attribute}.",
        f"Give the attribute {attribute}.",
    )


def _holds(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    return xpath(facts[0]), (
        "La structure de {at} n'est pas celle que la règle attend.",
        "The structure of {at} is not what the rule expects.",
        "Corriger les éléments de {at} : doublon, mélange ou oubli.",
        "Correct the elements of {at}: doubled, mixed or missing.",
    )


KINDS: dict[str, Kind] = {"count": _count, "unused": _unused, "bars": _bars, "needs": _needs, "holds": _holds}
"""How each kind of row makes its check."""
