"""Everything that intake writes: files as they arrive, their rows, and what is set aside."""

from sansfaute.intake.actions.acceptance import (
    ImportRefused,
    accept_import,
    drop_import,
    mark_import_undone,
    undecided_file,
)
from sansfaute.intake.actions.bundles import Received, receive_files
from sansfaute.intake.actions.files import FileRefused, receive_file, recognise_file
from sansfaute.intake.actions.parsing import parse_rows
from sansfaute.intake.actions.readings import choose_reading
from sansfaute.intake.actions.rows import set_aside_rows, use_rows_again

__all__ = [
    "FileRefused",
    "ImportRefused",
    "Received",
    "accept_import",
    "choose_reading",
    "drop_import",
    "mark_import_undone",
    "parse_rows",
    "receive_file",
    "receive_files",
    "recognise_file",
    "set_aside_rows",
    "undecided_file",
    "use_rows_again",
]
