"""Everything the template sets, as texts: the invoice in, a dictionary for JSON out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sansfaute.documents.rules import words
from sansfaute.documents.rules.formats import long_date, printable
from sansfaute.documents.rules.lines import columns, line_rows
from sansfaute.documents.rules.notes import fits_in_footer, legal_information, notes
from sansfaute.documents.rules.parties import buyer_block, other_parties, references, seller_block, seller_identity
from sansfaute.documents.rules.payment import payment_rows
from sansfaute.documents.rules.sums import due_row, total_rows, vat_rows
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.totals import minor_unit

LANGUAGE = "fr"


@dataclass(frozen=True, slots=True)
class CopyMark:
    """What marks a page as a second copy: the word, the day it was made, and the sentence of a bad debt or ""."""

    mark: str
    made_on: date
    unpaid: str = ""


def page_of(invoice: Invoice) -> dict[str, Any]:
    """The page of a sealed invoice: already formatted French texts, nothing left to compute."""
    places = minor_unit(invoice.currency_code)
    company = legal_information(invoice)
    rows = line_rows(invoice, places)
    widths, scale = columns(rows)
    return {
        "kind": words.kind(invoice.type_code),
        "number": printable(invoice.invoice_number),
        "issued": [invoice.issue_date.year, invoice.issue_date.month, invoice.issue_date.day],
        "issue_date": long_date(invoice.issue_date),
        "currency": _currency(invoice.currency_code),
        "seller": seller_block(invoice.seller),
        "identity": [*(company if fits_in_footer(company) else []), *seller_identity(invoice.seller)],
        "buyer": buyer_block(invoice.buyer),
        "references": references(invoice),
        "parties": other_parties(invoice),
        "lines": rows,
        "widths": widths,
        "scale": scale,
        "vat": vat_rows(invoice, places),
        "totals": total_rows(invoice, places),
        "due": due_row(invoice, places),
        "payment": payment_rows(invoice),
        "notes": notes(invoice),
    }


def marked(page: dict[str, Any], copy: CopyMark) -> dict[str, Any]:
    """The same page as a duplicate: the word on every sheet, and what it stands for under the title.

    Nothing else changes: no mention of an issued invoice may (CGI 289 V).
    """
    said = f"Établi le {long_date(copy.made_on)} d'après l'original, qu'il ne remplace pas : rien n'est dû deux fois."
    return {**page, "mark": copy.mark, "mark_said": said, "unpaid": printable(copy.unpaid)}


def _currency(currency_code: str) -> str:
    return "euros" if currency_code == "EUR" else currency_code
