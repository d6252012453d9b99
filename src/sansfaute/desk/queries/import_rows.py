"""The rows of an import: how the file reads, with its evidence, and the verdict of each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from sansfaute.desk.queries.imports import left_out
from sansfaute.intake import queries as intake
from sansfaute.intake import rules as intake_rules
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books
    from sansfaute.intake.models import SourceFile
    from sansfaute.masterdata.models import RowVerdict

PAGE_LENGTH = 50
REJECTS_AT_ONCE = 1000
OUTCOMES = ("new", "changed", "same", "rejected")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was recognised, and why."""

    name: str
    value: str
    why: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """A finding or a reason: its level, what is wrong, how to mend it, the value proposed."""

    level: str
    what: str
    mend: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of a known record: its word, ours, the file's, and why it may not count at once."""

    word: str
    before: str
    after: str
    note: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One row with its verdict, in words."""

    verdict: RowVerdict
    name: str
    is_left_out: bool
    differences: list[FieldDifference]
    sayings: list[Saying]
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Page:
    """Some verdicts, and the row numbers where the pages around them begin."""

    rows: list[Judged]
    before: int | None
    after: int | None


def evidence(file: SourceFile, language: str) -> list[Evidence]:
    """What was recognised of a file: encoding, separator, header row, styles of numbers and dates."""
    known = file.recognised
    found = [Evidence(name, _value(said, language), _why(said, language)) for name, said in _told(known)]
    for field, said in (known.get("values") or {}).items():
        why = _in(said.get("evidence"), language)
        word = intake_rules.field_word(field, language)
        found.append(
            Evidence("style", f"{word} : {why}" if language == "fr" else f"{word}: {why}", "", said["example"])
        )
    return found


def _told(known: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in (
        "format",
        "syntax",
        "sheet",
        "encoding",
        "separator",
        "quotes",
        "kind",
        "header_row",
        "remembered",
        "key",
    ):
        if known.get(name) not in (None, "", {}):
            yield name, known[name]
    if known.get("row_count"):
        yield "row_count", known["row_count"]


def _value(said: Any, language: str) -> str:
    if not isinstance(said, dict):
        return str(said)
    return _in(said.get("name"), language) or str(said.get("value", ""))


def _why(said: Any, language: str) -> str:
    return _in(said.get("evidence"), language) if isinstance(said, dict) else ""


def _in(sentences: Any, language: str) -> str:
    if isinstance(sentences, dict):
        return str(sentences.get(language) or sentences.get("en") or "")
    return str(sentences or "")


def first_rows(file: SourceFile, language: str, count: int = 5) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The first rows as they read: words of the fields, then each row's number and values."""
    rows = list(intake.rows_of(file.pk)[:count])
    if not rows:
        return [], []
    fields = [one for one in intake_rules.fields_of(rows[0].kind) if any(row.values.get(one) for row in rows)]
    words = [intake_rules.field_word(one, language) for one in fields]
    return words, [(row.row_number, [str(row.values.get(one, "")) for one in fields]) for row in rows]


def selection(books: Books, file: SourceFile, outcome: str = "", words: str = "") -> QuerySet[RowVerdict]:
    """The verdicts of an import: of one outcome ("errors": usable rows with errors; "left": left out), of one code."""
    rows = masterdata.verdicts(file.pk).filter(seller_id=books.seller.pk)
    if outcome in OUTCOMES:
        rows = rows.filter(outcome=outcome)
    elif outcome == "errors":
        rows = rows.filter(has_errors=True).exclude(outcome="rejected")
    elif outcome == "left":
        rows = rows.filter(source_row_id__in=left_out(books, file.pk).order_by().values("pk"))
    if words:
        number = int(words) if words.isascii() and words.isdecimal() and len(words) < 10 else None
        rows = rows.filter(Q(code__icontains=words) | Q(row_number=number) if number else Q(code__icontains=words))
    return rows


def page(rows: QuerySet[RowVerdict], language: str, after: int | None = None, before: int | None = None) -> Page:
    """The rows that follow a row number, or those that precede one; the last page costs what the first does."""
    if before is not None:
        near = list(rows.filter(row_number__lt=before).order_by("-row_number")[: PAGE_LENGTH + 1])
        shown = near[:PAGE_LENGTH][::-1]
        return Page(_judged(shown, language), shown[0].row_number if len(near) > PAGE_LENGTH else None, _last(shown))
    near = list((rows if after is None else rows.filter(row_number__gt=after))[: PAGE_LENGTH + 1])
    shown = near[:PAGE_LENGTH]
    first = shown[0].row_number if shown and after is not None else None
    return Page(_judged(shown, language), first, _last(shown) if len(near) > PAGE_LENGTH else None)


def _last(rows: list[RowVerdict]) -> int | None:
    return rows[-1].row_number if rows else None


def _judged(verdicts: list[RowVerdict], language: str) -> list[Judged]:
    ids = [one.source_row_id for one in verdicts]
    rows = {row.pk: row for row in intake.rows_shown(ids)}
    own = masterdata.own_sentences(found["rule"] for verdict in verdicts for found in verdict.findings)
    return [_one(verdict, rows.get(verdict.source_row_id), language, own) for verdict in verdicts]


def _one(verdict: RowVerdict, row: Any, language: str, own: rules.OwnSentences) -> Judged:
    aside = getattr(row, "set_aside", None) if row is not None else None
    sayings = [_saying(one, language, own) for one in verdict.findings]
    left = aside is not None and aside.reason_code == "left_out"
    if aside is not None and not left and not sayings:
        what, mend = intake_rules.reason_parts(aside.reason_code, aside.details, language)
        sayings = [Saying("error", what, mend)]
    values = row.values if row is not None else {}
    return Judged(
        verdict=verdict,
        name=str(values.get("name") or values.get("buyer_code") or values.get("contract_number") or ""),
        is_left_out=left,
        differences=[_difference(one, language) for one in verdict.differences],
        sayings=sayings,
        cells=[str(cell) for cell in row.original] if row is not None and verdict.outcome == "rejected" else [],
    )


def _difference(said: Mapping[str, str], language: str) -> FieldDifference:
    return FieldDifference(
        intake_rules.field_word(said["field"], language), said["before"], said["after"], said["note"]
    )


def _saying(said: Mapping[str, str], language: str, own: rules.OwnSentences) -> Saying:
    """A finding of masterdata's rules, or a reason of intake's that another room gave."""
    rule, value = said["rule"], said["value"]
    if rule in rules.FINDINGS or rule in own:
        what, mend = rules.finding_sentence(rule, language, value, own), rules.fix_sentence(rule, language)
    else:
        named = {"field": said["field"], "value": value, "code": value, "identity": value, "seller": value}
        what, mend = intake_rules.reason_parts(rule, named, language)
    return Saying(said["level"], what, mend, said["fix"])


def rejects(file: SourceFile, language: str) -> Iterator[list[str]]:
    """The rows set aside, to be corrected and dropped again; one that was left out tells its errors too."""
    rows = intake.reject_rows(file.pk, language)
    header = next(rows)
    yield header
    number, why = len(header) - 3, len(header) - 2
    while chunk := list(islice(rows, REJECTS_AT_ONCE)):
        errors = _errors(file, [int(row[number]) for row in chunk], language)
        for row in chunk:
            yield [*row[:why], " ".join((row[why], *errors.get(int(row[number]), ()))), *row[why + 1 :]]


def _errors(file: SourceFile, row_numbers: list[int], language: str) -> dict[int, list[str]]:
    """What is wrong in those of these rows that could be taken nevertheless, by row number."""
    found = masterdata.verdicts(file.pk).filter(row_number__in=row_numbers, has_errors=True)
    rows = list(found.exclude(outcome="rejected"))
    own = masterdata.own_sentences(one["rule"] for row in rows for one in row.findings)
    told: dict[int, list[str]] = {}
    for row in rows:
        sayings = [_saying(one, language, own) for one in row.findings if one["level"] == "error"]
        told.setdefault(row.row_number, []).extend(f"{one.what} {one.mend}" for one in sayings)
    return told


def place(text: str) -> int | None:
    """A row number as links carry it; None when it is not one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
