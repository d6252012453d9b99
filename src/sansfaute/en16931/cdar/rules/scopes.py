"""Where rules look: the message, each recipient, each status given, each invoice, detail and datum."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sansfaute.en16931.cdar.model import Acknowledgement, Characteristic, Message, StatusDetail, Subject
from sansfaute.en16931.cdar.model.parties import InvoiceRecipient, Recipient
from sansfaute.en16931.values import Identifier

PORTAL = Identifier("0000", "0238")
"""The public portal as recipient since release 1.4.0 (9998 before)."""

PUBLIC_PLATFORM = Identifier("9999", "0238")
"""Chorus Pro as sender: the refusal comes from a public body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What many rules ask of the same message, worked out once."""

    phases: frozenset[str]
    statuses: frozenset[str]
    invoices: int
    to_portal: bool
    from_public_body: bool


def facts_of(message: Message) -> Facts:
    """The phases (MDT-77), the statuses (MDT-105), and who it comes from and goes to."""
    subjects = [one for acknowledgement in message.acknowledgements for one in acknowledgement.subjects]
    identified = [one for recipient in message.recipients for one in recipient.identifiers]
    portal = identified == [PORTAL] and any(one.role_code == "DFH" for one in message.recipients)
    return Facts(
        phases=frozenset(one.phase_code for one in message.acknowledgements),
        statuses=frozenset(one.status_code for one in subjects),
        invoices=len(subjects),
        to_portal=portal,
        from_public_body=PUBLIC_PLATFORM in message.sender.identifiers,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """One place of the message, with what is around it; what a place is not inside of is None."""

    message: Message
    facts: Facts
    recipient: Recipient | None = None
    acknowledgement: Acknowledgement | None = None
    subject: Subject | None = None
    invoice_recipient: InvoiceRecipient | None = None
    detail: StatusDetail | None = None
    characteristic: Characteristic | None = None

    @property
    def status(self) -> str:
        """The status that a detail speaks of: its own (MDT-115), or that of its invoice (MDT-105)."""
        own = self.detail.status_code if self.detail else None
        return own or (self.subject.status_code if self.subject else "")


Places = Iterator[tuple[str, Around]]


def _message(whole: Around) -> Places:
    yield "", whole


def _recipients(whole: Around) -> Places:
    for number, one in enumerate(whole.message.recipients):
        yield f"recipients[{number}]", replace(whole, recipient=one)


def _acknowledgements(whole: Around) -> Places:
    for number, one in enumerate(whole.message.acknowledgements):
        yield f"acknowledgements[{number}]", replace(whole, acknowledgement=one)


def _subjects(whole: Around) -> Places:
    for path, around in _acknowledgements(whole):
        for number, one in enumerate(_of(around.acknowledgement).subjects):
            yield f"{path}.subjects[{number}]", replace(around, subject=one)


def _invoice_recipients(whole: Around) -> Places:
    for path, around in _subjects(whole):
        for number, one in enumerate(_of(around.subject).recipients):
            yield f"{path}.recipients[{number}]", replace(around, invoice_recipient=one)


def _details(whole: Around) -> Places:
    for path, around in _subjects(whole):
        for number, one in enumerate(_of(around.subject).details):
            yield f"{path}.details[{number}]", replace(around, detail=one)


def _characteristics(whole: Around) -> Places:
    for path, around in _details(whole):
        for number, one in enumerate(_of(around.detail).characteristics):
            yield f"{path}.characteristics[{number}]", replace(around, characteristic=one)


def _of(value: Any) -> Any:
    """The value, which this scope always has."""
    assert value is not None
    return value


SCOPES: dict[str, Callable[[Around], Places]] = {
    "message": _message,
    "recipient": _recipients,
    "acknowledgement": _acknowledgements,
    "subject": _subjects,
    "invoice_recipient": _invoice_recipients,
    "detail": _details,
    "characteristic": _characteristics,
}
