"""What makes two documents the same: the work they are made of, and all that they say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_DATED = ("invoice_number", "issue_date", "payment_due_date")
"""What numbering and the day of issue decide; the terms that give the due date stay in the text of BT-20."""

CREDITS = frozenset({"261", "262", "296", "308", "381", "396", "420", "458", "503", "532"})
"""Type codes of documents that take back, and whose positive amounts count against the seller (UNTDID 1001)."""


def document_key(source_keys: Iterable[str]) -> str:
    """SHA-256 of the source keys that a document is made of, sorted by code point, one a line."""
    return hashlib.sha256("\n".join(sorted(source_keys)).encode()).hexdigest()


def content_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of all that a document says, but for its number, its date and its due date.

    `document` is the EN 16931 model as JSON. BT-83 repeats the number and is left out with it.
    """
    said = {name: value for name, value in document.items() if name not in _DATED}
    if payment := said.get("payment_instructions"):
        said["payment_instructions"] = {
            name: value for name, value in payment.items() if name != "remittance_information"
        }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sign(type_code: str) -> int:
    """1 for what bills, -1 for what takes back."""
    return -1 if type_code in CREDITS else 1


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person compares of a document: amounts in its currency, lines, work by kind."""

    total_without_vat: Decimal
    total_vat: Decimal
    total_with_vat: Decimal
    line_count: int
    amounts: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """As JSON evidence holds it."""
        return {
            "total_without_vat": str(self.total_without_vat),
            "total_vat": str(self.total_vat),
            "total_with_vat": str(self.total_with_vat),
            "lines": self.line_count,
            "amounts": {kind: str(amount) for kind, amount in sorted(self.amounts.items())},
        }


def change_evidence(before: Shown | None, after: Shown) -> dict[str, Any]:
    """What changed between the simulated document and this one; `before` None: the simulation had none of it."""
    was, now = before.to_dict() if before else {}, after.to_dict()
    differing = [name for name in now if name in was and was[name] != now[name]]
    return {
        "before": was,
        "after": now,
        "differs": differing if before else [],
        "before_total": was.get("total_with_vat", "0.00"),
        "after_total": now["total_with_vat"],
        "before_lines": was.get("lines", 0),
        "after_lines": now["lines"],
        "was_simulated": before is not None,
    }


@dataclass(frozen=True, slots=True)
class Variance:
    """Two amounts without VAT of one currency: last period, and what is simulated now."""

    before: Decimal
    now: Decimal

    @property
    def difference(self) -> Decimal:
        """What is billed more (positive) or less."""
        return self.now - self.before

    @property
    def percentage(self) -> Decimal | None:
        """The difference in percent of last period, to one decimal; None when nothing was billed then."""
        if not self.before:
            return None
        return (self.difference * 100 / abs(self.before)).quantize(Decimal("0.1"))
