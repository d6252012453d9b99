"""What masterdata knows and decides, without touching anything."""

from sansfaute.masterdata.rules.buyers import read_buyer
from sansfaute.masterdata.rules.findings import FINDINGS, finding_sentence, fix_sentence
from sansfaute.masterdata.rules.identifiers import (
    compact,
    french_vat_number,
    read_legal_identifier,
    siren_of_vat,
    siren_verdict,
    siret_verdict,
    vat_verdict,
)
from sansfaute.masterdata.rules.items import read_exemption, read_item, read_unit
from sansfaute.masterdata.rules.merges import Identity, SharedIdentifier, identity_keys, shared_identifiers
from sansfaute.masterdata.rules.payments import iban_is_valid, read_payment_means
from sansfaute.masterdata.rules.records import Record, RecordFinding
from sansfaute.masterdata.rules.sellers import SELLER_FIELDS, SELLER_REFUSED, check_seller, clean_seller, read_seller
from sansfaute.masterdata.rules.states import (
    IMPORTED,
    FieldChanges,
    after_import,
    changes_between,
    imported_in,
    state_of,
    values_in,
    without,
)
from sansfaute.masterdata.rules.terms import PaymentTerms, describe_payment_terms, parse_payment_terms

__all__ = [
    "FINDINGS",
    "IMPORTED",
    "SELLER_FIELDS",
    "SELLER_REFUSED",
    "FieldChanges",
    "Identity",
    "PaymentTerms",
    "Record",
    "RecordFinding",
    "SharedIdentifier",
    "after_import",
    "changes_between",
    "check_seller",
    "clean_seller",
    "compact",
    "describe_payment_terms",
    "finding_sentence",
    "fix_sentence",
    "french_vat_number",
    "iban_is_valid",
    "identity_keys",
    "imported_in",
    "parse_payment_terms",
    "read_buyer",
    "read_exemption",
    "read_item",
    "read_legal_identifier",
    "read_payment_means",
    "read_seller",
    "read_unit",
    "shared_identifiers",
    "siren_of_vat",
    "siren_verdict",
    "siret_verdict",
    "state_of",
    "values_in",
    "vat_verdict",
    "without",
]
