"""An invoice, written in the syntax of one's choice."""

from collections.abc import Callable

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes import cii, json, ubl


def write(invoice: Invoice, syntax: str) -> bytes:
    """The invoice in `syntax`: "cii", "ubl" or "json" (canonical).

    Raises WriteRefused for what the syntax cannot carry, KeyError for another syntax.
    """
    return _WRITERS[syntax](invoice)


_WRITERS: dict[str, Callable[[Invoice], bytes]] = {
    "cii": cii.write,
    "ubl": ubl.write,
    "json": lambda invoice: json.write(invoice).encode(),
}
