"""OASIS UBL 2.1 Invoice and CreditNote, as EN 16931-3-2 binds the model to them."""

from collections.abc import Mapping

from lxml import etree
from lxml.etree import _Element

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.profiles import profile_named
from sansfaute.en16931.syntaxes.capacity import unwritable_in
from sansfaute.en16931.syntaxes.refusals import ReadRefused, WriteRefused, finding
from sansfaute.en16931.syntaxes.ubl import reading, writing
from sansfaute.en16931.syntaxes.ubl.names import CREDIT_NOTE, INVOICE
from sansfaute.en16931.syntaxes.ubl.reading.block import Margin
from sansfaute.en16931.syntaxes.xml import parse
from sansfaute.en16931.values import Finding

__all__ = ["open", "read", "write", "write_whole"]


def write(invoice: Invoice) -> bytes:
    """The invoice as UBL, UTF-8, without indentation: the same invoice always gives the same bytes.

    The type of document (BT-3) chooses between Invoice and CreditNote. Raises WriteRefused for a
    character that XML cannot carry, a term that UBL has no place for, or that the profile (BT-24)
    does not hold.
    """
    refused = unwritable_in(invoice, profile_named(invoice.process_control.specification_identifier), "ubl")
    if refused:
        raise WriteRefused(refused)
    return write_whole(invoice)


def write_whole(invoice: Invoice) -> bytes:
    """The same, without what UBL has no place for: for comparing with a source that says more than its profile."""
    try:
        return etree.tostring(writing.document(invoice), xml_declaration=True, encoding="UTF-8")
    except (ValueError, TypeError) as problem:
        if isinstance(problem, WriteRefused):
            raise
        fr, en = "Le document ne peut pas être écrit en UBL", "The document cannot be written as UBL"
        fix = ("Retirer les caractères de contrôle.", "Remove control characters.")
        refusal = finding("write.value", "", "", f"{fr} : {problem}.", f"{en}: {problem}.", *fix)
        raise WriteRefused([refusal]) from problem


def read(content: bytes) -> Invoice:
    """The invoice that a UBL Invoice or CreditNote holds, as far as the model has a term for it.

    Raises ReadRefused for anything else than such a document. A number or date that cannot be read
    is absent from the invoice: `syntaxes.read` tells which.
    """
    root = parse(content)
    if root.tag not in (INVOICE, CREDIT_NOTE):
        fr, en = f"Ce document XML n'est pas un UBL ({root.tag}).", f"This XML document is not UBL ({root.tag})."
        fix = ("Fournir une Invoice ou une CreditNote.", "Supply an Invoice or a CreditNote.")
        raise ReadRefused([finding("read.root", "", str(root.tag), fr, en, *fix)])
    return open(root)[0]


def open(root: _Element) -> tuple[Invoice, tuple[Finding, ...], Mapping[str, str]]:
    """The invoice of a parsed document, what cannot be read in it, and the texts written oddly."""
    margin = Margin()
    invoice = reading.document(root, margin)
    return invoice, tuple(margin.findings), margin.raw
