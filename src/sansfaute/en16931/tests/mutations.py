"""Valid documents of every kind, and the many ways to spoil one: the material of the parity test."""

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sansfaute.en16931.model import (
    BuyerAddress,
    CreditTransfer,
    DeliverToAddress,
    DeliveryInformation,
    DirectDebit,
    DocumentAllowance,
    DocumentCharge,
    Invoice,
    InvoicingPeriod,
    ItemAttribute,
    Line,
    LineAllowance,
    LineCharge,
    LinePeriod,
    Note,
    Payee,
    PaymentCard,
    PaymentInstructions,
    PrecedingInvoice,
    Price,
    SellerContact,
    SupportingDocument,
    TaxRepresentative,
    TaxRepresentativeAddress,
    VatBreakdown,
)
from sansfaute.en16931.tests.samples import BUYER, NOTES, SELLER, line, uncalculated
from sansfaute.en16931.totals import UNCALCULATED, calculate
from sansfaute.en16931.values import BinaryObject, Identifier

DAY = date(2026, 10, 31)
_CODES = (
    "ZZZ", "B", "S", "Z", "E", "AE", "K", "G", "O", "L", "M", "380", "381", "384", "386", "262", "389", "325",
    "S1", "B2", "S4", "S8", "B9", "FR", "IT", "EUR", "USD", "30", "58", "49", "C62", "0002", "0009", "0224", "0225",
    "EM", "PMT", "BAR", "TXD", "5", "72", "VATEX-EU-AE", "AFL", "95", "FC", "LISIBLE", "RIB", "B2B", "B2C", "text/csv",
)  # fmt: skip
_TEXTS = (*_CODES, "x" * 36, "x" * 126, "a b", "à%", "FR1", "12345678", "123456789", "12345678901234", "10000000900017")


def _exempt(category: str, code: str | None, text: str | None = "Motif") -> VatBreakdown:
    rate = None if category == "O" else Decimal(0)
    return VatBreakdown(
        taxable_amount=Decimal(0), tax_amount=Decimal(0), vat_category_code=category, vat_rate=rate,
        exemption_reason=text, exemption_reason_code=code,
    )  # fmt: skip


def _of_category(category: str, code: str | None) -> Invoice:
    one = line(1, category=category, rate="0")
    if category == "O":
        one = replace(one, vat=replace(one.vat, vat_rate=None))
    return replace(uncalculated(one), vat_breakdown=(_exempt(category, code),))


def _abroad(invoice: Invoice, country: str) -> Invoice:
    buyer = replace(
        BUYER, legal_registration=None, vat_identifier=f"{country}123456789",
        electronic_address=Identifier("a@b.example", "EM"), postal_address=BuyerAddress(country_code=country),
    )  # fmt: skip
    delivery = DeliveryInformation(actual_delivery_date=DAY, deliver_to_address=DeliverToAddress(country_code=country))
    return replace(invoice, buyer=buyer, delivery=delivery, notes=(*NOTES[:3], Note(subject_code="BAR", text="B2BINT")))


def _full_line() -> Line:
    """A line that uses every term."""
    one = line(1, quantity="30", price="0.70")
    return replace(
        one, note="Dont 0,50 € de DEEE", object_identifier=Identifier("OBJ", "AWV"), purchase_order_line_reference="4",
        buyer_accounting_reference="6061", period=LinePeriod(start_date=date(2026, 10, 1), end_date=DAY),
        allowances=(LineAllowance(amount=Decimal("1.00"), base_amount=Decimal("100.00"), percentage=Decimal(1),
                                  reason="Volume", reason_code="71"),),
        charges=(LineCharge(amount=Decimal("2.00"), base_amount=Decimal("20.00"), percentage=Decimal(10),
                            reason="Tri", reason_code="FC"),),
        price=Price(item_net_price=Decimal("0.70"), item_price_discount=Decimal("0.10"),
                    item_gross_price=Decimal("0.80"), base_quantity=Decimal(1), base_quantity_unit_code="C62"),
        item=replace(one.item, description="Vis", buyer_identifier="B-1",
                     standard_identifier=Identifier("0123", "0160"),
                     classifications=(Identifier("SKU", "SK", "1"),), country_of_origin="FR",
                     attributes=(ItemAttribute(name="CO2", value="12"),)),
    )  # fmt: skip


def full() -> Invoice:
    """An invoice that uses nearly every term."""
    return replace(
        uncalculated(_full_line(), line(2, rate="10"), line(3, rate="5.5")),
        vat_point_date_code="5", buyer_reference="SERVICE", project_reference="P1", contract_reference="C1",
        purchase_order_reference="PO1", sales_order_reference="SO1", receiving_advice_reference="R1",
        despatch_advice_reference="D1", tender_reference="T1", invoiced_object_identifier=Identifier("OBJ", "AFL"),
        buyer_accounting_reference="6061", payment_terms="30 jours",
        preceding_invoices=(PrecedingInvoice(invoice_number="F2026-0", issue_date=date(2026, 9, 30)),),
        seller=replace(SELLER, trading_name="Ondine", tax_registration="100000009", additional_legal_information="SAS",
                       contact=SellerContact(point="Mme A", telephone="0102030405", email="a@ondine.example")),
        buyer=replace(BUYER, identifier=Identifier("20000000800019", "0009")),
        payee=Payee(name="Affactureur", identifier=Identifier("30000000700018", "0009"),
                    legal_registration=Identifier("300000007", "0002")),
        tax_representative=TaxRepresentative(name="Groupe", vat_identifier="FR78500000005",
                                             postal_address=TaxRepresentativeAddress(country_code="FR")),
        delivery=DeliveryInformation(
            party_name="Entrepôt", location_identifier=Identifier("20000000800019", "0009"), actual_delivery_date=DAY,
            invoicing_period=InvoicingPeriod(start_date=date(2026, 10, 1), end_date=DAY),
            deliver_to_address=DeliverToAddress(line_1="3 quai", country_code="FR")),
        payment_instructions=PaymentInstructions(
            means_type_code="30", means_text="Virement", remittance_information="F2026-00001",
            credit_transfers=(CreditTransfer(payment_account_identifier="FR7630006000011234567890189",
                                             payment_account_name="Ondine",
                                             payment_service_provider_identifier="BIC"),),
            payment_card=PaymentCard(primary_account_number="1234"),
            direct_debit=DirectDebit(mandate_reference="RUM", creditor_identifier="ICS",
                                     debited_account_identifier="FR1")),
        allowances=(DocumentAllowance(amount=Decimal("5.00"), base_amount=Decimal("100.00"), percentage=Decimal(5),
                                      vat_category_code="S", vat_rate=Decimal(20), reason="Remise", reason_code="95"),),
        charges=(DocumentCharge(amount=Decimal("10.00"), base_amount=Decimal("100.00"), percentage=Decimal(10),
                                vat_category_code="S", vat_rate=Decimal(20), reason="Port", reason_code="FC"),),
        totals=replace(UNCALCULATED, paid_amount=Decimal("1.00"), rounding_amount=Decimal("0.01")),
        supporting_documents=(SupportingDocument(reference="PJ1", description="BON_COMMANDE", external_location="url:x",
                                                 attachment=BinaryObject(b"a", "text/csv", "a.csv")),),
    )  # fmt: skip


def valid_documents() -> dict[str, Invoice]:
    """A calculated document of each kind, which every official rule accepts."""
    plain = uncalculated(line(1), line(2, rate="10"))
    named = (PrecedingInvoice(invoice_number="F2026-0", issue_date=date(2026, 9, 30)),)
    dollars = replace(plain, currency_code="USD", vat_accounting_currency_code="EUR")
    paid = calculate(plain).totals.total_with_vat
    group = replace(SELLER, identifiers=(Identifier("500000005", "0231"),))
    made = {
        "plain": plain,
        "full": full(),
        "credit note": replace(plain, type_code="381", preceding_invoices=named),
        "corrective": replace(plain, type_code="384", preceding_invoices=named),
        "deposit": replace(plain, type_code="386"),
        "self-billed": replace(plain, type_code="389"),
        "global discount": replace(plain, type_code="262", contract_reference="C1", delivery=DeliveryInformation(
            invoicing_period=InvoicingPeriod(start_date=date(2026, 10, 1), end_date=DAY))),
        "paid": replace(plain, totals=replace(UNCALCULATED, paid_amount=paid),
                        process_control=replace(plain.process_control, business_process_type="S2")),
        "dollars": replace(dollars, totals=replace(UNCALCULATED, total_vat_in_accounting_currency=Decimal("9.99"))),
        "vat group": replace(plain, seller=group, tax_representative=full().tax_representative,
                             notes=(*NOTES, Note(subject_code="TXD", text="MEMBRE_ASSUJETTI_UNIQUE"))),
        "exempt": _of_category("E", "VATEX-FR-CGI261-4"),
        "zero": replace(_of_category("Z", None), vat_breakdown=()),
        "reverse charge": _abroad(_of_category("AE", "VATEX-EU-AE"), "DE"),
        "intra-community": _abroad(_of_category("K", "VATEX-EU-IC"), "DE"),
        "export": _abroad(_of_category("G", "VATEX-EU-G"), "US"),
        "out of scope": replace(_of_category("O", "VATEX-EU-O"), seller=replace(SELLER, vat_identifier=None),
                                buyer=replace(BUYER, vat_identifier=None)),
    }  # fmt: skip
    return {name: calculate(invoice) for name, invoice in made.items()}


def spoilt(invoice: Invoice, chance: random.Random) -> Iterator[Invoice]:
    """Endless variants of the document, each with one to three values dropped, doubled or altered."""
    while True:
        variant: Any = invoice
        if chance.random() < 0.2:
            variant = _other_category(variant, chance)
        for _ in range(chance.choice((1, 1, 2, 3))):
            variant = _spoil(variant, chance)
        yield variant


def _other_category(invoice: Invoice, chance: random.Random) -> Invoice:
    """One line, allowance, charge or row moved to another VAT category, at its rate or another."""
    name = chance.choice(
        [name for name in ("lines", "allowances", "charges", "vat_breakdown") if getattr(invoice, name)]
    )
    items = list(getattr(invoice, name))
    place = chance.randrange(len(items))
    moved: dict[str, Any] = {
        "vat_category_code": chance.choice(("S", "Z", "E", "AE", "K", "G", "O", "L", "M")),
        "vat_rate": chance.choice((None, Decimal(0), Decimal(20), Decimal(7))),
    }
    one = items[place]
    items[place] = replace(one, vat=replace(one.vat, **moved)) if name == "lines" else replace(one, **moved)
    changed = replace(invoice, **{name: tuple(items)})
    return calculate(changed) if chance.random() < 0.5 else changed


def _spoil(group: Any, chance: random.Random) -> Any:
    """The group with one value changed somewhere below it, every value having the same chance."""
    present = [one.name for one in fields(group) if getattr(group, one.name) not in (None, ())]
    weights = [_leaves(getattr(group, name)) for name in present]
    name = chance.choices(present, weights)[0]
    value = getattr(group, name)
    optional = {one.name for one in fields(group) if one.default is None}
    if name in optional and chance.random() < 0.25:
        return replace(group, **{name: None})
    return replace(group, **{name: _spoilt_value(value, chance)})


def _leaves(value: Any) -> int:
    """How many values there are to spoil."""
    if isinstance(value, tuple):
        return sum(map(_leaves, value)) or 1
    if is_dataclass(value) and not isinstance(value, (Identifier, BinaryObject)):
        return sum(_leaves(getattr(value, one.name)) for one in fields(value) if getattr(value, one.name) is not None)
    return 1


def _spoilt_value(value: Any, chance: random.Random) -> Any:
    if isinstance(value, tuple):
        return _spoilt_list(value, chance)
    if isinstance(value, Identifier):
        scheme = chance.choice((value.scheme, None, *_CODES))
        return replace(value, scheme=scheme, value=chance.choice((value.value, *_TEXTS)))
    if isinstance(value, BinaryObject):
        return replace(value, mime_code=chance.choice(_TEXTS))
    if is_dataclass(value):
        return _spoil(value, chance)
    if isinstance(value, Decimal):
        near = (value + Decimal("0.01"), value + 1, value + 5, -value, value + Decimal("0.001"), Decimal(0))
        odd = ("123456789012", "19.6", "33", "0.12345678")
        return chance.choice((*near, *map(Decimal, odd)))
    if isinstance(value, date):
        return chance.choice((value + timedelta(40), value - timedelta(40), date(1999, 12, 31), date(2100, 1, 1)))
    return chance.choice(("", *_TEXTS))


def _spoilt_list(items: tuple[Any, ...], chance: random.Random) -> tuple[Any, ...]:
    place = chance.randrange(len(items)) if items else 0
    kind = chance.random()
    if not items or kind < 0.15:
        return items[:place] + items[place + 1 :]
    if kind < 0.3:
        return (*items, items[place])
    return (*items[:place], _spoilt_value(items[place], chance), *items[place + 1 :])
