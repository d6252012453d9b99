"""Random prices, terms and days for the tests of pricing."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from sansfaute.contracts.rules.prices import STRUCTURES, Price, Tier

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
CODES = st.sampled_from(["", "A", "B"])


def decimals(most: int, places: int) -> st.SearchStrategy[Decimal]:
    """From 0 to `most`, with so many decimals."""
    return st.integers(0, most * 10**places).map(lambda units: Decimal(units).scaleb(-places))


UNIT_PRICES = decimals(50, 2) | decimals(5, 6)
QUANTITIES = decimals(3000, 0) | decimals(3000, 4)


@st.composite
def tiers(draw: st.DrawFn, whole: bool = False) -> tuple[Tier, ...]:
    """Tiers in order, the last one open."""
    limits = draw(st.sets(decimals(500, 0 if whole else 4).filter(bool), max_size=4))
    flats = st.just(Decimal(0)) | decimals(20, 2)
    return tuple(Tier(up_to, draw(UNIT_PRICES), draw(flats)) for up_to in [*sorted(limits), None])


@st.composite
def prices(draw: st.DrawFn, bounded: bool | None = None) -> Price:
    """Any price that `read_price` would accept."""
    structure = draw(st.sampled_from(STRUCTURES))
    tiered, flat = structure in ("tiered", "volume"), structure == "flat"
    least, most = sorted((draw(decimals(300, 2)), draw(decimals(3000, 2))))
    with_bounds = draw(st.booleans()) if bounded is None else bounded
    return Price(
        structure=structure,
        unit_price=draw(UNIT_PRICES) if structure in ("flat", "per_unit", "package") else Decimal(0),
        base_quantity=draw(st.sampled_from([Decimal(1), Decimal(100), Decimal("0.5"), Decimal(3)]))
        if tiered or structure == "per_unit"
        else Decimal(1),
        tiers=draw(tiers()) if tiered else (),
        package_size=draw(st.sampled_from([Decimal(1), Decimal(12), Decimal("2.5")]))
        if structure == "package"
        else None,
        percentage=draw(decimals(100, 4)) if structure == "percentage" else None,
        included_quantity=Decimal(0) if flat else draw(st.just(Decimal(0)) | decimals(200, 4)),
        minimum_amount=least if with_bounds else None,
        maximum_amount=most if with_bounds else None,
        with_vat=draw(st.booleans()),
        prorate_tiers=draw(st.booleans()),
    )
