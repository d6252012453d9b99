"""Code lists: what the official rules accept (generated data) and the decimals of currencies.

The lists under `data/` are extracted from the installed official rule packs by
`tools/make_codelists.py`; they are facts of the standards, kept as sorted JSON.
"""

from collections.abc import Mapping
from types import MappingProxyType

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
