"""Documents made out by another than the seller: under a mandate, by a third or by the buyer himself.

Source: CGI 289 I-2 and ann. II 242 nonies A, I, 14° ("Autofacturation"); BOI-TVA-DECLA-30-20-10-40: the mandate is
written and comes before the invoice; XP Z12-014, cases 19a and 19b; CGI ann. II 242 nonies A, 7°: a series of
numbers for each principal.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from sansfaute.drafts.rules.document import EN16931, NO_NUMBER
from sansfaute.drafts.rules.headings import EXTENDED_CTC_FR, address_terms, identity_terms
from sansfaute.drafts.rules.notes import DEFAULT_TEXTS
from sansfaute.drafts.rules.parties import DIRECTORY, SIREN, SIRET
from sansfaute.drafts.rules.payment import LEGAL_TERMS, SEPA_TRANSFER, due_date, terms_text
from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord, ThirdPartyRecord
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


class MandateRecord(Protocol):
    """A written mandate to make invoices out in the name of the seller."""

    @property
    def reference(self) -> str: ...
    @property
    def since(self) -> date: ...
    @property
    def acceptance_days(self) -> int: ...


def on_behalf(document: Invoice, mandate: MandateRecord, holder: ThirdPartyRecord) -> Invoice:
    """The seller's document as the holder of the mandate makes it out: invoicer, mention, address of statuses.

    BT-34, where statuses come back, is the seller's own, with the suffix that the holder's record gives, if any.
    """
    seller = document.seller
    ours = f"{DIRECTORY}:{seller.legal_registration.value if seller.legal_registration else ''}_"
    if holder.electronic_address.startswith(ours):
        seller = replace(seller, electronic_address=Identifier(holder.electronic_address.partition(":")[2], DIRECTORY))
    return replace(
        document,
        seller=seller,
        invoicer=_invoicer(holder),
        notes=(*document.notes, Note(subject_code=MANDATE_NOTE, text=_mention(holder.name, seller.name, mandate))),
        process_control=replace(document.process_control, specification_identifier=EXTENDED_CTC_FR),
    )


def _mention(holder: str, seller: str, mandate: MandateRecord) -> str:
    """What the law asks to be said, and how long the seller may object (BOI-TVA-DECLA-30-20-10-40)."""
    days = mandate.acceptance_days
    objection = f" Acceptée sans contestation du vendeur sous {days} jours." if days else ""
    return (
        f"Facture établie par {holder} au nom et pour le compte de {seller}, "
        f"mandat {mandate.reference} du {mandate.since:%d/%m/%Y}.{objection}"
    )


def _invoicer(holder: ThirdPartyRecord) -> Invoicer:
    return Invoicer(role_code="II", postal_address=InvoicerAddress(**address_terms(holder)), **identity_terms(holder))


def self_billed(
    buyer: SellerRecord,
    supplier: BuyerRecord,
    lines: Sequence[Line],
    mandate: MandateRecord,
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
                Note(subject_code=MANDATE_NOTE, text=_mention(buyer.name, supplier.name, mandate)),
            ),
            process_control=ProcessControl(business_process_type=process, specification_identifier=EN16931),
            preceding_invoices=tuple(preceding),
            seller=_supplier(supplier),
            buyer=_ourselves(buyer),
            delivery=DeliveryInformation(actual_delivery_date=delivered_on) if delivered_on else None,
            payment_instructions=_paid_to(supplier),
            totals=totals.UNCALCULATED,
            vat_breakdown=(),
            lines=tuple(lines),
        )
    )


def _supplier(supplier: BuyerRecord) -> Seller:
    siret = supplier.siret if supplier.siret.startswith(supplier.siren) else ""
    return Seller(
        name=supplier.name,
        identifiers=(Identifier(siret, SIRET),) if siret else (),
        legal_registration=Identifier(supplier.siren, SIREN),
        vat_identifier=supplier.vat_identifier or None,
        electronic_address=Identifier(_directory_address(supplier) or supplier.siren, DIRECTORY),
        postal_address=SellerAddress(
            line_1=supplier.line_1 or None,
            line_2=supplier.line_2 or None,
            city=supplier.city or None,
            post_code=supplier.post_code or None,
            country_code=supplier.country_code,
        ),
    )


def _directory_address(supplier: BuyerRecord) -> str:
    """The address that the supplier gave in the directory, where the document goes; "" for its bare SIREN."""
    scheme, _, value = str(getattr(supplier, "electronic_address", "")).partition(":")
    return value if scheme == DIRECTORY else ""


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
