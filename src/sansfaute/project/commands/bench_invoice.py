"""The invoice that `bench core` measures: ordinary, French, right by every official rule."""

from datetime import date
from decimal import Decimal

from sansfaute.en16931.model import (
    Buyer,
    BuyerAddress,
    CreditTransfer,
    DeliveryInformation,
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

_RATES = ("20", "10", "5.5")


def ordinary(count: int) -> Invoice:
    """A calculated invoice of so many lines, at three rates."""
    invoice = Invoice(
        invoice_number="MESURE-2026-00001",
        issue_date=date(2026, 10, 31),
        type_code="380",
        currency_code="EUR",
        payment_due_date=date(2026, 11, 30),
        notes=tuple(Note(subject_code=code, text=f"Mention {code}") for code in ("PMT", "PMD", "AAB")),
        process_control=ProcessControl(business_process_type="S1", specification_identifier="urn:cen.eu:en16931:2017"),
        seller=_seller(),
        buyer=_buyer(),
        delivery=DeliveryInformation(actual_delivery_date=date(2026, 10, 15)),
        payment_instructions=PaymentInstructions(
            means_type_code="30",
            credit_transfers=(CreditTransfer(payment_account_identifier="FR7630006000011234567890189"),),
        ),
        totals=UNCALCULATED,
        vat_breakdown=(),
        lines=tuple(_line(number) for number in range(1, count + 1)),
    )
    return calculate(invoice)


def _line(number: int) -> Line:
    return Line(
        identifier=str(number),
        invoiced_quantity=Decimal(3),
        unit_code="C62",
        line_net_amount=Decimal(0),
        price=Price(item_net_price=Decimal("12.345")),
        vat=LineVat(vat_category_code="S", vat_rate=Decimal(_RATES[number % 3])),
        item=Item(name=f"Article de mesure n° {number}", seller_identifier=f"M-{number}"),
    )


def _seller() -> Seller:
    return Seller(
        name="Mesure SAS",
        legal_registration=Identifier("100000009", "0002"),
        vat_identifier="FR88100000009",
        electronic_address=Identifier("100000009", "0225"),
        postal_address=SellerAddress(line_1="1 rue du Port", city="Lyon", post_code="69002", country_code="FR"),
    )


def _buyer() -> Buyer:
    return Buyer(
        name="Mesurée SARL",
        legal_registration=Identifier("200000008", "0002"),
        vat_identifier="FR37200000008",
        electronic_address=Identifier("200000008", "0225"),
        postal_address=BuyerAddress(line_1="2 avenue d'Été", city="Paris", post_code="75001", country_code="FR"),
    )
