"""Undo a whole import of buyers or items with one act."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sansfaute.intake import actions as intake
from sansfaute.intake import queries as intake_queries
from sansfaute.journal import actions as journal
from sansfaute.masterdata.actions.bank import end_bank_changes
from sansfaute.masterdata.actions.undoing import undo_changes
from sansfaute.masterdata.models import ChangeSet, Seller


@transaction.atomic
def undo_import(
    *, seller_id: UUID | str, source_file_id: UUID | str, at: datetime, actor: journal.Actor | None = None
) -> None:
    """Take back everything that the import of a file had made or changed, and the bank details that it asked for.

    All or nothing: ChangeRefused (of `undo_changes`) names what was built on it; a large one is then taken
    back by a job. An import still being agreed stops at its next chunk. Undoing twice changes nothing. The
    file and its rows stay: it can be accepted again. Raises SourceFile.DoesNotExist when it is not this seller's.
    """
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    source_file = intake_queries.source_files(seller_id).get(pk=source_file_id)
    about = {"source_file_id": str(source_file.pk)}
    sets = ChangeSet.objects.filter(seller_id=seller_id, kind="import", about=about, undone_at=None).order_by("-id")
    for change_set in list(sets):
        undo_changes(seller_id=seller_id, change_set_id=change_set.pk, at=at, actor=actor)
    end_bank_changes(Q(source__source_file_id=str(source_file.pk)), seller_id=seller_id, at=at, actor=actor)
    intake.mark_import_undone(seller_id=seller_id, source_file_id=source_file.pk, at=at)
