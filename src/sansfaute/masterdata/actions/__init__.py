"""Everything that masterdata writes: sellers, records and their changes, findings, duplicates, quality."""

from sansfaute.masterdata.actions.changes import ChangeRefused, change_records, undo_changes
from sansfaute.masterdata.actions.merges import propose_merges
from sansfaute.masterdata.actions.records import agree_records
from sansfaute.masterdata.actions.sellers import SellerRefused, agree_seller

__all__ = [
    "ChangeRefused",
    "SellerRefused",
    "agree_records",
    "agree_seller",
    "change_records",
    "propose_merges",
    "undo_changes",
]
