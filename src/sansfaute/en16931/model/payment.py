"""How to pay: BG-16."""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from datetime import date

from sansfaute.en16931.model.seller import Payee
from sansfaute.en16931.model.term import term
from sansfaute.en16931.values import Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTransfer:
    """BG-17 Credit transfer."""

    payment_account_identifier: str = term("BT-84", "1..1", "identifier", "Payment account identifier", "IBAN")
    payment_account_name: str | None = term("BT-85", "0..1", "text", "Payment account name", "Titulaire du compte")
    payment_service_provider_identifier: str | None = term(
        "BT-86", "0..1", "identifier", "Payment service provider identifier", "BIC"
    )
    proprietary_identifier: str | None = term(
        "BT-84-0", "0..1", "identifier", "Proprietary account identifier", "Numéro de compte propre à la banque"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCard:
    """BG-18 Payment card information; only the last digits of the number may be kept."""

    primary_account_number: str = term(
        "BT-87", "1..1", "text", "Payment card primary account number", "Numéro de carte"
    )
    holder_name: str | None = term("BT-88", "0..1", "text", "Payment card holder name", "Titulaire de la carte")


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectDebit:
    """BG-19 Direct debit."""

    mandate_reference: str | None = term(
        "BT-89", "0..1", "identifier", "Mandate reference identifier", "Référence du mandat"
    )
    creditor_identifier: str | None = term(
        "BT-90", "0..1", "identifier", "Bank assigned creditor identifier", "Identifiant créancier SEPA"
    )
    debited_account_identifier: str | None = term(
        "BT-91", "0..1", "identifier", "Debited account identifier", "Compte débité"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTerms:
    """Further payment terms: an instalment, or what is due to another payee. EN 16931 allows one only."""

    description: str | None = term("BT-20", "0..1", "text", "Payment terms", "Conditions de paiement")
    due_date: date | None = term("BT-9", "0..1", "date", "Payment due date", "Échéance")
    partial_amount: Amount | None = term(
        "BT-X-275", "0..1", "amount", "Partial payment amount", "Montant de l'échéance"
    )
    payee: Payee | None = term("BG-X-77", "0..1", "group", "Payee of the partial payment", "Bénéficiaire de l'échéance")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentInstructions:
    """BG-16 Payment instructions."""

    means_type_code: str = term("BT-81", "1..1", "code", "Payment means type code", "Moyen de paiement")
    means_text: str | None = term("BT-82", "0..1", "text", "Payment means text", "Libellé du moyen de paiement")
    remittance_information: str | None = term("BT-83", "0..1", "text", "Remittance information", "Référence à rappeler")
    credit_transfers: tuple[CreditTransfer, ...] = term("BG-17", "0..n", "group", "Credit transfer", "Virement")
    payment_card: PaymentCard | None = term("BG-18", "0..1", "group", "Payment card information", "Carte de paiement")
    direct_debit: DirectDebit | None = term("BG-19", "0..1", "group", "Direct debit", "Prélèvement")

    @property
    def says_means(self) -> bool:
        """Whether more than a reference to quote is given: syntaxes then have a payment means element."""
        debited = self.direct_debit is not None and self.direct_debit.debited_account_identifier
        return bool(self.means_type_code or self.means_text or self.credit_transfers or self.payment_card or debited)
