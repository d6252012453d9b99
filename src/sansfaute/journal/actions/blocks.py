"""Seal facts in blocks: each holds the hash of the one before, so a changed fact is found."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from sansfaute.journal import queries, rules
from sansfaute.journal.models import Block, BlockedFact
from sansfaute.lib import ids
from sansfaute.lib.bulk import copy_in

_LARGEST = 5000
_LOOK_BACK = timedelta(hours=1)  # longer than any transaction that appends facts lasts
_LOCK = 7_261_001  # one sealer at a time; any number will do as long as nobody else uses it


def seal_facts(*, at: datetime) -> int:
    """Seal every fact that has no block yet; gives back how many were sealed.

    Facts still being written by others get into a later block: facts are appended without a lock, so
    one may appear behind those sealed already. They are looked at again from an hour before the
    newest sealed one, and all of them at the first sealing of a day: what is read grows with the
    new facts, not with all there ever were.
    """
    sealed, after = 0, _start(at)
    while window := queries.fact_ids_after(after, _LARGEST):
        sealed += _seal_one_block(window, at)
        after = window[-1]
    return sealed


def _start(at: datetime) -> UUID | None:
    """Behind which fact to look; None: look at all."""
    newest, block = queries.newest_sealed(), queries.last_block()
    if newest is None or block is None or block.sealed_at.date() != at.date():
        return None
    return ids.earlier(newest, _LOOK_BACK)


@transaction.atomic
def _seal_one_block(fact_ids: Sequence[UUID], at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    facts = queries.facts_without_block(fact_ids)
    if not facts:
        return 0
    last = queries.last_block()
    number, previous = (last.number + 1, last.block_hash) if last else (1, rules.FIRST)
    hashes = [queries.hash_of(fact) for fact in facts]
    whole = rules.facts_hash(hashes)
    block = Block.objects.create(
        number=number,
        fact_count=len(facts),
        facts_hash=whole,
        previous_hash=previous,
        block_hash=rules.block_hash(number, previous, whole),
        sealed_at=at,
    )
    entries = [
        BlockedFact(block=block, fact=fact, position=position, fact_hash=hashed)
        for position, (fact, hashed) in enumerate(zip(facts, hashes, strict=True))
    ]
    copy_in(entries)
    return len(facts)
