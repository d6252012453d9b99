"""What the public portal cannot take yet, and until when. Source: F10 limits; DSE; A7 G6.14, G6.15."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A temporary limit, in force until the end of the day `until`.

    Only months are announced: the days are the last of them, the portal may lift a limit before.
    """

    name: str
    until: date
    fr: str
    en: str
    source: str
    confirmed: bool = True


LIMITS = (
    Limit(
        name="short-numbers",
        until=date(2026, 12, 31),
        fr="Les numéros de facture de plus de 20 caractères sont remplacés par T et les 19 derniers.",
        en="Invoice numbers beyond 20 characters are replaced by T and their last 19.",
        source="Z12-012 MAP-01; F10 limits",
        confirmed=False,
    ),
    Limit(
        name="two-character-due-codes",
        until=date(2027, 6, 30),
        fr="TT-80 n'est lu que sur deux caractères : 3, 5 et 432 ne passent pas.",
        en="TT-80 is read with two characters only: 3, 5 and 432 do not pass.",
        source="F10 limits",
        confirmed=False,
    ),
    Limit(
        name="start-profile",
        until=date(2027, 8, 31),
        fr="Profil de démarrage : ni lignes, ni adresse de livraison.",
        en="Start profile: no lines, no delivery address.",
        source="DSE; A7 G6.14, G6.15; Z12-012 MAP-13",
    ),
)
"""The limits known on 24 November 2026; hand others over where these have changed."""


def limited(name: str, day: date, limits: Iterable[Limit] = LIMITS) -> bool:
    """Whether a limit is in force on that day; one that is not listed is not."""
    return any(one.name == name and day <= one.until for one in limits)


def is_detailed(day: date, limits: Iterable[Limit] = LIMITS) -> bool:
    """Whether lines and delivery addresses are reported on that day (target profile)."""
    return not limited("start-profile", day, limits)
