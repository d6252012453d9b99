"""What intake knows and decides, without touching anything."""

from sansfaute.intake.rules.choices import ENCODINGS, Choices, ChoiceUnknown, read_choices
from sansfaute.intake.rules.headers import Header, signature
from sansfaute.intake.rules.keys import KEYS, KeyPreview, preview_keys
from sansfaute.intake.rules.kinds import KINDS, fields_of, identity_of
from sansfaute.intake.rules.proposals import (
    NOTHING_PROPOSED,
    ColumnProposal,
    MappingProposal,
    header_row_of,
    proposal_of,
    propose,
)
from sansfaute.intake.rules.reading import INVOICES, Reading, ReadRow, choose_table, recognise, signatures
from sansfaute.intake.rules.reasons import Unreadable, field_word, reason_parts, reason_sentence
from sansfaute.intake.rules.rejects import mark_of, own_columns, reject_headers
from sansfaute.intake.rules.repeats import Repeats, differences, shown_identity
from sansfaute.intake.rules.rows import RowReader, storable
from sansfaute.intake.rules.tables import NESTED, Cell, Table, cell_text

__all__ = [
    "ENCODINGS",
    "INVOICES",
    "KEYS",
    "KINDS",
    "NESTED",
    "NOTHING_PROPOSED",
    "Cell",
    "ChoiceUnknown",
    "Choices",
    "ColumnProposal",
    "Header",
    "KeyPreview",
    "MappingProposal",
    "ReadRow",
    "Reading",
    "Repeats",
    "RowReader",
    "Table",
    "Unreadable",
    "cell_text",
    "choose_table",
    "differences",
    "field_word",
    "fields_of",
    "header_row_of",
    "identity_of",
    "mark_of",
    "own_columns",
    "preview_keys",
    "proposal_of",
    "propose",
    "read_choices",
    "reason_parts",
    "reason_sentence",
    "recognise",
    "reject_headers",
    "shown_identity",
    "signature",
    "signatures",
    "storable",
]
