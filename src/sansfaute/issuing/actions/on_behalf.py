"""Documents without invoice of origin: commercial credits, self-billed invoices, invoices made out for another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from sansfaute.drafts import actions as drafts
from sansfaute.drafts import queries as drafts_queries
from sansfaute.drafts.rules import commercial_credits, mandates
from sansfaute.drafts.rules.commercial_credits import GLOBAL_CREDIT, RebateShare
from sansfaute.drafts.rules.mandates import SELF_BILLED
from sansfaute.issuing import queries, rules
from sansfaute.issuing.actions.chain import locked_chain
from sansfaute.issuing.actions.correct import CorrectionRefused
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.queries.soundness import unplanned
from sansfaute.lib import clock
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules as masterdata_rules
from sansfaute.people import queries as people
from sansfaute.people import rules as people_rules

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft
    from sansfaute.en16931.model import Invoice as Document
    from sansfaute.en16931.model import Line
    from sansfaute.masterdata.models import Buyer, Mandate, Party
    from sansfaute.people.models import Person

_CREDIT_CODES = rules.CREDIT_NOTES


@transaction.atomic
def credit_commercially(
    *,
    seller_id: UUID,
    buyer_id: UUID,
    shares: Sequence[RebateShare],
    contract_reference: str,
    period_start: date | None,
    period_end: date | None,
    why: str,
    channel: str = "",
    actor: Person | None,
    at: datetime,
) -> Draft:
    """The draft of a credit note without invoice of origin (262): a rebate that a contract gives for a period.

    Raises CorrectionRefused without contract or period (BR-FR-CO-03), or when it gives back more than
    was invoiced over the period, less what was already given back for it.
    """
    _refuse_stranger(actor, seller_id)
    _refuse_unless_agreed(shares, contract_reference, period_start, period_end, why)
    assert period_start is not None
    assert period_end is not None
    seller, buyer = masterdata.seller(seller_id), _counterpart(seller_id, buyer_id)
    locked_chain(seller)
    document = commercial_credits.commercial_credit(
        seller,
        buyer,
        shares,
        contract_reference=contract_reference.strip(),
        period_start=period_start,
        period_end=period_end,
        issue_date=clock.day_of(at),
        why=why,
    )
    _refuse_beyond(document, _invoiced_over(seller_id, buyer_id, period_start, period_end))
    return drafts.propose_document(
        seller_id=seller_id,
        buyer_id=buyer_id,
        document=document,
        purpose="commercial",
        corrects={},
        channel=channel,
        payment_terms={"days": 0},
        actor=actor,
        at=at,
        why=why.strip(),
    )


def _refuse_beyond(document: Document, left: Decimal) -> None:
    if document.totals.total_without_vat > left:
        raise CorrectionRefused(
            _("Only %s without VAT was invoiced to this customer over this period: credit that at most.") % left
        )


def _refuse_unless_agreed(
    shares: Sequence[RebateShare], contract_reference: str, start: date | None, end: date | None, why: str
) -> None:
    """Named refusals, cheap first."""
    if not contract_reference.strip():
        raise CorrectionRefused(
            _("A credit note that names no invoice names a contract: give its number, or credit invoices.")
        )
    if start is None or end is None or end < start:
        raise CorrectionRefused(_("A credit note that names no invoice is for a period: give its first and last day."))
    if not why.strip():
        raise CorrectionRefused(_("Say why: the reason stands on the correction and is kept with it."))
    if not shares or any(one.net_amount <= 0 for one in shares):
        raise CorrectionRefused(_("Give a positive amount for each VAT rate."))


def _invoiced_over(seller_id: UUID, buyer_id: UUID, start: date, end: date) -> Decimal:
    """What was invoiced without VAT to a buyer over a period, less credit notes of it and drafts of rebates."""
    sold = Invoice.objects.filter(seller_id=seller_id, buyer_id=buyer_id, issue_date__range=(start, end))
    whole = _sum(sold.exclude(type_code__in=_CREDIT_CODES)) - _sum(sold.filter(type_code__in=_CREDIT_CODES))
    rebates = drafts_queries.drafts_of(seller_id).filter(buyer_id=buyer_id, type_code=GLOBAL_CREDIT, discard=None)
    given = [one for one in rebates if _period_of(drafts_queries.invoice_of(one)) == (start, end)]
    counted = {one.pk for one in given} & set(sold.values_list("draft_id", flat=True))
    return whole - sum((one.total_without_vat for one in given if one.pk not in counted), Decimal(0))


def _sum(rows: object) -> Decimal:
    return rows.aggregate(sum=Sum("total_without_vat"))["sum"] or Decimal(0)  # type: ignore[attr-defined]  # rows


def _period_of(document: Document) -> tuple[date | None, date | None]:
    period = document.delivery.invoicing_period if document.delivery else None
    return (period.start_date, period.end_date) if period else (None, None)


def invoice_ourselves(
    *,
    seller_id: UUID,
    supplier_id: UUID,
    lines: Sequence[Line],
    mandate_reference: str,
    channel: str = "",
    delivered_on: date | None = None,
    process: str = "S1",
    why: str,
    actor: Person | None,
    at: datetime,
) -> Draft:
    """The draft of a self-billed invoice (389): we, `seller_id`, buy, and invoice ourselves in the supplier's name.

    The supplier is one of our records of counterparts, `channel` the series of numbers kept for him. Credit notes
    of it are asked of `credit_invoice`. Raises CorrectionRefused without a recorded mandate of this supplier in
    force on the day, a SIREN of the supplier, or a series of numbers for him.
    """
    _refuse_stranger(actor, seller_id)
    us, supplier, day = masterdata.seller(seller_id), _counterpart(seller_id, supplier_id), clock.day_of(at)
    mandate = _mandate_in_force(seller_id, mandate_reference, "self_billing", day)
    if mandate.buyer is None or supplier.pk not in (mandate.buyer_id, mandate.buyer.merged_into_id):
        raise CorrectionRefused(_("The mandate %s is not of this supplier.") % mandate.reference)
    if not supplier.siren:
        raise CorrectionRefused(_("The supplier's SIREN is missing: complete the record first."))
    _refuse_without_series(seller_id, us.number_prefix, "self_billed", channel, day)
    document = mandates.self_billed(
        us, supplier, lines, mandate, issue_date=day, process=process, delivered_on=delivered_on
    )
    return drafts.propose_document(
        seller_id=seller_id,
        buyer_id=supplier_id,
        document=document,
        purpose="self_billed",
        corrects={},
        channel=channel,
        clauses=_terms_of(mandate, day),
        actor=actor,
        at=at,
        why=why,
    )


def bill_on_behalf(
    *,
    seller_id: UUID,
    buyer_id: UUID,
    document: Document,
    mandate_reference: str,
    channel: str,
    payment_terms: dict[str, object] | None = None,
    why: str,
    actor: Person | None,
    at: datetime,
) -> Draft:
    """The draft of an invoice of `seller_id`, the principal, made out by the holder of a mandate.

    It has a series of its own (`channel`), the mention of the mandate and the invoicer.
    Raises CorrectionRefused without a recorded mandate in force on the day, or a series for it.
    """
    _refuse_stranger(actor, seller_id)
    principal, day = masterdata.seller(seller_id), clock.day_of(at)
    mandate = _mandate_in_force(seller_id, mandate_reference, "invoicing", day)
    kind = rules.series_kind(document.type_code)
    if not channel:
        raise CorrectionRefused(_("A mandate has a series of numbers of its own: name its channel."))
    _refuse_without_series(seller_id, principal.number_prefix, kind, channel, day)
    return drafts.propose_document(
        seller_id=seller_id,
        buyer_id=buyer_id,
        document=mandates.on_behalf(document, mandate, _holder(mandate)),
        purpose="mandated",
        corrects={},
        channel=channel,
        clauses=_terms_of(mandate, day),
        payment_terms=payment_terms,
        actor=actor,
        at=at,
        why=why,
    )


def _refuse_stranger(actor: Person | None, seller_id: UUID) -> None:
    if actor is not None and not people.may(actor, people_rules.CORRECT_INVOICES, seller_id):
        raise CorrectionRefused(_("Your role does not let you correct invoices of this company."))


def _counterpart(seller_id: UUID, buyer_id: UUID) -> Buyer:
    found = masterdata.buyers(seller_id).filter(pk=buyer_id).first()
    if found is None:
        raise CorrectionRefused(_("This customer is not one of this company: choose one of its customers."))
    return found


def _mandate_in_force(seller_id: UUID, reference: str, kind: str, day: date) -> Mandate:
    """The recorded mandate, in force that day; refused otherwise."""
    mandate = masterdata.mandate(seller_id, reference)
    if mandate is None or mandate.kind != kind or not masterdata_rules.mandate_holds(mandate.since, mandate.until, day):
        raise CorrectionRefused(
            _("No mandate %s is in force on this day: it must be written and signed before the invoice.") % reference
        )
    return mandate


def _holder(mandate: Mandate) -> Party:
    assert mandate.party is not None  # a mandate to invoice is given to a third party
    return mandate.party


def _terms_of(mandate: Mandate, day: date) -> dict[str, str]:
    """What the draft keeps of its mandate; until when the principal may object, if that was agreed."""
    until = (day + timedelta(days=mandate.acceptance_days)).isoformat() if mandate.acceptance_days else ""
    return {"mandate": mandate.reference, "objection_until": until}


def _refuse_without_series(seller_id: UUID, number_prefix: str, kind: str, channel: str, day: date) -> None:
    if rules.counted_in(number_prefix, kind, channel, day, queries.plans_of(seller_id)) is None:
        raise CorrectionRefused(unplanned(kind, channel))


assert SELF_BILLED == rules.SELF_BILLED  # drafts and issuing speak of the same documents
