"""Two drafts look like one another when the same buyer is asked the same money for the same things."""

import hashlib
import json

from sansfaute.en16931.model import Buyer, Invoice


def fingerprint(invoice: Invoice) -> str:
    """SHA-256 over the buyer's legal identity, when it was delivered, the total and every line.

    Not over our references: the same sale entered twice has two order numbers. A correction repeats its
    invoice by nature: what it is, and what it corrects, tell it from the invoice.
    """
    content = [
        _identity(invoice.buyer),
        invoice.currency_code,
        str(invoice.totals.total_with_vat),
        _when(invoice),
        sorted(
            [
                line.item.seller_identifier or "",
                line.item.name,  # it tells an instalment or a progress statement from the next
                str(line.invoiced_quantity.normalize()),
                str(line.line_net_amount),
                str(line.period.start_date if line.period else ""),
            ]
            for line in invoice.lines
        ),
    ]
    if invoice.preceding_invoices:
        content.append([invoice.type_code, *sorted(one.invoice_number for one in invoice.preceding_invoices)])
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _when(invoice: Invoice) -> str:
    """The day or period of delivery: the same order a month later is another sale."""
    delivery = invoice.delivery
    if delivery is None:
        return ""
    period = delivery.invoicing_period
    return f"{delivery.actual_delivery_date or ''}|{(period.start_date if period else None) or ''}"


def _identity(buyer: Buyer) -> str:
    """SIREN, else VAT number, else name and post code: what says who it is, whatever our code for it."""
    if buyer.legal_registration:
        return buyer.legal_registration.value
    return buyer.vat_identifier or f"{buyer.name.casefold()}|{buyer.postal_address.post_code or ''}"
