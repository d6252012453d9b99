"""What clauses are written in: records that become JSON and come back, values read or refused, steps told.

A record is a frozen dataclass; what its fields may hold stands in their types: `Annotated[Decimal,
Bounds(...)]` for numbers with limits, `Literal` for words of a list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Self, TypeVar, Union, get_args, get_origin, get_type_hints

from sansfaute.contracts.rules.exact import written_amount
from sansfaute.contracts.rules.given_values import day_given, number_given, text_given, truth_given
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.term_words import written_day
from sansfaute.lib.derivations import Derivation
from sansfaute.lib.sentences import sentences

SENTENCES: Mapping[str, Any] = sentences("sansfaute.contracts.rules", "clause_terms")
"""Tables `refusals`, `fields`, `words` and `steps`, each by code, then by language."""

TEXT_LIMIT = 200
_LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number may be: at most so many decimals, from `least` to `most`, both included."""

    places: int
    least: Decimal = -(Decimal(10) ** 13)
    most: Decimal = Decimal(10) ** 13


_ZERO, _UNITS, _HUNDRED = Decimal(0), Decimal(10) ** 13, Decimal(100)
Amount = Annotated[Decimal, Bounds(4)]
"""An amount that may be negative; ISO 4217 knows no currency with more than 4 decimals."""
PositiveAmount = Annotated[Decimal, Bounds(4, _ZERO)]
UnitPrice = Annotated[Decimal, Bounds(6, _ZERO)]
"""BR-FR-DEC-03: 6 decimals, no sign."""
Quantity = Annotated[Decimal, Bounds(4, _ZERO)]
"""BR-FR-DEC-02: 4 decimals."""
Percentage = Annotated[Decimal, Bounds(4, _ZERO, _HUNDRED)]
Count = Annotated[int, Bounds(0, Decimal(1), Decimal(1200))]
Places = Annotated[int, Bounds(0, _ZERO, Decimal(12))]
Filled = Annotated[str, "filled"]
"""A text that must not be empty."""


def words_of(table: str, code: str) -> dict[str, str]:
    """The sentence or name of that code in both languages; a code without one stands for itself."""
    found = SENTENCES[table].get(code)
    return {language: found[language] if found else code for language in _LANGUAGES}


def refusal(code: str, /, field: str = "", **details: object) -> TermsRefused:
    """The refusal of that code; `field` and every detail `x` are also there as `x_fr` and `x_en`."""
    shown = {name: said(value, "") for name, value in details.items()}
    if field:
        shown["field"] = field
        details["field"] = words_of("fields", field)
    for language in _LANGUAGES:
        shown |= {f"{name}_{language}": said(value, language) for name, value in details.items()}
    return TermsRefused(code, SENTENCES["refusals"][code], **shown)


def step(
    name: str,
    value: object,
    *,
    sentence: str = "",
    source: str = "",
    parts: Sequence[Derivation] = (),
    **details: object,
) -> Derivation:
    """One step of an explanation; its words are those of `steps` under `sentence`, else under `name`.

    A detail that is a mapping has its own words for each language.
    """
    template = SENTENCES["steps"][sentence or name]
    told = {
        language: template[language].format_map(
            {"value": said(value, language), **{key: said(one, language) for key, one in details.items()}}
        )
        for language in _LANGUAGES
    }
    return Derivation(name=name, value=said(value, ""), fr=told["fr"], en=told["en"], source=source, parts=tuple(parts))


def said(value: object, language: str) -> str:
    """A value as people write it in that language; with "", as machines do."""
    if isinstance(value, Mapping):
        return str(value[language or "en"])
    if isinstance(value, Decimal):
        return written_amount(value, language) if language else format(value, "f")
    if isinstance(value, date):
        return written_day(value, language) if language else value.isoformat()
    return str(value)


class Record:
    """A frozen dataclass that JSON can hold: decimals as text, dates in ISO, tuples as lists."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {name: _plain(getattr(self, name)) for name in _types(type(self))}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The record of `to_dict`; what is not one of its fields is left out."""
        return _record(cls, values, "")


def _plain(value: object) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


Kind = TypeVar("Kind", bound=Record)


def read(cls: type[Kind], values: Mapping[str, Any]) -> Kind:
    """A record as a form, a file or JSON gives it; numbers and dates may be written as people do.

    Raises TermsRefused: unknown_field, value_missing, unreadable_number, number_too_precise,
    number_too_small, number_too_large, unreadable_day, unreadable_truth, unknown_word, unreadable_rows,
    value_too_long.
    """
    for name in values if isinstance(values, Mapping) else ():
        if name not in _types(cls):
            raise refusal("unknown_field", name, known=", ".join(_types(cls)))
    return _record(cls, values, "")


def _types(cls: type[Any]) -> dict[str, Any]:
    """The fields of a record and what they hold; worked out once, since a bill run reads many."""
    if cls not in _KNOWN_TYPES:
        hints = get_type_hints(cls, include_extras=True)
        _KNOWN_TYPES[cls] = {one.name: hints[one.name] for one in fields(cls)}
    return _KNOWN_TYPES[cls]


_KNOWN_TYPES: dict[type[Any], dict[str, Any]] = {}


def _required(cls: type[Any]) -> frozenset[str]:
    return frozenset(one.name for one in fields(cls) if one.default is MISSING and one.default_factory is MISSING)


def _record(cls: type[Kind], values: object, field: str) -> Kind:
    if not isinstance(values, Mapping):
        raise refusal("unreadable_rows", field or "rows")
    required, read_values = _required(cls), dict[str, Any]()
    for name, kind in _types(cls).items():
        given = values.get(name)
        if given is not None and (given != "" or _holds_empty(kind)):
            read_values[name] = _value(kind, given, name)
        elif name in required:
            read_values[name] = _absent(kind, name)
    return cls(**read_values)


def _holds_empty(kind: Any) -> bool:
    """Whether an empty text is a value of this kind, and not the absence of one."""
    return kind is str or (get_origin(kind) is Literal and "" in get_args(kind))


def _absent(kind: Any, field: str) -> Any:
    """What stands for nothing: None where that is allowed, no rows, else a refusal."""
    if NoneType in get_args(kind):
        return None
    if get_origin(kind) is tuple and Ellipsis in get_args(kind):
        return ()
    raise refusal("value_missing", field)


def _value(kind: Any, given: Any, field: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        return _value(next(one for one in inner if one is not NoneType), given, field)
    if origin is Annotated:
        return _bounded(_value(inner[0], given, field), inner[1], field)
    if origin is Literal:
        return _word(given, inner, field)
    if origin is tuple:
        return _row(inner, given, field)
    if issubclass(kind, Record):
        return _record(kind, given, field)
    return _READERS[kind](given, field)


def _row(inner: tuple[Any, ...], given: Any, field: str) -> tuple[Any, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise refusal("unreadable_rows", field)
    if Ellipsis in inner:
        return tuple(_value(inner[0], one, field) for one in given)
    if len(given) != len(inner):
        raise refusal("unreadable_rows", field)
    return tuple(_value(kind, one, field) for kind, one in zip(inner, given, strict=True))


def _bounded(value: Any, bounds: Bounds | str, field: str) -> Any:
    if isinstance(bounds, str):
        if not value:
            raise refusal("value_missing", field)
        return value
    number = Decimal(value)
    if number < bounds.least:
        raise refusal("number_too_small", field, value=number, least=bounds.least)
    if number > bounds.most:
        raise refusal("number_too_large", field, value=number, most=bounds.most)
    if number != round(number, bounds.places):
        raise refusal("number_too_precise", field, value=number, places=bounds.places)
    return value


def _word(given: Any, known: tuple[Any, ...], field: str) -> Any:
    if given not in known:
        raise refusal("unknown_word", field, given=given, known=", ".join(map(str, known)))
    return given


def _decimal(given: Any, field: str) -> Decimal:
    number = number_given(given)
    if number is None:
        raise refusal("unreadable_number", field, given=given)
    return number


def _integer(given: Any, field: str) -> int:
    number = _decimal(given, field)
    if number != int(number):
        raise refusal("number_too_precise", field, value=number, places=0)
    return int(number)


def _day(given: Any, field: str) -> date:
    day = day_given(given)
    if day is None:
        raise refusal("unreadable_day", field, given=given)
    return day


def _truth(given: Any, field: str) -> bool:
    read = truth_given(given)
    if read is None:
        raise refusal("unreadable_truth", field, given=given)
    return read


def _text(given: Any, field: str) -> str:
    text = text_given(given)
    if len(text) > TEXT_LIMIT:
        raise refusal("value_too_long", field, length=len(text), limit=TEXT_LIMIT)
    return text


_READERS: Mapping[type[Any], Any] = {Decimal: _decimal, int: _integer, date: _day, bool: _truth, str: _text}
