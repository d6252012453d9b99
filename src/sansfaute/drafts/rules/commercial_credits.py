"""A commercial credit without invoice of origin: a rebate on all that was sold over a period (BT-3 262).

Source: XP Z12-012 (BR-FR-CO-03: contract BT-12 and period BG-14 in the place of preceding invoices); CGI 289 I-5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sansfaute.drafts.rules.document import EN16931, NO_NUMBER
from sansfaute.drafts.rules.notes import notes
from sansfaute.drafts.rules.parties import buyer_party, seller_party
from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord
from sansfaute.en16931 import totals
from sansfaute.en16931.model import (
    DeliveryInformation,
    Invoice,
    InvoicingPeriod,
    Item,
    Line,
    LineVat,
    Note,
    PaymentInstructions,
    Price,
    ProcessControl,
)

GLOBAL_CREDIT = "262"


@dataclass(frozen=True, slots=True, kw_only=True)
class RebateShare:
    """So much without VAT, at one VAT rate (20 means 20 %)."""

    net_amount: Decimal
    vat_rate: Decimal
    words: str = "Remise de fin de période"


def commercial_credit(
    seller: SellerRecord,
    buyer: BuyerRecord,
    shares: Sequence[RebateShare],
    *,
    contract_reference: str,
    period_start: date,
    period_end: date,
    issue_date: date,
    process: str = "S1",
    why: str = "",
) -> Invoice:
    """The credit note of a rebate agreed in a contract for a period, totals calculated."""
    said = f"Avoir au titre du contrat {contract_reference}, du {period_start:%d/%m/%Y} au {period_end:%d/%m/%Y}."
    if why.strip():
        said += f" Motif : {why.strip().rstrip('.')}."
    return totals.calculate(
        Invoice(
            invoice_number=NO_NUMBER,
            issue_date=issue_date,
            type_code=GLOBAL_CREDIT,
            currency_code="EUR",
            contract_reference=contract_reference,
            payment_terms="À déduire de votre prochain règlement, ou remboursé.",
            notes=(*notes(seller, buyer, on_debits=False), Note(subject_code="AAI", text=said)),
            process_control=ProcessControl(business_process_type=process, specification_identifier=EN16931),
            seller=seller_party(seller),
            buyer=buyer_party(buyer, seller),
            delivery=DeliveryInformation(
                invoicing_period=InvoicingPeriod(start_date=period_start, end_date=period_end)
            ),
            payment_instructions=PaymentInstructions(means_type_code="97", means_text="Compensation ou remboursement"),
            totals=totals.UNCALCULATED,
            vat_breakdown=(),
            lines=tuple(_line(str(number), one) for number, one in enumerate(shares, 1)),
        )
    )


def _line(identifier: str, share: RebateShare) -> Line:
    return Line(
        identifier=identifier,
        invoiced_quantity=Decimal(1),
        unit_code="C62",
        line_net_amount=share.net_amount,
        price=Price(item_net_price=share.net_amount),
        vat=LineVat(vat_category_code="S", vat_rate=share.vat_rate),
        item=Item(name=share.words),
    )
