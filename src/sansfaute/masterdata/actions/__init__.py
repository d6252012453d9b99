"""Everything that masterdata writes: sellers, agreed records, findings, merge proposals."""

from sansfaute.masterdata.actions.merges import propose_merges
from sansfaute.masterdata.actions.records import agree_records
from sansfaute.masterdata.actions.sellers import SellerRefused, agree_seller

__all__ = ["SellerRefused", "agree_records", "agree_seller", "propose_merges"]
