"""An upload that is too large is let go piece by piece, whatever stands in it."""

import io

from django.core.handlers.wsgi import WSGIRequest

from sansfaute.lib.uploads import LARGEST

_HEAD = b'--x\r\nContent-Disposition: form-data; name="files"; filename="line.csv"\r\n\r\n'


class _Endless(io.RawIOBase):
    """A body of one line; counts what is asked for at once, and never has a line to give."""

    def __init__(self, length: int) -> None:
        self.left, self.most = length, 0
        self.head = io.BytesIO(_HEAD)

    def read(self, size: int = -1) -> bytes:
        self.most = max(self.most, size if size >= 0 else self.left)
        piece = self.head.read(size) or b"x" * min(size, self.left)
        self.left -= len(piece)
        return piece

    def readline(self, size: int | None = -1) -> bytes:  # type: ignore[override]  # as a stream is asked
        raise AssertionError("a line of gigabytes was asked for")


def test_a_line_of_gigabytes_is_never_held() -> None:
    length = 2 * LARGEST
    body = _Endless(length)
    request = WSGIRequest({
        "REQUEST_METHOD": "POST", "CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(length),
        "wsgi.input": body, "PATH_INFO": "/", "SERVER_NAME": "testserver", "SERVER_PORT": "80",
    })  # fmt: skip
    assert not request.FILES
    assert body.left <= 0
    assert body.most <= 1 << 20
