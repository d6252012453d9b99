"""The VAT treatment of a billable item, from all the records that say something of it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord, WorkRecord
from sansfaute.drafts.rules.regimes import RegimePeriod, regime_on
from sansfaute.drafts.rules.territories import country_of
from sansfaute.drafts.rules.treatments import Situation, situation


def situation_of(seller: SellerRecord, buyer: BuyerRecord, work: WorkRecord, issue_date: date) -> Situation:
    """What the VAT of one billable item depends on.

    The seller's regime is that of the day of the operation: delivery, else the last day of what is
    billed when it is over, else the day of issue. The item's own operation wins over its contract's.
    """
    options, place = seller.vat_options, _place(work)
    return situation(
        buyer,
        work.item,
        issue_date,
        seller=seller,
        seller_regime=regime_of(seller, operation_day(work, issue_date)),
        operation=work.item.operation or (work.contract.operation if work.contract else ""),
        deliver_to=place,
        oss=str(options.get("oss", "")),
        corsica_list=str(options.get("corsica_items", {}).get(work.item.code, "")),
        foreign_rate=_foreign_rate(options, place or (buyer.country_code, buyer.post_code)),
        choices=frozenset(options.get("choices", ())),
    )


def operation_day(work: WorkRecord, issue_date: date) -> date:
    """The day on which the sale took place, as far as the work tells."""
    ended = work.period_end if work.period_end and work.period_end <= issue_date else None
    return work.delivery_date or ended or issue_date


def regime_of(seller: SellerRecord, day: date) -> str:
    """The seller's VAT regime on a day: "normal" unless his record says otherwise."""
    return regime_on([RegimePeriod.from_dict(one) for one in seller.vat_regimes], day)


def _place(work: WorkRecord) -> tuple[str, str] | None:
    place: Mapping[str, Any] = work.contract.deliver_to if work.contract else {}
    return (str(place["country_code"]), str(place.get("post_code") or "")) if place.get("country_code") else None


def _foreign_rate(options: Mapping[str, Any], place: tuple[str, str]) -> Decimal | None:
    """The rate of the country where goods go that the seller confirmed, in percent."""
    confirmed = options.get("foreign_rates", {}).get(country_of(*place))
    return None if confirmed is None else Decimal(str(confirmed))
