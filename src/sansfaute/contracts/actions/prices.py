"""Price lists, dated prices, discounts, index values: what people set, each with its author and reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import rules
from sansfaute.contracts.actions.refusals import AgreementRefused, as_refusal, terms_read
from sansfaute.contracts.events import IndexValueRecorded, PriceListAgreed, PriceSet
from sansfaute.contracts.models import IndexValue, PriceList, PriceVersion
from sansfaute.contracts.queries.line_book import versions_of
from sansfaute.journal import actions as journal
from sansfaute.masterdata import queries as masterdata

_DAY = timedelta(days=1)


@transaction.atomic
def agree_list(
    *,
    seller_id: UUID,
    code: str,
    currency_code: str = "EUR",
    buyer_code: str = "",
    segment: str = "",
    actor: journal.Actor | None,
    at: datetime,
) -> PriceList:
    """Open a price list for one customer, for a segment, or for everyone; raises AgreementRefused."""
    with terms_read():
        code, currency_code, buyer_code, segment = rules.read_list_owner(code, currency_code, buyer_code, segment)
    if PriceList.objects.filter(seller_id=seller_id, code=code).exists():
        raise AgreementRefused(_("There is a price list %(code)s already. Give another code.") % {"code": code})
    buyer = None
    if buyer_code:
        buyer = masterdata.buyers_by_code(seller_id, [buyer_code]).get(buyer_code)
        if buyer is None:
            raise AgreementRefused(_("There is no customer %(code)s. Record it first.") % {"code": buyer_code})
    made = PriceList.objects.create(
        seller_id=seller_id, code=code, currency_code=currency_code, buyer=buyer, segment=segment
    )
    journal.record([PriceListAgreed(seller_id=seller_id, subject_id=made.pk)], at=at, actor=actor)
    return made


@transaction.atomic
def set_price(
    *,
    price_list_id: UUID | str,
    item_id: UUID | str,
    since: date,
    price: Mapping[str, Any],
    why: str,
    actor: journal.Actor | None,
    at: datetime,
) -> PriceVersion:
    """Give an item a price from a day on, until the eve of its next version; raises AgreementRefused.

    The open version before it ends on the eve; nothing else of a version ever changes. A price set for
    days that were invoiced gives repairs.
    """
    owner = PriceList.objects.select_for_update(of=("self",)).select_related("buyer").get(pk=price_list_id)
    item = masterdata.items_by_id([item_id]).get(UUID(str(item_id)))
    if item is None or item.seller_id != owner.seller_id:
        raise AgreementRefused(_("This item is not one of the seller's."))
    if not why.strip():
        raise AgreementRefused(_("A new price needs a reason."))
    with terms_read():
        read = rules.read_price(price)
    _end_before(owner, item.pk, since)
    following = owner.versions.filter(item=item, since__gt=since).order_by("since").first()
    made = PriceVersion(
        seller_id=owner.seller_id,
        price_list=owner,
        item=item,
        since=since,
        until=following.since - _DAY if following else None,
        price=read.to_dict(),
        why=why.strip(),
        set_by_id=actor.pk if actor else None,
        set_at=at,
    )
    _refuse_overlap(owner, item.code, made)
    made.save(force_insert=True)
    fact = PriceSet(seller_id=owner.seller_id, subject_id=made.pk, since=since.isoformat())
    journal.record([fact], at=at, actor=actor, why=why.strip())
    return made


def _end_before(owner: PriceList, item_id: UUID, since: date) -> None:
    """End, on the eve, the version that would run on over this day."""
    last = owner.versions.filter(item_id=item_id, since__lt=since).order_by("-since").first()
    if last is not None and last.until is None:
        last.until = since - _DAY
        last.save(update_fields=["until"])


def _refuse_overlap(owner: PriceList, item_code: str, made: PriceVersion) -> None:
    buyers = {owner.buyer.pk: owner.buyer} if owner.buyer else {}
    known = versions_of(owner.seller_id, [item_code], buyers)
    code = owner.buyer.code if owner.buyer else ""
    mine = [
        one
        for one in known
        if (one.buyer_code, one.segment, one.currency_code) == (code, owner.segment, owner.currency_code)
    ]
    new = rules.PriceVersion(
        price_list=owner.code,
        item_code=item_code,
        currency_code=owner.currency_code,
        since=made.since,
        until=made.until,
        price=rules.Price.from_dict(made.price),
        buyer_code=code,
        segment=owner.segment,
    )
    for fault in rules.check_versions([*mine, new]):
        if fault.code != "versions_gap":
            raise as_refusal(fault)


@transaction.atomic
def record_index_value(
    *, seller_id: UUID, values: Mapping[str, Any], actor: journal.Actor | None, at: datetime
) -> IndexValue:
    """Keep a published value of an index (rules.read_index_value); a correction is another value, published later.

    Raises AgreementRefused.
    """
    with terms_read():
        read = rules.read_index_value(values)
    known = IndexValue.objects.filter(
        seller_id=seller_id, series=read.series, period=read.period, published_on=read.published_on
    ).first()
    if known is not None:
        said = _("The value of %(series)s for %(period)s published that day is known: %(value)s.")
        raise AgreementRefused(said % {"series": read.series, "period": read.period, "value": known.value})
    made = IndexValue.objects.create(
        seller_id=seller_id,
        series=read.series,
        period=read.period,
        value=read.value,
        published_on=read.published_on,
        source=read.source,
        is_provisional=read.provisional,
        recorded_by_id=actor.pk if actor else None,
        recorded_at=at,
    )
    journal.record([IndexValueRecorded(seller_id=seller_id, subject_id=made.pk)], at=at, actor=actor)
    return made
