"""Columns without a telling header, recognised by what stands in them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from stdnum import iban
from stdnum.eu import vat
from stdnum.fr import siren, siret

from sansfaute.intake.rules.headers import Header
from sansfaute.intake.rules.tables import NumberedRow, both, cell_text

SAMPLE = 500
_FEWEST = 5
"""Values needed before a column's contents say anything."""
_SHARE = 0.8


def _is_email(text: str) -> bool:
    return bool(re.fullmatch(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,.]{2,}", text))


def _is_legal_identifier(text: str) -> bool:
    return siren.is_valid(text) or siret.is_valid(text)


_TESTS: dict[str, Callable[[str], bool]] = {
    "email": _is_email,
    "iban": iban.is_valid,
    "vat_identifier": vat.is_valid,
    "legal_identifier": _is_legal_identifier,
}
"""Buyers' fields whose values prove themselves (a check digit, an @): chance does not fill a column of them."""


def recognise_contents(header: Header, sample: Sequence[NumberedRow]) -> tuple[Header, dict[str, Any]]:
    """The header with the columns that contents alone name, and the evidence for each."""
    if header.kind != "buyers":
        return header, {}
    columns, evidence = dict(header.columns), {}
    for index in range(len(header.names)):
        if index in columns.values():
            continue
        values = [text for _, cells in sample if index < len(cells) and (text := cell_text(cells[index]).strip())]
        for name, test in _TESTS.items():
            share = _share(values, test)
            if name not in columns and share >= _SHARE:
                columns[name] = index
                evidence[name] = _said(header.names[index], index, share)
                break
    return replace(header, columns=columns), evidence


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, values)) / len(values) if len(values) >= _FEWEST else 0.0


def _said(name: str, index: int, share: float) -> dict[str, Any]:
    percent = round(100 * share)
    return {
        "value": name or f"#{index + 1}",
        "evidence": both(
            f"le titre ne le dit pas, mais {percent} % des valeurs le prouvent (clé de contrôle ou forme)",
            f"the header does not say so, but {percent} % of the values prove it (check digit or shape)",
        ),
    }
