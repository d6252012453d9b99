"""The message itself: profile, identifier, date, sender, issuer, recipients, phase."""

from sansfaute.en16931.cdar.codes import (
    ISSUER_ROLES,
    PHASES,
    PROCESSES,
    PROFILE_INVOICE,
    PROFILE_STATE,
    RECIPIENT_ROLES,
    SENDER_ROLES,
)
from sansfaute.en16931.cdar.rules.rule import Rule, missing, rule, rules_in
from sansfaute.en16931.cdar.rules.scopes import Around
from sansfaute.en16931.mapped import is_blank

_PROCESSES = frozenset(one.code for one in PROCESSES)
_PHASES = frozenset(one.code for one in PHASES)
_PORTAL_PROCESS_LENGTH = 3
"""What the official check lets through; the text of the rule says fewer than three (see `cdar.state-process`)."""


@missing("BR-FR-CDV-01_MDG-3", "message", "MDT-3", "profile", "Le profil du message", "The profile of the message")
def profile_present(around: Around) -> bool:
    return around.message.profile != ""


@rule(
    "BR-FR-CDV-02_MDT-3",
    "message",
    "MDT-3",
    "profile",
    fr="Le profil (MDT-3) n'est pas admis pour ce destinataire : celui de l'État est réservé au portail public, seul "
    "destinataire (identifiant 0000, schéma 0238, rôle DFH).",
    en="The profile (MDT-3) is not allowed for this recipient: that of the State is for the public portal as sole "
    "recipient (identifier 0000, scheme 0238, role DFH).",
    fix_fr=f"Écrire {PROFILE_INVOICE}, ou adresser le message au seul portail public (0000).",
    fix_en=f"Write {PROFILE_INVOICE}, or send the message to the public portal (0000) alone.",
)
def profile_fits_recipient(around: Around) -> bool:
    profile = around.message.profile
    return profile == PROFILE_INVOICE or (profile == PROFILE_STATE and around.facts.to_portal)


@missing(
    "BR-FR-CDV-03_MDT-4",
    "message",
    "MDT-4",
    "identifier",
    "L'identifiant unique du message",
    "The unique identifier of the message",
)
def identifier_present(around: Around) -> bool:
    return around.message.identifier != ""


@missing(
    "BR-FR-CDV-04_MDG-4",
    "message",
    "MDT-8",
    "issued_at",
    "La date et heure de création du message",
    "The date and time of creation",
)
def creation_present(around: Around) -> bool:
    return not is_blank(around.message.issued_at)


@missing("BR-FR-CDV-05_MDG-9", "message", "MDG-9", "sender", "L'émetteur du message", "The sender of the message")
def sender_present(around: Around) -> bool:
    return not is_blank(around.message.sender)


@missing(
    "BR-FR-CDV-06_MDT-21", "message", "MDT-21", "sender.role_code", "Le rôle de l'émetteur", "The role of the sender"
)
def sender_role_present(around: Around) -> bool:
    return around.message.sender.role_code != ""


# The other half of the rule (no identifier in phase 305) is coded so that it never fails: it is not asked here.
@rule(
    "BR-FR-CDV-07_MDT-38_yes",
    "message",
    "MDT-38",
    "issuer.identifiers",
    fr="En phase de traitement (MDT-77 = 23), l'identifiant de qui décide du statut (MDT-38) est obligatoire.",
    en="In the processing phase (MDT-77 = 23) the identifier of who decides the status (MDT-38) is compulsory.",
    fix_fr="Renseigner le SIREN (schéma 0002) de l'acheteur ou du vendeur qui décide.",
    fix_en="Give the SIREN (scheme 0002) of the buyer or seller who decides.",
)
def issuer_identified(around: Around) -> bool:
    known = any(not is_blank(one) for one in around.message.issuer.identifiers)
    return known or any(phase != "23" for phase in around.facts.phases)


@rule(
    "BR-FR-CDV-08_MDT-73",
    "recipient",
    "MDT-73",
    "electronic_address",
    fr="L'adresse électronique du destinataire (MDT-73) manque ; seuls une plateforme (WK) et le portail public (DFH) "
    "s'en passent.",
    en="The electronic address of the recipient (MDT-73) is missing; only a platform (WK) and the public portal (DFH) "
    "do without.",
    fix_fr="Renseigner l'adresse du destinataire, celle de la facture (BT-34 ou BT-49).",
    fix_en="Give the recipient's address, that of the invoice (BT-34 or BT-49).",
)
def recipient_addressed(around: Around) -> bool:
    one = around.recipient
    return one is None or one.role_code in ("WK", "DFH") or not is_blank(one.electronic_address)


@rule(
    "BR-FR-CDV-09_MDT-77",
    "acknowledgement",
    "MDT-77",
    "phase_code",
    fr="La phase (MDT-77) doit être 305 (transmission) ou 23 (traitement).",
    en="The phase (MDT-77) must be 305 (transmission) or 23 (processing).",
    fix_fr="Écrire 305 pour les statuts 200 à 203 et 213, 23 pour les autres.",
    fix_en="Write 305 for statuses 200 to 203 and 213, 23 for the others.",
)
def phase_known(around: Around) -> bool:
    return around.acknowledgement is not None and around.acknowledgement.phase_code in _PHASES


@rule(
    "BR-FR-CDV-CL-01_MDT-2",
    "message",
    "MDT-2",
    "process",
    fr="Le processus métier (MDT-2) n'est pas dans la liste ; au portail public, il est absent ou court.",
    en="The business process (MDT-2) is not in the list; for the public portal it is absent or short.",
    fix_fr="Écrire REGULATED, NON_REGULATED, B2C, B2CINT, B2BINT ou OUTOFSCOPE ; rien pour le portail public.",
    fix_en="Write REGULATED, NON_REGULATED, B2C, B2CINT, B2BINT or OUTOFSCOPE; nothing for the public portal.",
)
def process_listed(around: Around) -> bool:
    process = around.message.process or ""
    return len(process) <= _PORTAL_PROCESS_LENGTH if around.facts.to_portal else process in _PROCESSES


def _role(id: str, phase: str, term: str, at: str, fr: str, en: str, allowed: frozenset[str]) -> Rule:
    codes = ", ".join(sorted(allowed))
    declare = rule(
        id,
        "message",
        term,
        at,
        fr=f"{fr} ({term}) n'est pas admis en phase {phase}.",
        en=f"{en} ({term}) is not allowed in phase {phase}.",
        fix_fr=f"Choisir parmi : {codes}.",
        fix_en=f"Choose one of: {codes}.",
    )
    party = at.partition(".")[0]
    return declare(
        lambda around: phase not in around.facts.phases or getattr(around.message, party).role_code in allowed
    )


SENDERS = tuple(
    _role(
        f"BR-FR-CDV-CL-02_MDT-21_{phase}",
        phase,
        "MDT-21",
        "sender.role_code",
        "Le rôle de l'émetteur",
        "The role of the sender",
        allowed,
    )
    for phase, allowed in SENDER_ROLES.items()
)
ISSUERS = tuple(
    _role(
        f"BR-FR-CDV-CL-03_MDT-40_{phase}",
        phase,
        "MDT-40",
        "issuer.role_code",
        "Le rôle de qui décide du statut",
        "The role of who decides the status",
        allowed,
    )
    for phase, allowed in ISSUER_ROLES.items()
)


@rule(
    "BR-FR-CDV-CL-04_MDT-59",
    "recipient",
    "MDT-59",
    "role_code",
    fr="Le rôle du destinataire (MDT-59) n'est pas dans la liste.",
    en="The role of the recipient (MDT-59) is not in the list.",
    fix_fr=f"Choisir parmi : {', '.join(sorted(RECIPIENT_ROLES))}.",
    fix_en=f"Choose one of: {', '.join(sorted(RECIPIENT_ROLES))}.",
)
def recipient_role_listed(around: Around) -> bool:
    return around.recipient is None or around.recipient.role_code in RECIPIENT_ROLES | {None}


RULES: tuple[Rule, ...] = rules_in(globals())
