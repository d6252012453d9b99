"""Sign a contract with its lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.refusals import AgreementRefused, terms_read
from sansfaute.contracts.events import ContractLineAgreed, ContractSigned
from sansfaute.contracts.models import Contract, ContractLine, PriceVersion
from sansfaute.journal import actions as journal
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer, Item


@transaction.atomic
def sign_contract(*, seller_id: UUID, values: Mapping[str, Any], actor: journal.Actor | None, at: datetime) -> Contract:
    """Record a contract and its lines (rules.read_signed_contract); raises AgreementRefused.

    A line without a price takes that of the price lists; where no list has its item, the item's
    price of this day becomes its own.
    """
    with terms_read():
        signed = rules.read_signed_contract(values)
    if queries.contracts_by_number(seller_id, [signed.contract_number]):
        said = _("Contract %(number)s exists already. Give another number, or change its lines.")
        raise AgreementRefused(said % {"number": signed.contract_number})
    contract = _contract(seller_id, signed)
    contract.save(force_insert=True)
    lines = _lines(contract, signed)
    ContractLine.objects.bulk_create(lines)
    journal.record([ContractSigned(seller_id=seller_id, subject_id=contract.pk)], at=at, actor=actor)
    agreed = [ContractLineAgreed(seller_id=seller_id, subject_id=line.pk) for line in lines]
    journal.record(agreed, at=at, actor=actor)
    return contract


def _contract(seller_id: UUID, signed: rules.SignedContract) -> Contract:
    codes = {signed.buyer_code, signed.payer_code, signed.invoicee_code} - {""}
    known = masterdata.buyers_by_code(seller_id, codes, as_written=True)
    plain = (
        "contract_number", "currency_code", "prices_with_vat", "start_date", "renewal", "grouping", "site",
        "cost_centre", "deliver_to", "operation", "purchase_order_reference", "conditions", "clauses",
    )  # fmt: skip
    return Contract(
        seller_id=seller_id,
        buyer=_buyer(known, signed.buyer_code),
        payer=_buyer(known, signed.payer_code) if signed.payer_code else None,
        invoicee=_buyer(known, signed.invoicee_code) if signed.invoicee_code else None,
        end_date=last_day(signed),
        **{name: getattr(signed, name) for name in plain},
    )


def last_day(signed: rules.SignedContract) -> date | None:
    """The day on which it ends as signed: that of its lines, or of a first term that is not renewed."""
    if signed.end_date is None and signed.renewal and not signed.renewal["tacit"]:
        renewal = rules.read_renewal(signed.renewal)
        return rules.term_end(signed.start_date, signed.renewal["initial_months"], renewal, signed.start_date)
    ends = [line.end_date for line in signed.lines]
    return signed.end_date or max((one for one in ends if one), default=None) if all(ends) else signed.end_date


def _buyer(known: Mapping[str, Buyer], code: str) -> Buyer:
    if code not in known:
        raise AgreementRefused(_("There is no customer %(code)s. Record it first.") % {"code": code})
    return known[code]


def _lines(contract: Contract, signed: rules.SignedContract) -> list[ContractLine]:
    items = masterdata.items_by_code(contract.seller_id, {line.item_code for line in signed.lines})
    for line in signed.lines:
        if line.item_code not in items:
            raise AgreementRefused(_("There is no item %(code)s. Record it first.") % {"code": line.item_code})
    listed = PriceVersion.objects.filter(item__in=items.values(), price_list__currency_code=contract.currency_code)
    in_lists = set(listed.values_list("item_id", flat=True))
    return [_line(contract, rank, one, items[one.item_code], in_lists) for rank, one in enumerate(signed.lines, 1)]


def _line(contract: Contract, rank: int, signed: rules.SignedLine, item: Item, in_lists: set[UUID]) -> ContractLine:
    unit_price = signed.unit_price
    if unit_price is None and not signed.price and item.pk not in in_lists and signed.kind == "recurring":
        if contract.currency_code != rules.EURO:
            said = _("Item %(code)s has no price in %(currency)s. Give the line a price, or set one in a price list.")
            raise AgreementRefused(said % {"code": item.code, "currency": contract.currency_code})
        unit_price = item.unit_price
    plain = (
        "kind", "quantity", "price", "start_date", "trial_until", "rhythm", "in_advance", "proration", "details",
    )  # fmt: skip
    return ContractLine(
        seller_id=contract.seller_id,
        contract=contract,
        line_number=rank,
        item=item,
        unit_price=unit_price,
        end_date=signed.end_date or contract.end_date,
        **{name: getattr(signed, name) for name in plain},
    )
