"""What every registry adapter shares: one answer, the pace at which a service may be asked, failures told."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sansfaute.lib.http import Answer, Unreachable
from sansfaute.masterdata.rules.registries import Outcome


@dataclass(frozen=True, slots=True)
class Asked:
    """The outcome of one question: what was told in our words, the raw bytes as proof, why when unavailable."""

    outcome: Outcome
    answer: dict[str, str] = field(default_factory=dict)
    raw: bytes = b""
    proof_reference: str = ""
    detail: str = ""
    retry_after: int | None = None  # seconds


class Pace:
    """Keeps at least `seconds` between two questions of this process to one service."""

    def __init__(
        self,
        seconds: int,
        *,
        now: Callable[[], Any] = time.monotonic,
        sleep: Callable[[Any], None] = time.sleep,
    ) -> None:
        self.seconds, self.now, self.sleep = seconds, now, sleep
        self._last: Any = None

    def wait(self) -> None:
        """Return when the next question may be asked."""
        if self._last is not None and (left := self._last + self.seconds - self.now()) > 0:
            self.sleep(left)
        self._last = self.now()


def unavailable(why: str, answer: Answer | None = None) -> Asked:
    """The service did not answer the question: that proves nothing about the buyer."""
    raw = answer.content if answer else b""
    return Asked("unavailable", detail=why[:500], raw=raw, retry_after=answer.retry_after if answer else None)


def put(question: Callable[[], Answer], read: Callable[[Answer, Any], Asked]) -> Asked:
    """Ask, and read an answer of JSON; whatever goes wrong is "unavailable" with its reason."""
    try:
        answer = question()
    except Unreachable as failure:
        return unavailable(str(failure))
    if answer.status == 429 or answer.status >= 500:
        return unavailable(f"HTTP {answer.status}", answer)
    if answer.status in (401, 403):
        return unavailable(f"HTTP {answer.status}: the key or the rights of this installation are refused", answer)
    try:
        content = json.loads(answer.content or b"null")
        return read(answer, content)
    except (ValueError, TypeError, AttributeError, KeyError) as failure:
        return unavailable(f"HTTP {answer.status}, unreadable answer ({type(failure).__name__})", answer)
