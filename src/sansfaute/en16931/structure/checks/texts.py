"""Texts as written: codes, forms, lengths, decimals."""

import re
from typing import Any

from lxml.etree import _Element

from sansfaute.en16931.structure.checks.kinds import Holds, Kind, Lists, Said
from sansfaute.en16931.structure.checks.paths import texts
from sansfaute.en16931.structure.checks.xpaths import selecting
from sansfaute.en16931.structure.forms import FORMS, trimmed
from sansfaute.en16931.structure.names import shown, tag


def _code(facts: list[Any], lists: Lists) -> tuple[Holds, Said]:
    part, accepted = facts[0], lists(facts[1]) | {""}
    what = "{at}" if part == "." else f"{{at}} ({part[1:]})"
    return lambda element: _text(element, part) in accepted, (
        f"{what} : ce code n'est pas dans la liste officielle.",
        f"{what}: this code is not in the official list.",
        "Choisir un code de la liste.",
        "Choose a code of the list.",
    )


def _token(facts: list[Any], lists: Lists) -> tuple[Holds, Said]:
    path, accepted = facts[0], lists(facts[1])
    read = selecting(f"normalize-space({path})")
    _, said = _code([path if path.startswith("@") else ".", facts[1]], lists)
    if len(facts) > 2:  # capitals or not
        return lambda element: read(element).upper() in accepted, said
    return lambda element: read(element) in accepted, said


def _token_under(facts: list[Any], lists: Lists) -> tuple[Holds, Said]:
    """A code of a list, or of another list for an element that stands under one of those named."""
    path, anywhere, there, *above = facts
    accepted, further, names = lists(anywhere), lists(there), [tag(one) for one in above]
    read = selecting(f"normalize-space({path})")

    def holds(element: _Element) -> bool:
        code = read(element)
        return code in accepted or (code in further and next(element.iterancestors(*names), None) is not None)

    return holds, _code([path, anywhere], lists)[1]


def _prefix(facts: list[Any], lists: Lists) -> tuple[Holds, Said]:
    accepted = lists(facts[0])
    return lambda element: (element.text or "")[:2] in accepted, _NO_COUNTRY


def _begins(facts: list[Any], lists: Lists) -> tuple[Holds, Said]:
    """The text at a path begins with a code; as the stylesheet looks for it in the list written out, `F` is found."""
    path, name = facts
    read, written = texts(path), f" {' '.join(sorted(lists(name)))} "
    return lambda element: all(one[:2] in written for one in read(element)), _NO_COUNTRY


_NO_COUNTRY: Said = (
    "{at} ne commence pas par un code pays.",
    "{at} does not start with a country code.",
    "Faire précéder le numéro du code du pays.",
    "Put the country code before the number.",
)


def _matches(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    form = re.compile(facts[0].replace(r"\s", r"[ \t\r\n]"), re.ASCII)
    return lambda element: form.search(_text(element, ".")) is not None, (
        "{at} n'a pas la forme attendue.",
        "{at} has not the expected form.",
        "Écrire une date AAAAMMJJ.",
        "Write a date YYYYMMDD.",
    )


def _length(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    (most,) = facts
    return lambda element: len(element.text or "") <= most, (
        f"{{at}} a plus de {most} caractères.",
        f"{{at}} has more than {most} characters.",
        "Raccourcir le texte.",
        "Shorten the text.",
    )


def _form(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    """The text at a path has a form. "optional": or it is absent, or empty; "if there": or it is absent."""
    name, path, trim, optional = facts
    fits, read = FORMS[name], texts(path)

    def holds(element: _Element) -> bool:
        found = [trimmed(one) for one in read(element)] if trim else read(element)
        return all(map(fits, found)) if any(found) or (found and optional != "optional") else bool(optional)

    what = "{at}" if path == "." else shown(path.rpartition("/")[2])
    return holds, (
        f"{what} n'a pas la forme ou la valeur que les règles françaises attendent.",
        f"{what} has not the form or value that French rules expect.",
        f"Corriger {what}.",
        f"Correct {what}.",
    )


def _decimals(facts: list[Any], _: Lists) -> tuple[Holds, Said]:
    path, most = facts
    limit = int(most)
    what = shown(path.rpartition("/")[2].partition("[")[0])
    read = texts(path)
    return lambda element: all(len(one.partition(".")[2]) <= limit for one in read(element)[:1]), (
        f"{what} a plus de {most} décimales.",
        f"{what} has more than {most} decimals.",
        f"Arrondir à {most} décimales.",
        f"Round to {most} decimals.",
    )


def _text(element: _Element, part: str) -> str:
    """The text of an element (`.`), or of one of its attributes (`@format`), as written."""
    return (element.get(part[1:]) if part.startswith("@") else element.text) or ""


KINDS: dict[str, Kind] = {
    "code": _code,
    "token": _token,
    "token_under": _token_under,
    "prefix": _prefix,
    "begins": _begins,
    "matches": _matches,
    "length": _length,
    "form": _form,
    "decimals": _decimals,
}
"""How each kind of row makes its check."""
