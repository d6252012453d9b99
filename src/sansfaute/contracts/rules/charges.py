"""What a price costs for a quantity: the invoice lines to be, each to the cent.

A line's amount is that of `en16931.totals` for its quantity, unit price and base quantity; each line
is rounded once, so that the amount is exactly what the invoice will show. Amounts are in the
currency of the price, without VAT unless the price is `with_vat`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from sansfaute.contracts.rules.exact import exact_sum, negated, rounded, written, written_amount
from sansfaute.contracts.rules.prices import ONE, ZERO, Price, Tier, bound_of_share, price_of_share
from sansfaute.contracts.rules.term_values import QUANTITY_PLACES, SENTENCES, refusal
from sansfaute.en16931 import totals
from sansfaute.lib.text import plain

Kind = Literal["flat", "unit", "tier", "volume", "package", "percentage", "minimum", "maximum"]
WHOLE = Fraction(1)
_HUNDRED = Decimal(100)
_CURRENCY_OF = {3: "TND", 4: "CLF"}  # line_net_amount rounds to the decimals of a currency; EUR rounds up to 2


@dataclass(frozen=True, slots=True)
class Charged:
    """One invoice line to be.

    `amount` is BT-131: `unit_price` (BT-146, 6 decimals at most) x `quantity` (BT-129) / `base_quantity`
    (BT-149), less `reduction`, which a line "maximum" prints as its allowance (BG-27). `tier` is the
    tier that it falls into ("0-100", "500+"), empty when there are none; `fr` and `en` say the sum.
    """

    kind: Kind
    quantity: Decimal
    unit_price: Decimal
    base_quantity: Decimal
    amount: Decimal
    reduction: Decimal = ZERO
    tier: str = ""

    @property
    def fr(self) -> str:
        """The sum as a sentence, in French."""
        return _sentence(self, "fr")

    @property
    def en(self) -> str:
        """The sum as a sentence, in English."""
        return _sentence(self, "en")

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it: decimals as text, the amounts with their decimals; and the sentences, to be shown."""
        return {
            "kind": self.kind,
            "quantity": plain(self.quantity),
            "unit_price": plain(self.unit_price),
            "base_quantity": plain(self.base_quantity),
            "amount": str(self.amount),
            "reduction": str(self.reduction),
            "tier": self.tier,
            "fr": self.fr,
            "en": self.en,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Charged":
        """The line of `to_dict`."""
        return cls(
            kind=values["kind"],
            quantity=Decimal(values["quantity"]),
            unit_price=Decimal(values["unit_price"]),
            base_quantity=Decimal(values["base_quantity"]),
            amount=Decimal(values["amount"]),
            reduction=Decimal(values["reduction"]),
            tier=values["tier"],
        )


def charge(
    price: Price,
    quantity: Decimal,
    *,
    share: Fraction = WHOLE,
    base_amount: Decimal | None = None,
    decimals: int = 2,
) -> tuple[Charged, ...]:
    """What a quantity costs, for a share of the price's period; no line for what costs nothing by itself.

    `quantity` is rounded half-up to 4 decimals; `base_amount` is what a percentage is taken of. What
    was corrected is charged by `charge_difference`, never as a negative quantity. Raises TermsRefused:
    negative_quantity, negative_share, base_amount_missing.
    """
    seen = charged_quantity(price, quantity, base_amount)
    found = _lines(price_of_share(price, share), seen, decimals)
    lines = tuple(one for one in found if one.amount or one.quantity)
    return (*lines, *_bounds(price, amount_of(lines), share, decimals))


def charged_quantity(price: Price, quantity: Decimal, base_amount: Decimal | None = None) -> Decimal:
    """The quantity (for a percentage: the amount it is taken of) that a price sees, with 4 decimals at most.

    Raises TermsRefused: negative_quantity, base_amount_missing.
    """
    seen = quantity
    if price.structure == "percentage":
        if base_amount is None:
            raise refusal("base_amount_missing")
        seen = base_amount
    if seen < 0:
        raise refusal("negative_quantity", quantity=plain(seen))
    return rounded(Fraction(seen), QUANTITY_PLACES)


def amount_of(lines: tuple[Charged, ...]) -> Decimal:
    """The exact sum of the lines."""
    return exact_sum(line.amount for line in lines)


def _bounds(price: Price, owed: Decimal, share: Fraction, decimals: int) -> Iterator[Charged]:
    """The line that brings what is owed up to the minimum or down to the maximum, if it is needed."""
    if price.minimum_amount is not None:
        missing = exact_sum((bound_of_share(price.minimum_amount, share, decimals), negated(owed)))
        if missing > 0:
            yield lump("minimum", missing, decimals)
    if price.maximum_amount is not None:
        beyond = exact_sum((owed, negated(bound_of_share(price.maximum_amount, share, decimals))))
        if beyond > 0:
            yield _reduction(beyond, decimals)


def _lines(price: Price, quantity: Decimal, decimals: int) -> Iterator[Charged]:
    rest = beyond_included(price, quantity)
    match price.structure:
        case "flat":
            yield line("flat", ONE, price.unit_price, decimals)
        case "per_unit":
            yield line("unit", rest, price.unit_price, decimals, base_quantity=price.base_quantity)
        case "package":
            yield line("package", packages(price, rest), price.unit_price, decimals)
        case "percentage":
            assert price.percentage is not None
            yield line("percentage", rest, price.percentage, decimals, base_quantity=_HUNDRED)
        case "tiered":
            yield from _tiered(price, rest, decimals)
        case "volume":
            yield from _volume(price, rest, decimals)


def beyond_included(price: Price, quantity: Decimal) -> Decimal:
    """What is left of a quantity once the included one is taken off."""
    rest = Fraction(quantity) - Fraction(price.included_quantity)
    return rounded(max(rest, Fraction()), QUANTITY_PLACES)


def packages(price: Price, rest: Decimal) -> Decimal:
    """How many packages are begun."""
    assert price.package_size
    return Decimal(-(-Fraction(rest) // Fraction(price.package_size)))


def _tiered(price: Price, rest: Decimal, decimals: int) -> Iterator[Charged]:
    for lower, tier in _reached(price.tiers, rest):
        upper = rest if tier.up_to is None else min(rest, tier.up_to)
        within = rounded(Fraction(upper) - Fraction(lower), QUANTITY_PLACES)
        label = tier_label(lower, tier.up_to)
        yield line("flat", ONE if tier.flat_amount else ZERO, tier.flat_amount, decimals, tier=label)
        yield line("tier", within, tier.unit_price, decimals, base_quantity=price.base_quantity, tier=label)


def _volume(price: Price, rest: Decimal, decimals: int) -> Iterator[Charged]:
    lower, tier = list(_reached(price.tiers, rest))[-1]
    label = tier_label(lower, tier.up_to)
    yield line("flat", ONE if tier.flat_amount else ZERO, tier.flat_amount, decimals, tier=label)
    yield line("volume", rest, tier.unit_price, decimals, base_quantity=price.base_quantity, tier=label)


def _reached(tiers: tuple[Tier, ...], quantity: Decimal) -> Iterator[tuple[Decimal, Tier]]:
    """The tiers that a quantity reaches, each with where it starts; the first one always."""
    lower = ZERO
    for position, tier in enumerate(tiers):
        if position and quantity <= lower:
            return
        yield lower, tier
        if tier.up_to is not None:
            lower = tier.up_to


def tier_label(lower: Decimal, up_to: Decimal | None) -> str:
    """ "0-100", "500+"."""
    return f"{plain(lower)}+" if up_to is None else f"{plain(lower)}-{plain(up_to)}"


def line(
    kind: Kind, quantity: Decimal, unit_price: Decimal, decimals: int, *, base_quantity: Decimal = ONE, tier: str = ""
) -> Charged:
    """A line with its amount."""
    amount = totals.line_net_amount(
        quantity=quantity,
        item_net_price=unit_price,
        base_quantity=None if base_quantity == 1 else base_quantity,
        currency_code=_CURRENCY_OF.get(decimals, "EUR"),
        decimals=decimals,
    )
    return Charged(kind, quantity, unit_price, base_quantity, amount, tier=tier)


def lump(kind: Kind, amount: Decimal, decimals: int, *, tier: str = "") -> Charged:
    """A line for an amount alone: once, or minus once, since no price is negative (BR-27)."""
    return line(kind, Decimal(1 if amount >= 0 else -1), amount.copy_abs(), decimals, tier=tier)


def _reduction(amount: Decimal, decimals: int) -> Charged:
    """The line that carries the reduction to the maximum."""
    nothing = totals.round_half_up(ZERO, decimals)
    return Charged("maximum", ONE, nothing, ONE, negated(amount), reduction=amount)


def _sentence(charged: Charged, language: str) -> str:
    base = SENTENCES["lines"]["of_base"][language].format(base_quantity=written(charged.base_quantity, language))
    found: str = SENTENCES["lines"][_sentence_code(charged)][language].format(
        quantity=written(charged.quantity, language),
        unit_price=written(charged.unit_price, language),
        base="" if charged.base_quantity == 1 else base,
        amount=written_amount(charged.amount, language),
        tier=charged.tier,
    )
    return found


def _sentence_code(charged: Charged) -> str:
    """Which sentence: a line that takes a lump back is said to be a correction."""
    code = "tier_flat" if charged.kind == "flat" and charged.tier else str(charged.kind)
    corrects = charged.quantity < 0 or (charged.kind == "maximum" and not charged.reduction)
    return f"{code}_again" if corrects and f"{code}_again" in SENTENCES["lines"] else code
