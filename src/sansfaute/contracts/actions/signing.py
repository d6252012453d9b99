"""Sign a contract with its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.refusals import AgreementRefused, terms_read
from sansfaute.contracts.events import ContractLineAgreed, ContractSigned
from sansfaute.contracts.models import Contract, ContractLine, PriceVersion
from sansfaute.contracts.rules.vat_included import price_with_vat
from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import copy_in
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer, Item


@transaction.atomic
def sign_contract(*, seller_id: UUID, values: Mapping[str, Any], actor: journal.Actor | None, at: datetime) -> Contract:
    """Record a contract and its lines (rules.read_signed_contract); raises AgreementRefused.

    A line without a price takes that of the price lists; where no list has its item, the item's
    price of this day becomes its own.
    """
    return sign_contracts(seller_id=seller_id, contracts=[values], actor=actor, at=at)[0]


@transaction.atomic
def sign_contracts(
    *, seller_id: UUID, contracts: Sequence[Mapping[str, Any]], actor: journal.Actor | None, at: datetime
) -> list[Contract]:
    """Record many contracts with their lines, all of them or none, as `sign_contract` does; raises AgreementRefused.

    A bounded number of queries however many they are.
    """
    with terms_read():
        signed = [rules.read_signed_contract(values) for values in contracts]
    _refuse_known(seller_id, [one.contract_number for one in signed])
    codes = {code for one in signed for code in (one.buyer_code, one.payer_code, one.invoicee_code)} - {""}
    known = masterdata.buyers_by_code(seller_id, codes, as_written=True)
    made = [_contract(seller_id, one, known) for one in signed]
    copy_in(made)
    lines = _lines(seller_id, list(zip(made, signed, strict=True)))
    copy_in(lines)
    journal.record([ContractSigned(seller_id=seller_id, subject_id=one.pk) for one in made], at=at, actor=actor)
    agreed = [ContractLineAgreed(seller_id=seller_id, subject_id=line.pk) for line in lines]
    journal.record(agreed, at=at, actor=actor)
    return made


def _refuse_known(seller_id: UUID, numbers: Sequence[str]) -> None:
    """Raise AgreementRefused for a number that a contract has, or that two of these would have."""
    known = queries.contracts_by_number(seller_id, numbers)
    taken = next(iter(known), None) or next((one for one, times in Counter(numbers).items() if times > 1), None)
    if taken is not None:
        said = _("Contract %(number)s exists already. Give another number, or change its lines.")
        raise AgreementRefused(said % {"number": taken})


def _contract(seller_id: UUID, signed: rules.SignedContract, known: Mapping[str, Buyer]) -> Contract:
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


Listed = Set[tuple[UUID, str]]
"""Items that price lists have, each with the currency of the list."""


def _lines(seller_id: UUID, signed: Sequence[tuple[Contract, rules.SignedContract]]) -> list[ContractLine]:
    codes = [line.item_code for _contract, one in signed for line in one.lines]
    items = masterdata.items_by_code(seller_id, codes)
    if missing := next((code for code in codes if code not in items), None):
        raise AgreementRefused(_("There is no item %(code)s. Record it first.") % {"code": missing})
    listed = PriceVersion.objects.filter(item__in=items.values())
    in_lists = set(listed.values_list("item_id", "price_list__currency_code").distinct())
    return [
        _line(contract, rank, line, items[line.item_code], in_lists)
        for contract, one in signed
        for rank, line in enumerate(one.lines, 1)
    ]


def _line(contract: Contract, rank: int, signed: rules.SignedLine, item: Item, in_lists: Listed) -> ContractLine:
    unit_price, is_listed = signed.unit_price, (item.pk, contract.currency_code) in in_lists
    if unit_price is None and not signed.price and not is_listed and signed.kind == "recurring":
        if contract.currency_code != rules.EURO:
            said = _("Item %(code)s has no price in %(currency)s. Give the line a price, or set one in a price list.")
            raise AgreementRefused(said % {"code": item.code, "currency": contract.currency_code})
        unit_price = price_with_vat(item.unit_price, item.vat_rate) if contract.prices_with_vat else item.unit_price
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
