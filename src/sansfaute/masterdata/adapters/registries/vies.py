"""VIES: whether a VAT number of another member state is in service, with the consultation number as proof."""

from typing import Any

from sansfaute.lib.http import Answer, ask
from sansfaute.masterdata.adapters.registries.asking import Asked, Pace, put, unavailable
from sansfaute.masterdata.rules.registries import read_vies


class Vies:
    """Asks about a VAT number with its country prefix; `requester` is the seller's own number."""

    name = "vies"

    def __init__(self, url: str, requester: str, pace: Pace) -> None:
        self.url, self.requester, self.pace = url.rstrip("/"), requester, pace

    def ask(self, identifier: str) -> Asked:
        """What VIES says of this number; a member state that does not answer is "unavailable", never valid."""
        question = {"countryCode": identifier[:2], "vatNumber": identifier[2:]}
        if self.requester:
            question |= {
                "requesterMemberStateCode": self.requester[:2],
                "requesterNumber": self.requester[2:],
            }
        self.pace.wait()
        return put(lambda: ask("POST", f"{self.url}/check-vat-number", json=question), _read)


def _read(answer: Answer, content: Any) -> Asked:
    """VIES answers 200 to failures too: only a plain `valid` is an answer."""
    troubles = [one.get("error", "") for one in content.get("errorWrappers") or []]
    said = troubles or [one for one in (content.get("userError"),) if one not in (None, "", "VALID", "INVALID")]
    if said or answer.status != 200:
        return unavailable(", ".join(map(str, said)) or f"HTTP {answer.status}", answer)
    told = read_vies(content)
    if "is_valid" not in told:
        return unavailable("an answer that says neither valid nor invalid", answer)
    proof = str(content.get("requestIdentifier") or "")
    return Asked("found" if told["is_valid"] == "yes" else "absent", told, answer.content, proof)
