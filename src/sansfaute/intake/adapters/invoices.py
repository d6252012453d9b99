"""Past invoices (CII, UBL, Factur-X, our JSON): the buyer and the items that they name."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes import Reading, read
from sansfaute.intake.adapters.source import Source
from sansfaute.intake.rules.keys import FIRST, key_of
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import Cell, NumberedRow, Table, both
from sansfaute.lib.pdf_attachments import LARGEST_PDF, LARGEST_XML, opened

BUYER_FIELDS = (
    "code", "name", "line_1", "line_2", "post_code", "city", "country", "legal_identifier", "vat_identifier", "email",
    "telephone", "contact_name", "electronic_address",
)  # fmt: skip
ITEM_FIELDS = ("code", "name", "unit", "unit_price", "vat")
_CODED_ELSEWHERE = frozenset(("0002", "0009", "0224", "0225", "0060", "0088"))
"""Schemes of BT-46 that are no code of ours: SIREN, SIRET, routing code, French address, DUNS, GLN."""
_WHY_NOT = {
    "none": both("aucun XML de facture n’y est attaché", "no invoice XML is attached to it"),
    "broken": both("il est abîmé", "it is damaged"),
    "locked": both("il est protégé par un mot de passe", "it is protected by a password"),
    "too_large": both("il est trop gros", "it is too large"),
}


def open_pdf(source: Source) -> list[Table]:
    """The buyer and the items of the invoice inside a PDF. Raises Unreadable when there is none."""
    if source.size > LARGEST_PDF:
        raise Unreadable("file_too_large", size=source.size // 1_000_000, limit=LARGEST_PDF // 1_000_000)
    content, trouble = opened(_whole(source))
    if trouble == "locked":
        raise Unreadable("password")
    if trouble:
        raise Unreadable("pdf_without_invoice", what=_WHY_NOT[trouble])
    return _tables(read(content), "facturx")


def open_document(source: Source) -> list[Table]:
    """The buyer and the items of an invoice in XML or in our JSON. Raises Unreadable when it is none."""
    if source.size > LARGEST_XML:
        raise Unreadable("file_too_large", size=source.size // 1_000_000, limit=LARGEST_XML // 1_000_000)
    return _tables(read(_whole(source)), "")


def _whole(source: Source) -> bytes:
    with source.open() as stream:
        return stream.read()


def _tables(reading: Reading, syntax: str) -> list[Table]:
    invoice = reading.invoice
    if invoice is None:
        found = next(
            (one.message for one in reading.findings), both(reading.root_name or "—", reading.root_name or "—")
        )
        raise Unreadable("xml_unknown", what={language: text.rstrip(".") for language, text in found.items()})
    buyer = _buyer(invoice)
    items = list(_items(invoice))
    recognised = _recognised(invoice, syntax or reading.syntax, len(items))
    first: list[NumberedRow] = [(1, [buyer.get(name, "") for name in BUYER_FIELDS])]
    rest: list[NumberedRow] = [(number, [*item]) for number, item in enumerate(items, 2)]
    return [
        Table(rows=lambda: iter(first), recognised=recognised, kind="buyers", fields=BUYER_FIELDS),
        Table(rows=lambda: iter(rest), recognised=recognised, kind="items", fields=ITEM_FIELDS),
    ]


def _recognised(invoice: Invoice, syntax: str, item_count: int) -> dict[str, Any]:
    number = invoice.invoice_number
    return {
        "format": syntax,
        "invoice_number": number,
        "issue_date": invoice.issue_date.isoformat(),
        "seller": {"name": invoice.seller.name, "siren": _siren(invoice)},
        "taken": both(
            f"l’acheteur et {item_count} articles de la facture {number} du {invoice.issue_date:%d/%m/%Y}",
            f"the buyer and {item_count} items of invoice {number} of {invoice.issue_date.isoformat()}",
        ),
    }


def _siren(invoice: Invoice) -> str:
    """The SIREN of who issued it, "" when it does not say."""
    registration = invoice.seller.legal_registration
    figures = "".join(one for one in (registration.value if registration else "") if one.isdigit())
    return figures[:9] if len(figures) in (9, 14) else ""


def _buyer(invoice: Invoice) -> Mapping[str, str]:
    buyer, address, contact = invoice.buyer, invoice.buyer.postal_address, invoice.buyer.contact
    electronic = buyer.electronic_address
    values = {
        "name": buyer.name,
        "line_1": address.line_1,
        "line_2": ", ".join(filter(None, (address.line_2, address.line_3))),
        "post_code": address.post_code,
        "city": address.city,
        "country": address.country_code,
        "legal_identifier": buyer.legal_registration.value if buyer.legal_registration else "",
        "vat_identifier": buyer.vat_identifier,
        "email": contact.email if contact else "",
        "telephone": contact.telephone if contact else "",
        "contact_name": contact.point if contact else "",
        "electronic_address": f"{electronic.scheme}:{electronic.value}" if electronic and electronic.scheme else "",
    }
    said = {name: text for name, text in values.items() if text}
    own = [one.value for one in buyer.identifiers if (one.scheme or "") not in _CODED_ELSEWHERE]
    return {**said, "code": own[0] if own else key_of(said, FIRST)}


def _items(invoice: Invoice) -> Iterator[list[Cell]]:
    """Each item once, as its last line says it."""
    found: dict[str, list[Cell]] = {}
    for line in invoice.lines:
        price = _list_price(line.price)
        if price < 0:
            continue  # a line that takes something back names no price
        item = line.item
        standard = item.standard_identifier.value if item.standard_identifier else ""
        code = item.seller_identifier or standard or key_of({"name": item.name, "unit": line.unit_code}, FIRST)
        rate: Cell = line.vat.vat_rate if line.vat.vat_category_code == "S" and line.vat.vat_rate is not None else ""
        found[code] = [code, item.name, line.unit_code, price, rate]
    return iter(found.values())


def _list_price(price: Any) -> Decimal:
    """For one unit, before the rebate on the price; as written when it does not divide."""
    given: Decimal = price.item_net_price if price.item_gross_price is None else price.item_gross_price
    base: Decimal | None = price.base_quantity
    if not base or base == 1:
        return given
    each = (given / base).quantize(Decimal("0.000001"))
    return each if each * base == given else given
