"""What is paid of an order before its invoice, outside VAT: *arrhes* (use case 24), multi-purpose vouchers (25).

*Arrhes* let either party withdraw: the customer loses them, the seller gives them back double (C. civ. art. 1590).
As long as they may be lost they are no deposit: no invoice, no VAT. When the sale is made they count as paid.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts.actions.deposit_worth import worth_of
from sansfaute.contracts.events import ArrhesEnded, ArrhesHeld, VoucherUsed
from sansfaute.contracts.models import OrderLine
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import queries as masterdata

MULTI_PURPOSE = "multi_purpose_voucher"


class PaymentRefused(Refusal):
    """*Arrhes* or a voucher cannot be taken so; the message is fit for a person."""


@transaction.atomic
def hold_arrhes(
    *,
    seller_id: UUID | str,
    order_number: str,
    amount: Decimal,
    received_on: date,
    at: datetime,
    actor: journal.Actor | None = None,
) -> OrderLine:
    """Remember *arrhes* received for an order: they are deducted from its invoice as already paid.

    Raises PaymentRefused: no such order, billed already, *arrhes* held already, more than the order is worth.
    """
    lines = _open_lines(seller_id, order_number)
    if received_on > clock.day_of(at):
        raise PaymentRefused(_("%(day)s has not come yet.") % {"day": received_on.isoformat()})
    if any(one.details.get("arrhes_amount") for one in lines):
        raise PaymentRefused(_("Order %(number)s holds arrhes already.") % {"number": order_number})
    first = _pay(lines, order_number, amount, {"arrhes_on": received_on.isoformat(), "arrhes_amount": f"{amount:.2f}"})
    event = ArrhesHeld(first.seller_id, first.pk, amount=f"{amount:.2f}", received_on=received_on.isoformat())
    journal.record([event], at=at, actor=actor)
    return first


@transaction.atomic
def end_arrhes(
    *,
    seller_id: UUID | str,
    order_number: str,
    by_buyer: bool,
    why: str,
    at: datetime,
    actor: journal.Actor | None = None,
) -> Decimal:
    """The sale will not be: what is kept when the customer withdrew, else what is paid to him, twice what he gave.

    An indemnity either way, outside VAT: nothing is invoiced, and the order is not delivered any more.
    Raises PaymentRefused without a reason, without *arrhes*, or when something of the order is billed.
    """
    if not why.strip():
        raise PaymentRefused(_("Say why the sale will not be: the reason is kept."))
    lines = _open_lines(seller_id, order_number)
    holder = next((one for one in lines if one.details.get("arrhes_amount")), None)
    if holder is None:
        raise PaymentRefused(_("Order %(number)s holds no arrhes.") % {"number": order_number})
    held = Decimal(holder.details["arrhes_amount"])
    for one in lines:
        one.delivery_date = None
        one.details = {name: value for name, value in one.details.items() if not name.startswith("arrhes_")}
    OrderLine.objects.bulk_update(lines, ["delivery_date", "details"])
    amount, outcome = (held, "kept") if by_buyer else (2 * held, "given_back_double")
    event = ArrhesEnded(holder.seller_id, holder.pk, outcome=outcome, amount=f"{amount:.2f}")
    journal.record([event], at=at, actor=actor, why=why.strip())
    return amount


@transaction.atomic
def pay_with_voucher(
    *,
    seller_id: UUID | str,
    order_number: str,
    voucher_number: str,
    amount: Decimal,
    at: datetime,
    actor: journal.Actor | None = None,
) -> Decimal:
    """Pay a part of an order with a multi-purpose voucher that was sold; what is left on the voucher, in EUR.

    VAT is due on what the order sells, at its rates; the voucher is a means of payment. Raises
    PaymentRefused: a voucher not sold, or with less left; an order billed, or worth less.
    """
    lines = _open_lines(seller_id, order_number)
    left = voucher_left(seller_id, voucher_number)
    if left is None:
        said = _("No multi-purpose voucher %(number)s was sold and invoiced.")
        raise PaymentRefused(said % {"number": voucher_number})
    if amount > left:
        said = _("Voucher %(number)s has %(left)s left: pay the rest by other means.")
        raise PaymentRefused(said % {"number": voucher_number, "left": left})
    if any(one.details.get("voucher_number") for one in lines):
        raise PaymentRefused(_("A voucher already pays a part of order %(number)s.") % {"number": order_number})
    first = _pay(lines, order_number, amount, {"voucher_number": voucher_number, "voucher_amount": f"{amount:.2f}"})
    event = VoucherUsed(first.seller_id, first.pk, voucher_number=voucher_number, amount=f"{amount:.2f}")
    journal.record([event], at=at, actor=actor)
    return left - amount


def voucher_left(seller_id: UUID | str, voucher_number: str) -> Decimal | None:
    """What is left on a multi-purpose voucher, in EUR; None when none of that number was sold and billed."""
    rows = OrderLine.objects.filter(seller_id=seller_id)
    sold = rows.filter(details__voucher=voucher_number, item__operation=MULTI_PURPOSE, billable__isnull=False)
    if not sold:
        return None
    used = rows.filter(details__voucher_number=voucher_number).values_list("details__voucher_amount", flat=True)
    return sum((worth_of(one) for one in sold), Decimal(0)) - sum((Decimal(one) for one in used), Decimal(0))


def _open_lines(seller_id: UUID | str, order_number: str) -> list[OrderLine]:
    """The lines of an order of which nothing is billed; the seller is held, so that nobody else pays with the same."""
    masterdata.locked_seller(seller_id)
    rows = OrderLine.objects.filter(seller_id=seller_id, order_number=order_number).select_related("item")
    lines = list(rows.order_by("line_number").select_for_update(of=("self",)))
    if not lines:
        raise PaymentRefused(_("There is no order %(number)s.") % {"number": order_number})
    if any(one.billable_id for one in lines):
        said = _("Something of order %(number)s is billed already: what is paid now is a payment of its invoice.")
        raise PaymentRefused(said % {"number": order_number})
    return lines


def _pay(lines: list[OrderLine], order_number: str, amount: Decimal, details: dict[str, str]) -> OrderLine:
    """The first line holds what was paid, at most what the order is worth without VAT, so that nothing is overpaid.

    The lines must be delivered together: one invoice takes it all.
    """
    if amount <= 0 or amount != round(amount, 2):
        raise PaymentRefused(_("An amount is above zero and has two decimals at most."))
    if len({one.delivery_date for one in lines}) > 1:
        said = _("Order %(number)s is delivered in several parts: take what is paid as a deposit instead.")
        raise PaymentRefused(said % {"number": order_number})
    paid = sum((Decimal(one.details.get(name, "0")) for one in lines for name in ("arrhes_amount", "voucher_amount")),
               Decimal(0))  # fmt: skip
    worth = sum((worth_of(one) for one in lines), Decimal(0))
    if paid + amount > worth:
        said = _("Order %(number)s is worth %(worth)s without VAT: that much at most can be paid in advance this way.")
        raise PaymentRefused(said % {"number": order_number, "worth": worth})
    first = lines[0]
    first.details = {**first.details, **details}
    first.save(update_fields=["details"])
    return first
