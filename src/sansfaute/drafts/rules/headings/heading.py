"""What all lines of one document share: its kind, currency, parties beside the buyer, references.

The profile is raised to EXTENDED-CTC-FR only where a datum asks for it (france.md 3.3).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sansfaute.drafts.rules.headings.kinds import kind_of_document, preceding_of, type_code_of
from sansfaute.drafts.rules.headings.payments import with_payment
from sansfaute.drafts.rules.headings.references import details_of, with_references
from sansfaute.drafts.rules.headings.retention import retention_notes
from sansfaute.drafts.rules.headings.third_parties import NOBODY, Beside, with_receiving_address, with_third_parties
from sansfaute.drafts.rules.notes import PROCESSING_AT_HOME
from sansfaute.drafts.rules.records import WorkRecord
from sansfaute.en16931.model import Invoice, PrecedingInvoice, ProcessControl

EXTENDED_CTC_FR = "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"
_FINAL = {"B1": "B4", "S1": "S4", "M1": "M4"}  # BT-23 of a final invoice after deposits


def with_heading(invoice: Invoice, lines: Sequence[WorkRecord], beside: Beside = NOBODY) -> Invoice:
    """The invoice, not calculated yet, with its kind, its references, its other parties and its currency.

    The lines share them: that is what they were grouped by. `beside` are the parties it may name.
    """
    contract, currency_code, details = lines[0].contract, lines[0].currency_code, details_of(lines[0])
    cost_centre = str(details.get("cost_centre") or "") or (contract.cost_centre if contract else "")
    headed = replace(
        invoice,
        type_code=type_code_of(lines[0]),
        currency_code=currency_code,
        vat_accounting_currency_code="EUR" if currency_code != "EUR" else None,
        buyer_accounting_reference=cost_centre or None,
        preceding_invoices=tuple(_preceding(lines)),
        notes=(*invoice.notes, *retention_notes(lines)),
    )
    headed = with_third_parties(headed, contract, details, beside)
    headed = with_receiving_address(headed, contract, details, beside)
    referred = with_references(headed, lines, by_line=is_at_home(headed))
    return _processed(referred, lines, extended=referred.lines is not invoice.lines or _names_others(referred))


def is_at_home(invoice: Invoice) -> bool:
    """Whether it goes through the French circuit, whose readers know EXTENDED-CTC-FR."""
    return any(one.subject_code == "BAR" and one.text == PROCESSING_AT_HOME for one in invoice.notes)


def with_settlement(invoice: Invoice, lines: Sequence[WorkRecord], beside: Beside = NOBODY) -> Invoice:
    """The calculated document with what is paid of it already, or by another: nothing changes where nobody pays."""
    details = details_of(lines[0])
    if kind_of_document(lines[0]) == "credit" or not (details or beside.roles):
        return invoice
    return with_payment(invoice, lines, details, beside)


def _preceding(lines: Iterable[WorkRecord]) -> Iterable[PrecedingInvoice]:
    """BG-3 of a credit note; a deposit deducted is named by its own line instead."""
    for one in dict.fromkeys(preceding_of(line) for line in lines if line.kind == "credit"):
        if one is not None:
            yield PrecedingInvoice(invoice_number=one.invoice_number, issue_date=one.issue_date)


def _processed(invoice: Invoice, lines: Sequence[WorkRecord], *, extended: bool) -> Invoice:
    """BT-23 of a final invoice after deposits, and BT-24 of the profile that is needed."""
    given = invoice.process_control
    deducts = any(one.kind == "deduction" for one in lines)
    process = given.business_process_type or ""
    if deducts:
        process = _FINAL.get(process, process)
    profile = EXTENDED_CTC_FR if deducts or extended else given.specification_identifier
    return replace(
        invoice, process_control=ProcessControl(business_process_type=process, specification_identifier=profile)
    )


def _names_others(invoice: Invoice) -> bool:
    """Whether it names parties that EN 16931 has no term for."""
    parties = (invoice.payer, invoice.invoicee, invoice.buyer_agent, invoice.seller_agent)
    with_role = invoice.payee is not None and invoice.payee.role_code is not None
    return with_role or any(one is not None for one in parties)
