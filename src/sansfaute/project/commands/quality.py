"""quality: what the rules say of master data, and how right they are where the truth is known."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, Seller, app, lines, out, progress, say_json
from sansfaute.project.commands.run import refuse_missing
from sansfaute.project.installation import installation

if TYPE_CHECKING:
    from sansfaute.masterdata.rules import Comparison, IssueScore, RecordFinding, Score

_LEVELS = ("all", "error", "warning")
_TYPES = {"buyers": "buyer", "items": "item"}
_SHOWN = 12  # codes of a list that people read
_NO_RECORD = frozenset(
    ("total_line", "ruling_line", "footer_line", "header_repeated", "not_corrected", "duplicate_row", "left_out",
     "already_recorded", "other_seller")
)  # fmt: skip
"""Reasons of rows that are no record of their own, or one that another row tells: nothing is lost with them."""


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A row that became no record: nobody can be invoiced by it, so it counts as an error."""

    record_type: str
    code: str
    rule: str  # the reason
    details: Mapping[str, Any]
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of each record, by type and code, and how the whole scores."""

    findings: dict[tuple[str, str], tuple[RecordFinding, ...]]
    score: dict[str, Any]
    counts: dict[str, int]  # records read, by type
    aside: tuple[AsideRow, ...] = ()


@app.command()
def quality(
    files: Annotated[list[Path] | None, typer.Argument(help="Files to judge without keeping them.")] = None,
    seller: Seller = "",
    level: Annotated[str, typer.Option(help="What to tell: all, error or warning.")] = "all",
    language: Annotated[str, typer.Option(help="Language of the sentences: fr or en.")] = "fr",
    truth: Annotated[Path | None, typer.Option(help="A file of known errors: customer_code, issues.")] = None,
    as_json: Json = False,
) -> None:
    """What the quality rules say of every buyer and item, with proposals and the score; nothing is written."""
    _refuse_options(level, language, files or [], truth)
    known = _truth_in(truth) if truth else None
    judged = _in_files(files) if files else _in_base(seller)
    compared = _compared(judged, known) if known else None
    if as_json:
        say_json(_as_json(judged, level, language, compared))
        return
    _show(judged, level, language)
    if compared:
        _show_comparison(compared)


def _refuse_options(level: str, language: str, files: list[Path], truth: Path | None) -> None:
    if level not in _LEVELS:
        raise Trouble(f"There is no level {level!r}.", f"Choose --level {', '.join(_LEVELS[:-1])} or {_LEVELS[-1]}.")
    if language not in ("fr", "en"):
        raise Trouble(f"Sentences are not written in {language!r}.", "Choose --language fr or --language en.")
    for path in (*files, *((truth,) if truth else ())):
        refuse_missing(path)


def _in_files(files: list[Path]) -> Judged:
    """Read and judge the buyers and items of files; no database is needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sansfaute.project.settings")
    import django  # settings are named by now

    django.setup()
    from sansfaute.masterdata import rules

    today = clock.now().date()
    found: dict[tuple[str, str], tuple[RecordFinding, ...]] = {}
    counts, aside = {"buyer": 0, "item": 0}, list[AsideRow]()
    with progress() as bar:
        task = bar.add_task("Records judged", total=None)
        for record_type, values in _rows(files, aside):
            read = rules.read_buyer(values) if record_type == "buyer" else rules.read_item(values)
            found[record_type, values["code"]] = read.findings
            counts[record_type] += 1
            bar.advance(task)
    fresh = rules.Freshness(confirmed_date=today)
    scores = [
        (rules.score_of_record(one, today=today, freshness=fresh), Decimal(0))
        for (record_type, _), one in found.items()
        if record_type == "buyer"
    ]
    return Judged(found, _score_of_files(rules.score_of_base(scores)), counts, tuple(aside))


def _rows(files: list[Path], aside: list[AsideRow]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The usable rows of buyers and items; others go to `aside`. Raises Trouble when no file has any usable one."""
    from sansfaute.intake import actions as intake  # Django is ready only by now

    useful = False
    for path in files:
        reading = intake.recognise_file(name=path.name, content=path)
        for row in reading.read():
            if row.kind in _TYPES and row.reason is None:
                useful = True
                yield _TYPES[row.kind], row.values
            elif row.kind in _TYPES and row.reason and row.reason[0] not in _NO_RECORD:
                code, (rule, details) = row.values.get("code", ""), row.reason
                aside.append(AsideRow(_TYPES[row.kind], code, rule, details, path.name, row.number))
    if not useful:
        raise Trouble("These files hold no buyer and no item.", "Name files of customers or items.")


def _score_of_files(score: Score) -> dict[str, Any]:
    """A file alone tells what is complete and valid; duplicates and age are not looked at here."""
    from sansfaute.masterdata.rules import mean_of

    marks = {"complete": score.complete, "valid": score.valid, "unique": None, "current": None}
    reasons = _reasons(replace(score, reasons=tuple(one for one in score.reasons if one.lost)))
    return {"score": mean_of(score, ("complete", "valid")), "dimensions": marks, "reasons": reasons}


def _reasons(score: Score) -> list[dict[str, Any]]:
    cent = Decimal("0.01")
    return [
        {"rule": one.rule, "dimension": one.dimension, "lost": one.lost.quantize(cent), "records": one.count}
        for one in score.reasons[:_SHOWN]
    ]


def _in_base(siren: str) -> Judged:
    """What is kept of the records of a seller."""
    with installation():
        from sansfaute.masterdata import queries, rules
        from sansfaute.project.commands.sources import only_seller

        own = only_seller(queries.sellers(), siren)
        found: dict[tuple[str, str], tuple[RecordFinding, ...]] = {}
        counts = {}
        for record_type in _TYPES.values():
            codes = list(queries.current_records(own.pk, record_type).values_list("code", flat=True))
            counts[record_type] = len(codes)
            found |= {(record_type, code): () for code in codes}
        for one in queries.findings(own.pk):
            if (one.record_type, one.code) in found:
                level = "error" if one.level == "error" else "warning"
                said = rules.RecordFinding(one.field, one.rule, level, one.value, one.fix)  # type: ignore[arg-type]  # one of the two
                found[one.record_type, one.code] += (said,)
        aside = tuple(one for one in _aside_in_base(own.pk) if (one.record_type, one.code) not in found)
        return Judged(found, _score_of_base(queries.base_score(own.pk), found), counts, aside)


def _aside_in_base(seller_id: Any) -> Iterator[AsideRow]:
    """Rows of buyers and items that are set aside, in files that still stand."""
    from sansfaute.intake import queries as intake

    rows = intake.rows_set_aside(seller_id).filter(kind__in=_TYPES, source_file__undone_at=None)
    for row in rows.filter(source_file__dropped_at=None).exclude(set_aside__reason_code__in=_NO_RECORD):
        why, code = row.set_aside, row.values.get("code", "")
        yield AsideRow(_TYPES[row.kind], code, why.reason_code, why.details, row.source_file.name, row.row_number)


def _score_of_base(kept: Any, found: Mapping[tuple[str, str], tuple[RecordFinding, ...]]) -> dict[str, Any]:
    """The score that was last kept; before the first, what the findings alone tell."""
    from sansfaute.masterdata import rules

    today = clock.now().date()
    fresh = rules.Freshness(confirmed_date=today)
    scores = [
        (rules.score_of_record(one, today=today, freshness=fresh), Decimal(0))
        for (record_type, _), one in found.items()
        if record_type == "buyer"
    ]
    told = _score_of_files(rules.score_of_base(scores))
    if kept is None:
        return told
    marks = {name: getattr(kept, name) for name in ("complete", "valid", "unique", "current")}
    return {**told, "score": kept.score, "dimensions": marks, "since": kept.since}


def _truth_in(path: Path) -> dict[str, frozenset[str]]:
    """The errors known of each code. Raises Trouble when the file is no table with these two columns."""
    from sansfaute.masterdata import rules

    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    rows = list(csv.DictReader(StringIO(text), delimiter=";" if text.count(";") > text.count(",") else ","))
    if not rows or not {"customer_code", "issues"} <= rows[0].keys():
        raise Trouble(f"{path.name} is no truth file.", "It needs the columns customer_code and issues, in UTF-8.")
    return {row["customer_code"]: rules.read_issues(row["issues"] or "") for row in rows}


def _compared(judged: Judged, truth: Mapping[str, frozenset[str]]) -> Comparison:
    """The findings on buyers beside what is known of them."""
    from sansfaute.masterdata import rules

    buyers = {code: found for (record_type, code), found in judged.findings.items() if record_type == "buyer"}
    return rules.compare(buyers, truth)


def _as_json(judged: Judged, level: str, language: str, compared: Comparison | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "records": [
            _finding(record_type, code, one, language)
            for (record_type, code), found in sorted(judged.findings.items())
            for one in found
            if level in ("all", one.level)
        ]
        + [_row_aside(one, language) for one in judged.aside if level != "warning"],
        "score": judged.score["score"],
        "dimensions": judged.score["dimensions"],
        "reasons": judged.score["reasons"],
        "counts": {**judged.counts, "set_aside": len(judged.aside)} if judged.aside else judged.counts,
    }
    return {**result, "comparison": _comparison(compared)} if compared else result


def _finding(record_type: str, code: str, one: RecordFinding, language: str) -> dict[str, Any]:
    from sansfaute.masterdata import rules

    return {
        "code": code,
        "field": one.field,
        "rule": one.rule,
        "level": one.level,
        "message": rules.finding_sentence(one.rule, language, one.value),
        "mend": rules.fix_sentence(one.rule, language),
        "value": one.value,
        "fix": one.fix,
        "certainty": rules.certainty_of(one.rule) if one.fix else "",
        "record_type": record_type,
    }


def _row_aside(one: AsideRow, language: str) -> dict[str, Any]:
    """A row set aside as a finding: the reason for a rule, the cell for a field, and where the row stands."""
    from sansfaute.intake import rules as intake

    what, mend = intake.reason_parts(one.rule, one.details, language)
    return {
        "code": one.code,
        "field": str(one.details.get("field", "")),
        "rule": one.rule,
        "level": "error",
        "message": what,
        "mend": mend,
        "value": str(one.details.get("value", "")),
        "fix": "",
        "certainty": "",
        "record_type": one.record_type,
        "file": one.file,
        "row": one.row,
    }


def _comparison(compared: Comparison) -> dict[str, Any]:
    return {
        "issues": [_issue(one) for one in compared.issues],
        "sound_records": compared.sound,
        "sound_called_wrong": {code: list(rules) for code, rules in compared.sound_called_wrong.items()},
        "unknown_codes": compared.unknown_codes,
    }


def _issue(one: IssueScore) -> dict[str, Any]:
    return {
        "issue": one.issue,
        "planted": one.planted,
        "found": one.found,
        "recall": one.recall,
        "precision": one.precision,
        "missed": list(one.missed),
        "elsewhere": list(one.elsewhere),
    }


def _show(judged: Judged, level: str, language: str) -> None:
    """The rules with how often each is said, errors first, then the score."""
    from sansfaute.masterdata import rules

    said = [one for found in judged.findings.values() for one in found if level in ("all", one.level)]
    counted = rules.count_rules(said)
    out.rule(f"{judged.counts['buyer']} buyers, {judged.counts['item']} items")
    for one in judged.aside[:_SHOWN] if level != "warning" else ():
        told = _row_aside(one, language)
        out.print(f"  {one.file}, {one.row}: {told['message']} {told['mend']}", highlight=False, markup=False)
    for (one_level, rule), count in sorted(counted.items(), key=lambda pair: (pair[0][0], -pair[1])):
        fixes = sum(1 for one in said if one.rule == rule and one.level == one_level and one.fix)
        out.print(f"  {count:>7}  {one_level:<8} {rule:<26} {_words(rule, language)}", highlight=False, markup=False)
        if fixes:
            out.print(f"{'':>10}{fixes} with a proposal", highlight=False, markup=False)
    marks = judged.score["dimensions"].items()
    lines([("score", str(judged.score["score"])), *((name, "–" if one is None else str(one)) for name, one in marks)])


def _words(rule: str, language: str) -> str:
    from sansfaute.masterdata import rules

    return rules.finding_sentence(rule, language, "…")


def _show_comparison(compared: Comparison) -> None:
    """Precision and recall of each kind of error, then the sound records that a rule calls wrong."""
    out.rule("truth")
    for one in compared.issues:
        figures = f"planted {one.planted:>6}  found {one.found:>6}"
        figures += f"  recall {one.recall:>7.2%}  precision {one.precision:>7.2%}"
        out.print(f"  {one.issue:<22} {figures}", highlight=False)
        for label, codes in (("missed", one.missed), ("elsewhere", one.elsewhere)):
            if codes:
                out.print(
                    f"      {label}: {', '.join(codes[:_SHOWN])}{'…' if len(codes) > _SHOWN else ''}", highlight=False
                )
    wrong = compared.sound_called_wrong
    lines([("sound records", str(compared.sound)), ("of which called wrong", str(len(wrong)))])
    for code, names in list(wrong.items())[:_SHOWN]:
        out.print(f"      {code}: {', '.join(names)}", highlight=False)
