"""What sales to consumers of other member states follow: the Union's threshold, and the standard rates there.

The rates are our own record and to be confirmed: a line is known only with the rate that the seller
confirmed for that country and item. Source: directive 2006/112/EC, art. 59c (threshold), art. 96 and 97.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DestinationRate:
    """The standard rate of a member state (ISO 3166-1 code), in percent, from and until a day."""

    country_code: str
    rate: Decimal
    since: date
    until: date | None = None
    confirmed: bool = False
    source: str = "to be confirmed: tax authority of the member state"


_2021 = date(2021, 7, 1)  # the one-stop shop as it is: no earlier rate is needed
_STANDARD = (
    "AT 20", "BE 21", "BG 20", "CY 19", "CZ 21", "DE 19", "DK 25", "ES 21", "GR 24", "HR 25", "HU 27", "IE 23",
    "IT 22", "LT 21", "LV 21", "MT 18", "NL 21", "PL 23", "PT 23", "SE 25", "SI 22",
)  # fmt: skip


def _stepped(country_code: str, *steps: tuple[date, str, date | None]) -> Sequence[DestinationRate]:
    return [DestinationRate(country_code, Decimal(rate), since, until) for since, rate, until in steps]


DESTINATION_RATES: Sequence[DestinationRate] = (
    *(DestinationRate(one[:2], Decimal(one[3:]), _2021) for one in _STANDARD),
    DestinationRate("FR", Decimal("20"), _2021, confirmed=True, source="CGI 278"),
    *_stepped(
        "EE",
        (_2021, "20", date(2023, 12, 31)),
        (date(2024, 1, 1), "22", date(2025, 6, 30)),
        (date(2025, 7, 1), "24", None),
    ),
    *_stepped("FI", (_2021, "24", date(2024, 8, 31)), (date(2024, 9, 1), "25.5", None)),
    *_stepped(
        "LU",
        (_2021, "17", date(2022, 12, 31)),
        (date(2023, 1, 1), "16", date(2023, 12, 31)),
        (date(2024, 1, 1), "17", None),
    ),
    *_stepped("RO", (_2021, "19", date(2025, 7, 31)), (date(2025, 8, 1), "21", None)),
    *_stepped("SK", (_2021, "20", date(2024, 12, 31)), (date(2025, 1, 1), "23", None)),
)


@dataclass(frozen=True, slots=True)
class SalesThreshold:
    """EUR without VAT a year, over the whole Union, up to which the seller's own VAT applies."""

    amount: Decimal
    since: date
    source: str
    until: date | None = None


SALES_THRESHOLDS: Sequence[SalesThreshold] = (
    SalesThreshold(Decimal("10000"), date(2021, 7, 1), "CGI 258 A, 259 D ; directive 2006/112/CE, art. 59 quater"),
)


def destination_rate(country_code: str, day: date) -> DestinationRate | None:
    """The standard rate of a member state on a day; None for another country, or before the one-stop shop."""
    for one in DESTINATION_RATES:
        if one.country_code == country_code and one.since <= day and (one.until is None or day <= one.until):
            return one
    return None


def oss_option(*, last_year: Decimal, this_year: Decimal, amount: Decimal, day: date, opted: bool) -> str:
    """Either "domestic" or "registered", for a sale to a consumer of another member state (EUR without VAT).

    French VAT while neither last year nor this one, this sale included, exceeds the threshold and the
    seller did not opt for the one-stop shop; the sale that exceeds it is already taxed where the
    consumer is. "" before any threshold we know.
    """
    dated = [one for one in SALES_THRESHOLDS if one.since <= day and (one.until is None or day <= one.until)]
    if not dated:
        return ""
    exceeded = max(last_year, this_year + amount) > dated[0].amount
    return "registered" if opted or exceeded else "domestic"
