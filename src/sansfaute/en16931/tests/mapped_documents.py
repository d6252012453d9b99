"""Random documents of a model whose fields name their elements (lifecycle message, e-reporting)."""

import string
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from hypothesis import strategies as st

from sansfaute.en16931.mapped import AmountIn, Moment, QuantityIn, is_blank
from sansfaute.en16931.values import BinaryObject, Identifier

_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="￾￿")
# XML readers turn line ends into one form and our own drop a text of blanks: neither is part of a model.
TEXTS = st.text(_CHARACTERS, min_size=1, max_size=10).filter(lambda text: not text.isspace())
TOKENS = st.text(string.ascii_letters + string.digits + "-_/&<>\"'é€", min_size=1, max_size=8)
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "code": TOKENS,
    "attribute": TOKENS,
    "identifier": st.builds(Identifier, TOKENS, st.none() | TOKENS),
    "amount": st.builds(AmountIn, AMOUNTS, st.none() | TOKENS),
    "quantity": st.builds(QuantityIn, AMOUNTS, st.none() | TOKENS),
    "decimal": AMOUNTS,
    "percentage": st.decimals(min_value=0, max_value=100, places=2),
    "count": st.integers(min_value=-9, max_value=10**9),
    "date": st.dates(min_value=date(2, 1, 1)),
    "moment": st.builds(Moment, TOKENS, st.none() | TOKENS),
    "indicator": st.booleans(),
    "attachment": st.builds(BinaryObject, st.binary(max_size=20), TOKENS, TOKENS),
}


def group(kind: type) -> st.SearchStrategy[Any]:
    """Groups of that kind whose every term may be present or absent."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{one.name: _field(one.metadata, hints[one.name]) for one in fields(kind)})


def _field(meta: Any, hint: Any) -> st.SearchStrategy[Any]:
    parts = [part for part in get_args(hint) if part not in (type(None), ...)]
    kind = parts[0] if parts else hint
    value = group(kind) if meta["type"] == "group" else st.booleans() if kind is bool else _value(meta)
    if meta["cardinality"].endswith("n"):
        return st.lists(value, min_size=int(meta["cardinality"][0]), max_size=2).map(tuple)
    return st.none() | value.filter(lambda one: not is_blank(one)) if meta["cardinality"] == "0..1" else value


def _value(meta: Any) -> st.SearchStrategy[Any]:
    if meta["type"] == "moment" and not meta["attribute"]:
        return TOKENS.map(Moment)
    return _VALUES[meta["type"]]


def figures(text: str) -> str:
    """A text, numbers being written in one way."""
    try:
        return str(Decimal(text).normalize())
    except ArithmeticError:
        return text
