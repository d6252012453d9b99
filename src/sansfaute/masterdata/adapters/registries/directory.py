"""The e-invoicing directory, as an accredited platform shows it (XP Z12-013, directory service 1.3.0)."""

from typing import Any

from sansfaute.lib.http import Answer, ask
from sansfaute.masterdata.adapters.registries.asking import Asked, Pace, put, unavailable
from sansfaute.masterdata.rules.registries import read_directory


class Directory:
    """Asks for the lines of a SIREN; without an address of a platform it is "unavailable"."""

    name = "directory"

    def __init__(self, url: str, token: str, pace: Pace) -> None:
        self.url, self.token, self.pace = url.rstrip("/"), token, pace

    def ask(self, identifier: str) -> Asked:
        """The addresses published for this SIREN."""
        if not self.url:
            return unavailable("no platform is set (SANSFAUTE_DIRECTORY_URL)")
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        question = {
            "filters": {"siren": {"op": "strict", "value": identifier}},
            "include": ["siren"],
            "limit": 100,
        }
        self.pace.wait()
        return put(
            lambda: ask("POST", f"{self.url}/v1/directory-line/search", headers=headers, json=question),
            lambda answer, content: _read(answer, content, identifier),
        )


def _read(answer: Answer, content: Any, siren: str) -> Asked:
    if answer.status not in (200, 206):
        return unavailable(f"HTTP {answer.status}", answer)
    told = read_directory(content, siren)
    return Asked("found" if told.get("siren") else "absent", told, answer.content)
