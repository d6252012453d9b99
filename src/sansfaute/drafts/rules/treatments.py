"""Which VAT a line bears, and why: the decision table applied to one seller, one buyer and one item."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError

from sansfaute.drafts.rules.destination_rates import destination_rate
from sansfaute.drafts.rules.exemptions import EXEMPTIONS
from sansfaute.drafts.rules.operations import CHOICES, OPERATIONS, OSS_OPTIONS, PLACED, REGIMES, UNKNOWN, VIES_ANSWERS
from sansfaute.drafts.rules.records import BuyerRecord, ItemRecord, SellerRecord
from sansfaute.drafts.rules.territories import CORSICA, MAINLAND, country_of, territory_of
from sansfaute.drafts.rules.vat_rates import EXEMPTION_MENTIONS, LOCAL_RATES, corsica_rate, in_force
from sansfaute.drafts.rules.vat_table import ANY, ANYONE, RATE_ROWS, VAT_TABLE, TreatmentRow
from sansfaute.drafts.rules.vat_words import french_number

ZERO = Decimal(0)

Place = tuple[str, str]
"""A country (ISO 3166-1) and a post code: as much of an address as VAT looks at."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the VAT of a line depends on. `rate` is the item's in percent, None when it is exempt.

    `territory` is where the operation takes place: where goods go (and services on a building), else
    where the buyer is. `seller_regime`, `operation`, `vies` and `oss` are names of `operations`;
    `corsica_list` the entry of CGI 297 the item is on; `country_code` that of the place and
    `foreign_rate` the VAT rate there in percent that the seller confirmed for the item; `choices` what
    he chose. `vies_date` is evidence alone: it decides nothing.
    """

    territory: str
    nature: str
    buyer_kind: str
    has_vat_number: bool
    rate: Decimal | None
    exemption_reason_code: str
    issue_date: date
    buyer_territory: str = ""
    country_code: str = ""
    is_identified: bool = False
    seller_territory: str = MAINLAND
    seller_has_vat_number: bool = True
    seller_regime: str = "normal"
    operation: str = ""
    vies: str = ""
    oss: str = ""
    corsica_list: str = ""
    foreign_rate: Decimal | None = None
    choices: frozenset[str] = frozenset()
    vies_date: date | None = field(default=None, compare=False)

    @property
    def is_exemption_named(self) -> bool:
        """Does the item name an exemption that we know (category E)?"""
        return self.exemption_reason_code in EXEMPTIONS

    @property
    def is_listed(self) -> bool:
        """Is the item on Corsica's list, in force on that day for its nature?"""
        return corsica_rate(self.corsica_list, self.nature, self.issue_date) is not None

    @property
    def rate_kind(self) -> str:
        """What the item's rate is: "in_force", "old", "zero", or of an item without rate "named" or "unnamed"."""
        if self.rate is None:
            return "named" if self.is_exemption_named else "unnamed"
        if self.rate == 0:
            return "zero"
        taxed_in = CORSICA if self.territory == CORSICA else MAINLAND
        return "in_force" if in_force(self.rate, taxed_in, self.issue_date) else "old"


@dataclass(frozen=True, slots=True)
class Treatment:
    """Category (BT-151), rate in percent, reason (BT-121) and mention (BT-120) of a line, with the row that says so.

    `known` is False when a person must decide: category and rate are then only a proposal. Out of
    scope (O) the rate is 0 here and absent on the document. `reporting` is the category of
    e-reporting (TT-81); `foreign_rate` the VAT rate in percent of the state where the line is taxed
    instead, which the price then includes; `seller_regime` that of the seller on that day.
    """

    row: TreatmentRow
    category: str
    rate: Decimal
    exemption_reason_code: str
    mention: str
    known: bool
    why_fr: str
    why_en: str
    reporting: str = ""
    foreign_rate: Decimal | None = None
    seller_regime: str = "normal"

    def as_dict(self, line_identifier: str) -> dict[str, Any]:
        """For the draft's `treatments`: what was decided for this line, why, and what proves it."""
        more: dict[str, Any] = {"vat_included": True} if self.row.vat_included else {}
        if self.foreign_rate is not None:
            more["foreign_rate"] = str(self.foreign_rate)
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
            "reporting": self.reporting,
            **more,
        }


def situation(
    buyer: BuyerRecord,
    item: ItemRecord,
    issue_date: date,
    *,
    seller: SellerRecord | None = None,
    seller_regime: str = "normal",
    operation: str = "",
    deliver_to: Place | None = None,
    on_the_spot: bool = False,
    vies: str = "",
    vies_date: date | None = None,
    oss: str = "",
    corsica_list: str = "",
    foreign_rate: Decimal | None = None,
    choices: frozenset[str] = frozenset(),
) -> Situation:
    """What matters of a seller, a buyer and an item for the VAT of an invoice of that date.

    Without `seller`: one of the mainland, with a VAT number. `seller_regime` is that of the day of the
    operation (`regimes.regime_on`). `on_the_spot`: a service too takes place at `deliver_to`. A name that
    is none of `operations` becomes "unknown" and a person decides.
    """
    home: Place = (buyer.country_code, buyer.post_code)
    goes_to = deliver_to is not None and (on_the_spot or item.nature == "goods" or operation in PLACED)
    place = deliver_to if deliver_to is not None and goes_to else home
    numbered = valid_vat_number(buyer.vat_identifier, buyer.country_code)
    return Situation(
        territory=territory_of(*place),
        nature=item.nature if item.nature in ANY else "",
        buyer_kind=buyer.kind if buyer.kind in ANYONE else "",
        has_vat_number=numbered,
        rate=_plain(item.vat_rate),
        exemption_reason_code=item.exemption_reason_code,
        issue_date=issue_date,
        buyer_territory=territory_of(*home),
        country_code=country_of(*place),
        is_identified=numbered or bool(buyer.siren),
        seller_territory=MAINLAND if seller is None else territory_of(seller.country_code, seller.post_code),
        seller_has_vat_number=seller is None or bool(seller.vat_identifier),
        seller_regime=seller_regime if seller_regime in REGIMES else UNKNOWN,
        operation=operation if operation in OPERATIONS else UNKNOWN,
        vies=vies if vies in VIES_ANSWERS else "unknown",
        oss=oss if oss in OSS_OPTIONS else "",
        corsica_list=corsica_list,
        foreign_rate=_plain(foreign_rate),
        choices=choices.intersection(CHOICES),
        vies_date=vies_date,
    )


def _plain(rate: Decimal | None) -> Decimal | None:
    """20.00 as 20 and 5.50 as 5.5: rates are compared as strings by BR-FR-16."""
    return None if rate is None else Decimal(f"{rate.normalize():f}")


@lru_cache(maxsize=4096)  # asked again for each line and each party of a document
def valid_vat_number(number: str, country_code: str) -> bool:
    """Is it an EU VAT number of that country, by its check digits?

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
    row = _replaced(next(_fitting(given)), given)
    rate = _rate(row, given)
    if rate is None:
        return _rate_unknown(row, given)
    category, code = row.category, _code(row, given)
    if category == "S" and not rate:
        category, code = "E", given.exemption_reason_code if given.rate_kind == "named" else ""
    mention = row.mention or (_exemption_mention(code) if category == "E" else "")
    if row.rate_rule == "destination":
        return _taxed_elsewhere(row, given, mention)
    known = row.known and (not row.confirm or row.confirm in given.choices or code != row.exemption_reason_code)
    return Treatment(
        row=row,
        category=category,
        rate=rate,
        exemption_reason_code=code,
        mention=mention,
        known=known,
        why_fr=row.why_fr,
        why_en=row.why_en,
        reporting=_reporting(row, given),
        seller_regime=given.seller_regime,
    )


def _fitting(given: Situation) -> Iterator[TreatmentRow]:
    for row in VAT_TABLE:
        if (
            given.territory in row.territories
            and given.nature in row.natures
            and given.buyer_kind in row.kinds
            and (not row.operations or given.operation in row.operations)
            and (not row.regimes or given.seller_regime in row.regimes)
            and (not row.sellers or given.seller_territory in row.sellers)
            and _is_dated(row, given.issue_date)
            and _fits_evidence(row, given)
        ):
            yield row


def _is_dated(row: TreatmentRow, day: date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)


def _fits_evidence(row: TreatmentRow, given: Situation) -> bool:
    """The conditions on what is known of the item, the numbers, the options and the seller's choices."""
    return (
        (not row.buyers or (given.buyer_territory or given.territory) in row.buyers)
        and (not row.vies or given.vies in row.vies)
        and (not row.oss or given.oss in row.oss)
        and (not row.choice or row.choice in given.choices)
        and row.exempt in (None, given.rate is None)
        and row.vat_number in (None, given.has_vat_number)
        and row.identified in (None, given.is_identified)
        and row.seller_number in (None, given.seller_has_vat_number)
        and (row.named is None or row.named == given.is_exemption_named)
        and (row.listed is None or row.listed == given.is_listed)
    )


def _replaced(row: TreatmentRow, given: Situation) -> TreatmentRow:
    """The row itself, or one of `RATE_ROWS` where it would tax at a rate of the item's that is none."""
    if row.category != "S" or not row.known:
        return row
    kind = given.rate_kind
    return RATE_ROWS.get(kind, row) if row.rate_rule == "item" or kind == "unnamed" else row


def _code(row: TreatmentRow, given: Situation) -> str:
    if row.exemption_reason_code == "item":
        return given.exemption_reason_code if given.is_exemption_named else ""
    own = row.own_code and given.is_exemption_named
    return given.exemption_reason_code if own else row.exemption_reason_code


def _rate(row: TreatmentRow, given: Situation) -> Decimal | None:
    """Percent; None when the territory has no rate for the item's."""
    if row.rate_rule in ("zero", "destination") or given.rate is None:
        return ZERO
    if row.rate_rule == "corsica":
        listed = corsica_rate(given.corsica_list, given.nature, given.issue_date)
        return listed.rate if listed else None
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
    """A proposal at the item's own rate; at 0, which S does not admit, as an exemption without code."""
    return Treatment(
        row=row,
        category="S" if given.rate else "E",
        rate=given.rate or ZERO,
        exemption_reason_code="",
        mention="" if given.rate else _exemption_mention(""),
        known=False,
        why_fr=f"Le taux de {given.rate} % n'a pas d'équivalent connu dans ce département.",
        why_en=f"The rate of {given.rate} % has no known counterpart in that department.",
        reporting=_reporting(row, given),
        seller_regime=given.seller_regime,
    )


def _taxed_elsewhere(row: TreatmentRow, given: Situation, mention: str) -> Treatment:
    """Foreign VAT: told in words on the document; known with the rate and the choice that the seller confirmed."""
    listed = destination_rate(given.country_code, given.issue_date)
    rate = given.foreign_rate if given.foreign_rate is not None else listed.rate if listed else None
    told = f"{mention} : {given.country_code} {french_number(rate)} %" if rate is not None else mention
    return Treatment(
        row=row,
        category=row.category,
        rate=ZERO,
        exemption_reason_code=row.exemption_reason_code,
        mention=told,
        known=row.known and given.foreign_rate is not None and row.confirm in given.choices,
        why_fr=row.why_fr,
        why_en=row.why_en,
        reporting=row.reporting,
        foreign_rate=rate,
        seller_regime=given.seller_regime,
    )


def _reporting(row: TreatmentRow, given: Situation) -> str:
    """TT-81 of a sale to a person who is not taxable: the row's, else by nature; "" when that is not known."""
    return row.reporting or {"goods": "TLB1", "services": "TPS1"}.get(given.nature, "")


def _exemption_mention(reason: str) -> str:
    return EXEMPTION_MENTIONS.get(reason, f"Exonération de TVA ({reason})" if reason else "Exonération de TVA")
