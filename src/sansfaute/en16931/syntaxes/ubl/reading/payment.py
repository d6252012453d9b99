"""Payment: BG-16 to BG-19, BT-9."""

from datetime import date

from sansfaute.en16931.model import CreditTransfer, DirectDebit, Payer, PaymentCard, PaymentInstructions
from sansfaute.en16931.syntaxes.ubl.names import CAC, CBC, NO_MEANS
from sansfaute.en16931.syntaxes.ubl.reading.block import Block, text_of
from sansfaute.en16931.syntaxes.ubl.reading.parties import agent, is_creditor

_CODE, _DATE, _MANDATE = CBC + "PaymentMeansCode", CBC + "PaymentDueDate", CAC + "PaymentMandate"
_WHERE = "payment_instructions."


def payment_due_date(top: Block) -> date | None:
    """BT-9; a credit note has it in its payment means."""
    days = [top.day("DueDate", "payment_due_date")]
    days += [one.day("PaymentDueDate", "payment_due_date") for one in top.blocks("PaymentMeans")]
    return next((day for day in days if day is not None), None)


def payment(top: Block) -> PaymentInstructions | None:
    """BG-16: one element for each account; what goes without account is said by the first that says it."""
    means = top.blocks("PaymentMeans", _WHERE)
    for one in means:
        one.where = _WHERE
    debit = _direct_debit(top, means)
    if debit is None and (not means or _says_nothing_else(means)):
        return None
    codes = [code for code in (one.first("PaymentMeansCode") for one in means) if code is not None]
    references = [text for one in means for text in one.every("PaymentID")]
    accounts = [one for one in (one.block("PayeeFinancialAccount") for one in means) if one]
    cards = [one for one in (one.block("CardAccount", _WHERE + "payment_card.") for one in means) if one]
    return PaymentInstructions(
        means_type_code=means[0].token(codes[0], "means_type_code") if codes else "",
        means_text=next((name for name in (code.get("name") for code in codes) if name is not None), None),
        remittance_information=text_of(references[0]) if references else None,
        credit_transfers=tuple([_transfer(one, n) for n, one in enumerate(accounts)]),
        payment_card=_card(cards[0]) if cards else None,
        direct_debit=debit,
    )


def _says_nothing_else(means: list[Block]) -> bool:
    """Whether the element is there for a due date or a payer alone (BT-9 of a credit note, EXT-FR-FE-BG-02)."""
    code = means[0].first("PaymentMeansCode")
    alone = len(means) == 1 and code is not None and code.text == NO_MEANS and code.get("name") is None
    return alone and (set(means[0].names()) in ({_CODE, _DATE}, {_CODE, _MANDATE}, {_CODE, _DATE, _MANDATE}))


def _transfer(account: Block, number: int) -> CreditTransfer:
    """BG-17."""
    account.where = f"{_WHERE}credit_transfers[{number}]."
    branch = account.block("FinancialInstitutionBranch")
    return CreditTransfer(
        payment_account_identifier=account.code("ID", "payment_account_identifier") or "",
        payment_account_name=account.text("Name"),
        payment_service_provider_identifier=branch.code("ID", "payment_service_provider_identifier"),
    )


def _card(card: Block) -> PaymentCard:
    """BG-18; the network that the schema asks has no term."""
    return PaymentCard(
        primary_account_number=card.code("PrimaryAccountNumberID", "primary_account_number") or "",
        holder_name=card.text("HolderName"),
    )


def _direct_debit(top: Block, means: list[Block]) -> DirectDebit | None:
    """BG-19; None when nothing of it is given."""
    mandates = [one for one in (one.block("PaymentMandate", _WHERE + "direct_debit.") for one in means) if one]
    mandate = mandates[0] if mandates else Block(None, "", top.margin)
    debit = DirectDebit(
        mandate_reference=mandate.code("ID", "mandate_reference"),
        creditor_identifier=_creditor(top),
        debited_account_identifier=mandate.block("PayerFinancialAccount").code("ID", "debited_account_identifier"),
    )
    return None if debit == DirectDebit() else debit


def _creditor(top: Block) -> str | None:
    """BT-90: an identifier of the payee, or of the seller, with the scheme SEPA."""
    where = _WHERE + "direct_debit."
    for party in (top.block("PayeeParty"), top.block("AccountingSupplierParty").block("Party")):
        for one in party.blocks("PartyIdentification"):
            one.where = where
            identifier = one.identifier("ID", "creditor_identifier")
            if identifier is not None and is_creditor(identifier):
                return identifier.value
    return None


def payer(top: Block) -> Payer | None:
    """EXT-FR-FE-BG-02: it stands in the mandate."""
    for means in top.blocks("PaymentMeans"):
        found = agent(means.block("PaymentMandate").block("PayerParty", "payer."), Payer)
        if found is not None:
            return found
    return None
