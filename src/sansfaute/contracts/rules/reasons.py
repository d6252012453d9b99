"""Why a row of contracts, usage or orders could not be used: a code, whose sentence `intake` knows."""

from collections.abc import Mapping
from typing import Any

WAITING = ("unknown_buyer", "unknown_item", "unknown_contract")
"""Reasons that end by themselves, when the missing record arrives."""


class RowUnusable(Exception):
    """A row cannot become an agreement; `code` is one of intake's reasons, `details` fill its sentence."""

    def __init__(self, reason: str, /, **details: Any) -> None:
        super().__init__(reason)
        self.code = reason
        self.details = details


Sentences = Mapping[str, Mapping[str, str]]
"""By code, then by language ("fr", "en"): a sentence with the places of its details in braces."""


class TermsRefused(Exception):
    """Terms (a price, a rhythm, a clause) that cannot be used as written.

    `code` in snake case never changes its meaning; `details` are texts that fill the places of
    `sentence`, which says in French ("fr") and English ("en") what is wrong, where, and how to mend it.
    `raise TermsRefused("gap_between_tiers", SENTENCES["gap_between_tiers"], tier="2")`.
    """

    def __init__(self, code: str, sentence: Mapping[str, str], /, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details: dict[str, str] = {name: str(value) for name, value in details.items()}
        self._sentence = sentence

    @property
    def fr(self) -> str:
        """The sentence in French."""
        return self._said("fr")

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self._said("en")

    def _said(self, language: str) -> str:
        said = self._sentence[language].format_map(self.details)
        return said[:1].upper() + said[1:]

    def __str__(self) -> str:
        return self.en
