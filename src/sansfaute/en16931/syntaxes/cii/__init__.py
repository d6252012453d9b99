"""UN/CEFACT Cross Industry Invoice D22B, as EN 16931-3-3 binds the model to it."""

from lxml import etree

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes.cii import reading, writing
from sansfaute.en16931.syntaxes.cii.names import RSM
from sansfaute.en16931.syntaxes.refusals import ReadRefused, WriteRefused, finding
from sansfaute.en16931.syntaxes.xml import parse

__all__ = ["read", "write"]


def write(invoice: Invoice) -> bytes:
    """The invoice as CII, UTF-8, without indentation: the same invoice always gives the same bytes.

    Raises WriteRefused for a character that XML cannot carry or a number that is not finite.
    """
    try:
        return etree.tostring(writing.document(invoice), xml_declaration=True, encoding="UTF-8")
    except (ValueError, TypeError) as problem:
        fr, en = "Le document ne peut pas être écrit en CII", "The document cannot be written as CII"
        fix = ("Retirer les caractères de contrôle.", "Remove control characters.")
        refusal = finding("write.value", "", "", f"{fr} : {problem}.", f"{en}: {problem}.", *fix)
        raise WriteRefused([refusal]) from problem


def read(content: bytes) -> Invoice:
    """The invoice that a CII document of any profile holds, as far as EN 16931 has a term for it.

    Raises ReadRefused, with what is wrong and where, for anything else than such a document.
    """
    root = parse(content)
    if root.tag != RSM + "CrossIndustryInvoice":
        fr, en = f"Ce document XML n'est pas un CII ({root.tag}).", f"This XML document is not a CII ({root.tag})."
        fix = ("Fournir un CrossIndustryInvoice.", "Supply a CrossIndustryInvoice.")
        raise ReadRefused([finding("read.root", "", str(root.tag), fr, en, *fix)])
    return reading.document(root)
