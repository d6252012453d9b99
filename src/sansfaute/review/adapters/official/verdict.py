"""A verdict has three outcomes: passed, failed, not run; and it names the packs that judged."""

import json
from dataclasses import asdict, dataclass
from typing import Literal

from sansfaute.en16931.values import Finding

Outcome = Literal["passed", "failed", "not_run"]


@dataclass(frozen=True, slots=True)
class OfficialVerdict:
    """What the official packs said of one document.

    `packs` are the packs that really ran, with package version, file and digest. "passed" means that
    all of them ran. `why` says which did not, and why; a document may have failed all the same.
    `unchecked` names the known official rules that no stylesheet for such a document states.
    """

    verdict: Outcome
    packs: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    why: str = ""
    unchecked: tuple[str, ...] = ()


def not_run(why: str) -> OfficialVerdict:
    """Nobody judged, for this reason."""
    return OfficialVerdict("not_run", why=why)


def encode(verdict: OfficialVerdict) -> bytes:
    """The verdict as it travels from a worker."""
    return json.dumps(asdict(verdict)).encode()


def decode(frame: bytes) -> OfficialVerdict:
    """The verdict that `encode` made; raises ValueError, KeyError or TypeError for anything else."""
    data = json.loads(frame)
    findings = tuple(Finding(**one) for one in data["findings"])
    return OfficialVerdict(data["verdict"], tuple(data["packs"]), findings, data["why"], tuple(data["unchecked"]))
