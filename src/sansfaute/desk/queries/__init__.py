"""What the desk shows, read through the rooms' own queries."""

from sansfaute.desk.queries.books import Books, books_for
from sansfaute.desk.queries.evidence import evidence_lines, rule_sentences
from sansfaute.desk.queries.invoices import (
    PAGE_LENGTH,
    CurrencyTotal,
    InvoiceFilter,
    Page,
    listed,
    page,
    place,
    selection,
    states,
    totals,
)
from sansfaute.desk.queries.rows import Facet, file_facets, reason_facets, rows_set_aside
from sansfaute.desk.queries.timeline import Step, steps
from sansfaute.desk.queries.today import Stake, Today, open_exceptions, stakes, today

__all__ = [
    "PAGE_LENGTH",
    "Books",
    "CurrencyTotal",
    "Facet",
    "InvoiceFilter",
    "Page",
    "Stake",
    "Step",
    "Today",
    "books_for",
    "evidence_lines",
    "file_facets",
    "listed",
    "open_exceptions",
    "page",
    "place",
    "reason_facets",
    "rows_set_aside",
    "rule_sentences",
    "selection",
    "stakes",
    "states",
    "steps",
    "today",
    "totals",
]
