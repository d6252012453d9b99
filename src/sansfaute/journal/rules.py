"""What a fact's hash covers, and what a block's hash covers. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

FIRST = hashlib.sha256(b"sansfaute journal").hexdigest()
"""What the first block holds in place of a previous hash."""


def fact_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of a fact: its columns as texts and its data, in canonical JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def block_hash(number: int, previous_hash: str, facts_hash: str) -> str:
    """SHA-256 that ties a block to the one before."""
    return hashlib.sha256(f"{number}:{previous_hash}:{facts_hash}".encode()).hexdigest()


def facts_hash(hashes: Sequence[str]) -> str:
    """SHA-256 over the hashes of a block's facts, in order."""
    return hashlib.sha256("".join(hashes).encode()).hexdigest()
