"""What the house checks look at, and what they say: a case, and the holds on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.masterdata.rules import PaymentTerms


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason to hold a draft: the rule, the figures that show it, the role that owns it."""

    rule: str
    evidence: dict[str, Any]
    owner_role: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What an invoice shows that later ones are compared with.

    `near`: hash of the buyer's lines without their day of delivery. `vat`: the categories with their
    rates, "S 20.00". `items`: the category and rate of each item sold, by its code or name.
    """

    near: str
    vat: tuple[str, ...]
    items: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"near": self.near, "vat": list(self.vat), "items": dict(self.items)}


NOTHING_SEEN = Seen("", (), {})


@dataclass(frozen=True, slots=True)
class Past:
    """One issued invoice of the buyer: its day, its total with VAT, what it showed; "" and () when not kept."""

    issue_date: date
    currency_code: str
    total_with_vat: Decimal
    seen: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Another draft or invoice of the same buyer with the same lines at the same price."""

    draft_id: str
    issue_date: date
    named: str  # its number, or what tells it


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A draft and what is known about it when it is judged."""

    buyer_kind: str  # business, public, consumer or "" when unknown
    buyer_name: str
    buyer_country_code: str
    buyer_city: str
    buyer_line_1: str
    siren: str
    record_errors: Sequence[Mapping[str, str]]  # master data findings: field, rule, value, fix
    issue_date: date
    payment_due_date: date | None
    payment_terms: PaymentTerms | None
    purchase_order_reference: str
    total_with_vat: Decimal
    clauses: Mapping[str, Any]
    treatments: Sequence[Mapping[str, Any]]
    norm_errors: Sequence[Mapping[str, Any]] = field(default=())  # native findings of level error
    buyer_code: str = ""
    currency_code: str = "EUR"
    revision: int = 0  # how often the draft was edited by hand
    type_code: str = "380"
    corrects: str = ""  # the number of the invoice that it corrects
    seen: Seen = NOTHING_SEEN
    past: Sequence[Past] = field(default=())  # last issued invoices of the buyer, latest first
    lookalikes: Sequence[Lookalike] = field(default=())
    blocks: Sequence[Mapping[str, str]] = field(default=())  # kind, why, by, since (ISO)
    bank_changes: Sequence[Mapping[str, str]] = field(default=())  # party ("seller", "buyer"), code, since, until
    agreed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # accepted terms, by rule
    named: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # BT-153 and BT-154 of confidential lines
    sources: Sequence[Mapping[str, str]] = field(default=())  # where the work comes from: kind, code

    @property
    def is_ordinary(self) -> bool:
        """An invoice of something sold, not a document that corrects another."""
        return not self.corrects and self.type_code in ("380", "386", "389", "393", "501")
