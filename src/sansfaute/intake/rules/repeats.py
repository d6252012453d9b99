"""The same thing said twice in one file: word for word, or in two different ways."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from sansfaute.intake.rules.kinds import IDENTITY, identity_of

_CONTENT_BITS = 64


class Repeats:
    """Remembers the first row of each identity; some 120 bytes a row, whatever its content."""

    def __init__(self) -> None:
        # Digest of the identity -> number of its first row, then the digest of what that row says.
        self._first: dict[int, int] = {}
        self._contradicted: set[int] = set()
        self.contradictions: list[tuple[int, int]] = []

    def see(self, kind: str, row_number: int, values: Mapping[str, str]) -> tuple[str, dict[str, Any]] | None:
        """Why this row repeats an earlier one, if it does.

        A pair that differs is also kept in `contradictions` (number of the first row, of this row): neither
        can be trusted, so the first one must be set aside as well.
        """
        identity = _digest([kind, *identity_of(kind, dict(values))])
        content = _digest(f"{name}={value}" for name, value in sorted(values.items()))
        first = self._first.setdefault(identity, row_number << _CONTENT_BITS | content)
        first_row, first_content = first >> _CONTENT_BITS, first & (1 << _CONTENT_BITS) - 1
        if first_row == row_number:
            return None
        shown = {"first_row": first_row, "identity": shown_identity(kind, values)}
        if first_content == content and identity not in self._contradicted:
            return "duplicate_row", shown
        self._contradicted.add(identity)
        self.contradictions.append((first_row, row_number))
        return "conflicting_row", {**shown, "other_row": row_number}


def shown_identity(kind: str, values: Mapping[str, str]) -> str:
    """The identity as a person would name it."""
    return " ".join(filter(None, (values.get(name, "") for name in IDENTITY[kind])))


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> str:
    """What differs between two rows: "quantity: 2 ≠ 3; …"."""
    names = [name for name in first if first[name] != second.get(name, "")]
    return "; ".join(f"{name}: {first[name] or '∅'} ≠ {second.get(name) or '∅'}" for name in names)


def _digest(parts: Iterable[str]) -> int:
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=_CONTENT_BITS // 8).digest(), "big")
