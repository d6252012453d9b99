"""Mandates to invoice: recorded before the first invoice, with their dates; ended, never deleted.

Source: CGI art. 289 I-2; BOI-TVA-DECLA-30-20-10: the mandate is written and comes before the invoice.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.masterdata import queries, rules
from sansfaute.masterdata.actions.parties import PartyRefused
from sansfaute.masterdata.events import MandateEnded, MandateRecorded
from sansfaute.masterdata.models import Buyer, Mandate, Party

_LONGEST_ACCEPTANCE = 365  # days


@transaction.atomic
def record_mandate(
    *,
    seller_id: UUID | str,
    kind: str,
    reference: str,
    counterpart_code: str,
    since: date,
    until: date | None = None,
    acceptance_days: int = 0,
    signed_text: bytes = b"",
    at: datetime,
    actor: journal.Actor | None = None,
) -> Mandate:
    """Record a signed mandate, from its first day to its last, both included.

    "self_billing": we make out the invoices of a supplier, `counterpart_code` is his record; "invoicing": a third
    party makes out ours, it is the party's code. `signed_text` is kept in the file store. Raises PartyRefused.
    """
    seller = queries.locked_seller(seller_id)
    reference = reference.strip()
    _refuse_terms(kind, reference, since, until, acceptance_days)
    if Mandate.objects.filter(seller=seller, reference=reference).exists():
        raise PartyRefused(
            _("A mandate %s is recorded already: end it, or give this one its own reference.") % reference
        )
    party, buyer = _holder(seller.pk, kind, counterpart_code)
    mandate = Mandate.objects.create(
        seller=seller,
        kind=kind,
        reference=reference,
        party=party,
        buyer=buyer,
        since=since,
        until=until,
        acceptance_days=acceptance_days,
        document_sha256=queries.certificate_store().put(signed_text) if signed_text else "",
        recorded_at=at,
        recorded_by_id=actor.pk if actor else None,
    )
    fact = MandateRecorded(
        seller_id=seller.pk, subject_id=mandate.pk, kind=kind, reference=reference, since=since.isoformat()
    )
    journal.record([fact], at=at, actor=actor)
    return mandate


def _refuse_terms(kind: str, reference: str, since: date, until: date | None, acceptance_days: int) -> None:
    if kind not in rules.MANDATE_KINDS:
        raise PartyRefused(_("A mandate is for self-billing or for invoicing by a third party."))
    if not reference or len(reference) > 60:
        raise PartyRefused(_("A mandate has a reference of 60 characters at most: it stands on each invoice."))
    if until is not None and until < since:
        raise PartyRefused(_("The last day of a mandate is not before its first one."))
    if not 0 <= acceptance_days <= _LONGEST_ACCEPTANCE:
        raise PartyRefused(_("The principal has between 0 and %d days to object.") % _LONGEST_ACCEPTANCE)


def _holder(seller_id: UUID, kind: str, code: str) -> tuple[Party | None, Buyer | None]:
    if kind == "invoicing":
        party = Party.objects.filter(seller_id=seller_id, code=code).first()
        if party is None:
            raise PartyRefused(_("There is no third party %s: record it first.") % code)
        return party, None
    buyer = queries.buyers_by_code(seller_id, {code}).get(code)
    if buyer is None:
        raise PartyRefused(_("There is no supplier %s among the records: record it first.") % code)
    if not buyer.siren:
        raise PartyRefused(_("The supplier's SIREN is missing: complete the record first."))
    return None, buyer


@transaction.atomic
def end_mandate(
    *,
    seller_id: UUID | str,
    reference: str,
    last_day: date,
    why: str,
    at: datetime,
    actor: journal.Actor | None = None,
) -> Mandate:
    """Give a mandate its last day, included; what was invoiced under it stays. Raises PartyRefused."""
    queries.locked_seller(seller_id)
    mandate = Mandate.objects.select_for_update(of=("self",)).filter(seller_id=seller_id, reference=reference).first()
    if mandate is None:
        raise PartyRefused(_("There is no mandate %s.") % reference)
    if not why.strip():
        raise PartyRefused(_("Say why, for those who will look at it later."))
    if last_day < mandate.since:
        raise PartyRefused(_("The last day of a mandate is not before its first one."))
    if mandate.until is not None and mandate.until < last_day:
        raise PartyRefused(_("This mandate ended on %s already: record a new one.") % mandate.until.isoformat())
    mandate.until = last_day
    mandate.save(update_fields=["until"])
    fact = MandateEnded(
        seller_id=mandate.seller_id, subject_id=mandate.pk, reference=reference, until=last_day.isoformat()
    )
    journal.record([fact], at=at, actor=actor, why=why.strip())
    return mandate
