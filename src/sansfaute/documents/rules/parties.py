"""Who sells, who buys, and the references both know the sale by."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from sansfaute.documents.rules import words
from sansfaute.documents.rules.formats import grouped, long_date, period, printable, siret
from sansfaute.en16931.model import Buyer, DeliveryInformation, Invoice, Seller
from sansfaute.en16931.values import Identifier

SIREN_SCHEME = "0002"
SIRET_SCHEME = "0009"
IN_THE_FOOTER = 320
"""Longest legal information (characters) that the footer of every page can hold."""
_SCHEMES = {
    SIREN_SCHEME: "SIREN",
    SIRET_SCHEME: "SIRET",
    "0088": "GLN",
    "0224": "Code service",
    "0231": "SIREN du groupe TVA",
}

Pair = tuple[str, str]


class Address(Protocol):
    """What BG-5, BG-8, BG-12 and BG-15 have in common."""

    @property
    def line_1(self) -> str | None: ...
    @property
    def line_2(self) -> str | None: ...
    @property
    def line_3(self) -> str | None: ...
    @property
    def city(self) -> str | None: ...
    @property
    def post_code(self) -> str | None: ...
    @property
    def country_subdivision(self) -> str | None: ...
    @property
    def country_code(self) -> str: ...


def address_lines(address: Address) -> list[str]:
    """The lines of an envelope; France is not named inside France."""
    town = " ".join(part for part in (address.post_code, address.city) if part)
    country = "" if address.country_code == "FR" else words.country(address.country_code).upper()
    lines = (address.line_1, address.line_2, address.line_3, town, address.country_subdivision, country)
    return [printable(line) for line in lines if line]


def seller_block(seller: Seller) -> dict[str, object]:
    """Name, address and contact, as at the head of a letter."""
    contact = seller.contact
    reach = (contact.point, contact.telephone, contact.email) if contact else ()
    return {
        "name": printable(seller.name),
        "trading_name": printable(seller.trading_name or "") if seller.trading_name != seller.name else "",
        "address": address_lines(seller.postal_address),
        "contact": [printable(one) for one in reach if one],
    }


def seller_identity(seller: Seller) -> list[str]:
    """The legal identity for the foot of each page: registrations, VAT number (C. com. R123-237)."""
    numbers = [_labelled(one) for one in (seller.legal_registration, *seller.identifiers) if one]
    if seller.vat_identifier:
        numbers.append(f"TVA {printable(seller.vat_identifier)}")
    if seller.tax_registration:
        numbers.append(f"Identifiant fiscal {printable(seller.tax_registration)}")
    return numbers


def buyer_block(buyer: Buyer) -> dict[str, object]:
    """Name and address, as in the window of an envelope."""
    point = buyer.contact.point if buyer.contact else None
    lines = [printable(one) for one in (buyer.trading_name, point) if one and one != buyer.name]
    return {"name": printable(buyer.name), "address": [*lines, *address_lines(buyer.postal_address)]}


def buyer_numbers(buyer: Buyer) -> Iterator[Pair]:
    """The buyer's registrations: SIREN, other identifier, VAT number (242 nonies A, I 1° and 3°)."""
    for one in (buyer.legal_registration, buyer.identifier):
        if one:
            yield f"{_SCHEMES.get(one.scheme or '', 'Identifiant')} client", _figures(one)
    if buyer.vat_identifier:
        yield "N° TVA client", printable(buyer.vat_identifier)


def references(invoice: Invoice) -> list[Pair]:
    """Label and value of each date and reference, in the order a reader looks for them."""
    return [(label, value) for label, value in _references(invoice) if value]


def _references(invoice: Invoice) -> Iterator[Pair]:
    yield "Date d'émission", long_date(invoice.issue_date)
    yield due_label(invoice), _day(invoice.payment_due_date)
    yield from _deliveries(invoice.delivery)
    yield "Exigibilité de la TVA", _day(invoice.vat_point_date)
    for before in invoice.preceding_invoices:
        when = f" du {long_date(before.issue_date)}" if before.issue_date else ""
        yield "Facture d'origine", printable(before.invoice_number) + when
    for label, value in (
        ("Votre référence", invoice.buyer_reference),
        ("Votre commande", invoice.purchase_order_reference),
        ("Contrat", invoice.contract_reference),
        ("Projet", invoice.project_reference),
        ("Notre commande", invoice.sales_order_reference),
        ("Avis de réception", invoice.receiving_advice_reference),
        ("Bon de livraison", invoice.despatch_advice_reference),
        ("Marché ou lot", invoice.tender_reference),
        ("Objet facturé", invoice.invoiced_object_identifier and invoice.invoiced_object_identifier.value),
        ("Imputation", invoice.buyer_accounting_reference),
    ):
        yield label, printable(value or "")
    yield "Opération", nature(invoice)
    yield from buyer_numbers(invoice.buyer)


def due_label(invoice: Invoice) -> str:
    """BT-9 is a due date, or the day of payment when the document is already paid (process x2)."""
    return "Réglée le" if (invoice.process_control.business_process_type or "")[1:] == "2" else "Échéance"


def nature(invoice: Invoice) -> str:
    """Goods, services or both (242 nonies A, I 8° bis)."""
    word = words.NATURES.get((invoice.process_control.business_process_type or "")[:1])
    return word.fr if word else ""


def other_parties(invoice: Invoice) -> list[dict[str, object]]:
    """Where the goods went, who is paid, who represents the seller for tax: a title and lines each."""
    return [party for party in (_deliver_to(invoice), _payee(invoice), _representative(invoice)) if party]


def _deliver_to(invoice: Invoice) -> dict[str, object] | None:
    delivery = invoice.delivery
    if delivery is None:
        return None
    lines = [printable(delivery.party_name)] if delivery.party_name else []
    if delivery.location_identifier:
        lines.append(_labelled(delivery.location_identifier))
    lines += address_lines(delivery.deliver_to_address) if delivery.deliver_to_address else []
    return {"title": "Adresse de livraison", "lines": lines} if lines else None


def _payee(invoice: Invoice) -> dict[str, object] | None:
    payee = invoice.payee
    if payee is None:
        return None
    numbers = [_labelled(one) for one in (payee.legal_registration, payee.identifier) if one]
    return {"title": "Bénéficiaire du paiement", "lines": [printable(payee.name), *numbers]}


def _representative(invoice: Invoice) -> dict[str, object] | None:
    one = invoice.tax_representative
    if one is None:
        return None
    lines = [printable(one.name), *address_lines(one.postal_address), f"TVA {printable(one.vat_identifier)}"]
    return {"title": "Représentant fiscal", "lines": lines}


def _deliveries(delivery: DeliveryInformation | None) -> Iterator[Pair]:
    if delivery is None:
        return
    yield "Livraison", _day(delivery.actual_delivery_date)
    if delivery.invoicing_period:
        yield "Période", period(delivery.invoicing_period.start_date, delivery.invoicing_period.end_date)


def _day(day: date | None) -> str:
    return long_date(day) if day else ""


def _labelled(identifier: Identifier) -> str:
    return f"{_SCHEMES.get(identifier.scheme or '', 'Identifiant')} {_figures(identifier)}"


def _figures(identifier: Identifier) -> str:
    value = identifier.value
    if identifier.scheme == SIREN_SCHEME and len(value) == 9:
        return grouped(value, 3)
    if identifier.scheme == SIRET_SCHEME and len(value) == 14:
        return siret(value)
    return printable(value)


def unique(texts: Iterable[str]) -> list[str]:
    """The texts without repetition, order kept."""
    return list(dict.fromkeys(text for text in texts if text))
