"""Code lists: what the official rules accept (generated data) and the decimals of currencies.

The lists under `data/` are extracted from the installed official rule packs by
`tools/make_codelists.py`; they are facts of the standards, kept as sorted JSON.
"""

import json
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Any

_NO_DECIMAL = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"

MINOR_UNITS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(_NO_DECIMAL.split(), 0),
        **dict.fromkeys(_THREE_DECIMALS.split(), 3),
        **dict.fromkeys(_FOUR_DECIMALS.split(), 4),
    }
)
"""Decimals of the currencies that do not have two (ISO 4217:2015, list one)."""

_DATA: dict[str, Any] = json.loads(files(__package__).joinpath("data/codelists.json").read_text(encoding="utf-8"))

SOURCE: str = _DATA["source"]
"""The package, with its version, that the lists were extracted from."""

ASSERTS: Mapping[str, str] = MappingProxyType(_DATA["asserts"])
"""The rule of EN 16931 (BR-CL-…) that an assert of the official pack stands for."""

_LISTS: dict[str, frozenset[str]] = {name: frozenset(values) for name, values in _DATA["lists"].items()}
_VARIANTS: dict[tuple[str, str], frozenset[str]] = {
    (pack, name): frozenset(values) for pack, lists in _DATA["variants"].items() for name, values in lists.items()
}


def codes(name: str, pack: str = "") -> frozenset[str]:
    """The values of a list (`currencies`, `units`, `fr_processes`…), as a pack (`ubl/en16931`) has it.

    Without a pack, as that of Factur-X EN 16931 has it. Raises KeyError for a name that is no list.
    """
    return _VARIANTS.get((pack, name), _LISTS[name])
