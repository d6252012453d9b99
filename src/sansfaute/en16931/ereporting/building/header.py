"""The head of a transmission."""

from datetime import datetime

from sansfaute.en16931.ereporting.model import Declarant, Header, Moment, Platform
from sansfaute.en16931.values import Identifier


def transmission_header(
    *,
    identifier: str,
    issued_at: datetime,
    platform: str,
    platform_name: str,
    siren: str,
    declarant_name: str,
    buys: bool = False,
    corrects: bool = False,
    name: str | None = None,
) -> Header:
    """The head of a first transmission (IN), or of one that replaces all that was sent for its period (RE).

    `platform` is its four-character number; `siren` that of the declarant, as seller or, with
    `buys`, as buyer. `issued_at` is written without time zone, as the format asks.
    """
    return Header(
        identifier=identifier,
        name=name,
        issued_at=Moment.of(issued_at),
        type_code="RE" if corrects else "IN",
        sender=Platform(identifier=Identifier(platform, "0238"), name=platform_name, role_code="WK"),
        declarant=Declarant(
            identifier=Identifier(siren, "0002"), name=declarant_name, role_code="BY" if buys else "SE"
        ),
    )
