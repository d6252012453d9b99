"""A price as a form, a file or JSON gives it, read or refused: nothing is guessed, nothing is ignored."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sansfaute.contracts.rules.prices import ONE, STRUCTURES, ZERO, Price, Structure, Tier
from sansfaute.contracts.rules.term_values import (
    AMOUNT_PLACES,
    LARGEST_PRICE,
    LARGEST_QUANTITY,
    PRICE_PLACES,
    QUANTITY_PLACES,
    SENTENCES,
    Values,
    is_absent,
    number,
    optional_number,
    percentage,
    refusal,
    truth,
)
from sansfaute.lib.text import plain

_USED: Mapping[Structure, frozenset[str]] = {
    "flat": frozenset({"unit_price"}),
    "per_unit": frozenset({"unit_price", "base_quantity", "included_quantity"}),
    "tiered": frozenset({"tiers", "base_quantity", "included_quantity"}),
    "volume": frozenset({"tiers", "base_quantity", "included_quantity"}),
    "package": frozenset({"unit_price", "package_size", "included_quantity"}),
    "percentage": frozenset({"percentage", "included_quantity"}),
}
"""What each structure reads; bounds and the two choices are for all."""


def read_price(values: Values) -> Price:
    """The price of `to_dict`, or of a form: numbers may be written as people write them.

    A tier may also give `above`, where it starts, which must be where the one before ends. Raises
    TermsRefused: unknown_price_structure, value_missing, value_not_used, not_above_zero,
    minimum_above_maximum, and what `read_tiers` and `term_values` refuse.
    """
    price = _read(values, _structure(values))
    _refuse_unused(price)
    if price.base_quantity == 0 or price.package_size == 0:
        raise refusal("not_above_zero", "package_size" if price.package_size == 0 else "base_quantity")
    if price.minimum_amount is not None and price.maximum_amount is not None:
        _refuse_crossed(price.minimum_amount, price.maximum_amount)
    return price


def _structure(values: Values) -> Structure:
    given = str(values.get("structure") or "").strip()
    for one in STRUCTURES:
        if one == given:
            return one
    raise refusal("unknown_price_structure", value=given, known=", ".join(STRUCTURES))


def _read(values: Values, structure: Structure) -> Price:
    used = _USED[structure]
    for field in ("unit_price", "package_size", "percentage"):
        if field in used and is_absent(values, field):
            raise refusal("value_missing", field)
    return Price(
        structure=structure,
        unit_price=_price(values, "unit_price"),
        base_quantity=_quantity(values, "base_quantity", ONE),
        tiers=read_tiers(values.get("tiers") or (), structure),
        package_size=optional_number(values, "package_size", places=QUANTITY_PLACES, below=LARGEST_QUANTITY),
        percentage=percentage(values),
        included_quantity=_quantity(values, "included_quantity", ZERO),
        minimum_amount=optional_number(values, "minimum_amount", places=AMOUNT_PLACES, below=LARGEST_PRICE),
        maximum_amount=optional_number(values, "maximum_amount", places=AMOUNT_PLACES, below=LARGEST_PRICE),
        with_vat=truth(values, "with_vat"),
        prorate_tiers=truth(values, "prorate_tiers"),
    )


def _price(values: Values, field: str, default: Decimal | None = ZERO) -> Decimal:
    return number(values, field, places=PRICE_PLACES, below=LARGEST_PRICE, default=default)


def _quantity(values: Values, field: str, default: Decimal) -> Decimal:
    return number(values, field, places=QUANTITY_PLACES, below=LARGEST_QUANTITY, default=default)


def _refuse_unused(price: Price) -> None:
    """A value that the structure does not read would be money lost in silence."""
    bare = Price(price.structure)
    for field in ("unit_price", "base_quantity", "tiers", "package_size", "percentage", "included_quantity"):
        if field not in _USED[price.structure] and getattr(price, field) != getattr(bare, field):
            raise refusal("value_not_used", field, **_named(price.structure))


def _named(structure: Structure) -> dict[str, str]:
    return {f"structure_{language}": SENTENCES["structures"][structure][language] for language in ("fr", "en")}


def _refuse_crossed(minimum: Decimal, maximum: Decimal) -> None:
    if minimum > maximum:
        raise refusal("minimum_above_maximum", minimum=plain(minimum), maximum=plain(maximum))


def read_tiers(rows: object, structure: Structure) -> tuple[Tier, ...]:
    """The tiers in order, from 0 on without gap or overlap, the last one open.

    Raises TermsRefused: unreadable_tiers, no_tiers, open_tier_before_last, last_tier_closed,
    tiers_out_of_order, gap_between_tiers, tiers_overlap.
    """
    if isinstance(rows, str) or not isinstance(rows, Sequence) or not all(isinstance(row, Mapping) for row in rows):
        raise refusal("unreadable_tiers")
    if not rows and "tiers" in _USED[structure]:
        raise refusal("no_tiers", **_named(structure))
    tiers: list[Tier] = []
    for position, row in enumerate(rows, 1):
        tiers.append(_tier(row, position, tiers[-1].up_to if tiers else ZERO))
    if tiers and (up_to := tiers[-1].up_to) is not None:
        raise refusal("last_tier_closed", tier=len(tiers), up_to=plain(up_to))
    return tuple(tiers)


def _tier(row: Mapping[str, Any], position: int, previous: Decimal | None) -> Tier:
    if previous is None:
        raise refusal("open_tier_before_last", tier=position - 1)
    up_to = optional_number(row, "up_to", places=QUANTITY_PLACES, below=LARGEST_QUANTITY)
    if up_to is not None and up_to <= previous:
        raise refusal("tiers_out_of_order", tier=position, up_to=plain(up_to), previous=plain(previous))
    above = _quantity(row, "above", previous)
    if above != previous:
        code = "gap_between_tiers" if above > previous else "tiers_overlap"
        raise refusal(code, tier=position, above=plain(above), previous=plain(previous))
    return Tier(up_to, _price(row, "unit_price", None), _price(row, "flat_amount"))
