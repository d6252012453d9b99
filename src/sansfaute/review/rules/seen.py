"""What an invoice shows that later ones are compared with: kept beside its verdict, small whatever its size."""

import hashlib
import json

from sansfaute.en16931.model import Invoice, Line
from sansfaute.review.rules.case import Seen

MOST_ITEMS = 100
"""Items remembered of one invoice; a longer one is compared by its first ones."""


def seen_of(invoice: Invoice) -> Seen:
    """What to remember of this invoice."""
    lines = [line for line in invoice.lines if line.counts]
    items: dict[str, str] = {}
    for line in lines[:MOST_ITEMS]:
        items.setdefault(line.item.seller_identifier or line.item.name, _vat(line))
    return Seen(near=_near(invoice, lines), vat=tuple(sorted({_vat(line) for line in lines})), items=items)


def _vat(line: Line) -> str:
    rate = line.vat.vat_rate
    return line.vat.vat_category_code if not rate else f"{line.vat.vat_category_code} {rate.normalize():f}"


def _near(invoice: Invoice, lines: list[Line]) -> str:
    """SHA-256 over what is sold and for how much, its periods included and the day of delivery left out."""
    sold = sorted(
        [
            line.item.seller_identifier or line.item.name,
            f"{line.invoiced_quantity.normalize():f}",
            str(line.line_net_amount),
            str(line.period.start_date if line.period else ""),
        ]
        for line in lines
    )
    content = [invoice.currency_code, str(invoice.totals.total_with_vat), sold]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
