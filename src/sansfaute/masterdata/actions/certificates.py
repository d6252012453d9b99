"""Certify the state of a base: figures gathered and sealed, set as a PDF, kept in the file store."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import queries, rules
from sansfaute.masterdata.adapters import certificate_pdf
from sansfaute.masterdata.events import CertificateMade
from sansfaute.masterdata.models import Certificate


class CertificateRefused(Refusal):
    """The certificate could not be set; the message is fit for a person."""


def make_certificate(
    *, seller_id: UUID | str, language: str, at: datetime, actor: journal.Actor | None = None
) -> Certificate:
    """State what was read, corrected, merged, accepted and left open, in "fr" or "en"; figures and seal inside.

    The facts so far are sealed first, so that the journal's last block covers all that is stated. The
    same figures, made again, are the same file. Raises CertificateRefused, Seller.DoesNotExist.
    """
    journal.seal_facts(at=at)
    with transaction.atomic():
        seller = queries.seller(seller_id)
        name = (actor.get_username() if actor else "") or ""
        figures = queries.figures_of(seller, clock.day_of(at), name)
    try:
        pdf = certificate_pdf.render(rules.page_of(figures, language), figures=rules.canonical(figures))
    except certificate_pdf.RenderingError as failure:
        raise CertificateRefused(_("The certificate could not be set: %(why)s") % {"why": failure}) from failure
    digest = queries.certificate_store().put(pdf)
    return _record(seller.pk, digest, {**figures, "language": language}, at, actor)


@transaction.atomic
def _record(
    seller_id: UUID, digest: str, figures: dict[str, object], at: datetime, actor: journal.Actor | None
) -> Certificate:
    made = Certificate.objects.create(
        id=new_id(),
        seller_id=seller_id,
        sha256=digest,
        figures=figures,
        made_at=at,
        made_by_id=actor.pk if actor else None,
    )
    stated = {name: value for name, value in figures.items() if name != "language"}
    fact = CertificateMade(seller_id, made.pk, figures_sha256=rules.figures_hash(stated))
    journal.record([fact], at=at, actor=actor)
    return made
