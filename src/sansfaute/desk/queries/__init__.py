"""What the desk shows, read through the rooms' own queries."""

from sansfaute.desk.queries.books import Books, books_for
from sansfaute.desk.queries.checking import Examined, File, attachment_of, conversion_of, examined
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
    "Examined",
    "Facet",
    "File",
    "InvoiceFilter",
    "Page",
    "Stake",
    "Step",
    "Today",
    "attachment_of",
    "books_for",
    "conversion_of",
    "evidence_lines",
    "examined",
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
