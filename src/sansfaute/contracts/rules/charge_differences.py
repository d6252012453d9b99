"""What a corrected quantity changes: the lines of after less those of before, exact to the cent."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from sansfaute.contracts.rules.charges import WHOLE, Charged, Kind, charge, line, lump
from sansfaute.contracts.rules.exact import exact_sum, negated, rounded
from sansfaute.contracts.rules.prices import Price
from sansfaute.contracts.rules.term_values import QUANTITY_PLACES

_BOUNDS: tuple[Kind, ...] = ("minimum", "maximum")


class _Key(NamedTuple):
    """What two lines must share to be netted; `rank` tells tiers apart that a tiny share made alike."""

    kind: Kind
    tier: str
    unit_price: Decimal
    base_quantity: Decimal
    rank: int


def charge_difference(
    price: Price,
    before: Decimal,
    after: Decimal,
    *,
    share: Fraction = WHOLE,
    base_amounts: tuple[Decimal, Decimal] | None = None,
    decimals: int = 2,
) -> tuple[Charged, ...]:
    """The lines to invoice when a quantity charged before is corrected.

    Their sum is exactly `charge(after)` less `charge(before)`: a price is never applied to the
    difference of quantities. Lines of one price are netted where that gives the cent, else the line
    of before is taken back whole and that of after charged. `base_amounts` are those of before and of
    after, for a percentage. What changes of a minimum or maximum is a lump of one or minus one; no
    line has a reduction. Raises TermsRefused as `charge` does.
    """
    base_before, base_after = base_amounts or (None, None)
    old = charge(price, before, share=share, base_amount=base_before, decimals=decimals)
    new = charge(price, after, share=share, base_amount=base_after, decimals=decimals)
    return difference(old, new, decimals=decimals)


def difference(old: tuple[Charged, ...], new: tuple[Charged, ...], *, decimals: int = 2) -> tuple[Charged, ...]:
    """The lines that lead from what `charge` gave before to what it gives now, to the cent."""
    return (*_netted(_priced(old), _priced(new), decimals), *_bounds(old, new, decimals))


def _priced(lines: tuple[Charged, ...]) -> dict[_Key, Charged]:
    found: dict[_Key, Charged] = {}
    for one in lines:
        if one.kind not in _BOUNDS:
            alike = [key for key in found if key[:4] == (one.kind, one.tier, one.unit_price, one.base_quantity)]
            found[_Key(one.kind, one.tier, one.unit_price, one.base_quantity, len(alike))] = one
    return found


def _netted(old: dict[_Key, Charged], new: dict[_Key, Charged], decimals: int) -> Iterator[Charged]:
    for key in [*old, *(key for key in new if key not in old)]:
        was, becomes = old.get(key), new.get(key)
        if was is None or becomes is None:
            yield from (one for one in (was and taken_back(was), becomes) if one is not None)
        elif was.quantity != becomes.quantity:
            yield from _at_one_price(was, becomes, decimals)


def _at_one_price(was: Charged, becomes: Charged, decimals: int) -> tuple[Charged, ...]:
    more = rounded(Fraction(becomes.quantity) - Fraction(was.quantity), QUANTITY_PLACES)
    netted = line(was.kind, more, was.unit_price, decimals, base_quantity=was.base_quantity, tier=was.tier)
    if netted.amount == exact_sum((becomes.amount, negated(was.amount))):
        return (netted,)
    return taken_back(was), becomes


def taken_back(charged: Charged) -> Charged:
    """The line with its quantity and amount turned round; rounding away from zero keeps the cent."""
    return replace(charged, quantity=negated(charged.quantity), amount=negated(charged.amount))


def _bounds(old: tuple[Charged, ...], new: tuple[Charged, ...], decimals: int) -> Iterator[Charged]:
    for kind in _BOUNDS:
        gone = [negated(one.amount) for one in old if one.kind == kind]
        come = [one.amount for one in new if one.kind == kind]
        if change := exact_sum([*gone, *come]):
            yield lump(kind, change, decimals)


def charged_since(before: Sequence[Charged], now: tuple[Charged, ...], *, decimals: int = 2) -> tuple[Charged, ...]:
    """The lines that lead from all those billed before, corrections included, to what `charge` gives now.

    Lines of one price are added up first. Where some of what was billed is missing since (a run was
    cancelled), so that a sum is no line by itself, everything is taken back and charged anew.
    """
    added = _added_up(before, decimals)
    if added is None:
        return (*(_reversed(one, decimals) for one in before), *now)
    return difference(added, now, decimals=decimals)


def _added_up(before: Sequence[Charged], decimals: int) -> tuple[Charged, ...] | None:
    sums: dict[tuple[Kind, str, Decimal, Decimal], list[Charged]] = {}
    found = [one for one in before if one.kind in _BOUNDS]
    for one in before:
        if one.kind not in _BOUNDS:
            sums.setdefault((one.kind, one.tier, one.unit_price, one.base_quantity), []).append(one)
    for (kind, tier, unit_price, base_quantity), alike in sums.items():
        quantity = exact_sum(one.quantity for one in alike)
        whole = line(kind, quantity, unit_price, decimals, base_quantity=base_quantity, tier=tier)
        if whole.amount != exact_sum(one.amount for one in alike):
            return None
        found += [whole] if quantity else []
    return tuple(found)


def _reversed(one: Charged, decimals: int) -> Charged:
    return lump(one.kind, negated(one.amount), decimals) if one.kind in _BOUNDS else taken_back(one)
