"""The price revision of works: the coefficient of each progress statement, by the index clause of its line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts import rules
from sansfaute.contracts.models import ContractLine, Situation
from sansfaute.contracts.queries.line_book import index_values
from sansfaute.contracts.rules.exact import written
from sansfaute.contracts.rules.indexation import Revision, revisions
from sansfaute.contracts.rules.situations import Situation as Stated

NO_REVISION = Decimal(1)


def coefficients(line: ContractLine, rows: Sequence[Situation], known_on: date) -> list[Decimal]:
    """The coefficient of each of these statements: what it was billed with, else that of its last day.

    1 without a clause. Raises TermsRefused while a value of its index is not published: it waits.
    """
    if "indexation" not in line.details:
        return [NO_REVISION for _ in rows]
    clause = rules.read_indexation(line.details["indexation"], line.contract.start_date)
    values = index_values(line.seller_id)
    found = list[Decimal]()
    for row in rows:
        if row.billable is not None:
            found.append(Decimal(row.billable.basis.get("coefficient", "1")))
        else:
            found.append(revisions(clause, NO_REVISION, row.until, values, known_on)[-1].coefficient)
    return found


def revision_of(line: ContractLine, day: date, known_on: date) -> Revision:
    """The revision in force on a day, with the values that made it."""
    clause = rules.read_indexation(line.details["indexation"], line.contract.start_date)
    return revisions(clause, NO_REVISION, day, index_values(line.seller_id), known_on)[-1]


def revised_amounts(found: Stated) -> list[tuple[tuple[str, Decimal], str, Decimal]]:
    """What the coefficient adds to a statement: VAT category and rate, a work item of that rate, the amount."""
    moved: dict[tuple[str, Decimal], tuple[str, Decimal]] = {}
    for row in found.rows:
        if row.amount:
            key = row.vat_category_code, row.vat_rate
            code, amount = moved.get(key, (row.code, Decimal(0)))
            moved[key] = code, amount + row.amount
    return [
        (one.key, moved[one.key][0], one.taxable_amount - moved[one.key][1])
        for one in found.rates
        if one.key in moved and one.taxable_amount != moved[one.key][1]
    ]


def revision_basis(line: ContractLine, found: Stated, known_on: date) -> dict[str, Any]:
    """What a line of revision tells of itself."""
    revision = revision_of(line, found.day, known_on)
    used = [one.to_dict() for one in revision.used]
    return {
        "situation": found.number,
        "price_revision": {"coefficient": str(found.coefficient), "used": used},
        "name": f"Révision des prix de la situation n° {found.number} : coefficient {written(found.coefficient, 'fr')}",
    }
