"""Documents made out by another than the seller: under a mandate, by a third or by the buyer himself.

Source: CGI 289 I-2 and ann. II 242 nonies A, I, 14° ("Autofacturation"); BOI-TVA-DECLA-30-20-10-40: the mandate is
written and comes before the invoice; XP Z12-014, cases 19a and 19b; CGI ann. II 242 nonies A, 7°: a series of
numbers for each principal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sansfaute.drafts.rules.document import EN16931, NO_NUMBER
from sansfaute.drafts.rules.headings import EXTENDED_CTC_FR
from sansfaute.drafts.rules.notes import DEFAULT_TEXTS
from sansfaute.drafts.rules.parties import DIRECTORY, SIREN, SIRET
from sansfaute.drafts.rules.payment import LEGAL_TERMS, SEPA_TRANSFER, due_date, terms_text
from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord
from sansfaute.en16931 import totals
from sansfaute.en16931.model import (
    Buyer,
    BuyerAddress,
    CreditTransfer,
    DeliveryInformation,
    Invoice,
    Invoicer,
    InvoicerAddress,
    Line,
    Note,
    PaymentInstructions,
    PrecedingInvoice,
    ProcessControl,
    Seller,
    SellerAddress,
)
from sansfaute.en16931.values import Identifier

SELF_BILLED = frozenset({"389", "501", "500", "471", "473", "261", "502"})
"""Type codes (BT-3) of documents that the buyer makes out: addresses and statuses change sides."""

MANDATE_NOTE, TEXT = "DCL", "AAI"
SELF_BILLING_MENTION = "Autofacturation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """A written mandate to make invoices out in the name of the seller, and the series kept for it.

    `holder` is who makes them out: name, SIREN, and where to reach him. `address` is where the statuses
    of the documents go (BT-34), when not to the seller's own address.
    """

    reference: str
    signed_on: date
    channel: str
    holder_name: str
    holder_siren: str = ""
    holder_country_code: str = "FR"
    until: date | None = None
    address: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether it was given before, and has not ended by, this day."""
        return self.signed_on <= day and (self.until is None or day <= self.until)


def on_behalf(document: Invoice, mandate: Mandate) -> Invoice:
    """The seller's document as the holder of the mandate makes it out: invoicer, mention, address of statuses."""
    said = (
        f"Facture établie par {mandate.holder_name} au nom et pour le compte de {document.seller.name}, "
        f"mandat {mandate.reference} du {mandate.signed_on:%d/%m/%Y}."
    )
    seller = document.seller
    if mandate.address:
        seller = replace(seller, electronic_address=Identifier(mandate.address, DIRECTORY))
    return replace(
        document,
        seller=seller,
        invoicer=_invoicer(mandate),
        notes=(*document.notes, Note(subject_code=MANDATE_NOTE, text=said)),
        process_control=replace(document.process_control, specification_identifier=EXTENDED_CTC_FR),
    )


def _invoicer(mandate: Mandate) -> Invoicer:
    siren = mandate.holder_siren
    return Invoicer(
        name=mandate.holder_name,
        role_code="II",
        legal_registration=Identifier(siren, SIREN) if siren else None,
        electronic_address=Identifier(siren, DIRECTORY) if siren else None,
        postal_address=InvoicerAddress(country_code=mandate.holder_country_code),
    )


def self_billed(
    buyer: SellerRecord,
    supplier: BuyerRecord,
    lines: Sequence[Line],
    mandate: Mandate,
    *,
    issue_date: date,
    type_code: str = "389",
    process: str = "S1",
    preceding: Sequence[PrecedingInvoice] = (),
    delivered_on: date | None = None,
) -> Invoice:
    """What `supplier` sells to us, invoiced by us in his name; lines with price and VAT, totals calculated.

    The destination of the document is the supplier's address (BT-34), where it comes from ours (BT-49).
    `type_code` is one of SELF_BILLED; credit notes name what they credit in `preceding`.
    """
    said = (
        f"Facture établie par {buyer.name} au nom et pour le compte de {supplier.name}, "
        f"mandat {mandate.reference} du {mandate.signed_on:%d/%m/%Y}."
    )
    notes = [Note(subject_code=code, text=DEFAULT_TEXTS[code]) for code in ("PMT", "PMD", "AAB")]
    return totals.calculate(
        Invoice(
            invoice_number=NO_NUMBER,
            issue_date=issue_date,
            type_code=type_code,
            currency_code="EUR",
            payment_due_date=due_date(issue_date, None),
            payment_terms=terms_text(LEGAL_TERMS),
            notes=(
                *notes,
                Note(subject_code="BAR", text="B2B"),
                Note(subject_code="REG", text=SELF_BILLING_MENTION),
                Note(subject_code=MANDATE_NOTE, text=said),
            ),
            process_control=ProcessControl(business_process_type=process, specification_identifier=EN16931),
            preceding_invoices=tuple(preceding),
            seller=_supplier(supplier, mandate),
            buyer=_ourselves(buyer),
            delivery=DeliveryInformation(actual_delivery_date=delivered_on) if delivered_on else None,
            payment_instructions=_paid_to(supplier),
            totals=totals.UNCALCULATED,
            vat_breakdown=(),
            lines=tuple(lines),
        )
    )


def _supplier(supplier: BuyerRecord, mandate: Mandate) -> Seller:
    siret = supplier.siret if supplier.siret.startswith(supplier.siren) else ""
    return Seller(
        name=supplier.name,
        identifiers=(Identifier(siret, SIRET),) if siret else (),
        legal_registration=Identifier(supplier.siren, SIREN),
        vat_identifier=supplier.vat_identifier or None,
        electronic_address=Identifier(mandate.address or supplier.siren, DIRECTORY),
        postal_address=SellerAddress(
            line_1=supplier.line_1 or None,
            line_2=supplier.line_2 or None,
            city=supplier.city or None,
            post_code=supplier.post_code or None,
            country_code=supplier.country_code,
        ),
    )


def _ourselves(buyer: SellerRecord) -> Buyer:
    return Buyer(
        name=buyer.name,
        identifier=Identifier(buyer.siret, SIRET) if buyer.siret else None,
        legal_registration=Identifier(buyer.siren, SIREN),
        vat_identifier=buyer.vat_identifier or None,
        electronic_address=Identifier(buyer.electronic_address or buyer.siren, DIRECTORY),
        postal_address=BuyerAddress(
            line_1=buyer.line_1 or None,
            line_2=buyer.line_2 or None,
            city=buyer.city or None,
            post_code=buyer.post_code or None,
            country_code=buyer.country_code,
        ),
    )


def _paid_to(supplier: BuyerRecord) -> PaymentInstructions | None:
    """To the supplier's own account; None when it is not known."""
    iban = str(getattr(supplier, "iban", "")).replace(" ", "")
    if not iban:
        return None
    transfer = CreditTransfer(payment_account_identifier=iban, payment_account_name=supplier.name)
    return PaymentInstructions(means_type_code=SEPA_TRANSFER, means_text="Virement SEPA", credit_transfers=(transfer,))
