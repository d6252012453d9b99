"""How and when the invoice is paid: BG-16, BT-9, BT-20."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord
from sansfaute.en16931.model import CreditTransfer, PaymentInstructions
from sansfaute.masterdata.rules import PaymentTerms, describe_payment_terms

LEGAL_TERMS = PaymentTerms(days=30)
"""When nothing was agreed: 30 days (C. com. L441-10 I counts from receipt; the issue date is never later)."""

SEPA_TRANSFER = "58"
_MEANS_TEXTS: Mapping[str, str] = {
    "10": "Espèces",
    "20": "Chèque",
    "30": "Virement",
    "48": "Carte bancaire",
    "54": "Carte de crédit",
    "55": "Carte de débit",
    "57": "Accord permanent",
    "58": "Virement SEPA",
    "97": "Compensation entre partenaires",
}
NO_MANDATE = {
    "code": "no_mandate",
    "fr": "Le client paie par prélèvement, mais aucun mandat n'est connu : la facture propose un virement.",
    "en": "The customer pays by direct debit, but no mandate is known: the invoice proposes a credit transfer.",
}
NO_TERMS = {
    "code": "no_payment_terms",
    "fr": "Aucun délai de règlement n'est convenu : 30 jours, le délai légal.",
    "en": "No payment terms are agreed: 30 days, the legal term.",
}


def payment_terms(buyer: BuyerRecord, agreed: Mapping[str, Any] | None) -> PaymentTerms | None:
    """The contract's terms, else the buyer's; None when neither says anything."""
    stated = agreed or buyer.payment_terms
    return PaymentTerms.from_dict(dict(stated)) if stated else None


def terms_text(terms: PaymentTerms) -> str:
    """BT-20, in French: "Paiement : 45 jours fin de mois"."""
    return f"Paiement : {describe_payment_terms(terms, 'fr')}"


def payment_instructions(seller: SellerRecord, buyer: BuyerRecord) -> PaymentInstructions | None:
    """BG-16 by the buyer's means. A transfer needs the seller's IBAN; direct debit without mandate becomes one."""
    code = means_code(buyer)
    if code not in ("30", SEPA_TRANSFER):
        return PaymentInstructions(means_type_code=code, means_text=_MEANS_TEXTS.get(code))
    if not seller.iban:
        return None
    transfer = CreditTransfer(
        payment_account_identifier=seller.iban.replace(" ", ""),
        payment_account_name=seller.name,
        payment_service_provider_identifier=seller.bic or None,
    )
    return PaymentInstructions(means_type_code=code, means_text=_MEANS_TEXTS[code], credit_transfers=(transfer,))


def means_text(code: str) -> str | None:
    """BT-82 in French; None for a code without a word of ours."""
    return _MEANS_TEXTS.get(code)


def means_code(buyer: BuyerRecord) -> str:
    """UNTDID 4461 for the invoice: what the buyer uses, a SEPA transfer when unknown or a debit without mandate."""
    return SEPA_TRANSFER if buyer.payment_means_code in ("", "49", "59") else buyer.payment_means_code


def payment_notices(buyer: BuyerRecord, terms: PaymentTerms | None) -> list[dict[str, str]]:
    """What the clerk should know of the payment block."""
    found = [NO_MANDATE] if buyer.payment_means_code in ("49", "59") else []
    return [*found, NO_TERMS] if terms is None else found


def due_date(issue_date: date, terms: PaymentTerms | None) -> date:
    """BT-9: never before the issue date (BR-FR-CO-07)."""
    return max(issue_date, (terms or LEGAL_TERMS).due_date(issue_date))
