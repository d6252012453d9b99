"""What a seller's record says of VAT beyond his regime: Corsica's list, the one-stop shop, his choices, his group.

`Seller.vat_options` in the JSON that a seller's file gives under [vat_options]; checked there by
`masterdata.rules.vat_options`, read here for one sale.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class VatOptions:
    """The options as recorded; what is not said is empty."""

    given: Mapping[str, Any]

    def oss(self, day: date) -> str:
        """ "domestic", "registered" or "" on a day: said once, or in rows {"option": …, "since": ISO date}."""
        said = self.given.get("oss") or ""
        if isinstance(said, str):
            return said
        rows = [one for one in said if str(one["since"]) <= day.isoformat()]
        return str(max(rows, key=lambda one: str(one["since"]))["option"]) if rows else ""

    def corsica_entry(self, item_code: str) -> str:
        """The entry of CGI 297 that an article is on, "" for none."""
        return str((self.given.get("corsica_items") or {}).get(item_code, ""))

    def foreign_rate(self, country_code: str, item_code: str) -> Decimal | None:
        """The rate in percent that the seller confirmed for a country, and for an article there where he says so."""
        said = (self.given.get("foreign_rates") or {}).get(country_code)
        if isinstance(said, Mapping):
            said = said.get(item_code, said.get("*"))
        return None if said is None else Decimal(str(said))

    @property
    def choices(self) -> frozenset[str]:
        """Names of `operations.CHOICES` that he made."""
        return frozenset(self.given.get("choices") or ())

    @property
    def ancillary_items(self) -> frozenset[str]:
        """Articles that follow the main operation (BT-23)."""
        return frozenset(self.given.get("ancillary_items") or ())

    @property
    def vat_group(self) -> Mapping[str, Any]:
        """The VAT group he is a member of, with `since`; empty for none."""
        found: Mapping[str, Any] = self.given.get("vat_group") or {}
        return found

    @property
    def vies_days(self) -> int:
        """How many days an answer of VIES still stands when a later question had no answer."""
        return int(self.given.get("vies_days") or 31)
