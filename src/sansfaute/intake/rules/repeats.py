"""The same thing said twice in one file: word for word, or in two different ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sansfaute.intake.rules.kinds import IDENTITY, identity_of


@dataclass(slots=True)
class _First:
    row_id: UUID
    row_number: int
    content: bytes
    contradicted: bool = False


class Repeats:
    """Remembers the first row of each identity; some 200 bytes a row, whatever its content."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._first: dict[bytes, _First] = {}
        self.contradictions: list[tuple[UUID, UUID]] = []

    def see(self, row_id: UUID, row_number: int, values: dict[str, str]) -> tuple[str, dict[str, Any]] | None:
        """Why this row repeats an earlier one, if it does.

        A pair that differs is also kept in `contradictions` (first row, this row): neither can be
        trusted, so the first one must be set aside as well.
        """
        identity = identity_of(self.kind, values)
        content = _digest([f"{name}={value}" for name, value in sorted(values.items())])
        first = self._first.setdefault(_digest(identity), _First(row_id, row_number, content))
        if first.row_id == row_id:
            return None
        shown = {"first_row": first.row_number, "identity": shown_identity(self.kind, values)}
        if first.content == content and not first.contradicted:
            return "duplicate_row", shown
        first.contradicted = True
        self.contradictions.append((first.row_id, row_id))
        return "conflicting_row", {**shown, "other_row": row_number}


def shown_identity(kind: str, values: Mapping[str, str]) -> str:
    """The identity as a person would name it."""
    return " ".join(filter(None, (values.get(name, "") for name in IDENTITY[kind])))


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> str:
    """What differs between two rows: "quantity: 2 ≠ 3; …"."""
    names = [name for name in first if first[name] != second.get(name, "")]
    return "; ".join(f"{name}: {first[name] or '∅'} ≠ {second.get(name) or '∅'}" for name in names)


def _digest(parts: list[str] | tuple[str, ...]) -> bytes:
    return blake2b("\x1f".join(parts).encode(), digest_size=16).digest()
