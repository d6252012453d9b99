"""The company registry: API Sirene 3.11 of INSEE, 30 questions a minute for a free key."""

from typing import Any

from sansfaute.lib.http import Answer, ask
from sansfaute.masterdata.adapters.registries.asking import Asked, Pace, put, unavailable
from sansfaute.masterdata.rules.registries import read_sirene


class Sirene:
    """Asks about a SIREN (9 figures) or a SIRET (14)."""

    name = "sirene"

    def __init__(self, url: str, key: str, pace: Pace) -> None:
        self.url, self.key, self.pace = url.rstrip("/"), key, pace

    def ask(self, identifier: str) -> Asked:
        """What the registry says of this number; a key that is not set is "unavailable"."""
        if not self.key:
            return unavailable("no key is set (SANSFAUTE_SIRENE_KEY_FILE)")
        kind = "siret" if len(identifier) == 14 else "siren"
        headers = {"X-INSEE-Api-Key-Integration": self.key, "Accept": "application/json"}
        self.pace.wait()
        return put(lambda: ask("GET", f"{self.url}/{kind}/{identifier}", headers=headers), _read)


def _read(answer: Answer, content: Any) -> Asked:
    if answer.status == 404 and content["header"]["statut"] == 404:
        return Asked("absent", raw=answer.content)
    if answer.status != 200:
        return unavailable(f"HTTP {answer.status}", answer)
    told = read_sirene(content)
    return Asked("found", told, answer.content) if told.get("siren") else unavailable("an answer about nobody", answer)
