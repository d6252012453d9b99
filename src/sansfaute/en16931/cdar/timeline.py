"""The statuses of one invoice in their order: messages come late, twice, or the last one first."""

from collections.abc import Iterable
from datetime import datetime

from sansfaute.en16931.cdar.model import Message

_BEGINNING = datetime.min  # noqa: DTZ901 - the standard writes no zone


def in_order(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Each message once, by the instant of its status (MDT-78), then by that of its creation (MDT-8).

    Of several with the same identifier and sender, the first given is kept. One without a readable
    instant comes first. Source: Z12-014 2.x.
    """
    once: dict[tuple[str, str], Message] = {}
    for message in messages:
        once.setdefault(message.key, message)
    return tuple(sorted(once.values(), key=_instants))


def _instants(message: Message) -> tuple[datetime, datetime]:
    given = [one.given_at.instant() for one in message.acknowledgements]
    first = min((one for one in given if one is not None), default=_BEGINNING)
    return first, message.issued_at.instant() or _BEGINNING
