"""What intake knows and decides, without touching anything."""

from sansfaute.intake.rules.headers import Header
from sansfaute.intake.rules.kinds import KINDS, identity_of
from sansfaute.intake.rules.reading import Reading, recognise
from sansfaute.intake.rules.reasons import Unreadable, reason_parts, reason_sentence
from sansfaute.intake.rules.repeats import Repeats, differences, shown_identity
from sansfaute.intake.rules.rows import RowReader, storable
from sansfaute.intake.rules.tables import Cell, Table, cell_text

__all__ = [
    "KINDS",
    "Cell",
    "Header",
    "Reading",
    "Repeats",
    "RowReader",
    "Table",
    "Unreadable",
    "cell_text",
    "differences",
    "identity_of",
    "reason_parts",
    "reason_sentence",
    "recognise",
    "shown_identity",
    "storable",
]
