"""The shape of a document: what decides which official rules it can meet, without its figures."""

import hashlib

from sansfaute.en16931.model import Invoice, SupportingDocument
from sansfaute.en16931.model.walk import held
from sansfaute.en16931.values import Identifier, rate_text

# Terms whose value, not only presence, chooses rules: kind, process, profile, currencies, codes.
_BY_VALUE = frozenset(
    ("BT-3", "BT-5", "BT-6", "BT-8", "BT-21", "BT-23", "BT-24", "BT-81", "BT-95", "BT-102", "BT-118", "BT-151")
    + ("BT-105-1", "BT-145-1", "EXT-FR-FE-02", "EXT-FR-FE-137", "EXT-FR-FE-163")
)
_RATES = frozenset(("BT-96", "BT-103", "BT-119", "BT-152"))


def shape(invoice: Invoice) -> str:
    """SHA-256, in hexadecimal, of the traits of the document: two documents of one shape differ in figures only.

    Traits: the terms that are present; the values of codes that choose rules (profile, kind,
    process, currencies, note subjects, means of payment, VAT categories); VAT rates; schemes of
    identifiers; what BAR notes ask.
    """
    traits = {f"{note.subject_code}={note.text}" for note in invoice.notes if note.subject_code == "BAR"}
    for term, value in held(invoice):
        traits.add(term)
        if term in _BY_VALUE:
            traits.add(f"{term}={value}")
        elif term in _RATES:
            traits.add(f"{term}={rate_text(value)}")
        elif isinstance(value, Identifier):
            traits.add(f"{term}:{value.scheme}")
        elif isinstance(value, SupportingDocument):
            traits.add(f"{term}:{value.description}")
    return hashlib.sha256("\n".join(sorted(traits)).encode()).hexdigest()
