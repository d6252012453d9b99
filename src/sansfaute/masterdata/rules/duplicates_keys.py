"""Which records are worth comparing: those that share a key. A key that too many share tells nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sansfaute.masterdata.rules.duplicates_features import Features
from sansfaute.masterdata.rules.duplicates_words import ROLE_MAILBOXES, STREET_TYPES

MOST_SHARING = 40
"""Records that share one key, at most, for it to be worth comparing them all."""

_SOUNDS = (
    (r"ph", "f"), (r"qu|ck|k|c(?![eiyh])|q", "k"), (r"c(?=[eiy])", "s"), (r"eau|au", "o"), (r"ai|ei|e(?:t|z)$", "e"),
    (r"y", "i"), (r"h", ""), (r"z", "s"), (r"w", "v"), (r"n(?=[bpm])", "m"), (r"(.)\1+", r"\1"), (r"[estxd]+$", ""),
)  # fmt: skip


@lru_cache(maxsize=100_000)
def sound_of(word: str) -> str:
    """How a word sounds, about: "Lefèvre", "Lefebvre" and "Lefevre" start alike; figures stay."""
    sound = word
    for pattern, instead in _SOUNDS:
        sound = re.sub(pattern, instead, sound)
    return sound or word


def keys_of(one: Features) -> Iterator[str]:
    """Every key of a record; two records that are one share at least one of them, whatever single thing is wrong."""
    yield from (f"s{siren}" for siren in one.sirens)
    for mark, value in (("v", one.foreign), ("p", one.phone), ("i", one.iban), ("m", one.email)):
        if value:
            yield mark + value
    box, _, domain = one.email.partition("@")
    if len(box) > 5 and box not in ROLE_MAILBOXES:
        yield f"b{box}"
    if one.domain:
        yield f"d{domain}"
    yield from _keys_of_name(one)
    yield from _keys_of_address(one)


def _keys_of_name(one: Features) -> Iterator[str]:
    if not one.words:
        return
    yield f"n{one.name}"
    sounds = sorted({sound_of(word) for word in one.words})
    yield "f" + "".join(sorted("".join(re.sub(r"[aeiou]", "", sound) for sound in sounds)))
    place = one.department or one.country
    for sound in sounds:
        if len(sound) > 1:
            yield f"t{sound}|{place}"
            yield f"c{sound}|{one.post_code or one.city}"
    for first, second in pairwise(sounds):
        yield f"q{first[:3]}{second[:3]}|{place}"


def _keys_of_address(one: Features) -> Iterator[str]:
    telling = [word for word in one.street if word not in STREET_TYPES]
    if not telling:
        return
    longest = max(telling, key=len)
    for place in {one.post_code, one.city} - {""}:
        yield f"a{one.number}|{longest}|{place}"
        yield f"w{one.number}|{telling[0][:3]}|{place}|{one.words[0][:2] if one.words else ''}"


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many records of the file hold each value; a value that many share proves little."""

    name: Counter[str]
    phone: Counter[str]
    email: Counter[str]
    iban: Counter[str]


def frequencies(features: Iterable[Features]) -> Frequencies:
    """Count the values of a file."""
    counted = Frequencies(Counter(), Counter(), Counter(), Counter())
    for one in features:
        counted.name[one.name] += 1
        counted.phone[one.phone] += 1
        counted.email[one.email] += 1
        counted.iban[one.iban] += 1
    return counted
