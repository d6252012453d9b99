"""France, the document: BR-FR-01 to BR-FR-08, BR-FR-17 to BR-FR-31.

Source: BR-FR rules of XP Z12-012, release 1.4, as coded for CII; identifiers are those of its
asserts. The messages name the rule's subject, not its code.
"""

import re

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.model import Invoice, Note, SupportingDocument
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import Rule, getter, rule, rules_in

_NUMBER = re.compile(r"[A-Za-z0-9+\-_/]+")
_TYPES, _PROCESSES = codes("fr_document_types"), codes("fr_processes")
_ATTACHMENTS, _TREATMENTS = codes("fr_attachments"), codes("fr_treatments")


def _short(id: str, on: str, term: str) -> Rule:
    read = getter("invoice_number")
    declare = rule(
        id,
        on,
        term,
        "invoice_number",
        fr=f"Le numéro ({term}) dépasse 35 caractères.",
        en=f"The number ({term}) is longer than 35 characters.",
        fix_fr="Raccourcir le numéro, à 20 caractères de préférence.",
        fix_en="Shorten the number, to 20 characters if possible.",
    )
    return declare(lambda item, _: len(read(item)) <= 35)


def _spelt(id: str, on: str, term: str) -> Rule:
    read = getter("invoice_number")
    declare = rule(
        id,
        on,
        term,
        "invoice_number",
        fr=f"Le numéro ({term}) n'admet que lettres, chiffres, + - _ et /, sans espace.",
        en=f"The number ({term}) takes only letters, digits, + - _ and /, without space.",
    )
    return declare(lambda item, _: _NUMBER.fullmatch(read(item)) is not None)


br_fr_01_bt_1 = _short("BR-FR-01_BT-1", "document", "BT-1")
br_fr_01_bt_25 = _short("BR-FR-01_BT-25", "preceding_invoices", "BT-25")
br_fr_02_bt_1 = _spelt("BR-FR-02_BT-1", "document", "BT-1")
br_fr_02_bt_25 = _spelt("BR-FR-02_BT-25", "preceding_invoices", "BT-25")


def _dated(id: str, on: str, term: str, at: str) -> Rule:
    read = getter(at)
    declare = rule(
        id,
        on,
        term,
        at,
        fr=f"La date ({term}) doit être entre 2000 et 2099.",
        en=f"The date ({term}) must be between 2000 and 2099.",
    )
    return declare(lambda item, _: (day := read(item)) is None or 2000 <= day.year <= 2099)


br_fr_03 = (
    _dated("BR-FR-03_BT-2", "document", "BT-2", "issue_date"),
    _dated("BR-FR-03_BT-9", "document", "BT-9", "payment_due_date"),
    _dated("BR-FR-03_BT-26", "preceding_invoices", "BT-26", "issue_date"),
    _dated("BR-FR-03_BT-72", "document", "BT-72", "delivery.actual_delivery_date"),
    _dated("BR-FR-03_BT-73", "document", "BT-73", "delivery.invoicing_period.start_date"),
    _dated("BR-FR-03_BT-74", "document", "BT-74", "delivery.invoicing_period.end_date"),
    _dated("BR-FR-03_EXT-FR-FE-134", "lines", "BT-134", "period.start_date"),
    _dated("BR-FR-03_EXT-FR-FE-135", "lines", "BT-135", "period.end_date"),
)


@rule(
    "BR-FR-03_BT-7",
    "document",
    "BT-7",
    "vat_point_date",
    fr="La date d'exigibilité (BT-7) doit être entre 2000 et 2099.",
    en="The VAT point date (BT-7) must be between 2000 and 2099.",
)
def br_fr_03_bt_7(invoice: Invoice, _: Facts) -> bool:
    """Written in the breakdown, hence judged only if there is one."""
    day = invoice.vat_point_date
    return day is None or not invoice.vat_breakdown or 2000 <= day.year <= 2099


@rule(
    "BR-FR-04_BT-3",
    "document",
    "BT-3",
    "type_code",
    fr="Ce type de document (BT-3) n'est pas admis en France.",
    en="This document type (BT-3) is not allowed in France.",
    fix_fr="380 pour une facture, 381 pour un avoir, 384 pour une rectificative, 386 pour un acompte.",
    fix_en="380 for an invoice, 381 for a credit note, 384 for a corrective, 386 for a deposit.",
)
def br_fr_04(invoice: Invoice, _: Facts) -> bool:
    """One of the French document types."""
    return invoice.type_code in _TYPES


def _note_present(subject: str, fr: str, en: str) -> Rule:
    declare = rule(
        f"BR-FR-05_BT-22_{subject}",
        "document",
        "BG-1",
        "notes",
        fr=f"La mention {fr} (note {subject}) manque.",
        en=f"The mention of {en} (note {subject}) is missing.",
        fix_fr="Ajouter cette mention obligatoire.",
        fix_en="Add this compulsory mention.",
    )
    return declare(lambda invoice, _: any(note.subject_code == subject for note in invoice.notes))


def _note_once(subject: str) -> Rule:
    declare = rule(
        f"BR-FR-06_BT-21_{subject}",
        "document",
        "BG-1",
        "notes",
        fr=f"La note {subject} figure plus d'une fois.",
        en=f"The note {subject} is given more than once.",
        fix_fr="N'en garder qu'une.",
        fix_en="Keep one only.",
    )
    return declare(lambda invoice, _: sum(note.subject_code == subject for note in invoice.notes) <= 1)


br_fr_05 = (
    _note_present("PMT", "de l'indemnité forfaitaire de recouvrement de 40 €", "the fixed 40 € recovery indemnity"),
    _note_present("PMD", "des pénalités de retard", "late-payment penalties"),
    _note_present("AAB", "de l'escompte, ou de son absence", "early-payment discount, or its absence"),
)
br_fr_06 = tuple(_note_once(subject) for subject in ("PMT", "PMD", "AAB", "TXD"))


@rule(
    "BR-FR-08_BT-23",
    "document",
    "BT-23",
    "process_control.business_process_type",
    fr="Le cadre de facturation (BT-23) manque ou n'est pas dans la liste.",
    en="The business process (BT-23) is missing or not in the list.",
    fix_fr="B1 pour des biens, S1 pour des services, M1 pour les deux.",
    fix_en="B1 for goods, S1 for services, M1 for both.",
)
def br_fr_08(_: Invoice, facts: Facts) -> bool:
    """One of the French processes."""
    return facts.process in _PROCESSES


@rule(
    "BR-FR-17_BT-123",
    "supporting_documents",
    "BT-123",
    "description",
    fr="La nature de la pièce jointe (BT-123) n'est pas dans la liste française.",
    en="The kind of attachment (BT-123) is not in the French list.",
    fix_fr="Par exemple DOCUMENT_ANNEXE ou BON_COMMANDE.",
    fix_en="For instance DOCUMENT_ANNEXE or BON_COMMANDE.",
)
def br_fr_17(document: SupportingDocument, _: Facts) -> bool:
    """A known kind, if any is given."""
    kind = " ".join((document.description or "").split())
    return not kind or kind in _ATTACHMENTS


@rule(
    "BR-FR-18_BT-123",
    "document",
    "BT-123",
    "supporting_documents",
    fr="Plus d'une pièce jointe est dite LISIBLE.",
    en="More than one attachment is said to be LISIBLE.",
    fix_fr="N'en garder qu'une.",
    fix_en="Keep one only.",
)
def br_fr_18(invoice: Invoice, _: Facts) -> bool:
    """One readable rendering at most."""
    return sum(one.description == "LISIBLE" for one in invoice.supporting_documents) <= 1


@rule(
    "BR-FR-20_BT-21",
    "notes",
    "BT-22",
    "text",
    fr="Le traitement demandé (note BAR) n'est pas dans la liste.",
    en="The treatment asked (note BAR) is not in the list.",
    fix_fr="B2B, B2BINT, B2C, B2CINT, OUTOFSCOPE ou ARCHIVEONLY.",
    fix_en="B2B, B2BINT, B2C, B2CINT, OUTOFSCOPE or ARCHIVEONLY.",
)
def br_fr_20(note: Note, _: Facts) -> bool:
    """A known treatment."""
    return note.subject_code != "BAR" or note.text in _TREATMENTS


@rule(
    "BR-FR-31_BT-21",
    "document",
    "BG-1",
    "notes",
    fr="Plusieurs notes BAR demandent un traitement.",
    en="Several BAR notes ask a treatment.",
    fix_fr="N'en garder qu'une.",
    fix_en="Keep one only.",
)
def br_fr_31(invoice: Invoice, _: Facts) -> bool:
    """One treatment at most."""
    asked = [" ".join(note.text.split()) for note in invoice.notes if note.subject_code == "BAR"]
    return sum(text in _TREATMENTS for text in asked) <= 1


@rule(
    "BR-FR-27_BT-160",
    "attributes",
    "BT-160",
    "name",
    fr="Une caractéristique d'article (BT-160) n'a pas de nom.",
    en="An item attribute (BT-160) has no name.",
)
def br_fr_27(attribute: object, _: Facts) -> bool:
    """A name that is not blank."""
    return bool(str(getter("name")(attribute)).strip())


def _object_named(scheme: str) -> Rule:
    declare = rule(
        f"BR-FR-29_{scheme}",
        "document",
        "BT-18",
        "invoiced_object_identifier.value",
        fr=f"L'objet facturé de schéma {scheme} (BT-18) est vide.",
        en=f"The invoiced object of scheme {scheme} (BT-18) is empty.",
    )

    def holds(invoice: Invoice, _: Facts) -> bool:
        identifier = invoice.invoiced_object_identifier
        return identifier is None or identifier.scheme != scheme or bool(identifier.value.strip())

    return declare(holds)


br_fr_29 = (_object_named("AFL"), _object_named("AVV"))


RULES = rules_in(globals())
