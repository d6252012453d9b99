"""Two drafts look like one another when the same buyer is asked the same money for the same things."""

import hashlib
import json

from sansfaute.en16931.model import Buyer, Invoice


def fingerprint(invoice: Invoice) -> str:
    """SHA-256 over the buyer's legal identity, the total and every line; not over references or dates."""
    content = [
        _identity(invoice.buyer),
        invoice.currency_code,
        str(invoice.totals.total_with_vat),
        sorted(
            [
                line.item.seller_identifier or line.item.name,
                str(line.invoiced_quantity.normalize()),
                str(line.line_net_amount),
                str(line.period.start_date if line.period else ""),
                line.note or "",
            ]
            for line in invoice.lines
        ),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _identity(buyer: Buyer) -> str:
    """SIREN, else VAT number, else name and post code: what says who it is, whatever our code for it."""
    if buyer.legal_registration:
        return buyer.legal_registration.value
    return buyer.vat_identifier or f"{buyer.name.casefold()}|{buyer.postal_address.post_code or ''}"
