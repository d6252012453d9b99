"""How each registry has answered so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sansfaute.masterdata import queries

if TYPE_CHECKING:
    from datetime import datetime

    from sansfaute.masterdata.models import Seller

REGISTRY_WORDS = {
    "sirene": _("Company register (Sirene)"),
    "vies": _("VAT numbers (VIES)"),
    "directory": _("E-invoicing directory"),
}


@dataclass(frozen=True, slots=True)
class Service:
    """One registry: whether this installation is set up for it, and its answers by outcome."""

    name: str
    word: str
    is_set_up: bool
    found: int
    absent: int
    unavailable: int
    last_asked_at: datetime | None


def services(seller: Seller) -> list[Service]:
    """The three registries and their answers for this seller."""
    outcomes, last = queries.registry_outcomes(seller.pk), queries.registries_last_asked(seller.pk)
    set_up = {
        "sirene": bool(settings.SIRENE_KEY_FILE),
        "vies": bool(settings.VIES_URL),
        "directory": bool(settings.DIRECTORY_URL),
    }
    return [
        Service(
            name,
            str(word),
            set_up[name],
            outcomes.get((name, "found"), 0),
            outcomes.get((name, "absent"), 0),
            outcomes.get((name, "unavailable"), 0),
            last.get(name),
        )
        for name, word in REGISTRY_WORDS.items()
    ]
