"""Why a row of contracts, usage or orders could not be used: a code, whose sentence `intake` knows."""

from typing import Any

WAITING = ("unknown_buyer", "unknown_item", "unknown_contract")
"""Reasons that end by themselves, when the missing record arrives."""


class RowUnusable(Exception):
    """A row cannot become an agreement; `code` is one of intake's reasons, `details` fill its sentence."""

    def __init__(self, reason: str, /, **details: Any) -> None:
        super().__init__(reason)
        self.code = reason
        self.details = details
