"""Which VAT a line bears, and why: the decision table applied to one buyer and one item."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError

from sansfaute.drafts.rules.records import BuyerRecord, ItemRecord
from sansfaute.drafts.rules.territories import CORSICA, MAINLAND, territory_of
from sansfaute.drafts.rules.vat_rates import EXEMPTION_MENTIONS, LOCAL_RATES
from sansfaute.drafts.rules.vat_table import ANY, VAT_TABLE, TreatmentRow

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the VAT of a line depends on. `rate` is the item's in percent, None when it is exempt."""

    territory: str
    nature: str
    buyer_kind: str
    has_vat_number: bool
    rate: Decimal | None
    exemption_reason_code: str
    issue_date: date


@dataclass(frozen=True, slots=True)
class Treatment:
    """Category (BT-151), rate in percent, reason (BT-121) and mention (BT-120) of a line, with the row that says so.

    `known` is False when a person must decide: category and rate are then only a proposal.
    """

    row: TreatmentRow
    category: str
    rate: Decimal
    exemption_reason_code: str
    mention: str
    known: bool
    why_fr: str
    why_en: str

    def as_dict(self, line_identifier: str) -> dict[str, Any]:
        """For the draft's `treatments`: what was decided for this line, why, and what proves it."""
        return {
            "line": line_identifier,
            "row": self.row.name,
            "category": self.category,
            "rate": str(self.rate),
            "exemption_reason_code": self.exemption_reason_code,
            "mention": self.mention,
            "known": self.known,
            "why": {"fr": self.why_fr, "en": self.why_en},
            "evidence": list(self.row.evidence),
            "since": self.row.since.isoformat(),
            "source": self.row.source,
        }


def situation(buyer: BuyerRecord, item: ItemRecord, issue_date: date) -> Situation:
    """What matters of a buyer and an item for the VAT of an invoice of that date."""
    return Situation(
        territory=territory_of(buyer.country_code, buyer.post_code),
        nature=item.nature if item.nature in ANY else "",
        buyer_kind=buyer.kind,
        has_vat_number=valid_vat_number(buyer.vat_identifier, buyer.country_code),
        rate=_plain(item.vat_rate),
        exemption_reason_code=item.exemption_reason_code,
        issue_date=issue_date,
    )


def _plain(rate: Decimal | None) -> Decimal | None:
    """20.00 as 20 and 5.50 as 5.5: rates are compared as strings by BR-FR-16."""
    return None if rate is None else Decimal(f"{rate.normalize():f}")


@lru_cache(maxsize=4096)
def valid_vat_number(number: str, country_code: str) -> bool:
    """Is this the VAT number of a taxable person of that member state, by its check digits?

    Whether it is in use is for VIES to say; a number of another country than the address proves
    nothing here.
    """
    try:
        compact: str = eu_vat.validate(number)
    except ValidationError:
        return False
    country = "EL" if country_code == "GR" else "FR" if country_code == "MC" else country_code
    return compact.startswith(country) and len(country) == 2


@lru_cache(maxsize=4096)
def decide(given: Situation) -> Treatment:
    """The treatment of the first row that fits; there is always one."""
    row = next(_fitting(given))
    rate = _rate(row, given)
    if rate is None:
        return _rate_unknown(row, given)
    reason = given.exemption_reason_code if row.exemption_reason_code == "item" else row.exemption_reason_code
    category = row.category
    if category == "S" and given.rate is None:
        category, reason = "E", given.exemption_reason_code
    mention = row.mention or (_exemption_mention(reason) if category == "E" else "")
    return Treatment(row, category, rate, reason, mention, row.known, row.why_fr, row.why_en)


def _fitting(given: Situation) -> Iterator[TreatmentRow]:
    for row in VAT_TABLE:
        if (
            given.territory in row.territories
            and given.nature in row.natures
            and given.buyer_kind in row.kinds
            and row.exempt in (None, given.rate is None)
            and row.vat_number in (None, given.has_vat_number)
            and row.since <= given.issue_date
        ):
            yield row


def _rate(row: TreatmentRow, given: Situation) -> Decimal | None:
    """Percent; None when the territory has no rate for the item's."""
    if row.rate_rule == "zero" or given.rate is None:
        return ZERO
    local = _local_rate(given)
    if row.rate_rule == "local":
        return local
    return local if local is not None and given.territory in (MAINLAND, CORSICA) else given.rate


def _local_rate(given: Situation) -> Decimal | None:
    rates = (
        one.rate
        for one in LOCAL_RATES
        if one.confirmed
        and one.territory == given.territory
        and one.mainland_rate == given.rate
        and given.nature in one.natures
        and one.since <= given.issue_date
    )
    return next(rates, None)


def _rate_unknown(row: TreatmentRow, given: Situation) -> Treatment:
    return Treatment(
        row=row,
        category="S",
        rate=given.rate if given.rate is not None else ZERO,
        exemption_reason_code="",
        mention="",
        known=False,
        why_fr=f"Le taux de {given.rate} % n'a pas d'équivalent connu dans ce département.",
        why_en=f"The rate of {given.rate} % has no known counterpart in that department.",
    )


def _exemption_mention(reason: str) -> str:
    return EXEMPTION_MENTIONS.get(reason, f"Exonération de TVA ({reason})" if reason else "Exonération de TVA")
