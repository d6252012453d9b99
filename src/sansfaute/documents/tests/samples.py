"""Invoices to print: an ordinary one, and what to change in it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.en16931.model import (
    Buyer,
    BuyerAddress,
    CreditTransfer,
    DeliveryInformation,
    Invoice,
    InvoicingPeriod,
    Item,
    Line,
    LinePeriod,
    LineVat,
    Note,
    PaymentInstructions,
    Price,
    ProcessControl,
    Seller,
    SellerAddress,
    SellerContact,
)
from sansfaute.en16931.totals import UNCALCULATED, calculate
from sansfaute.en16931.values import Identifier

SELLER = Seller(
    name="Ondine Informatique",
    identifiers=(Identifier("73282932000074", "0009"),),
    legal_registration=Identifier("732829320", "0002"),
    vat_identifier="FR44732829320",
    additional_legal_information="SAS au capital de 50 000 € · RCS Lyon",
    electronic_address=Identifier("732829320", "0225"),
    postal_address=SellerAddress(line_1="12 quai Rambaud", post_code="69002", city="Lyon", country_code="FR"),
    contact=SellerContact(point="Claire Fabre", telephone="+33 4 72 00 00 00", email="factures@ondine.example"),
)
BUYER = Buyer(
    name="Établissements Mercier & Fils",
    legal_registration=Identifier("404833048", "0002"),
    vat_identifier="FR83404833048",
    electronic_address=Identifier("404833048", "0225"),
    postal_address=BuyerAddress(
        line_1="48 avenue de la République", post_code="38000", city="Grenoble", country_code="FR"
    ),
)
TRANSFER = PaymentInstructions(
    means_type_code="58",
    credit_transfers=(
        CreditTransfer(
            payment_account_identifier="FR7630006000011234567890189",
            payment_account_name="Ondine Informatique",
            payment_service_provider_identifier="AGRIFRPP",
        ),
    ),
)
NOTES = (
    Note(subject_code="PMD", text="Pénalités de retard au taux de 12,40 % l'an."),
    Note(subject_code="PMT", text="Indemnité forfaitaire pour frais de recouvrement : 40 €."),
    Note(subject_code="AAB", text="Escompte pour paiement anticipé : néant."),
    Note(subject_code="BAR", text="B2B"),
)


def line(
    number: int = 1, *, name: str = "Maintenance du parc", quantity: str = "12", price: str = "85.50", **more: Any
) -> Line:
    """One line of services at 20 %; `more` replaces fields of the line."""
    fields: dict[str, Any] = {
        "identifier": str(number),
        "invoiced_quantity": Decimal(quantity),
        "unit_code": "HUR",
        "line_net_amount": Decimal(0),
        "period": LinePeriod(start_date=date(2026, 10, 1), end_date=date(2026, 10, 31)),
        "price": Price(item_net_price=Decimal(price)),
        "vat": LineVat(vat_category_code="S", vat_rate=Decimal(20)),
        "item": Item(name=name, seller_identifier=f"MNT-{number:03}", description="Sur site et à distance"),
    }
    return Line(**fields | more)


def invoice(**more: Any) -> Invoice:
    """An ordinary invoice, totals calculated; `more` replaces its fields before."""
    fields: dict[str, Any] = {
        "invoice_number": "F2026-000012",
        "issue_date": date(2026, 10, 31),
        "type_code": "380",
        "currency_code": "EUR",
        "payment_due_date": date(2026, 11, 30),
        "buyer_reference": "SERV-INFO",
        "purchase_order_reference": "BC-2026-0417",
        "contract_reference": "CTR-0042",
        "payment_terms": "30 jours date de facture",
        "notes": NOTES,
        "process_control": ProcessControl(
            business_process_type="S1", specification_identifier="urn:cen.eu:en16931:2017"
        ),
        "seller": SELLER,
        "buyer": BUYER,
        "delivery": DeliveryInformation(
            invoicing_period=InvoicingPeriod(start_date=date(2026, 10, 1), end_date=date(2026, 10, 31))
        ),
        "payment_instructions": TRANSFER,
        "totals": UNCALCULATED,
        "vat_breakdown": (),
        "lines": (line(1), line(2, name="Licence annuelle", quantity="1", price="1200")),
    }
    return calculate(Invoice(**fields | more))


def due(amount: str, **more: Any) -> Invoice:
    """An invoice of which `amount` is due, whatever its lines: for what looks at the sum alone."""
    ordinary = invoice(**more)
    return replace(ordinary, totals=replace(ordinary.totals, amount_due=Decimal(amount)))
