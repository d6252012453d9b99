"""The whole message."""
# ruff: noqa: RUF009 - element() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass

from sansfaute.en16931.cdar.model.parties import Issuer, Recipient, Sender
from sansfaute.en16931.cdar.model.subject import Subject
from sansfaute.en16931.mapped import Moment, element

_CONTEXT = "rsm:ExchangedDocumentContext"
_DOCUMENT = "rsm:ExchangedDocument"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """One status given: the phase, the instant, and the invoices concerned (one, in France)."""

    several_subjects: bool | None = element(
        "MDT-74",
        "0..1",
        "indicator",
        "MultipleReferencesIndicator/udt:Indicator|udt:IndicatorString",
        "Several documents in one message",
        "Plusieurs documents dans le message",
    )
    phase_code: str = element(
        "MDT-77",
        "1..1",
        "code",
        "TypeCode",
        "Phase (305 transmission, 23 processing)",
        "Phase (305 transmission, 23 traitement)",
    )
    given_at: Moment = element(
        "MDT-78",
        "1..1",
        "moment",
        "IssueDateTime/udt:DateTimeString",
        "Instant of the status",
        "Date et heure du statut",
        attribute="format",
    )
    subjects: tuple[Subject, ...] = element(
        "", "1..n", "group", "ReferenceReferencedDocument", "Invoices concerned", "Factures concernées"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A lifecycle message (F6): who says what of which invoice, and when."""

    process: str | None = element(
        "MDT-2",
        "0..1",
        "code",
        f"{_CONTEXT}/BusinessProcessSpecifiedDocumentContextParameter/ID",
        "Business process",
        "Processus métier",
    )
    profile: str = element(
        "MDT-3", "1..1", "code", f"{_CONTEXT}/GuidelineSpecifiedDocumentContextParameter/ID", "Profile", "Profil"
    )
    identifier: str = element(
        "MDT-4", "1..1", "code", f"{_DOCUMENT}/ID", "Message identifier", "Identifiant du message"
    )
    name: str | None = element("MDT-5", "0..1", "text", f"{_DOCUMENT}/Name", "Message label", "Libellé du message")
    issued_at: Moment = element(
        "MDT-8",
        "1..1",
        "moment",
        f"{_DOCUMENT}/IssueDateTime/udt:DateTimeString",
        "Creation of the message",
        "Création du message",
        attribute="format",
    )
    sender: Sender = element("MDG-9", "1..1", "group", f"{_DOCUMENT}/SenderTradeParty", "Sender", "Émetteur")
    issuer: Issuer = element("", "1..1", "group", f"{_DOCUMENT}/IssuerTradeParty", "Issuer", "Décideur")
    recipients: tuple[Recipient, ...] = element(
        "", "1..n", "group", f"{_DOCUMENT}/RecipientTradeParty", "Recipients", "Destinataires"
    )
    acknowledgements: tuple[Acknowledgement, ...] = element(
        "", "1..n", "group", "rsm:AcknowledgementDocument", "Statuses given", "Statuts donnés"
    )

    @property
    def key(self) -> tuple[str, str]:
        """What makes the message unique (MDT-4 and its sender): the same key, the same message again."""
        sender = next((one.value for one in self.sender.identifiers), self.sender.name or self.sender.role_code)
        return self.identifier, sender
