"""Prices agreed with VAT: what an item is worth without it, until its document says it to the cent.

An item keeps its price, its discount and their amount with VAT, as they were agreed; `basis` says so, with the
rate its article has. The cents of the amount without VAT are those of the document (`en16931.totals.vat_included`).
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sansfaute.contracts.rules.exact import rounded
from sansfaute.en16931 import totals

PRICE_PLACES = 6


def with_rate(basis: Mapping[str, Any], vat_rate: Decimal | None) -> dict[str, Any]:
    """The same reasons; of a price with VAT, also the rate of its article in percent."""
    return {**basis, "vat_rate": str(vat_rate or Decimal(0))} if basis.get("with_vat") else dict(basis)


def without_vat(amount: Decimal, basis: Mapping[str, Any], currency_code: str = "EUR") -> Decimal:
    """An amount as it was agreed, without VAT: the same, unless its price includes VAT."""
    if not basis.get("with_vat"):
        return amount
    share = Fraction(100) / (100 + Fraction(Decimal(basis.get("vat_rate") or 0)))
    return rounded(Fraction(amount) * share, totals.minor_unit(currency_code))


def price_with_vat(unit_price: Decimal, vat_rate: Decimal | None) -> Decimal:
    """The price with VAT of an article whose price is known without."""
    return rounded(Fraction(unit_price) * (100 + Fraction(vat_rate or Decimal(0))) / 100, PRICE_PLACES)
