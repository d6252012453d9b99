"""How a revised price came about: formula, published values and their source, rounding, bounds."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from sansfaute.contracts.rules.clause_records import SENTENCES, step
from sansfaute.contracts.rules.indexation import (
    IndexationClause,
    IndexValue,
    Revision,
    UsedValue,
    provisional_difference,
    revised_price,
)
from sansfaute.lib.derivations import Derivation


def derivation(
    clause: IndexationClause,
    base_price: Decimal,
    day: date,
    values: Sequence[IndexValue],
    known_on: date | None = None,
) -> Derivation:
    """The explanation of `revised_price`; raises TermsRefused as it does."""
    revision = revised_price(clause, base_price, day, values, known_on)
    if revision.since is None:
        return step("indexed_price", revision.price, sentence="not_revised_yet", day=day)
    return step(
        "indexed_price",
        revision.price,
        parts=(*_coefficient(clause, revision), *_provisional(revision)),
        base=base_price,
        coefficient=revision.coefficient,
        since=revision.since,
        places=clause.price_decimals,
    )


def difference_derivation(
    clause: IndexationClause, base_price: Decimal, day: date, values: Sequence[IndexValue], known_on: date
) -> Derivation | None:
    """What a provisional price is corrected by for each unit, once values are definitive; None when it stays."""
    found = provisional_difference(clause, base_price, day, values, known_on)
    if found is None:
        return None
    before, after = found
    parts = (derivation(clause, base_price, day, values, known_on), derivation(clause, base_price, day, values))
    return step("price_difference", after.price - before.price, parts=parts, before=before.price, after=after.price)


def _coefficient(clause: IndexationClause, revision: Revision) -> Iterator[Derivation]:
    terms = tuple(_term(one) for one in revision.used)
    fixed = step("fixed_share", clause.fixed_share)
    yield step("computed_coefficient", revision.computed, parts=(fixed, *terms), places=clause.coefficient_decimals)
    if revision.limited_by:
        yield step(
            "bounded_coefficient",
            revision.coefficient,
            computed=revision.computed,
            previous=revision.previous_coefficient,
            limit=SENTENCES["words"][revision.limited_by],
        )


def _term(used: UsedValue) -> Derivation:
    parts = tuple(
        step(
            "index_value",
            one.value,
            source=one.source,
            series=one.series,
            period=one.period,
            published=one.published_on,
            state=SENTENCES["words"]["provisional" if one.provisional else "definitive"],
        )
        for one in (used.current, used.base)
    )
    share = used.share
    return step(
        "index_term",
        f"{share.numerator}/{share.denominator}",
        parts=parts,
        weight=used.weight,
        current=used.current.value,
        base=used.base.value,
        series=used.base.series,
    )


def _provisional(revision: Revision) -> Iterator[Derivation]:
    if revision.provisional:
        yield step("provisional_price", revision.price)
