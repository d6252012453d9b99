"""Questions to the outside world over HTTP: bounded in time and size, never from inside a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

MOST_BYTES = 2_000_000
SECONDS = 15


class Unreachable(Exception):
    """Nobody answered, or not in a way that can be read; says why in one line."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the bytes, and after how many seconds one may ask again (if told)."""

    status: int
    content: bytes
    retry_after: int | None = None


def ask(
    method: str, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None, seconds: int = SECONDS
) -> Answer:
    """Send one request and give its answer, whatever its status; redirections are not followed.

    Raises Unreachable: no connection, no answer within `seconds`, an answer of more than MOST_BYTES.
    """
    try:
        with (
            httpx.Client(timeout=seconds, follow_redirects=False) as client,
            client.stream(method, url, headers=dict(headers or {}), json=json) as response,
        ):
            return Answer(response.status_code, _content(response), _retry_after(response))
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as failure:
        raise Unreachable(f"{type(failure).__name__}: {failure}"[:300]) from failure


def _content(response: httpx.Response) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > MOST_BYTES:
            raise Unreachable(f"the answer is larger than {MOST_BYTES} bytes")
    return bytes(content)


def _retry_after(response: httpx.Response) -> int | None:
    said = response.headers.get("Retry-After", "")
    return int(said) if said.isascii() and said.isdigit() else None
