"""Sellers, buyers and items: cleaned, checked, agreed; their history, duplicates and quality."""

from sansfaute.masterdata.models.bank import BankChange
from sansfaute.masterdata.models.changes import ChangeSet, Progress, RecordChange, RowVerdict
from sansfaute.masterdata.models.duplicates import ClusterMember, DistinctPair, DuplicateCluster, Merge
from sansfaute.masterdata.models.parties import Mandate, Party, PartyRole
from sansfaute.masterdata.models.quality import (
    AcceptedFinding,
    Audit,
    AuditRule,
    Certificate,
    Correction,
    ExpectedBilling,
    QualityScore,
)
from sansfaute.masterdata.models.rates import ExchangeRate
from sansfaute.masterdata.models.records import Buyer, Finding, Item, Seller
from sansfaute.masterdata.models.registries import RegistryAnswer, RegistryDifference

__all__ = [
    "AcceptedFinding",
    "Audit",
    "AuditRule",
    "BankChange",
    "Buyer",
    "Certificate",
    "ChangeSet",
    "ClusterMember",
    "Correction",
    "DistinctPair",
    "DuplicateCluster",
    "ExchangeRate",
    "ExpectedBilling",
    "Finding",
    "Item",
    "Mandate",
    "Merge",
    "Party",
    "PartyRole",
    "Progress",
    "QualityScore",
    "RecordChange",
    "RegistryAnswer",
    "RegistryDifference",
    "RowVerdict",
    "Seller",
]
