"""The e-mail backend for Django: EMAIL_BACKEND = "sansfaute.delivery.adapters.mail_folder.EmailBackend"."""

import os
import re
from collections.abc import Sequence
from email.message import Message
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_UNSAFE = re.compile(r"[^A-Za-z0-9.+_-]+")
_LONGEST = 120


class EmailBackend(BaseEmailBackend):
    """Writes each message into `MAIL_FOLDER`; what `close` has returned from survives a power cut."""

    exactly_once = True

    def __init__(self, folder: Path | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(folder or settings.MAIL_FOLDER)
        self._written = False

    def open(self) -> bool:
        """Make the folder if it is not there; raises OSError when it cannot be made."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message that is not there yet; how many are there now."""
        self.open()
        for one in email_messages:
            self._write(one)
        return len(email_messages)

    def close(self) -> None:
        """Force the folder's list of names to the disk."""
        if self._written:
            _force(self.folder)
            self._written = False

    def _write(self, one: EmailMessage) -> None:
        message = one.message()
        path = self.folder / filename_of(str(message["Message-ID"]))
        if path.exists():
            return
        temporary = path.with_name(f".{uuid4().hex}.new")
        try:
            temporary.write_bytes(_bytes(message))
            _force(temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        self._written = True


def filename_of(message_id: str) -> str:
    """The file of a message: safe letters of the identifier's local part, or a hash of a strange one."""
    local = message_id.strip().strip("<>").partition("@")[0]
    safe = _UNSAFE.sub("-", local).strip(".-")
    known = safe == local and 0 < len(safe) <= _LONGEST
    return f"{safe if known else sha256(message_id.encode()).hexdigest()}.eml"


def _bytes(message: Message) -> bytes:
    """The message with boundaries that depend on it alone: written twice, it is the same file."""
    seed = sha256(str(message["Message-ID"]).encode()).hexdigest()[:24]
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{seed}_{number}")
    return message.as_bytes(unixfrom=False)


def _force(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
