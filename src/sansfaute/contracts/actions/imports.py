"""Undo a whole import, whatever its kind, as long as nothing was built on it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries
from sansfaute.contracts.actions.contract_lines import close_contracts
from sansfaute.contracts.actions.recorders import RECORDERS
from sansfaute.contracts.events import AgreementsWithdrawn
from sansfaute.contracts.models import Contract
from sansfaute.intake import actions as intake
from sansfaute.intake import queries as intake_queries
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import actions as masterdata


class UndoRefused(Refusal):
    """An import cannot be undone: something was built on it; the message names what."""


@transaction.atomic
def undo_import(
    *, seller_id: UUID | str, source_file_id: UUID | str, at: datetime, actor: journal.Actor | None = None
) -> None:
    """Take back everything that came of a file, or nothing. Undoing twice changes nothing.

    Raises UndoRefused, or ChangeRefused of masterdata, when something was built on it;
    SourceFile.DoesNotExist when the file is not this seller's.
    """
    source_file = intake_queries.source_files(seller_id).get(pk=source_file_id)
    _refuse_built(source_file)
    if source_file.kind not in RECORDERS:
        masterdata.undo_import(seller_id=seller_id, source_file_id=source_file_id, at=at, actor=actor)
        return
    # First of all: a page of rows being recorded now is waited for, a later one finds the import undone.
    intake.mark_import_undone(seller_id=seller_id, source_file_id=source_file_id, at=at)
    own = queries.recorded_from(source_file)
    queries.locked_buyers(_buyers(source_file.kind, own))
    _refuse_built(source_file)  # a bill run that held the buyers may have billed them meanwhile
    count = _withdraw(source_file, own)
    if count:
        withdrawn = AgreementsWithdrawn(
            seller_id=source_file.seller_id, subject_id=source_file.pk, kind=source_file.kind, record_count=count
        )
        journal.record([withdrawn], at=at, actor=actor)


def _withdraw(source_file: Any, own: Any) -> int:
    """Delete these records, and the contracts that they leave without a line; how many records."""
    contract_ids = set(own.values_list("contract_id", flat=True)) if source_file.kind == "contracts" else set()
    count: int = own.delete()[0]
    Contract.objects.filter(pk__in=contract_ids, lines=None).delete()
    close_contracts(contract_ids)
    return count


def _buyers(kind: str, own: Any) -> set[UUID]:
    name = "buyer_id" if kind == "orders" else "contract__buyer_id"
    return set(own.values_list(name, flat=True).distinct())


def _refuse_built(source_file: Any) -> None:
    built = queries.built_on(source_file)
    if built:
        named = " ".join(one.sentence for one in built)
        raise UndoRefused(
            _("%(named)s Nothing is undone: take those back first, or correct the records one by one.")
            % {"named": named}
        )
