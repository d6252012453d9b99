"""Length-prefixed frames on pipes, with a deadline on the side that must not wait for ever."""

import os
import select
import struct
import time
from typing import BinaryIO

_LENGTH = struct.Struct(">I")
_CHUNK = 1 << 20
MAX_FRAME = 256 * 1024 * 1024
"""Largest frame believed, in bytes: more means that the other side writes rubbish."""


class FrameBroken(Exception):
    """The other side is gone, late, or writes what is not a frame."""


class FrameLate(FrameBroken):
    """The deadline passed; the other side may still be at work."""


def write_frame(stream: BinaryIO, content: bytes) -> None:
    """One frame, at once; for the worker, which may wait."""
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame, or None when the other side has closed; for the worker, which may wait."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    return content if len(content) == length else None


def send(descriptor: int, content: bytes, deadline: float) -> None:
    """One frame to a non-blocking descriptor; raises FrameLate after `deadline` (monotonic seconds)."""
    view = memoryview(_LENGTH.pack(len(content)) + content)
    while view:
        _wait(descriptor, select.POLLOUT, deadline)
        try:
            view = view[os.write(descriptor, view[:_CHUNK]) :]
        except BlockingIOError:
            continue
        except OSError as problem:
            raise FrameBroken("the worker died") from problem


def receive(descriptor: int, deadline: float) -> bytes:
    """The next frame of a non-blocking descriptor; raises FrameLate after `deadline`."""
    (length,) = _LENGTH.unpack(_exactly(descriptor, _LENGTH.size, deadline))
    if length > MAX_FRAME:
        raise FrameBroken("the worker wrote rubbish")
    return _exactly(descriptor, length, deadline)


def _exactly(descriptor: int, length: int, deadline: float) -> bytes:
    content = bytearray()
    while len(content) < length:
        _wait(descriptor, select.POLLIN, deadline)
        try:
            part = os.read(descriptor, min(length - len(content), _CHUNK))
        except BlockingIOError:
            continue
        if not part:
            raise FrameBroken("the worker died")
        content += part
    return bytes(content)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(descriptor, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise FrameLate("the worker took too long")
