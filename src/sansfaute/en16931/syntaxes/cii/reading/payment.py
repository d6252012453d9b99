"""Payment: means, accounts, card, direct debit, terms."""

from typing import Any

from sansfaute.en16931.model import (
    CreditTransfer,
    DirectDebit,
    PaymentCard,
    PaymentInstructions,
    PaymentTerms,
)
from sansfaute.en16931.syntaxes.cii.reading.block import NOTHING, Block
from sansfaute.en16931.syntaxes.cii.reading.parties import payee


def payment(element: Block) -> PaymentInstructions | None:
    """BG-16; the means are absent (an empty code) when only a reference is given."""
    means = element.blocks("SpecifiedTradeSettlementPaymentMeans")
    reference = element.text("PaymentReference")
    debit = _direct_debit(element, means)
    if not means and reference is None and debit is None:
        return None
    transfers = (_transfer(one) for one in means)
    return PaymentInstructions(
        means_type_code=next((code for code in (one.code("TypeCode") for one in means) if code), ""),
        means_text=next((text for text in (one.text("Information") for one in means) if text is not None), None),
        remittance_information=reference,
        credit_transfers=tuple([one for one in transfers if one is not None]),
        payment_card=next((card for card in (_card(one) for one in means) if card), None),
        direct_debit=debit,
    )


def payment_terms(element: Block) -> dict[str, Any]:
    """BT-20 and BT-9, and the further terms that EXTENDED allows."""
    first, *others = element.blocks("SpecifiedTradePaymentTerms") or [NOTHING]
    for number, one in enumerate(others):
        one.at += f"further_payment_terms[{number}]."
    return {
        "payment_terms": first.text("Description"),
        "payment_due_date": first.date("DueDateDateTime", "BT-9", "payment_due_date"),
        "partial_payment_amount": first.decimal("PartialPaymentAmount", "BT-X-275", "partial_payment_amount"),
        "partial_payment_payee": payee(first.block("PayeeTradeParty", "partial_payment_payee.")),
        "further_payment_terms": tuple([_further(one) for one in others]),
    }


def _further(terms: Block) -> PaymentTerms:
    return PaymentTerms(
        description=terms.text("Description"),
        due_date=terms.date("DueDateDateTime", "BT-9", "due_date"),
        partial_amount=terms.decimal("PartialPaymentAmount", "BT-X-275", "partial_amount"),
        payee=payee(terms.block("PayeeTradeParty", "payee.")),
    )


def _transfer(means: Block) -> CreditTransfer | None:
    """BG-17."""
    account = means.block("PayeePartyCreditorFinancialAccount")
    if not account:
        return None
    iban, proprietary = account.code("IBANID"), account.code("ProprietaryID")
    return CreditTransfer(
        payment_account_identifier=iban or proprietary or "",
        payment_account_name=account.text("AccountName"),
        payment_service_provider_identifier=means.block("PayeeSpecifiedCreditorFinancialInstitution").code("BICID"),
        proprietary_identifier=proprietary if iban else None,
    )


def _card(means: Block) -> PaymentCard | None:
    """BG-18."""
    card = means.block("ApplicableTradeSettlementFinancialCard")
    if not card:
        return None
    return PaymentCard(primary_account_number=card.code("ID") or "", holder_name=card.text("CardholderName"))


def _direct_debit(element: Block, means: list[Block]) -> DirectDebit | None:
    """BG-19."""
    terms = element.block("SpecifiedTradePaymentTerms")
    accounts = [one.block("PayerPartyDebtorFinancialAccount").code("IBANID") for one in means]
    debit = DirectDebit(
        mandate_reference=terms.code("DirectDebitMandateID"),
        creditor_identifier=element.code("CreditorReferenceID"),
        debited_account_identifier=next((account for account in accounts if account is not None), None),
    )
    return None if debit == DirectDebit() else debit
