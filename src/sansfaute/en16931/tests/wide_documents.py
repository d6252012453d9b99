"""Valid documents of EXTENDED: every further party, lines under lines, several sellers, a two-way invoice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sansfaute.en16931.model import (
    BuyerAgent,
    BuyerAgentAddress,
    DeliveryTerms,
    Invoice,
    Invoicee,
    InvoiceeAddress,
    Invoicer,
    InvoicerAddress,
    ItemAttribute,
    Line,
    LineDelivery,
    LineDeliveryAddress,
    LineNote,
    LinePrecedingInvoice,
    LineSeller,
    LineSellerAddress,
    LineVat,
    LogisticsCharge,
    PayeeAddress,
    Payer,
    PayerAddress,
    PrecedingInvoice,
    Price,
    SellerAgent,
    SellerAgentAddress,
    Totals,
    VatBreakdown,
)
from sansfaute.en16931.tests.mutations import full
from sansfaute.en16931.tests.samples import BUYER, SELLER, line, uncalculated
from sansfaute.en16931.values import ABSENT, Identifier

D = Decimal
EXTENDED_CTC_FR = "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"
EXTENDED = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"
DAY = date(2026, 10, 31)
OTHER_SELLER = "300000007"


def _siren(number: str) -> Identifier:
    return Identifier(number, "0002")


def _party(number: str) -> dict[str, object]:
    return {
        "name": f"Tiers {number}",
        "identifiers": (Identifier(f"{number}00012", "0009"),),
        "legal_registration": _siren(number),
        "vat_identifier": f"FR00{number}",
        "electronic_address": Identifier(number, "0225"),
    }


def counted(number: int, net: str, **more: object) -> Line:
    """A line of one unit at 20 %, with its net amount."""
    made = replace(line(number, quantity="1", price=net), line_net_amount=D(net))
    return replace(made, **more)  # type: ignore[arg-type] # fields are the model's own


def group(number: int, net: str, **more: object) -> Line:
    """A GROUP line, which has neither quantity nor price nor VAT of its own."""
    made = replace(
        line(number), invoiced_quantity=ABSENT, unit_code="", price=Price(item_net_price=ABSENT),
        vat=LineVat(vat_category_code=""), subtype_code="GROUP", line_net_amount=D(net),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type] # fields are the model's own


def totals(net: str, vat: str) -> Totals:
    """The totals of a document of so much net and VAT."""
    due = D(net) + D(vat)
    return Totals(
        sum_of_line_net_amounts=D(net), total_without_vat=D(net), total_vat=D(vat), total_with_vat=due, amount_due=due
    )


def _row(net: str, vat: str, reason: str | None = None) -> VatBreakdown:
    return VatBreakdown(
        taxable_amount=D(net), tax_amount=D(vat), vat_category_code="S", vat_rate=D(20), exemption_reason=reason
    )


def _in_profile(invoice: Invoice, guideline: str, process: str | None = None) -> Invoice:
    control = replace(invoice.process_control, specification_identifier=guideline)
    return replace(invoice, process_control=replace(control, business_process_type=process or "M1"))


def grouped() -> Invoice:
    """A group of two details, a mere piece of information, and a line of its own: 300.00 net."""
    lines = (
        group(1, "200.00"),
        counted(2, "150.00", subtype_code="DETAIL", parent_line_identifier="1"),
        counted(3, "50.00", subtype_code="DETAIL", parent_line_identifier="1"),
        counted(4, "999.00", subtype_code="INFORMATION", parent_line_identifier="1"),
        counted(5, "100.00"),
    )
    plain = uncalculated(*lines)
    return _in_profile(replace(plain, totals=totals("300.00", "60.00"), vat_breakdown=(_row("300.00", "60.00"),)),
                       EXTENDED_CTC_FR)  # fmt: skip


def wide() -> Invoice:
    """The full document of EN 16931, with every party and most terms of EXTENDED-CTC-FR."""
    one = grouped()
    base = full()
    assert base.payee is not None
    assert base.delivery is not None
    detail = replace(
        one.lines[4],
        object_identifier=Identifier("OBJ", "AWV"), note="Note", note_subject_code="AAI",
        further_notes=(LineNote(text="Autre", subject_code="AAI"),),
        preceding_invoices=(LinePrecedingInvoice(invoice_number="F2026-0", type_code="380", issue_date=DAY),),
        delivery=LineDelivery(identifiers=(Identifier("20000000800019", "0009"),), actual_delivery_date=DAY,
                              postal_address=LineDeliveryAddress(country_code="FR")),
        delivery_terms_code="EXW",
        seller=LineSeller(name="Autre", legal_registration=_siren(OTHER_SELLER), vat_identifier="FR00300000007",
                          electronic_address=Identifier(OTHER_SELLER, "0225"),
                          postal_address=LineSellerAddress(country_code="FR")),
        price=replace(one.lines[4].price, discount_reason_code="95"),
        item=replace(base.lines[0].item, attributes=(ItemAttribute(name="CO2", value="12"),
                                                     ItemAttribute(name="", code="ABA", value="3"))),
        allowances=base.lines[0].allowances, charges=base.lines[0].charges,
    )  # fmt: skip
    return replace(
        base,
        lines=(*one.lines[:4], detail), allowances=(), charges=(), totals=one.totals, vat_breakdown=one.vat_breakdown,
        process_control=one.process_control,
        buyer=replace(BUYER, identifier=Identifier("20000000800019", "0009"),
                      further_identifiers=(Identifier("SERVICE", "0224"),)),
        payee=replace(base.payee, further_identifiers=(Identifier("123", "0088"),), vat_identifier="FR00300000007",
                      electronic_address=Identifier("300000007", "0225"),
                      postal_address=PayeeAddress(country_code="FR")),
        delivery=replace(base.delivery, further_location_identifiers=(Identifier("123", "0088"),)),
        preceding_invoices=(PrecedingInvoice(invoice_number="F2026-0", issue_date=DAY, type_code="386"),),
        buyer_agent=BuyerAgent(**_party("600000004"), postal_address=BuyerAgentAddress(country_code="FR")),
        payer=Payer(**_party("700000003"), postal_address=PayerAddress(country_code="FR")),
        seller_agent=SellerAgent(**_party("800000002"), postal_address=SellerAgentAddress(country_code="FR")),
        invoicee=Invoicee(**_party("900000001"), postal_address=InvoiceeAddress(country_code="FR")),
        invoicer=Invoicer(**_party("110000008"), postal_address=InvoicerAddress(country_code="FR")),
        delivery_terms=DeliveryTerms(code="EXW"), contract_type_code="CT",
    )  # fmt: skip


def _sub_invoice(first: int, number: str, siren: str, net: str, vat: str) -> tuple[Line, Line]:
    """A GROUP line and its only detail."""
    seller = LineSeller(
        name=f"Vendeur {siren}", legal_registration=_siren(siren), postal_address=LineSellerAddress(country_code="FR")
    )
    numbered = {"seller": seller, "object_identifier": Identifier(number, "AFL")}
    detail = counted(
        first + 1, net, subtype_code="DETAIL", parent_line_identifier=str(first), **numbered,
        vat=LineVat(vat_category_code="S", vat_rate=D(20), exemption_reason=f"#{number}#"),
    )  # fmt: skip
    top = group(
        first, net, **numbered, further_object_identifiers=(Identifier("S1", "AVV"),), vat_amount=D(vat),
        amount_with_vat=D(net) + D(vat),
        preceding_invoices=(LinePrecedingInvoice(invoice_number="F2026-0", issue_date=DAY),),
    )  # fmt: skip
    return top, detail


def several_sellers(process: str = "S8", type_code: str = "380") -> Invoice:
    """Two sub-invoices, one of the main seller: 300.00 net."""
    other = BUYER.legal_registration.value if process[1] == "9" and BUYER.legal_registration else OTHER_SELLER
    assert SELLER.legal_registration is not None
    lines = (
        *_sub_invoice(1, "F2026-00001", SELLER.legal_registration.value, "200.00", "40.00"),
        *_sub_invoice(3, "F2026-00002", other, "100.00", "20.00"),
    )
    rows = (_row("200.00", "40.00", "#F2026-00001#"), _row("100.00", "20.00", "#F2026-00002#"))
    made = replace(uncalculated(*lines), type_code=type_code, totals=totals("300.00", "60.00"), vat_breakdown=rows)
    return _in_profile(made, EXTENDED_CTC_FR, process)


def carriage() -> Invoice:
    """Factur-X EXTENDED with a logistics charge: 300.00 and 10.00 of carriage, net."""
    one = grouped()
    carried = LogisticsCharge(description="Transport", amount=D("10.00"), vat_category_code="S", vat_rate=D(20))
    made = replace(one, logistics_charges=(carried,), vat_breakdown=(_row("310.00", "62.00"),),
                   totals=replace(totals("310.00", "62.00"), sum_of_line_net_amounts=D("300.00"),
                                  sum_of_charges=D("10.00")))  # fmt: skip
    return _in_profile(made, EXTENDED)


def wide_documents() -> dict[str, Invoice]:
    """Each by its name; no rule of its profile refuses one, in CII nor (carriage aside) in UBL."""
    return {
        "grouped": grouped(),
        "wide": wide(),
        "several sellers": several_sellers(),
        "several sellers, credit": replace(
            several_sellers(type_code="381"),
            preceding_invoices=(PrecedingInvoice(invoice_number="F2026-0", issue_date=DAY),),
        ),
        "two-way": several_sellers("S9", "389"),
        "two-way, credit": replace(
            several_sellers("S9", "261"),
            preceding_invoices=(PrecedingInvoice(invoice_number="F2026-0", issue_date=DAY),),
        ),
        "carriage": carriage(),
    }
