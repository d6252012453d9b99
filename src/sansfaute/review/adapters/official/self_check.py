"""Documents of our own writer by which a worker proves, at its start, that each pack really judges."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sansfaute.en16931.model import (
    Buyer,
    BuyerAddress,
    DeliveryInformation,
    Invoice,
    Item,
    Line,
    LineVat,
    Note,
    Price,
    ProcessControl,
    Seller,
    SellerAddress,
)
from sansfaute.en16931.syntaxes import cii
from sansfaute.en16931.totals import UNCALCULATED, calculate
from sansfaute.en16931.values import Identifier
from sansfaute.review.adapters.official.engine import Engine

_NOTES = tuple(Note(subject_code=code, text=code) for code in ("PMT", "PMD", "AAB"))


def check(engine: Engine) -> str:
    """Empty when each pack accepts the good document and refuses the bad ones; else what is wrong.

    After a schema error the stylesheets do not run: the schema has a bad document of its own.
    """
    verdict = engine.judge(cii.write(_good()))
    if verdict.verdict != "passed":
        said = "; ".join(f"{one.rule}: {one.message['en']}" for one in verdict.findings)
        return f"a correct document does not pass: {verdict.why or said}"
    found = {one.rule for bad in (_bad(), _misshapen()) for one in engine.judge(bad).findings}
    silent = {"XSD", "BR-CO-15", "BR-FR-05_BT-22"} - {_known(rule) for rule in found}
    return f"a wrong document is not refused by {', '.join(sorted(silent))}" if silent else ""


def _known(rule: str) -> str:
    return "BR-FR-05_BT-22" if rule.startswith("BR-FR-05") else rule


def _bad() -> bytes:
    """Wrong total (EN 16931), no note of penalties (BR-FR)."""
    good = _good()
    wrong = replace(good, notes=_NOTES[:1], totals=replace(good.totals, total_with_vat=Decimal(999)))
    return cii.write(wrong)


def _misshapen() -> bytes:
    """An element that the schema does not know."""
    return cii.write(_good()).replace(b"<ram:TypeCode>380", b"<ram:Unknown/><ram:TypeCode>380")


def _good() -> Invoice:
    line = Line(
        identifier="1",
        invoiced_quantity=Decimal(1),
        unit_code="C62",
        line_net_amount=Decimal(0),
        price=Price(item_net_price=Decimal(10)),
        vat=LineVat(vat_category_code="S", vat_rate=Decimal(20)),
        item=Item(name="Contrôle"),
    )
    invoice = Invoice(
        invoice_number="CONTROLE-1",
        issue_date=date(2026, 1, 1),
        type_code="380",
        currency_code="EUR",
        payment_due_date=date(2026, 1, 31),
        notes=_NOTES,
        process_control=ProcessControl(business_process_type="S1", specification_identifier="urn:cen.eu:en16931:2017"),
        seller=_seller(),
        buyer=_buyer(),
        delivery=DeliveryInformation(actual_delivery_date=date(2026, 1, 1)),
        totals=UNCALCULATED,
        vat_breakdown=(),
        lines=(line,),
    )
    return calculate(invoice)


def _seller() -> Seller:
    return Seller(
        name="Vendeur",
        legal_registration=Identifier("100000009", "0002"),
        vat_identifier="FR88100000009",
        electronic_address=Identifier("100000009", "0225"),
        postal_address=SellerAddress(country_code="FR"),
    )


def _buyer() -> Buyer:
    return Buyer(
        name="Acheteur",
        legal_registration=Identifier("200000008", "0002"),
        electronic_address=Identifier("200000008", "0225"),
        postal_address=BuyerAddress(country_code="FR"),
    )
