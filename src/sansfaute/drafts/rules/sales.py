"""The VAT treatment of a billable item, from all the records that say something of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord, WorkRecord
from sansfaute.drafts.rules.regimes import RegimePeriod, regime_on
from sansfaute.drafts.rules.territories import country_of
from sansfaute.drafts.rules.treatments import Situation, situation
from sansfaute.drafts.rules.vat_options import VatOptions
from sansfaute.drafts.rules.vies import NOT_ASKED, ViesAnswer


def situation_of(
    seller: SellerRecord, buyer: BuyerRecord, work: WorkRecord, issue_date: date, vies: ViesAnswer = NOT_ASKED
) -> Situation:
    """What the VAT of one billable item depends on.

    The seller's regime is that of the day of the operation: delivery, else the last day of what is
    billed when it is over, else the day of issue. The item's own operation wins over its contract's.
    What a receipt tells was sold where the seller is, whoever asks for the invoice. `vies` is what
    VIES said of the buyer's number.
    """
    options, day = VatOptions(seller.vat_options), operation_day(work, issue_date)
    on_the_spot = is_of_receipt(work)
    place = (seller.country_code, seller.post_code) if on_the_spot else _place(work)
    return situation(
        buyer,
        work.item,
        day if on_the_spot else issue_date,
        seller=seller,
        seller_regime=regime_of(seller, day),
        operation=work.item.operation or (work.contract.operation if work.contract else ""),
        deliver_to=place,
        on_the_spot=on_the_spot,
        vies=vies.outcome,
        vies_date=vies.day,
        oss=options.oss(day),
        corsica_list=options.corsica_entry(work.item.code),
        foreign_rate=options.foreign_rate(
            country_of(*(place or (buyer.country_code, buyer.post_code))), work.item.code
        ),
        choices=options.choices,
    )


def operation_day(work: WorkRecord, issue_date: date) -> date:
    """The day on which the sale took place, as far as the work tells."""
    ended = work.period_end if work.period_end and work.period_end <= issue_date else None
    return work.delivery_date or ended or issue_date


def regime_of(seller: SellerRecord, day: date) -> str:
    """The seller's VAT regime on a day: "normal" unless his record says otherwise."""
    return regime_on([RegimePeriod.from_dict(one) for one in seller.vat_regimes], day)


def is_of_receipt(work: WorkRecord) -> bool:
    """Was it sold over the counter, on a receipt?"""
    return bool((work.basis.get("details") or {}).get("receipt_number"))


def sold_at(work: WorkRecord) -> tuple[Any, ...]:
    """What sets a line apart from others of the same article for VAT: its receipt, its own place of delivery."""
    details = work.basis.get("details")
    if not details:
        return ()
    return bool(details.get("receipt_number")), tuple(sorted((details.get("delivered_to") or {}).items()))


def _place(work: WorkRecord) -> tuple[str, str] | None:
    """Where the order's line goes, else where the contract delivers."""
    own = (work.basis.get("details") or {}).get("delivered_to")
    place: Mapping[str, Any] = own or (work.contract.deliver_to if work.contract else {})
    return (str(place["country_code"]), str(place.get("post_code") or "")) if place.get("country_code") else None
