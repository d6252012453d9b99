"""Facts of clauses and sales: credits, statements, deposits, receipts."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ClauseAgreed:
    """A clause of a contract line was agreed or replaced, before anything was billed of it; the subject is the line."""

    seller_id: UUID
    subject_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class CreditBought:
    """A prepaid credit was bought; the subject is the credit, the amount without VAT."""

    seller_id: UUID
    subject_id: UUID
    amount: str


@dataclass(frozen=True, slots=True)
class SituationStated:
    """A progress statement of works was made; the subject is the statement, the amount what it adds, without VAT."""

    seller_id: UUID
    subject_id: UUID
    number: int
    amount: str


@dataclass(frozen=True, slots=True)
class WorksAccepted:
    """The client accepted works; the subject is the contract line, the amount held back with VAT. Days are ISO."""

    seller_id: UUID
    subject_id: UUID
    accepted_on: str
    release_on: str
    held: str


@dataclass(frozen=True, slots=True)
class RetentionReleased:
    """Retention money became due; the subject is the contract line, the amount with VAT. The day is ISO."""

    seller_id: UUID
    subject_id: UUID
    amount: str
    released_on: str


@dataclass(frozen=True, slots=True)
class DepositAsked:
    """A deposit was asked for; the subject is the deposit, the amount without VAT. The day is ISO."""

    seller_id: UUID
    subject_id: UUID
    amount: str
    due_on: str


@dataclass(frozen=True, slots=True)
class DepositNotDeducted:
    """A final invoice leaves something of a deposit undeducted; the subject is the deposit, the amount without VAT.

    `code`: "larger" (the final invoice has no room for it) or "not_invoiced" (it was not issued yet).
    """

    seller_id: UUID
    subject_id: UUID
    run_id: UUID
    code: str
    amount: str


@dataclass(frozen=True, slots=True)
class DepositCreditAsked:
    """A person asks a credit note of what is left of a deposit; the subject is the deposit."""

    seller_id: UUID
    subject_id: UUID
    amount: str


@dataclass(frozen=True, slots=True)
class Sold:
    """A one-off sale was recorded; the subject is its first order line, the amount without VAT."""

    seller_id: UUID
    subject_id: UUID
    order_number: str
    amount: str


@dataclass(frozen=True, slots=True)
class ReceiptInvoiced:
    """A receipt becomes an invoice; the subject is its first order line. The day is ISO, the amount with VAT in EUR."""

    seller_id: UUID
    subject_id: UUID
    receipt_number: str
    receipt_date: str
    amount_with_vat: str


@dataclass(frozen=True, slots=True)
class ArrhesHeld:
    """*Arrhes* were received for an order; the subject is the order line that holds them. The day is ISO."""

    seller_id: UUID
    subject_id: UUID
    amount: str
    received_on: str


@dataclass(frozen=True, slots=True)
class ArrhesEnded:
    """The sale will not be: *arrhes* are kept, or given back double; the subject is the order line. No VAT, no invoice.

    `outcome`: "kept" (the customer withdrew) or "given_back_double" (the seller did). `amount`: what is
    kept, or paid to the customer, in EUR.
    """

    seller_id: UUID
    subject_id: UUID
    outcome: str
    amount: str


@dataclass(frozen=True, slots=True)
class VoucherUsed:
    """A multi-purpose voucher pays a part of an order; the subject is the order line. The amount with VAT, in EUR."""

    seller_id: UUID
    subject_id: UUID
    voucher_number: str
    amount: str
