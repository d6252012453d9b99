"""France, the document: BR-FR-01 to BR-FR-08, BR-FR-17 to BR-FR-20, BR-FR-31.

Source: BR-FR rules of XP Z12-012, release 1.4; identifiers are those of
the asserts for CII, with those for UBL beside where they differ. The messages name the rule's subject, not its code.
"""

import re
from datetime import date

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.model import Invoice, SupportingDocument
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.mending import exchanged
from sansfaute.en16931.rules.rule import Holds, Rule, getter, rule, rules_in
from sansfaute.en16931.structure.forms import trimmed
from sansfaute.en16931.values import NO_DATE

_NUMBER = re.compile(r"[A-Za-z0-9+\-_/]+")
_NOT_IN_NUMBER = re.compile(r"[^A-Za-z0-9+\-_/]+")
_DAY = re.compile(r"20\d{6}", re.ASCII)
_TYPES, _PROCESSES = codes("fr_document_types"), codes("fr_processes")
_ATTACHMENTS, _TREATMENTS = codes("fr_attachments"), codes("fr_treatments")


# Scope, end of the identifiers in CII and in UBL, and term of each invoice number.
_NUMBERS = (
    ("document", "BT-1", "BT-1"),
    ("preceding_invoices", "BT-25", "BT-25"),
    ("line_preceding_invoices", "EXT-FR-FE-136", "EXT-FR-FE-136"),
)


def _short(on: str, end: str, term: str) -> Rule:
    read = getter("invoice_number")
    declare = rule(
        f"BR-FR-01_{end}",
        on,
        term,
        "invoice_number",
        fr=f"Le numéro ({term}) dépasse 35 caractères.",
        en=f"The number ({term}) is longer than 35 characters.",
        fix_fr="Raccourcir le numéro, à 20 caractères de préférence.",
        fix_en="Shorten the number, to 20 characters if possible.",
        also=(f"BR-FR-01_{end}-1",),
    )
    return declare(lambda item, _: len(read(item)) <= 35)


def _spelt(on: str, end: str, term: str) -> Rule:
    read = getter("invoice_number")
    declare = rule(
        f"BR-FR-02_{end}",
        on,
        term,
        "invoice_number",
        fr=f"Le numéro ({term}) n'admet que lettres, chiffres, + - _ et /, sans espace.",
        en=f"The number ({term}) takes only letters, digits, + - _ and /, without space.",
        also=(f"BR-FR-01_{end}-2",),
        mend=lambda item, _: _without_others(read(item)),
    )
    return declare(lambda item, _: _NUMBER.fullmatch(read(item)) is not None)


def _without_others(number: str) -> dict[str, str] | None:
    """The number without what it may not hold, where something is left of it."""
    kept = _NOT_IN_NUMBER.sub("-", number.strip()).strip("-")
    return exchanged(number, kept) if kept else None


br_fr_01 = tuple(_short(*one) for one in _NUMBERS)
br_fr_02 = tuple(_spelt(*one) for one in _NUMBERS)


def _is_french_date(written: str, facts: Facts) -> bool:
    """A day of the years 2000 to 2099, which in CII anything may follow; in UBL only the plain form is one."""
    if facts.syntax == "ubl" or _DAY.match(written) is None:
        return False
    try:
        date.fromisoformat(written[:8])
    except ValueError:  # a 31 April
        return False
    return True


def _dated(end: str, on: str, term: str, at: str, also: str = "") -> Rule:
    read = getter(at)
    declare = rule(
        f"BR-FR-03_{end}",
        on,
        term,
        at,
        fr=f"La date ({term}) doit être entre 2000 et 2099.",
        en=f"The date ({term}) must be between 2000 and 2099.",
        also=(f"BR-FR-03_{also}",) if also else (),
        text=_is_french_date,
    )
    return declare(lambda item, _: (day := read(item)) is None or 2000 <= day.year <= 2099 or day == NO_DATE)


br_fr_03 = (
    _dated("BT-2", "document", "BT-2", "issue_date"),
    _dated("BT-9", "document", "BT-9", "payment_due_date"),
    _dated("BT-9", "further_payment_terms", "BT-9", "due_date"),
    _dated("BT-26", "preceding_invoices", "BT-26", "issue_date"),
    _dated("BT-72", "document", "BT-72", "delivery.actual_delivery_date"),
    _dated("BT-73", "document", "BT-73", "delivery.invoicing_period.start_date"),
    _dated("BT-74", "document", "BT-74", "delivery.invoicing_period.end_date"),
    _dated("EXT-FR-FE-134", "lines", "BT-134", "period.start_date", also="BT-134"),
    _dated("EXT-FR-FE-135", "lines", "BT-135", "period.end_date", also="BT-135"),
    _dated("EXT-FR-FE-138", "line_preceding_invoices", "EXT-FR-FE-138", "issue_date"),
    _dated("EXT-FR-FE-158", "lines", "EXT-FR-FE-158", "delivery.actual_delivery_date"),
)


@rule(
    "BR-FR-03_BT-7",
    "document",
    "BT-7",
    "vat_point_date",
    fr="La date d'exigibilité (BT-7) doit être entre 2000 et 2099.",
    en="The VAT point date (BT-7) must be between 2000 and 2099.",
    text=_is_french_date,
)
def br_fr_03_bt_7(invoice: Invoice, facts: Facts) -> bool:
    """In CII it is written in the breakdown, hence judged only if there is one."""
    day = invoice.vat_point_date
    written = bool(invoice.vat_breakdown) or facts.syntax == "ubl"
    return day is None or not written or 2000 <= day.year <= 2099


def _typed(end: str, on: str, term: str) -> Rule:
    read = getter("type_code")
    declare = rule(
        f"BR-FR-04_{end}",
        on,
        term,
        "type_code",
        fr=f"Ce type de document ({term}) n'est pas admis en France.",
        en=f"This document type ({term}) is not allowed in France.",
        fix_fr="380 pour une facture, 381 pour un avoir, 384 pour une rectificative, 386 pour un acompte.",
        fix_en="380 for an invoice, 381 for a credit note, 384 for a corrective, 386 for a deposit.",
        text=lambda written, _: written in _TYPES,
    )
    return declare(lambda item, _: (code := read(item)) is None or code in _TYPES)


br_fr_04 = (
    _typed("BT-3", "document", "BT-3"),
    _typed("EXT-FR-FE-02", "preceding_invoices", "EXT-FR-FE-02"),
    _typed("EXT-FR-FE-137", "line_preceding_invoices", "EXT-FR-FE-137"),
)
_IN_UBL = {"PMT": 1, "PMD": 2, "AAB": 3, "TXD": 4}


def _note_present(subject: str, fr: str, en: str) -> Rule:
    declare = rule(
        f"BR-FR-05_BT-22_{subject}",
        "document",
        "BG-1",
        "notes",
        fr=f"La mention {fr} (note {subject}) manque.",
        en=f"The mention of {en} (note {subject}) is missing.",
        fix_fr=f"Ajouter une note de code {subject} avec cette mention obligatoire.",
        fix_en=f"Add a note of code {subject} with this compulsory mention.",
        also=(f"BR-FR-05_BT-22-{_IN_UBL[subject]}",),
    )
    return declare(lambda _, facts: facts.note_counts[subject] > 0)


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
        also=(f"BR-FR-06_BT-21-{_IN_UBL[subject]}",),
    )
    return declare(lambda _, facts: facts.note_counts[subject] <= 1)


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


def _treatment(on: str, at: str, syntax: str, holds: Holds) -> Rule:
    """BR-FR-20, of each note in CII, and in UBL of what the first BAR note is taken to say."""
    declare = rule(
        "BR-FR-20_BT-21",
        on,
        "BT-22",
        at,
        fr="Le traitement demandé (note BAR) n'est pas dans la liste.",
        en="The treatment asked (note BAR) is not in the list.",
        fix_fr="B2B, B2BINT, B2C, B2CINT, OUTOFSCOPE ou ARCHIVEONLY.",
        fix_en="B2B, B2BINT, B2C, B2CINT, OUTOFSCOPE or ARCHIVEONLY.",
        syntaxes=(syntax,),
    )
    return declare(holds)


br_fr_20 = (
    _treatment("notes", "text", "cii", lambda note, _: note.subject_code != "BAR" or note.text in _TREATMENTS),
    _treatment("document", "notes", "ubl", lambda _, facts: all(one in _TREATMENTS for one in facts.treatments)),
)


@rule(
    "BR-FR-31_BT-21",
    "document",
    "BG-1",
    "notes",
    fr="Plusieurs notes BAR demandent un traitement.",
    en="Several BAR notes ask a treatment.",
    fix_fr="N'en garder qu'une.",
    fix_en="Keep one only.",
    also=("BR-FR-30_BT-21",),
)
def br_fr_31(_: Invoice, facts: Facts) -> bool:
    """One treatment at most."""
    if facts.syntax == "ubl":
        return (
            sum(facts.notes_text.count(f"BAR#{one}#") + facts.notes_text.endswith(f"BAR#{one}") for one in _TREATMENTS)
            <= 1
        )
    return sum(trimmed(text) in _TREATMENTS for text in facts.treatments) <= 1


RULES = rules_in(globals())
