"""Documents for tests: one that every official rule accepts, and random ones that fill every term."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sansfaute.en16931.model import (
    Buyer,
    BuyerAddress,
    CreditTransfer,
    Invoice,
    Item,
    Line,
    LineVat,
    Note,
    PaymentInstructions,
    Price,
    ProcessControl,
    Seller,
    SellerAddress,
)
from sansfaute.en16931.totals import UNCALCULATED, calculate
from sansfaute.en16931.values import Identifier

NOTES = (
    Note(subject_code="PMT", text="Indemnité forfaitaire pour frais de recouvrement : 40 €."),
    Note(subject_code="PMD", text="Pénalités de retard : trois fois le taux d'intérêt légal."),
    Note(subject_code="AAB", text="Pas d'escompte pour paiement anticipé."),
    Note(subject_code="BAR", text="B2B"),
)
SELLER = Seller(
    name="Ondine Services",
    identifiers=(Identifier("10000000900017", "0009"),),
    legal_registration=Identifier("100000009", "0002"),
    vat_identifier="FR88100000009",
    electronic_address=Identifier("100000009", "0225"),
    postal_address=SellerAddress(line_1="1 rue du Port", city="Lyon", post_code="69002", country_code="FR"),
)
BUYER = Buyer(
    name="Café & Thé <Paris>",
    legal_registration=Identifier("200000008", "0002"),
    vat_identifier="FR37200000008",
    electronic_address=Identifier("200000008", "0225"),
    postal_address=BuyerAddress(line_1="2 avenue d'Été", city="Paris", post_code="75001", country_code="FR"),
)


def line(number: int, *, quantity: str = "3", price: str = "12.345", rate: str = "20", category: str = "S") -> Line:
    """A line of one item; its net amount is still to be calculated."""
    return Line(
        identifier=str(number),
        invoiced_quantity=Decimal(quantity),
        unit_code="C62",
        line_net_amount=Decimal(0),
        price=Price(item_net_price=Decimal(price)),
        vat=LineVat(vat_category_code=category, vat_rate=Decimal(rate)),
        item=Item(name=f"Abonnement n° {number}", seller_identifier=f"A-{number}"),
    )


def uncalculated(*lines: Line) -> Invoice:
    """An ordinary French invoice around these lines."""
    return Invoice(
        invoice_number="F2026-00001",
        issue_date=date(2026, 10, 31),
        type_code="380",
        currency_code="EUR",
        payment_due_date=date(2026, 11, 30),
        notes=NOTES,
        process_control=ProcessControl(business_process_type="S1", specification_identifier="urn:cen.eu:en16931:2017"),
        seller=SELLER,
        buyer=BUYER,
        payment_instructions=PaymentInstructions(
            means_type_code="30",
            credit_transfers=(CreditTransfer(payment_account_identifier="FR7630006000011234567890189"),),
        ),
        totals=UNCALCULATED,
        vat_breakdown=(),
        lines=lines,
    )


def ordinary(lines: int = 10) -> Invoice:
    """A calculated invoice of so many lines, at three rates."""
    rates = ("20", "10", "5.5")
    return calculate(uncalculated(*(line(n + 1, rate=rates[n % 3]) for n in range(lines))))


def changed(invoice: Invoice, **fields: object) -> Invoice:
    """The invoice with some fields changed, calculated again."""
    return calculate(replace(invoice, **fields))  # type: ignore[arg-type] # fields are the model's own
