"""UN/CEFACT Cross Industry Invoice D22B, as EN 16931-3-3 binds the model to it."""

from lxml import etree

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.profiles import profile_named
from sansfaute.en16931.syntaxes.capacity import unwritable_in
from sansfaute.en16931.syntaxes.cii import reading, writing
from sansfaute.en16931.syntaxes.cii.names import RSM
from sansfaute.en16931.syntaxes.refusals import ReadRefused, WriteRefused, finding
from sansfaute.en16931.syntaxes.xml import parse
from sansfaute.en16931.values import Finding

__all__ = ["open", "read", "write", "write_whole"]


def write(invoice: Invoice) -> bytes:
    """The invoice as CII, UTF-8, without indentation: the same invoice always gives the same bytes.

    Raises WriteRefused for a term that the profile (BT-24) does not hold, a character that XML
    cannot carry, or a number that is not finite.
    """
    refused = unwritable_in(invoice, profile_named(invoice.process_control.specification_identifier), "cii")
    if refused:
        raise WriteRefused(refused)
    return write_whole(invoice)


def write_whole(invoice: Invoice) -> bytes:
    """The same, whatever the profile holds: for comparing with a source that says more than its profile."""
    try:
        return writing.document(invoice)
    except (ValueError, TypeError) as problem:
        fr, en = "Le document ne peut pas être écrit en CII", "The document cannot be written as CII"
        fix = ("Retirer les caractères de contrôle.", "Remove control characters.")
        refusal = finding("write.value", "", "", f"{fr} : {problem}.", f"{en}: {problem}.", *fix)
        raise WriteRefused([refusal]) from problem


def read(content: bytes) -> Invoice:
    """The invoice that a CII document of any profile holds; what is missing is absent.

    Raises ReadRefused, with what is wrong, for anything else than such a document. Values that
    cannot be read are absent too: `open` tells of them.
    """
    root = parse(content)
    if root.tag != RSM + "CrossIndustryInvoice":
        fr, en = f"Ce document XML n'est pas un CII ({root.tag}).", f"This XML document is not a CII ({root.tag})."
        fix = ("Fournir un CrossIndustryInvoice.", "Supply a CrossIndustryInvoice.")
        raise ReadRefused([finding("read.root", "", str(root.tag), fr, en, *fix)])
    return reading.document(root)[0]


def open(root: etree._Element, *, verbatim: bool = False) -> tuple[Invoice, tuple[Finding, ...], dict[str, str]]:
    """The invoice under the root of a CII document, what cannot be read, and texts that are not plain.

    The last, by model path (`lines[0].price.item_net_price`): numbers, dates and codes as they are
    written where that is not the plain form of the value held. A `verbatim` reading keeps the blanks of codes.
    """
    invoice, record = reading.document(root, verbatim=verbatim)
    return invoice, tuple(record.findings), record.raw
