"""How much a browser may send: a file above the limit is not written to the disk of the server."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

LARGEST = 100 * 1024 * 1024
"""Largest file received, in bytes (100 MB: what a French platform takes, BR-FR-19)."""
_PIECE = 64 * 1024
_ENVELOPE = 1024 * 1024  # the other fields of the form and the marks between them


class LimitedUpload(FileUploadHandler):
    """Stands first among the handlers: beyond the limit the rest of the request is read and let go."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, *_: Any, **__: Any) -> None:  # noqa: N803  # Django's name
        """Remember how much is announced, and where it comes from, before anything is read."""
        self.announced, self.stream = content_length, input_data

    def new_file(self, *arguments: Any, **named: Any) -> None:
        """Refuse a file whose request is too large, at its first byte.

        The rest is read here, piece by piece: Django would read it line by line, and hold a line of gigabytes.
        """
        super().new_file(*arguments, **named)
        if is_too_large(self.announced):
            while self.stream.read(_PIECE):
                pass
            raise StopUpload(connection_reset=True)  # so that nobody reads on

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Leave the content to the handlers that follow."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing is kept here."""


def is_too_large(announced: int | str) -> bool:
    """Whether a request of this length, in bytes, is more than a file of the limit in its form."""
    return int(announced or 0) > LARGEST + _ENVELOPE
