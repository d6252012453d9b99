"""Read the figures of a page back and compare them with the invoice: the proof before printing."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sansfaute.documents.rules.formats import BREAK_HERE, MINUS
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.values import is_absent

_FIGURE = re.compile(r"[\d\s]+(?:,\d+)?")


def unlike(page: dict[str, Any], invoice: Invoice) -> list[str]:
    """What the page says otherwise than the invoice: terms by name, none when all is as it should be.

    The texts are read as a person reads them, not by undoing the formatter.
    """
    return list(_unlike(page, invoice))


def _unlike(page: dict[str, Any], invoice: Invoice) -> Iterator[str]:
    if page["number"].replace(BREAK_HERE, "") != invoice.invoice_number:
        yield "BT-1"
    labels = {row["label"]: row["value"] for row in page["totals"]}
    totals = invoice.totals
    due = page["due"]["value"]
    pairs = (
        ("BT-109", labels.get("Total HT"), totals.total_without_vat),
        ("BT-110", labels.get("Total TVA"), totals.total_vat),
        ("BT-112", labels.get("Total TTC"), totals.total_with_vat),
        ("BT-115", due, totals.amount_due),
    )
    yield from (term for term, text, value in pairs if (None if text is None else figure(text)) != value)
    nets = [figure(row["net"]) for row in page["lines"]]
    if nets != [None if is_absent(line.line_net_amount) else line.line_net_amount for line in invoice.lines]:
        yield "BT-131"
    if [figure(row["tax"]) for row in page["vat"]] != [one.tax_amount for one in invoice.vat_breakdown]:
        yield "BT-117"


def figure(text: str) -> Decimal | None:
    """−1 234,50 € as a number; None when the text holds none."""
    found = _FIGURE.search(text)
    if found is None:
        return None
    value = Decimal("".join(found[0].split()).replace(",", "."))
    return -value if text.startswith(MINUS) else value
