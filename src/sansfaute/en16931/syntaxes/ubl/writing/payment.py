"""Payment: BG-16 to BG-19, BT-9 of a credit note, BT-20."""

from itertools import zip_longest

from lxml.etree import SubElement, _Element

from sansfaute.en16931.model import CreditTransfer, DirectDebit, Invoice, Payer, PaymentInstructions
from sansfaute.en16931.syntaxes.ubl.names import CARD_NETWORK, CBC, NO_MEANS
from sansfaute.en16931.syntaxes.ubl.writing.elements import block, day, inside, text, texts
from sansfaute.en16931.syntaxes.ubl.writing.parties import agent


def payment(root: _Element, invoice: Invoice, credit: bool) -> None:
    """BG-16, BT-9 of a credit note, and BT-20."""
    given = invoice.payment_instructions
    due_date = invoice.payment_due_date if credit else None
    if given is not None and _says_something(given):
        first = _means(root, given, invoice.payer)
    elif due_date is not None or invoice.payer is not None:
        first = _element(root, NO_MEANS, None)
        _mandate(first, None, invoice.payer)
    else:
        first = None
    if first is not None and due_date is not None:
        day(first, "PaymentDueDate", due_date)
        first.insert(1, first[-1])
    inside(root, "PaymentTerms", "Note", invoice.payment_terms)


def _says_something(given: PaymentInstructions) -> bool:
    """Whether there is anything for a payment means element to hold."""
    mandate = given.direct_debit is not None and given.direct_debit.mandate_reference
    return bool(given.says_means or given.remittance_information or mandate)


def _means(root: _Element, given: PaymentInstructions, payer: Payer | None) -> _Element:
    """BG-16: one element for each account to pay into; card and mandate go with the first, given back."""
    transfers: tuple[CreditTransfer | None, ...] = given.credit_transfers or (None,)
    elements = []
    for transfer, details in zip_longest(transfers, (given,)):
        element = _element(root, given.means_type_code, details.means_text if details is not None else None)
        texts(element, (("PaymentID", given.remittance_information),))
        if details is not None and details.payment_card is not None:
            card = block(element, "CardAccount")
            text(card, "PrimaryAccountNumberID", details.payment_card.primary_account_number)
            text(card, "NetworkID", CARD_NETWORK)
            texts(card, (("HolderName", details.payment_card.holder_name),))
        if transfer is not None:
            _account(element, transfer)
        if details is not None:
            _mandate(element, details.direct_debit, payer)
        elements.append(element)
    return elements[0]


def _element(root: _Element, code: str, name: str | None) -> _Element:
    element = block(root, "PaymentMeans")
    SubElement(element, CBC + "PaymentMeansCode", {"name": name} if name else None).text = code
    return element


def _account(element: _Element, transfer: CreditTransfer) -> None:
    """BG-17."""
    account = block(element, "PayeeFinancialAccount")
    texts(account, (("ID", transfer.payment_account_identifier), ("Name", transfer.payment_account_name)))
    inside(account, "FinancialInstitutionBranch", "ID", transfer.payment_service_provider_identifier)


def _mandate(element: _Element, debit: DirectDebit | None, payer: Payer | None) -> None:
    """BT-89, BT-91, and who pays (EXT-FR-FE-BG-02)."""
    reference = debit.mandate_reference if debit is not None else None
    account = debit.debited_account_identifier if debit is not None else None
    if reference or account or payer is not None:
        mandate = block(element, "PaymentMandate")
        texts(mandate, (("ID", reference),))
        if payer is not None:
            agent(block(mandate, "PayerParty"), payer)
        inside(mandate, "PayerFinancialAccount", "ID", account)
