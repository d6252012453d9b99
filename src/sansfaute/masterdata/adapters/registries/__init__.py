"""The public registries, as this installation is set up to ask them."""

from pathlib import Path
from typing import Protocol

from django.conf import settings

from sansfaute.masterdata.adapters.registries.asking import Asked, Pace
from sansfaute.masterdata.adapters.registries.directory import Directory
from sansfaute.masterdata.adapters.registries.sirene import Sirene
from sansfaute.masterdata.adapters.registries.vies import Vies

__all__ = ["Asked", "Registry", "registries"]


class Registry(Protocol):
    """Something that answers about an identifier and never raises for a service that fails."""

    name: str

    def ask(self, identifier: str) -> Asked: ...


_PACES = {"sirene": Pace(2), "vies": Pace(1), "directory": Pace(1)}
"""Seconds between questions: INSEE allows 30 a minute; the two others publish no figure (unconfirmed)."""


def registries(requester: str) -> dict[str, Registry]:
    """The registries by name; `requester` is the VAT number of the seller who asks."""
    return {
        "sirene": Sirene(settings.SIRENE_URL, _secret(settings.SIRENE_KEY_FILE), _PACES["sirene"]),
        "vies": Vies(settings.VIES_URL, requester, _PACES["vies"]),
        "directory": Directory(settings.DIRECTORY_URL, _secret(settings.DIRECTORY_TOKEN_FILE), _PACES["directory"]),
    }


def _secret(path: str) -> str:
    """A key kept in a file of its own; "" when there is none."""
    file = Path(path) if path else None
    return file.read_text("utf-8").strip() if file and file.is_file() else ""
