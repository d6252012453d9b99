"""What stands beside a record: what others wait for, records that resemble it, the next code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sansfaute.contracts import queries as contracts
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books

_NUMBERED = re.compile(r"(.*?)(\d+)")
ALIKE_SHOWN = 5
SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Related:
    """What else there is about one record."""

    bank_changes: list[Any]
    differences: list[Any]
    expected: Decimal | None  # EUR without VAT, in the next period
    contracts: int
    orders: int
    corrections: list[Any]
    score: Any  # the last QualityScore of a buyer, or None


def related(books: Books, record_type: str, row: Any) -> Related:
    """Changes that wait, registries that differ, what is billed on this record."""
    seller_id = books.seller.pk
    open_ones = list(masterdata.open_corrections(seller_id).filter(record_id=row.pk))
    if record_type == "item":
        return Related([], [], None, 0, 0, open_ones, None)
    return Related(
        list(masterdata.waiting_bank_changes(seller_id, [row.pk])),
        list(masterdata.differences_of([row.pk])),
        masterdata.expected_billing([row.pk]).get(row.pk),
        contracts.contracts(seller_id).filter(buyer_id=row.pk).count(),
        contracts.order_lines(seller_id).filter(buyer_id=row.pk).values("order_number").distinct().count(),
        open_ones,
        masterdata.score_of_buyer(row.pk),
    )


def similar(books: Books, record_type: str, values: Mapping[str, str]) -> list[Any]:
    """Records that these values may be a second time, likeliest first, then those whose name begins so."""
    name = values.get("name", "").strip()
    rows = masterdata.current_records(books.seller.pk, record_type)
    begun = list(rows.filter(name__istartswith=name)[:ALIKE_SHOWN]) if len(name) >= SHORTEST_NAME else []
    if record_type == "item":
        return begun
    typed = {name: text for name, text in values.items() if name in rules.FIELDS["buyer"]}
    found = masterdata.similar_buyers(books.seller.pk, exclude=None, limit=ALIKE_SHOWN, **typed)
    likely = [one.buyer for one in found]
    known = {one.pk for one in likely}
    return [*likely, *(one for one in begun if one.pk not in known)][:ALIKE_SHOWN]


def proposed_code(books: Books, record_type: str) -> str:
    """The code after the last one of the most usual form: C00698 after C00697; C0001 or A0001 for the first."""
    latest = masterdata.current_records(books.seller.pk, record_type).order_by("-pk")
    codes = list(latest.values_list("code", flat=True)[:200])
    forms = Counter((found[1], len(found[2])) for code in codes if (found := _NUMBERED.fullmatch(code)))
    if not forms:
        return "A0001" if record_type == "item" else "C0001"
    (prefix, width), _ = forms.most_common(1)[0]
    pattern = rf"^{re.escape(prefix)}[0-9]{{{width}}}$"
    model = latest.model._default_manager.filter(seller_id=books.seller.pk, code__regex=pattern)
    last = model.order_by("-code").values_list("code", flat=True).first() or codes[0]
    return f"{prefix}{int(last[len(prefix) :]) + 1:0{width}d}"
