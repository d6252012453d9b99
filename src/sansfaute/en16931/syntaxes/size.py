"""What is too large to be read: bytes, and marks that each become an object in memory."""

from sansfaute.en16931.syntaxes.refusals import finding
from sansfaute.en16931.values import Finding

MAX_BYTES = 100 * 1024 * 1024
"""Largest document read, in bytes (100 MB: France, BR-FR-19)."""
MAX_TAGS = 4_000_000
"""Most `<` in XML: 100 MB of ordinary CII lines have 3.6 million. Each element takes about 120 bytes."""
MAX_ATTRIBUTES = 2_000_000
"""Most `=` in XML: each attribute takes about 240 bytes."""
MAX_VALUES = 4_000_000
"""Most `,`, `[` and `{` in JSON."""
_MARKS = {
    "xml": ((b"<", MAX_TAGS), (b"=", MAX_ATTRIBUTES)),
    "json": tuple((one, MAX_VALUES) for one in (b",", b"[", b"{")),
}


def too_large(content: bytes, kind: str) -> Finding | None:
    """Why a document (`xml` or `json`) is not even parsed; None when it may be. Takes well under a second."""
    if len(content) > MAX_BYTES:
        size = len(content) // 1_000_000
        return _finding(f"Le fichier dépasse 100 Mo ({size} Mo).", f"The file is above 100 MB ({size} MB).")
    for mark, most in _MARKS[kind]:
        if len(content) > most and (found := content.count(mark)) > most:
            sign = mark.decode()
            return _finding(
                f"Le fichier a trop d'éléments pour une facture : {found} fois « {sign} », au plus {most}.",
                f"The file has too many elements for an invoice: {found} times “{sign}”, at most {most}.",
            )
    return None


def _finding(fr: str, en: str) -> Finding:
    return finding(
        "read.size",
        "",
        "",
        fr,
        en,
        "Retirer des pièces jointes ou les transmettre autrement, ou répartir les lignes sur plusieurs factures.",
        "Take attachments out or send them by another way, or spread the lines over several invoices.",
    )
