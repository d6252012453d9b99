"""The document and its references: what must be there (BR-01 to BR-65, BR-CO-03, BR-CO-18)."""

from typing import Any

from sansfaute.en16931.model import Invoice, InvoicingPeriod, LinePeriod
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import Rule, getter, missing, rule, rules_in

br_01 = missing("BR-01", "document", "BT-24", "process_control.specification_identifier")
br_02 = missing("BR-02", "document", "BT-1", "invoice_number")
br_04 = missing("BR-04", "document", "BT-3", "type_code")
br_05 = missing("BR-05", "document", "BT-5", "currency_code")
br_52 = missing("BR-52", "supporting_documents", "BT-122", "reference")
br_52_object = missing("BR-52", "document", "BT-18", "invoiced_object_identifier.value")
br_55 = missing("BR-55", "preceding_invoices", "BT-25", "invoice_number")


@rule(
    "BR-16",
    "document",
    "BG-25",
    "lines",
    fr="La facture n'a pas de ligne.",
    en="The invoice has no line.",
    fix_fr="Ajouter au moins une ligne.",
    fix_en="Add at least one line.",
)
def br_16(invoice: Invoice, _: Facts) -> bool:
    """At least one line."""
    return bool(invoice.lines)


@rule(
    "BR-CO-18",
    "document",
    "BG-23",
    "vat_breakdown",
    fr="La ventilation de TVA manque.",
    en="The VAT breakdown is missing.",
    fix_fr="Recalculer la facture.",
    fix_en="Calculate the invoice again.",
)
def br_co_18(invoice: Invoice, _: Facts) -> bool:
    """At least one VAT breakdown."""
    return bool(invoice.vat_breakdown)


@rule(
    "BR-CO-03",
    "document",
    "BT-7",
    "vat_point_date",
    fr="La date (BT-7) et le code (BT-8) d'exigibilité de la TVA s'excluent.",
    en="VAT point date (BT-7) and its code (BT-8) exclude each other.",
    fix_fr="Garder l'un des deux.",
    fix_en="Keep one of them.",
    syntaxes=("cii",),
)
def br_co_03(invoice: Invoice, _: Facts) -> bool:
    """Not both, wherever there is a row to write them in."""
    return not (invoice.vat_point_date and invoice.vat_point_date_code and invoice.vat_breakdown)


@rule(
    "BR-29",
    "document",
    "BT-74",
    "delivery.invoicing_period.end_date",
    fr="La période facturée finit avant de commencer.",
    en="The invoicing period ends before it starts.",
    fix_fr="Corriger les dates de la période.",
    fix_en="Correct the dates of the period.",
)
def br_29(invoice: Invoice, _: Facts) -> bool:
    """The end is not before the start."""
    return invoice.delivery is None or _in_order(invoice.delivery.invoicing_period)


@rule(
    "BR-53",
    "document",
    "BT-111",
    "totals.total_vat_in_accounting_currency",
    fr="Avec une devise de comptabilisation (BT-6), le total de TVA dans cette devise (BT-111) est obligatoire, "
    "et elle diffère de la devise de la facture.",
    en="With a VAT accounting currency (BT-6), the total VAT in it (BT-111) is compulsory, and it differs from "
    "the invoice currency.",
    fix_fr="Donner BT-111, ou retirer BT-6.",
    fix_en="Give BT-111, or remove BT-6.",
    syntaxes=("cii",),
)
def br_53(invoice: Invoice, _: Facts) -> bool:
    """BT-6 comes with BT-111, in another currency."""
    currency = invoice.vat_accounting_currency_code
    given = invoice.totals.total_vat_in_accounting_currency is not None
    return not currency or (given and currency != invoice.currency_code)


def _due_or_terms(**where: Any) -> Rule:
    """BR-CO-25: a positive amount due has a due date or terms."""
    declare = rule(
        "BR-CO-25",
        "document",
        "BT-9",
        "payment_due_date",
        fr="Un montant reste à payer : l'échéance (BT-9) ou les conditions de paiement (BT-20) sont obligatoires.",
        en="An amount is due: the due date (BT-9) or payment terms (BT-20) are compulsory.",
        fix_fr="Donner l'échéance.",
        fix_en="Give the due date.",
        **where,
    )
    return declare(
        lambda invoice, facts: (
            invoice.totals.amount_due <= 0
            or bool(invoice.payment_due_date or invoice.payment_terms or "payment_due_date" in facts.raw)
        )
    )


br_co_25 = _due_or_terms()
# The pack for CII leaves the rule out; the norm states it all the same.
br_co_25_cii = _due_or_terms(syntaxes=("cii",), profiles=("en16931",), coded=False)


@rule(
    "PEPPOL-EN16931-R008",
    "document",
    "BG-13",
    "delivery",
    level="warning",
    fr="Le document aura un élément vide : souvent le bloc de livraison, quand rien n'en est dit.",
    en="The document will have an empty element: often the delivery block, when nothing is said of it.",
    fix_fr="Donner la date de livraison (BT-72) si elle est connue, et les textes obligatoires.",
    fix_en="Give the delivery date (BT-72) if known, and the compulsory texts.",
)
def peppol_r008(invoice: Invoice, facts: Facts) -> bool:
    """No compulsory text is blank, and the delivery block of CII, which must be there, holds something."""
    delivery = invoice.delivery
    held = delivery and (
        delivery.party_name
        or delivery.location_identifier
        or delivery.actual_delivery_date
        or delivery.deliver_to_address
    )
    delivered = held or invoice.despatch_advice_reference or invoice.receiving_advice_reference
    return not facts.empty and bool(delivered)


def _single(id: str, at: str, fr: str, en: str) -> Rule:
    """CII-SR-475 and 476, as the official pack counts: over all supporting documents together."""
    declare = rule(
        id,
        "document",
        "BG-24",
        "supporting_documents",
        level="warning",
        fr=f"Plus d'une pièce jointe a {fr}.",
        en=f"More than one supporting document has {en}.",
        fix_fr="Certains destinataires n'en liront qu'une.",
        fix_en="Some receivers will read one only.",
    )
    read = getter(at)
    return declare(lambda invoice, _: sum(bool(read(one)) for one in invoice.supporting_documents) <= 1)


cii_sr_475 = _single("CII-SR-475", "description", "une nature (BT-123)", "a description (BT-123)")
cii_sr_476 = _single("CII-SR-476", "attachment", "un fichier (BT-125)", "a file (BT-125)")


@rule(
    "vat.accounting_currency",
    "document",
    "BT-6",
    "vat_accounting_currency_code",
    coded=False,
    fr="Un total de TVA en devise de comptabilisation (BT-111) est donné sans cette devise (BT-6).",
    en="A total VAT in accounting currency (BT-111) is given without that currency (BT-6).",
)
def vat_accounting_currency(invoice: Invoice, _: Facts) -> bool:
    """BT-111 has its currency; the official pack says so in an assert without a name."""
    return invoice.totals.total_vat_in_accounting_currency is None or bool(invoice.vat_accounting_currency_code)


def _in_order(period: InvoicingPeriod | LinePeriod | None) -> bool:
    """Whether a period, if both its days are given, does not end before it starts."""
    return period is None or not (period.start_date and period.end_date) or period.end_date >= period.start_date


RULES = rules_in(globals())
