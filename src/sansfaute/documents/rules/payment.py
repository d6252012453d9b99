"""How to pay: the words of the payment block, and the text of the EPC QR code."""

from collections.abc import Iterator
from decimal import Decimal

from sansfaute.documents.rules import words
from sansfaute.documents.rules.formats import grouped, long_date, printable
from sansfaute.documents.rules.parties import Pair, due_label
from sansfaute.en16931.model import CreditTransfer, Invoice, PaymentInstructions

MOST = Decimal("999999999.99")
_PAYLOAD_BYTES = 331
_NAME, _TEXT = 70, 140
_BANK_CODE = (8, 11)
_IBAN = range(15, 35)


def payment_rows(invoice: Invoice) -> list[Pair]:
    """Label and value: means, due date, terms, account, mandate, reference to quote."""
    return [(label, value) for label, value in _rows(invoice) if value]


def _rows(invoice: Invoice) -> Iterator[Pair]:
    how = invoice.payment_instructions
    if how:
        yield "Moyen", printable(how.means_text or words.payment_means(how.means_type_code))
    if invoice.payment_due_date:
        yield due_label(invoice), long_date(invoice.payment_due_date)
    yield "Conditions", printable(invoice.payment_terms or "")
    if how:
        yield from _accounts(how)
        yield from _debit_and_card(how)
    yield "Référence à rappeler", printable(reference(invoice))


def reference(invoice: Invoice) -> str:
    """What the payer must quote: the text asked for, else the invoice number."""
    how = invoice.payment_instructions
    return (how.remittance_information if how else None) or invoice.invoice_number


def _accounts(how: PaymentInstructions) -> Iterator[Pair]:
    for account in how.credit_transfers:
        yield "Titulaire", printable(account.payment_account_name or "")
        yield "IBAN", grouped(account.payment_account_identifier)
        yield "BIC", printable(account.payment_service_provider_identifier or "")


def _debit_and_card(how: PaymentInstructions) -> Iterator[Pair]:
    if how.direct_debit:
        yield "Mandat", printable(how.direct_debit.mandate_reference or "")
        yield "Créancier (ICS)", printable(how.direct_debit.creditor_identifier or "")
        yield "Compte débité", _masked(how.direct_debit.debited_account_identifier or "")
    if how.payment_card:
        yield "Carte", _masked(how.payment_card.primary_account_number)
        yield "Titulaire de la carte", printable(how.payment_card.holder_name or "")


def _masked(account: str) -> str:
    """The last four figures only: a copy of an invoice must not give an account away."""
    plain = "".join(account.split())
    return f"•••• {printable(plain[-4:])}" if plain else ""


def epc_payload(invoice: Invoice) -> str | None:
    """The text of the QR code a bank's application reads, or None when there is nothing to transfer.

    EUR only, 0.01 to 999,999,999.99, at most 331 bytes of UTF-8. Source: European Payments Council,
    EPC069-12 version 3.1 (Quick Response Code for SEPA credit transfer initiation), layout version 002.
    """
    account = _account_to_pay(invoice)
    if account is None:
        return None
    bank = "".join((account.payment_service_provider_identifier or "").split()).upper()
    name = invoice.payee.name if invoice.payee else (account.payment_account_name or invoice.seller.name)
    head = ["BCD", "002", "1", "SCT", bank if len(bank) in _BANK_CODE else "", _line(name, _NAME)]
    iban = "".join(account.payment_account_identifier.split()).upper()
    money = f"EUR{invoice.totals.amount_due:.2f}"
    payload = "\n".join([*head, iban, money, "", "", _line(reference(invoice), _TEXT)])
    return payload if len(payload.encode()) <= _PAYLOAD_BYTES else None


def _account_to_pay(invoice: Invoice) -> CreditTransfer | None:
    how = invoice.payment_instructions
    payable = (
        how is not None
        and how.means_type_code in words.CREDIT_TRANSFERS
        and invoice.currency_code == "EUR"
        and invoice.type_code not in words.CREDIT_NOTES
        and Decimal("0.01") <= invoice.totals.amount_due <= MOST
    )
    if how is None or not payable or not how.credit_transfers:
        return None
    account = how.credit_transfers[0]
    return account if len("".join(account.payment_account_identifier.split())) in _IBAN else None


def _line(text: str, longest: int) -> str:
    """One line, without the line breaks that would shift the fields after it."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:longest].strip()
