"""What stands for a code where a file has no column for it: the same row gets the same key, import after import."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from sansfaute.lib.text import fold

FIRST = "first"
GENERATED = "generated"
_LONGEST = 60
_OWN = ("name", "line_1", "post_code", "city", "country", "email", "telephone", "unit")


def _figures(values: Mapping[str, str]) -> str:
    """The SIREN: an establishment's number begins with it, and an address may change where a company does not."""
    figures = "".join(one for one in values.get("legal_identifier", "") if one.isdigit())
    return figures[:9] if len(figures) in (9, 14) else ""


def _establishment(values: Mapping[str, str]) -> str:
    figures = "".join(one for one in values.get("legal_identifier", "") if one.isdigit())
    return figures if len(figures) == 14 else ""


def _vat(values: Mapping[str, str]) -> str:
    compact = "".join(one for one in values.get("vat_identifier", "").upper() if one.isalnum())
    return compact if len(compact) > 3 and compact[:2].isalpha() else ""


def _email(values: Mapping[str, str]) -> str:
    text = values.get("email", "").strip().casefold()
    return text if "@" in text and " " not in text else ""


def _name_post_code(values: Mapping[str, str]) -> str:
    name, place = _slug(values.get("name", "")), _slug(values.get("post_code", ""))
    return f"{name}-{place}" if name and place else ""


def _generated(values: Mapping[str, str]) -> str:
    """Drawn from what the row says of itself: another row, another key; the same row, the same key."""
    said = [fold(values.get(name, "")) for name in _OWN]
    return "G-" + blake2b("\x1f".join(said).encode(), digest_size=6).hexdigest().upper() if any(said) else ""


def _slug(text: str) -> str:
    return fold(text).upper().replace(" ", "-")


_OF_ROW: dict[str, Callable[[Mapping[str, str]], str]] = {
    "siren": _figures,
    "siret": _establishment,
    "vat": _vat,
    "email": _email,
    "name_post_code": _name_post_code,
    GENERATED: _generated,
}
KEYS = (*_OF_ROW, FIRST)
"""In the order in which they should be preferred; `first` takes, row by row, the first that the row has."""
NEEDED = {
    "siren": ("legal_identifier",),
    "siret": ("legal_identifier",),
    "vat": ("vat_identifier",),
    "email": ("email",),
    "name_post_code": ("name", "post_code"),
}
"""The fields that a key is made of; the others are made of whatever there is."""


def key_of(values: Mapping[str, str], key: str) -> str:
    """The code that this key gives a row; "" when the row does not say enough."""
    if key == FIRST:
        return next(filter(None, (_shortened(find(values)) for name, find in _OF_ROW.items() if name != "siret")), "")
    return _shortened(_OF_ROW[key](values))


def _shortened(text: str) -> str:
    """A code of 60 characters at most; what is cut off lives on in a hash, so that two long names stay two."""
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST - 9] + "-" + blake2b(text.encode(), digest_size=4).hexdigest().upper()


@dataclass(frozen=True, slots=True)
class KeyPreview:
    """What a key would do: rows looked at, rows that it names, different names, and some of them."""

    key: str
    rows: int
    filled: int
    distinct: int
    examples: tuple[str, ...]
    proposed: bool = False


def preview_keys(rows: Iterable[Mapping[str, str]]) -> list[KeyPreview]:
    """Every key tried on these rows; the first that names them all and each apart is the one proposed."""
    found: dict[str, list[str]] = {key: [] for key in KEYS}
    count = 0
    for values in rows:
        count += 1
        for key, names in found.items():
            if name := key_of(values, key):
                names.append(name)
    previews = [
        KeyPreview(key, count, len(names), len(set(names)), tuple(dict.fromkeys(names))[:3])
        for key, names in found.items()
    ]
    best = next((one.key for one in previews if count and one.filled == one.distinct == count), FIRST)
    return [
        KeyPreview(one.key, one.rows, one.filled, one.distinct, one.examples, proposed=one.key == best)
        for one in previews
    ]
