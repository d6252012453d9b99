"""What a rule finds in a record, and a record once read."""

from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """What a quality rule says of one field; `fix` is a proposed value, never applied by itself."""

    field: str
    rule: str
    level: Level
    value: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A buyer or an item as cleaned: the model's fields by name, and what was found."""

    fields: dict[str, Any]
    findings: tuple[RecordFinding, ...]
