"""France, what depends on the kind of document: BR-FR-CO-*. Same source as `fr_document`."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from sansfaute.en16931.model import Invoice, InvoicingPeriod, LinePrecedingInvoice, PrecedingInvoice
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.mending import Expected, replacing
from sansfaute.en16931.rules.rule import Holds, Rule, getter, rule, rules_in
from sansfaute.en16931.structure.forms import trimmed
from sansfaute.en16931.values import is_absent

_DEPOSITS = ("386", "500", "503")
_CORRECTIVES = ("384", "471", "472", "473")
_CREDIT_NOTES = ("261", "381", "396", "502", "503")
_PAID = ("B2", "S2", "M2")
_AFTER_DEPOSIT = ("B4", "S4", "M4")
_MEMBER = "MEMBRE_ASSUJETTI_UNIQUE"


@rule(
    "BR-FR-CO-03_BT-3",
    "document",
    "BT-12",
    "contract_reference",
    fr="Un avoir de remise globale (262) demande le contrat (BT-12) et les deux dates de la période (BG-14).",
    en="A global-discount credit note (262) asks the contract (BT-12) and both dates of the period (BG-14).",
)
def br_fr_co_03(invoice: Invoice, facts: Facts) -> bool:
    """Contract and period of a global discount."""
    period = (invoice.delivery.invoicing_period if invoice.delivery else None) or InvoicingPeriod()
    days = (("start_date", period.start_date), ("end_date", period.end_date))
    dated = all(facts.is_there(f"delivery.invoicing_period.{name}", day) for name, day in days)
    return invoice.type_code != "262" or (facts.is_there("contract_reference", invoice.contract_reference) and dated)


@rule(
    "BR-FR-CO-04_BT-4",
    "document",
    "BG-3",
    "preceding_invoices",
    fr="Une facture rectificative désigne une facture antérieure (BG-3), et une seule.",
    en="A corrective invoice names one preceding invoice (BG-3), and only one.",
    also=("BR-FR-CO-04_BT-3",),
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
    fix_fr="Donner le numéro (BT-25) et la date (BT-26) de la facture, ou une facture antérieure à chaque ligne.",
    fix_en="Give number (BT-25) and date (BT-26) of the invoice, or a preceding invoice on every line.",
)
def br_fr_co_05(invoice: Invoice, facts: Facts) -> bool:
    """A preceding invoice with its date, in the header or on every line that counts (or no line does)."""
    if invoice.type_code not in _CREDIT_NOTES or _names_one(invoice.preceding_invoices, facts, facts.raw.get):
        return True
    counted = [line for line in invoice.lines if line.counts]
    return all(_names_one(line.preceding_invoices, facts, partial(facts.noted, line)) for line in counted)


def _names_one(
    preceding: Sequence[PrecedingInvoice | LinePrecedingInvoice], facts: Facts, noted: Callable[[str], str | None]
) -> bool:
    """Whether a document or a line names a preceding invoice with its date, however these are written.

    In UBL the schema asks the number, in CII it does not.
    """

    def has(name: str, place: int, one: PrecedingInvoice | LinePrecedingInvoice) -> bool:
        return not is_absent(getattr(one, name)) or noted(f"preceding_invoices[{place}].{name}") is not None

    return any(
        (facts.syntax == "ubl" or has("invoice_number", place, one)) and has("issue_date", place, one)
        for place, one in enumerate(preceding)
    )


@rule(
    "BR-FR-CO-07_BT-9",
    "document",
    "BT-9",
    "payment_due_date",
    fr="L'échéance (BT-9) précède la date d'émission (BT-2).",
    en="The due date (BT-9) is before the issue date (BT-2).",
    mend=lambda invoice, _: _not_before(invoice.issue_date),
)
def br_fr_co_07(invoice: Invoice, facts: Facts) -> bool:
    """Not due before it is issued, except deposits and invoices already paid."""
    due, issued = _due_days(invoice, facts), _as_written("issue_date", invoice.issue_date, facts)
    if not any(map(trimmed, due)) or invoice.type_code in _DEPOSITS or facts.process in _PAID:
        return True
    if issued is None:
        return facts.syntax == "ubl"
    return min(due) >= issued


def _not_before(issued: date) -> dict[str, str] | None:
    if is_absent(issued):
        return None
    day = issued.isoformat()
    return {"fr": f"Donner une échéance au plus tôt le {day}.", "en": f"Give a due date on {day} at the earliest."}


def _due_days(invoice: Invoice, facts: Facts) -> list[str]:
    """Every due date, as it is written: one that cannot be read is there all the same, and BR-FR-03 names it."""
    further = enumerate(invoice.further_payment_terms)
    days = [(f"further_payment_terms[{place}].due_date", one.due_date) for place, one in further]
    found = (_as_written(at, day, facts) for at, day in (("payment_due_date", invoice.payment_due_date), *days))
    return [day for day in found if day is not None]


def _as_written(at: str, day: date | None, facts: Facts) -> str | None:
    """A day as the source has it, read or not: days are compared as texts, which sorts those that are well written."""
    written = facts.raw.get(at)
    if written is not None or day is None or is_absent(day):
        return written
    return day.isoformat() if facts.syntax == "ubl" else day.isoformat().replace("-", "")


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


_ALREADY_PAID: dict[str, Expected] = {
    "BT-113": lambda invoice, _: invoice.totals.total_with_vat,
    "BT-115": lambda *_: Decimal(0),
    "BT-9": lambda *_: None,
}


def _paid(number: int, term: str, at: str, fr: str, en: str) -> Rule:
    checks: tuple[Holds, ...] = (
        lambda invoice, _: bool(invoice.totals.paid_amount == invoice.totals.total_with_vat),
        lambda invoice, _: bool(invoice.totals.amount_due == 0),
        lambda invoice, facts: any(map(trimmed, _due_days(invoice, facts))),
    )
    check = checks[number - 1]
    declare = rule(
        f"BR-FR-CO-09_BT-23-{number}",
        "document",
        term,
        at,
        fr=f"Facture déjà payée (B2, S2, M2) : {fr}.",
        en=f"Invoice already paid (B2, S2, M2): {en}.",
        mend=replacing(getter(at), _ALREADY_PAID[term]),
    )
    return declare(lambda invoice, facts: facts.process not in _PAID or check(invoice, facts))


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
def br_fr_co_12(invoice: Invoice, facts: Facts) -> bool:
    """VAT in euros as well, unless the document says no currency at all, which other rules name."""
    if _says_no_currency(invoice, facts):
        return True
    own, accounting = invoice.currency_code, invoice.vat_accounting_currency_code
    if facts.syntax == "ubl":  # codes are compared with their blanks
        own = facts.raw.get("currency_code", own)
        accounting = facts.raw.get("vat_accounting_currency_code", accounting)
    return own == "EUR" or (accounting == "EUR" and _has_vat_in_euros(invoice, facts))


def _says_no_currency(invoice: Invoice, facts: Facts) -> bool:
    """Whether there is no element for the currency: to be without text is another thing."""
    if facts.syntax == "cii":
        return "currency_code.absent" in facts.raw
    return not invoice.currency_code and "currency_code" not in facts.raw


def _has_vat_in_euros(invoice: Invoice, facts: Facts) -> bool:
    """Whether a VAT total is in euros, where the source has another than the two that the model holds."""
    totals = facts.raw.get("totals.vat_totals")
    if totals is not None:
        return any(one.startswith("EUR ") and len(one) > len("EUR ") for one in totals.split("|"))
    at = "totals.total_vat_in_accounting_currency"
    return facts.is_there(at, invoice.totals.total_vat_in_accounting_currency)


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
def br_fr_co_14(invoice: Invoice, facts: Facts) -> bool:
    """The note of a VAT group's member."""
    if not _vat_group(invoice):
        return True
    if facts.syntax == "ubl":
        return facts.after_code("TXD") == _MEMBER
    return any(note.text == _MEMBER for note in facts.notes_about("TXD"))


@rule(
    "BR-FR-CO-15_BT-29-1",
    "document",
    "BT-63",
    "tax_representative.vat_identifier",
    fr="Membre d'un assujetti unique (0231) : le groupe (BG-11) et son numéro de TVA (BT-63) manquent.",
    en="Member of a VAT group (0231): the group (BG-11) and its VAT number (BT-63) are missing.",
)
def br_fr_co_15(invoice: Invoice, facts: Facts) -> bool:
    """The VAT group, as tax representative; in UBL whatever its number is said to be of."""
    noted = facts.syntax == "ubl" and bool(facts.raw.get("tax_representative.vat_identifier"))
    return not _vat_group(invoice) or facts.representative_vat or noted


RULES = rules_in(globals())
