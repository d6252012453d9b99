"""What a line's days cost each: its own price, a price list, the item's price; revised by its indices.

The days of a contract are cut wherever the price may change: at a change of the line, at a version of a
price list, on a revision day. A line's own price stands before its price structure, before the price
lists (the buyer's, the segment's, everyone's), before the item's price, which is in euros. Indices
revise a line's own price and the item's, never a price list. A price agreed later than the clause began
(a change of price) is revised from then on: by the coefficient of the day over that of its own first day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.indexation import IndexationClause, IndexValue, Revision, revisions
from sansfaute.contracts.rules.periods import DAY
from sansfaute.contracts.rules.price_lists import PriceVersion, versions_over
from sansfaute.contracts.rules.price_reading import read_price
from sansfaute.contracts.rules.prices import ZERO, Price
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.term_words import refusal
from sansfaute.contracts.rules.timeline import Segment
from sansfaute.lib.text import plain

EURO = "EUR"


@dataclass(frozen=True, slots=True)
class Sold:
    """What pricing knows of an item; its price is in euros, without VAT."""

    code: str
    unit_code: str
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Pricing:
    """Where prices come from: the items by code, the price lists, the indices; for one buyer and currency.

    `known_on` is the day until which published index values are known. When `lenient`, days of which
    the price is not known yet keep the last known one (a forecast); else they are refused. `with_vat`: what
    the contract itself says includes VAT; lists say it of their own prices.
    """

    items: Mapping[str, Sold]
    currency_code: str = EURO
    buyer_code: str = ""
    segment: str = ""
    versions: Sequence[PriceVersion] = ()
    indexation: IndexationClause | None = None
    index_values: Sequence[IndexValue] = ()
    known_on: date = date.max
    lenient: bool = False
    with_vat: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Days with one price: a unit price in `segment.terms`, or a structure; or why it is not known.

    `source` says where the price comes from, as JSON holds it. The item code of a segment with a structure carries
    a mark, so that neighbouring days with other structures are never one part: `item_code` is without.
    """

    segment: Segment
    item_code: str
    source: Mapping[str, Any] = field(default_factory=dict, hash=False)
    price: Price | None = None
    refused: TermsRefused | None = None

    def holds(self, day: date) -> bool:
        """Whether the day is one of its days."""
        return self.segment.start <= day and (self.segment.end is None or day <= self.segment.end)


def simple_unit_price(price: Price) -> Decimal | None:
    """The price for one, when a price is nothing more than that."""
    bare = Price(price.structure, unit_price=price.unit_price, with_vat=price.with_vat)
    is_simple = price.structure == "per_unit" and price == replace(bare, prorate_tiers=price.prorate_tiers)
    return price.unit_price if is_simple else None


def pieces(found: Sequence[Segment], pricing: Pricing, until: date) -> tuple[Piece, ...]:
    """The segments of a line with their prices, cut where these change; revisions count until `until`."""
    cut = [piece for segment in found for piece in _priced(segment, pricing)]
    return tuple(_revised(cut, pricing, until)) if pricing.indexation else tuple(cut)


def _priced(segment: Segment, pricing: Pricing) -> Iterator[Piece]:
    terms = segment.terms
    if segment.state != "active":
        yield Piece(segment, terms.item_code)
    elif terms.unit_price is not None:
        yield Piece(segment, terms.item_code, {"price_from": "line"} | ({"with_vat": True} if pricing.with_vat else {}))
    elif terms.price:
        own = read_price(terms.price)
        yield _of_price(segment, replace(own, with_vat=own.with_vat or pricing.with_vat), {"price_from": "line"})
    else:
        yield from _listed(segment, pricing)


def _listed(segment: Segment, pricing: Pricing) -> Iterator[Piece]:
    over = versions_over(
        pricing.versions,
        item_code=segment.terms.item_code,
        buyer_code=pricing.buyer_code,
        segment=pricing.segment,
        currency_code=pricing.currency_code,
        start=segment.start,
        end=segment.end or date.max,
    )
    for first, last, version in over:
        days = replace(segment, start=first, end=segment.end if last == date.max else last)
        yield _of_item(days, pricing) if version is None else _of_price(days, version.price, version_source(version))


def version_source(version: PriceVersion) -> dict[str, Any]:
    """What an explanation needs to know of a price version."""
    return {
        "price_from": "list",
        "price_version": version.version_id,
        "price_list": version.price_list,
        "price_since": version.since.isoformat(),
    }


def _of_item(segment: Segment, pricing: Pricing) -> Piece:
    code = segment.terms.item_code
    if pricing.currency_code != EURO or code not in pricing.items:
        refused = refusal("price_missing", item_code=code, start=segment.start, end=segment.end or segment.start)
        return Piece(segment, code, refused=refused)
    return _at(Piece(segment, code, {"price_from": "item"}), pricing.items[code].unit_price)


def _at(piece: Piece, unit_price: Decimal) -> Piece:
    return replace(piece, segment=_with_terms(piece.segment, unit_price=unit_price, price={}))


def _with_terms(segment: Segment, **values: Any) -> Segment:
    return replace(segment, terms=replace(segment.terms, **values))


def _of_price(segment: Segment, price: Price, source: dict[str, Any]) -> Piece:
    code = segment.terms.item_code
    source |= {"with_vat": True} if price.with_vat else {}
    unit_price = simple_unit_price(price)
    if unit_price is not None:
        return _at(Piece(segment, code, source), unit_price)
    mark = f"{code}\n{price!r}"
    marked = _with_terms(segment, unit_price=ZERO, price={}, item_code=mark)
    return Piece(marked, code, source | {"price": price.to_dict()}, price=price)


def _revised(found: Sequence[Piece], pricing: Pricing, until: date) -> Iterator[Piece]:
    assert pricing.indexation is not None
    known, unknown_from, refused = _revisions(pricing, until)
    base: tuple[Decimal, Revision] | None = None
    for piece in found:
        agreed = piece.segment.terms.unit_price
        if not _is_revised(piece) or agreed is None:
            yield piece
            continue
        if base is None:
            base = agreed, known[0]
        elif base[0] != agreed:
            base = agreed, _in_force(known, piece.segment.start)
        days = [*(one.since for one in known if one.since), *([unknown_from] if unknown_from else [])]
        for part in _cut(piece, days):
            if refused and unknown_from and part.segment.start >= unknown_from and not pricing.lenient:
                yield replace(part, refused=refused)
            else:
                yield _with_revision(part, base, _in_force(known, part.segment.start), pricing.indexation)


def _is_revised(piece: Piece) -> bool:
    owed = piece.segment.state == "active" and piece.refused is None and piece.price is None
    return owed and piece.source["price_from"] in ("line", "item")


def _revisions(pricing: Pricing, until: date) -> tuple[tuple[Revision, ...], date | None, TermsRefused | None]:
    """The revisions until a day, or until the first of which a value is not known, that day and why."""
    clause, refused = pricing.indexation, None
    assert clause is not None
    days = list(clause.revision_days(until))
    for count in range(len(days), -1, -1):
        last = until if count == len(days) else days[count] - DAY
        try:
            found = revisions(clause, Decimal(1), last, pricing.index_values, pricing.known_on)
        except TermsRefused as missing:
            refused = missing
            continue
        return found, days[count] if count < len(days) else None, refused
    raise AssertionError("before the first revision nothing is missing")


def _in_force(known: Sequence[Revision], day: date) -> Revision:
    return [one for one in known if one.since is None or one.since <= day][-1]


def _cut(piece: Piece, days: Sequence[date]) -> Iterator[Piece]:
    first, last = piece.segment.start, piece.segment.end
    inside = sorted({first, *(day for day in days if day > first and (last is None or day <= last))})
    for start, following in pairwise([*inside, None]):
        assert start is not None
        end = last if following is None else following - DAY
        yield replace(piece, segment=replace(piece.segment, start=start, end=end))


def _with_revision(piece: Piece, base: tuple[Decimal, Revision], revision: Revision, clause: IndexationClause) -> Piece:
    agreed, first = base
    if revision.coefficient == first.coefficient:
        return piece
    factor = Fraction(revision.coefficient) / Fraction(first.coefficient)
    price = rounded(Fraction(agreed) * factor, clause.price_decimals)
    return _at(replace(piece, source={**piece.source, "index": _told(agreed, first, revision)}), price)


def _told(agreed: Decimal, first: Revision, revision: Revision) -> dict[str, Any]:
    """Which values made a revised price."""
    return {
        "base_price": plain(agreed),
        "base_coefficient": plain(first.coefficient),
        "coefficient": plain(revision.coefficient),
        "since": revision.since.isoformat() if revision.since else None,
        "limited_by": revision.limited_by,
        "provisional": revision.provisional,
        "used": [one.to_dict() for one in revision.used],
    }
