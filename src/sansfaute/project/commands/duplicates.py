"""duplicates: records that may be one customer, in the base or in files, with the weight of each evidence."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, Seller, app, lines, out, progress, say_json
from sansfaute.project.commands.run import refuse_missing
from sansfaute.project.installation import installation

_SHOWN = 10

Records = dict[str, dict[str, str]]


@app.command()
def duplicates(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of customers to compare without keeping them.")
    ] = None,
    seller: Seller = "",
    truth: Annotated[Path | None, typer.Option(help="A file of the truth: customer_code, entity.")] = None,
    as_json: Json = False,
) -> None:
    """Which records are one customer, surely or perhaps, and why; nothing is written."""
    for path in [*(files or []), *([truth] if truth else [])]:
        refuse_missing(path)
    records, told_apart = _in_files(files) if files else _in_base(seller)
    clusters, figures = _matched(records, told_apart)
    score = _score(clusters, truth) if truth else None
    if as_json:
        say_json(
            {"clusters": clusters, "records": len(records), "figures": figures, **({"truth": score} if score else {})}
        )
        return
    _show(clusters, len(records), score)


def _in_files(files: Sequence[Path]) -> tuple[Records, list[tuple[str, str]]]:
    """The customers of these files as the rules clean them, by code; a later row of a code stands."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sansfaute.project.settings")
    django.setup()
    from sansfaute.intake import actions as intake
    from sansfaute.masterdata import rules

    records: Records = {}
    for path in files:
        reading = intake.recognise_file(name=path.name, content=path, kind="buyers")
        for _, cells in reading.rows():
            values, reason = reading.reader.read(cells)
            if not reason:
                read = rules.read_buyer(values).fields
                compared = {name: str(read.get(name) or "") for name in rules.COMPARED}
                records[values["code"]] = compared | {"registration": values.get("legal_identifier", "")}
    return records, []


def _in_base(seller: str) -> tuple[Records, list[tuple[str, str]]]:
    """The agreed customers that stand for themselves, by code, and the pairs that people told apart."""
    with installation():
        from sansfaute.masterdata import queries
        from sansfaute.project.commands.sources import only_seller

        own = only_seller(queries.sellers(), seller)
        codes = {str(pk): code for pk, code in queries.buyers(own.pk).values_list("pk", "code")}
        records = {codes[key]: fields for key, fields in queries.buyers_to_match(own.pk)}
        return records, [(codes[str(one)], codes[str(two)]) for one, two in queries.told_apart(own.pk)]


def _matched(records: Records, told_apart: Sequence[tuple[str, str]]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    from sansfaute.masterdata.adapters import matching

    with progress() as bar:
        task = bar.add_task("comparing customers", total=None)
        try:
            found = matching.find_clusters(
                records.items(),
                told_apart=told_apart,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        except matching.MatchingFailed as failure:
            raise Trouble(f"The comparison stopped: {failure}", "Try again; report it if it stops again.") from failure
    return [_said(one, records) for one in found.clusters], found.figures


def _said(found: Any, records: Records) -> dict[str, Any]:
    evidence = [
        {"first": pair["first"], "second": pair["second"], **one, "values": _values(one["field"], pair, records)}
        for pair in found.pairs
        for one in pair["evidence"]
    ]
    return {"codes": list(found.keys), "verdict": found.verdict, "probability": found.probability, "evidence": evidence}


_FIELDS = {
    "name": ("name",),
    "street": ("line_1", "line_2"),
    "place": ("post_code", "city"),
    "identity": ("siret", "siren", "vat_identifier"),
    "phone": ("telephone",),
    "email": ("email",),
    "iban": ("iban",),
    "kind": ("kind",),
}


def _values(field: str, pair: Mapping[str, str], records: Records) -> list[str]:
    """What both records say, in the order of the pair."""
    both = (records[pair["first"]], records[pair["second"]])
    return [" ".join(text for name in _FIELDS[field] if (text := one.get(name))) for one in both]


def _score(clusters: Sequence[Mapping[str, Any]], truth: Path) -> dict[str, Any]:
    from dataclasses import asdict

    from sansfaute.masterdata.rules import score_duplicates

    by_verdict = {
        verdict: [one["codes"] for one in clusters if one["verdict"] == verdict] for verdict in ("sure", "review")
    }
    return asdict(score_duplicates(by_verdict["sure"], by_verdict["review"], dict(_entities(truth))))


def _entities(truth: Path) -> Iterator[tuple[str, str]]:
    with truth.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if "customer_code" not in row or "entity" not in row:
                raise Trouble(f"{truth.name} has no column customer_code or entity.", "Give both.")
            yield row["customer_code"], row["entity"]


def _show(clusters: Sequence[Mapping[str, Any]], count: int, score: Mapping[str, Any] | None) -> None:
    sure = sum(one["verdict"] == "sure" for one in clusters)
    lines([("records", str(count)), ("sure", str(sure)), ("to review", str(len(clusters) - sure))])
    for one in clusters[:_SHOWN]:
        out.print(f"  [bold]{' = '.join(one['codes'])}[/] {one['verdict']} {one['probability']}", highlight=False)
        for said in one["evidence"][:4]:
            out.print(
                f"    {said['weight']:>6}  {said['en']}  {' | '.join(said['values'])}", highlight=False, markup=False
            )
    if score:
        lines(
            [
                ("precision of sure", f"{score['precision_of_sure']} ({score['sure_pairs']} pairs)"),
                ("recall of sure", str(score["recall_of_sure"])),
                ("recall of sure and to review", f"{score['recall']} ({score['true_pairs']} true pairs)"),
                ("wrongly sure", _codes(score["wrong_sure"])),
                ("missed", _codes(score["missed"])),
            ]
        )


def _codes(pairs: Sequence[tuple[str, str]]) -> str:
    shown = ", ".join(f"{one} = {two}" for one, two in pairs[:_SHOWN])
    return (shown or "none") + (f" and {len(pairs) - _SHOWN} more" if len(pairs) > _SHOWN else "")
