"""Rates of the territories and mentions of exemptions, dated, with their source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sansfaute.drafts.rules.territories import CORSICA, DOM_WITH_VAT
from sansfaute.drafts.rules.vat_table import ANY, GOODS

_2014 = date(2014, 1, 1)  # loi 2012-1510

EXEMPTION_MENTIONS: Mapping[str, str] = {
    "VATEX-FR-CGI261-4": "Exonération de TVA, art. 261-4-4° a du CGI",
    "VATEX-FR-FRANCHISE": "TVA non applicable, art. 293 B du CGI",
}
"""Mentions of exempt items; another code says "Exonération de TVA" with its code."""


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
    # Corsica's 2.1 % covers goods of the list of CGI 297 only; until a seller's accountant confirms
    # that his articles are on it, the mainland's rate stands.
    LocalRate(CORSICA, Decimal("5.5"), Decimal("2.1"), GOODS, _2014, "CGI 297, I-1-5°", confirmed=False),
)
