"""Changes of a contract line: what may change, from which day, recorded when, and read exactly.

A change holds from its `effective` day until the next one of its matter; `end` is the exception: its
day is the last one of the contract, included. When it was recorded is an instant in universal time
("2026-01-31T09:30:00Z"), compared as text and never turned into a day.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast, get_args

from sansfaute.contracts.rules import term_words as words
from sansfaute.contracts.rules.periods import DAY
from sansfaute.contracts.rules.rhythms import Rhythm, read_rhythm
from sansfaute.contracts.rules.term_words import refusal
from sansfaute.lib.text import plain

Kind = Literal["quantity", "price", "item", "pause", "resume", "trial", "end", "reopen", "rhythm"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|\+00:00)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract line sells. `unit_price` is without VAT, in the contract's currency.

    `price` is a price structure as JSON holds it (tiers, packages…), empty when there is none;
    `rhythm` is None when it is kept elsewhere and never changes.
    """

    quantity: Decimal
    unit_price: Decimal | None
    item_code: str
    in_advance: bool = True
    rhythm: Rhythm | None = None
    price: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it: decimals as text."""
        return {
            "quantity": plain(self.quantity),
            "unit_price": None if self.unit_price is None else plain(self.unit_price),
            "item_code": self.item_code,
            "in_advance": self.in_advance,
            "rhythm": None if self.rhythm is None else self.rhythm.to_dict(),
            "price": dict(self.price),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Terms":
        """The terms of `to_dict`; raises TermsRefused as `read_terms` does."""
        return read_terms(values)


def read_terms(values: Mapping[str, Any]) -> Terms:
    """Terms from texts.

    Raises TermsRefused: value_missing, unreadable_quantity, unreadable_price, unreadable_truth, and
    those of `read_rhythm`.
    """
    return Terms(
        quantity=words.quantity(values),
        unit_price=words.optional_price(values),
        item_code=words.text(values, "item_code"),
        in_advance=words.truth(values, "in_advance"),
        rhythm=read_rhythm(values["rhythm"]) if values.get("rhythm") else None,
        price=dict(values.get("price") or {}),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One change, as it was recorded. `values` by kind:

    quantity: `quantity`; price: `unit_price`, or `price` (JSON of a price structure); item: `item_code`,
    and `unit_price` where the new item has its own; trial: `until`, its last free day, empty to end
    it; rhythm: the texts of `Rhythm.to_dict`, and `in_advance` where it changes; others: nothing.
    """

    change_id: str
    effective: date
    kind: Kind
    values: Mapping[str, str] = field(hash=False)
    recorded_at: str
    why: str = ""
    author: str = ""

    @property
    def holds_from(self) -> date:
        """The first day that the change touches: the day after the last one for an end."""
        return self.effective + DAY if self.kind == "end" else self.effective

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "change_id": self.change_id,
            "effective": self.effective.isoformat(),
            "kind": self.kind,
            "values": dict(self.values),
            "recorded_at": self.recorded_at,
            "why": self.why,
            "author": self.author,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Change":
        """The change of `to_dict`; raises TermsRefused as `read_change` does."""
        return read_change(values)


def read_change(values: Mapping[str, Any]) -> Change:
    """A change from texts, its own values included.

    Raises TermsRefused: value_missing, unreadable_day, day_out_of_range, unknown_word, instant_not_utc,
    unreadable_quantity, unreadable_price, unreadable_price_structure, unreadable_truth,
    trial_until_before_start, and those of `read_rhythm`.
    """
    change = Change(
        change_id=words.text(values, "change_id"),
        effective=words.required_day(values, "effective"),
        kind=cast(Kind, words.word(values, "kind", KINDS)),
        values={str(name): str(value) for name, value in (values.get("values") or {}).items()},
        recorded_at=words.text(values, "recorded_at"),
        why=words.text(values, "why", required=False),
        author=words.text(values, "author", required=False),
    )
    instant_key(change.recorded_at)
    read_values(change)
    return change


def instant_key(instant: str, field: str = "recorded_at") -> tuple[str, str, str]:
    """What orders instants; a fraction of a second counts. Raises TermsRefused: instant_not_utc."""
    found = _INSTANT.fullmatch(instant)
    if found is None:
        raise refusal("instant_not_utc", field, value=instant)
    return found[1], found[2] or "00", (found[3] or "").ljust(9, "0")


def recorded_order(change: Change) -> tuple[tuple[str, str, str], str]:
    """Changes in the order in which they were recorded; those of one instant by identifier."""
    return instant_key(change.recorded_at), change.change_id


def known_changes(changes: Iterable[Change], known_at: str | None = None) -> list[Change]:
    """The changes recorded until an instant, in the order in which they take hold.

    Of two of the same kind for the same day only the last recorded stands.
    """
    limit = None if known_at is None else instant_key(known_at, "known_at")
    standing: dict[tuple[date, Kind], Change] = {}
    for change in sorted(changes, key=recorded_order):
        if limit is None or instant_key(change.recorded_at) <= limit:
            standing[change.holds_from, change.kind] = change
    return sorted(standing.values(), key=lambda change: (change.holds_from, recorded_order(change)))


def read_values(change: Change) -> dict[str, Any]:
    """What a change says: fields of Terms with their new values, or `until` of a trial (a day or None).

    Raises TermsRefused as `read_change` does.
    """
    values = change.values
    if change.kind == "quantity":
        return {"quantity": words.quantity(values)}
    if change.kind == "price":
        return _new_price(values)
    if change.kind == "item":
        price = words.optional_price(values)
        own_price = {} if price is None else {"unit_price": price, "price": {}}
        return {"item_code": words.text(values, "item_code"), **own_price}
    if change.kind == "rhythm":
        advance = {"in_advance": words.truth(values, "in_advance")} if values.get("in_advance") else {}
        return {"rhythm": read_rhythm(values), **advance}
    return {"until": _trial_until(change)} if change.kind == "trial" else {}


def _new_price(values: Mapping[str, str]) -> dict[str, Any]:
    if values.get("price"):
        return {"unit_price": words.optional_price(values), "price": _price_structure(values["price"])}
    words.text(values, "unit_price")
    return {"unit_price": words.optional_price(values), "price": {}}


def _price_structure(given: str) -> dict[str, Any]:
    try:
        read = json.loads(given)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise refusal("unreadable_price_structure", "price", value=given)
    return read


def _trial_until(change: Change) -> date | None:
    until = words.optional_day(change.values, "until")
    if until is not None and until < change.effective:
        raise refusal("trial_until_before_start", effective=change.effective, until=until)
    return until
