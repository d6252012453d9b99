"""Everything that intake writes: files as they arrive, their rows, and what is set aside."""

from sansfaute.intake.actions.files import FileRefused, parse_rows, receive_file, recognise_file
from sansfaute.intake.actions.rows import set_aside_rows, use_rows_again

__all__ = ["FileRefused", "parse_rows", "receive_file", "recognise_file", "set_aside_rows", "use_rows_again"]
