"""France, what depends on the kind of document: BR-FR-CO-*. Same source as `fr_document`."""

from collections import Counter

from sansfaute.en16931.model import Invoice, PrecedingInvoice
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import Rule, rule, rules_in

_DEPOSITS = ("386", "500", "503")
_CORRECTIVES = ("384", "471", "472", "473")
_CREDIT_NOTES = ("261", "381", "396", "502", "503")
_PAID = ("B2", "S2", "M2")
_AFTER_DEPOSIT = ("B4", "S4", "M4")


@rule(
    "BR-FR-CO-03_BT-3",
    "document",
    "BT-12",
    "contract_reference",
    fr="Un avoir de remise globale (262) demande le contrat (BT-12) et les deux dates de la période (BG-14).",
    en="A global-discount credit note (262) asks the contract (BT-12) and both dates of the period (BG-14).",
)
def br_fr_co_03(invoice: Invoice, _: Facts) -> bool:
    """Contract and period of a global discount."""
    period = invoice.delivery.invoicing_period if invoice.delivery else None
    dated = period is not None and period.start_date is not None and period.end_date is not None
    return invoice.type_code != "262" or (bool(invoice.contract_reference) and dated)


@rule(
    "BR-FR-CO-04_BT-4",
    "document",
    "BG-3",
    "preceding_invoices",
    fr="Une facture rectificative désigne une facture antérieure (BG-3), et une seule.",
    en="A corrective invoice names one preceding invoice (BG-3), and only one.",
)
def br_fr_co_04(invoice: Invoice, _: Facts) -> bool:
    """Exactly one preceding invoice."""
    return invoice.type_code not in _CORRECTIVES or len(invoice.preceding_invoices) == 1


@rule(
    "BR-FR-CO-05_BT-3",
    "document",
    "BG-3",
    "preceding_invoices",
    fr="Un avoir désigne au moins une facture antérieure (BG-3), avec sa date (BT-26).",
    en="A credit note names at least one preceding invoice (BG-3), with its date (BT-26).",
)
def br_fr_co_05(invoice: Invoice, _: Facts) -> bool:
    """A dated preceding invoice (a document without any line passes, as the official pack has it)."""
    named = any(_is_dated(one) for one in invoice.preceding_invoices)
    return invoice.type_code not in _CREDIT_NOTES or named or not invoice.lines


def _is_dated(preceding: PrecedingInvoice) -> bool:
    return preceding.issue_date is not None


@rule(
    "BR-FR-CO-07_BT-9",
    "document",
    "BT-9",
    "payment_due_date",
    fr="L'échéance (BT-9) précède la date d'émission (BT-2).",
    en="The due date (BT-9) is before the issue date (BT-2).",
)
def br_fr_co_07(invoice: Invoice, facts: Facts) -> bool:
    """Not due before it is issued, except deposits and invoices already paid."""
    due = invoice.payment_due_date
    return due is None or invoice.type_code in _DEPOSITS or facts.process in _PAID or due >= invoice.issue_date


@rule(
    "BR-FR-CO-08_BT-23",
    "document",
    "BT-23",
    "process_control.business_process_type",
    fr="Une facture définitive après acompte (B4, S4, M4) ne peut être elle-même un acompte.",
    en="A final invoice after a deposit (B4, S4, M4) cannot be a deposit itself.",
)
def br_fr_co_08(invoice: Invoice, facts: Facts) -> bool:
    """A final invoice is no deposit."""
    return facts.process not in _AFTER_DEPOSIT or invoice.type_code not in _DEPOSITS


def _paid(number: int, term: str, at: str, fr: str, en: str) -> Rule:
    checks = (
        lambda invoice: invoice.totals.paid_amount == invoice.totals.total_with_vat,
        lambda invoice: invoice.totals.amount_due == 0,
        lambda invoice: invoice.payment_due_date is not None,
    )
    check = checks[number - 1]
    declare = rule(
        f"BR-FR-CO-09_BT-23-{number}",
        "document",
        term,
        at,
        fr=f"Facture déjà payée (B2, S2, M2) : {fr}.",
        en=f"Invoice already paid (B2, S2, M2): {en}.",
    )
    return declare(lambda invoice, facts: facts.process not in _PAID or check(invoice))


br_fr_co_09 = (
    _paid(1, "BT-113", "totals.paid_amount", "le déjà réglé doit égaler le TTC", "paid must equal the total with VAT"),
    _paid(2, "BT-115", "totals.amount_due", "le net à payer doit être 0", "the amount due must be 0"),
    _paid(3, "BT-9", "payment_due_date", "la date de paiement (BT-9) manque", "the payment date (BT-9) is missing"),
)


@rule(
    "BR-FR-CO-12_BT-5",
    "document",
    "BT-6",
    "vat_accounting_currency_code",
    fr="En devise autre que l'euro, la TVA doit aussi être donnée en euros (BT-6 = EUR, BT-111).",
    en="In a currency other than the euro, VAT must also be given in euros (BT-6 = EUR, BT-111).",
)
def br_fr_co_12(invoice: Invoice, _: Facts) -> bool:
    """VAT in euros as well."""
    in_euros = invoice.totals.total_vat_in_accounting_currency is not None
    return invoice.currency_code == "EUR" or (invoice.vat_accounting_currency_code == "EUR" and in_euros)


def _vat_group(invoice: Invoice) -> bool:
    """Whether the seller says it belongs to a VAT group (scheme 0231)."""
    return any(one.scheme == "0231" for one in invoice.seller.identifiers)


@rule(
    "BR-FR-CO-14_BT-29-1",
    "document",
    "BG-1",
    "notes",
    fr="Membre d'un assujetti unique (0231) : la note TXD « MEMBRE_ASSUJETTI_UNIQUE » manque.",
    en="Member of a VAT group (0231): the note TXD 'MEMBRE_ASSUJETTI_UNIQUE' is missing.",
)
def br_fr_co_14(invoice: Invoice, _: Facts) -> bool:
    """The note of a VAT group's member."""
    mentions = Counter((note.subject_code, note.text) for note in invoice.notes)
    return not _vat_group(invoice) or ("TXD", "MEMBRE_ASSUJETTI_UNIQUE") in mentions


@rule(
    "BR-FR-CO-15_BT-29-1",
    "document",
    "BT-63",
    "tax_representative.vat_identifier",
    fr="Membre d'un assujetti unique (0231) : le groupe (BG-11) et son numéro de TVA (BT-63) manquent.",
    en="Member of a VAT group (0231): the group (BG-11) and its VAT number (BT-63) are missing.",
)
def br_fr_co_15(invoice: Invoice, facts: Facts) -> bool:
    """The VAT group, as tax representative."""
    return not _vat_group(invoice) or facts.representative_vat


RULES = rules_in(globals())
