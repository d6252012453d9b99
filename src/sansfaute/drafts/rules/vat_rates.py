"""Rates of the territories, those in force, those of Corsica's list, and mentions of exemptions: dated, with source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sansfaute.drafts.rules.exemptions import EXEMPTIONS
from sansfaute.drafts.rules.territories import CORSICA, DOM_WITH_VAT
from sansfaute.drafts.rules.vat_table import ANY, GOODS, SERVICES

_2014 = date(2014, 1, 1)  # loi 2012-1510
_BEFORE = date(2000, 4, 1)

EXEMPTION_MENTIONS: Mapping[str, str] = {code: one.mention for code, one in EXEMPTIONS.items()}
"""Mentions of exempt items, by their code; another code says "Exonération de TVA" with its code."""


@dataclass(frozen=True, slots=True)
class LocalRate:
    """A rate of a territory in place of the mainland's, from a date on; `confirmed` rows alone apply."""

    territory: str
    mainland_rate: Decimal
    rate: Decimal
    natures: tuple[str, ...]
    since: date
    source: str
    confirmed: bool = True


LOCAL_RATES: Sequence[LocalRate] = (
    LocalRate(DOM_WITH_VAT, Decimal("20"), Decimal("8.5"), ANY, _2014, "CGI 296, 1° b"),
    LocalRate(DOM_WITH_VAT, Decimal("10"), Decimal("2.1"), ANY, _2014, "CGI 296, 1° a"),
    LocalRate(DOM_WITH_VAT, Decimal("5.5"), Decimal("2.1"), ANY, _2014, "CGI 296, 1° a"),
    # Corsica's 2.1 % covers what is on the list of CGI 297 only; an item that is not marked as being
    # on it bears the mainland's rate until a seller's accountant says otherwise.
    LocalRate(CORSICA, Decimal("5.5"), Decimal("2.1"), GOODS, _2014, "CGI 297, I-1-2°", confirmed=False),
)


@dataclass(frozen=True, slots=True)
class CorsicaRate:
    """One entry of the list of CGI 297: the name an item bears (`corsica_list`), its rate in percent, its words."""

    name: str
    rate: Decimal
    natures: tuple[str, ...]
    fr: str
    en: str
    source: str
    since: date = _2014
    until: date | None = None


CORSICA_RATES: Sequence[CorsicaRate] = (
    CorsicaRate(
        "animals_and_shows",
        Decimal("0.9"),
        ANY,
        "Animaux vivants vendus à des non-assujettis, premières représentations",
        "Live animals sold to persons who are not taxable, first shows",
        "CGI 297, I-1-1°",
    ),
    CorsicaRate(
        "food_and_farm_products",
        Decimal("2.1"),
        GOODS,
        "Produits alimentaires, agricoles et autres des art. 278-0 bis et 278 bis, livrés en Corse",
        "Food, farm and other products of art. 278-0 bis and 278 bis, delivered in Corsica",
        "CGI 297, I-1-2°",
    ),
    CorsicaRate(
        "reduced_services",
        Decimal("2.1"),
        SERVICES,
        "Prestations des art. 278-0 bis (B, C, E à H) et 279 (a à b nonies)",
        "Services of art. 278-0 bis (B, C, E to H) and 279 (a to b nonies)",
        "CGI 297, I-1-2°",
    ),
    CorsicaRate("building_works", Decimal("10"), ANY, "Travaux immobiliers", "Building works", "CGI 297, I-1-5° a"),
    CorsicaRate(
        "farm_equipment",
        Decimal("10"),
        GOODS,
        "Matériels agricoles de la liste ministérielle, livrés en Corse",
        "Farm equipment of the minister's list, delivered in Corsica",
        "CGI 297, I-1-5° b",
    ),
    CorsicaRate(
        "on_site_consumption",
        Decimal("10"),
        ANY,
        "Ventes à consommer sur place",
        "Sales to be consumed on the spot",
        "CGI 297, I-1-5° d",
    ),
    CorsicaRate(
        "low_voltage_power",
        Decimal("10"),
        ANY,
        "Électricité en basse tension",
        "Low-voltage power",
        "CGI 297, I-1-5° e",
    ),
    CorsicaRate(
        "oil_products",
        Decimal("13"),
        GOODS,
        "Produits pétroliers livrés en Corse",
        "Oil products delivered in Corsica",
        "CGI 297, I-1-6° b",
    ),
)


@dataclass(frozen=True, slots=True)
class RateInForce:
    """A rate in percent that an item may bear, where (only in Corsica, or everywhere), from and until a day."""

    rate: Decimal
    since: date
    until: date | None
    source: str
    only_in_corsica: bool = False


RATES_IN_FORCE: Sequence[RateInForce] = (
    RateInForce(Decimal("20"), _2014, None, "CGI 278"),
    RateInForce(Decimal("10"), _2014, None, "CGI 278 bis, 279"),
    RateInForce(Decimal("5.5"), _BEFORE, None, "CGI 278-0 bis"),
    RateInForce(Decimal("2.1"), _BEFORE, None, "CGI 281 quater à 281 nonies"),
    RateInForce(Decimal("0.9"), _BEFORE, None, "CGI 297, I-1-1°", only_in_corsica=True),
    RateInForce(Decimal("13"), _BEFORE, None, "CGI 297, I-1-6° b", only_in_corsica=True),
    RateInForce(Decimal("19.6"), _BEFORE, date(2013, 12, 31), "CGI 278, before loi 2012-1510"),
    RateInForce(Decimal("7"), date(2012, 1, 1), date(2013, 12, 31), "CGI 279, before loi 2012-1510"),
)


def in_force(rate: Decimal, territory: str, day: date) -> bool:
    """Is this rate one that an operation taxed there may bear on that day?"""
    return any(
        one.rate == rate
        and (territory == CORSICA or not one.only_in_corsica)
        and one.since <= day
        and (one.until is None or day <= one.until)
        for one in RATES_IN_FORCE
    )


def corsica_rate(name: str, nature: str, day: date) -> CorsicaRate | None:
    """The entry of Corsica's list of that name, in force on that day for that nature; None when there is none."""
    for one in CORSICA_RATES:
        dated = one.since <= day and (one.until is None or day <= one.until)
        if one.name == name and nature in one.natures and dated:
            return one
    return None
