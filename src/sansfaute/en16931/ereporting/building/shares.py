"""An amount is split in proportion, to the cent, and the parts always add up to it."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Context, Decimal

_EXACT = Context(prec=200)
_CENT = Decimal("0.01")


def shares(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`amount` in parts proportional to `weights`, which add up to it exactly.

    Parts are cut to the cent; the cents left go one by one to the parts that lost most, the first
    of equals first. Decimals beyond the cent stay with the heaviest part. Weights that add up to
    zero leave all to the first part.
    """
    total = sum(weights, start=Decimal(0))
    if not total:
        return [amount, *(Decimal(0) for _ in weights[1:])]
    whole = amount.quantize(_CENT, ROUND_DOWN, _EXACT)
    exact = [_EXACT.divide(_EXACT.multiply(whole, weight), total) for weight in weights]
    parts = [one.quantize(_CENT, ROUND_DOWN, _EXACT) for one in exact]
    left = whole - sum(parts, start=Decimal(0))
    order = sorted(range(len(parts)), key=lambda n: (-abs(exact[n] - parts[n]), n))
    step = _CENT.copy_sign(left)
    for number in range(int(abs(left) / _CENT)):
        parts[order[number % len(order)]] += step
    heaviest = max(range(len(parts)), key=lambda n: (abs(weights[n]), -n))
    parts[heaviest] += amount - whole
    return parts
