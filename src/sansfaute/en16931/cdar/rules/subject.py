"""The invoice that the message is about: number, kind, date, seller, status."""

from sansfaute.en16931.cdar.codes import FAMILIES, RECIPIENT_ROLES, STATUSES
from sansfaute.en16931.cdar.rules.rule import Rule, missing, rule, rules_in
from sansfaute.en16931.cdar.rules.scopes import Around
from sansfaute.en16931.codelists import codes
from sansfaute.en16931.mapped import is_blank

INADMISSIBLE = "501"
"""The status of a file that could not be opened: nothing of the invoice is known then."""

_TRANSMISSION = frozenset(("10", "51", "43", "8", "48"))
_PROCESSING = frozenset(("45", "39", "37", "50", "49", "47", "46", "1", "5"))
_KNOWN = frozenset(one.code for one in (*STATUSES, *FAMILIES))
_INVOICE_TYPES = codes("fr_document_types")


@rule(
    "BR-FR-04_MDT-91",
    "subject",
    "MDT-91",
    "invoice_type_code",
    fr="La nature de la facture (MDT-91) n'est pas un type admis en France.",
    en="The kind of the invoice (MDT-91) is not a type allowed in France.",
    fix_fr="Reprendre le code BT-3 de la facture.",
    fix_en="Take the code BT-3 of the invoice.",
)
def invoice_type_listed(around: Around) -> bool:
    return around.subject is None or around.subject.invoice_type_code in _INVOICE_TYPES | {None}


@missing("BR-FR-CDV-10_MDT-87", "subject", "MDT-87", "invoice_number", "Le numéro de la facture", "The invoice number")
def invoice_number_present(around: Around) -> bool:
    return around.subject is not None and around.subject.invoice_number != ""


@missing("BR-FR-CDV-11_MDG-35", "subject", "MDT-100", "issue_date", "La date de la facture", "The invoice date")
def invoice_date_present(around: Around) -> bool:
    given = around.subject is not None and not is_blank(around.subject.issue_date)
    return given or INADMISSIBLE in around.facts.statuses


@missing("BR-FR-CDV-12_MDT-105", "subject", "MDT-105", "status_code", "Le statut", "The status")
def status_present(around: Around) -> bool:
    return around.subject is not None and around.subject.status_code != ""


@missing(
    "BR-FR-CDV-13_MDT-129",
    "subject",
    "MDT-129",
    "issuer.identifiers",
    "L'identifiant du vendeur de la facture",
    "The identifier of the invoice's seller",
)
def seller_identified(around: Around) -> bool:
    one = around.subject
    return one is None or one.status_code == INADMISSIBLE or any(not is_blank(each) for each in one.issuer.identifiers)


@rule(
    "BR-FR-CDV-13_MDT-129-2",
    "subject",
    "MDT-129",
    "issuer.identifiers",
    fr="Le vendeur de la facture n'est pas désigné par son SIREN (schéma 0002) : une erreur, sauf s'il n'est pas "
    "assujetti à la TVA.",
    en="The seller of the invoice is not named by a SIREN (scheme 0002): an error, unless it is not a taxable person.",
    fix_fr="Reprendre le SIREN du vendeur (BT-30) avec le schéma 0002.",
    fix_en="Take the seller's SIREN (BT-30) with scheme 0002.",
    level="warning",
    source="SCH 1.4.0.04 (BR-FR-CDV)",
)
def seller_has_siren(around: Around) -> bool:
    one = around.subject
    identified = one is not None and any(each.scheme == "0002" and each.value for each in one.issuer.identifiers)
    return one is None or one.status_code == INADMISSIBLE or identified


def _phase(phase: str, allowed: frozenset[str]) -> Rule:
    listed = ", ".join(sorted(allowed, key=int))
    declare = rule(
        f"BR-FR-CDV-CL-05_MDT-88_{phase}",
        "subject",
        "MDT-88",
        "document_status_code",
        fr=f"Le code statut (MDT-88) n'est pas admis en phase {phase}.",
        en=f"The status code (MDT-88) is not allowed in phase {phase}.",
        fix_fr=f"Choisir parmi : {listed}.",
        fix_en=f"Choose one of: {listed}.",
    )
    return declare(lambda around: not _in_phase(around, phase) or _document_status(around) in allowed | {None})


def _in_phase(around: Around, phase: str) -> bool:
    return around.acknowledgement is not None and around.acknowledgement.phase_code == phase


def _document_status(around: Around) -> str | None:
    return around.subject.document_status_code if around.subject else None


PHASES = (_phase("305", _TRANSMISSION), _phase("23", _PROCESSING))


@rule(
    "BR-FR-CDV-CL-06_MDT-105",
    "subject",
    "MDT-105",
    "status_code",
    fr="Ce statut (MDT-105) n'est pas dans la liste : il n'a de sens que si les deux plateformes en sont convenues.",
    en="This status (MDT-105) is not in the list: it means something only if both platforms agreed on it.",
    fix_fr="Employer un statut de la liste, ou vérifier l'accord avec la plateforme.",
    fix_en="Use a status of the list, or check what was agreed with the platform.",
    level="warning",
)
def status_listed(around: Around) -> bool:
    return around.subject is None or around.subject.status_code in _KNOWN | {""}


@rule(
    "BR-FR-CDV-CL-07_MDT-132",
    "subject",
    "MDT-132",
    "issuer.role_code",
    fr="Le rôle de l'émetteur de la facture (MDT-132), s'il est donné, est SE (vendeur).",
    en="The role of the invoice's issuer (MDT-132), if given, is SE (seller).",
    fix_fr="Écrire SE, ou retirer le rôle.",
    fix_en="Write SE, or take the role out.",
)
def seller_role(around: Around) -> bool:
    return around.subject is None or around.subject.issuer.role_code in ("SE", None)


@rule(
    "BR-FR-CDV-CL-08_MDT-158",
    "invoice_recipient",
    "MDT-158",
    "role_code",
    fr="Le rôle du destinataire de la facture (MDT-158) n'est pas dans la liste.",
    en="The role of the invoice's recipient (MDT-158) is not in the list.",
    fix_fr=f"Choisir parmi : {', '.join(sorted(RECIPIENT_ROLES))}.",
    fix_en=f"Choose one of: {', '.join(sorted(RECIPIENT_ROLES))}.",
)
def invoice_recipient_role_listed(around: Around) -> bool:
    return around.invoice_recipient is None or around.invoice_recipient.role_code in RECIPIENT_ROLES | {None}


RULES: tuple[Rule, ...] = rules_in(globals())
