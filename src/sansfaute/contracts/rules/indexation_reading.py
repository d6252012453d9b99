"""An indexation clause as a form, a file or JSON gives it, read or refused; what the law says of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts.rules.clause_records import SENTENCES, read, refusal
from sansfaute.contracts.rules.index_series import SERIES, LegalNote, index_period, legal_note, series_code
from sansfaute.contracts.rules.indexation import IndexationClause, IndexValue, Revision
from sansfaute.contracts.rules.months import month_count

_PERIODICITIES = {"": 0, "month": 1, "quarter": 3}


def read_index_value(values: Mapping[str, Any]) -> IndexValue:
    """A published value; its series is written as its code.

    Raises TermsRefused as `read` does, also unreadable_index_period, index_periodicity.
    """
    found = read(IndexValue, values)
    series = series_code(found.series)
    _refuse_periodicity(series, found.period)
    return replace(found, series=series, period=str(index_period(found.period)))


def read_indexation(values: Mapping[str, Any], signed_on: date) -> IndexationClause:
    """The clause of `to_dict`, or of a form, for a contract signed that day.

    Raises TermsRefused as `read` does, also no_index, index_named_twice, index_without_base,
    weights_not_one, unreadable_index_period, index_periodicity, index_forbidden, floor_above_cap,
    cap_below_start.
    """
    clause = read(IndexationClause, values)
    clause = replace(
        clause,
        weights=tuple((weight, series_code(series)) for weight, series in clause.weights),
        base_periods=tuple((series_code(series), period) for series, period in clause.base_periods),
    )
    _refuse_formula(clause)
    for series, period in clause.base_periods:
        _refuse_periodicity(series, period)
        _refuse_forbidden(series, signed_on)
    _refuse_bounds(clause)
    return clause


def _refuse_formula(clause: IndexationClause) -> None:
    series = [name for _, name in clause.weights]
    if not series:
        raise refusal("no_index")
    bases = [name for name, _ in clause.base_periods]
    if len({*series}) < len(series) or len({*bases}) < len(bases):
        raise refusal("index_named_twice", series=", ".join(series))
    if {*series} != {*bases}:
        raise refusal("index_without_base", series=", ".join(sorted({*series} ^ {*bases})))
    total = clause.fixed_share + sum((weight for weight, _ in clause.weights), Decimal(0))
    if total != 1 or any(weight == 0 for weight, _ in clause.weights):
        raise refusal("weights_not_one", total=total)


def _refuse_periodicity(series: str, period: str) -> None:
    months = index_period(period).months
    known = _PERIODICITIES[SERIES[series].periodicity] if series in SERIES else 0
    if known and months != known:
        raise refusal("index_periodicity", series=series, period=period, known=SENTENCES["words"][f"every_{known}"])


def _refuse_forbidden(series: str, signed_on: date) -> None:
    note = legal_note(series, signed_on)
    if note is not None and note.standing == "forbidden":
        raise refusal("index_forbidden", series=series, note={"fr": note.fr, "en": note.en}, source=note.source)


def _refuse_bounds(clause: IndexationClause) -> None:
    for low, high in ((clause.floor, clause.cap), (clause.floor_overall, clause.cap_overall)):
        if low is not None and high is not None and low > high:
            raise refusal("floor_above_cap", floor=low, cap=high)
    if (clause.cap_overall or 0) < 0 or (clause.floor_overall or 0) > 0:
        raise refusal("cap_below_start")
    if clause.never_down and (clause.cap or 0) < 0:
        raise refusal("cap_below_start")


def legal_remarks(clause: IndexationClause, day: date) -> tuple[LegalNote, ...]:
    """What the law says on that day of the series of the clause and of its shape."""
    notes = [note for _, series in clause.weights if (note := legal_note(series, day)) is not None]
    return (*notes, *_shape_notes(clause, day))


def _shape_notes(clause: IndexationClause, day: date) -> Iterator[LegalNote]:
    if clause.never_down:
        yield from _in_force(("never_down",), day)


def variation_remarks(clause: IndexationClause, revision: Revision, day: date) -> tuple[LegalNote, ...]:
    """C. mon. fin. L112-1: the index must not be measured over more months than since the clause began.

    Only a clause that counts from the contract's start (`on_anniversary`) says when that was.
    """
    if revision.since is None or not clause.on_anniversary:
        return ()
    elapsed = month_count(revision.since) - month_count(clause.revision_from)
    longest = max(
        index_period(one.current.period).end_month - index_period(one.base.period).end_month for one in revision.used
    )
    return tuple(_in_force(("variation_too_long",), day)) if longest > elapsed else ()


def _in_force(names: Iterable[str], day: date) -> Iterator[LegalNote]:
    for name in names:
        note = LegalNote(**SENTENCES["notes"][name])
        if note.since <= day:
            yield note
