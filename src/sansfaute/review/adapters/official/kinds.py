"""Which documents need the same packs: guessed at their beginning, to send each to a worker that has them already.

Nothing is judged by it: a wrong guess costs memory or time, never a verdict.
"""

import re

from sansfaute.en16931.profiles import profile_named
from sansfaute.en16931.syntaxes import Recognised
from sansfaute.review.adapters.official.packs import packs_for

_BEGINNING = 64 * 1024
_PROFILE = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(CustomizationID|GuidelineSpecifiedDocumentContextParameter)(?:\s[^<>]{0,300})?>"
    rb"(?:\s{0,99}<(?:[\w.-]{1,40}:)?ID(?:\s[^<>]{0,300})?>)?([^<]{0,300})<"
)
_SYNTAXES = {b"CustomizationID": "ubl", b"GuidelineSpecifiedDocumentContextParameter": "cii"}


def kind_of(document: bytes) -> str:
    """Syntax and profile (`cii extended`); empty where nothing tells them, or no pack judges them."""
    found = _PROFILE.search(document[:_BEGINNING])
    if found is None:
        return ""
    recognised = Recognised(_SYNTAXES[found[1]], profile_named(found[2].decode("utf-8", "replace").strip()))
    return f"{recognised.syntax} {recognised.profile}" if packs_for(recognised) is not None else ""
