"""What a price is: its structure, tiers, bounds, and the price of a share of a period.

A price is in the currency of its price list, without VAT unless `with_vat`. Quantities have at most 4
decimals, unit prices 6, percentages 4. What it costs is worked out in `charges`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.pricing import prorated
from sansfaute.contracts.rules.term_values import QUANTITY_PLACES, refusal
from sansfaute.lib.text import plain

Structure = Literal["flat", "per_unit", "tiered", "volume", "package", "percentage"]
STRUCTURES: tuple[Structure, ...] = get_args(Structure)

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Tier:
    """Quantities above the limit of the tier before, up to `up_to` (included); None: without end.

    `unit_price` is for the price's base quantity; `flat_amount` is due whole as soon as something falls
    into the tier, that of the first tier always.
    """

    up_to: Decimal | None
    unit_price: Decimal
    flat_amount: Decimal = ZERO

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it: decimals as text."""
        return {
            "up_to": None if self.up_to is None else plain(self.up_to),
            "unit_price": plain(self.unit_price),
            "flat_amount": plain(self.flat_amount),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Tier":
        """The tier of `to_dict`."""
        up_to = values["up_to"]
        return cls(
            None if up_to is None else Decimal(up_to), Decimal(values["unit_price"]), Decimal(values["flat_amount"])
        )


@dataclass(frozen=True, slots=True)
class Price:
    """How the amount for a quantity is worked out.

    * flat: `unit_price` once for the period, whatever the quantity;
    * per_unit: `unit_price` for each `base_quantity` (BT-149) beyond `included_quantity`;
    * tiered: what falls into each tier at the price of that tier; volume: the whole quantity at the
      price of the tier that it reaches; both beyond `included_quantity`;
    * package: `unit_price` for each `package_size` begun beyond `included_quantity`;
    * percentage: percent of an amount beyond `included_quantity` (here an amount, exempt).

    `minimum_amount` and `maximum_amount` bound the amount of a whole period. `prorate_tiers` says what a
    share of a period changes: see `price_of_share`.
    """

    structure: Structure
    unit_price: Decimal = ZERO
    base_quantity: Decimal = ONE
    tiers: tuple[Tier, ...] = ()
    package_size: Decimal | None = None
    percentage: Decimal | None = None
    included_quantity: Decimal = ZERO
    minimum_amount: Decimal | None = None
    maximum_amount: Decimal | None = None
    with_vat: bool = False
    prorate_tiers: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it: decimals as text, None where nothing is agreed."""
        return {
            "structure": self.structure,
            "tiers": [tier.to_dict() for tier in self.tiers],
            "with_vat": self.with_vat,
            "prorate_tiers": self.prorate_tiers,
            **{name: _text(getattr(self, name)) for name in _NUMBERS},
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Price":
        """The price of `to_dict`; values from elsewhere go through `read_price`."""
        return cls(
            structure=values["structure"],
            tiers=tuple(Tier.from_dict(tier) for tier in values["tiers"]),
            with_vat=values["with_vat"],
            prorate_tiers=values["prorate_tiers"],
            unit_price=Decimal(values["unit_price"]),
            base_quantity=Decimal(values["base_quantity"]),
            included_quantity=Decimal(values["included_quantity"]),
            package_size=_number(values["package_size"]),
            percentage=_number(values["percentage"]),
            minimum_amount=_number(values["minimum_amount"]),
            maximum_amount=_number(values["maximum_amount"]),
        )


_NUMBERS = (
    "unit_price",
    "base_quantity",
    "package_size",
    "percentage",
    "included_quantity",
    "minimum_amount",
    "maximum_amount",
)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def price_of_share(price: Price, share: Fraction) -> Price:
    """The price of a share of its period (7/31 of a month, or 2 months and 16/30).

    Without `prorate_tiers` the quantity is what is held during that share (seats): thresholds stay, and
    every unit price, percentage and flat amount is taken at the share. With it the quantity is what was
    used within the share (calls): the included quantity, tier limits and flat amounts are taken at
    the share, unit prices and package sizes stay. A flat price follows the share both ways. Prices are
    rounded half-up to 6 decimals, thresholds to 4. The minimum and maximum stay as agreed for the whole
    period: `bound_of_share` takes them at the share.

    Raises TermsRefused: negative_share.
    """
    if share < 0:
        raise refusal("negative_share", share=share)
    if share == 1:
        return price
    return _with_fewer_thresholds(price, share) if price.prorate_tiers else _with_lower_prices(price, share)


def bound_of_share(amount: Decimal, share: Fraction, decimals: int) -> Decimal:
    """A minimum or maximum of the whole period, for a share of it: rounded once, to the minor unit."""
    return rounded(Fraction(amount) * share, decimals)


def _with_lower_prices(price: Price, share: Fraction) -> Price:
    def lower(tier: Tier) -> Tier:
        return Tier(tier.up_to, prorated(tier.unit_price, share), prorated(tier.flat_amount, share))

    return replace(
        price,
        unit_price=prorated(price.unit_price, share),
        tiers=_each(price.tiers, lower),
        percentage=None if price.percentage is None else prorated(price.percentage, share),
    )


def _with_fewer_thresholds(price: Price, share: Fraction) -> Price:
    def shrunk(tier: Tier) -> Tier:
        up_to = None if tier.up_to is None else rounded(Fraction(tier.up_to) * share, QUANTITY_PLACES)
        return Tier(up_to, tier.unit_price, prorated(tier.flat_amount, share))

    return replace(
        price,
        unit_price=prorated(price.unit_price, share) if price.structure == "flat" else price.unit_price,
        tiers=_each(price.tiers, shrunk),
        included_quantity=rounded(Fraction(price.included_quantity) * share, QUANTITY_PLACES),
    )


def _each(tiers: tuple[Tier, ...], change: Callable[[Tier], Tier]) -> tuple[Tier, ...]:
    return tuple(change(tier) for tier in tiers)
