"""What the texts ask and no official rule checks. Names are ours, in small letters."""

from decimal import Decimal

from sansfaute.en16931.cdar.codes import STATUSES
from sansfaute.en16931.cdar.rules.details import collected_of
from sansfaute.en16931.cdar.rules.rule import Rule, rule, rules_in
from sansfaute.en16931.cdar.rules.scopes import Around
from sansfaute.en16931.mapped import Moment, is_blank

_STATUS = {one.code: one for one in STATUSES}
_STATE = frozenset(one.code for one in STATUSES if one.to_state)
_STATE_PROCESS_LENGTH = 2
_CREDITS = frozenset(("261", "381", "396", "502", "503"))  # their amounts are negative by nature
_STRUCTURE = "Z12-012 CDAR (structure)"


_LAYOUTS = {"204": " (format 204, AAAAMMJJHHMMSS)", "102": " (format 102, AAAAMMJJ)", "": ""}


def _moment(on: str, term: str, at: str, fr: str, en: str, expected: str) -> Rule:
    """The rule that a moment, if given, is a real one, in the format that is expected where one is."""
    declare = rule(
        f"cdar.moment-{term.lower()}",
        on,
        term,
        at,
        fr=f"{fr} ({term}) n'est pas une date lisible{_LAYOUTS[expected]}.",
        en=f"{en} ({term}) is not a readable date{f' (format {expected})' if expected else ''}.",
        fix_fr="Écrire une date réelle, dans le format annoncé.",
        fix_en="Write a real date, in the format announced.",
        source=_STRUCTURE,
    )

    def holds(around: Around) -> bool:
        item = around.message if on == "message" else getattr(around, on)
        value: Moment | None = getattr(item, at)
        if value is None or is_blank(value):
            return True
        return (not expected or value.format == expected) and value.instant() is not None

    return declare(holds)


MOMENTS = (
    _moment("message", "MDT-8", "issued_at", "La création du message", "The creation of the message", "204"),
    _moment("acknowledgement", "MDT-78", "given_at", "L'instant du statut", "The instant of the status", "204"),
    _moment("subject", "MDT-95", "received_at", "La réception", "The reception", ""),
    _moment("subject", "MDT-100", "issue_date", "La date de la facture", "The invoice date", "102"),
)


@rule(
    "cdar.instant",
    "acknowledgement",
    "MDT-78",
    "given_at",
    fr="L'instant du statut (MDT-78) manque : c'est lui qui met les statuts en ordre.",
    en="The instant of the status (MDT-78) is missing: it is what puts statuses in order.",
    fix_fr="Renseigner la date et l'heure du statut.",
    fix_en="Give the date and time of the status.",
    source=_STRUCTURE,
)
def instant_present(around: Around) -> bool:
    return around.acknowledgement is None or not is_blank(around.acknowledgement.given_at)


@rule(
    "cdar.recipient",
    "message",
    "MDT-57",
    "recipients",
    fr="Le message n'a pas de destinataire.",
    en="The message has no recipient.",
    fix_fr="Nommer au moins un destinataire, avec son rôle et son adresse.",
    fix_en="Name at least one recipient, with role and address.",
    source=_STRUCTURE,
)
def recipient_named(around: Around) -> bool:
    return bool(around.message.recipients)


@rule(
    "cdar.one-invoice",
    "message",
    "MDT-74",
    "acknowledgements",
    fr="Un message porte sur une facture, et une seule.",
    en="A message is about one invoice, and one only.",
    fix_fr="Envoyer un message par facture.",
    fix_en="Send one message for each invoice.",
    source=_STRUCTURE,
)
def one_invoice(around: Around) -> bool:
    several = any(one.several_subjects for one in around.message.acknowledgements)
    return around.facts.invoices == 1 and not several


@rule(
    "cdar.status-phase",
    "subject",
    "MDT-77",
    "status_code",
    fr="Ce statut n'appartient pas à la phase annoncée (MDT-77).",
    en="This status does not belong to the phase announced (MDT-77).",
    fix_fr="Écrire 305 pour les statuts 200 à 203 et 213, 23 pour ceux du vendeur et de l'acheteur.",
    fix_en="Write 305 for statuses 200 to 203 and 213, 23 for those of seller and buyer.",
    level="warning",
    source=_STRUCTURE,
)
def status_in_phase(around: Around) -> bool:
    known = _STATUS.get(around.status)
    phase = around.acknowledgement.phase_code if around.acknowledgement else ""
    return known is None or known.phase in ("", phase)


@rule(
    "cdar.status-code",
    "subject",
    "MDT-88",
    "document_status_code",
    fr="Le code UNTDID 1373 (MDT-88) n'est pas celui de ce statut (MDT-105).",
    en="The UNTDID 1373 code (MDT-88) is not that of this status (MDT-105).",
    fix_fr="Reprendre le code du tableau des statuts.",
    fix_en="Take the code of the table of statuses.",
    level="warning",
    source=_STRUCTURE,
)
def document_status_agrees(around: Around) -> bool:
    known = _STATUS.get(around.status)
    given = around.subject.document_status_code if around.subject else None
    return known is None or known.document_code == "" or given in (None, known.document_code)


@rule(
    "cdar.state-status",
    "subject",
    "MDT-105",
    "status_code",
    fr="Seuls les statuts 200, 210, 212 et 213 vont à l'administration.",
    en="Only statuses 200, 210, 212 and 213 go to the tax administration.",
    fix_fr="Ne pas adresser ce statut au portail public.",
    fix_en="Do not send this status to the public portal.",
    level="warning",
    source="DSE 3.6; Z12-012 CDAR",
)
def status_for_state(around: Around) -> bool:
    return not around.facts.to_portal or around.status not in _STATUS or around.status in _STATE


@rule(
    "cdar.state-process",
    "message",
    "MDT-2",
    "process",
    fr="Pour le portail public, le processus métier (MDT-2) est absent ou tient en deux caractères.",
    en="For the public portal, the business process (MDT-2) is absent or has at most two characters.",
    fix_fr="Retirer MDT-2, ou donner le cadre de facturation (BT-23).",
    fix_en="Take MDT-2 out, or give the business process of the invoice (BT-23).",
    level="warning",
    source="BR-FR-CDV-CL-01, text",
)
def process_short_for_state(around: Around) -> bool:
    return not around.facts.to_portal or len(around.message.process or "") <= _STATE_PROCESS_LENGTH


@rule(
    "cdar.taken-back",
    "subject",
    "MDT-126",
    "details",
    fr="Un encaissement repris (montant négatif) demande un commentaire (MDT-126).",
    en="A collection taken back (negative amount) needs a comment (MDT-126).",
    fix_fr="Dire pourquoi : prélèvement rejeté, remboursement…",
    fix_en="Say why: direct debit returned, refund…",
    level="warning",
    source="A7 P1.17; Z12-014 cases 4, 34",
)
def taken_back_explained(around: Around) -> bool:
    if around.status != "212" or around.subject is None or around.subject.invoice_type_code in _CREDITS:
        return True
    # A correction within one message gives both signs; its net is what counts.
    amounts = [one.amount.value for one in collected_of(around) if one.amount is not None]
    net = sum((value for value in amounts if not value.is_nan()), start=Decimal(0))
    return net >= 0 or any(note.content for detail in around.subject.details for note in detail.notes)


RULES: tuple[Rule, ...] = rules_in(globals())
